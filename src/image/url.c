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

void url_split_remote(struct arena *a, struct str url, struct str *host, struct str *path)
{
	size_t start = str_find(url, S("//"), 0);
	struct str rest = str_from_offset(url, start == STR_NONE ? url.n : start + 2);
	size_t n = 0;
	while (n < rest.n && !strchr("/?#", rest.s[n]))
		n++;
	char *lower = arena_cstr(a, str_head(rest, n));
	for (size_t i = 0; i < n; i++)
		lower[i] = g_ascii_tolower(lower[i]);
	*host = (struct str){lower, n};
	*path = str_from_offset(rest, n);
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
