/* A pile: bytes that wait to be written out, on a disk and not in memory, for there may be
 * gigabytes of them.  A file without a name, begun when the first bytes come, and gone with
 * its pile, also after a kill.
 *
 * pile_put and pile_read may be called from any thread at once.
 */
#ifndef WENZHAI_BASE_PILE_H
#define WENZHAI_BASE_PILE_H

#include "base/arena.h"

struct pile;

/* On the disk of `beside`, a path whose folder is there; NULL: nowhere, nothing can be put. */
struct pile *pile_new(const char *beside);
/* NULL is nothing. */
void pile_free(struct pile *p);

/* False when it cannot be taken (nowhere, or a full disk: then for ever): keep it yourself. */
bool pile_put(struct pile *p, struct str bytes, uint64_t *at);
/* The n bytes that were put `at` there, in `a`.  False when the disk fails. */
bool pile_read(struct pile *p, uint64_t at, size_t n, struct arena *a, struct str *bytes);
uint64_t pile_size(const struct pile *p); /* bytes that lie there */
/* Nothing of what was put is wanted any more. */
void pile_empty(struct pile *p);

#endif
