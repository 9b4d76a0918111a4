/* Layout: documents to pages.
 *
 *   layout_article   one article to a galley: lines, glue, penalties (any thread)
 *   layout_issue     all galleys, cover and contents to pages (one thread)
 *
 * A galley is a paragraph turned on its side: boxes are lines, pictures and
 * rows, glue the space between blocks, penalties the places where a page may
 * end and what that costs (infinite: heading and the lines after it, widows).
 */
#ifndef WENZHAI_LAYOUT_LAYOUT_H
#define WENZHAI_LAYOUT_LAYOUT_H

#include "layout/display.h"
#include "layout/style.h"
#include "model/issue.h"
#include "text/shape.h"

struct galley; /* lives in the arena it was made in */

/* Everything in the galley lives in `a` or in the article.  `index` is the
 * article's place in the issue (names its destinations).  Characters that no
 * font has are reported once in article->diags [no-glyph]. */
struct galley *layout_article(const struct page_style *style, struct shaper *shaper, struct arena *a,
			      struct article *article, size_t index);
/* Every line with its text, width, natural width and adjustment: --dump=lines. */
void galley_dump(const struct galley *g, struct stream *out);

/* Cover, contents (front matter, roman numbers), sections with their articles.
 * galleys[i] belongs to issue->articles[i]; NULL: the article was given up.  A
 * galley is used up.  NULL when cancelled. */
struct display *layout_issue(const struct page_style *style, struct shaper *shaper, struct arena *a,
			     const struct issue *issue, struct galley *const *galleys);

/* A cover of the given size alone (one page), for the EPUB's picture; set downwards in a vertical
 * style, but across where it has a picture.  `shaper` may be NULL when the issue has a cover of its own. */
struct display *layout_cover(const struct page_style *style, struct shaper *shaper, struct arena *a,
			     const struct issue *issue, coord width, coord height);

#endif
