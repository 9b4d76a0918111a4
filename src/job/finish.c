/* The end of a run: the catalogues of the output folders, the metrics. */
#include "base/file.h"
#include "job/metrics.h"
#include "job/recover.h"
#include "job/runner.h"

#include <glib.h>
#include <sys/stat.h>

/* ---- catalogues ---- */

struct shop { /* an output folder and the jobs that have issues there */
	struct str folder, title;
	struct records {
		VEC(struct record) list;
	} issues;
};

static void gather(struct runner *r, const struct job *job, struct shop *shop)
{
	struct state_issues issues = {0};
	state_issues(r->state, job->name, 0, true, r->arena, &issues);
	if (!shop->title.n)
		shop->title = job->catalogue.title;
	for (size_t i = 0; i < issues.list.n; i++)
		if (!issues.list.v[i].removed &&
		    str_eq(job_then(r->arena, r->options->jobs, job, &issues.list.v[i]).output, job->output))
			VEC_PUSH(r->arena, &shop->issues.list, issues.list.v[i].record);
}

static void write_catalogue(struct runner *r, struct str folder)
{
	struct shop shop = {.folder = folder};
	for (size_t i = 0; i < r->options->jobs->count; i++) {
		const struct job *job = &r->options->jobs->list[i];
		if (job->catalogue.wanted && str_eq(job->output, folder))
			gather(r, job, &shop);
	}
	const struct catalogue c = {.folder = folder,
				    .title = shop.title,
				    .issues = shop.issues.list.v,
				    .count = shop.issues.list.n};
	if (shop.issues.list.n && !catalogue_write(&c, r->diags))
		r->result->failed = true;
}

/* Is this the first job that puts its issues into a catalogue there? */
static bool is_first(const struct jobs *jobs, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (jobs->list[i].catalogue.wanted && str_eq(jobs->list[i].output, jobs->list[index].output))
			return false;
	return jobs->list[index].catalogue.wanted;
}

/* What the catalogues were last written from: nothing has changed as long as this says the same. */
static struct str catalogue_mark(struct runner *r)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	struct buf b = BUF(r->arena);
	buf_add(&b, state_mark(r->state, r->arena));
	for (size_t i = 0; i < r->options->jobs->count; i++) {
		const struct job *job = &r->options->jobs->list[i];
		buf_printf(&b, "\n%.*s\n%.*s\n%.*s\n%d", STR_FMT(job->name), STR_FMT(job->output),
			   STR_FMT(job->catalogue.title), job->catalogue.wanted);
	}
	g_checksum_update(sum, (const guchar *)b.s, (gssize)b.n);
	struct str mark = arena_str(r->arena, str_from(g_checksum_get_string(sum)));
	g_checksum_free(sum);
	return mark;
}

static bool all_there(struct runner *r)
{
	bool there = true;
	for (size_t i = 0; i < r->options->jobs->count; i++)
		if (is_first(r->options->jobs, i))
			there &= catalogue_exists(r->options->jobs->list[i].output);
	return there;
}

void finish_catalogues(struct runner *r)
{
	struct str mark = catalogue_mark(r);
	bool failed = r->result->failed;
	if (str_eq(state_note(r->state, S("catalogue"), r->arena), mark) && all_there(r))
		return;
	r->result->failed = false;
	for (size_t i = 0; i < r->options->jobs->count; i++)
		if (is_first(r->options->jobs, i))
			write_catalogue(r, r->options->jobs->list[i].output);
	/* A run that dies or fails before this writes them again. */
	if (!r->result->failed)
		state_keep_note(r->state, S("catalogue"), mark);
	r->result->failed |= failed;
}

/* ---- metrics ---- */

static uint64_t size_of(struct runner *r, struct str path)
{
	static const char *const endings[] = {"", "-wal"};
	uint64_t bytes = 0;
	struct stat st;
	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
		if (stat(arena_printf(r->arena, "%.*s%s", STR_FMT(path), endings[i]).s, &st) == 0)
			bytes += (uint64_t)st.st_size;
	return bytes;
}

static struct metrics_job measure(struct runner *r, const struct job *job, const struct state_issues *pending)
{
	struct metrics_job m = {.name = job->name};
	struct standing at = state_standing(r->state, job->name, r->arena);
	struct state_issues last = {0};
	state_issues(r->state, job->name, 1, false, r->arena, &last);
	m.any = last.list.n > 0;
	if (m.any) {
		const struct record *record = &last.list.v[0].record;
		m.number = record->number;
		m.made = record->made;
		for (size_t i = 0; i < record->file_count; i++)
			m.bytes += record->files[i].bytes;
	}
	m.next = due_next(r->state, job, r->options->due.now, r->arena);
	m.failures = at.failures;
	m.empty = at.empty;
	for (size_t i = 0; i < pending->list.n; i++)
		m.undelivered += str_eq(pending->list.v[i].record.job, job->name);
	return m;
}

/* Without a state nothing is known but that the run failed. */
void finish_metrics(struct runner *r)
{
	const struct jobs *jobs = r->options->jobs;
	struct metrics_job *all = ARENA_ARRAY(r->arena, jobs->count, struct metrics_job);
	struct state_issues pending = {0};
	size_t known = r->state ? jobs->count : 0;
	if (!jobs->metrics.n)
		return;
	if (r->state)
		state_pending(r->state, r->arena, &pending);
	for (size_t i = 0; i < known; i++)
		all[i] = measure(r, &jobs->list[i], &pending);
	const struct metrics m = {
		.now = r->options->due.now,
		.success = !r->result->failed && !cancel_requested(r->options->cancel),
		.state_bytes = size_of(r, jobs->state) + size_of(r, posts_file(r->arena, jobs)),
		.jobs = all,
		.job_count = known,
	};
	if (!metrics_write(jobs->metrics, &m, r->diags))
		r->result->failed = true;
}
