/* Copies to folders, and links to the newest issue. */
#include "base/stream.h"
#include "job/deliver-kinds.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_CHUNK ((size_t)64 << 10)

static const char *reason(int error)
{
	return g_strerror(error);
}

/* ---- one file ---- */

struct source {
	const char *path;
	uint64_t bytes;
	struct str sha256; /* empty: not known */
};

/* Feeds a file through the hash and to the stream, if there is one.  0 or an errno value. */
static int pump(int fd, GChecksum *sum, struct stream *out, const struct cancel *cancel)
{
	char chunk[COPY_CHUNK];
	while (!cancel_requested(cancel) && !(out && stream_error(out))) {
		ssize_t got = read(fd, chunk, sizeof chunk);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		if (got == 0)
			return 0;
		g_checksum_update(sum, (const guchar *)chunk, (gssize)got);
		if (out)
			stream_write(out, chunk, (size_t)got);
	}
	return out && stream_error(out) ? stream_error(out) : EINTR;
}

/* Is this very file there already?  The size is looked at first: it is nearly always enough. */
static bool same_file(const char *path, const struct source *source, const struct cancel *cancel)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	bool same = fd >= 0 && source->sha256.n && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    (uint64_t)st.st_size == source->bytes;
	if (same) {
		GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
		same = pump(fd, sum, NULL, cancel) == 0 &&
		       str_eq(str_from(g_checksum_get_string(sum)), source->sha256);
		g_checksum_free(sum);
	}
	if (fd >= 0)
		close(fd);
	return same;
}

/* The stream is committed only if what was read is what the record says was made. */
static bool fill_and_commit(struct attempt *t, int fd, struct stream *out, const struct source *source,
			    const char *target)
{
	size_t failed;
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	int error = pump(fd, sum, out, t->context->cancel);
	bool whole = !source->sha256.n || str_eq(str_from(g_checksum_get_string(sum)), source->sha256);
	g_checksum_free(sum);
	if (error || !whole) {
		stream_abandon(out);
		return error ? attempt_fail(t, "cannot copy to %s: %s", target, reason(error))
			     : attempt_fail(t, "%s is not what the run had made", source->path);
	}
	error = stream_commit_all(&out, 1, &failed);
	return !error || attempt_fail(t, "cannot write %s: %s", target, reason(error));
}

static bool copy_to(struct attempt *t, const struct source *source, const char *target)
{
	int error = 0;
	if (same_file(target, source, t->context->cancel))
		return true;
	int fd = open(source->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return attempt_fail(t, "cannot read %s: %s", source->path, reason(errno));
	struct stream *out = stream_open_file(target, &error);
	bool ok = out ? fill_and_commit(t, fd, out, source, target)
		      : attempt_fail(t, "cannot write %s: %s", target, reason(error));
	close(fd);
	return ok;
}

/* ---- links ---- */

/* Does the link exist and say `to`? */
static bool link_says(const char *link, const char *to)
{
	char have[4096];
	ssize_t n = readlink(link, have, sizeof have);
	return n >= 0 && str_eq((struct str){have, (size_t)n}, str_from(to));
}

/* symlink(2) cannot replace: the new link is made beside the old one and renamed. */
static int put_link(struct arena *a, const char *link, const char *to)
{
	const char *beside = arena_printf(a, "%s.%ld.part", link, (long)getpid()).s;
	unlink(beside);
	if (symlink(to, beside) != 0)
		return errno;
	if (rename(beside, link) == 0)
		return 0;
	int error = errno;
	unlink(beside);
	return error;
}

/* FAT, exFAT and some network file systems. */
static bool links_impossible(int error)
{
	return error == EPERM || error == EOPNOTSUPP || error == ENOSYS || error == EINVAL;
}

static const struct record_file *first_of(const struct record *r, enum record_format format)
{
	for (size_t i = 0; i < r->file_count; i++)
		if (r->files[i].format == format)
			return &r->files[i];
	return NULL;
}

static bool link_one(struct attempt *t, const char *folder, struct str latest, const struct record_file *file)
{
	const char *format = record_format_name(file->format);
	const char *link = arena_printf(t->scratch, "%s/%.*s.%s", folder, STR_FMT(latest), format).s;
	const char *to = arena_cstr(t->scratch, file->name);
	if (link_says(link, to))
		return true;
	int error = put_link(t->scratch, link, to);
	if (!error)
		return true;
	if (!links_impossible(error))
		return attempt_fail(t, "cannot link %s: %s", link, reason(error));
	struct source source = {attempt_path(t, file->name), file->bytes, file->sha256};
	return copy_to(t, &source, link);
}

static bool put_links(struct attempt *t, const char *folder, struct str latest, unsigned formats)
{
	for (enum record_format f = 0; f < RECORD_FORMAT_COUNT; f++) {
		const struct record_file *file = first_of(t->issue, f);
		if (file && (formats & 1u << f) && !link_one(t, folder, latest, file))
			return false;
	}
	return true;
}

bool deliver_latest(const struct record *issue, const struct delivery_context *c, struct str stem)
{
	struct arena scratch;
	struct attempt t = {.issue = issue, .context = c, .scratch = &scratch};
	arena_init(&scratch);
	bool ok = put_links(&t, arena_cstr(&scratch, c->folder), stem, ~0u);
	if (!ok)
		diag_add_file(c->diags, DIAG_DELIVERY_FAILED, c->jobs_file, 0, "%.*s: %.*s",
			      STR_FMT(issue->job), STR_FMT(t.error));
	arena_clear(&scratch);
	return ok;
}

/* ---- the delivery ---- */

/* The folders that a name like "2021/28.epub" needs below the target. */
static bool make_folders(struct attempt *t, const char *folder, struct str name)
{
	for (size_t i = 0; i < name.n; i++) {
		if (name.s[i] != '/')
			continue;
		const char *path = arena_printf(t->scratch, "%s/%.*s", folder, (int)i, name.s).s;
		if (mkdir(path, 0777) != 0 && errno != EEXIST)
			return attempt_fail(t, "cannot make %s: %s", path, reason(errno));
	}
	return true;
}

bool attempt_copy(struct attempt *t)
{
	const char *folder = arena_cstr(t->scratch, t->delivery->folder);
	struct stat st;
	/* Never made here: where a reader is to be plugged in, its files would fill the root. */
	if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
		return attempt_fail(
			t,
			"there is no such folder; it is not made, in case a device is to be mounted there");
	for (size_t i = 0; i < t->issue->file_count; i++) {
		const struct record_file *file = &t->issue->files[i];
		if (!attempt_wants(t, file))
			continue;
		const char *target = arena_printf(t->scratch, "%s/%.*s", folder, STR_FMT(file->name)).s;
		struct source source = {attempt_path(t, file->name), file->bytes, file->sha256};
		if (!make_folders(t, folder, file->name) || !copy_to(t, &source, target))
			return false;
	}
	if (!t->delivery->latest.n || !t->context->newest)
		return true;
	return put_links(t, folder, t->delivery->latest, t->delivery->formats);
}
