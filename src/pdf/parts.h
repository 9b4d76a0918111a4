/* Parts: a run's glyphs taken apart into the smallest pieces that have a text of
 * their own (one glyph and its character; a ligature; several glyphs of one
 * cluster).  Both who collects what text a glyph stands for and who paints it
 * walk the same parts.
 */
#ifndef WENZHAI_PDF_PARTS_H
#define WENZHAI_PDF_PARTS_H

#include "layout/display.h"

struct part {
	uint32_t first, count; /* glyphs of the run; count >= 1 */
	struct str text;       /* without the spaces around it; empty: it has none */
	bool space_before;     /* a space of the text, which has no glyph, stands before */
	bool space_after;
};

struct part_cursor {
	uint32_t glyph;
	size_t text; /* bytes of the run's text that are behind */
};

/* The next part at the cursor, which starts as {0}; false at the run's end.
 * Lengths that exceed the run's text are cut to it. */
bool part_next(const struct glyph_run *run, struct part_cursor *at, struct part *part);

#endif
