#include "job/due.h"

#define CLOCK_SLACK_DAYS 2     /* zones that were changed */
#define PERIODS_WALKED   40000 /* a century of days: bounds what a wrong clock can ask for */

static bool made(struct state *s, const struct job *job, const struct period *p, struct arena *a)
{
	return state_has(s, job->name, period_key(a, &job->schedule, p));
}

static bool before_start(const struct job *job, const struct period *p)
{
	return job->starts_given && p->from < job->starts;
}

/* A period after what was published is no past one: what lies between the two is in it. */
static void backfill(struct state *s, const struct job *job, const struct due_options *o,
		     day_number published, struct arena *a, struct due_list *due)
{
	struct period p = period_of(&job->schedule, job->zone, o->from);
	if (p.from < o->from)
		p = period_next(&job->schedule, job->zone, &p);
	for (int n = 0; n < PERIODS_WALKED && p.to <= o->to && p.due <= o->now; n++) {
		if (o->force || !made(s, job, &p, a))
			VEC_PUSH(a, &due->list,
				 (struct due){.period = p,
					      .past = p.to <= published,
					      .again = made(s, job, &p, a)});
		p = period_next(&job->schedule, job->zone, &p);
	}
}

/* The last day that needs no looking at any more. */
static day_number last_seen(const struct standing *at)
{
	day_number to = at->cursor.to;
	return at->skipped && at->skipped_to > to ? at->skipped_to : to;
}

static day_number begin_of(const struct job *job, const struct period *latest)
{
	if (job->starts_given)
		return job->starts - 1;
	if (job->schedule.kind == PERIOD_SINCE_LAST)
		return latest->to - FIRST_DAYS;
	return latest->from - 1;
}

static void since_last(const struct standing *at, day_number begin, struct period latest, bool force,
		       struct arena *a, struct due_list *due)
{
	bool seen = at->cursor.any && latest.to <= last_seen(at);
	day_number after = at->cursor.any ? at->cursor.to : begin;
	latest.from = after + 1 < latest.to ? after + 1 : latest.to;
	if (!seen || force)
		VEC_PUSH(a, &due->list, (struct due){.period = latest, .again = seen});
}

/* The articles of those before come in the oldest that is kept. */
static void keep_last(struct due_list *due, size_t most)
{
	if (due->list.n <= most)
		return;
	memmove(due->list.v, due->list.v + (due->list.n - most), most * sizeof *due->list.v);
	due->list.n = most;
}

void due_find(struct state *s, const struct job *job, const struct due_options *o, struct arena *a,
	      struct due_list *due)
{
	struct standing at = state_standing(s, job->name, a);
	struct period latest = period_latest(&job->schedule, job->zone, o->now);
	*due = (struct due_list){0};
	due->begin = (struct cursor){.any = true, .to = begin_of(job, &latest), .now = o->now};
	if (o->backfill) {
		backfill(s, job, o, at.cursor.any ? at.cursor.to : due->begin.to, a, due);
		return;
	}
	if (before_start(job, &latest))
		return;
	if (job->schedule.kind == PERIOD_SINCE_LAST) {
		since_last(&at, due->begin.to, latest, o->force, a, due);
		return;
	}
	day_number after = at.cursor.any ? last_seen(&at) : due->begin.to;
	struct period p = period_of(&job->schedule, job->zone, after + 1);
	for (int n = 0; n < PERIODS_WALKED && p.to <= latest.to; n++) {
		if (p.to > after && !before_start(job, &p) && !made(s, job, &p, a))
			VEC_PUSH(a, &due->list, (struct due){.period = p});
		p = period_next(&job->schedule, job->zone, &p);
	}
	keep_last(due, o->catch_up ? o->catch_up : job->catch_up);
	if (o->force && !due->list.n)
		VEC_PUSH(a, &due->list, (struct due){.period = latest, .again = true});
}

bool due_is_ahead(struct state *s, const struct job *job, instant now, struct arena *a, day_number *to)
{
	struct standing at = state_standing(s, job->name, a);
	*to = at.cursor.any ? last_seen(&at) : 0;
	return at.cursor.any && *to > zone_day(job->zone, now) + CLOCK_SLACK_DAYS;
}

instant due_next(struct state *s, const struct job *job, instant now, struct arena *a)
{
	struct standing at = state_standing(s, job->name, a);
	struct period p = period_latest(&job->schedule, job->zone, now);
	if (job->starts_given && job->starts > p.to)
		p = period_of(&job->schedule, job->zone, job->starts);
	else if (at.cursor.any && last_seen(&at) > p.to && job->schedule.kind != PERIOD_SINCE_LAST)
		p = period_of(&job->schedule, job->zone, last_seen(&at) + 1);
	else if (at.cursor.any && last_seen(&at) >= p.to)
		p = period_next(&job->schedule, job->zone, &p);
	if (before_start(job, &p)) /* it begins within the period: the first issue is the next one's */
		p = period_next(&job->schedule, job->zone, &p);
	return p.due;
}
