/* A flow: the strips of one sheet or of several, with their footnotes, as one
 * sequence for pages.h, and the way back from a strip to its sheet. */
#ifndef WENZHAI_LAYOUT_FLOW_H
#define WENZHAI_LAYOUT_FLOW_H

#include "layout/galley.h"

/* Sheets one after another; a strip's number in all counts through them. */
struct flow_part {
	struct strip *strips;
	size_t n;
	const struct sheet **sheets;
	size_t *begins; /* first strip of each sheet; begins[count] = n */
	size_t count;
};

struct flow {
	struct flow_part text, notes;
	const struct article *const *articles; /* of each sheet of text; NULL: they are of none */
};

/* In `scratch`; the strips are copies, so that spaces can be changed. */
struct flow flow_of_sheet(struct arena *scratch, const struct sheet *sheet);
struct flow flow_of_galleys(struct arena *scratch, const struct galley *const *galleys, size_t n);
size_t flow_sheet_of(const struct flow_part *p, size_t strip); /* index in sheets */

/* The first of a sheet's names and slots that stands on the strip or behind it. */
size_t sheet_first_dest(const struct sheet *s, size_t strip);
size_t sheet_first_slot(const struct sheet *s, size_t strip);

#endif
