/* A document into XHTML: the body of an article's chapter, without head and bars.
 *
 * The tree is walked without recursion; everything that is written comes from
 * the tables in xhtml.c and inline.c, by allowlist, and every text goes through
 * escape.h.  Footnotes, anchors and links inside the article lead where they
 * should, also over the files into which a long article is split.
 */
#ifndef WENZHAI_EPUB_XHTML_H
#define WENZHAI_EPUB_XHTML_H

#include "epub/links.h"
#include "epub/words.h"
#include "model/document.h"
#include "model/style.h"

/* A file's XHTML is split over this size where a block ends: old readers (ADE)
 * stop at 300 KB, and page turns get slow before. */
#define XHTML_SPLIT_BYTES (240u * 1024)

/* What writing a body must know. */
struct setting {
	const struct links *links; /* NULL: no link leads to another article */
	const struct words *words;
	const struct profile *profile;
	size_t article; /* index in the issue: names the files */
	bool vertical;  /* the text runs down the page, its lines from right to left */
};

/* What became of a document, in the arena that was passed. */
struct body {
	VEC(struct str) parts;                /* XHTML, at least one; each well-formed by itself */
	VEC(size_t) mentions;                 /* articles that its links lead to, in order, with repeats */
	VEC(const struct picture *) pictures; /* those shown, in order, with repeats */
	bool undescribed;                     /* some picture has no alternative text of the source's */
	bool ruby, math;
};

void body_write(struct arena *a, const struct document *d, const struct setting *setting, size_t split,
		struct body *body);

#endif
