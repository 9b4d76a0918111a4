/* text/hyphen: English words at Liang's points, and nothing else. */
#include "text/hyphen.h"

#include <glib.h>

static struct hyphenator *hyphenator;

static const char *split(const char *word)
{
	static char out[256];
	bool points[128] = {0};
	char *o = out;

	hyphenate(hyphenator, str_from(word), points);
	for (size_t i = 0; word[i]; i++) {
		*o++ = word[i];
		if (points[i])
			*o++ = '-';
	}
	*o = 0;
	return out;
}

static void test_words(void)
{
	g_assert_cmpstr(split("hyphenation"), ==, "hy-phen-ation");
	g_assert_cmpstr(split("Computer"), ==, "Com-puter");
	g_assert_cmpstr(split("information"), ==, "in-for-ma-tion");
}

static void test_bounds(void)
{
	g_assert_cmpstr(split("into"), ==, "into");   /* four letters */
	g_assert_cmpstr(split("aback"), ==, "aback"); /* one letter before */
	g_assert_cmpstr(split("only"), ==, "only");
	/* Never fewer than three behind: real-ly would leave two. */
	g_assert_cmpstr(split("really"), ==, "re-ally");
}

static void test_no_words(void)
{
	g_assert_cmpstr(split("iPhone"), ==, "iPhone");
	g_assert_cmpstr(split("UNESCO"), ==, "UNESCO");
	g_assert_cmpstr(split("x86architecture"), ==, "x86architecture");
	g_assert_cmpstr(split("naïvety"), ==, "naïvety");
}

/* A letter more than any word has: not even looked up. */
static void test_endless(void)
{
	char word[HYPHEN_WORD_MAX + 2];

	memset(word, 'f', sizeof word - 1);
	word[sizeof word - 1] = 0;
	g_assert_cmpstr(split(word), ==, word);
	/* The longest that is: libhyphen read past its end once. */
	word[sizeof word - 2] = 0;
	split(word);
}

static void test_languages(void)
{
	g_assert_true(hyphen_suits(S("zh-Hans")));
	g_assert_true(hyphen_suits(S("")));
	g_assert_true(hyphen_suits(S("en-GB")));
	g_assert_false(hyphen_suits(S("de")));
	g_assert_false(hyphen_suits(S("zhx")));
}

static void test_missing(void)
{
	g_assert_null(hyphenator_new("/nonexistent.dic"));
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text/hyphen/languages", test_languages);
	g_test_add_func("/text/hyphen/missing", test_missing);
	hyphenator = hyphenator_new(HYPHEN_DICTIONARY);
	if (hyphenator || !g_strcmp0(g_getenv("CI"), "true")) {
		g_assert_nonnull(hyphenator);
		g_test_add_func("/text/hyphen/words", test_words);
		g_test_add_func("/text/hyphen/bounds", test_bounds);
		g_test_add_func("/text/hyphen/no-words", test_no_words);
		g_test_add_func("/text/hyphen/endless", test_endless);
	}
	status = g_test_run();
	hyphenator_free(hyphenator);
	return status;
}
