/* Devices and sheets: EBOOKS.md's table, and sizes written as WxHmm or WxHpt. */
#ifndef WENZHAI_MODEL_PROFILE_H
#define WENZHAI_MODEL_PROFILE_H

#include "base/arena.h"
#include "model/style.h"

#define PROFILE_DEFAULT "a5"

/* False when there is no such profile or its size is out of bounds (100..3000 pt
 * a side). */
bool profile_lookup(struct str name, struct profile *profile);
/* Bytes that a file for it may have; 0: any number. */
uint64_t profile_budget(const struct profile *profile);
/* "a4, a4-2col, …" for messages and usage. */
struct str profile_names(struct arena *a);

#endif
