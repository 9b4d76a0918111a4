#include "job/schedule.h"

#include <glib.h>

static instant due_on(const struct schedule *s, const struct zone *zone, day_number day)
{
	struct civil c = {.hour = s->due / 60, .minute = s->due % 60};
	civil_from_day(day, &c.year, &c.month, &c.day);
	return zone_instant(zone, &c);
}

/* Days since the last multiple of `length` counted from `anchor`. */
static int since_multiple(day_number day, day_number anchor, int length)
{
	int64_t rest = ((int64_t)day - anchor) % length;
	return (int)(rest < 0 ? rest + length : rest);
}

static void month_of(day_number day, struct period *p)
{
	int year, month, date;
	civil_from_day(day, &year, &month, &date);
	p->from = day_from_civil(year, month, 1);
	p->to = (month == 12 ? day_from_civil(year + 1, 1, 1) : day_from_civil(year, month + 1, 1)) - 1;
}

struct period period_of(const struct schedule *s, const struct zone *zone, day_number day)
{
	struct period p = {day, day, 0};
	switch (s->kind) {
	case PERIOD_DAILY:
	case PERIOD_SINCE_LAST:
		break;
	case PERIOD_WEEKLY:
		p.from = day - since_multiple(day, SCHEDULE_ANCHOR + s->week_starts - 1, 7);
		p.to = p.from + 6;
		break;
	case PERIOD_MONTHLY:
		month_of(day, &p);
		break;
	case PERIOD_DAYS:
		p.from = day - since_multiple(day, s->anchor, s->days);
		p.to = p.from + s->days - 1;
		break;
	}
	p.due = due_on(s, zone, s->kind == PERIOD_SINCE_LAST ? p.to : p.to + 1);
	return p;
}

struct period period_next(const struct schedule *s, const struct zone *zone, const struct period *p)
{
	return period_of(s, zone, p->to + 1);
}

struct period period_latest(const struct schedule *s, const struct zone *zone, instant now)
{
	struct period p = period_of(s, zone, zone_day(zone, now));
	while (p.due > now)
		p = period_of(s, zone, p.from - 1);
	return p;
}

/* ---- names ---- */

struct str period_key(struct arena *a, const struct schedule *s, const struct period *p)
{
	int year, month, date, week;
	struct str from = day_iso(a, p->from);
	if (s->kind == PERIOD_WEEKLY && s->week_starts == 1) {
		day_iso_week(p->from, &year, &week);
		return arena_printf(a, "%04d-W%02d", year, week);
	}
	if (s->kind == PERIOD_MONTHLY) {
		civil_from_day(p->from, &year, &month, &date);
		return arena_printf(a, "%04d-%02d", year, month);
	}
	if (p->from == p->to || s->kind == PERIOD_SINCE_LAST)
		return day_iso(a, p->to);
	return arena_printf(a, "%.*s..%.*s", STR_FMT(from), STR_FMT(day_iso(a, p->to)));
}

/* ---- what users write ---- */

bool period_parse(struct str text, struct schedule *s)
{
	static const struct {
		const char *word;
		enum period_kind kind;
	} words[] = {
		{"daily", PERIOD_DAILY},
		{"weekly", PERIOD_WEEKLY},
		{"monthly", PERIOD_MONTHLY},
		{"since-last", PERIOD_SINCE_LAST},
	};
	uint32_t days = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (str_eq_nocase(text, str_from(words[i].word))) {
			s->kind = words[i].kind;
			return true;
		}
	if (!str_starts_nocase(text, S("every ")))
		return false;
	struct str rest = str_trim(str_from_offset(text, 6));
	struct str number = str_cut(&rest, ' ');
	rest = str_trim(rest);
	if (!str_to_uint(number, &days) || days < 1 || days > PERIOD_DAYS_MAX ||
	    !(str_eq_nocase(rest, S("days")) || str_eq_nocase(rest, S("day"))))
		return false;
	s->kind = PERIOD_DAYS;
	s->days = (int)days;
	return true;
}

bool due_parse(struct str text, int *minutes)
{
	struct str rest = text, hour = str_cut(&rest, ':');
	uint32_t h, m;
	if (hour.n < 1 || hour.n > 2 || rest.n != 2 || !str_to_uint(hour, &h) || !str_to_uint(rest, &m) ||
	    h > 23 || m > 59)
		return false;
	*minutes = (int)(h * 60 + m);
	return true;
}

bool weekday_parse(struct str text, int *weekday)
{
	static const struct {
		const char *english, *chinese;
	} days[] = {{"monday", "周一"}, {"tuesday", "周二"},  {"wednesday", "周三"}, {"thursday", "周四"},
		    {"friday", "周五"}, {"saturday", "周六"}, {"sunday", "周日"}};
	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		struct str english = str_from(days[i].english);
		if (str_eq_nocase(text, english) || str_eq_nocase(text, str_head(english, 3)) ||
		    str_eq(text, str_from(days[i].chinese))) {
			*weekday = (int)i + 1;
			return true;
		}
	}
	return false;
}
