/* The original's address, where the body plainly states it ("原文链接：…"). */
#ifndef WENZHAI_CLEAN_ORIGINAL_H
#define WENZHAI_CLEAN_ORIGINAL_H

#include "model/article.h"

/* The URL, in `a`, or the empty str. */
struct str original_link(struct arena *a, struct arena *scratch, const struct document *d);

#endif
