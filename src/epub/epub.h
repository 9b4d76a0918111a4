/* Documents to an EPUB 3.3 with nav and NCX.
 *
 *   struct epub *e = epub_new(issue, &options);
 *   epub_add_article(e, i)      for each article with a document; any thread, each i once
 *   epub_cover(e, jpeg)         perhaps; any thread, while articles are added
 *   epub_finish(e, out, diags)  nav, OPF, NCX, section pages, style, pictures, zip
 *   epub_free(e);
 *
 * An article's document is not used after its epub_add_article: chapters are kept
 * deflated.  What epub_finish still reads, and so must live until then: the issue,
 * the articles' heads, and the bytes of the pictures shown, the cover's and the
 * style sheet's.  An article that was given up has no document: its neighbours'
 * bars and the links that lead to it are put right by epub_finish.
 *
 * The same issue and options give the same bytes, whatever threads add in whatever
 * order.
 */
#ifndef WENZHAI_EPUB_EPUB_H
#define WENZHAI_EPUB_EPUB_H

#include "base/diag.h"
#include "base/parallel.h"
#include "base/stream.h"
#include "model/issue.h"
#include "model/style.h"

struct epub;

/* A font to be in the container: a subset, made elsewhere. */
struct epub_font {
	enum font_role role;
	enum font_lang lang; /* of the articles that it is for */
	bool bold;           /* beside a regular one of the same role and language */
	bool truetype;       /* else OpenType with CFF outlines */
	struct str bytes;
	struct str name, licence; /* what the closing page says of it; licence may be empty */
};

struct epub_options {
	struct profile profile;
	struct str css; /* the style's epub.css */
	const struct epub_font *fonts;
	size_t font_count;
	bool vertical; /* pages turn from right to left; Chinese and Japanese text is set in columns */
};

struct epub *epub_new(const struct issue *issue, const struct epub_options *options);
void epub_add_article(struct epub *e, size_t index);
/* The cover's picture, a baseline JPEG.  Without one (or with an empty one) the cover
 * page is set as text. */
void epub_cover(struct epub *e, struct str jpeg);
/* The XHTML of one article's body, for tests and --dump=xhtml. */
void epub_dump_article(const struct issue *issue, size_t index, struct stream *out);
/* Writes the container.  False, with one diagnostic, when that cannot be made; a
 * stream that fails keeps its error for stream_commit_all, and is not reported here, nor is
 * a picture whose file is gone: its keeper tells (picture.h). */
bool epub_finish(struct epub *e, struct stream *out, struct diags *diags);
size_t epub_chapters(const struct epub *e); /* XHTML files in the spine; after epub_finish */
void epub_free(struct epub *e);             /* NULL is nothing */

#endif
