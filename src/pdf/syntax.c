#include "pdf/syntax.h"

/* ISO 32000-1 annex C: a name has at most 127 bytes. */
#define NAME_BYTES_MAX 127

milli milli_from_coord(int64_t c)
{
	int64_t scaled = c * 1000;
	return (scaled + (scaled < 0 ? -512 : 512)) / 1024;
}

char *write_uint(char *to, uint64_t value)
{
	char digits[20];
	size_t n = 0;
	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	while (n)
		*to++ = digits[--n];
	return to;
}

char *write_milli(char *to, milli value)
{
	uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	if (value < 0)
		*to++ = '-';
	if (size >= 1000 || size == 0)
		to = write_uint(to, size / 1000);
	unsigned rest = (unsigned)(size % 1000);
	if (!rest)
		return to;
	*to++ = '.';
	for (unsigned unit = 100; rest; unit /= 10) {
		*to++ = (char)('0' + rest / unit);
		rest %= unit;
	}
	return to;
}

void put_milli(struct buf *b, milli value)
{
	char digits[PUT_MILLI_MAX];
	buf_add(b, str_slice(digits, write_milli(digits, value)));
}

void put_ref(struct buf *b, unsigned object)
{
	char digits[20];
	buf_add(b, str_slice(digits, write_uint(digits, object)));
	buf_add(b, S(" 0 R"));
}

static const char HEX[] = "0123456789ABCDEF";

static bool name_needs_escape(unsigned char c)
{
	return c <= 0x20 || c >= 0x7f || str_find_char(S("#%()/<>[]{}"), (char)c, 0) != STR_NONE;
}

void put_name(struct buf *b, struct str name)
{
	name = str_head(name, NAME_BYTES_MAX);
	buf_add_char(b, '/');
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.s[i];
		if (!c) /* the one byte that a name cannot hold */
			continue;
		if (name_needs_escape(c)) {
			char escape[3] = {'#', HEX[c >> 4], HEX[c & 15]};
			buf_add(b, (struct str){escape, 3});
		} else {
			buf_add_char(b, (char)c);
		}
	}
}

void put_literal(struct buf *b, struct str bytes)
{
	buf_add_char(b, '(');
	for (size_t i = 0; i < bytes.n; i++) {
		char c = bytes.s[i];
		if (c == '\r') { /* a bare CR would be read as LF */
			buf_add(b, S("\\r"));
			continue;
		}
		if (c == '(' || c == ')' || c == '\\')
			buf_add_char(b, '\\');
		buf_add_char(b, c);
	}
	buf_add_char(b, ')');
}

static void put_unit_hex(struct buf *b, uint32_t unit)
{
	char digits[4] = {HEX[unit >> 12 & 15], HEX[unit >> 8 & 15], HEX[unit >> 4 & 15], HEX[unit & 15]};
	buf_add(b, (struct str){digits, 4});
}

void put_utf16_hex(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n;) {
		uint32_t c = utf8_next(text, &i);
		if (c >= 0x10000) {
			put_unit_hex(b, 0xD800 + ((c - 0x10000) >> 10));
			c = 0xDC00 + ((c - 0x10000) & 0x3FF);
		}
		put_unit_hex(b, c);
	}
}

void put_text(struct buf *b, struct str text)
{
	buf_add(b, S("<FEFF"));
	put_utf16_hex(b, text);
	buf_add_char(b, '>');
}
