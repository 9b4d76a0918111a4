/* Breaking a flow of strips into columns by total fit: the same idea as
 * paragraph.h, turned on its side.
 *
 * All ways to end columns are weighed at once: the square of the lines left empty
 * at each foot, and the penalty of the strip before which the column ends.  What
 * must not be parted (PENALTY_NEVER) is parted only when nothing else fits.
 */
#ifndef WENZHAI_LAYOUT_PAGES_H
#define WENZHAI_LAYOUT_PAGES_H

#include "layout/sheet.h"

/* The first columns may be lower than the rest: they begin below a head. */
#define FIRST_COLUMNS_MAX 2

struct column_heights {
	coord first[FIRST_COLUMNS_MAX];
	uint8_t first_count;
	coord rest;
	coord pitch; /* of the line grid */
};

struct column {
	uint32_t from, to; /* strips; may be empty when the first columns are too low */
};

/* Where strip `i` stands when the one before ended at `y` (`first`: it heads its column). */
coord strip_top(const struct strip *s, coord y, bool first, coord pitch);

/* Returns the number of columns; they live in `scratch`.  *cost may be NULL. */
size_t columns_break(struct arena *scratch, const struct strip *strips, size_t n,
		     const struct column_heights *heights, struct column **columns, int64_t *cost);

#endif
