/* A galley: what layout_article makes and layout_issue uses up. */
#ifndef WENZHAI_LAYOUT_GALLEY_H
#define WENZHAI_LAYOUT_GALLEY_H

#include "layout/layout.h"
#include "layout/sheet.h"

struct galley {
	struct sheet sheet;
	const struct article *article;
	size_t index; /* in the issue */
};

#endif
