/* The index of posts: what is known of every file, so that a run reads only those that
 * are new or changed.
 *
 * A SQLite file beside the state.  Losing it costs a reading of all posts, and one thing
 * more: which of the posts that are dated before a job's last issue came late.  Of posts in a
 * folder that the index has not seen before, their files' times tell when they came.
 *
 * A file is read again when its size, inode, time of modification or of change differ.
 * The last cannot be set by programs, so a time of modification that lies hides nothing;
 * and since a file that is written twice within a clock's tick may keep all four, one
 * that was young when it was read is read once more in the next run.
 *
 * Each update that finds anything new has a number, the generation; a post bears that of
 * the update which found it, or found its text changed.  A post that moved keeps its own,
 * and so does one that was away for a while; of that it is known from when to when, for a job
 * may have made its issue meanwhile, and have missed it.
 *
 * One thread at a time.
 */
#ifndef WENZHAI_JOB_POSTS_H
#define WENZHAI_JOB_POSTS_H

#include "collect/collect.h"
#include "job/place.h"
#include "job/state.h"

struct posts;

/* What is known of a post, but for its text. */
struct known {
	int64_t id;
	struct str path; /* as the jobs file would write it */
	int64_t generation;
	int64_t went, back; /* generations: it was away since, and here again from; 0: never */
	instant seen;       /* `now` of the run that first found it */
	instant modified;   /* of the file */
	struct str skip;    /* the code of why it is no article (SKIPS); empty: it is one */
	struct str title, source, link;
	struct str date_text; /* empty: it has no date */
	instant date;         /* read in UTC; a zone moves it by a day at most */
	struct category *categories;
	size_t category_count;
	struct str *tags;
	size_t tag_count;
	bool has_signature;
	struct signature signature;
};

/* Opens, makes, or makes anew what is damaged ([state-damaged]); NULL: reported [state-failed].
 * `folder` is the jobs file's: paths below it are kept relative to it. */
struct posts *posts_open(const char *path, struct str folder, struct diags *diags);
void posts_close(struct posts *p); /* NULL is nothing */

struct posts_update {
	const struct str *roots; /* folders or files, each once */
	size_t root_count;
	instant now;
	unsigned jobs;
	const struct cancel *cancel;
	void (*progress)(void *context, const char *stage, size_t done, size_t total);
	void *progress_context;
};
/* Brings the index up to date.  Files that cannot be read are reported each time.  False:
 * cancelled, or reported. */
bool posts_update(struct posts *p, const struct posts_update *update, struct diags *diags);

/* Tells this index from one that was made anew: its generations are others. */
int64_t posts_identity(const struct posts *p);
int64_t posts_generation(const struct posts *p);
/* A power cut may take back what the index had, for it is not durable, and the state is: a generation
 * that the state knows of this index is not given again. */
void posts_follow(struct posts *p, int64_t generation);

/* Seconds: zones, and feeds that announce tomorrow's paper.  A date that is later after the file's last
 * change counts as that change: it is found by it too. */
#define WRITTEN_SLACK (36 * 3600)

struct posts_query {
	instant from, to;   /* dates, read in UTC */
	int64_t generation; /* or: of a later generation, or here again since, and dated before `to` or not at
			       all */
};
struct known_list {
	VEC(struct known) list; /* by path */
};
/* Those that are there now.  In `a`. */
void posts_find(struct posts *p, const struct posts_query *query, struct arena *a, struct known_list *into);
void posts_keep_signature(struct posts *p, int64_t id, const struct signature *s);

/* What had been considered when a job's issue was chosen, for a state that is lost; under
 * POSTS_BEGINNING where the job began.  Not `any`: that is not known. */
#define POSTS_BEGINNING "-"
void posts_keep_cursor(struct posts *p, struct str job, struct str key, const struct cursor *at);
struct cursor posts_cursor(struct posts *p, struct str job, struct str key);

/* Where the job stood before that generation; not `any`: it was not there, or the index does not know. */
struct cursor posts_cursor_before(struct posts *p, struct str job, int64_t generation);

/* Posts that could not be read when they were to be published: they come late, after all that was asked
 * until now. */
void posts_put_off(struct posts *p, const struct str *paths, size_t n);

/* Has all that was kept been written?  False: reported. */
bool posts_commit(struct posts *p, struct diags *diags);

#endif
