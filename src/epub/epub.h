/* Documents to an EPUB 3.3 with nav and NCX.
 *
 *   struct epub *e = epub_new(issue, &options);
 *   epub_add_article(e, i)      for each article with a document; any thread, each i once
 *   epub_finish(e, out, diags)  nav, OPF, NCX, section pages, style, pictures, zip
 *   epub_free(e);
 *
 * An article's document is not used after its epub_add_article: chapters are kept
 * deflated.
 */
#ifndef WENZHAI_EPUB_EPUB_H
#define WENZHAI_EPUB_EPUB_H

#include "base/diag.h"
#include "base/parallel.h"
#include "base/stream.h"
#include "model/issue.h"
#include "model/style.h"

struct epub;

struct epub_options {
	struct profile profile;
	struct str css;                     /* the style's epub.css */
	struct str cover_jpeg;              /* empty: no cover picture, a typeset cover page only */
	uint32_t cover_width, cover_height; /* px */
	bool vertical;
};

struct epub *epub_new(const struct issue *issue, const struct epub_options *options);
void epub_add_article(struct epub *e, size_t index);
/* The XHTML of one article's body, for tests and --dump=xhtml. */
void epub_dump_article(const struct issue *issue, size_t index, struct stream *out);
bool epub_finish(struct epub *e, struct stream *out, struct diags *diags);
size_t epub_chapters(const struct epub *e); /* XHTML files in the spine */
void epub_free(struct epub *e);             /* NULL is nothing */

#endif
