/* What picture bytes are: by their own structure, never by a name or by what a
 * server said.  "Names lie" (EBOOKS.md): WebP under .jpg is common.
 *
 * A PNG or JPEG is walked from its first byte to its end mark, so that a file
 * cut off by a broken download never reaches a reader's device.  Pixels are not
 * decoded: that is the writers' affair, and their decoders bound themselves.
 * Pure functions of the bytes; any thread.
 */
#ifndef WENZHAI_IMAGE_PROBE_H
#define WENZHAI_IMAGE_PROBE_H

#include "base/str.h"

enum probe_kind {
	PROBE_UNKNOWN,
	PROBE_PNG,
	PROBE_JPEG,
	/* Taken in by decoding them (image/codec.h).  Of these only the kind is known here, and
	 * of a BMP and an SVG that they are within bounds. */
	PROBE_GIF,
	PROBE_WEBP,
	PROBE_HEIF, /* HEIC and AVIF */
	PROBE_TIFF,
	PROBE_BMP,
	PROBE_SVG,
	PROBE_OTHER, /* a picture of a type that nobody reads; `name` says which */
	PROBE_TEXT,  /* a web page or JSON where a picture was promised: an error page saved under its name */
};

enum probe_colours { COLOURS_SRGB, COLOURS_PROFILE /* an ICC profile of another space */ };

struct probe {
	enum probe_kind kind;
	const char *name;       /* "PNG", "WebP", … */
	const char *fault;      /* why a picture is refused; NULL: as far as looked at, it is whole */
	uint32_t width, height; /* as stored, before any turning; 0: not known yet */
	uint8_t components;     /* as in struct picture; PNG and JPEG */
	size_t size; /* from the first byte to the end mark; what follows is no part of the picture */

	/* PNG and JPEG: what decides whether a reader may have the file as it is. */
	uint8_t orientation; /* Exif's 1..8; 1: upright */
	enum probe_colours colours;
	bool coarse;     /* PNG: 16 bits a sample; JPEG: not baseline */
	bool interlaced; /* PNG */
	bool alpha;      /* PNG: transparency, perhaps */
	bool animated;   /* PNG: APNG */
	unsigned scans;  /* JPEG */
};

struct probe probe_picture(struct str bytes);
/* Is it of a kind that can be taken in, and without fault? */
bool probe_usable(const struct probe *p);

/* The walks.  Precondition: the magic is there. */
void probe_png(struct str bytes, struct probe *p);
void probe_jpeg(struct str bytes, struct probe *p);
void probe_svg(struct str bytes, struct probe *p);

/* Orientation in a TIFF structure (Exif 2.32, 4.6.2): 1..8, 1 when none is stated. */
uint8_t probe_orientation(struct str tiff);
/* An ICC profile, or its name, that says it is sRGB. */
bool probe_says_srgb(struct str profile);

/* Sets the size, or the fault when it is zero or over PICTURE_PIXELS_MAX. */
bool probe_set_size(struct probe *p, uint32_t width, uint32_t height);

/* More scans than any encoder writes: each costs a decoder a pass over all
 * pixels, and a scan takes ten bytes ("progressive bomb"). */
#define JPEG_SCANS_MAX 100
/* And all of them together: a hundred scans of 60 megapixels take a minute. */
#define JPEG_SCANNED_PIXELS_MAX ((uint64_t)640 << 20)

/* SVG.  Deep nesting overflows the stack of the library that draws it; many elements cost
 * memory; `use` of `use` of `use` doubles with each line ("billion laughs"), and so do
 * markers; a long outline, stroked, costs the square of its length.  What costs a pass over all
 * pixels each time (filters, masks, patterns), or holds a picture of another kind with
 * bombs of its own, is refused: 250 KB of it take minutes.
 * These are refused at once, and everywhere alike; what none of them sees is ended by
 * drawing.h's bounds. */
#define SVG_BYTES_MAX     (256u << 10)
#define SVG_ATTRIBUTE_MAX (64u << 10)
#define SVG_DEPTH_MAX     100
#define SVG_ELEMENTS_MAX  5000
#define SVG_USES_MAX      1000 /* matplotlib sets each letter by one */
#define SVG_MARKED_MAX    16   /* elements inside markers */

#endif
