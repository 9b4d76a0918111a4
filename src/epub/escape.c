#include "epub/escape.h"

/* What a byte of valid UTF-8 asks for. */
enum { PLAIN, DROP, SPACE, LESS, MORE, AMP, QUOTE, MAYBE_NONCHARACTER };

/* XML 1.0, production 2: Char is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | … .
 * A carriage return is dropped too: a parser turns it into a line feed. */
static const unsigned char wants[256] = {
	[0x00] = DROP,  [0x01] = DROP,
	[0x02] = DROP,  [0x03] = DROP,
	[0x04] = DROP,  [0x05] = DROP,
	[0x06] = DROP,  [0x07] = DROP,
	[0x08] = DROP,  [0x0B] = DROP,
	[0x0C] = DROP,  [0x0D] = DROP,
	[0x0E] = DROP,  [0x0F] = DROP,
	[0x10] = DROP,  [0x11] = DROP,
	[0x12] = DROP,  [0x13] = DROP,
	[0x14] = DROP,  [0x15] = DROP,
	[0x16] = DROP,  [0x17] = DROP,
	[0x18] = DROP,  [0x19] = DROP,
	[0x1A] = DROP,  [0x1B] = DROP,
	[0x1C] = DROP,  [0x1D] = DROP,
	[0x1E] = DROP,  [0x1F] = DROP,
	[0x7F] = DROP,  ['\t'] = SPACE,
	['\n'] = SPACE, ['<'] = LESS,
	['>'] = MORE,   ['&'] = AMP,
	['"'] = QUOTE,  [0xEF] = MAYBE_NONCHARACTER,
};

/* U+FFFE and U+FFFF, EF BF BE and EF BF BF. */
static bool is_noncharacter(struct str text, size_t i)
{
	return text.n - i >= 3 && (unsigned char)text.s[i + 1] == 0xBF &&
	       (unsigned char)text.s[i + 2] >= 0xBE;
}

/* Writes what stands for the byte at *i and moves past it; returns false when
 * the byte stands for itself. */
static bool replace(struct buf *b, struct str text, size_t *i, bool in_attribute)
{
	struct str by;
	size_t length = 1;
	switch (wants[(unsigned char)text.s[*i]]) {
	case DROP:
		by = S("");
		break;
	case SPACE:
		if (!in_attribute)
			return false;
		by = S(" ");
		break;
	case LESS:
		by = S("&lt;");
		break;
	case MORE: /* so that "]]>" cannot stand in text */
		by = S("&gt;");
		break;
	case AMP:
		by = S("&amp;");
		break;
	case QUOTE:
		if (!in_attribute)
			return false;
		by = S("&quot;");
		break;
	case MAYBE_NONCHARACTER:
		if (!is_noncharacter(text, *i))
			return false;
		by = S("");
		length = 3;
		break;
	default:
		return false;
	}
	buf_add(b, by);
	*i += length;
	return true;
}

static void escape_valid(struct buf *b, struct str text, bool in_attribute)
{
	size_t from = 0, i = 0;
	while (i < text.n) {
		unsigned char c = (unsigned char)text.s[i];
		if (!wants[c]) {
			i += c < 0xE0 ? 1 : 3; /* of four bytes the last wants nothing either */
			continue;
		}
		buf_add(b, str_slice(text.s + from, text.s + i));
		from = i;
		if (replace(b, text, &i, in_attribute))
			from = i;
		else
			i++;
	}
	buf_add(b, str_slice(text.s + from, text.s + i));
}

static void escape(struct buf *b, struct str text, bool in_attribute)
{
	while (text.n) {
		size_t good = utf8_valid_prefix(text);
		if (good)
			escape_valid(b, str_head(text, good), in_attribute);
		if (good < text.n) {
			buf_add(b, S("\xEF\xBF\xBD"));
			good++;
		}
		text = str_from_offset(text, good);
	}
}

void xml_text(struct buf *b, struct str text)
{
	escape(b, text, false);
}

void xml_attr(struct buf *b, const char *name, struct str value)
{
	buf_add_char(b, ' ');
	buf_add(b, str_from(name));
	buf_add(b, S("=\""));
	escape(b, value, true);
	buf_add_char(b, '"');
}

void xml_attr_some(struct buf *b, const char *name, struct str value)
{
	if (value.n)
		xml_attr(b, name, value);
}

struct str xml_visible(struct str text, struct str otherwise)
{
	size_t i = 0;
	while (i < text.n) {
		uint32_t c = utf8_next(text, &i);
		if (c > 0x20 && c != 0x7F && !char_is_space(c) && c != 0xFFFE && c != 0xFFFF)
			return text;
	}
	return otherwise;
}

/* ---- language tags ---- */

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t count_alpha(struct str s)
{
	size_t n = 0;
	while (n < s.n && is_alpha(s.s[n]))
		n++;
	return n;
}

static bool is_number(struct str s)
{
	uint32_t value;
	return str_to_uint(s, &value);
}

struct str xml_lang(struct str tag)
{
	struct str rest = tag;
	struct str part = str_cut(&rest, '-');
	if (part.n < 2 || part.n > 3 || count_alpha(part) != part.n)
		return S("");
	size_t good = part.n;
	bool script = false, region = false;
	while (rest.s && !region) {
		part = str_cut(&rest, '-');
		bool letters = part.n && count_alpha(part) == part.n;
		region = (part.n == 2 && letters) || (part.n == 3 && is_number(part));
		if (!region && (script || part.n != 4 || !letters))
			break;
		script = true;
		good += 1 + part.n;
	}
	return str_head(tag, good);
}

void xml_attr_lang(struct buf *b, struct str tag)
{
	struct str lang = xml_lang(tag);
	xml_attr_some(b, "xml:lang", lang);
	xml_attr_some(b, "lang", lang);
}
