/* Pixels to baseline JPEG and to PNG, and what they are like.  Pure functions; any thread.
 *
 * libjpeg and libpng are called directly, not through libvips: what they write then depends
 * on these lines alone, and one decoding serves several encodings.
 */
#ifndef WENZHAI_IMAGE_ENCODE_H
#define WENZHAI_IMAGE_ENCODE_H

#include "base/arena.h"
#include "image/codec.h"

#define PALETTE_MOST 256u

/* What was seen in the pixels. */
struct traits {
	bool opaque;      /* no alpha, or all of it is 255 */
	bool grey;        /* every pixel has three equal samples */
	unsigned flat;    /* 1/1000 of pixels that equal their left neighbour: drawings, screenshots */
	unsigned colours; /* different ones, with alpha; PALETTE_MOST + 1: more */
	uint32_t palette[PALETTE_MOST]; /* samples as read, first in the low byte; in rising order */
};
void pixels_examine(const struct pixels *p, struct traits *t);

/* A QR code, or a picture that is little else?  Precondition: one band, at most a few hundred px a side. */
bool pixels_are_code(const struct pixels *p);

/* Drops alpha that is all opaque, and colour that is all grey: fewer bands, in place. */
void pixels_squeeze(struct pixels *p, const struct traits *t);

/* Baseline, 4:2:0, optimized tables.  Precondition: 1 or 3 bands.  False: out of memory. */
bool encode_jpeg(const struct pixels *p, unsigned quality, struct arena *a, struct str *out);
/* Palette where there are few colours, else grey, RGB, or with alpha. */
bool encode_png(const struct pixels *p, const struct traits *t, struct arena *a, struct str *out);

#endif
