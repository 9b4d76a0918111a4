/* "did you mean" */
#include "base/suggest.h"

#include <glib.h>

static const struct {
	const char *a, *b;
	size_t distance;
} pairs[] = {
	{"", "", 0},           {"", "abc", 3},        {"week", "week", 0},      {"wek", "week", 1},
	{"weeek", "week", 1},  {"wekk", "week", 1},   {"ewek", "week", 1}, /* a swap is one edit */
	{"titel", "title", 1}, {"style", "title", 3}, {"kitten", "sitting", 3},
};

static void test_distance(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		struct str a = str_from(pairs[i].a), b = str_from(pairs[i].b);
		g_assert_cmpuint(suggest_distance(a, b), ==, pairs[i].distance);
		g_assert_cmpuint(suggest_distance(b, a), ==, pairs[i].distance);
	}
}

static void test_long(void)
{
	char longest[SUGGEST_LENGTH_MAX + 1];
	memset(longest, 'a', sizeof longest);
	g_assert_cmpuint(suggest_distance((struct str){longest, sizeof longest}, S("a")), ==, STR_NONE);
	g_assert_cmpuint(suggest_distance((struct str){longest, SUGGEST_LENGTH_MAX}, S("a")), ==,
			 SUGGEST_LENGTH_MAX - 1);
	g_assert_false(suggest_close(S("a"), STR_NONE));
}

static void test_close(void)
{
	g_assert_true(suggest_close(S("titel"), 1));
	g_assert_false(suggest_close(S("zzz"), 3));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/suggest/distance", test_distance);
	g_test_add_func("/suggest/long", test_long);
	g_test_add_func("/suggest/close", test_close);
	return g_test_run();
}
