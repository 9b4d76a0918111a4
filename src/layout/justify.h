/* Bringing a line to its measure: glue gives and takes rank by rank
 * (TYPOGRAPHY, "Space inside a line"; clreq 3.2.4). */
#ifndef WENZHAI_LAYOUT_JUSTIFY_H
#define WENZHAI_LAYOUT_JUSTIFY_H

#include "layout/atoms.h"

/* How much each kind of glue gave: negative where the line was shrunk. */
struct adjustment {
	coord by_rank[RANK_COUNT];
	coord reserve; /* between the letters of words and beside marks, where nothing else is left */
	coord beyond;  /* stretched over all limits, in equal shares */
};

/* Fills gaps[0 .. to-from) with the glue before each atom of [from, to) such that
 * ink and gaps together are `width` wide, to the last 1/1024 pt: remainders of a
 * division are dealt out from the line's start.  gaps[0] is 0.  When `stretch`
 * is false the line is only ever shrunk.  Returns the width reached: another
 * than `width` only for a line that is not stretched or has no glue at all.  `adjustment` may be NULL. */
int64_t justify_line(const struct atoms *t, size_t from, size_t to, int64_t width, bool stretch, coord *gaps,
		     struct adjustment *adjustment);

#endif
