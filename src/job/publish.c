/* After issues are in place: deliveries, links to the newest, `keep`. */
#include "job/recover.h"
#include "job/runner.h"

#include <unistd.h>

/* ---- deliveries ---- */

static bool is_newest(struct runner *r, const struct state_issue *issue)
{
	struct state_issues newest = {0};
	state_issues(r->state, issue->record.job, 1, false, r->arena, &newest);
	return newest.list.n && newest.list.v[0].id == issue->id;
}

struct kept_delivery {
	struct state *state;
	int64_t issue;
	struct str key;
};

static void keep_part(void *context, const struct delivery_state *d)
{
	const struct kept_delivery *k = context;
	state_keep_delivery(k->state, k->issue, k->key, d);
}

static const struct delivery *delivery_lookup(const struct job *job, struct str key)
{
	for (size_t i = 0; i < job->deliveries.list.n; i++)
		if (str_eq(job->deliveries.list.v[i].key, key))
			return &job->deliveries.list.v[i];
	return NULL;
}

/* "mail" of "mail-3-0123456789abcdef". */
static struct str kind_of(struct str key)
{
	return str_cut(&key, '-');
}

static bool has_row(const struct delivery_rows *rows, struct str key)
{
	for (size_t i = 0; i < rows->list.n; i++)
		if (str_eq(rows->list.v[i].key, key))
			return true;
	return false;
}

/* A delivery that waits, and that the jobs file has no more, was put right (another address) or given
 * up: those of its kind that are new to the issue take its place. */
static void pass_on(struct runner *r, const struct job *job, const struct state_issue *issue)
{
	const struct delivery_state pending = {.progress = DELIVERY_PENDING};
	struct delivery_rows rows = {0};
	state_deliveries(r->state, issue->id, r->arena, &rows);
	for (size_t i = 0; i < rows.list.n; i++) {
		const struct delivery_row *row = &rows.list.v[i];
		struct str kind = kind_of(row->key);
		bool passed = false;
		if (row->state.progress != DELIVERY_PENDING || delivery_lookup(job, row->key))
			continue;
		for (size_t k = 0; k < job->deliveries.list.n; k++) {
			struct str key = job->deliveries.list.v[k].key;
			if (has_row(&rows, key) || !str_eq(kind_of(key), kind))
				continue;
			state_keep_delivery(r->state, issue->id, key, &pending);
			passed = true;
		}
		state_drop_delivery(r->state, issue->id, row->key);
		if (!passed)
			diag_add_file(
				r->diags, DIAG_DELIVERY_FAILED, r->options->jobs->file, job->line,
				"%.*s %.*s: a delivery that waited (%.*s) is asked for no more; given up",
				STR_FMT(job->name), STR_FMT(issue->key), STR_FMT(kind));
	}
}

/* What could not be noted would be delivered again in every run. */
static bool keep_soundly(struct kept_delivery *k, const struct delivery_state *d, struct diags *diags)
{
	keep_part(k, d);
	return state_sound(k->state, diags);
}

/* False: the state takes nothing more. */
static bool deliver(struct runner *r, const struct job *job, const struct state_issue *issue)
{
	struct kept_delivery kept = {.state = r->state, .issue = issue->id};
	const struct delivery_context c = {
		.folder = job->output,
		.jobs_file = r->options->jobs->file,
		.keep = keep_part,
		.keep_context = &kept,
		.newest = is_newest(r, issue),
		.now = r->options->due.now,
		.zone = job->zone,
		.environment = r->options->environment,
		.cancel = r->options->cancel,
		.arena = r->arena,
		.diags = r->diags,
	};
	struct delivery_rows rows = {0};
	state_deliveries(r->state, issue->id, r->arena, &rows);
	for (size_t i = 0; i < rows.list.n && !cancel_requested(r->options->cancel); i++) {
		struct delivery_row *row = &rows.list.v[i];
		const struct delivery *d = delivery_lookup(job, row->key);
		if (!d || row->state.progress != DELIVERY_PENDING)
			continue;
		kept.key = row->key;
		if (!row->state.since)
			row->state.since = r->options->due.now;
		if (!keep_soundly(&kept, &row->state, r->diags)) {
			r->result->failed = true;
			return false;
		}
		if (!deliver_issue(d, &issue->record, &c, &row->state))
			r->result->failed = true;
		if (!keep_soundly(&kept, &row->state, r->diags)) {
			r->result->failed = true;
			return false;
		}
	}
	return true;
}

void publish_pending(struct runner *r)
{
	struct state_issues pending = {0};
	state_pending(r->state, r->arena, &pending);
	for (size_t i = 0; i < pending.list.n; i++) {
		const struct state_issue *issue = &pending.list.v[i];
		const struct job *job = job_lookup(r->options->jobs, issue->record.job);
		if (!job || !runner_wants(r, job))
			continue;
		struct job then = job_then(r->arena, r->options->jobs, job, issue);
		pass_on(r, &then, issue);
		if (!deliver(r, &then, issue))
			return;
	}
}

/* ---- the newest, and the old ---- */

/* Once for each newest issue: where the file system has no links, it is copied. */
static void link_latest(struct runner *r, const struct job *job, const struct state_issue *newest)
{
	const struct delivery_context c = {
		.folder = job->output,
		.jobs_file = r->options->jobs->file,
		.newest = true,
		.now = r->options->due.now,
		.zone = job->zone,
		.environment = r->options->environment,
		.cancel = r->options->cancel,
		.arena = r->arena,
		.diags = r->diags,
	};
	struct str note = arena_printf(r->arena, "latest %.*s", STR_FMT(job->name));
	struct str mark = arena_printf(r->arena, "%lld %.*s", (long long)newest->id, STR_FMT(job->latest));
	struct job then = job_then(r->arena, r->options->jobs, job, newest);
	if (newest->removed || !str_eq(then.output, job->output) ||
	    str_eq(state_note(r->state, note, r->arena), mark))
		return;
	if (deliver_latest(&newest->record, &c, job->latest))
		state_keep_note(r->state, note, mark);
	else
		r->result->failed = true;
}

static void remove_file(struct runner *r, const struct job *job, struct str name)
{
	if (name.n)
		unlink(arena_printf(r->arena, "%.*s/%.*s", STR_FMT(job->output), STR_FMT(name)).s);
}

static bool has_file(const struct record *record, struct str name)
{
	bool has = str_eq(record->cover, name);
	for (size_t i = 0; i < record->file_count; i++)
		has = has || str_eq(record->files[i].name, name);
	return has;
}

void publish_drop_replaced(struct runner *r, const struct job *job, const struct state_issue *old,
			   const struct record *now)
{
	struct job then = job_then(r->arena, r->options->jobs, job, old);
	bool here = str_eq(then.output, job->output);
	for (size_t i = 0; i < old->record.file_count && !old->removed; i++)
		if (!here || !has_file(now, old->record.files[i].name))
			remove_file(r, &then, old->record.files[i].name);
	if (!old->removed && old->record.cover.n && (!here || !has_file(now, old->record.cover))) {
		remove_file(r, &then, old->record.cover);
		remove_file(r, &then, record_thumbnail_name(r->arena, old->record.cover));
	}
}

/* The ticket stays, so that a lost state still knows what was in the issue. */
static void retire(struct runner *r, const struct job *job, const struct state_issue *issue)
{
	struct ticket t = {
		.job = job->name,
		.key = issue->key,
		.number = issue->record.number,
		.from = issue->record.from,
		.to = issue->record.to,
		.now = issue->record.made,
	};
	state_ticket(r->state, issue->id, r->arena, &t);
	if (!ticket_keep(r->arena, tickets_folder(r->arena, r->options->jobs), &t, r->diags).n)
		return;
	for (size_t i = 0; i < issue->record.file_count; i++)
		remove_file(r, job, issue->record.files[i].name);
	remove_file(r, job, issue->record.cover);
	if (issue->record.cover.n)
		remove_file(r, job, record_thumbnail_name(r->arena, issue->record.cover));
	state_removed(r->state, issue->id);
}

/* What waits for a delivery stays until it has it or is given up. */
static void retire_old(struct runner *r, const struct job *job)
{
	struct state_issues issues = {0};
	size_t standing = 0;
	state_issues(r->state, job->name, 0, false, r->arena, &issues);
	for (size_t i = 0; i < issues.list.n; i++) {
		const struct state_issue *issue = &issues.list.v[i];
		if (issue->removed || ++standing <= job->keep || state_is_pending(r->state, issue->id))
			continue;
		struct job then = job_then(r->arena, r->options->jobs, job, issue);
		retire(r, &then, issue);
	}
}

void publish_tidy(struct runner *r)
{
	for (size_t i = 0; i < r->options->jobs->count; i++) {
		const struct job *job = &r->options->jobs->list[i];
		struct state_issues newest = {0};
		if (!runner_wants(r, job))
			continue;
		if (job->latest.n)
			state_issues(r->state, job->name, 1, false, r->arena, &newest);
		if (newest.list.n)
			link_latest(r, job, &newest.list.v[0]);
		if (job->keep && state_count(r->state, job->name) > job->keep)
			retire_old(r, job);
	}
}
