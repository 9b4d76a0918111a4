/* Frames: where blocks are set, a part of a column's width, and how the text in it looks.
 * Plain data: a block that sets others in a narrower place, or another face, changes a copy. */
#ifndef WENZHAI_LAYOUT_FRAME_H
#define WENZHAI_LAYOUT_FRAME_H

#include "layout/sheet.h"
#include "layout/style.h"
#include "model/document.h"

/* Tables in lists in tables: cleaning bounds a document's depth, this bounds ours. */
#define FRAME_DEPTH_MAX (2 * DOCUMENT_DEPTH_MAX)

struct frame {
	struct sheet *sheet;
	coord inl;     /* from the column's start edge */
	coord measure; /* width for text */
	enum font_role role;
	bool bold;
	coord size;
	coord leading;
	uint32_t ink;
	struct str lang; /* BCP 47 */
	enum block_align align;
	coord indent;    /* of first lines */
	bool vertical;   /* as the page's style */
	bool foot;       /* footnotes: no part of the text's flow */
	bool off_grid;   /* lines need not stand on the grid: cells, notes, loose lists */
	bool tight;      /* blocks follow one another without space: cells, items */
	bool from_right; /* its markers stand on the right (marker_side) */
	int depth;
};

/* A frame for body text of `measure` on `sheet`. */
struct frame frame_body(const struct page_style *style, struct sheet *sheet, coord measure, struct str lang);
/* The same in another size and face, not on the grid: heads, contents, captions. */
struct frame frame_sized(const struct frame *f, enum font_role role, bool bold, int permille, int pitch);
/* Ems that verse, definitions and, at least, lists step in; a quotation does on either side. */
#define STEP_EMS 2
/* A frame that steps in by `start` and `end` at its sides; or not, where too little would be left. */
struct frame frame_inner(const struct frame *f, coord start, coord end);
/* From the top of the frame's lines to their baseline: the em box is centred in the
 * pitch.  In vertical text the baseline is the middle of the line. */
coord frame_baseline(const struct frame *f);

#endif
