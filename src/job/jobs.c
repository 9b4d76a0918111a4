#include "job/jobs.h"

#include "base/file.h"
#include "job/reader.h"

static const struct job job_defaults = {
	.output = {".", 1},
	.selection = {.keep_duplicates = true},
	.schedule = {.kind = PERIOD_WEEKLY, .week_starts = 1, .days = 1, .anchor = SCHEDULE_ANCHOR},
	.catch_up = CATCH_UP_DEFAULT,
	.catalogue = {.wanted = true},
	.min = 1,
	.merge = true,
};

static struct str folder_of(struct str path)
{
	struct str name = str_after_last(path, '/');
	if (name.n == path.n)
		return S(".");
	return path.n == name.n + 1 ? S("/") : str_head(path, path.n - name.n - 1);
}

/* ---- jobs ---- */

static void check_job(struct reader *r, const struct job *job)
{
	if (!job->name.n)
		diag_add(r->diags, DIAG_BAD_JOBS, job->line, "a job without a name");
	if (job->max && job->min > job->max)
		diag_add(r->diags, DIAG_BAD_JOBS, job->line, "min: %u is more than max: %u", job->min,
			 job->max);
	for (const struct job *other = r->jobs->list; job->name.n && other < job; other++)
		if (str_eq_nocase(other->name, job->name))
			diag_add(r->diags, DIAG_BAD_JOBS, job->line,
				 "name: \"%.*s\" is the name of the job on line %u too", STR_FMT(job->name),
				 other->line);
}

static void complete_job(struct reader *r, struct job *job)
{
	if (!job->title.n)
		job->title = job->name;
	if (!job->zone)
		job->zone = r->jobs->zones.v[0];
	if (!job->post_count) {
		job->posts = ARENA_NEW(r->arena, struct str);
		job->posts[0] = resolve_path(r, S(POSTS_DEFAULT));
		job->post_count = 1;
	}
}

static void read_job(struct reader *r, struct yaml *node, const struct job *defaults)
{
	struct job *job = &r->jobs->list[r->jobs->count++];
	*job = *defaults;
	job->line = node->line;
	if (node->kind != YAML_MAP) {
		mistake(r, node, "a job is a map: \"name: …\" and what else it needs");
		return;
	}
	keys_read(r, node, job, KEYS_JOB);
	check_job(r, job);
	complete_job(r, job);
	if (!diags_reach(r->diags, DIAG_FATAL) || job->name.n)
		formats_settle(r, job);
}

static void read_jobs(struct reader *r, struct yaml *node, const struct job *defaults)
{
	size_t n = 0;
	for (const struct yaml *at = node && node->kind == YAML_LIST ? node->first : NULL; at; at = at->next)
		n++;
	if (!n || n > JOBS_MAX) {
		mistake(r, node, "a list of 1 to %u jobs is wanted%s", JOBS_MAX,
			node ? "" : ", under \"jobs:\"");
		return;
	}
	r->jobs->list = ARENA_ARRAY(r->arena, n, struct job);
	for (struct yaml *at = node->first; at; at = at->next)
		read_job(r, at, defaults);
	if (!diags_reach(r->diags, DIAG_FATAL))
		formats_compare(r);
}

/* ---- the file ---- */

/* What a web server shows is the output folder: the state is hidden there. */
static struct str default_state(struct reader *r, struct str output)
{
	struct str hidden = arena_printf(r->arena, "%.*s/" STATE_DEFAULT, STR_FMT(output));
	struct str before = arena_printf(r->arena, "%.*s/" STATE_BEFORE, STR_FMT(output));
	if (file_exists(hidden.s) || !file_exists(before.s))
		return hidden;
	diag_add_file(
		r->diags, DIAG_STATE_IN_VIEW, before, 0,
		"used where an earlier version put it; a web server may show it: move it, and what is named "
		"after it, to " STATE_DEFAULT);
	return before;
}

static void read_top(struct reader *r, struct yaml *top)
{
	struct job defaults = job_defaults;
	defaults.output = r->jobs->folder;
	if (top->kind != YAML_MAP) {
		mistake(r, top, "a jobs file is a map with the key \"jobs\"");
		return;
	}
	r->jobs->mail = yaml_find(top, "mail");
	keys_read(r, top, &defaults, KEYS_TOP);
	if (!r->jobs->state.n)
		r->jobs->state = default_state(r, defaults.output);
	read_jobs(r, yaml_find(top, "jobs"), &defaults);
}

bool jobs_read(struct jobs *jobs, struct str path, struct str data_dir, struct arena *a, struct diags *diags)
{
	struct str text;
	struct yaml_error error;
	*jobs = (struct jobs){.file = path, .folder = folder_of(path)};
	VEC_PUSH(a, &jobs->zones, zone_new_local());
	diags->file = path;
	int failed = file_read(a, arena_cstr(a, path), YAML_BYTES_MAX, &text);
	if (failed) {
		diag_add(diags, DIAG_BAD_JOBS, 0, "cannot be read: %s", file_error_text(failed));
		return false;
	}
	struct yaml *top = yaml_parse(a, text, &error);
	if (!top) {
		diag_add(diags, DIAG_BAD_JOBS, error.line, "%.*s", STR_FMT(error.text));
		return false;
	}
	struct reader r = {.jobs = jobs, .data_dir = data_dir, .arena = a, .diags = diags};
	read_top(&r, top);
	return !diags_reach(diags, DIAG_FATAL);
}

void jobs_clear(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->zones.n; i++)
		zone_free(jobs->zones.v[i]);
	jobs->zones.n = 0;
}

struct job *job_lookup(const struct jobs *jobs, struct str name)
{
	for (size_t i = 0; i < jobs->count; i++)
		if (str_eq(jobs->list[i].name, name))
			return &jobs->list[i];
	return NULL;
}

struct str job_place(struct arena *a, const struct jobs *jobs, const struct job *job)
{
	return place_inside(jobs->folder, place_settle(a, jobs->folder, job->output));
}

static bool has_file(struct arena *a, struct str folder, struct str file)
{
	return file_exists(arena_printf(a, "%.*s/%.*s", STR_FMT(folder), STR_FMT(file)).s);
}

struct job job_at(struct arena *a, const struct jobs *jobs, const struct job *job, struct str place,
		  struct str file)
{
	struct job then = *job;
	if (!place.n || str_eq(place, job_place(a, jobs, job)))
		return then;
	then.output = place_outside(a, jobs->folder, place);
	return !has_file(a, then.output, file) && has_file(a, job->output, file) ? *job : then;
}
