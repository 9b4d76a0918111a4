/* Tables of Markdown whose rule is too short for md4c 0.4.8: it wants three characters
 * in each cell of |---|:-:|, where GitHub's rule and writers are content with one. */
#ifndef WENZHAI_COLLECT_MARKDOWN_TABLES_H
#define WENZHAI_COLLECT_MARKDOWN_TABLES_H

#include "base/arena.h"

/* Lines stay where they are.  Borrowed when there is no such rule. */
struct str tables_widen(struct arena *a, struct str text);

#endif
