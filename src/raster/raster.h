/* Display list to pixels: one page, for covers and previews. */
#ifndef WENZHAI_RASTER_RASTER_H
#define WENZHAI_RASTER_RASTER_H

#include "layout/display.h"

struct raster {
	uint32_t width, height; /* px, at most RASTER_SIDE_MAX */
	uint8_t *rgb;           /* width * height * 3, in the arena that was passed */
};
#define RASTER_SIDE_MAX 8192

/* White paper, antialiased glyphs, rectangles, pictures (PNG and JPEG).  The page is
 * scaled to `px_width`.  False when the size is out of bounds or memory refused. */
bool raster_page(const struct display *d, size_t page, uint32_t px_width, struct arena *a,
		 struct raster *out);

/* Baseline JPEG, sRGB or grey, no metadata; bytes in `a`. quality 1..100. */
bool raster_jpeg(const struct raster *r, bool grey, int quality, struct arena *a, struct str *bytes);
/* PNG, for previews and tests. */
bool raster_png(const struct raster *r, struct arena *a, struct str *bytes);

#endif
