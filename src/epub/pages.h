/* The pages around the articles, each a whole XHTML file in the buffer's arena. */
#ifndef WENZHAI_EPUB_PAGES_H
#define WENZHAI_EPUB_PAGES_H

#include "epub/book.h"

void cover_write(struct buf *b, const struct epub *e);                   /* picture, or typeset */
void contents_write(struct buf *b, const struct epub *e);                /* nav.xhtml: toc and landmarks */
void section_write(struct buf *b, const struct epub *e, size_t section); /* its articles, with first lines */
void colophon_write(struct buf *b, const struct epub *e); /* sources, counts, what was left out */

/* Articles of the section that are in the book; a section without any has no page. */
size_t section_articles(const struct epub *e, size_t section);

#endif
