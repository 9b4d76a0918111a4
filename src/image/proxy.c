#include "image/proxy.h"

static struct str host_of(struct str url)
{
	size_t start = str_find(url, S("//"), 0);
	struct str rest = str_from_offset(url, start == STR_NONE ? url.n : start + 2);
	size_t n = 0;
	while (n < rest.n && !strchr("/?#", rest.s[n]))
		n++;
	struct str host = str_after_last(str_head(rest, n), '@');
	size_t colon = host.n;
	while (colon && host.s[colon - 1] != ':' && host.s[colon - 1] != ']')
		colon--;
	return colon && host.s[colon - 1] == ':' ? str_head(host, colon - 1) : host;
}

/* "example.com" and ".example.com" both mean the host and what is below it. */
static bool is_below(struct str host, struct str entry)
{
	if (str_starts(entry, S(".")))
		entry = str_from_offset(entry, 1);
	if (!entry.n || host.n < entry.n)
		return false;
	struct str tail = str_from_offset(host, host.n - entry.n);
	return str_eq_nocase(tail, entry) && (host.n == entry.n || tail.s[-1] == '.');
}

static bool needs_none(struct str list, struct str host)
{
	while (list.s) {
		struct str entry = str_trim(str_cut(&list, ','));
		while (entry.n) {
			struct str rest = entry, word = str_cut(&rest, ' ');
			if (str_eq(word, S("*")) || is_below(host, word))
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
	if (!proxy || !*proxy || needs_none(str_from(p->none), host_of(url)))
		return NULL;
	return proxy;
}
