/* What the files of one run share. */
#ifndef WENZHAI_JOB_RUNNER_H
#define WENZHAI_JOB_RUNNER_H

#include "job/make.h"
#include "job/run.h"

#include <glib.h>

struct runner {
	const struct run_options *options;
	struct arena *arena;
	struct diags *diags;
	struct run_result *result;
	struct state *state;
	struct posts *posts; /* NULL until something is due */
	GMutex lock;         /* around the state while issues are made in parallel */
	int lock_file;
	bool locked; /* by this run */
};

/* A job, and the issues of it that are to be made. */
struct track {
	struct runner *runner;
	const struct job *job;
	struct due_list due;
	size_t next;
	bool stopped;                  /* it failed */
	struct published_list planned; /* what earlier issues of this run have, where nothing is published */
	int number;                    /* the highest of an issue */
	struct cursor cursor;          /* before the next one */

	/* The issue at work. */
	struct arena arena; /* what making it needs; cleared after it */
	struct diags diags;
	struct chosen chosen;
	struct state_issue replaced; /* what was made of it before; id 0: nothing */
	struct cursor after;         /* it */
	int64_t intention;
	struct made made;
	bool published; /* and the state knows */
	unsigned threads;
};

/* Is it one of the jobs that the run is for? */
bool runner_wants(const struct runner *r, const struct job *job);

void outcome_add(struct runner *r, struct track *t, enum outcome_kind kind);
/* The job has failed with the issue at work: what its diagnostics say first is its error. */
void track_fail(struct track *t);

/* next.c: goes through the job's periods until one is to be made: true, and it is intended.  Where
 * nothing is made, plans them all. */
bool track_prepare(struct track *t);

/* begin.c; each false is reported */
bool runner_begin(struct runner *r);                 /* the lock, the state */
bool runner_posts(struct runner *r);                 /* the index of posts, if it is not open yet */
bool runner_rebuild(struct runner *r, bool damaged); /* the state, which is closed */

/* publish.c */
void publish_pending(struct runner *r); /* deliveries that wait, of this run and earlier ones */
/* Files of an issue that was made anew, under other names. */
void publish_drop_replaced(struct runner *r, const struct job *job, const struct state_issue *old,
			   const struct record *now);
void publish_tidy(struct runner *r); /* links to the newest; `keep`, of what waits for no delivery */

/* finish.c */
void finish_catalogues(struct runner *r);
void finish_metrics(struct runner *r); /* the last of all: it tells whether the run succeeded */

#endif
