/* Ways through the file: outline, links, page labels.  libharu's thread.
 *
 * Destinations of links are explicit ([page /XYZ ...]): there are as many as articles and
 * notes, and a name for each would be longer than the place.  Names are for links from
 * outside.
 */
#ifndef WENZHAI_PDF_NAVIGATION_H
#define WENZHAI_PDF_NAVIGATION_H

#include "layout/display.h"
#include "pdf/object.h"

#include <glib.h>

/* outline.c: the bookmarks, nested by level; `pages` are the pages' objects.
 * Returns the catalog's /Outlines; 0 when there are none. */
unsigned outline_write(const struct display *d, struct pdf *pdf, struct arena *a, const unsigned *pages);

/* links.c: what the areas lead to. */
struct links {
	const struct display *display;
	const unsigned *pages;
	GHashTable *dests; /* name to struct dest */
};
void links_init(struct links *links, const struct display *d, const unsigned *pages);
void links_clear(struct links *links);
/* Appends a reference to each of the page's annotations, made here.  An area that
 * leads nowhere is left out. */
void links_write(const struct links *links, const struct page *page, struct pdf *pdf, struct arena *a,
		 struct buf *refs);

/* names.c: places that `issue.pdf#a12` opens: "a1", "a2" … the articles and "s1" … the
 * sections in reading order, "contents".  Returns the tree's root for the catalog's /Names
 * /Dests; 0 when there are none. */
unsigned names_write(const struct display *d, struct pdf *pdf, struct arena *a, const unsigned *pages);

/* labels.c: the elements of the catalog's /PageLabels /Nums; empty when there are none. */
struct str page_labels(const struct display *d, struct arena *a);

#endif
