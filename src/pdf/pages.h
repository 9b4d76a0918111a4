/* The page tree.  libharu's thread. */
#ifndef WENZHAI_PDF_PAGES_H
#define WENZHAI_PDF_PAGES_H

#include "pdf/images.h"
#include "pdf/navigation.h"

/* Numbers of `count` pages, without entries until pages_write. */
unsigned *pages_reserve(struct pdf *pdf, struct arena *a, size_t count);
/* Fills the pages, and a balanced tree above them.  contents[i]: page i's deflated
 * operators; `fonts`: the pages' /Font dictionary. */
void pages_write(const struct display *d, struct pdf *pdf, struct arena *a, const unsigned *pages,
		 const struct str *contents, unsigned fonts, const struct imageset *images);

#endif
