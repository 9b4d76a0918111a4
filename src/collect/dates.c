/* A post's date, in whatever form it was written. */
#include "collect/dates.h"

#include <glib.h>

#define DATE_BYTES_MAX 96u /* the longest real form, JavaScript's, has 60: more is prose */
#define YEAR_FIRST     1970
#define YEAR_LAST      2100

enum day_part { WHOLE_DAY, FORENOON, NOON, AFTERNOON, EVENING };

struct fields {
	struct civil civil;
	enum day_part part; /* of a twelve-hour clock */
	bool zoned;
	bool cst; /* the zone was "CST", which two countries use */
	int32_t offset;
};

/* Text that is being matched: ASCII digits and marks, whatever it was. */
struct cursor {
	const char *s;
	const char *end;
};

/* What a form is made of:  %Y four digits  %y two or four  %m %d %H %M %S one or two
 * %b a month's name  %a a weekday's  %t a clock, 14:08[:07[.5]] [PM]  %p 上午, 下午, …
 * %z a zone  ' ' white space  '_' white space or a comma, or nothing  […] optional.
 * The whole text must match; the first form that does is taken. */
static const char *const date_forms[] = {
	"[%a_]%d %b %Y[_%t[_%z]]",          /* Mon, 12 Jul 2021 06:28:20 GMT   RFC 1123, RFC 5322 */
	"[%a_]%d-%b-%y[_%t[_%z]]",          /* Monday, 12-Jul-21 06:28:20 GMT   RFC 850 */
	"[%a_]%b %d_%Y[_%t[_%z]]",          /* Mon Jul 12 2021 14:28:20 GMT+0800; July 12, 2021 */
	"[%a_]%b %d_%t[_%z] %Y",            /* Mon Jul 12 06:28:20 2021   asctime, date(1) */
	"%Y-%m-%d[[T]_%t[_%z]]",            /* 2021-07-12 14:28:20; 2021-07-12T06:28:20.000Z   ISO 8601 */
	"%Y/%m/%d[_%t[_%z]]",               /* 2021/7/12 14:28 */
	"%Y.%m.%d[_%t[_%z]]",               /* 2021.07.12 */
	"%Y年%m月%d日[_%a][_%p][_%t[_%z]]", /* 2021年7月12日 星期一 14:28 */
	"%Y年%m月%d日[_%a][_%p]_%H时[%M分[%S秒]]", /* 2021年7月12日 14时28分 */
	"%Y%m%d",                                  /* 20210712 */
	"%Y%m%dT%H%M[%S][%z]",                     /* 20210712T062820Z   ISO 8601, basic */
	"%Y%m%d_%t[_%z]",                          /* 20210712 14:28 */
	"%Y%m%d%H%M%S",                            /* 20210712142820 */
	"%Y%m%d%H%M",                              /* 202107121428 */
};

static const char *const month_names[] = {
	"january", "february", "march",     "april",   "may",      "june",
	"july",    "august",   "september", "october", "november", "december",
};
static const char *const weekday_names[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
};
static const char *const weekday_signs[] = {
	"星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日", "星期天",
	"周一",   "周二",   "周三",   "周四",   "周五",   "周六",   "周日",
};

static const struct {
	const char *sign;
	enum day_part part;
} day_parts[] = {
	{"上午", FORENOON},  {"早上", FORENOON},  {"早晨", FORENOON}, {"清晨", FORENOON},
	{"凌晨", FORENOON},  {"午夜", FORENOON},  {"AM", FORENOON},   {"a.m.", FORENOON},
	{"下午", AFTERNOON}, {"傍晚", AFTERNOON}, {"PM", AFTERNOON},  {"p.m.", AFTERNOON},
	{"中午", NOON},      {"晚上", EVENING},   {"夜间", EVENING},  {"深夜", EVENING},
};

#define HOURS(h) ((h)*3600)
static const struct {
	const char *name;
	int32_t offset; /* s east of Greenwich */
} zone_names[] = {
	{"UTC", 0},         {"UT", 0},
	{"GMT", 0},         {"Z", 0},
	{"EST", HOURS(-5)},                     /* RFC 5322, obs-zone */
	{"EDT", HOURS(-4)}, {"CST", HOURS(-6)}, /* but see zone_at */
	{"CDT", HOURS(-5)}, {"MST", HOURS(-7)},
	{"MDT", HOURS(-6)}, {"PST", HOURS(-8)},
	{"PDT", HOURS(-7)}, {"CEST", HOURS(2)},
	{"CET", HOURS(1)},  {"BST", HOURS(1)},
	{"MSK", HOURS(3)},  {"HKT", HOURS(8)},
	{"SGT", HOURS(8)},  {"JST", HOURS(9)},
	{"KST", HOURS(9)},  {"北京时间", HOURS(8)},
};

/* ---- pieces: each moves the cursor past what it took, or leaves it ---- */

static bool is_digit(const struct cursor *c)
{
	return c->s < c->end && g_ascii_isdigit(*c->s);
}

static bool take_number(struct cursor *c, int least, int most, int *value)
{
	struct cursor at = *c;
	int digits = 0;
	int number = 0;

	while (digits < most && is_digit(&at)) {
		number = number * 10 + (*at.s++ - '0');
		digits++;
	}
	if (digits < least)
		return false;
	*value = number;
	*c = at;
	return true;
}

static bool take_char(struct cursor *c, char wanted)
{
	if (c->s == c->end || *c->s != wanted)
		return false;
	c->s++;
	return true;
}

static bool take_word(struct cursor *c, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(c->end - c->s) < n || g_ascii_strncasecmp(c->s, word, n) != 0)
		return false;
	c->s += n;
	return true;
}

/* A name, or its first three or more letters, with or without a full stop. */
static bool take_name(struct cursor *c, const char *const *names, size_t count, int *index)
{
	size_t letters = 0;

	while (c->s + letters < c->end && g_ascii_isalpha(c->s[letters]))
		letters++;
	if (letters < 3)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (letters <= strlen(names[i]) && g_ascii_strncasecmp(names[i], c->s, letters) == 0) {
			*index = (int)i;
			c->s += letters;
			take_char(c, '.');
			return true;
		}
	}
	return false;
}

static bool take_weekday(struct cursor *c)
{
	int ignored;

	if (take_name(c, weekday_names, G_N_ELEMENTS(weekday_names), &ignored))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(weekday_signs); i++) {
		if (take_word(c, weekday_signs[i]))
			return true;
	}
	return false;
}

static bool take_month(struct cursor *c, int *month)
{
	if (!take_name(c, month_names, G_N_ELEMENTS(month_names), month))
		return false;
	(*month)++;
	return true;
}

/* RFC 5322: two digits below 50 are of this century. */
static bool take_short_year(struct cursor *c, int *year)
{
	if (take_number(c, 4, 4, year))
		return true;
	if (!take_number(c, 2, 2, year))
		return false;
	*year += *year < 50 ? 2000 : 1900;
	return true;
}

static void take_spaces(struct cursor *c, bool commas)
{
	while (take_char(c, ' ') || (commas && take_char(c, ',')))
		;
}

static bool take_day_part(struct cursor *c, struct fields *f)
{
	for (size_t i = 0; i < G_N_ELEMENTS(day_parts); i++) {
		if (take_word(c, day_parts[i].sign)) {
			f->part = day_parts[i].part;
			return true;
		}
	}
	return false;
}

static void take_fraction(struct cursor *c)
{
	struct cursor at = *c;

	if ((take_char(&at, '.') || take_char(&at, ',')) && is_digit(&at)) {
		while (is_digit(&at))
			at.s++;
		*c = at;
	}
}

static bool take_clock(struct cursor *c, struct fields *f)
{
	struct cursor at = *c;
	struct cursor tail;

	if (!take_number(&at, 1, 2, &f->civil.hour) || !take_char(&at, ':') ||
	    !take_number(&at, 2, 2, &f->civil.minute))
		return false;
	if (take_char(&at, ':')) {
		if (!take_number(&at, 2, 2, &f->civil.second))
			return false;
		take_fraction(&at);
	}
	tail = at;
	take_spaces(&tail, false);
	*c = take_day_part(&tail, f) ? tail : at;
	return true;
}

/* +8, +08, +0800, +08:00; no zone is more than 14 hours from Greenwich. */
static bool take_offset(struct cursor *c, struct fields *f)
{
	struct cursor at = *c;
	int hours = 0, minutes = 0;
	int sign = take_char(&at, '+') ? 1 : take_char(&at, '-') ? -1 : 0;

	if (sign == 0 || !take_number(&at, 1, 2, &hours))
		return false;
	take_char(&at, ':');
	if (is_digit(&at) && !take_number(&at, 2, 2, &minutes))
		return false;
	if (hours > 14 || minutes > 59)
		return false;
	f->offset = sign * (hours * 3600 + minutes * 60);
	f->zoned = true;
	*c = at;
	return true;
}

/* A name, an offset, or both as in "GMT+0800". */
static bool take_zone(struct cursor *c, struct fields *f)
{
	for (size_t i = 0; i < G_N_ELEMENTS(zone_names); i++) {
		struct cursor at = *c;

		if (!take_word(&at, zone_names[i].name) || (at.s < at.end && g_ascii_isalpha(*at.s)))
			continue;
		f->zoned = true;
		f->offset = zone_names[i].offset;
		f->cst = strcmp(zone_names[i].name, "CST") == 0;
		*c = at;
		take_offset(c, f);
		return true;
	}
	return take_offset(c, f);
}

static bool take_piece(char piece, struct cursor *c, struct fields *f)
{
	switch (piece) {
	case 'Y':
		return take_number(c, 4, 4, &f->civil.year);
	case 'y':
		return take_short_year(c, &f->civil.year);
	case 'm':
		return take_number(c, 1, 2, &f->civil.month);
	case 'd':
		return take_number(c, 1, 2, &f->civil.day);
	case 'H':
		return take_number(c, 1, 2, &f->civil.hour);
	case 'M':
		return take_number(c, 1, 2, &f->civil.minute);
	case 'S':
		return take_number(c, 1, 2, &f->civil.second);
	case 'a':
		return take_weekday(c);
	case 'b':
		return take_month(c, &f->civil.month);
	case 'p':
		return take_day_part(c, f);
	case 't':
		return take_clock(c, f);
	case 'z':
		return take_zone(c, f);
	default:
		return false;
	}
}

/* ---- forms ---- */

static const char *group_end(const char *form)
{
	int depth = 0;

	for (;; form++) {
		if (*form == '[')
			depth++;
		else if (*form == ']' && --depth == 0)
			return form + 1;
	}
}

/* Recursion is as deep as the form has groups: it depends on the table alone. */
static bool match(const char *form, struct cursor c, struct fields *f)
{
	for (; *form; form++) {
		struct fields saved = *f;

		switch (*form) {
		case '[':
			if (match(form + 1, c, f))
				return true;
			*f = saved;
			return match(group_end(form), c, f);
		case ']':
			break;
		case '%':
			if (!take_piece(*++form, &c, f))
				return false;
			break;
		case ' ':
			if (!take_char(&c, ' '))
				return false;
			take_spaces(&c, false);
			break;
		case '_':
			take_spaces(&c, true);
			break;
		default:
			if (!take_char(&c, *form))
				return false;
		}
	}
	return c.s == c.end;
}

/* Full-width digits and marks are typed where an input method is on. */
static const struct {
	uint32_t from;
	char to;
} narrow_marks[] = {
	{0x3000, ' '}, {0x00A0, ' '}, {0x202F, ' '}, {0xFF1A, ':'}, {0xFF0D, '-'}, {0x2013, '-'},
	{0x2212, '-'}, {0xFF0F, '/'}, {0xFF0C, ','}, {'\t', ' '},   {'\n', ' '},   {'\r', ' '},
};

static uint32_t narrow(uint32_t c)
{
	if (c >= 0xFF10 && c <= 0xFF19)
		return c - 0xFF10 + '0';
	for (size_t i = 0; i < G_N_ELEMENTS(narrow_marks); i++) {
		if (narrow_marks[i].from == c)
			return (uint32_t)narrow_marks[i].to;
	}
	return c;
}

/* Into `out`, which has room for 3 bytes for each one of the text. */
static struct cursor narrow_text(struct str text, char *out)
{
	size_t n = 0;

	for (size_t at = 0; at < text.n;)
		n += utf8_encode(narrow(utf8_next(text, &at)), out + n);
	while (n > 0 && out[n - 1] == ' ')
		n--;
	/* JavaScript adds the zone's name: "GMT+0800 (China Standard Time)". */
	if (n > 0 && out[n - 1] == ')') {
		const char *open = memchr(out, '(', n);

		n = open ? (size_t)(open - out) : n;
		while (n > 0 && out[n - 1] == ' ')
			n--;
	}
	return (struct cursor){out, out + n};
}

/* A twelve-hour clock's hour; 下午14:08 is written too, and means 14. */
/* Twelve in the evening is the end of that day; one or two of a night (深夜1点) begins its date. */
static void apply_day_part(struct fields *f)
{
	int *hour = &f->civil.hour;
	switch (f->part) {
	case FORENOON:
		*hour = *hour == 12 ? 0 : *hour;
		break;
	case NOON:
		*hour += *hour < 11 ? 12 : 0;
		break;
	case AFTERNOON:
		*hour += *hour < 12 ? 12 : 0;
		break;
	case EVENING:
		if (*hour == 12) {
			*hour = 0;
			civil_from_day(day_from_civil(f->civil.year, f->civil.month, f->civil.day) + 1,
				       &f->civil.year, &f->civil.month, &f->civil.day);
		} else if (*hour > 3 && *hour < 12) {
			*hour += 12;
		}
		break;
	default:
		break;
	}
}

/* "CST" is Central Standard Time in RFC 5322 and China's on Chinese sites: it is
 * the latter where the run's own zone is eight hours east. */
static instant zone_at(const struct fields *f, const struct zone *zone)
{
	instant local =
		(instant)day_from_civil(f->civil.year, f->civil.month, f->civil.day) * SECONDS_PER_DAY +
		f->civil.hour * 3600 + f->civil.minute * 60 + f->civil.second;

	if (!f->zoned)
		return zone_instant(zone, &f->civil);
	if (f->cst && f->offset == HOURS(-6) && local - zone_instant(zone, &f->civil) == HOURS(8))
		return local - HOURS(8);
	return local - f->offset;
}

static bool plausible(instant at)
{
	return at >= (instant)day_from_civil(YEAR_FIRST, 1, 1) * SECONDS_PER_DAY &&
	       at < (instant)day_from_civil(YEAR_LAST + 1, 1, 1) * SECONDS_PER_DAY;
}

/* Seconds or, with three more digits, milliseconds since 1970. */
static bool parse_unix(struct str text, instant *at)
{
	instant value = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (!g_ascii_isdigit(text.s[i]))
			return false;
		value = value * 10 + (text.s[i] - '0');
	}
	*at = text.n > 11 ? value / 1000 : value;
	return true;
}

bool parse_date(struct str text, const struct zone *zone, instant *at)
{
	char narrowed[DATE_BYTES_MAX * 3];
	struct cursor c;
	instant result;

	text = str_trim_wide(text);
	if (text.n == 0 || text.n > DATE_BYTES_MAX)
		return false;
	/* Twelve digits were milliseconds before 2001: they are a date when they can be. */
	if ((text.n == 9 || text.n == 10 || text.n == 13) && parse_unix(text, &result)) {
		*at = result;
		return plausible(result);
	}
	c = narrow_text(text, narrowed);
	for (size_t i = 0; i < G_N_ELEMENTS(date_forms); i++) {
		struct fields f = {0};

		if (!match(date_forms[i], c, &f))
			continue;
		apply_day_part(&f);
		if (f.civil.second == 60) /* a leap second */
			f.civil.second = 59;
		if (!civil_valid(&f.civil))
			continue;
		result = zone_at(&f, zone);
		*at = result;
		return plausible(result);
	}
	return text.n == 12 && parse_unix(text, at) && plausible(*at);
}

bool date_in_file_name(struct str name, struct civil *date, struct str *rest)
{
	struct cursor c = {name.s, name.s + name.n};

	*date = (struct civil){0};
	if (!take_number(&c, 4, 4, &date->year) || !take_char(&c, '-') ||
	    !take_number(&c, 2, 2, &date->month) || !take_char(&c, '-') ||
	    !take_number(&c, 2, 2, &date->day) || !take_char(&c, '-') || c.s == c.end)
		return false;
	*rest = str_slice(c.s, c.end);
	return civil_valid(date) && date->year >= YEAR_FIRST && date->year <= YEAR_LAST;
}
