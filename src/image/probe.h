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
	PROBE_OTHER, /* a picture of a type that is not supported yet; `name` says which */
	PROBE_TEXT,  /* a web page or JSON where a picture was promised: an error page saved under its name */
};

struct probe {
	enum probe_kind kind;
	const char *name;  /* "PNG", "WebP", … */
	const char *fault; /* why a PNG or JPEG is refused; NULL: it is whole */
	uint32_t width, height;
	uint8_t components; /* as in struct picture */
	size_t size;        /* from the first byte to the end mark; what follows is no part of the picture */
};

struct probe probe_picture(struct str bytes);

/* The two walks.  Precondition: the magic is there. */
void probe_png(struct str bytes, struct probe *p);
void probe_jpeg(struct str bytes, struct probe *p);

/* Sets the size, or the fault when it is zero or over PICTURE_PIXELS_MAX. */
bool probe_set_size(struct probe *p, uint32_t width, uint32_t height);

/* More scans than any encoder writes: each costs a decoder a pass over all
 * pixels, and a scan takes ten bytes ("progressive bomb"). */
#define JPEG_SCANS_MAX 100

#endif
