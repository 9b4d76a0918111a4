/* A picture: where the source said it is, and what was found there. */
#ifndef WENZHAI_MODEL_PICTURE_H
#define WENZHAI_MODEL_PICTURE_H

#include "base/arena.h"

struct picture_source;

/* A file that need not be in memory: five hundred of them would fill it.  Who keeps it says how
 * it is had. */
struct picture_content {
	size_t size; /* bytes */
	/* The whole file, in `a` or borrowed for as long as the content.  False: it is gone, which its
	 * keeper remembers and reports, and nobody else.  Any thread. */
	bool (*read)(struct picture_content *content, struct arena *a, struct str *bytes);
};

enum picture_type { PICTURE_NONE, PICTURE_JPEG, PICTURE_PNG };

/* Other sizes of one picture that are kept. */
#define PICTURE_OTHERS_MAX 4
/* Of several sizes the one for so wide a screen is taken, unless the caller says otherwise. */
#define PICTURE_PX_DEFAULT 1448

struct picture {
	/* Filled by clean/. */
	struct str src;           /* a URL, a path as the source wrote it (still %-escaped), or data: */
	const struct str *others; /* the same in other sizes, the best first: where src cannot be had */
	size_t other_count;       /* at most PICTURE_OTHERS_MAX */
	struct str alt;           /* may be empty */
	struct str title;         /* may be empty */
	bool alt_stated;          /* the source had an alt attribute with a value */
	uint16_t width;           /* px as the source states; 0 unknown */
	uint16_t height;
	unsigned line;

	/* Filled by image/ when the article is loaded.  NONE: there is no usable content. */
	enum picture_type type;
	uint32_t px_width; /* the source's, upright: what layout goes by; > 0 when type is set */
	uint32_t px_height;
	bool remote;                   /* src is on the network: only `fetch` could bring it */
	struct picture_source *source; /* image/'s own: where the content is; NULL: nowhere */

	/* Filled by image/ anew for each output (album_fit), `type` too: the file to be
	 * shown, which may have fewer pixels. */
	struct str bytes;                /* a whole PNG or JPEG file, borrowed; empty: `content` has it */
	struct picture_content *content; /* NULL: `bytes` are all there is */
	uint8_t components;              /* of the file: 1 grey, 3 colour, 4 CMYK */
	uint64_t hash;                   /* of the file: equal pictures are stored once */
};

/* Of the file to be shown, which lives until the next album_fit: bytes, 0 when there is none; and
 * all of it, in `a` or borrowed.  False: nothing, or it is gone. */
size_t picture_file_size(const struct picture *p);
bool picture_file(const struct picture *p, struct arena *a, struct str *bytes);
/* Do both show the same file?  Reads them when their hashes are equal. */
bool picture_same(const struct picture *x, const struct picture *y);

/* "1.png": what an editor puts into alt by itself describes nothing. */
bool picture_is_file_name(struct str alt);

#endif
