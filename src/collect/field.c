#include "collect/field.h"

#include <glib.h>

#define ENTITY_MOST 12u /* bytes between & and ; that are looked at */

static const struct {
	const char *name;
	const char *text;
} entities[] = {
	{"amp", "&"},       {"apos", "'"},   {"bull", "•"},   {"copy", "©"},   {"deg", "°"},
	{"euro", "€"},      {"gt", ">"},     {"hellip", "…"}, {"laquo", "«"},  {"ldquo", "“"},
	{"lsquo", "‘"},     {"lt", "<"},     {"mdash", "—"},  {"middot", "·"}, {"nbsp", " "},
	{"ndash", "–"},     {"permil", "‰"}, {"quot", "\""},  {"raquo", "»"},  {"rdquo", "”"},
	{"reg", "®"},       {"rsquo", "’"},  {"times", "×"},  {"trade", "™"},  {"emsp", "\u2003"},
	{"ensp", "\u2002"}, {"yen", "¥"},
};

struct str decode_braces(struct arena *a, struct str text)
{
	struct buf out = BUF(a);
	size_t from = 0;

	for (;;) {
		size_t at = str_find(text, S("&#12"), from);
		char kind =
			at != STR_NONE && at + 5 < text.n && text.s[at + 5] == ';' ? text.s[at + 4] : '\0';

		if (at == STR_NONE)
			break;
		if (kind != '3' && kind != '5') {
			buf_add(&out, str_slice(text.s + from, text.s + at + 4));
			from = at + 4;
			continue;
		}
		buf_add(&out, str_slice(text.s + from, text.s + at));
		buf_add_char(&out, kind == '3' ? '{' : '}');
		from = at + 6;
	}
	if (from == 0)
		return text;
	buf_add(&out, str_from_offset(text, from));
	return buf_str(&out);
}

/* "#123" or "#x7b" */
static bool numeric_reference(struct str name, uint32_t *code_point)
{
	uint32_t value = 0;
	bool hex = name.n > 1 && (name.s[1] == 'x' || name.s[1] == 'X');
	size_t at = hex ? 2 : 1;

	if (at >= name.n)
		return false;
	for (; at < name.n; at++) {
		int digit = hex ? g_ascii_xdigit_value(name.s[at]) : g_ascii_digit_value(name.s[at]);

		if (digit < 0 || value > 0x10FFFF)
			return false;
		value = value * (hex ? 16 : 10) + (uint32_t)digit;
	}
	*code_point = value ? value : UTF8_BAD;
	return true;
}

static bool add_reference(struct buf *out, struct str name)
{
	uint32_t code_point;

	if (name.n > 1 && name.s[0] == '#') {
		if (!numeric_reference(name, &code_point))
			return false;
		buf_add_code_point(out, code_point);
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
		if (str_eq(name, str_from(entities[i].name))) {
			buf_add(out, str_from(entities[i].text));
			return true;
		}
	}
	return false;
}

struct str decode_entities(struct arena *a, struct str text)
{
	struct buf out = BUF(a);
	size_t from = 0, at = 0;

	while ((at = str_find_char(text, '&', at)) != STR_NONE) {
		struct str name = str_head(str_from_offset(text, at + 1), ENTITY_MOST);
		size_t end = str_find_char(name, ';', 0);

		buf_add(&out, str_slice(text.s + from, text.s + at));
		from = at;
		at++;
		if (end != STR_NONE && add_reference(&out, str_head(name, end)))
			from = at = at + end + 1;
	}
	if (from == 0 && out.n == 0)
		return text;
	buf_add(&out, str_from_offset(text, from));
	return buf_str(&out);
}

/* Invisible, and not a space: controls, soft hyphens, marks that turn the direction
 * of what follows, byte order marks. */
static bool dropped(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x200B ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
	       (c >= 0xFFF9 && c <= 0xFFFB);
}

struct str field_line(struct arena *a, struct str text)
{
	struct buf out = BUF(a);
	uint32_t gap = 0; /* the space that waits for the next character */

	text = decode_entities(a, text);
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);

		if (c != '\t' && c != '\n' && c != '\r' && dropped(c))
			continue;
		if (char_is_space(c) || c == 0x2028 || c == 0x2029) {
			gap = c == 0x3000 && (gap == 0 || gap == 0x3000) ? 0x3000 : ' ';
			continue;
		}
		if (gap && out.n > 0)
			buf_add_code_point(&out, gap);
		gap = 0;
		buf_add_code_point(&out, c);
	}
	return buf_str(&out);
}

/* Is what stands behind '<' an element that stands in the line? */
static bool is_inline_tag(struct str tag)
{
	static const char *const names[] = {"a", "b",    "i",    "u",     "em",  "strong", "span", "font",
					    "s", "code", "mark", "small", "sub", "sup",    "ruby", "del"};
	size_t n = 0;

	if (str_starts(tag, S("/")))
		tag = str_from_offset(tag, 1);
	while (n < tag.n && g_ascii_isalnum(tag.s[n]))
		n++;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (str_eq_nocase(str_head(tag, n), str_from(names[i])))
			return true;
	}
	return false;
}

/* Tags of blocks become a space: field_line makes one of many. */
static struct str without_tags(struct arena *a, struct str html)
{
	struct buf out = BUF(a);
	size_t at = 0;

	while (at < html.n) {
		size_t open = str_find_char(html, '<', at);
		size_t close = open == STR_NONE ? STR_NONE : str_find_char(html, '>', open);

		if (close == STR_NONE) {
			buf_add(&out, str_from_offset(html, at));
			break;
		}
		buf_add(&out, str_slice(html.s + at, html.s + open));
		if (!is_inline_tag(str_from_offset(html, open + 1)))
			buf_add_char(&out, ' ');
		at = close + 1;
	}
	return buf_str(&out);
}

struct str field_plain(struct arena *a, struct str html, size_t most)
{
	struct str line = field_line(a, without_tags(a, html));
	size_t at = 0, count = 0;

	while (at < line.n && count < most) {
		utf8_next(line, &at);
		count++;
	}
	return at < line.n ? arena_concat(a, str_head(line, at), S("…")) : line;
}
