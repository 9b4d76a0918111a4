/* text/hyphen: English words at Liang's points, and nothing else. */
#include "text/hyphen.h"

#include "scratch.h"

#include <glib.h>
#include <glib/gstdio.h>

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
	g_assert_true(str_eq(hyphen_language(S("zh-Hans")), S("en-US")));
	g_assert_true(str_eq(hyphen_language(S("")), S("en-US")));
	g_assert_true(str_eq(hyphen_language(S("en-GB")), S("en-GB")));
	g_assert_true(str_eq(hyphen_language(S("de")), S("de")));
	g_assert_true(str_eq(hyphen_language(S("zhx")), S("zhx")));
}

/* ---- other languages: a folder of small dictionaries ---- */

static char *folder;

static void put(const char *name, const char *text, gssize n)
{
	char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, n, NULL));
	g_free(path);
}

static bool is_file(const char *lang, const char *name)
{
	char path[HYPHEN_PATH_MAX];

	return hyphen_file(folder, str_from(lang), path) && g_str_has_suffix(path, name);
}

/* Region, language alone, any region; no path out of the folder. */
static void test_files(void)
{
	char path[HYPHEN_PATH_MAX];

	put("hyph_de_AT.dic", "UTF-8\n", -1);
	put("hyph_de_DE.dic", "UTF-8\n", -1);
	put("hyph_fr.dic", "UTF-8\n", -1);
	g_assert_true(is_file("de-DE", "/hyph_de_DE.dic"));
	g_assert_true(is_file("de-Latn-DE", "/hyph_de_DE.dic"));
	g_assert_true(is_file("de", "/hyph_de_AT.dic"));
	g_assert_true(is_file("DE-ch", "/hyph_de_AT.dic"));
	g_assert_true(is_file("fr-CA", "/hyph_fr.dic"));
	g_assert_false(hyphen_file(folder, S("it"), path));
	g_assert_false(hyphen_file(folder, S("d"), path));
	g_assert_false(hyphen_file(folder, S("../../etc/x"), path));
	g_assert_false(hyphen_file("/nonexistent", S("de"), path));
}

static const char *split_in(struct hyphens *h, const char *lang, const char *word)
{
	static char out[256];
	const struct hyphenator *of = hyphens_lookup(h, str_from(lang));
	bool points[128] = {0};
	char *o = out;

	if (of)
		hyphenate(of, str_from(word), points);
	for (size_t i = 0; word[i]; i++) {
		*o++ = word[i];
		if (points[i])
			*o++ = '-';
	}
	*o = 0;
	return out;
}

/* Letters beyond ASCII, in charsets of one byte a letter and of several. */
static void test_charsets(void)
{
	struct hyphens *h = hyphens_new(folder);

	put("hyph_de_DE.dic",
	    "ISO8859-1\n\xFC"
	    "1b\n",
	    -1);
	put("hyph_ru.dic", "UTF-8\nи1в\n", -1);
	put("hyph_cs.dic", "ISO8859-2\nt1\xF8\n", -1);
	g_assert_cmpstr(split_in(h, "de-DE", "Gemüblich"), ==, "Gemü-blich");
	g_assert_cmpstr(split_in(h, "de-DE", "ГЕМüblich"), ==, "ГЕМüblich");
	g_assert_cmpstr(split_in(h, "ru", "Архивация"), ==, "Архи-вация");
	g_assert_cmpstr(split_in(h, "cs", "sestřička"), ==, "sest-řička");
	g_assert_cmpstr(split_in(h, "it", "ciò"), ==, "ciò"); /* no patterns: no hyphens */
	hyphens_free(h);
}

/* A dictionary may ask for more letters at either end; one that changes letters at a break
 * is not followed there. */
static void test_own_bounds(void)
{
	struct hyphens *h = hyphens_new(folder);

	put("hyph_nl.dic", "UTF-8\nLEFTHYPHENMIN 4\nRIGHTHYPHENMIN 5\na1b\n", -1);
	put("hyph_hu.dic", "UTF-8\ns1s/sz=,2,1\na1b\n", -1);
	g_assert_cmpstr(split_in(h, "nl", "xabxabxabxab"), ==, "xabxa-bxabxab");
	g_assert_cmpstr(split_in(h, "hu", "tessalabon"), ==, "tessala-bon");
	hyphens_free(h);
}

/* More languages than are worth their memory. */
static void test_many_languages(void)
{
	struct hyphens *h = hyphens_new(folder);
	char lang[3] = "aa";

	for (unsigned i = 0; i < HYPHEN_LANGUAGES_MAX; i++, lang[1]++)
		g_assert_null(hyphens_lookup(h, str_from(lang)));
	g_assert_null(hyphens_lookup(h, S("fr")));
	hyphens_free(h);
}

static void test_missing(void)
{
	g_assert_null(hyphenator_new("/nonexistent.dic"));
}

int main(int argc, char **argv)
{
	char path[HYPHEN_PATH_MAX];
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text/hyphen/languages", test_languages);
	g_test_add_func("/text/hyphen/missing", test_missing);
	folder = g_dir_make_tmp("hyphen-XXXXXX", NULL);
	g_test_add_func("/text/hyphen/files", test_files);
	g_test_add_func("/text/hyphen/charsets", test_charsets);
	g_test_add_func("/text/hyphen/own-bounds", test_own_bounds);
	g_test_add_func("/text/hyphen/many-languages", test_many_languages);
	hyphenator = hyphen_file(HYPHEN_DIR, S("en-US"), path) ? hyphenator_new(path) : NULL;
	if (hyphenator || !g_strcmp0(g_getenv("CI"), "true")) {
		g_assert_nonnull(hyphenator);
		g_test_add_func("/text/hyphen/words", test_words);
		g_test_add_func("/text/hyphen/bounds", test_bounds);
		g_test_add_func("/text/hyphen/no-words", test_no_words);
		g_test_add_func("/text/hyphen/endless", test_endless);
	}
	status = g_test_run();
	scratch_remove(folder);
	g_free(folder);
	hyphenator_free(hyphenator);
	return status;
}
