/* The plan of a page's text: its parts in order, each with its extent on the line,
 * and which neighbours must be read as one although there is a gap between them.
 */
#ifndef WENZHAI_PDF_PLAN_H
#define WENZHAI_PDF_PLAN_H

#include "pdf/fontset.h"
#include "pdf/parts.h"
#include "pdf/syntax.h"

struct planned {
	const struct paint *paint; /* the run that it is of */
	struct part part;
	milli start, end; /* along the line, on the page */
	bool joined;      /* with the next: a gap, but no space in the text */
};

/* In the order of the page's runs and their parts; `*n` of them, in `a`. */
struct planned *plan_page(const struct display *d, const struct fontset *fonts, const struct page *page,
			  struct arena *a, size_t *n);

/* In vertical text a run that is not turned has its glyphs one below the other. */
static inline bool run_is_upright(const struct display *d, const struct glyph_run *run)
{
	return d->vertical && run->turn == TURN_NONE;
}

#endif
