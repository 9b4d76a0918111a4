#include "image/proxy.h"

#include "image/url.h"

static bool needs_none(struct str list, struct str host)
{
	while (list.s) {
		struct str entry = str_trim(str_cut(&list, ','));
		while (entry.n) {
			struct str rest = entry, word = str_cut(&rest, ' ');
			/* "example.com" and ".example.com" both mean the host and what is below it. */
			struct str name = str_starts(word, S(".")) ? str_from_offset(word, 1) : word;
			if (str_eq(word, S("*")) || url_host_is_below(host, name))
				return true;
			entry = str_trim(rest);
		}
	}
	return false;
}

const char *proxy_for(const struct proxies *p, struct str url)
{
	const char *own = str_starts_nocase(url, S("https:")) ? p->https : p->http;
	const char *proxy = own && *own ? own : p->all;
	if (!proxy || !*proxy || needs_none(str_from(p->none), url_host_name(url_authority(url))))
		return NULL;
	return proxy;
}
