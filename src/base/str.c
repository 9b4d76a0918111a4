#include "base/str.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_starts_nocase_any(struct str text, struct str prefix)
{
	if (text.n < prefix.n)
		return false;
	for (size_t i = 0; i < prefix.n; i++)
		if (lower(text.s[i]) != lower(prefix.s[i]))
			return false;
	return true;
}

bool str_eq_nocase(struct str a, struct str b)
{
	return a.n == b.n && str_starts_nocase(a, b);
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.s, b.s, n) : 0;
	if (order)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

size_t str_find(struct str text, struct str needle, size_t from)
{
	if (from > text.n)
		return STR_NONE;
	if (!needle.n)
		return from;
	if (!text.n)
		return STR_NONE;
	const char *at = memmem(text.s + from, text.n - from, needle.s, needle.n);
	return at ? (size_t)(at - text.s) : STR_NONE;
}

size_t str_find_char(struct str text, char c, size_t from)
{
	if (from >= text.n)
		return STR_NONE;
	const char *at = memchr(text.s + from, c, text.n - from);
	return at ? (size_t)(at - text.s) : STR_NONE;
}

static bool ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_after_last(struct str text, char c)
{
	size_t at = text.n;
	while (at > 0 && text.s[at - 1] != c)
		at--;
	return str_from_offset(text, at);
}

struct str str_trim(struct str text)
{
	while (text.n && ascii_space(text.s[0]))
		text = str_from_offset(text, 1);
	while (text.n && ascii_space(text.s[text.n - 1]))
		text.n--;
	return text;
}

struct str str_trim_wide(struct str text)
{
	for (size_t at = 0; at < text.n; text = str_from_offset(text, at), at = 0)
		if (!char_is_space(utf8_next(text, &at)))
			break;
	for (size_t at = text.n; at > 0; text.n = at)
		if (!char_is_space(utf8_prev(text, &at)))
			break;
	return text;
}

struct str str_cut(struct str *rest, char sep)
{
	struct str all = *rest;
	size_t at = str_find_char(all, sep, 0);
	if (at == STR_NONE) {
		*rest = (struct str){NULL, 0};
		return all;
	}
	*rest = (struct str){all.s + at + 1, all.n - at - 1};
	return str_head(all, at);
}

bool str_to_uint(struct str text, uint32_t *value)
{
	uint64_t v = 0;
	if (!text.n)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (text.s[i] < '0' || text.s[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(text.s[i] - '0');
		if (v > UINT32_MAX)
			return false;
	}
	*value = (uint32_t)v;
	return true;
}

uint64_t str_hash(struct str text)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < text.n; i++)
		h = (h ^ (unsigned char)text.s[i]) * 0x100000001b3u;
	return h;
}

/* ---- UTF-8 ---- */

/* Length by the first byte; 0 for a byte that begins nothing (Unicode 15, table 3-7). */
static size_t sequence_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xC2)
		return 0;
	if (first < 0xE0)
		return 2;
	if (first < 0xF0)
		return 3;
	return first < 0xF5 ? 4 : 0;
}

/* The least value that needs this many bytes: anything less is overlong. */
static const uint32_t least_value[5] = {0, 0, 0x80, 0x800, 0x10000};

uint32_t utf8_next_any(struct str text, size_t *offset)
{
	const unsigned char *p = (const unsigned char *)text.s + *offset;
	size_t left = text.n - *offset, n = sequence_length(*p);
	if (n == 1) {
		++*offset;
		return *p;
	}
	if (!n || n > left)
		goto bad;
	uint32_t c = *p & (0x7Fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			goto bad;
		c = c << 6 | (p[i] & 0x3Fu);
	}
	if (c < least_value[n] || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
		goto bad;
	*offset += n;
	return c;
bad:
	++*offset;
	return UTF8_BAD;
}

uint32_t utf8_prev(struct str text, size_t *offset)
{
	size_t end = *offset;
	for (size_t back = 1; back <= 4 && back <= end; back++) {
		size_t at = end - back;
		if (((unsigned char)text.s[at] & 0xC0) == 0x80 && back < 4)
			continue;
		uint32_t c = utf8_next((struct str){text.s, end}, &at);
		if (at != end)
			break;
		*offset = end - back;
		return c;
	}
	*offset = end - 1;
	return UTF8_BAD;
}

size_t utf8_encode(uint32_t c, char out[4])
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = UTF8_BAD;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)((0xF00u >> n & 0xFF) | c);
	return n;
}

/* Markup comes in runs: eight bytes at a time. */
static size_t skip_ascii(struct str text, size_t at)
{
	uint64_t word;
	for (; text.n - at >= sizeof word; at += sizeof word) {
		memcpy(&word, text.s + at, sizeof word);
		if (word & 0x8080808080808080u)
			break;
	}
	while (at < text.n && (unsigned char)text.s[at] < 0x80)
		at++;
	return at;
}

/* The same three bytes as in utf8_next: Chinese comes in runs too. */
static size_t skip_triples(struct str text, size_t at)
{
	for (; text.n - at >= 3; at += 3) {
		const unsigned char *p = (const unsigned char *)text.s + at;
		if (p[0] <= 0xE0 || p[0] >= 0xF0 || p[0] == 0xED || (p[1] & 0xC0) != 0x80 ||
		    (p[2] & 0xC0) != 0x80)
			break;
	}
	return at;
}

size_t utf8_valid_prefix(struct str text)
{
	for (size_t at = 0;;) {
		at = skip_triples(text, skip_ascii(text, at));
		if (at == text.n)
			return at;
		size_t begin = at;
		/* a real U+FFFD takes three bytes, a malformed one moves by one */
		if (utf8_next(text, &at) == UTF8_BAD && at - begin == 1)
			return begin;
	}
}

struct str utf8_head(struct str text, size_t most)
{
	if (text.n <= most)
		return text;
	while (most && ((unsigned char)text.s[most] & 0xC0) == 0x80)
		most--;
	return str_head(text, most);
}

size_t utf8_count(struct str text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		n += ((unsigned char)text.s[i] & 0xC0) != 0x80;
	return n;
}

bool utf8_listed(const char *list, uint32_t c)
{
	struct str chars = str_from(list);
	for (size_t at = 0; at < chars.n;)
		if (utf8_next(chars, &at) == c)
			return true;
	return false;
}

const void *char_row(const void *rows, size_t n, size_t size, uint32_t c)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		const uint32_t *row = (const void *)((const char *)rows + middle * size);
		if (c > row[1])
			low = middle + 1;
		else if (c < row[0])
			high = middle;
		else
			return row;
	}
	return NULL;
}

static const uint32_t cjk_ranges[][2] = {
	{0x1100, 0x11FF}, /* hangul jamo */
	{0x2E80, 0x303E}, /* radicals, description characters, symbols and marks */
	{0x3041, 0x33FF}, /* kana, bopomofo, compatibility jamo, kanbun, enclosed, units */
	{0x3400, 0x4DBF}, /* extension A */
	{0x4E00, 0xA4CF}, /* ideographs, Yi */
	{0xA960, 0xA97F}, /* jamo extended A */
	{0xAC00, 0xD7FF}, /* hangul syllables, jamo extended B */
	{0xF900, 0xFAFF}, /* compatibility ideographs */
	{0xFE30, 0xFE4F}, /* compatibility forms */
	{0xFF01, 0xFF60}, /* full-width forms */
	{0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, /* ideographic symbols, Tangut, Khitan */
	{0x1AFF0, 0x1B2FF},                     /* kana supplements, Nushu */
	{0x1F200, 0x1F2FF},                     /* enclosed ideographs */
	{0x20000, 0x3FFFD},                     /* extensions B and on */
};

bool char_is_cjk_any(uint32_t c)
{
	return CHAR_ROW(cjk_ranges, c) != NULL;
}

static const uint32_t han_ranges[][2] = {
	{0x3005, 0x3005}, {0x3007, 0x3007}, {0x3021, 0x3029}, {0x3038, 0x303B},
	{0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFD},
};

bool char_is_han(uint32_t c)
{
	return c >= 0x3005 && CHAR_ROW(han_ranges, c) != NULL;
}

bool char_is_space(uint32_t c)
{
	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	return c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F || c == 0x205F || c == 0x3000 ||
	       c == 0xFEFF;
}
