/* One post: a file becomes an article, or a reason why not. */
#ifndef WENZHAI_COLLECT_POST_H
#define WENZHAI_COLLECT_POST_H

#include "collect/collect.h"
#include "collect/walk.h"

/* A larger file is no post: bounds the memory of each worker. */
#define POST_BYTES_MAX ((size_t)16 << 20)

struct post {
	struct article *article; /* body present; NULL when left out */
	enum skip skip;
	struct str detail;
	struct diags diags; /* left out: what there is to report of it; in `arena` */
	struct arena arena; /* of detail and diags */
};

/* Reads the file, its head first; what the selection leaves out keeps nothing in memory.
 * `article` is storage for the result; `scratch` is reset on return.  Any thread. */
void post_read(struct post *post, const struct found *found, const struct collect_options *options,
	       struct article *article, struct arena *scratch);

#endif
