/* A file of the container, and the list of them all.
 *
 * Text is kept deflated from the moment it is written; pictures are stored as
 * they are, each read when its turn comes to be written.
 */
#ifndef WENZHAI_EPUB_PART_H
#define WENZHAI_EPUB_PART_H

#include "base/arena.h"
#include "model/picture.h"

#include <libdeflate.h>

struct part {
	struct str name;  /* below EPUB/, ASCII */
	struct str bytes; /* as the container holds them */
	uint32_t size;    /* of the content */
	uint32_t crc;     /* of the content */
	bool deflated;
	const struct picture *picture; /* whose file it is; NULL, or `bytes` and `crc` are empty */
	/* For the package document: */
	const char *media_type;
	const char *properties; /* manifest item; NULL: none */
	bool spine;
};

struct package {
	struct arena *arena;
	struct str ticket;      /* META-INF/wenzhai.ticket; empty: none */
	VEC(struct part) parts; /* those of the spine in its order */
};

#define MEDIA_XHTML "application/xhtml+xml"

/* Deflates `content` into `keep`; `scratch` holds the bound meanwhile. */
struct part part_deflate(struct arena *keep, struct arena *scratch, struct libdeflate_compressor *compressor,
			 struct str name, struct str content);
/* The content again, in `a`. */
struct str part_inflate(struct arena *a, const struct part *p);
struct part part_store(struct str name, struct str bytes);
struct part part_picture(struct str name, const struct picture *picture);

#endif
