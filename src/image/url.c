#include "image/url.h"

#include <glib.h>

static const struct {
	struct str prefix;
	enum url_scheme scheme;
} schemes[] = {
	{{"//", 2}, URL_REMOTE},  {{"http:", 5}, URL_REMOTE}, {{"https:", 6}, URL_REMOTE},
	{{"data:", 5}, URL_DATA}, {{"file:", 5}, URL_FILE},
};

enum url_scheme url_scheme(struct str url)
{
	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
		if (str_starts_nocase(url, schemes[i].prefix))
			return schemes[i].scheme;
	return URL_LOCAL;
}

/* The byte that "%hh" at the start of `text` stands for, or -1. */
static int escape_value(struct str text)
{
	if (text.n < 3 || text.s[0] != '%')
		return -1;
	int high = g_ascii_xdigit_value(text.s[1]), low = g_ascii_xdigit_value(text.s[2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

struct str url_unescape(struct arena *a, struct str text)
{
	if (str_find_char(text, '%', 0) == STR_NONE)
		return text;
	struct buf b = BUF(a);
	buf_reserve(&b, text.n);
	for (size_t i = 0; i < text.n; i++) {
		int value = escape_value(str_from_offset(text, i));
		buf_add_char(&b, value < 0 ? text.s[i] : (char)value);
		i += value < 0 ? 0 : 2;
	}
	return buf_str(&b);
}

struct str url_strip_query(struct str url)
{
	size_t end = 0;
	while (end < url.n && url.s[end] != '?' && url.s[end] != '#')
		end++;
	return str_head(url, end);
}

/* Leaves the path in `rest`. */
static struct str take_authority(struct str url, struct str *rest)
{
	size_t start = str_find(url, S("//"), 0), n = 0;
	url = str_from_offset(url, start == STR_NONE ? url.n : start + 2);
	while (n < url.n && !strchr("/?#", url.s[n]))
		n++;
	*rest = str_from_offset(url, n);
	return str_after_last(str_head(url, n), '@'); /* who asks is no part of where */
}

struct str url_authority(struct str url)
{
	struct str path;
	return take_authority(url, &path);
}

void url_split_remote(struct arena *a, struct str url, struct str *host, struct str *path)
{
	struct str given = take_authority(url, path);
	char *lower = arena_cstr(a, given);
	for (size_t i = 0; i < given.n; i++)
		lower[i] = g_ascii_tolower(lower[i]);
	*host = (struct str){lower, given.n};
}

struct str url_host_name(struct str authority)
{
	size_t colon = authority.n;
	while (colon && g_ascii_isdigit(authority.s[colon - 1]))
		colon--;
	return colon && authority.s[colon - 1] == ':' ? str_head(authority, colon - 1) : authority;
}

bool url_host_is_below(struct str host, struct str name)
{
	if (!name.n || host.n < name.n || !str_eq_nocase(str_from_offset(host, host.n - name.n), name))
		return false;
	return host.n == name.n || host.s[host.n - name.n - 1] == '.';
}

static bool says_base64(struct str head)
{
	return head.n >= 7 && str_eq_nocase(str_from_offset(head, head.n - 7), S(";base64"));
}

bool url_decode_data(struct arena *a, struct str url, size_t most, struct str *bytes)
{
	size_t comma = str_find_char(url, ',', 0);
	if (comma == STR_NONE)
		return false;
	bool base64 = says_base64(str_trim(str_head(url, comma)));
	struct str text = str_from_offset(url, comma + 1);
	/* At most three bytes come from four letters of base64, one from any other. */
	if ((base64 ? text.n / 4 * 3 : text.n / 3) > most)
		return false;
	*bytes = url_unescape(a, text);
	if (base64) {
		struct buf b = BUF(a);
		buf_reserve(&b, bytes->n / 4 * 3 + 3);
		gint state = 0;
		guint save = 0;
		b.n = g_base64_decode_step(bytes->s, bytes->n, (guchar *)b.s, &state, &save);
		*bytes = buf_str(&b);
	}
	return bytes->n <= most;
}
