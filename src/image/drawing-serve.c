/* The other end of drawing.h: the process that draws. */
#include "image/drawing-wire.h"

#include <glib.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- bounds, which the kernel keeps ---- */

/* In all: what the libraries take as they start is not the drawing's. */
static void limit_memory(void)
{
	struct rlimit limit;
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	bool known = file && fscanf(file, "%lu", &pages) == 1;
	if (file)
		fclose(file);
	if (!known || getrlimit(RLIMIT_AS, &limit) != 0)
		return;
	rlim_t most = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + DRAWING_BYTES_MAX;
	limit.rlim_cur = MIN(limit.rlim_max, most);
	setrlimit(RLIMIT_AS, &limit);
}

/* From now on: SIGXCPU ends the process. */
static void limit_time(void)
{
	struct rlimit limit;
	struct rusage used;
	if (getrlimit(RLIMIT_CPU, &limit) != 0 || getrusage(RUSAGE_SELF, &used) != 0)
		return;
	rlim_t so_far = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1);
	limit.rlim_cur = MIN(limit.rlim_max, so_far + DRAWING_SECONDS_MAX);
	setrlimit(RLIMIT_CPU, &limit);
}

/* ---- answers ---- */

static bool receive(void *to, size_t n)
{
	char *at = to;
	while (n) {
		ssize_t got = recv(STDIN_FILENO, at, n, 0);
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static bool reply(const void *from, size_t n)
{
	const char *at = from;
	while (n) {
		ssize_t sent = send(STDIN_FILENO, at, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
		at += sent;
		n -= (size_t)sent;
	}
	return true;
}

static bool answer(struct codec *c, const struct drawing_question *q, struct str bytes)
{
	const struct probe p = {.kind = PROBE_SVG, .name = "SVG", .size = bytes.n, .orientation = 1};
	struct drawing_answer a = {.bands = 0};
	struct pixels pixels = {0};
	const char *fault =
		q->draw ? codec_decode(c, &p, bytes, &q->box, &pixels) : codec_measure(c, &p, bytes, &a.size);
	if (fault)
		g_strlcpy(a.fault, fault, sizeof a.fault);
	if (q->draw)
		a.size = (struct codec_size){pixels.width, pixels.height};
	a.bands = pixels.bands;
	bool ok = reply(&a, sizeof a);
	if (ok && pixels.data)
		ok = reply(pixels.data, (size_t)pixels.width * pixels.height * pixels.bands);
	pixels_clear(&pixels);
	return ok;
}

/* One question; false when there are no more. */
static bool serve_one(struct codec *c)
{
	struct drawing_question q;
	if (!receive(&q, sizeof q) || q.bytes > SVG_BYTES_MAX)
		return false;
	char *bytes = g_malloc(q.bytes + 1);
	bool ok = receive(bytes, q.bytes);
	limit_time();
	ok = ok && answer(c, &q, (struct str){bytes, q.bytes});
	g_free(bytes);
	return ok;
}

bool drawing_serve(int argc, char **argv)
{
	struct stat st;
	if (argc != 1 || strcmp(argv[0], DRAWING_NAME) != 0 || fstat(STDIN_FILENO, &st) != 0 ||
	    !S_ISSOCK(st.st_mode))
		return false;
	struct codec *c = codec_new(&(struct codec_options){.draws = true});
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	if (!codec_fault(c)) {
		limit_memory();
		while (serve_one(c))
			;
	}
	codec_free(c);
	codec_shutdown();
	return true;
}
