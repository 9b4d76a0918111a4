/* Where links lead: out into the web, written so that a checker and a browser
 * take them, or to another article of the same issue.
 */
#ifndef WENZHAI_EPUB_LINKS_H
#define WENZHAI_EPUB_LINKS_H

#include "model/issue.h"

/* The issue's articles by their URL on the web, and by their page on the site that they were written
 * for.  Immutable once made, so that any thread may look things up. */
struct links;

struct links *links_new(const struct issue *issue);
void links_free(struct links *l);
/* Is `link` one of the issue's articles?  By its URL or, of a link within the post's own site, its page. */
bool links_lead(const struct links *l, const struct link *link, size_t *article);
/* Is `url` one of the issue's articles?  http and https, a slash at the end and
 * a fragment make no difference.  Of two articles with one URL the first is meant. */
bool links_find(const struct links *l, struct str url, size_t *article);

/* A longer address is no address.  An <a> that is never closed is opened anew in
 * each of 50,000 paragraphs: a long one would multiply the article. */
#define URL_BYTES_MAX 2048

/* The URL as it can stand in an attribute (before XML's own escaping): http,
 * https or mailto, every byte outside RFC 3986 escaped.  Empty when it is not
 * such a URL: then the link's text is shown without a link. */
struct str url_clean(struct arena *a, struct str url);
/* The host of a clean http(s) URL, without "www.". */
struct str url_host(struct str url);

#endif
