/* The package document and what leads to it, each a whole file in the buffer. */
#ifndef WENZHAI_EPUB_PACKAGE_H
#define WENZHAI_EPUB_PACKAGE_H

#include "epub/book.h"

void opf_write(struct buf *b, const struct epub *e, const struct package *package);
void ncx_write(struct buf *b, const struct epub *e); /* for readers of EPUB 2 */
/* "urn:uuid:…" of the issue, fit for both. */
struct str book_identifier(const struct epub *e);

#endif
