/* One issue of a job: its ticket becomes files in the output folder. */
#ifndef WENZHAI_JOB_MAKE_H
#define WENZHAI_JOB_MAKE_H

#include "job/jobs.h"
#include "job/ticket.h"

/* What is known of an issue whose files have these names: all but their hashes and sizes,
 * from the job and the ticket alone. */
struct record record_of(const struct job *job, const struct ticket *t, struct arena *a);
/* Names the cover's picture, if it is there. */
void record_find_cover(const struct job *job, struct record *record, struct arena *a);
/* Fills bytes and hash of each file.  False: one cannot be read; reported. */
bool record_measure(const struct job *job, struct record *record, struct arena *a, struct diags *diags);

struct making_options {
	const struct jobs *jobs;
	struct str data_dir;
	unsigned threads;
	const struct cancel *cancel;
	void (*progress)(void *context, const char *stage, size_t done, size_t total);
	void *progress_context;
};

struct made {
	enum build_status status;
	struct ticket ticket;   /* of what is really in it */
	struct record record;   /* measured */
	VEC(struct str) unread; /* posts that could not be read, as the ticket names them */
	size_t pages, chapters;
	uint64_t characters;
};

/* Makes folders and files; they are in place, all or none, when the status is BUILD_DONE.
 * Diagnostics go to `diags`, results live in `a`.  Any thread. */
void make_issue(const struct making_options *m, const struct job *job, const struct ticket *t,
		struct arena *a, struct diags *diags, struct made *made);

#endif
