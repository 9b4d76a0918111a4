/* `wenzhai run`: every issue that is due is made, remembered and delivered.
 *
 * One run at a time works on a state: it holds a lock on STATE.lock.  Jobs are made in
 * parallel, the issues of one job one after the other; what one job does wrong is not
 * another's business.  In whatever moment a run dies, the next one finds of each issue
 * either nothing or all (recover.h).
 *
 * Nothing is printed: what happened is in the result, in the order of the jobs.
 */
#ifndef WENZHAI_JOB_RUN_H
#define WENZHAI_JOB_RUN_H

#include "job/choose.h"
#include "job/due.h"

enum run_mode {
	RUN_MAKE,
	RUN_DRY,    /* what would be made, of what, and why not of the rest */
	RUN_PLAN,   /* a ticket for each issue that would be made */
	RUN_TICKET, /* one issue, of a plan's ticket: without the state */
	RUN_ADOPT,  /* enter in the state what was made elsewhere */
};

struct run_options {
	const struct jobs *jobs;
	struct str data_dir;
	enum run_mode mode;
	struct str *names; /* of the jobs to look at; none: all */
	size_t name_count;
	struct str ticket; /* RUN_TICKET: its file */
	struct due_options due;
	unsigned threads;
	char *const *environment; /* for what deliveries start */
	const struct cancel *cancel;
	void (*progress)(void *context, const char *stage, size_t done, size_t total);
	void *progress_context;
};

enum outcome_kind {
	OUTCOME_MADE,
	OUTCOME_EMPTY, /* too few articles */
	OUTCOME_FAILED,
	OUTCOME_WOULD, /* RUN_DRY, RUN_PLAN: would be made */
};

struct outcome {
	enum outcome_kind kind;
	const struct job *job;
	struct str key;
	int number;
	day_number from, to;
	struct record record; /* MADE; WOULD: its files have names alone */
	struct ticket ticket; /* MADE, WOULD */
	size_t articles;
	VEC(struct left_out) left; /* RUN_DRY */
	struct str error;          /* FAILED: the first diagnostic that says why */
	struct str ticket_file;    /* RUN_PLAN */
	size_t pages, chapters;
};

struct run_result {
	VEC(struct outcome) list;
	size_t adopted;
	bool failed; /* exit status 5 */
};

/* False: nothing could be begun (locked, no state, cancelled); reported.  Everything lives in
 * `a`. */
bool run_jobs(const struct run_options *options, struct arena *a, struct diags *diags,
	      struct run_result *result);

/* The index of posts that belongs to a state. */
struct str posts_file(struct arena *a, const struct jobs *jobs);

#endif
