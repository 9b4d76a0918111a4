/* Which proxy a URL is asked for through, as the environment's variables have it.
 * Pure; any thread. */
#ifndef WENZHAI_IMAGE_PROXY_H
#define WENZHAI_IMAGE_PROXY_H

#include "base/str.h"

/* As the variables say: URLs, or host:port.  NULL or empty: none. */
struct proxies {
	const char *http, *https; /* http_proxy, https_proxy */
	const char *all;          /* all_proxy: for those without one of their own */
	const char *none;         /* no_proxy: hosts, with those below them; "*": every one */
};

/* NULL: none.  `url` is http: or https:. */
const char *proxy_for(const struct proxies *p, struct str url);

#endif
