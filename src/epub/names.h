/* The names of the files in the container: ASCII, stable, told by what a file is.
 *
 *   mimetype, META-INF/container.xml, EPUB/package.opf, EPUB/…
 */
#ifndef WENZHAI_EPUB_NAMES_H
#define WENZHAI_EPUB_NAMES_H

#include "base/arena.h"
#include "model/picture.h"

#define NAME_COVER       "cover.xhtml"
#define NAME_COVER_IMAGE "cover.jpg"
#define NAME_CONTENTS    "nav.xhtml"
#define NAME_COLOPHON    "colophon.xhtml"
#define NAME_STYLE       "style.css"
#define NAME_NCX         "toc.ncx"
#define NAME_PACKAGE     "package.opf"
#define NAME_TICKET      "META-INF/wenzhai.ticket" /* beside EPUB/ */

/* Article and section are indices in the issue; part counts from 0. */
struct str name_chapter(struct arena *a, size_t article, size_t part); /* "a0001.xhtml", "a0001-2.xhtml" */
struct str name_section(struct arena *a, size_t section);              /* "s01.xhtml" */
/* By content, so that equal pictures of different articles share a file. */
struct str name_picture(struct arena *a, const struct picture *p); /* "0123456789abcdef-5ae.jpg" */

#endif
