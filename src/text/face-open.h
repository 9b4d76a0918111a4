/* Inside text/: what a face is made of, and its opening.
 *
 * A face never changes once face_open has returned it, but for the cells that
 * cache its cmap, which are published one by one with atomic stores.
 */
#ifndef WENZHAI_TEXT_FACE_OPEN_H
#define WENZHAI_TEXT_FACE_OPEN_H

#include "text/face.h"

#include <hb.h>
#include <stdatomic.h>

/* What the cmap and hmtx say of one character, kept by blocks of 256 of them. */
struct face_cell {
	uint16_t gid;     /* 0: missing */
	uint16_t advance; /* font units */
};
#define FACE_BLOCK_CELLS 256u
#define FACE_BLOCKS      (0x110000u / FACE_BLOCK_CELLS)

struct face {
	unsigned id;
	unsigned index; /* in the collection; above 16 bits a named instance of a variable font */
	const char *path;
	char *postscript_name;
	hb_blob_t *blob;
	hb_face_t *face;
	hb_font_t *font; /* scaled to font units */
	unsigned upem;
	unsigned glyphs;
	struct face_metrics metrics;
	enum outline_kind outline;
	bool cid_keyed, serif, monospaced, bold, embeddable, may_subset;
	uint16_t *cids; /* by glyph id; NULL: each glyph's CID is its id */
	_Atomic(struct face_cell *) blocks[FACE_BLOCKS];
};

/* Opens face `index` of a font file.  NULL when the file is not a font that can
 * be drawn from outlines.  The id is the caller's to set. */
struct face *face_open(const char *path, unsigned index);
void face_close(struct face *f); /* NULL is nothing */

struct face_cell face_cell(const struct face *f, uint32_t c);

#endif
