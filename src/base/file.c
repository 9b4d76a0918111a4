#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* O_NONBLOCK: opening a fifo for reading must not wait for a writer. */
static int open_regular(const char *path, struct stat *st)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fd;
	if (fstat(fd, st) == 0 && S_ISREG(st->st_mode))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

/* The file may grow or shrink while it is read: what is there is taken, up to `most`. */
static int read_all(int fd, struct buf *b, size_t most)
{
	for (;;) {
		buf_reserve(b, 1);
		ssize_t got = read(fd, b->s + b->n, b->cap - b->n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		if (got == 0)
			return 0;
		b->n += (size_t)got;
		if (b->n > most)
			return EFBIG;
	}
}

int file_read(struct arena *a, const char *path, size_t most, struct str *content)
{
	struct stat st;
	int fd = open_regular(path, &st);
	if (fd < 0)
		return errno;
	struct buf b = BUF(a);
	int error = EFBIG;
	if ((uint64_t)st.st_size <= most) {
		buf_reserve(&b, (size_t)st.st_size + 1);
		error = read_all(fd, &b, most);
	}
	close(fd);
	*content = buf_str(&b);
	return error;
}

const char *file_error_text(int error)
{
	switch (error) {
	case EINVAL:
		return "not a regular file";
	case EFBIG:
		return "too large";
	default:
		return strerrordesc_np(error) ? strerrordesc_np(error) : "unknown error";
	}
}

bool file_exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool dir_exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}
