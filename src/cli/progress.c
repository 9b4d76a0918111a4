#include "cli/report.h"

#include <glib.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_CELLS       24
#define BETWEEN_SHOWS   (100 * 1000) /* microseconds: a terminal over ssh is slow */
#define BEFORE_THE_RATE (500 * 1000) /* a rate of the first milliseconds means nothing */

struct progress {
	atomic_flag drawing;
	gint64 shown; /* when last */
	gint64 begun; /* this stage */
	const char *stage;
	uint64_t bytes; /* that came; 0: none are counted */
	bool drawn;
};

/* A bar needs a terminal that can wipe a line. */
static bool on_terminal(void)
{
	const char *term = getenv("TERM");
	return term && *term && strcmp(term, "dumb") != 0 && isatty(STDERR_FILENO);
}

struct progress *progress_new(const struct settings *s)
{
	bool wanted = s->progress == PROGRESS_ALWAYS ||
		      (s->progress == PROGRESS_AUTO && !s->quiet && !s->log_json && on_terminal());
	if (!wanted)
		return NULL;
	struct progress *p = g_new0(struct progress, 1);
	atomic_flag_clear(&p->drawing);
	return p;
}

/* A line that wraps cannot be wiped. */
static int terminal_columns(void)
{
	struct winsize size;
	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* "3.4 MB" */
static int put_bytes(char *out, size_t size, double bytes)
{
	static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
	size_t i = 0;
	while (bytes >= 1000 && i + 1 < G_N_ELEMENTS(units)) {
		bytes /= 1024;
		i++;
	}
	return snprintf(out, size, i && bytes < 100 ? "%.1f %s" : "%.0f %s", bytes, units[i]);
}

/* Of a download bytes are what takes the time: they have the rate. */
static int put_rate(char *out, size_t size, const struct progress *p, double rate, double seconds)
{
	int n = 0;
	if (!p->bytes)
		return snprintf(out, size, "  %.0f/s", rate);
	n += snprintf(out, size, "  ");
	n += put_bytes(out + n, size - (size_t)n, (double)p->bytes);
	n += snprintf(out + n, size - (size_t)n, "  ");
	n += put_bytes(out + n, size - (size_t)n, (double)p->bytes / seconds);
	return n + snprintf(out + n, size - (size_t)n, "/s");
}

static void draw(struct progress *p, size_t done, size_t total, gint64 now)
{
	char bar[80], times[96] = "";
	int cells = total ? (int)(done * BAR_CELLS / total) : 0;
	double seconds = (double)(now - p->begun) / G_USEC_PER_SEC;
	double rate = seconds > 0 ? (double)done / seconds : 0;
	int used = snprintf(bar, sizeof bar, "%-8s [%.*s%*s] %zu/%zu", p->stage, cells,
			    "########################", BAR_CELLS - cells, "", done, total);
	if (now - p->begun >= BEFORE_THE_RATE && rate > 0) {
		int n = put_rate(times, sizeof times, p, rate, seconds);
		n += snprintf(times + n, sizeof times - (size_t)n, "  %.0f s left",
			      (double)(total - done) / rate);
		used += n;
	}
	if (used < terminal_columns())
		fprintf(stderr, "\r\033[K%s%s", bar, times);
	else
		fprintf(stderr, "\r\033[K%zu/%zu", done, total);
	fflush(stderr);
	p->drawn = true;
}

/* Threads race to call: one that finds another drawing has nothing to add. */
void progress_show(void *progress, const char *stage, size_t done, size_t total)
{
	struct progress *p = progress;
	if (!p || atomic_flag_test_and_set(&p->drawing))
		return;
	gint64 now = g_get_monotonic_time();
	if (p->stage != stage) {
		p->stage = stage;
		p->begun = now;
	}
	if (now - p->shown >= BETWEEN_SHOWS) {
		p->shown = now;
		draw(p, done, total, now);
	}
	atomic_flag_clear(&p->drawing);
}

void progress_show_bytes(void *progress, size_t done, size_t total, uint64_t bytes)
{
	struct progress *p = progress;
	p->bytes = bytes;
	progress_show(p, "pictures", done, total);
}

void progress_free(struct progress *p)
{
	if (!p)
		return;
	if (p->drawn)
		fputs("\r\033[K", stderr);
	g_free(p);
}
