/* What an issue is called. */
#include "build/identity.h"

#include <glib.h>

static struct article *add(struct issue *issue, struct str lang, day_number day)
{
	static const size_t room = 8;
	if (!issue->articles)
		issue->articles = ARENA_ARRAY(issue->arena, room, struct article *);
	g_assert_cmpuint(issue->article_count, <, room);
	struct article *a = ARENA_NEW(issue->arena, struct article);
	a->lang = lang;
	a->dated = day != 0;
	a->day = day;
	issue->articles[issue->article_count++] = a;
	return a;
}

#define JULY_12 18820 /* 2021-07-12 */

static void test_language(void)
{
	struct arena a;
	arena_init(&a);
	struct issue issue = {.arena = &a};
	issue_identify(&issue, S(""), S(""), S(""));
	g_assert_true(str_eq(issue.language, S("zh-Hans")));
	add(&issue, S("en"), 0);
	add(&issue, S("ja"), 0);
	add(&issue, S("ja"), 0);
	issue_identify(&issue, S(""), S(""), S(""));
	g_assert_true(str_eq(issue.language, S("ja")));
	g_assert_true(str_eq(issue.title, S("ダイジェスト")));
	issue_identify(&issue, S("T"), S("C"), S("fr"));
	g_assert_true(str_eq(issue.language, S("fr")));
	g_assert_true(str_eq(issue.title, S("T")) && str_eq(issue.creator, S("C")));
	arena_clear(&a);
}

static void test_dates(void)
{
	struct arena a;
	arena_init(&a);
	struct issue issue = {.arena = &a};
	add(&issue, S("en"), 0);
	issue_identify(&issue, S(""), S(""), S(""));
	g_assert_cmpuint(issue.dates.n, ==, 0);
	add(&issue, S("en"), JULY_12);
	issue_identify(&issue, S(""), S(""), S(""));
	g_assert_true(str_eq(issue.dates, S("2021-07-12")));
	add(&issue, S("en"), JULY_12 - 1);
	issue_identify(&issue, S(""), S(""), S(""));
	g_assert_true(str_eq(issue.dates, S("2021-07-11 – 2021-07-12")));
	g_assert_cmpuint(issue.series.n, ==, 0);
	issue.ranged = true;
	issue.from = JULY_12;
	issue.to = JULY_12 + 6;
	issue_identify(&issue, S("周刊"), S(""), S(""));
	g_assert_true(str_eq(issue.dates, S("2021-07-12 – 2021-07-18")));
	g_assert_true(str_eq(issue.series, S("周刊")));
	arena_clear(&a);
}

/* The same job and dates make the same book; another title or date another one. */
static void test_identifier(void)
{
	struct arena a;
	arena_init(&a);
	struct issue issue = {.arena = &a};
	issue_identify(&issue, S("周刊"), S(""), S(""));
	struct str first = issue.identifier;
	g_assert_true(str_starts(first, S("urn:uuid:")));
	g_assert_cmpuint(first.n, ==, 45);
	g_assert_cmpint(first.s[9 + 14], ==, '5');         /* version */
	g_assert_nonnull(strchr("89ab", first.s[9 + 19])); /* variant */
	add(&issue, S("en"), 0);
	issue_identify(&issue, S("周刊"), S(""), S(""));
	g_assert_true(str_eq(issue.identifier, first));
	issue_identify(&issue, S("月刊"), S(""), S(""));
	g_assert_false(str_eq(issue.identifier, first));
	add(&issue, S("en"), JULY_12);
	issue_identify(&issue, S("周刊"), S(""), S(""));
	g_assert_false(str_eq(issue.identifier, first));
	arena_clear(&a);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/identity/language", test_language);
	g_test_add_func("/identity/dates", test_dates);
	g_test_add_func("/identity/identifier", test_identifier);
	return g_test_run();
}
