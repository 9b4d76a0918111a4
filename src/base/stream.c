#include "base/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Small writes are gathered: an EPUB is thousands of headers of 30 bytes. */
#define STREAM_BUFFER ((size_t)256 << 10)

/* The disk is told to begin so early: what is left to wait for at the end is the last part. */
#define WRITE_AHEAD ((uint64_t)4 << 20)

/* Links behind links, as the kernel follows them. */
#define LINKS_MAX 40

/* Of the target's name in a temporary one. */
#define TEMPORARY_BYTES_MAX 100

struct stream {
	int fd; /* -1: memory */
	int error;
	bool hurried;
	uint64_t size;  /* written, with what is still in `pending` */
	uint64_t begun; /* so far the disk was told to write */
	struct arena arena;
	struct buf pending; /* memory: everything; file: not yet written */
	char *target;       /* file: where it will be */
	char *temporary;    /* file: its name until then; NULL: it has none (O_TMPFILE) */
	char *former;       /* a second name of what stood at the target, until all targets are in place */
	bool was_free;      /* nothing stood there */
	bool placed;
};

static void latch(struct stream *s, int error)
{
	if (!s->error)
		s->error = error;
}

static struct stream *stream_new(void)
{
	struct stream *s = g_new0(struct stream, 1);
	s->fd = -1;
	s->pending = BUF(&s->arena);
	return s;
}

struct stream *stream_open_memory(void)
{
	return stream_new();
}

/* Ten thousand tries: names of other runs, dead or alive, may stand there.  A name that is as
 * long as names may be (255 bytes) leaves no room for more: its beginning does. */
static char *temporary_name(const char *target, unsigned attempt)
{
	const char *slash = strrchr(target, '/');
	size_t dir = slash ? (size_t)(slash - target) + 1 : 0;
	struct str name = utf8_head(str_from(target + dir), TEMPORARY_BYTES_MAX);
	return g_strdup_printf("%.*s%.*s.%ld-%u.part", (int)dir, target, STR_FMT(name), (long)getpid(),
			       attempt);
}

static int open_named(const char *target, char **name)
{
	for (unsigned attempt = 0; attempt < 10000; attempt++) {
		*name = temporary_name(target, attempt);
		int fd = open(*name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0 || errno != EEXIST)
			return fd;
		g_clear_pointer(name, g_free);
	}
	errno = EEXIST;
	return -1;
}

/* An unnamed file needs no cleaning up, even after kill -9. */
static int open_unnamed(const char *target)
{
	char *dir = g_path_get_dirname(target);
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
	g_free(dir);
	return fd;
}

/* Through links to what is not there yet. */
static char *resolve_dangling(const char *path)
{
	char *at = g_strdup(path);
	for (int i = 0; i < LINKS_MAX; i++) {
		char *to = g_file_read_link(at, NULL);
		if (!to)
			return at;
		char *dir = g_path_get_dirname(at);
		char *next = g_path_is_absolute(to) ? g_strdup(to) : g_build_filename(dir, to, NULL);
		g_free(dir);
		g_free(to);
		g_free(at);
		at = next;
	}
	return at;
}

/* A link stays a link: what it points at is replaced. */
static char *resolve_target(const char *path)
{
	char *real = realpath(path, NULL);
	if (!real)
		return errno == ENOENT ? resolve_dangling(path) : g_strdup(path);
	char *copy = g_strdup(real);
	free(real);
	return copy;
}

struct stream *stream_open_file(const char *path, int *error)
{
	struct stat st;
	struct stream *s = stream_new();
	s->target = resolve_target(path);
	bool there = stat(s->target, &st) == 0;
	/* An unnamed file would be told when all is done. */
	bool never = !there && (errno == ENAMETOOLONG || errno == ELOOP);
	*error = there && S_ISDIR(st.st_mode) ? EISDIR : never ? errno : 0;
	if (*error)
		goto fail;
	s->fd = open_unnamed(s->target);
	if (s->fd < 0 && errno != ENOENT && errno != EACCES)
		s->fd = open_named(s->target, &s->temporary);
	if (s->fd >= 0)
		return s;
	*error = errno;
	g_clear_pointer(&s->temporary, g_free);
fail:
	stream_abandon(s);
	return NULL;
}

static void write_fully(struct stream *s, const char *p, size_t n, off_t at)
{
	while (n && !s->error) {
		ssize_t wrote = pwrite(s->fd, p, n, at);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0) {
			latch(s, wrote ? errno : ENOSPC);
			return;
		}
		p += wrote;
		n -= (size_t)wrote;
		at += wrote;
	}
}

static uint64_t flushed(const struct stream *s)
{
	return s->size - s->pending.n;
}

/* Without waiting.  Only for speed: fsync tells of errors. */
static void write_ahead(struct stream *s)
{
	uint64_t upto = flushed(s);

	if (s->hurried || upto < s->begun + WRITE_AHEAD)
		return;
	sync_file_range(s->fd, (off_t)s->begun, (off_t)(upto - s->begun), SYNC_FILE_RANGE_WRITE);
	s->begun = upto;
}

static void flush(struct stream *s)
{
	if (s->fd < 0 || !s->pending.n)
		return;
	write_fully(s, s->pending.s, s->pending.n, (off_t)flushed(s));
	s->pending.n = 0;
	write_ahead(s);
}

void stream_write(struct stream *s, const void *bytes, size_t n)
{
	if (s->error || !n)
		return;
	if (s->fd >= 0 && s->pending.n + n > STREAM_BUFFER)
		flush(s);
	if (s->fd >= 0 && n > STREAM_BUFFER)
		write_fully(s, bytes, n, (off_t)s->size);
	else
		buf_add(&s->pending, (struct str){bytes, n});
	s->size += n;
}

void stream_puts(struct stream *s, struct str text)
{
	stream_write(s, text.s, text.n);
}

void stream_printf(struct stream *s, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = g_strdup_vprintf(format, args);
	va_end(args);
	stream_puts(s, str_from(text));
	g_free(text);
}

void stream_patch(struct stream *s, uint64_t offset, const void *bytes, size_t n)
{
	if (s->error || !n)
		return;
	if (offset > s->size || n > s->size - offset) {
		latch(s, EINVAL);
		return;
	}
	if (offset < flushed(s) && offset + n > flushed(s))
		flush(s);
	if (offset < flushed(s))
		write_fully(s, bytes, n, (off_t)offset);
	else
		memcpy(s->pending.s + (offset - flushed(s)), bytes, n);
}

void stream_truncate(struct stream *s, uint64_t size)
{
	if (s->error || size >= s->size)
		return;
	flush(s);
	if (s->fd >= 0 && ftruncate(s->fd, (off_t)size) != 0)
		latch(s, errno);
	if (s->fd < 0)
		s->pending.n = (size_t)size;
	s->size = size;
	if (s->begun > size)
		s->begun = size;
}

size_t stream_read_back(struct stream *s, uint64_t offset, void *bytes, size_t n)
{
	if (s->error || offset >= s->size)
		return 0;
	if (n > s->size - offset)
		n = (size_t)(s->size - offset);
	if (s->fd < 0) {
		memcpy(bytes, s->pending.s + offset, n);
		return n;
	}
	flush(s);
	ssize_t got = pread(s->fd, bytes, n, (off_t)offset);
	if (got < 0)
		latch(s, errno);
	return got < 0 ? 0 : (size_t)got;
}

const char *stream_target(const struct stream *s)
{
	return s->target;
}

uint64_t stream_size(const struct stream *s)
{
	return s->size;
}

int stream_error(const struct stream *s)
{
	return s->error;
}

struct str stream_bytes(const struct stream *s)
{
	return buf_str(&s->pending);
}

void stream_move(struct stream *s, const char *path)
{
	g_free(s->target);
	s->target = resolve_target(path);
}

void stream_hurry(struct stream *s)
{
	s->hurried = true;
}

void stream_hide(struct stream *s)
{
	if (s->temporary)
		unlink(s->temporary);
	g_clear_pointer(&s->temporary, g_free);
	s->hurried = true;
}

/* Everything is on the disk before any name changes. */
static int finish(struct stream *s)
{
	flush(s);
	if (!s->error && s->fd >= 0 && !s->hurried && fsync(s->fd) != 0 && errno != EINVAL)
		latch(s, errno);
	return s->error;
}

/* Gives a file one more name, beside the target.  0 and *name, else an errno value. */
static int link_beside(const struct stream *s, const char *from, int flags, char **name)
{
	for (unsigned attempt = 0; attempt < 10000; attempt++) {
		*name = temporary_name(s->target, attempt);
		if (linkat(AT_FDCWD, from, AT_FDCWD, *name, flags) == 0)
			return 0;
		g_clear_pointer(name, g_free);
		if (errno != EEXIST)
			return errno;
	}
	return EEXIST;
}

/* linkat cannot replace a file: an unnamed one first gets a name beside it. */
static int give_name(struct stream *s)
{
	char from[64];
	snprintf(from, sizeof from, "/proc/self/fd/%d", s->fd);
	return link_beside(s, from, AT_SYMLINK_FOLLOW, &s->temporary);
}

/* For one target alone there is nothing to be taken back. */
static void keep_former(struct stream *s)
{
	struct stat st;
	if (lstat(s->target, &st) != 0)
		s->was_free = errno == ENOENT;
	else if (S_ISREG(st.st_mode))
		link_beside(s, s->target, 0, &s->former);
}

static void sync_directory(const char *target)
{
	char *dir = g_path_get_dirname(target);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd); /* some file systems cannot: the rename still holds */
		close(fd);
	}
	g_free(dir);
}

static int put_in_place(struct stream *s)
{
	if (s->fd < 0)
		return 0;
	if (!s->temporary) {
		int error = give_name(s);
		if (error)
			return error;
	}
	if (rename(s->temporary, s->target) != 0)
		return errno;
	g_clear_pointer(&s->temporary, g_free);
	s->placed = true;
	return 0;
}

/* What stood there comes back.  Where the file system has no second names it is lost. */
static void take_back(struct stream *s)
{
	if (!s->placed)
		return;
	if (s->former && rename(s->former, s->target) == 0)
		g_clear_pointer(&s->former, g_free);
	else if (s->was_free)
		unlink(s->target);
}

static int put_all(struct stream *const *streams, size_t n, size_t *failed)
{
	int error = 0;
	for (size_t i = 0; i < n && n > 1; i++)
		if (streams[i] && streams[i]->fd >= 0)
			keep_former(streams[i]);
	for (size_t i = 0; i < n && !error; i++)
		if (streams[i] && (error = put_in_place(streams[i])) != 0)
			*failed = i;
	for (size_t i = 0; i < n && error; i++)
		if (streams[i])
			take_back(streams[i]);
	for (size_t i = 0; i < n; i++)
		if (streams[i] && streams[i]->former)
			unlink(streams[i]->former);
	for (size_t i = 0; i < n; i++)
		if (streams[i] && streams[i]->placed && !streams[i]->hurried)
			sync_directory(streams[i]->target);
	return error;
}

int stream_commit_all(struct stream *const *streams, size_t n, size_t *failed)
{
	int error = 0;
	for (size_t i = 0; i < n && !error; i++)
		if (streams[i] && (error = finish(streams[i])) != 0)
			*failed = i;
	if (!error)
		error = put_all(streams, n, failed);
	for (size_t i = 0; i < n; i++)
		stream_abandon(streams[i]);
	return error;
}

void stream_abandon(struct stream *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	if (s->temporary)
		unlink(s->temporary);
	g_free(s->temporary);
	g_free(s->former);
	g_free(s->target);
	arena_clear(&s->arena);
	g_free(s);
}
