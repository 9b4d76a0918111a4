/* Repair: what is done to the source before gumbo sees it.
 *
 * One pass over the bytes; a body that needs nothing is returned as it is.
 *
 *  - `<path/to/file>`, `<https://…>`: what no HTML element is called and nothing
 *    closes was text, and becomes text.
 *  - Raw elements (script, style, select, …) go, with their content; TeX in a
 *    script becomes <x-tex>.
 *  - Tags that would lose text are mended: quotes that never close, iframes
 *    without an end, CDATA marks, stray <html> and <form>.
 *  - Long stretches of plain text are folded (fold.h).
 *  - Depth, attributes and the reopening of formatting elements are bounded
 *    (nesting.h): gumbo is quadratic in each.
 */
#ifndef WENZHAI_CLEAN_REPAIR_H
#define WENZHAI_CLEAN_REPAIR_H

#include "clean/fold.h"

/* A million attributes on one tag: gumbo compares each with all before it. */
#define REPAIR_ATTRIBUTES_MAX 128
/* The same, where each tag is compared with every open formatting element. */
#define REPAIR_FORMATTING_ATTRIBUTES_MAX 16
/* A node costs gumbo 300 bytes: three letters of source must not. */
#define REPAIR_ELEMENTS_MAX 200000
/* Bytes that may be looked at twice because a quote did not close. */
#define REPAIR_RETRY_MAX (4u << 20)

struct repaired {
	struct str html;    /* `html` itself, or a copy in the arena */
	struct folds folds; /* text that `html` does without */
	size_t flattened;   /* tags left out because they nest too deep or are too many */
};

struct repaired repair_html(struct arena *scratch, struct str html);

#endif
