/* PNG taken apart for PDF.
 *
 * png_open reads the chunks without decoding.  What PDF cannot show as it stands
 * (interlaced, with alpha or transparent colours) is decoded by libpng; the bytes
 * are a stranger's, so sizes are bounded before anything is allocated.
 */
#ifndef WENZHAI_PDF_PNG_H
#define WENZHAI_PDF_PNG_H

#include "base/arena.h"

/* Decoding takes 10 bytes a pixel, on each thread: a bomb of 60,000 x 60,000 pixels
 * fits in 60 KB of file. */
#define PNG_DECODED_PIXELS_MAX (16u << 20)

struct png {
	uint32_t width, height; /* 1..2^31-1 */
	uint8_t depth;          /* bits a sample: 1, 2, 4, 8, 16 */
	uint8_t colour;         /* colour type: 0 grey, 2 RGB, 3 palette, 4 grey+alpha, 6 RGBA */
	bool interlaced;
	bool transparent;   /* tRNS is there */
	struct str palette; /* PLTE: 3 bytes an entry */
	struct str file;
};

/* False when these are not the chunks of a PNG that has pixels. */
bool png_open(struct str file, struct png *png);

/* The IDAT chunks joined: a zlib stream of rows with PNG's filters; in the file when
 * there is one chunk, else in `a`.  False when the stream is broken or its length
 * is not that of the rows, which a viewer would stumble over. */
bool png_rows(const struct png *png, struct arena *a, struct str *deflated);
/* The same of a file in which they were found whole before. */
struct str png_rows_again(const struct png *png, struct arena *a);

/* Decoded, 8 bits a sample, without filters.  `alpha` is empty when all is opaque.
 * In `a`; false when libpng finds it broken or it is over PNG_DECODED_PIXELS_MAX. */
struct png_planes {
	unsigned components; /* of colour: 1 or 3 */
	struct str colour;   /* height rows of width * components */
	struct str alpha;    /* height rows of width */
};
bool png_decode(const struct png *png, struct arena *a, struct png_planes *planes);

#endif
