/* Painting a page: display list to page operators.
 *
 * Positions are those of the display list to the nearest 1/1000 pt (a run's origin)
 * or 1/1000 em (a glyph in it); each is rounded by itself, so errors do not add up.
 *
 * Text that comes out of the file again is the source's: each glyph's ToUnicode entry
 * says what most of its uses stand for, and wherever that is not so, or several
 * glyphs stand for one text, an /ActualText span says it.  Such spans also bridge the
 * gaps that a typesetter leaves where nobody typed a space (between 中 and A), which
 * readers take for spaces.
 */
#ifndef WENZHAI_PDF_CONTENT_H
#define WENZHAI_PDF_CONTENT_H

#include "layout/display.h"
#include "pdf/fontset.h"
#include "pdf/images.h"

struct content {
	const struct display *display;
	const struct fontset *fonts;
	const struct imageset *images;
};

/* The operators of one page, in `a`.  Any thread. */
struct str content_paint(const struct content *c, const struct page *page, struct arena *a);

#endif
