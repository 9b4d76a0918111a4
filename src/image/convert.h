/* A picture as one screen or sheet wants it.
 *
 * Passed on untouched when it already fits; else decoded, turned upright, brought
 * to sRGB or grey, shrunk into the box, and written as baseline JPEG or as PNG,
 * whichever suits: drawings and screenshots stay PNG.  EBOOKS.md, Pictures.
 */
#ifndef WENZHAI_IMAGE_CONVERT_H
#define WENZHAI_IMAGE_CONVERT_H

#include "image/encode.h"
#include "model/picture.h"

#define QUALITY_USUAL 80u

struct picture_fit {
	uint32_t width, height; /* px: the box */
	uint32_t pixels_most;   /* 0: no bound */
	size_t bytes_most;      /* each; 0: no bound */
	bool grey;
	bool keep_alpha;
	bool any_jpeg;   /* progressive JPEG may stay */
	bool anew;       /* nothing is passed on as it is, unless that is smaller */
	uint8_t quality; /* of JPEG, 1..100 */
	uint16_t scale;  /* 1/1000 of the size that it would have; 1000: unless asked for less */
};

struct rendition {
	enum picture_type type;
	struct str bytes; /* in the arena passed, or the original's */
	uint32_t width, height;
	uint8_t components; /* 1 grey, 3 colour, 4 CMYK */
	bool untouched;
};

/* What a picture of the given upright size would have without any bound: an SVG more. */
struct codec_size drawn_size(const struct probe *p, struct codec_size natural);
/* The size that a picture of the given upright size takes: never 0. */
struct codec_size fit_size(const struct picture_fit *fit, struct codec_size natural);
/* May it be passed on as it is? */
bool fit_already(const struct picture_fit *fit, const struct probe *p, size_t bytes);
/* Everything that decides the result, as text for the store: "1264x1680-…-v1". */
struct str fit_name(const struct picture_fit *fit, struct codec_size natural, struct arena *a);

/* The file itself: a PNG or JPEG. */
void pass_on(const struct probe *p, struct str bytes, struct rendition *out);
/* NULL, or a phrase why there is no rendition.  Precondition: probe_usable. */
const char *convert(struct codec *c, const struct probe *p, struct str bytes, const struct picture_fit *fit,
		    struct arena *a, struct rendition *out);

#endif
