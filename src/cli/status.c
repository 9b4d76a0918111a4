#include "cli/commands.h"
#include "cli/json.h"
#include "cli/print.h"
#include "cli/report.h"

#include "job/run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

struct job_status {
	const struct job *job;
	struct standing at;
	struct state_issues last; /* at most one */
	instant next;
	bool due; /* now */
	size_t undelivered;
};

struct overview {
	struct job_status *jobs;
	size_t count;
	uint64_t state_bytes, index_bytes;
};

static uint64_t size_of(struct arena *a, struct str path)
{
	static const char *const endings[] = {"", "-wal"};
	uint64_t bytes = 0;
	struct stat st;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (stat(arena_printf(a, "%.*s%s", STR_FMT(path), endings[i]).s, &st) == 0)
			bytes += (uint64_t)st.st_size;
	return bytes;
}

static size_t count_undelivered(struct state *state, struct str job, struct arena *a)
{
	struct state_issues pending = {0};
	size_t n = 0;
	state_pending(state, a, &pending);
	for (size_t i = 0; i < pending.list.n; i++)
		n += str_eq(pending.list.v[i].record.job, job);
	return n;
}

static void look_at(const struct settings *s, struct state *state, const struct job *job,
		    struct job_status *into)
{
	const struct due_options now = {.now = s->now_at};
	struct due_list due;
	*into = (struct job_status){.job = job};
	into->at = state_standing(state, job->name, s->arena);
	state_issues(state, job->name, 1, true, s->arena, &into->last);
	due_find(state, job, &now, s->arena, &due);
	into->due = due.list.n > 0;
	into->next = into->due ? due.list.v[0].period.due : due_next(state, job, s->now_at, s->arena);
	into->undelivered = count_undelivered(state, job->name, s->arena);
}

static bool is_named(const struct settings *s, const struct job *job)
{
	for (size_t i = 0; i < s->job_names.n; i++)
		if (str_eq(s->job_names.v[i], job->name))
			return true;
	return s->job_names.n == 0;
}

static void survey(const struct settings *s, const struct jobs *jobs, struct state *state, struct overview *o)
{
	o->jobs = ARENA_ARRAY(s->arena, jobs->count, struct job_status);
	for (size_t i = 0; i < jobs->count; i++)
		if (is_named(s, &jobs->list[i]))
			look_at(s, state, &jobs->list[i], &o->jobs[o->count++]);
	o->state_bytes = size_of(s->arena, jobs->state);
	o->index_bytes = size_of(s->arena, posts_file(s->arena, jobs));
}

/* ---- as a table ---- */

static struct str local_time(const struct settings *s, const struct job *job, instant at)
{
	struct civil c = zone_civil(job->zone, at);
	return arena_printf(s->arena, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

static const struct record *last_of(const struct job_status *j)
{
	return j->last.list.n ? &j->last.list.v[0].record : NULL;
}

/* Columns line up in a terminal, where an ideograph is two cells wide. */
static void put_cell(struct str text, size_t width)
{
	size_t cells = 0;
	for (size_t at = 0; at < text.n;)
		cells += char_is_cjk(utf8_next(text, &at)) ? 2 : 1;
	print_text(stdout, text);
	for (; cells < width; cells++)
		putchar(' ');
	printf("  ");
}

#define JOB_CELLS 24

static void print_job(const struct settings *s, const struct job_status *j)
{
	const struct record *last = last_of(j);
	struct str issue = S("none yet");
	if (last)
		issue = arena_printf(s->arena, "%.*s, no. %d, %zu articles", STR_FMT(j->last.list.v[0].key),
				     last->number, last->article_count);
	put_cell(j->job->name, JOB_CELLS);
	put_cell(issue, 38);
	put_cell(j->due ? S("now") : local_time(s, j->job, j->next), 16);
	if (j->at.failures)
		printf("%u failure%s: ", j->at.failures, j->at.failures == 1 ? "" : "s");
	print_text(stdout, j->at.error);
	if (j->at.empty)
		printf("%s%u empty", j->at.failures ? "; " : "", j->at.empty);
	if (j->undelivered)
		printf("%s%zu undelivered", j->at.failures || j->at.empty ? "; " : "", j->undelivered);
	putchar('\n');
}

static void print_table(const struct settings *s, const struct jobs *jobs, const struct overview *o)
{
	put_cell(S("job"), JOB_CELLS);
	put_cell(S("last issue"), 38);
	put_cell(S("next due"), 16);
	puts("trouble");
	for (size_t i = 0; i < o->count; i++)
		print_job(s, &o->jobs[i]);
	printf("state: ");
	print_name(stdout, jobs->state);
	printf(", %" PRIu64 " KB; index of posts: %" PRIu64 " KB\n", (o->state_bytes + 1023) / 1024,
	       (o->index_bytes + 1023) / 1024);
}

/* ---- as JSON ---- */

static void json_instant(struct json *j, const struct settings *s, const char *key, instant at)
{
	if (at)
		json_text(j, key, instant_iso(s->arena, at));
	else
		json_null(j, key);
}

static void json_last(struct json *j, const struct settings *s, const struct job_status *job)
{
	const struct record *last = last_of(job);
	if (!last) {
		json_null(j, "last");
		return;
	}
	json_open(j, "last", '{');
	json_text(j, "issue", job->last.list.v[0].key);
	json_number(j, "number", (uint64_t)last->number);
	json_number(j, "articles", last->article_count);
	json_instant(j, s, "made", last->made);
	json_open(j, "files", '[');
	for (size_t i = 0; i < last->file_count; i++)
		json_text(j, NULL, last->files[i].name);
	json_close(j, ']');
	json_close(j, '}');
}

static void json_job(struct json *j, const struct settings *s, const struct job_status *job)
{
	json_open(j, NULL, '{');
	json_text(j, "job", job->job->name);
	json_last(j, s, job);
	json_instant(j, s, "next-due", job->next);
	json_number(j, "due", job->due);
	json_number(j, "failures", job->at.failures);
	json_text(j, "error", job->at.error);
	json_number(j, "empty", job->at.empty);
	json_number(j, "undelivered", job->undelivered);
	json_close(j, '}');
}

static void print_json(const struct settings *s, const struct jobs *jobs, const struct overview *o)
{
	struct json j = {.out = stdout};
	json_open(&j, NULL, '{');
	json_open(&j, "jobs", '[');
	for (size_t i = 0; i < o->count; i++)
		json_job(&j, s, &o->jobs[i]);
	json_close(&j, ']');
	json_text(&j, "state", jobs->state);
	json_number(&j, "state-bytes", o->state_bytes);
	json_number(&j, "index-bytes", o->index_bytes);
	json_close(&j, '}');
	json_line(&j);
}

/* ---- the command ---- */

static int show(const struct settings *s, const struct jobs *jobs, struct diags *diags)
{
	struct overview o = {0};
	bool damaged;
	struct state *state = state_open(arena_cstr(s->arena, jobs->state), STATE_READ, diags, &damaged);
	if (damaged)
		diag_add_file(diags, DIAG_STATE_FAILED, jobs->state, 0,
			      "the state is damaged; wenzhai run makes it anew");
	if (!state)
		return EXIT_FAILURE;
	survey(s, jobs, state, &o);
	bool sound = state_sound(state, diags);
	state_close(state);
	if (sound && s->json)
		print_json(s, jobs, &o);
	else if (sound)
		print_table(s, jobs, &o);
	return sound ? EXIT_SUCCESS : EXIT_FAILURE;
}

int command_status(const struct settings *s, struct build_options *b)
{
	struct jobs jobs;
	struct diags diags;
	int status = EXIT_USAGE;
	diags_init(&diags, s->arena, S(""));
	if (jobs_read(&jobs, s->paths.v[0], b->data_dir, s->arena, &diags))
		status = show(s, &jobs, &diags);
	fflush(stdout);
	report_diags(s, &diags, BUILD_DONE);
	jobs_clear(&jobs);
	return status;
}
