/* Where styles/ and fonts/ are. */
#ifndef WENZHAI_CLI_DATA_H
#define WENZHAI_CLI_DATA_H

#include "base/arena.h"

/* $WENZHAI_DATA; else beside the program (in its source tree, or under its prefix);
 * else where it was installed.  NULL when styles/ is in none of these. */
const char *data_find(struct arena *a);
struct str data_missing(struct arena *a); /* what to say then */

#endif
