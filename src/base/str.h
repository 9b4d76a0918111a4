/* Borrowed text: a pointer and a length.
 *
 * A struct str owns nothing; what it points at lives in an arena, in a mapped
 * file or in the program's text.  It is UTF-8 by convention, but never assumed
 * to be valid nor to end in NUL.  An empty str may have a NULL pointer.
 * All functions are pure and may be called from any thread.
 */
#ifndef WENZHAI_BASE_STR_H
#define WENZHAI_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *s;
	size_t n; /* bytes */
};

/* A literal as str: S("title"). */
#define S(lit) ((struct str){"" lit, sizeof(lit) - 1})
/* The two arguments that "%.*s" wants.  Texts over INT_MAX are cut. */
#define STR_FMT(str) (int)((str).n > 0x7fffffff ? 0x7fffffff : (str).n), ((str).n ? (str).s : "")

/* The smallest ones are inline: of a literal they cost nothing. */

/* NULL gives the empty str. */
static inline struct str str_from(const char *cstr)
{
	return cstr ? (struct str){cstr, strlen(cstr)} : S("");
}

static inline struct str str_slice(const char *begin, const char *end)
{
	return (struct str){begin, (size_t)(end - begin)};
}

/* The first n bytes, or all of fewer. */
static inline struct str str_head(struct str text, size_t n)
{
	return (struct str){text.s, n < text.n ? n : text.n};
}

/* The rest; offset may exceed n. */
static inline struct str str_from_offset(struct str text, size_t offset)
{
	if (offset < text.n)
		return (struct str){text.s + offset, text.n - offset};
	return (struct str){text.n ? text.s + text.n : text.s, 0};
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

static inline bool str_starts(struct str text, struct str prefix)
{
	return text.n >= prefix.n && (prefix.n == 0 || memcmp(text.s, prefix.s, prefix.n) == 0);
}

static inline bool str_ends(struct str text, struct str suffix)
{
	return text.n >= suffix.n && str_eq(str_from_offset(text, text.n - suffix.n), suffix);
}

bool str_eq_nocase(struct str a, struct str b); /* ASCII case only */
int str_cmp(struct str a, struct str b);        /* bytes, then length: <0, 0, >0 */
static inline bool str_starts_nocase(struct str text, struct str prefix);

/* Offset of the first needle in text at or after `from`, or STR_NONE. */
#define STR_NONE ((size_t)-1)
size_t str_find(struct str text, struct str needle, size_t from);
size_t str_find_char(struct str text, char c, size_t from);

/* What follows the last `c`; all of the text when it has none. */
struct str str_after_last(struct str text, char c);

/* ASCII white space (space, \t \n \r \f \v) trimmed at both ends. */
struct str str_trim(struct str text);
/* The same, and also U+00A0, U+3000, U+FEFF and U+200B. */
struct str str_trim_wide(struct str text);

/* Cuts `*rest` at the first `sep`: returns what stands before it, leaves what
 * follows in `*rest`.  Without a `sep` returns all and leaves `rest->s` NULL,
 * so `while (rest.s)` visits each part once. */
struct str str_cut(struct str *rest, char sep);

/* Is every byte a digit, and is there one?  If the value fits, it is stored. */
bool str_to_uint(struct str text, uint32_t *value);

/* FNV-1a, 64 bits: a stable hash (same on every machine). */
uint64_t str_hash(struct str text);

/* ---- UTF-8 ---- */

#define UTF8_BAD 0xFFFDu

/* Decodes the code point at text.s[*offset] and moves the offset past it.
 * Precondition: *offset < text.n.  A malformed sequence (overlong, surrogate,
 * truncated, over U+10FFFF) gives UTF8_BAD and moves one byte. */
static inline uint32_t utf8_next(struct str text, size_t *offset);
/* Decodes the code point that ends at *offset (> 0), moving back. */
uint32_t utf8_prev(struct str text, size_t *offset);
/* Encodes into out[0..3]; returns the bytes written, 1 to 4.  A surrogate or a
 * value over U+10FFFF is written as U+FFFD. */
size_t utf8_encode(uint32_t code_point, char out[4]);
/* Offset of the first malformed byte, or text.n when all is valid. */
size_t utf8_valid_prefix(struct str text);
/* At most `most` bytes, never half a character. */
struct str utf8_head(struct str text, size_t most);
size_t utf8_count(struct str text); /* code points */
/* Is the code point one of those in `list`, which ends in NUL? */
bool utf8_listed(const char *list, uint32_t c);

/* Han, kana, bopomofo, hangul, CJK symbols and full-width forms: what is set in a square. */
static inline bool char_is_cjk(uint32_t c);
/* Ideographs alone (with extensions and compatibility ideographs). */
bool char_is_han(uint32_t c);
/* The row of a table that `c` falls in, or NULL.  Each row, of `size` bytes, begins with two
 * uint32_t, the first and the last code point; rows do not overlap and are in order. */
const void *char_row(const void *rows, size_t n, size_t size, uint32_t c);
#define CHAR_ROW(table, c) char_row((table), sizeof(table) / sizeof *(table), sizeof *(table), (c))
/* ASCII white space, U+00A0, U+2000..U+200B, U+202F, U+205F, U+3000, U+FEFF. */
bool char_is_space(uint32_t c);

/* ---- the usual cases of the above, inline ---- */

bool str_starts_nocase_any(struct str text, struct str prefix);
uint32_t utf8_next_any(struct str text, size_t *offset);
bool char_is_cjk_any(uint32_t c);

/* Letters differ from their other case in one bit: most prefixes are refused by their first byte. */
static inline bool str_starts_nocase(struct str text, struct str prefix)
{
	if (text.n < prefix.n || (prefix.n && ((text.s[0] ^ prefix.s[0]) & ~0x20)))
		return false;
	return str_starts_nocase_any(text, prefix);
}

/* ASCII, and the three bytes that nearly all Chinese takes (not U+0800..U+0FFF, where
 * overlong forms would be, nor U+D000..U+DFFF, where surrogates are). */
static inline uint32_t utf8_next(struct str text, size_t *offset)
{
	const unsigned char *p = (const unsigned char *)text.s + *offset;
	if (p[0] < 0x80) {
		++*offset;
		return p[0];
	}
	if (text.n - *offset >= 3 && p[0] > 0xE0 && p[0] < 0xF0 && p[0] != 0xED && (p[1] & 0xC0) == 0x80 &&
	    (p[2] & 0xC0) == 0x80) {
		*offset += 3;
		return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	return utf8_next_any(text, offset);
}

static inline bool char_is_cjk(uint32_t c)
{
	return c >= 0x1100 && ((c >= 0x4E00 && c <= 0x9FFF) || char_is_cjk_any(c));
}

#endif
