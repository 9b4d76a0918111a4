/* Lengths on paper and screen: integers in 1/1024 pt, so that the same input
 * gives the same bytes on every machine.  One pt is 1/72 inch. */
#ifndef WENZHAI_BASE_UNIT_H
#define WENZHAI_BASE_UNIT_H

#include <assert.h>
#include <stdint.h>

typedef int32_t coord; /* 1/1024 pt; sums over more than a page want int64_t */

#define COORD_MAX  INT32_MAX
#define PT(points) ((coord)((points)*1024)) /* constant expressions only */

/* A pixel of CSS, of which an inch has 96: what a picture's is where nobody says more. */
#define CSS_PX(pixels) ((int64_t)(pixels) * (72 * 1024) / 96)

/* value * num / den, rounded to nearest (halves away from zero); den != 0. */
static inline coord coord_scale(coord value, int64_t num, int64_t den)
{
	assert(den != 0);
	int64_t product = (int64_t)value * num;
	int64_t half = (den > 0 ? den : -den) / 2;
	return (coord)(((product < 0) == (den < 0) ? product + (den > 0 ? half : -half)
						   : product - (den > 0 ? half : -half)) /
		       den);
}

#endif
