/* After a crash, a lost state, or work done elsewhere: the state is brought in line with
 * the files, each of which carries its ticket.
 */
#ifndef WENZHAI_JOB_RECOVER_H
#define WENZHAI_JOB_RECOVER_H

#include "job/jobs.h"
#include "job/posts.h"
#include "job/state.h"

#define RECOVER_FILES_MAX 200000u /* looked at in all output folders */

/* Intentions that a dead run has left: an issue whose files are all in place is published, its
 * deliveries waiting; of another the files that are there are removed, and it is as if it had not been
 * begun.  But one that was taking another's place, and has taken it in part, is an intention still:
 * it is to be made of its ticket before anything else of the job is chosen. */
void recover_intentions(const struct jobs *jobs, struct state *s, struct posts *posts, struct arena *a,
			struct diags *diags);

/* Where the job stands after the ticket's issue: its generation is known where the index outlived
 * the state. */
struct cursor recover_cursor(struct posts *posts, const struct ticket *t);

/* Enters every issue that the output folders and the kept tickets hold, and the state does not; none
 * of them is delivered.  Returns how many.  `posts` may be NULL: then what came late is told by its files'
 * times. */
size_t recover_issues(const struct jobs *jobs, struct state *s, struct posts *posts, struct arena *a,
		      struct diags *diags);

/* A state that is missing or damaged is made anew beside its place and takes it when it is whole, so
 * that a run which dies meanwhile leaves what it found; a damaged one stays as FILE.damaged.
 * *entered: how many issues were found.  False: reported. */
bool recover_state(const struct jobs *jobs, struct posts *posts, struct arena *a, struct diags *diags,
		   size_t *entered);

/* The job as it was for this issue: its files are in that output folder. */
struct job job_then(struct arena *a, const struct jobs *jobs, const struct job *job,
		    const struct state_issue *issue);

/* Where tickets are kept of issues whose files are removed, and of plans. */
struct str tickets_folder(struct arena *a, const struct jobs *jobs);
struct str plan_folder(struct arena *a, const struct jobs *jobs);
/* Writes a ticket into a folder, which is made; returns its file's name, empty: reported. */
struct str ticket_keep(struct arena *a, struct str folder, const struct ticket *t, struct diags *diags);

#endif
