/* A galley: what layout_article makes and layout_issue uses up. */
#ifndef WENZHAI_LAYOUT_GALLEY_H
#define WENZHAI_LAYOUT_GALLEY_H

#include "layout/layout.h"
#include "layout/sheet.h"

struct galley {
	struct sheet sheet;
	struct sheet notes; /* footnotes, in the order in which sheet's strips call them */
	const struct article *article;
	size_t index; /* in the issue */
};

#endif
