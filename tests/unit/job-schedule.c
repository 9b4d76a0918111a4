/* job/schedule: periods, due times over clock changes, their names; job/filename: names for all file systems.
 */
#include "job/filename.h"
#include "job/schedule.h"

#include <glib.h>

static struct arena arena;

static day_number day(int year, int month, int date)
{
	return day_from_civil(year, month, date);
}

static void check_key(const struct schedule *s, const struct period *p, const char *want)
{
	g_assert_cmpstr(arena_cstr(&arena, period_key(&arena, s, p)), ==, want);
}

static void test_parse(void)
{
	static const struct {
		const char *text;
		bool good;
		enum period_kind kind;
		int days;
	} cases[] = {
		{"daily", true, PERIOD_DAILY, 0},
		{"weekly", true, PERIOD_WEEKLY, 0},
		{"Monthly", true, PERIOD_MONTHLY, 0},
		{"since-last", true, PERIOD_SINCE_LAST, 0},
		{"every 3 days", true, PERIOD_DAYS, 3},
		{"every 1 day", true, PERIOD_DAYS, 1},
		{"every 366 days", true, PERIOD_DAYS, 366},
		{"every 367 days", false, 0, 0},
		{"every 0 days", false, 0, 0},
		{"every days", false, 0, 0},
		{"every 3", false, 0, 0},
		{"every 3 weeks", false, 0, 0},
		{"weeky", false, 0, 0},
		{"", false, 0, 0},
	};
	int minutes = 0, weekday = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct schedule s = {0};
		g_assert_cmpint(period_parse(str_from(cases[i].text), &s), ==, cases[i].good);
		if (cases[i].good)
			g_assert_cmpint(s.kind, ==, cases[i].kind);
		g_assert_cmpint(s.days, ==, cases[i].days);
	}
	g_assert_true(due_parse(S("07:00"), &minutes) && minutes == 420);
	g_assert_true(due_parse(S("23:59"), &minutes) && minutes == 1439);
	g_assert_false(due_parse(S("24:00"), &minutes) || due_parse(S("7"), &minutes) ||
		       due_parse(S("7:5"), &minutes) || due_parse(S("07:60"), &minutes));
	g_assert_true(weekday_parse(S("Sunday"), &weekday) && weekday == 7);
	g_assert_true(weekday_parse(S("tue"), &weekday) && weekday == 2);
	g_assert_true(weekday_parse(S("周六"), &weekday) && weekday == 6);
	g_assert_false(weekday_parse(S("someday"), &weekday));
}

/* Whatever the schedule: no day is left out, none is in two periods, keys differ. */
static void test_partition(void)
{
	static const struct schedule schedules[] = {
		{.kind = PERIOD_DAILY},
		{.kind = PERIOD_WEEKLY, .week_starts = 1},
		{.kind = PERIOD_WEEKLY, .week_starts = 6},
		{.kind = PERIOD_MONTHLY},
		{.kind = PERIOD_DAYS, .days = 3, .anchor = SCHEDULE_ANCHOR},
		{.kind = PERIOD_DAYS, .days = 10, .anchor = 20000}, /* counted backwards before it */
	};
	struct zone *zone = zone_new("Europe/Berlin");
	for (size_t i = 0; i < G_N_ELEMENTS(schedules); i++) {
		const struct schedule *s = &schedules[i];
		GHashTable *keys = g_hash_table_new(g_str_hash, g_str_equal);
		struct period p = period_of(s, zone, day(2019, 12, 1));
		while (p.to < day(2022, 2, 1)) {
			g_assert_true(g_hash_table_add(keys, arena_cstr(&arena, period_key(&arena, s, &p))));
			for (day_number d = p.from; d <= p.to; d++) {
				struct period same = period_of(s, zone, d);
				g_assert_true(same.from == p.from && same.to == p.to && same.due == p.due);
			}
			g_assert_cmpint(period_latest(s, zone, p.due).to, ==, p.to);
			g_assert_cmpint(period_latest(s, zone, p.due - 1).to, ==, p.from - 1);
			struct period next = period_next(s, zone, &p);
			g_assert_cmpint(next.from, ==, p.to + 1);
			p = next;
		}
		g_hash_table_unref(keys);
	}
	zone_free(zone);
}

static void test_keys(void)
{
	struct schedule s = {.kind = PERIOD_WEEKLY, .week_starts = 1};
	struct zone *zone = zone_new("Asia/Shanghai");
	struct period p = period_of(&s, zone, day(2021, 1, 1)); /* 2020 has a week 53 */
	check_key(&s, &p, "2020-W53");
	g_assert_true(p.from == day(2020, 12, 28) && p.to == day(2021, 1, 3));
	s.week_starts = 7;
	p = period_of(&s, zone, day(2021, 7, 12));
	check_key(&s, &p, "2021-07-11..2021-07-17");
	s = (struct schedule){.kind = PERIOD_MONTHLY};
	p = period_of(&s, zone, day(2020, 2, 29));
	check_key(&s, &p, "2020-02");
	g_assert_cmpint(p.to, ==, day(2020, 2, 29));
	s = (struct schedule){.kind = PERIOD_DAYS, .days = 3, .anchor = day(2020, 2, 28)};
	p = period_of(&s, zone, day(2020, 3, 1));
	check_key(&s, &p, "2020-02-28..2020-03-01"); /* over the leap day */
	s.kind = PERIOD_SINCE_LAST;
	p = period_latest(&s, zone, zone_instant(zone, &(struct civil){2021, 7, 12, 9, 0, 0}));
	check_key(&s, &p, "2021-07-12");
	zone_free(zone);
}

/* The hour at which an issue is due, in UTC. */
static void check_due(const char *zone_text, int due, int month, int date, const char *want)
{
	struct schedule s = {.kind = PERIOD_DAILY, .due = due};
	struct zone *zone = zone_new(zone_text);
	struct period p = period_of(&s, zone, day(2021, month, date));
	g_assert_cmpstr(arena_cstr(&arena, instant_iso(&arena, p.due)), ==, want);
	zone_free(zone);
}

static void test_clock_changes(void)
{
	check_due("Asia/Shanghai", 420, 7, 11, "2021-07-11T23:00:00Z");
	/* Berlin, 28 March: 02:00 to 03:00 does not exist; 31 October: it comes twice. */
	check_due("Europe/Berlin", 150, 3, 26, "2021-03-27T01:30:00Z");
	check_due("Europe/Berlin", 150, 3, 27, "2021-03-28T01:30:00Z"); /* 03:30, summer time */
	check_due("Europe/Berlin", 150, 3, 28, "2021-03-29T00:30:00Z");
	check_due("Europe/Berlin", 150, 10, 30, "2021-10-31T00:30:00Z"); /* the first 02:30 */
	check_due("America/New_York", 150, 11, 6, "2021-11-07T07:30:00Z");
	check_due("America/New_York", 90, 11, 6, "2021-11-07T05:30:00Z");
	/* Cairo-like midnights: in Havana 14 March has no 00:00. */
	check_due("America/Havana", 0, 3, 13, "2021-03-14T05:00:00Z");
}

static const struct filename_values values = {
	.name = {"finance", 7}, .title = {"财经/周刊: 一", 18}, .issue = 28, .from = 18820, .to = 18826};

static void check_name(const char *template, const char *want)
{
	struct str message = S("");
	g_assert_true(filename_check(&arena, str_from(template), &message));
	g_assert_cmpstr(arena_cstr(&arena, filename_expand(&arena, str_from(template), &values)), ==, want);
}

static void test_names(void)
{
	check_name("{name}-{year}-W{week}.epub", "finance-2021-W28.epub");
	check_name("{from}_{to}.pdf", "2021-07-12_2021-07-18.pdf");
	check_name("{date}.epub", "2021-07-18.epub");
	check_name("{year}/{month}/{day}-{issue}.pdf", "2021/07/18-28.pdf");
	check_name("{title}.epub", "财经-周刊- 一.epub");
	check_name("con.epub", "_con.epub");
	check_name("LPT1", "_LPT1");
	check_name("..a", "_..a");
	check_name("-rf.epub", "_-rf.epub");
	check_name("a. ", "a");
	check_name("e\xCC\x81.epub", "\xC3\xA9.epub"); /* NFC */
	check_name("a\xFF\xE2\x80\xAE.epub", "a--.epub");
}

/* {year} of a week is the week's: 2021-01-01 is in 2020-W53. */
static void test_names_of_week_53(void)
{
	struct filename_values v = {.name = S("n"), .from = day(2020, 12, 28), .to = day(2021, 1, 3)};
	struct str weekly = filename_expand(&arena, S("{year}-W{week}"), &v);
	struct str other = filename_expand(&arena, S("{year}-{month}"), &v);
	g_assert_cmpstr(arena_cstr(&arena, weekly), ==, "2020-W53");
	g_assert_cmpstr(arena_cstr(&arena, other), ==, "2021-01");
}

static void test_long_names(void)
{
	struct buf b = BUF(&arena);
	for (int i = 0; i < 200; i++)
		buf_add(&b, S("长"));
	struct filename_values v = values;
	v.title = buf_str(&b);
	struct str name = filename_expand(&arena, S("{title}.epub"), &v);
	g_assert_cmpuint(name.n, <=, FILENAME_BYTES_MAX);
	g_assert_cmpuint(name.n, >, FILENAME_BYTES_MAX - 4);
	g_assert_true(str_ends(name, S("长.epub")));
	g_assert_cmpuint(utf8_valid_prefix(name), ==, name.n);
}

static void check_refused(const char *template, const char *part)
{
	struct str message = S("");
	g_assert_false(filename_check(&arena, str_from(template), &message));
	g_assert_nonnull(strstr(arena_cstr(&arena, message), part));
}

static void test_bad_templates(void)
{
	check_refused("{nam}.epub", "{name}");
	check_refused("{zzzzzzzz}.epub", "{title}");
	check_refused("{name.epub", "without its }");
	check_refused("name}.epub", "without its {");
	check_refused("/etc/{name}.epub", "below the output folder");
	check_refused("../{name}.epub", "below the output folder");
	check_refused("a//b.epub", "below the output folder");
	check_refused("1/2/3/4/5/6/7/8/9/10.epub", "below the output folder");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	arena_init(&arena);
	g_test_add_func("/parse", test_parse);
	g_test_add_func("/partition", test_partition);
	g_test_add_func("/keys", test_keys);
	g_test_add_func("/clock-changes", test_clock_changes);
	g_test_add_func("/names", test_names);
	g_test_add_func("/names-of-week-53", test_names_of_week_53);
	g_test_add_func("/long-names", test_long_names);
	g_test_add_func("/bad-templates", test_bad_templates);
	int status = g_test_run();
	arena_clear(&arena);
	return status;
}
