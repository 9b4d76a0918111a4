/* What a job makes next: of the periods that are due, the first that has articles enough. */
#include "job/recover.h"
#include "job/runner.h"

/* ---- choosing ---- */

/* An issue that is made anew: its own articles are no hindrance.  Its number, 0: there is none. */
static int exclude_old(struct track *t, struct str key)
{
	struct runner *r = t->runner;
	struct state_issues issues = {0};
	int64_t old = 0;
	int number = 0;
	state_exclude(r->state, 0);
	state_issues(r->state, t->job->name, 0, false, &t->arena, &issues);
	for (size_t i = 0; i < issues.list.n; i++)
		if (str_eq(issues.list.v[i].key, key)) {
			t->replaced = issues.list.v[i];
			old = issues.list.v[i].id;
			number = issues.list.v[i].record.number;
		}
	state_exclude(r->state, old);
	t->cursor = state_standing(r->state, t->job->name, &t->arena).cursor;
	if (!t->cursor.any)
		t->cursor = t->due.begin;
	return number;
}

/* Are the issue's files in the folder that is written to?  Those of a job that is no more are free. */
static bool is_here(const struct track *t, const struct state_issue *issue, struct str file)
{
	const struct jobs *jobs = t->runner->options->jobs;
	const struct job *other = job_lookup(jobs, issue->record.job);
	return other &&
	       str_eq(job_at(t->runner->arena, jobs, other, issue->folder, file).output, t->job->output);
}

static bool name_is_free(struct track *t)
{
	struct runner *r = t->runner;
	struct record record = record_of(t->job, &t->chosen.ticket, &t->arena);
	for (size_t i = 0; i < record.file_count; i++) {
		struct state_issues owners = {0};
		state_owners(r->state, record.files[i].name, t->job->name, t->chosen.ticket.key, &t->arena,
			     &owners);
		for (size_t k = 0; k < owners.list.n; k++)
			if (is_here(t, &owners.list.v[k], record.files[i].name)) {
				diag_add_file(&t->diags, DIAG_CANNOT_WRITE, record.files[i].name, 0,
					      "it is the file of %.*s %.*s",
					      STR_FMT(owners.list.v[k].record.job),
					      STR_FMT(owners.list.v[k].key));
				return false;
			}
	}
	return true;
}

static bool choose_next(struct track *t, const struct due *due)
{
	struct runner *r = t->runner;
	const struct chooser chooser = {
		.jobs = r->options->jobs,
		.posts = r->posts,
		.state = r->state,
		.data_dir = r->options->data_dir,
		.threads = r->options->threads,
		.cancel = r->options->cancel,
		.planned = &t->planned,
		.explain = r->options->mode == RUN_DRY,
		.later = r->options->mode == RUN_DRY && t->next == t->due.list.n,
	};
	t->replaced = (struct state_issue){0};
	int number = due->again ? exclude_old(t, period_key(r->arena, &t->job->schedule, &due->period)) : 0;
	struct period period = due->period;
	/* Since the last issue but the one that is made anew. */
	if (due->again && !due->past && t->job->schedule.kind == PERIOD_SINCE_LAST &&
	    t->cursor.to < period.to)
		period.from = t->cursor.to + 1;
	bool whole =
		choose(&chooser, t->job, &period, &t->cursor, due->past, r->arena, &t->diags, &t->chosen);
	state_exclude(r->state, 0);
	t->chosen.ticket.number = number ? number : t->number + 1;
	t->chosen.ticket.now = due->again || t->job->schedule.kind == PERIOD_SINCE_LAST ? r->options->due.now
											: due->period.due;
	t->after = (struct cursor){true, t->chosen.ticket.to, t->chosen.ticket.now,
				   posts_generation(r->posts), posts_identity(r->posts)};
	return whole;
}

/* ---- too few articles ---- */

static void on_empty(struct track *t, const struct due *due)
{
	struct runner *r = t->runner;
	outcome_add(r, t, OUTCOME_EMPTY);
	if (r->options->mode != RUN_MAKE)
		return;
	state_ran(r->state, t->job->name, r->options->due.now);
	if (due->past || due->again || r->options->due.backfill)
		return;
	state_skip(r->state, t->job->name, due->period.to, r->options->due.now);
	unsigned empty = state_standing(r->state, t->job->name, &t->arena).empty;
	if (t->job->when_empty != EMPTY_ALARM || empty < t->job->alarm_after)
		return;
	diag_add_file(&t->diags, DIAG_ISSUES_EMPTY, r->options->jobs->file, t->job->line,
		      "job %.*s: %u issues on end had too few articles, the last of %.*s",
		      STR_FMT(t->job->name), empty, STR_FMT(t->chosen.ticket.key));
	r->result->failed = true;
}

static bool is_empty(const struct track *t)
{
	size_t least = t->job->min ? t->job->min : 1;
	return t->job->when_empty != EMPTY_MAKE && t->chosen.articles < least;
}

/* ---- an issue ---- */

static void keep_cursor(struct track *t)
{
	posts_keep_cursor(t->runner->posts, t->job->name, t->chosen.ticket.key, &t->after);
}

static void plan_next(struct track *t)
{
	struct runner *r = t->runner;
	struct str file = S("");
	if (r->options->mode == RUN_PLAN) {
		file = ticket_keep(r->arena, plan_folder(r->arena, r->options->jobs), &t->chosen.ticket,
				   &t->diags);
		keep_cursor(t);
		r->result->failed |= !file.n;
	}
	outcome_add(r, t, OUTCOME_WOULD);
	r->result->list.v[r->result->list.n - 1].ticket_file = file;
	for (size_t i = 0; i < t->chosen.ticket.stories.n; i++)
		VEC_PUSH(r->arena, &t->planned.list,
			 (struct published){0, t->chosen.ticket.key, t->chosen.ticket.stories.v[i]});
}

/* Where nothing is remembered. */
static void advance(struct track *t, const struct due *due)
{
	if (t->chosen.ticket.number > t->number)
		t->number = t->chosen.ticket.number;
	if (due->past && due->period.to <= t->cursor.to)
		return;
	t->cursor = t->after;
}

/* Before anything is written: what is about to be made, and its files' names. */
static bool intend(struct track *t)
{
	struct runner *r = t->runner;
	struct record record = record_of(t->job, &t->chosen.ticket, &t->arena);
	if (!name_is_free(t))
		return false;
	keep_cursor(t);
	t->intention = state_intend(r->state, &t->chosen.ticket, ticket_write(&t->arena, &t->chosen.ticket),
				    &record, job_place(&t->arena, r->options->jobs, t->job));
	return state_sound(r->state, &t->diags) && t->intention;
}

/* What was being made anew when a run died stands half in its place, and its old files are gone: it
 * is made of its ticket, as it was chosen. */
static bool resume(struct track *t, const struct state_issue *torn)
{
	struct runner *r = t->runner;
	struct ticket *ticket = &t->chosen.ticket;
	t->chosen = (struct chosen){0};
	t->replaced = (struct state_issue){0};
	if (!ticket_read(r->arena, torn->ticket, ticket))
		return false;
	for (size_t i = 0; i < ticket->stories.n; i++)
		t->chosen.articles += !ticket->stories.v[i].also;
	t->after = recover_cursor(r->posts, ticket);
	t->intention = torn->id;
	return true;
}

bool track_prepare(struct track *t)
{
	struct runner *r = t->runner;
	while (t->next < t->due.list.n && !t->stopped && !cancel_requested(r->options->cancel)) {
		const struct due *due = &t->due.list.v[t->next++];
		t->made = (struct made){0};
		if (due->torn && resume(t, due->torn))
			return true;
		if (due->torn)
			continue;
		bool whole = choose_next(t, due);
		/* What a damaged index or state gave is not all that there is. */
		bool sound = whole && posts_commit(r->posts, &t->diags) && state_sound(r->state, &t->diags);
		if (sound && is_empty(t)) {
			on_empty(t, due);
		} else if (sound && r->options->mode != RUN_MAKE) {
			plan_next(t);
			advance(t, due);
		} else if (sound && intend(t)) {
			return true;
		} else {
			track_fail(t); /* and says nothing of one that was cancelled */
		}
	}
	return false;
}
