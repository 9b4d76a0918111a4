/* Where a post's page stands on the site that it was written for, seen from the site's root.
 *
 * Known for certain are a head's `permalink:` and Hexo's default pattern, :year/:month/:day/:title/
 * (the title is the file's path below _posts without its ending; the day that of the run's zone).  A
 * site with a pattern of its own says so in a file that is not among the posts: its links stay text.
 */
#ifndef WENZHAI_EPUB_PERMALINKS_H
#define WENZHAI_EPUB_PERMALINKS_H

#include "model/article.h"

/* By the head, or by the file's name with and without a date at its beginning. */
#define PERMALINKS_MAX 2

/* Fills `pages` with the article's pages, "/2021/07/12/slug/"; how many there are. */
size_t permalinks(struct arena *a, const struct article *article, struct str pages[PERMALINKS_MAX]);

/* What is left of a page without that which makes no difference: slashes around it, "index.html",
 * ".html".  Empty for the site's own first page. */
struct str page_key(struct str page);

#endif
