/* For LD_PRELOAD: the process is killed (as by kill -9) before its DIE_AT-th call that changes a file.
 * With DIE_COUNT their number is written to that file instead, at the end. */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_long calls;

static void one_more(void)
{
	const char *at = getenv("DIE_AT");
	if (atomic_fetch_add(&calls, 1) + 1 == (at ? atol(at) : 0))
		kill(getpid(), SIGKILL);
}

__attribute__((destructor)) static void at_end(void)
{
	const char *path = getenv("DIE_COUNT");
	FILE *file = path ? fopen(path, "w") : NULL;
	if (!file)
		return;
	fprintf(file, "%ld\n", atomic_load(&calls));
	fclose(file);
}

#define WRAP(result, name, parameters, arguments)                                  \
	result name parameters                                                     \
	{                                                                          \
		static result(*real) parameters;                                   \
		if (!real)                                                         \
			*(void **)&real = dlsym(RTLD_NEXT, #name);                 \
		one_more();                                                        \
		return real arguments;                                             \
	}

WRAP(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at))
WRAP(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at), (fd, p, n, at))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, ftruncate64, (int fd, off64_t size), (fd, size))
WRAP(int, rename, (const char *from, const char *to), (from, to))
WRAP(int, link, (const char *from, const char *to), (from, to))
WRAP(int, linkat, (int d, const char *from, int e, const char *to, int flags), (d, from, e, to, flags))
WRAP(int, symlink, (const char *to, const char *link), (to, link))
WRAP(int, unlink, (const char *path), (path))
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode))
