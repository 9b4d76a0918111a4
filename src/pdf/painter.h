/* A page's content stream while it is written, and the text state that PDF keeps:
 * operators are written only where something changes.
 *
 * Text is shown through one array (TJ) per stretch of unchanged state.  The pen is
 * where a viewer's is, counted as viewers count: in the font's own widths.
 */
#ifndef WENZHAI_PDF_PAINTER_H
#define WENZHAI_PDF_PAINTER_H

#include "pdf/fontset.h"
#include "pdf/syntax.h"

struct painter {
	struct buf out;
	uint32_t ink; /* 0xRRGGBB; black as a page begins */

	bool in_text;         /* between BT and ET; the rest is the text object's */
	bool artifact;        /* in /Artifact BMC */
	bool span;            /* in /Span BDC */
	bool turned;          /* the text matrix is turned clockwise */
	milli line_x, line_y; /* where the line began that the pen is on */

	const struct font *font; /* these outlive the text object */
	bool upright;
	milli size, rise;

	bool in_array, in_string;
	int64_t pen; /* em/1000 from the line's beginning */
};

void painter_ink(struct painter *p, uint32_t ink);
void painter_font(struct painter *p, const struct font *font, bool upright, milli size);
void painter_artifact(struct painter *p, bool artifact);
/* Begins a line at a place on the page; turned: its end is lower. */
void painter_move(struct painter *p, bool turned, milli x, milli y);
void painter_rise(struct painter *p, milli rise);
/* Shows a code with its origin `at` em/1000 from the line's beginning. */
void painter_show(struct painter *p, uint16_t code, int64_t at, int advance);
/* What is shown until the end stands for this text.  Spans do not nest. */
void painter_span(struct painter *p, struct str text);
void painter_end_span(struct painter *p);
/* Leaves the text object, if in one. */
void painter_end_text(struct painter *p);

#endif
