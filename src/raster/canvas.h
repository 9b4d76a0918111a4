/* The pixels of one page, and the few ways in which they change.
 *
 * Places are in 1/64 px (`sub`), x to the right, y down, so that glyphs and
 * rectangles stand exactly where the display list says, not on the nearest
 * pixel.  All arithmetic is on integers: the same bytes on every machine.
 */
#ifndef WENZHAI_RASTER_CANVAS_H
#define WENZHAI_RASTER_CANVAS_H

#include "base/unit.h"
#include "raster/raster.h"

#define SUB_PX 64

typedef int64_t sub; /* px/64 */

struct canvas {
	struct raster *out;
	coord page_width, page_height;
	bool vertical;
};

struct sub_point {
	sub x, y;
};
struct sub_box {
	sub x0, y0, x1, y1;
};

/* Logical axes to the page's: vertical-rl text begins at the right. */
struct sub_point canvas_point(const struct canvas *c, int64_t inl, int64_t blk);
struct sub_box canvas_box(const struct canvas *c, int64_t inl, int64_t blk, int64_t inl_size,
			  int64_t blk_size);
/* A length on paper times 65536, per `unit`: the factor from font units to 1/64 px. */
int64_t canvas_scale(const struct canvas *c, coord length, unsigned unit);

void canvas_clear(struct canvas *c);
/* Edges between pixels cover them in part.  What lies outside the page is cut off. */
void canvas_fill(struct canvas *c, struct sub_box box, uint32_t ink);

/* Coverage, a byte per pixel, first row on top; its corner is pixel (x, y).
 * Precondition: all of it is on the page. */
struct coverage {
	const uint8_t *bytes;
	uint32_t width, height;
	int32_t pitch;
};
void canvas_blend(struct canvas *c, uint32_t x, uint32_t y, const struct coverage *cover, uint32_t ink);

static inline uint8_t blend(unsigned under, unsigned over, unsigned alpha)
{
	return (uint8_t)((over * alpha + under * (255 - alpha) + 127) / 255);
}

#endif
