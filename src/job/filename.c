#include "job/filename.h"

#include "base/suggest.h"

#include <glib.h>

enum field {
	FIELD_NAME,
	FIELD_TITLE,
	FIELD_YEAR,
	FIELD_WEEK,
	FIELD_MONTH,
	FIELD_DAY,
	FIELD_DATE,
	FIELD_FROM,
	FIELD_TO,
	FIELD_ISSUE,
	FIELD_COUNT
};

static const char *const field_names[FIELD_COUNT] = {
	"name", "title", "year", "week", "month", "day", "date", "from", "to", "issue",
};

static enum field field_of(struct str name)
{
	enum field f = 0;
	while (f < FIELD_COUNT && !str_eq(name, str_from(field_names[f])))
		f++;
	return f;
}

/* ---- checking ---- */

static struct str known_fields(struct arena *a)
{
	struct buf b = BUF(a);
	for (size_t f = 0; f < FIELD_COUNT; f++)
		buf_printf(&b, "%s{%s}", f ? ", " : "", field_names[f]);
	return buf_str(&b);
}

static bool unknown_field(struct arena *a, struct str name, struct str *message)
{
	size_t best = STR_NONE, nearest = 0;
	for (size_t f = 0; f < FIELD_COUNT; f++) {
		size_t d = suggest_distance(name, str_from(field_names[f]));
		nearest = d < best ? f : nearest;
		best = d < best ? d : best;
	}
	if (suggest_close(name, best))
		*message = arena_printf(a, "there is no {%.*s}: did you mean {%s}?", STR_FMT(name),
					field_names[nearest]);
	else
		*message = arena_printf(a, "there is no {%.*s}; there are %.*s", STR_FMT(str_head(name, 40)),
					STR_FMT(known_fields(a)));
	return false;
}

static bool check_folders(struct arena *a, struct str template, struct str *message)
{
	struct str rest = template;
	for (unsigned depth = 0; rest.s; depth++) {
		struct str part = str_cut(&rest, '/');
		if (part.n && !str_eq(part, S(".")) && !str_eq(part, S("..")) && depth <= FILENAME_DEPTH_MAX)
			continue;
		*message = arena_printf(a, "\"%.*s\" is no name below the output folder", STR_FMT(template));
		return false;
	}
	return true;
}

bool filename_check(struct arena *a, struct str template, struct str *message)
{
	for (size_t at = 0; at < template.n; at++) {
		if (template.s[at] == '}') {
			*message = S("a } without its {");
			return false;
		}
		if (template.s[at] != '{')
			continue;
		size_t end = str_find_char(template, '}', at);
		if (end == STR_NONE) {
			*message = S("a { without its }");
			return false;
		}
		struct str name = str_slice(template.s + at + 1, template.s + end);
		if (field_of(name) == FIELD_COUNT)
			return unknown_field(a, name, message);
		at = end;
	}
	return check_folders(a, template, message);
}

/* ---- expanding ---- */

/* A value makes no folder. */
static void add_value(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		buf_add_char(b, text.s[i] == '/' ? '-' : text.s[i]);
}

static void add_field(struct buf *b, enum field field, const struct filename_values *v, bool weekly)
{
	int year, month, date, iso_year, week;
	civil_from_day(v->to, &year, &month, &date);
	day_iso_week(v->from + (v->to - v->from) / 2, &iso_year, &week);
	switch (field) {
	case FIELD_NAME:
		add_value(b, v->name);
		break;
	case FIELD_TITLE:
		add_value(b, v->title);
		break;
	case FIELD_YEAR:
		buf_printf(b, "%04d", weekly ? iso_year : year);
		break;
	case FIELD_WEEK:
		buf_printf(b, "%02d", week);
		break;
	case FIELD_MONTH:
		buf_printf(b, "%02d", month);
		break;
	case FIELD_DAY:
		buf_printf(b, "%02d", date);
		break;
	case FIELD_FROM:
		buf_add(b, day_iso(b->arena, v->from));
		break;
	case FIELD_DATE:
	case FIELD_TO:
		buf_add(b, day_iso(b->arena, v->to));
		break;
	case FIELD_ISSUE:
		buf_printf(b, "%d", v->issue);
		break;
	case FIELD_COUNT:
		break;
	}
}

/* ---- making safe ---- */

static struct str normal_form(struct arena *a, struct str text)
{
	struct str valid = text;
	if (utf8_valid_prefix(text) < text.n) {
		struct buf b = BUF(a);
		for (size_t at = 0; at < text.n;)
			buf_add_code_point(&b, utf8_next(text, &at));
		valid = buf_str(&b);
	}
	char *nfc = g_utf8_normalize(valid.n ? valid.s : "", (gssize)valid.n, G_NORMALIZE_NFC);
	struct str kept = nfc ? arena_str(a, str_from(nfc)) : valid;
	g_free(nfc);
	return kept;
}

static bool is_forbidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFFFD ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || /* text that runs backwards */
	       (c < 0x80 && strchr("\\:*?\"<>|", (int)c));
}

/* Windows' devices, with or without an ending. */
static bool is_device(struct str name)
{
	static const char *const devices[] = {"CON", "PRN", "AUX", "NUL"};
	struct str rest = name, stem = str_trim(str_cut(&rest, '.'));
	for (size_t i = 0; i < G_N_ELEMENTS(devices); i++)
		if (str_eq_nocase(stem, str_from(devices[i])))
			return true;
	return stem.n == 4 && stem.s[3] >= '1' && stem.s[3] <= '9' &&
	       (str_starts_nocase(stem, S("COM")) || str_starts_nocase(stem, S("LPT")));
}

/* The ending stays when the rest is cut. */
static struct str cut(struct arena *a, struct str name)
{
	struct str ending = str_after_last(name, '.');
	if (name.n <= FILENAME_BYTES_MAX)
		return name;
	size_t tail = ending.n < 8 ? ending.n + 1 : 0, n = FILENAME_BYTES_MAX - tail;
	while (n && ((unsigned char)name.s[n] & 0xC0) == 0x80)
		n--;
	return arena_concat(a, str_head(name, n), str_from_offset(name, name.n - tail));
}

static struct str safe_part(struct arena *a, struct str part)
{
	struct buf b = BUF(a);
	for (size_t at = 0; at < part.n;) {
		uint32_t c = utf8_next(part, &at);
		buf_add_code_point(&b, is_forbidden(c) ? '-' : c);
	}
	struct str name = str_trim(cut(a, str_trim(buf_str(&b))));
	while (name.n && (name.s[name.n - 1] == '.' || name.s[name.n - 1] == ' '))
		name.n--;
	/* A hidden file is found by nobody, an option of rm by everybody. */
	if (!name.n || name.s[0] == '.' || name.s[0] == '-' || is_device(name))
		return arena_concat(a, S("_"), name);
	return name;
}

struct str filename_expand(struct arena *a, struct str template, const struct filename_values *v)
{
	struct buf b = BUF(a), whole = BUF(a);
	bool weekly = str_find(template, S("{week}"), 0) != STR_NONE;
	for (size_t at = 0; at < template.n; at++) {
		size_t end = template.s[at] == '{' ? str_find_char(template, '}', at) : STR_NONE;
		if (end == STR_NONE) {
			buf_add_char(&b, template.s[at]);
			continue;
		}
		add_field(&b, field_of(str_slice(template.s + at + 1, template.s + end)), v, weekly);
		at = end;
	}
	struct str rest = normal_form(a, buf_str(&b));
	while (rest.s) {
		struct str part = safe_part(a, str_cut(&rest, '/'));
		buf_add(&whole, whole.n ? S("/") : S(""));
		buf_add(&whole, part);
	}
	return buf_str(&whole);
}
