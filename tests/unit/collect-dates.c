/* Dates in every form, and the ranges of the command line. */
#include "collect/collect.h"
#include "collect/dates.h"

#include <glib.h>

static struct arena arena;

/* Read where clocks show Shanghai's time. */
static const struct {
	const char *text, *want; /* NULL: no date */
} dates[] = {
	{"Mon, 12 Jul 2021 06:28:20 GMT", "2021-07-12T06:28:20Z"},
	{"12 Jul 2021 06:28:20 GMT", "2021-07-12T06:28:20Z"},
	{"12 Jul 2021 06:28 UT", "2021-07-12T06:28:00Z"},
	{"Mon, 12 Jul 2021 14:28:20 +0800", "2021-07-12T06:28:20Z"},
	{"Mon, 12 Jul 2021 02:28:20 EDT", "2021-07-12T06:28:20Z"},
	{"Mon, 12 Jul 2021 14:28:20 CST", "2021-07-12T06:28:20Z"},
	{"Tue, 12 Jul 2021 06:28:20 GMT", "2021-07-12T06:28:20Z"}, /* the weekday is not believed */
	{"Monday, 12-Jul-21 06:28:20 GMT", "2021-07-12T06:28:20Z"},
	{"Mon Jul 12 06:28:20 2021", "2021-07-11T22:28:20Z"},
	{"Mon Jul 12 14:28:20 CST 2021", "2021-07-12T06:28:20Z"},
	{"Mon Jul 12 2021 14:28:20 GMT+0800 (China Standard Time)", "2021-07-12T06:28:20Z"},
	{"Mon Jul 12 2021 14:28:20 GMT+0800 (中国标准时间)", "2021-07-12T06:28:20Z"},
	{"July 12, 2021 2:28 PM", "2021-07-12T06:28:00Z"},
	{"Sept. 1, 2021", "2021-08-31T16:00:00Z"},
	{"2021-10-28 14:08:07", "2021-10-28T06:08:07Z"},
	{"2021-10-28T14:08:07", "2021-10-28T06:08:07Z"},
	{"2021-10-28T14:08:07Z", "2021-10-28T14:08:07Z"},
	{"2021-10-28T14:08:07.123456Z", "2021-10-28T14:08:07Z"},
	{"2021-10-28T14:08:07,5+08:00", "2021-10-28T06:08:07Z"},
	{"2021-10-28 14:08:07 +0800", "2021-10-28T06:08:07Z"},
	{"2021-10-28 14:08:07 -5", "2021-10-28T19:08:07Z"},
	{"2021-10-28 14:08", "2021-10-28T06:08:00Z"},
	{"2021-10-28", "2021-10-27T16:00:00Z"},
	{"2021-7-2", "2021-07-01T16:00:00Z"},
	{"2021/7/2", "2021-07-01T16:00:00Z"},
	{"2021/07/02 3:04:05 pm", "2021-07-02T07:04:05Z"},
	{"2021.07.02", "2021-07-01T16:00:00Z"},
	{"2021年7月2日", "2021-07-01T16:00:00Z"},
	{"2021年7月12日 中午11:30", "2021-07-12T03:30:00Z"},
	{"2021年7月12日 中午12:30", "2021-07-12T04:30:00Z"},
	{"2021年7月12日 中午1:30", "2021-07-12T05:30:00Z"},
	{"2021年7月12日 晚上8:30", "2021-07-12T12:30:00Z"},
	{"2021年7月12日 晚上12:30", "2021-07-12T16:30:00Z"}, /* the 13th, half past midnight */
	{"2021年7月12日 傍晚6:30", "2021-07-12T10:30:00Z"},
	{"2021年7月12日 深夜1:30", "2021-07-11T17:30:00Z"},
	{"2021年7月12日 午夜12:30", "2021-07-11T16:30:00Z"},
	{"202107121428", "2021-07-12T06:28:00Z"},
	{"999999999999", "2001-09-09T01:46:39Z"}, /* milliseconds: no date has these digits */
	{"2021年7月2日 14:08", "2021-07-02T06:08:00Z"},
	{"2021年07月02日　14：08", "2021-07-02T06:08:00Z"},
	{"２０２１年７月２日", "2021-07-01T16:00:00Z"},
	{"2021年7月2日 星期五 下午2:08", "2021-07-02T06:08:00Z"},
	{"2021年7月2日 14时08分09秒", "2021-07-02T06:08:09Z"},
	{"20210702", "2021-07-01T16:00:00Z"},
	{"20210702140809", "2021-07-02T06:08:09Z"},
	{"20210702T060809Z", "2021-07-02T06:08:09Z"},
	{"1626071300", "2021-07-12T06:28:20Z"},
	{"1626071300123", "2021-07-12T06:28:20Z"},
	{"  2021-10-28  ", "2021-10-27T16:00:00Z"},
	{"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
	{"12:00 AM", NULL},
	{"", NULL},
	{" ", NULL},
	{"Invalid Date", NULL},
	{"NaN", NULL},
	{"null", NULL},
	{"0000-00-00", NULL},
	{"2021-02-29", NULL},
	{"2021-13-01", NULL},
	{"2021-10-28 25:00:00", NULL},
	{"2021-10-28 14:08:07 +25:00", NULL},
	{"2021-10-28 and more", NULL},
	{"1899-12-30", NULL},
	{"9999-01-01", NULL},
	{"2021-W28", NULL},
	{"2021", NULL},
	{"99999999999999999999999999", NULL},
	{"\xff\xfe", NULL},
	{"2021-10-28\xff", NULL},
};

static void test_forms(void)
{
	struct zone *shanghai = zone_new("Asia/Shanghai");

	for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
		instant at = 0;
		bool read = parse_date(str_from(dates[i].text), shanghai, &at);

		g_test_message("form %zu", i);
		g_assert_cmpint(read, ==, dates[i].want != NULL);
		if (read)
			g_assert_cmpstr(arena_cstr(&arena, instant_iso(&arena, at)), ==, dates[i].want);
	}
	zone_free(shanghai);
}

/* RFC 5322's CST is six hours west; only where clocks show Chinese time it is China's. */
static void test_cst(void)
{
	struct zone *utc = zone_new("UTC");
	instant at = 0;

	g_assert_true(parse_date(S("Mon, 12 Jul 2021 14:28:20 CST"), utc, &at));
	g_assert_cmpstr(arena_cstr(&arena, instant_iso(&arena, at)), ==, "2021-07-12T20:28:20Z");
	zone_free(utc);
}

static void test_file_names(void)
{
	struct civil day;
	struct str rest;

	g_assert_true(date_in_file_name(S("2021-07-12-a-b.md"), &day, &rest));
	g_assert_cmpint(day.month, ==, 7);
	g_assert_true(str_eq(rest, S("a-b.md")));
	g_assert_false(date_in_file_name(S("2021-07-12.md"), &day, &rest));
	g_assert_false(date_in_file_name(S("2021-13-12-a.md"), &day, &rest));
	g_assert_false(date_in_file_name(S("2021-07-12-"), &day, &rest));
	g_assert_false(date_in_file_name(S(""), &day, &rest));
}

/* ---- ranges ---- */

static void assert_days(day_number have, const char *want)
{
	g_assert_cmpstr(
		arena_cstr(&arena, str_head(instant_iso(&arena, (instant)have * SECONDS_PER_DAY), 10)), ==,
		want);
}

static void test_ranges(void)
{
	struct str message;
	day_number from, to;

	g_assert_true(parse_day(&arena, S("2021-07-12"), &from, &message));
	assert_days(from, "2021-07-12");
	g_assert_true(parse_day(&arena, S("20210712"), &from, &message));
	assert_days(from, "2021-07-12");
	g_assert_true(parse_week(&arena, S("2021-W28"), &from, &to, &message));
	assert_days(from, "2021-07-12");
	assert_days(to, "2021-07-18");
	g_assert_true(parse_week(&arena, S("2020W53"), &from, &to, &message));
	assert_days(to, "2021-01-03");
	g_assert_true(parse_month(&arena, S("2020-02"), &from, &to, &message));
	assert_days(from, "2020-02-01");
	assert_days(to, "2020-02-29");
	g_assert_true(parse_month(&arena, S("2021-12"), &from, &to, &message));
	assert_days(to, "2021-12-31");
}

static const struct {
	const char *text, *from, *to;
} spans[] = {
	/* now is 06:28 on Monday, 12 July 2021, in Shanghai */
	{"1d", "2021-07-12", "2021-07-12"},  {"7d", "2021-07-06", "2021-07-12"},
	{"2w", "2021-06-29", "2021-07-12"},  {"1m", "2021-06-13", "2021-07-12"},
	{"12h", "2021-07-11", "2021-07-12"}, {"6h", "2021-07-12", "2021-07-12"},
	{"12m", "2020-07-13", "2021-07-12"},
};

static void test_last(void)
{
	struct zone *shanghai = zone_new("Asia/Shanghai");
	struct str message;
	instant now = 0;

	g_assert_true(parse_now(&arena, S("2021-07-12 06:28"), shanghai, &now, &message));
	for (size_t i = 0; i < G_N_ELEMENTS(spans); i++) {
		day_number from, to;

		g_assert_true(
			parse_last(&arena, str_from(spans[i].text), now, shanghai, &from, &to, &message));
		assert_days(from, spans[i].from);
		assert_days(to, spans[i].to);
	}
	g_assert_true(parse_now(&arena, S("@86400"), shanghai, &now, &message));
	g_assert_cmpint(now, ==, 86400);
	zone_free(shanghai);
}

/* The same spans as an instant: to the second where they are hours, else whole days of 24 hours. */
static void test_ago(void)
{
	static const struct {
		const char *text;
		instant ago;
	} cases[] = {{"1h", 3600},
		     {"12h", 12 * 3600},
		     {"7d", 7 * SECONDS_PER_DAY},
		     {"2w", 14 * SECONDS_PER_DAY},
		     {"1m", 30 * SECONDS_PER_DAY},
		     {"12m", 365 * SECONDS_PER_DAY}};
	struct zone *shanghai = zone_new("Asia/Shanghai");
	struct str message;
	instant now = 0, at;

	g_assert_true(parse_now(&arena, S("2021-07-12 06:28"), shanghai, &now, &message));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_true(parse_ago(&arena, str_from(cases[i].text), now, shanghai, &at, &message));
		g_assert_cmpint(now - at, ==, cases[i].ago);
	}
	g_assert_false(parse_ago(&arena, S("h"), now, shanghai, &at, &message));
	g_assert_false(parse_ago(&arena, S("0h"), now, shanghai, &at, &message));
	zone_free(shanghai);
}

static const struct {
	char kind;
	const char *text, *says; /* a part of the message */
} mistakes[] = {
	{'d', "2021-13-01", "01 to 12"},
	{'d', "2021-02-30", "February 2021 has days 01 to 28"},
	{'d', "12.7.2021", "2021-07-12"},
	{'d', "", "2021-07-12"},
	{'d', "20211", "2021-07-12"},
	{'d', "1066-10-14", "1970"},
	{'w', "2021-W53", "W01 to W52"},
	{'w', "2020-W54", "W01 to W53"},
	{'w', "28", "2021-W28"},
	{'w', "2021-W", "2021-W28"},
	{'w', "2021-W280", "2021-W28"},
	{'m', "2021-00", "01 to 12"},
	{'m', "July", "2021-07"},
	{'m', "2021-7-1", "2021-07"},
	{'l', "7", "7d"},
	{'l', "d", "7d"},
	{'l', "0d", "1 to"},
	{'l', "99999999d", "1 to"},
	{'l', "-7d", "7d"},
	{'l', "7y", "7d"},
	{'l', "", "7d"},
	{'n', "yesterday", "@SECONDS"},
	{'n', "@x", "seconds"},
};

static bool parse_any(char kind, struct str text, const struct zone *zone, struct str *message)
{
	day_number from, to;
	instant at;

	switch (kind) {
	case 'd':
		return parse_day(&arena, text, &from, message);
	case 'w':
		return parse_week(&arena, text, &from, &to, message);
	case 'm':
		return parse_month(&arena, text, &from, &to, message);
	case 'l':
		return parse_last(&arena, text, 1626071300, zone, &from, &to, message);
	default:
		return parse_now(&arena, text, zone, &at, message);
	}
}

static void test_messages(void)
{
	struct zone *utc = zone_new("UTC");

	for (size_t i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		struct str message = {0};

		g_test_message("%s", mistakes[i].text);
		g_assert_false(parse_any(mistakes[i].kind, str_from(mistakes[i].text), utc, &message));
		g_assert_cmpuint(str_find(message, str_from(mistakes[i].says), 0), !=, STR_NONE);
	}
	zone_free(utc);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/collect/dates/forms", test_forms);
	g_test_add_func("/collect/dates/cst", test_cst);
	g_test_add_func("/collect/dates/file-names", test_file_names);
	g_test_add_func("/collect/dates/ranges", test_ranges);
	g_test_add_func("/collect/dates/last", test_last);
	g_test_add_func("/collect/dates/ago", test_ago);
	g_test_add_func("/collect/dates/messages", test_messages);
	arena_init(&arena);
	status = g_test_run();
	arena_clear(&arena);
	return status;
}
