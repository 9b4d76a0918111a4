/* PNG and JPEG to rows of RGB, straight into a scaler.
 *
 * False when the file is damaged or too large; the rows that came out before
 * that have been scaled.  Nothing here prints or exits. */
#ifndef WENZHAI_RASTER_DECODE_H
#define WENZHAI_RASTER_DECODE_H

#include "raster/scale.h"

/* As many as image/ lets through; checked again since a decoder trusts the header. */
#define DECODE_PIXELS_MAX (64u << 20)
/* An interlaced PNG and a progressive JPEG need all their pixels at once. */
#define DECODE_INTERLACED_BYTES_MAX  (64u << 20)
#define DECODE_PROGRESSIVE_BYTES_MAX (256u << 20)

bool decode_png(struct str bytes, struct scaler *s, struct arena *a);
bool decode_jpeg(struct str bytes, struct scaler *s, struct arena *a);

#endif
