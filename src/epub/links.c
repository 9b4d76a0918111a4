#include "epub/links.h"

#include "base/str-table.h"
#include "epub/permalinks.h"

#include <glib.h>

/* ---- articles by URL ---- */

struct links {
	struct arena arena;
	GHashTable *by_key;  /* struct str * → article index + 1 */
	GHashTable *by_page; /* the same; AMBIGUOUS when it may be either of two */
};

#define AMBIGUOUS SIZE_MAX

/* What is left of a URL without that which makes no difference: the scheme, a
 * fragment, a slash at the end.  Empty when it is no http(s) URL. */
static struct str url_key(struct str url)
{
	if (str_starts_nocase(url, S("http://")))
		url = str_from_offset(url, 7);
	else if (str_starts_nocase(url, S("https://")))
		url = str_from_offset(url, 8);
	else
		return S("");
	url = str_cut(&url, '#');
	while (str_ends(url, S("/")))
		url.n--;
	return url;
}

static void add_page(struct links *l, struct str page, size_t article)
{
	struct str *key = ARENA_NEW(&l->arena, struct str);
	*key = page_key(page);
	size_t other = GPOINTER_TO_SIZE(g_hash_table_lookup(l->by_page, key));
	bool same = !other || other == article + 1;
	if (key->n)
		g_hash_table_insert(l->by_page, key, GSIZE_TO_POINTER(same ? article + 1 : AMBIGUOUS));
}

static void add_pages(struct links *l, const struct article *article, size_t index)
{
	struct str pages[PERMALINKS_MAX];
	size_t n = permalinks(&l->arena, article, pages);
	for (size_t i = 0; i < n; i++)
		add_page(l, pages[i], index);
}

struct links *links_new(const struct issue *issue)
{
	struct links *l = g_new0(struct links, 1);
	l->by_key = str_table_new();
	l->by_page = str_table_new();
	for (size_t i = 0; i < issue->article_count; i++) {
		struct str *key = ARENA_NEW(&l->arena, struct str);
		*key = url_key(issue->articles[i]->link);
		if (key->n && !g_hash_table_contains(l->by_key, key))
			g_hash_table_insert(l->by_key, key, GSIZE_TO_POINTER(i + 1));
		add_pages(l, issue->articles[i], i);
	}
	return l;
}

void links_free(struct links *l)
{
	if (!l)
		return;
	g_hash_table_unref(l->by_key);
	g_hash_table_unref(l->by_page);
	arena_clear(&l->arena);
	g_free(l);
}

bool links_find(const struct links *l, struct str url, size_t *article)
{
	struct str key = url_key(url);
	size_t found = key.n ? GPOINTER_TO_SIZE(g_hash_table_lookup(l->by_key, &key)) : 0;
	*article = found - 1;
	return found > 0;
}

bool links_lead(const struct links *l, const struct link *link, size_t *article)
{
	if (!link->page.n)
		return links_find(l, link->url, article);
	struct str key = page_key(link->page);
	size_t found = key.n ? GPOINTER_TO_SIZE(g_hash_table_lookup(l->by_page, &key)) : 0;
	*article = found - 1;
	return found > 0 && found != AMBIGUOUS;
}

/* ---- URLs that may stand in a book ---- */

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 3986 2.2 and 2.3 without the brackets, which only an IPv6 host may hold. */
static bool is_url_char(char c)
{
	return is_alnum(c) || (c && strchr("-._~:/?#@!$&'()*+,;=", c));
}

/* A name that a browser would look up: letters, digits, "-", "." and "_".  One in another
 * script comes as punycode (clean/links.h). */
static bool host_is_good(struct str host)
{
	bool letters = false;
	for (size_t i = 0; i < host.n; i++) {
		if (!is_alnum(host.s[i]) && !strchr("-._", host.s[i] ? host.s[i] : ' '))
			return false;
		letters |= is_alnum(host.s[i]);
	}
	return letters && host.s[0] != '.' && str_find(host, S(".."), 0) == STR_NONE;
}

static bool port_is_good(struct str port)
{
	uint32_t number;
	return !port.n || (str_to_uint(port, &number) && number <= 65535);
}

/* A host that looks like a number is an IPv4 address to a browser, and must be
 * a good one: four numbers up to 255. */
static bool number_host_is_good(struct str host)
{
	struct str rest = host;
	size_t parts = 0;
	while (rest.s) {
		uint32_t number;
		if (!str_to_uint(str_cut(&rest, '.'), &number) || number > 255)
			return false;
		parts++;
	}
	return parts == 4;
}

static bool ends_in_number(struct str host)
{
	size_t last = host.n;
	while (last > 0 && host.s[last - 1] != '.')
		last--;
	uint32_t number;
	struct str label = str_from_offset(host, last);
	return str_to_uint(label, &number) || (label.n && label.s[0] >= '0' && label.s[0] <= '9');
}

static size_t authority_length(struct str rest)
{
	size_t n = 0;
	while (n < rest.n && !strchr("/?#", rest.s[n] ? rest.s[n] : ' '))
		n++;
	return n;
}

/* Names and passwords before an "@" are refused with the rest: no article needs them. */
static bool authority_is_good(struct str authority)
{
	struct str port = authority;
	struct str host = str_cut(&port, ':');
	if (!host_is_good(host) || (port.s && !port_is_good(port)))
		return false;
	return !ends_in_number(host) || number_host_is_good(host);
}

static void add_escaped(struct buf *b, struct str text)
{
	bool fragment = false;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.s[i];
		bool escape = c == '%' && i + 2 < text.n && is_hex(text.s[i + 1]) && is_hex(text.s[i + 2]);
		bool second_hash = c == '#' && fragment;
		fragment |= c == '#';
		if (escape || (is_url_char(c) && !second_hash))
			buf_add_char(b, c);
		else
			buf_printf(b, "%%%02X", (unsigned)(unsigned char)c);
	}
}

static struct str clean_web(struct arena *a, struct str url, size_t scheme)
{
	struct str rest = str_from_offset(url, scheme);
	struct str authority = str_head(rest, authority_length(rest));
	if (!authority_is_good(authority))
		return S("");
	struct buf b = BUF(a);
	buf_add(&b, scheme == 8 ? S("https://") : S("http://"));
	buf_add(&b, authority);
	add_escaped(&b, str_from_offset(rest, authority.n));
	return buf_str(&b);
}

static struct str clean_mail(struct arena *a, struct str url)
{
	struct str address = str_from_offset(url, 7);
	if (str_find_char(address, '@', 0) == STR_NONE)
		return S("");
	struct buf b = BUF(a);
	buf_add(&b, S("mailto:"));
	add_escaped(&b, address);
	return buf_str(&b);
}

struct str url_clean(struct arena *a, struct str url)
{
	if (url.n > URL_BYTES_MAX)
		return S("");
	if (str_starts_nocase(url, S("https://")))
		return clean_web(a, url, 8);
	if (str_starts_nocase(url, S("http://")))
		return clean_web(a, url, 7);
	if (str_starts_nocase(url, S("mailto:")))
		return clean_mail(a, url);
	return S("");
}

struct str url_host(struct str url)
{
	size_t slashes = str_find(url, S("://"), 0);
	if (slashes == STR_NONE)
		return S("");
	struct str rest = str_from_offset(url, slashes + 3);
	struct str host = str_head(rest, authority_length(rest));
	return str_starts_nocase(host, S("www.")) ? str_from_offset(host, 4) : host;
}
