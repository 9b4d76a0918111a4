/* Days, weeks and months as users write them, with messages that say what is possible. */
#include "collect/collect.h"

#define LAST_MOST 36500u /* a hundred years of days: keeps the arithmetic small */

static const char *const month_names[] = {
	"January", "February", "March",     "April",   "May",      "June",
	"July",    "August",   "September", "October", "November", "December",
};

static bool refuse(struct arena *a, struct str *message, struct str text, const char *what)
{
	*message = arena_printf(a, "\"%.*s\" is not %s", STR_FMT(text), what);
	return false;
}

static bool digits(struct str text, size_t least, size_t most, int *value)
{
	uint32_t number;

	if (text.n < least || text.n > most || !str_to_uint(text, &number))
		return false;
	*value = (int)number;
	return true;
}

static bool year_possible(int year)
{
	return year >= 1970 && year <= 2100;
}

static int days_in_month(int year, int month)
{
	day_number next = month == 12 ? day_from_civil(year + 1, 1, 1) : day_from_civil(year, month + 1, 1);

	return next - day_from_civil(year, month, 1);
}

/* 2021-07-12, 2021/7/12 or 20210712, split; says nothing about its values. */
static bool split_day(struct str text, int *year, int *month, int *day)
{
	char separator = str_find_char(text, '/', 0) != STR_NONE ? '/' : '-';
	struct str rest = text;
	struct str parts[2];

	if (text.n == 8 && digits(str_head(text, 4), 4, 4, year) &&
	    digits(str_slice(text.s + 4, text.s + 6), 2, 2, month) &&
	    digits(str_slice(text.s + 6, text.s + 8), 2, 2, day))
		return true;
	parts[0] = str_cut(&rest, separator);
	parts[1] = str_cut(&rest, separator);
	return digits(parts[0], 4, 4, year) && digits(parts[1], 1, 2, month) && digits(rest, 1, 2, day);
}

bool parse_day(struct arena *a, struct str text, day_number *day, struct str *message)
{
	int year, month, date;

	if (!split_day(text, &year, &month, &date))
		return refuse(a, message, text, "a day: write YEAR-MONTH-DAY, as in 2021-07-12");
	if (!year_possible(year))
		return refuse(a, message, text, "a possible day: years go from 1970 to 2100");
	if (month < 1 || month > 12)
		return refuse(a, message, text, "a day: months go from 01 to 12");
	if (date < 1 || date > days_in_month(year, month)) {
		*message = arena_printf(a, "\"%.*s\" is not a day: %s %d has days 01 to %d", STR_FMT(text),
					month_names[month - 1], year, days_in_month(year, month));
		return false;
	}
	*day = day_from_civil(year, month, date);
	return true;
}

/* Weeks of an ISO year: 52 or 53. */
static int last_week(int year)
{
	day_number monday;

	return day_from_iso_week(year, 53, &monday) ? 53 : 52;
}

bool parse_week(struct arena *a, struct str text, day_number *from, day_number *to, struct str *message)
{
	struct str rest = str_from_offset(text, 4);
	int year, week;

	if (str_starts(rest, S("-")))
		rest = str_from_offset(rest, 1);
	if (!digits(str_head(text, 4), 4, 4, &year) || !str_starts_nocase(rest, S("W")) ||
	    !digits(str_from_offset(rest, 1), 1, 2, &week))
		return refuse(a, message, text, "a week: write YEAR-Wnn, as in 2021-W28");
	if (!year_possible(year))
		return refuse(a, message, text, "a possible week: years go from 1970 to 2100");
	if (!day_from_iso_week(year, week, from)) {
		*message = arena_printf(a, "\"%.*s\" is not a week: %d has weeks W01 to W%d", STR_FMT(text),
					year, last_week(year));
		return false;
	}
	*to = *from + 6;
	return true;
}

bool parse_month(struct arena *a, struct str text, day_number *from, day_number *to, struct str *message)
{
	struct str rest = text;
	struct str head = str_cut(&rest, str_find_char(text, '/', 0) != STR_NONE ? '/' : '-');
	int year, month;

	if (!digits(head, 4, 4, &year) || !digits(rest, 1, 2, &month))
		return refuse(a, message, text, "a month: write YEAR-MONTH, as in 2021-07");
	if (!year_possible(year))
		return refuse(a, message, text, "a possible month: years go from 1970 to 2100");
	if (month < 1 || month > 12)
		return refuse(a, message, text, "a month: months go from 01 to 12");
	*from = day_from_civil(year, month, 1);
	*to = *from + days_in_month(year, month) - 1;
	return true;
}

/* The day after the same day `months` ago, so that "1m" on 12 July begins on 13 June;
 * a day that the earlier month has not becomes its last. */
static day_number months_back(day_number today, int months)
{
	int year, month, day, index, last;

	civil_from_day(today, &year, &month, &day);
	index = year * 12 + (month - 1) - months;
	if (index < 12)
		index = 12;
	last = days_in_month(index / 12, index % 12 + 1);
	return day_from_civil(index / 12, index % 12 + 1, day < last ? day : last) + 1;
}

struct duration {
	uint32_t count;
	char unit;
};

static bool read_span(struct arena *a, struct str text, struct duration *span, struct str *message)
{
	span->unit = text.n > 1 ? text.s[text.n - 1] : '\0';
	if (!str_to_uint(str_head(text, text.n - (text.n > 0)), &span->count) || !span->unit ||
	    !strchr("hdwm", span->unit))
		return refuse(a, message, text,
			      "a span: write 12h, 7d, 2w or 1m (hours, days, weeks, months)");
	if (span->count < 1 || span->count > LAST_MOST)
		return refuse(a, message, text,
			      "a possible span: it has 1 to 36500 hours, days, weeks or months");
	return true;
}

bool parse_last(struct arena *a, struct str text, instant now, const struct zone *zone, day_number *from,
		day_number *to, struct str *message)
{
	struct duration span;

	if (!read_span(a, text, &span, message))
		return false;
	*to = zone_day(zone, now);
	switch (span.unit) {
	case 'h':
		*from = zone_day(zone, now - (instant)span.count * 3600);
		break;
	case 'd':
		*from = *to - (day_number)span.count + 1;
		break;
	case 'w':
		*from = *to - (day_number)span.count * 7 + 1;
		break;
	default:
		*from = months_back(*to, (int)span.count);
	}
	return true;
}

bool parse_ago(struct arena *a, struct str text, instant now, const struct zone *zone, instant *at,
	       struct str *message)
{
	struct duration span;
	day_number today = zone_day(zone, now);
	instant seconds = SECONDS_PER_DAY;

	if (!read_span(a, text, &span, message))
		return false;
	if (span.unit == 'm')
		seconds *= today - months_back(today, (int)span.count) + 1;
	else
		seconds = (span.unit == 'h' ? 3600 : span.unit == 'd' ? seconds : 7 * seconds) * span.count;
	*at = now - seconds;
	return true;
}

bool parse_now(struct arena *a, struct str text, const struct zone *zone, instant *at, struct str *message)
{
	uint32_t seconds;

	if (str_starts(text, S("@"))) {
		if (!str_to_uint(str_from_offset(text, 1), &seconds))
			return refuse(a, message, text, "a time: @ is followed by seconds since 1970");
		*at = seconds;
		return true;
	}
	if (!parse_date(text, zone, at))
		return refuse(
			a, message, text,
			"a time: write 2021-07-12, \"2021-07-12 14:30\", 2021-07-12T06:30:00Z or @SECONDS");
	return true;
}
