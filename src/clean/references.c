#include "clean/references.h"

#include <glib.h>

/* More digits than U+10FFFF has, leading zeros aside. */
#define DECIMAL_DIGITS_MAX 7
#define HEX_DIGITS_MAX     6

/* Where the digits that begin at `at` end; *significant: without leading zeros. */
static size_t digits_end(struct str html, size_t at, bool hex, size_t *significant)
{
	while (at < html.n && html.s[at] == '0')
		at++;
	size_t first = at;
	while (at < html.n && (hex ? g_ascii_isxdigit(html.s[at]) : g_ascii_isdigit(html.s[at])))
		at++;
	*significant = at - first;
	return at;
}

/* Does the reference at `at` ("&#") overflow?  Then *end is past it. */
static bool overflows(struct str html, size_t at, size_t *end)
{
	size_t significant;
	bool hex = at + 2 < html.n && (html.s[at + 2] == 'x' || html.s[at + 2] == 'X');
	*end = digits_end(html, at + 2 + hex, hex, &significant);
	if (significant <= (hex ? HEX_DIGITS_MAX : DECIMAL_DIGITS_MAX))
		return false;
	*end += *end < html.n && html.s[*end] == ';';
	return true;
}

struct str references_bound(struct arena *a, struct str html)
{
	struct buf out = BUF(a);
	size_t copied = 0, end;
	for (size_t at = 0; (at = str_find(html, S("&#"), at)) != STR_NONE; at = end) {
		if (!overflows(html, at, &end))
			continue;
		buf_add(&out, str_slice(html.s + copied, html.s + at));
		buf_add_code_point(&out, UTF8_BAD);
		copied = end;
	}
	if (!copied)
		return html;
	buf_add(&out, str_from_offset(html, copied));
	return buf_str(&out);
}
