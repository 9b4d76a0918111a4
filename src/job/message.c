#include "job/message.h"

#include <glib.h>

#define LINE_MAX_BYTES 76 /* RFC 2047, 2: of a line that holds an encoded word */
#define WORD_MARKS     12 /* "=?UTF-8?B?" and "?=" */

static bool is_plain(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.s[i] < 0x20 || text.s[i] >= 0x7F)
			return false;
	/* It might be taken for an encoded word. */
	return str_find(text, S("=?"), 0) == STR_NONE;
}

/* Control characters become spaces: a line end in a title must not begin a header. */
static struct str clean(struct arena *a, struct str text)
{
	struct buf b = BUF(a);
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		buf_add_code_point(&b, c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ? ' '
													 : c);
	}
	return str_trim(buf_str(&b));
}

/* As many whole characters as fit. */
static struct str take(struct str *rest, size_t most)
{
	size_t end = 0, at = 0;
	while (at < rest->n) {
		utf8_next(*rest, &at);
		if (at > most)
			break;
		end = at;
	}
	struct str piece = str_head(*rest, end);
	*rest = str_from_offset(*rest, end);
	return piece;
}

static void add_encoded_word(struct buf *b, struct str piece)
{
	gchar *base64 = g_base64_encode((const guchar *)piece.s, piece.n);
	buf_printf(b, "=?UTF-8?B?%s?=", base64);
	g_free(base64);
}

/* Encoded words, one a line; the first takes what is left of a line of `used` bytes. */
static void add_encoded(struct buf *b, struct str text, size_t used)
{
	for (;; used = 1) {
		add_encoded_word(b, take(&text, (LINE_MAX_BYTES - WORD_MARKS - used) / 4 * 3));
		if (!text.n)
			return;
		buf_add(b, S("\r\n "));
	}
}

struct str message_header(struct arena *a, const char *name, struct str text)
{
	struct buf b = BUF(a);
	text = clean(a, text);
	buf_printf(&b, "%s: ", name);
	if (is_plain(text) && b.n + text.n <= LINE_MAX_BYTES)
		buf_add(&b, text);
	else
		add_encoded(&b, text, b.n);
	buf_cstr(&b);
	return buf_str(&b);
}

struct str message_address(struct arena *a, const char *header, struct str name, struct str address)
{
	struct buf b = BUF(a);
	buf_printf(&b, "%s: ", header);
	name = clean(a, name);
	if (name.n) {
		add_encoded(&b, name, b.n);
		buf_add(&b, S("\r\n "));
	}
	buf_printf(&b, "<%.*s>", STR_FMT(address));
	buf_cstr(&b);
	return buf_str(&b);
}

struct str message_date(struct arena *a, instant at, const struct zone *zone)
{
	static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil c = zone_civil(zone, at);
	day_number day = day_from_civil(c.year, c.month, c.day);
	instant local = (instant)day * SECONDS_PER_DAY + c.hour * 3600 + c.minute * 60 + c.second;
	int minutes = (int)((local - at) / 60), ahead = minutes < 0 ? -minutes : minutes;
	return arena_printf(a, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d %c%02d%02d",
			    days + 3 * (day_weekday(day) - 1), c.day, months + 3 * (c.month - 1), c.year,
			    c.hour, c.minute, c.second, minutes < 0 ? '-' : '+', ahead / 60, ahead % 60);
}

/* ---- attachments ---- */

/* attribute-char of RFC 2231, 7, less what some readers trip over. */
static bool stands_bare(char c)
{
	return g_ascii_isalnum(c) || strchr("-._~", c);
}

static void add_percent(struct buf *b, char c)
{
	if (c && stands_bare(c))
		buf_add_char(b, c);
	else
		buf_printf(b, "%%%02X", (unsigned)(unsigned char)c);
}

/* filename*0*=UTF-8''…; filename*1*=…: a line each. */
#define PIECE_BYTES 16 /* at most 48 characters once written with percent signs */
static void add_name_pieces(struct buf *b, struct str name)
{
	for (unsigned i = 0; name.n; i++) {
		struct str piece = take(&name, PIECE_BYTES);
		buf_printf(b, ";\r\n filename*%u*=%s", i, i ? "" : "UTF-8''");
		for (size_t k = 0; k < piece.n; k++)
			add_percent(b, piece.s[k]);
	}
}

/* May it stand between quotation marks, on one line? */
static bool is_quotable(struct str name)
{
	return is_plain(name) && name.n < 60 && str_find_char(name, '"', 0) == STR_NONE &&
	       str_find_char(name, '\\', 0) == STR_NONE;
}

struct str message_type(struct arena *a, const char *type, struct str name)
{
	struct buf b = BUF(a);
	name = clean(a, name);
	buf_printf(&b, "Content-Type: %s;\r\n name=\"", type);
	if (is_quotable(name))
		buf_add(&b, name);
	else
		add_encoded(&b, name, sizeof " name=\"\"" - 1);
	buf_add_char(&b, '"');
	buf_cstr(&b);
	return buf_str(&b);
}

struct str message_disposition(struct arena *a, struct str name)
{
	struct buf b = BUF(a);
	name = clean(a, name);
	buf_add(&b, S("Content-Disposition: attachment"));
	if (is_quotable(name))
		buf_printf(&b, ";\r\n filename=\"%.*s\"", STR_FMT(name));
	else
		add_name_pieces(&b, name);
	buf_cstr(&b);
	return buf_str(&b);
}

struct str message_file_name(struct arena *a, struct str title, const char *extension)
{
	struct buf b = BUF(a);
	title = clean(a, title);
	for (size_t at = 0; at < title.n;) {
		uint32_t c = utf8_next(title, &at);
		bool bad = c < 0x80 && strchr("\\/:*?\"<>|", (int)c);
		buf_add_code_point(&b, bad ? '_' : c);
	}
	struct str rest = buf_str(&b), name = take(&rest, MESSAGE_NAME_MAX - strlen(extension) - 1);
	while (name.n && (name.s[0] == '.' || name.s[0] == ' '))
		name = str_from_offset(name, 1);
	while (name.n && (name.s[name.n - 1] == '.' || name.s[name.n - 1] == ' '))
		name.n--;
	return arena_printf(a, "%.*s.%s", STR_FMT(name.n ? name : S("issue")), extension);
}

/* ---- addresses ---- */

bool message_address_valid(struct str address)
{
	size_t ats = 0, at = 0;
	for (size_t i = 0; i < address.n; i++) {
		char c = address.s[i];
		if (c <= 0x20 || c >= 0x7F || strchr("<>()[]\\,;:\"", c))
			return false;
		ats += c == '@';
		at = c == '@' ? i : at;
	}
	/* RFC 5321, 4.5.3.1: 64 bytes, 255 bytes. */
	return ats == 1 && at > 0 && at <= 64 && at + 1 < address.n && address.n - at - 1 <= 255;
}

bool message_mailbox(struct str text, struct str *name, struct str *address)
{
	size_t open = str_find_char(text, '<', 0);
	*name = (struct str){0};
	*address = str_trim(text);
	if (open != STR_NONE && str_ends(*address, S(">"))) {
		*name = str_trim(str_head(text, open));
		*address = str_from_offset(text, open + 1);
		address->n = str_find_char(*address, '>', 0);
	}
	return message_address_valid(*address);
}
