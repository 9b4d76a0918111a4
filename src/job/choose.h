/* Which posts a job's next issue has: what it wants, and what of that is new.
 *
 * A post is wanted when it lies below one of the job's folders, its head passes the job's
 * selection, and its day is in the period; or came late: its day is before the period, or
 * it has none, and the index found it (or a change of it) after the last issue was chosen.
 * A day after the file's last change is a mistake: the post counts as of that change
 * [late-date].
 *
 * Of what is wanted, that is new which the job has not published, under whatever name:
 *   the same text                                      seen
 *   the same path or link, and the same title or a
 *     similar text                                     updated
 *   the same title of the same source on the same day,
 *     and a similar text                               updated
 *   a text that is nearly the same (near.h), in issues
 *     of the last CHOOSE_DAYS                          told
 * Several new posts that are one by these rules appear once: the longest, the others
 * beneath it.
 */
#ifndef WENZHAI_JOB_CHOOSE_H
#define WENZHAI_JOB_CHOOSE_H

#include "job/jobs.h"
#include "job/posts.h"
#include "job/state.h"

#define CHOOSE_DAYS 45 /* a story that comes back later is another one */
#define CHOOSE_COMPARED \
	8000 /* new posts with which each is compared: a pair of 100,000 each takes a minute */

struct left_out {
	struct str path;
	struct str code;   /* "seen", "updated", "told", "limit", or one of SKIPS */
	struct str reason; /* one phrase */
};

struct chooser {
	const struct jobs *jobs;
	struct posts *posts;
	struct state *state;
	struct str data_dir;
	unsigned threads;
	const struct cancel *cancel;
	/* Issues chosen in this run that the state does not know yet: of plans and dry runs. */
	struct published_list *planned;
	bool explain; /* say of what was looked at and left out why ... */
	bool later;   /* ... of what is dated after the period too, which is every year after a past one */
};

struct chosen {
	struct ticket ticket; /* complete but for its number and now */
	size_t articles;      /* stories that are not beneath another */
	bool explained;
	VEC(struct left_out) left; /* where it is explained */
};

/* `past`: a period before those that were published: what came late is none of it.  What is
 * chosen lives in `a`.  False: cancelled, or posts could not be read. */
bool choose(const struct chooser *c, const struct job *job, const struct period *period,
	    const struct cursor *cursor, bool past, struct arena *a, struct diags *diags,
	    struct chosen *chosen);

/* The job's folder that holds the post. */
struct str root_of(const struct jobs *jobs, const struct job *job, struct str path);

#endif
