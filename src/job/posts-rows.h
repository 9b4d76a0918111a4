/* A row of the index of posts. */
#ifndef WENZHAI_JOB_POSTS_ROWS_H
#define WENZHAI_JOB_POSTS_ROWS_H

#include "base/database.h"
#include "collect/post.h"
#include "job/posts.h"

/* What a file was found to be. */
struct post_row {
	struct str path;
	struct stamp stamp;
	bool young;
	bool unread; /* the file could not be read; `diags` says why */
	instant seen;
	int64_t generation;
	struct str skip, title, source, link, date_text, categories, tags;
	instant date;
	uint64_t text;
	struct diags diags;
};

/* Copies what is kept of a post into `a`. */
void row_fill(struct post_row *row, const struct post *post, const struct article *article, struct arena *a);
/* Over the row `id`, or as a new one (0).  Where neither text nor head have changed the
 * generation stays, when it was first seen, its signature; also when the post has moved. */
void row_store(struct database *db, const struct post_row *row, int64_t id);

#define ROW_COLUMNS                                                                                      \
	"id, path, generation, seen, modified, skip, title, source, link, date_text, date, categories, " \
	"tags, "                                                                                         \
	"signature, went, back"
struct known row_known(struct query *q, struct arena *a);

#endif
