/* Days, weeks and the zones behind them. */
#include "base/calendar.h"

#define UNIX_EPOCH_DAYS 719468 /* days from 0000-03-01 to 1970-01-01 */
#define ERA_DAYS        146097 /* days in 400 years */

static bool leap_year(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && leap_year(year) ? 29 : days[month - 1];
}

bool civil_valid(const struct civil *c)
{
	return c->year >= 1 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	       c->day <= month_days(c->year, c->month) && c->hour >= 0 && c->hour <= 23 && c->minute >= 0 &&
	       c->minute <= 59 && c->second >= 0 && c->second <= 59;
}

/* Years are counted from March, so that the leap day is a year's last
 * (Hinnant, chrono-compatible low-level date algorithms). */
day_number day_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * ERA_DAYS + day_of_era - UNIX_EPOCH_DAYS;
}

void civil_from_day(day_number day, int *year, int *month, int *date)
{
	int64_t z = (int64_t)day + UNIX_EPOCH_DAYS;
	int64_t era = (z >= 0 ? z : z - (ERA_DAYS - 1)) / ERA_DAYS;
	int day_of_era = (int)(z - era * ERA_DAYS);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int march_month = (5 * day_of_year + 2) / 153;

	*date = day_of_year - (153 * march_month + 2) / 5 + 1;
	*month = march_month + (march_month < 10 ? 3 : -9);
	*year = (int)(year_of_era + era * 400) + (*month <= 2);
}

int day_weekday(day_number day)
{
	int64_t from_monday = ((int64_t)day + 3) % 7; /* 1970-01-01 was a Thursday */

	return (int)(from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

/* The Monday of the week that holds 4 January: ISO 8601's week 1. */
static day_number first_monday(int year)
{
	day_number fourth = day_from_civil(year, 1, 4);

	return fourth - (day_weekday(fourth) - 1);
}

void day_iso_week(day_number day, int *year, int *week)
{
	int month, date;
	day_number thursday = day - (day_weekday(day) - 1) + 3;

	civil_from_day(thursday, year, &month, &date);
	*week = (int)((thursday - day_from_civil(*year, 1, 1)) / 7) + 1;
}

bool day_from_iso_week(int year, int week, day_number *monday)
{
	day_number day;

	if (year < 1 || year > 9998 || week < 1 || week > 53)
		return false;
	day = first_monday(year) + (week - 1) * 7;
	if (day >= first_monday(year + 1))
		return false;
	*monday = day;
	return true;
}

/* Splits seconds into days and the rest, rounding towards the past. */
static int64_t floor_day(instant seconds, int *second_of_day)
{
	int64_t day = seconds / SECONDS_PER_DAY;
	int64_t rest = seconds % SECONDS_PER_DAY;

	if (rest < 0) {
		rest += SECONDS_PER_DAY;
		day--;
	}
	*second_of_day = (int)rest;
	return day;
}

struct civil civil_from_instant(instant at)
{
	struct civil c;
	int rest;
	day_number day = (day_number)floor_day(at, &rest);

	civil_from_day(day, &c.year, &c.month, &c.day);
	c.hour = rest / 3600;
	c.minute = rest / 60 % 60;
	c.second = rest % 60;
	return c;
}

struct str day_iso(struct arena *a, day_number day)
{
	int year, month, date;

	civil_from_day(day, &year, &month, &date);
	return arena_printf(a, "%04d-%02d-%02d", year, month, date);
}

struct str instant_iso(struct arena *a, instant at)
{
	struct civil c = civil_from_instant(at);

	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute,
			    c.second);
}
