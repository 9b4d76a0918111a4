/* The frame of an XHTML page, and the line of links at a page's head and foot. */
#ifndef WENZHAI_EPUB_PAGE_H
#define WENZHAI_EPUB_PAGE_H

#include "epub/book.h"

/* `kind` is the class of <body>: the style sheet's handle ("article", "section", …). */
void xhtml_begin(struct buf *b, const struct epub *e, struct str lang, struct str title, const char *kind);
void xhtml_end(struct buf *b);

#define NO_ARTICLE ((size_t)-1)

/* previous · section · contents · next; `previous`, `next`: articles or NO_ARTICLE. */
struct bar {
	size_t article, previous, next;
	bool foot;
};
void bar_write(struct buf *b, const struct epub *e, const struct bar *bar, struct str page_lang);

#endif
