/* After an issue is in place: deliveries, links to the newest, `keep`. */
#include "job/recover.h"
#include "job/runner.h"

#include <unistd.h>

/* ---- deliveries ---- */

void publish_enter(struct runner *r, const struct job *job, int64_t issue)
{
	const struct delivery_state pending = {.progress = DELIVERY_PENDING};
	for (size_t i = 0; i < job->deliveries.list.n; i++)
		state_keep_delivery(r->state, issue, job->deliveries.list.v[i].key, &pending);
}

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

static void deliver(struct runner *r, const struct job *job, const struct state_issue *issue)
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
	for (size_t i = 0; i < job->deliveries.list.n && !cancel_requested(r->options->cancel); i++) {
		const struct delivery *d = &job->deliveries.list.v[i];
		struct delivery_state s = state_delivery(r->state, issue->id, d->key, r->arena);
		if (s.progress != DELIVERY_PENDING)
			continue;
		kept.key = d->key;
		if (!deliver_issue(d, &issue->record, &c, &s))
			r->result->failed = true;
		state_keep_delivery(r->state, issue->id, d->key, &s);
	}
}

void publish_pending(struct runner *r)
{
	struct state_issues pending = {0};
	state_pending(r->state, r->arena, &pending);
	for (size_t i = 0; i < pending.list.n; i++) {
		const struct job *job = job_lookup(r->options->jobs, pending.list.v[i].record.job);
		if (job)
			deliver(r, job, &pending.list.v[i]);
	}
}

/* ---- the newest, and the old ---- */

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
	if (job->latest.n && !deliver_latest(&newest->record, &c, job->latest))
		r->result->failed = true;
}

static void remove_file(struct runner *r, const struct job *job, struct str name)
{
	if (name.n)
		unlink(arena_printf(r->arena, "%.*s/%.*s", STR_FMT(job->output), STR_FMT(name)).s);
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

void publish_retire(struct runner *r, const struct job *job)
{
	struct state_issues issues = {0};
	size_t standing = 0;
	state_issues(r->state, job->name, 0, false, r->arena, &issues);
	if (issues.list.n)
		link_latest(r, job, &issues.list.v[0]);
	for (size_t i = 0; i < issues.list.n && job->keep; i++)
		if (!issues.list.v[i].removed && ++standing > job->keep)
			retire(r, job, &issues.list.v[i]);
}
