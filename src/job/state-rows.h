/* Rows of the state. */
#ifndef WENZHAI_JOB_STATE_ROWS_H
#define WENZHAI_JOB_STATE_ROWS_H

#include "base/database.h"
#include "job/state.h"

struct state {
	struct database *db;
	struct arena arena;
	struct str path;
	bool none;        /* STATE_READ, and there is no file */
	int64_t excluded; /* an issue that is to be made anew: as if it were not there */
};

/* An intention stands beside the issue that it may replace: under a key of its own. */
struct str intention_key(struct arena *a, struct str key);

void issue_insert(struct state *s, const struct ticket *t, struct str ticket, struct str folder);
void issue_publish(struct state *s, int64_t id, const struct ticket *t, const struct record *record,
		   const struct cursor *at);
void files_insert(struct state *s, int64_t id, const struct record *record); /* in place of those before */
void stories_insert(struct state *s, int64_t id, const struct ticket *t);

#define ISSUE_COLUMNS                                                                                        \
	"id, key, job, number, first_day, last_day, now, removed, ticket, title, dates, creator, language, " \
	"identifier, summary, cover, folder"
struct state_issue issue_read(struct query *q, struct arena *a);
void files_read(struct state *s, struct state_issue *issue, struct arena *a);
void articles_read(struct state *s, struct state_issue *issue, struct arena *a);

#define STORY_COLUMNS "path, link, story.title, source, dated, date, also, signature"
struct story story_read(struct query *q, int column, struct arena *a);
/* Stories that a job (?1) has published, but in the issue that is made anew (?9): more conditions may follow.
 */
#define SELECT_PUBLISHED                                                                                    \
	"SELECT story.issue, issue.key, " STORY_COLUMNS " FROM story JOIN issue ON issue.id = story.issue " \
	"WHERE story.job = ?1 AND published = 1 AND issue.id <> ?9 "
struct published published_read(struct query *q, struct arena *a);
/* last_day, now, generation, posts, or a job's beginning: from `column` on */
struct cursor cursor_read(struct query *q, int column);
void stories_read(struct state *s, int64_t id, struct arena *a, struct ticket *into);

#endif
