/* Links: what a page says, made into what a book may say.
 *
 * A URL comes out absolute, http, https or mailto, with everything escaped that
 * RFC 3986 wants escaped (EPUBCheck's RSC-020), its host in ASCII, wrappers such
 * as link.zhihu.com/?target=… taken off and trackers' parameters gone.  What
 * cannot be made such a URL is the empty str: the caller shows text.
 */
#ifndef WENZHAI_CLEAN_LINKS_H
#define WENZHAI_CLEAN_LINKS_H

#include "base/arena.h"

/* A longer one is no address but a payload. */
#define LINK_BYTES_MAX 4096
/* Wrappers in wrappers. */
#define LINK_UNWRAP_MAX 4

/* `base`: the article's own URL, for relative ones; may be empty. */
struct str link_url(struct arena *a, struct str raw, struct str base);
/* "/2021/07/12/slug/": the page of a link that begins at the site's root, decoded, without query and
 * fragment; empty for any other, and where the site is not the post's own but that of `base`. */
struct str link_page(struct arena *a, struct str raw, struct str base);
/* A picture's: as link_url, but proxies' wrappers; a relative one stays as it is. */
struct str link_picture(struct arena *a, struct str raw);
/* "example.com/path", short, for a link without a title. */
struct str link_label(struct arena *a, struct str url);

#endif
