/* "did you mean": the nearest of some names. */
#ifndef WENZHAI_BASE_SUGGEST_H
#define WENZHAI_BASE_SUGGEST_H

#include "base/str.h"

/* Edits (insert, delete, replace, swap of neighbours) that turn a into b, ASCII case aside; texts over
 * SUGGEST_LENGTH_MAX bytes are as far apart as can be. */
#define SUGGEST_LENGTH_MAX 64u
size_t suggest_distance(struct str a, struct str b);
/* Is the distance small enough to be a slip of the finger? */
bool suggest_close(struct str typed, size_t distance);

#endif
