/* Numeric character references that overflow gumbo. */
#include "clean/references.h"

#include <glib.h>

static const struct {
	const char *html, *want;
} cases[] = {
	{"no references & none", "no references & none"},
	{"&#123;&#x7B;&#0000000000065;", "&#123;&#x7B;&#0000000000065;"},
	{"&#1114112;&#x110000;", "&#1114112;&#x110000;"}, /* gumbo knows these */
	{"a&#77777777777;b", "a\uFFFDb"},
	{"a&#77777777777b", "a\uFFFDb"},
	{"&#x10000041;&#X0010000041;", "\uFFFD\uFFFD"},
	{"&#99999999", "\uFFFD"},
	{"&#", "&#"},
	{"&#x", "&#x"},
	{"&#&#99999999;", "&#\uFFFD"},
};

static void test_bound(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct arena a;
		arena_init(&a);
		struct str got = references_bound(&a, str_from(cases[i].html));
		g_assert_cmpstr(arena_cstr(&a, got), ==, cases[i].want);
		arena_clear(&a);
	}
}

static void test_untouched_is_not_copied(void)
{
	struct str html = S("<p>&#123;</p>");
	g_assert_true(references_bound(NULL, html).s == html.s);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/references/bound", test_bound);
	g_test_add_func("/references/untouched-is-not-copied", test_untouched_is_not_copied);
	return g_test_run();
}
