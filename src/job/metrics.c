#include "job/metrics.h"

#include "base/stream.h"

#include <glib.h>
#include <inttypes.h>

/* Label values: a backslash, a quotation mark and a line end are escaped, nothing else. */
static void add_label(struct buf *b, struct str text)
{
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		if (c == '\\' || c == '"')
			buf_printf(b, "\\%c", (char)c);
		else if (c == '\n')
			buf_add(b, S("\\n"));
		else
			buf_add_code_point(b, c);
	}
}

static void add_head(struct buf *b, const char *name, const char *help)
{
	buf_printf(b, "# HELP wenzhai_%s %s\n# TYPE wenzhai_%s gauge\n", name, help, name);
}

static void add_one(struct buf *b, const char *name, const char *help, int64_t value)
{
	add_head(b, name, help);
	buf_printf(b, "wenzhai_%s %" PRId64 "\n", name, value);
}

/* ---- of each job ---- */

static int64_t number(const struct metrics_job *j)
{
	return j->number;
}

static int64_t made(const struct metrics_job *j)
{
	return j->made;
}

static int64_t bytes(const struct metrics_job *j)
{
	return (int64_t)j->bytes;
}

static int64_t next(const struct metrics_job *j)
{
	return j->next;
}

static int64_t failures(const struct metrics_job *j)
{
	return j->failures;
}

static int64_t empty(const struct metrics_job *j)
{
	return j->empty;
}

static int64_t undelivered(const struct metrics_job *j)
{
	return (int64_t)j->undelivered;
}

static const struct family {
	const char *name, *help;
	bool of_issue; /* only where there is one */
	int64_t (*value)(const struct metrics_job *j);
} families[] = {
	{"job_last_issue_number", "Number of the last issue.", true, number},
	{"job_last_issue_timestamp_seconds", "When the last issue was due.", true, made},
	{"job_last_issue_bytes", "Size of the files of the last issue.", true, bytes},
	{"job_next_due_timestamp_seconds", "When the next issue is due.", false, next},
	{"job_failures", "Failed runs since the last success.", false, failures},
	{"job_empty_issues", "Issues skipped since the last one for want of articles.", false, empty},
	{"job_undelivered_issues", "Issues with a delivery that is tried again.", false, undelivered},
};

static void add_family(struct buf *b, const struct family *f, const struct metrics *m)
{
	add_head(b, f->name, f->help);
	for (size_t i = 0; i < m->job_count; i++) {
		if (f->of_issue && !m->jobs[i].any)
			continue;
		buf_printf(b, "wenzhai_%s{job=\"", f->name);
		add_label(b, m->jobs[i].name);
		buf_printf(b, "\"} %" PRId64 "\n", f->value(&m->jobs[i]));
	}
}

struct str metrics_text(struct arena *a, const struct metrics *m)
{
	struct buf b = BUF(a);
	add_one(&b, "last_run_timestamp_seconds", "When wenzhai run last ran.", m->now);
	add_one(&b, "last_run_success", "Whether all jobs of that run succeeded.", m->success);
	add_one(&b, "state_bytes", "Size of the state and of the index of posts.", (int64_t)m->state_bytes);
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		add_family(&b, &families[i], m);
	return buf_str(&b);
}

bool metrics_write(struct str path, const struct metrics *m, struct diags *d)
{
	struct arena a;
	int error;
	size_t failed;
	arena_init(&a);
	struct stream *out = stream_open_file(arena_cstr(&a, path), &error);
	if (out) {
		stream_puts(out, metrics_text(&a, m));
		error = stream_commit_all(&out, 1, &failed);
	}
	if (error)
		diag_add_file(d, DIAG_CANNOT_WRITE, path, 0, "cannot write the metrics: %s",
			      g_strerror(error));
	arena_clear(&a);
	return !error;
}
