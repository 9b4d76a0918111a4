/* A picture's rows, averaged into a rectangle of pixels by area (a box filter),
 * while they come out of the decoder: memory for two rows, whatever its size.
 *
 * A source pixel is `to_width` wide and a target pixel `width` wide on a common
 * scale, and likewise downwards, so all weights are whole numbers.
 */
#ifndef WENZHAI_RASTER_SCALE_H
#define WENZHAI_RASTER_SCALE_H

#include "raster/canvas.h"

struct scaler {
	struct canvas *canvas;
	int64_t x, y;                 /* px: the target's corner, perhaps off the page */
	uint32_t to_width, to_height; /* px, > 0 */
	uint32_t width, height;       /* of the source; > 0 */
	uint64_t area;                /* width * height: what a target pixel's weights add up to */
	uint32_t row;                 /* of the target, being summed */
	uint32_t filled;              /* of that row, in 1/height */
	uint64_t *line, *sum;         /* to_width * 3 */
};

/* Rows in the arena. */
void scaler_init(struct scaler *s, struct arena *a, uint32_t width, uint32_t height);
/* The next source row, RGB. Takes `height` of them. */
void scaler_push(struct scaler *s, const uint8_t *rgb);

#endif
