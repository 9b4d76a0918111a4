/* base/calendar: days, ISO weeks and time zones, against GLib's calendar and known cases. */
#include "base/calendar.h"

#include <glib.h>

static struct arena arena;

static void test_days(void)
{
	/* Every day of 1..9999 would take long; each first and last of a month does not. */
	GDate date;

	g_assert_cmpint(day_from_civil(1970, 1, 1), ==, 0);
	g_assert_cmpint(day_from_civil(2021, 7, 12), ==, 18820);
	g_date_clear(&date, 1);
	for (day_number day = day_from_civil(1, 1, 1); day < day_from_civil(9999, 12, 1); day += 13) {
		int year, month, dom;

		civil_from_day(day, &year, &month, &dom);
		g_assert_cmpint(day_from_civil(year, month, dom), ==, day);
		g_date_set_dmy(&date, (GDateDay)dom, (GDateMonth)month, (GDateYear)year);
		g_assert_cmpint((int)g_date_get_julian(&date), ==, day + 719163);
		g_assert_cmpint((int)g_date_get_weekday(&date), ==, day_weekday(day));
	}
}

static void test_valid(void)
{
	static const struct {
		struct civil c;
		bool valid;
	} cases[] = {
		{{2020, 2, 29, 0, 0, 0}, true},   {{2021, 2, 29, 0, 0, 0}, false},
		{{1900, 2, 29, 0, 0, 0}, false},  {{2000, 2, 29, 23, 59, 59}, true},
		{{2021, 13, 1, 0, 0, 0}, false},  {{2021, 0, 1, 0, 0, 0}, false},
		{{2021, 4, 31, 0, 0, 0}, false},  {{2021, 4, 30, 24, 0, 0}, false},
		{{2021, 4, 30, 0, 60, 0}, false}, {{2021, 4, 30, 0, 0, 60}, false},
		{{0, 1, 1, 0, 0, 0}, false},      {{10000, 1, 1, 0, 0, 0}, false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(civil_valid(&cases[i].c), ==, cases[i].valid);
}

static void test_iso_weeks(void)
{
	static const struct {
		int year, month, day, iso_year, week;
	} cases[] = {
		{2021, 7, 12, 2021, 28},  {2021, 7, 18, 2021, 28}, {2021, 7, 19, 2021, 29},
		{2021, 1, 3, 2020, 53},   {2021, 1, 4, 2021, 1},   {2019, 12, 30, 2020, 1},
		{2026, 12, 31, 2026, 53}, {2027, 1, 3, 2026, 53},
	};
	day_number monday;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int year, week;
		day_number day = day_from_civil(cases[i].year, cases[i].month, cases[i].day);

		day_iso_week(day, &year, &week);
		g_assert_cmpint(year, ==, cases[i].iso_year);
		g_assert_cmpint(week, ==, cases[i].week);
		g_assert_true(day_from_iso_week(year, week, &monday));
		g_assert_cmpint(day - monday, ==, day_weekday(day) - 1);
	}
	g_assert_false(day_from_iso_week(2021, 53, &monday));
	g_assert_true(day_from_iso_week(2020, 53, &monday));
	g_assert_false(day_from_iso_week(2021, 0, &monday));
	g_assert_false(day_from_iso_week(2021, 54, &monday));
}

static instant at(const char *zone, int year, int month, int day, int hour, int minute)
{
	struct zone *z = zone_new(zone);
	struct civil c = {year, month, day, hour, minute, 0};
	instant result;

	g_assert_nonnull(z);
	result = zone_instant(z, &c);
	zone_free(z);
	return result;
}

static void assert_iso(instant have, const char *want)
{
	g_assert_cmpstr(instant_iso(&arena, have).s, ==, want);
}

static void test_instants(void)
{
	assert_iso(at("UTC", 2021, 7, 12, 6, 28), "2021-07-12T06:28:00Z");
	assert_iso(at("Asia/Shanghai", 2021, 7, 12, 0, 0), "2021-07-11T16:00:00Z");
	assert_iso(at("PRC", 2021, 7, 12, 0, 0), "2021-07-11T16:00:00Z");
	assert_iso(at("+08:00", 2021, 7, 12, 0, 0), "2021-07-11T16:00:00Z");
	assert_iso(at("UTC-3:30", 2021, 7, 12, 0, 0), "2021-07-12T03:30:00Z");
	assert_iso(at("America/New_York", 2021, 1, 1, 12, 0), "2021-01-01T17:00:00Z");
	assert_iso(at("America/New_York", 2021, 7, 1, 12, 0), "2021-07-01T16:00:00Z");
	/* 2:30 does not exist on this day: an hour later is meant. */
	assert_iso(at("America/New_York", 2021, 3, 14, 2, 30), "2021-03-14T07:30:00Z");
	assert_iso(at("America/New_York", 2021, 3, 14, 1, 59), "2021-03-14T06:59:00Z");
	assert_iso(at("America/New_York", 2021, 3, 14, 3, 0), "2021-03-14T07:00:00Z");
	/* 1:30 happens twice: the first is meant. */
	assert_iso(at("America/New_York", 2021, 11, 7, 1, 30), "2021-11-07T05:30:00Z");
	assert_iso(at("America/New_York", 2021, 11, 7, 2, 0), "2021-11-07T07:00:00Z");
	/* Samoa had no 30 December 2011. */
	assert_iso(at("Pacific/Apia", 2011, 12, 30, 12, 0), "2011-12-30T22:00:00Z");
	assert_iso(at("Europe/Berlin", 2060, 7, 1, 12, 0), "2060-07-01T10:00:00Z");
	assert_iso(-1, "1969-12-31T23:59:59Z");
}

static void test_zone_days(void)
{
	struct zone *z = zone_new("Asia/Shanghai");
	instant late = at("UTC", 2021, 7, 11, 16, 0);
	struct civil c = zone_civil(z, late);

	g_assert_cmpint(zone_day(z, late), ==, day_from_civil(2021, 7, 12));
	g_assert_cmpint(zone_day(z, late - 1), ==, day_from_civil(2021, 7, 11));
	g_assert_cmpint(c.hour, ==, 0);
	g_assert_cmpstr(zone_name(z), ==, "Asia/Shanghai");
	zone_free(z);
}

static void test_unknown_zones(void)
{
	static const char *const names[] = {
		"",
		"Asia",
		"Asia/Shangai",
		"asia/shanghai",
		"../../etc/passwd",
		"tzdata.zi",
		"+15",
		"+08:60",
		"Mars/Olympus",
		"XYZ-3",
		"localtime",
		"/etc/localtime",
		"+",
		"Asia/Tok\n",
		"leap-seconds.list",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct zone *z = zone_new(names[i]);

		g_test_message("%s", names[i]);
		g_assert_null(z);
	}
	g_assert_null(zone_new(NULL));
}

static bool suggests(const char *name, const char *zone)
{
	return str_find(zone_suggest(&arena, name), str_from(zone), 0) != STR_NONE;
}

static void test_suggestions(void)
{
	g_assert_true(suggests("asia/shanghai", "Asia/Shanghai"));
	g_assert_true(suggests("Asia/Shangai", "Asia/Shanghai"));
	g_assert_true(suggests("Shanghai", "Asia/Shanghai"));
	g_assert_true(suggests("Asia/Beijing", "Asia/Shanghai"));
	g_assert_true(suggests("北京", "Asia/Shanghai"));
	g_assert_true(suggests("Tokio", "Asia/Tokyo"));
	g_assert_cmpuint(zone_suggest(&arena, "qqqqqqqqqqqq").n, ==, 0);
	zone_suggest(&arena, "");
	zone_suggest(&arena,
		     "a name much longer than any zone of the database has ever been, or will be, I think");
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/base/calendar/days", test_days);
	g_test_add_func("/base/calendar/valid", test_valid);
	g_test_add_func("/base/calendar/iso-weeks", test_iso_weeks);
	g_test_add_func("/base/calendar/instants", test_instants);
	g_test_add_func("/base/calendar/zone-days", test_zone_days);
	g_test_add_func("/base/calendar/unknown-zones", test_unknown_zones);
	g_test_add_func("/base/calendar/suggestions", test_suggestions);
	arena_init(&arena);
	status = g_test_run();
	arena_clear(&arena);
	return status;
}
