/* Which periods of a job want an issue now. */
#ifndef WENZHAI_JOB_DUE_H
#define WENZHAI_JOB_DUE_H

#include "job/jobs.h"
#include "job/state.h"

struct due {
	struct period period;
	bool past;                      /* of a backfill: before what was published */
	bool again;                     /* its issue is there, or was skipped: it is made anew */
	const struct state_issue *torn; /* an issue that was being made anew, and is half in place */
};
struct due_list {
	VEC(struct due) list; /* oldest first */
	struct cursor begin;  /* where a job begins that has none */
};

struct due_options {
	instant now;
	uint32_t catch_up; /* 0: the job's */
	bool force;        /* the newest period also when its issue was made or skipped */
	bool backfill;
	day_number from, to; /* backfill: whole periods between these days */
};

void due_find(struct state *s, const struct job *job, const struct due_options *o, struct arena *a,
	      struct due_list *due);
/* Does the job stand in the future, up to the day *to?  Then a clock was wrong, or is: nothing of it would be
 * due until that day. */
bool due_is_ahead(struct state *s, const struct job *job, instant now, struct arena *a, day_number *to);
/* When a job's next issue is due, for `status`: the first after what was looked at. */
instant due_next(struct state *s, const struct job *job, instant now, struct arena *a);

#endif
