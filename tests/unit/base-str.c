/* Borrowed text and UTF-8. */
#include "base/str.h"

#include <glib.h>

static void assert_str(struct str got, const char *want)
{
	char *copy = g_strndup(got.s, got.n);
	g_assert_cmpstr(copy, ==, want);
	g_free(copy);
}

static void test_cut(void)
{
	struct str rest = S("a,,b");
	assert_str(str_cut(&rest, ','), "a");
	assert_str(str_cut(&rest, ','), "");
	g_assert_nonnull(rest.s);
	assert_str(str_cut(&rest, ','), "b");
	g_assert_null(rest.s);
}

static void test_trim(void)
{
	assert_str(str_trim(S(" \t a b\n")), "a b");
	assert_str(str_trim(S("   ")), "");
	assert_str(str_trim_wide(S("\u3000\u3000\u00A0文 摘\uFEFF ")), "文 摘");
	assert_str(str_trim_wide(S("\u3000")), "");
}

static void test_compare(void)
{
	g_assert_cmpint(str_cmp(S("a"), S("b")), <, 0);
	g_assert_cmpint(str_cmp(S("ab"), S("a")), >, 0);
	g_assert_cmpint(str_cmp(S(""), S("")), ==, 0);
	g_assert_true(str_eq_nocase(S("RFC"), S("rfc")));
	g_assert_false(str_eq_nocase(S("É"), S("é"))); /* ASCII case only */
	g_assert_true(str_ends(S("a.epub"), S(".epub")));
	g_assert_false(str_ends(S("b"), S(".epub")));
}

static void test_number(void)
{
	uint32_t v = 7;
	g_assert_true(str_to_uint(S("4294967295"), &v));
	g_assert_cmpuint(v, ==, UINT32_MAX);
	g_assert_false(str_to_uint(S("4294967296"), &v));
	g_assert_false(str_to_uint(S(""), &v));
	g_assert_false(str_to_uint(S("1a"), &v));
	g_assert_false(str_to_uint(S("99999999999999999999999"), &v));
}

/* Unicode 15, table 3-7, and its neighbours. */
static const struct {
	const char *bytes;
	uint32_t first;
	size_t moves;
} decodings[] = {
	{"A", 'A', 1},
	{"\xC3\xA9", 0xE9, 2},
	{"\xE6\x96\x87", 0x6587, 3},
	{"\xF0\xA0\xAE\xB7", 0x20BB7, 4},
	{"\xC0\x80", UTF8_BAD, 1},         /* overlong */
	{"\xC1\xBF", UTF8_BAD, 1},         /* overlong */
	{"\xE0\x80\x80", UTF8_BAD, 1},     /* overlong */
	{"\xF0\x80\x80\x80", UTF8_BAD, 1}, /* overlong */
	{"\xED\xA0\x80", UTF8_BAD, 1},     /* surrogate */
	{"\xF4\x90\x80\x80", UTF8_BAD, 1}, /* over U+10FFFF */
	{"\xF5\x80\x80\x80", UTF8_BAD, 1},
	{"\xE6\x96", UTF8_BAD, 1}, /* cut off */
	{"\x80", UTF8_BAD, 1},     /* a lone continuation */
	{"\xE6"
	 "A",
	 UTF8_BAD, 1},
	{"\xEF\xBF\xBD", 0xFFFD, 3},
};

static void test_decode(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(decodings); i++) {
		size_t at = 0;
		g_assert_cmphex(utf8_next(str_from(decodings[i].bytes), &at), ==, decodings[i].first);
		g_assert_cmpuint(at, ==, decodings[i].moves);
	}
}

static void test_backwards(void)
{
	struct str text = S("a文𠮷\xE6");
	size_t at = text.n;
	g_assert_cmphex(utf8_prev(text, &at), ==, UTF8_BAD);
	g_assert_cmphex(utf8_prev(text, &at), ==, 0x20BB7);
	g_assert_cmphex(utf8_prev(text, &at), ==, 0x6587);
	g_assert_cmphex(utf8_prev(text, &at), ==, 'a');
	g_assert_cmpuint(at, ==, 0);
}

static void test_round_trip(void)
{
	char bytes[4];
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		size_t n = utf8_encode(c, bytes), at = 0;
		uint32_t want = c >= 0xD800 && c <= 0xDFFF ? UTF8_BAD : c;
		g_assert_cmphex(utf8_next((struct str){bytes, n}, &at), ==, want);
		g_assert_cmpuint(at, ==, n);
	}
}

static void test_valid_prefix(void)
{
	g_assert_cmpuint(utf8_valid_prefix(S("文摘\xEF\xBF\xBD")), ==, 9);
	g_assert_cmpuint(utf8_valid_prefix(S("文\xFF摘")), ==, 3);
}

static void test_classes(void)
{
	g_assert_true(char_is_cjk(0x6587));
	g_assert_true(char_is_cjk(0x3042));
	g_assert_true(char_is_cjk(0xFF0C));
	g_assert_true(char_is_cjk(0x20BB7));
	g_assert_true(char_is_cjk(0xAC00));
	g_assert_false(char_is_cjk('a'));
	g_assert_false(char_is_cjk(0x2014));
	g_assert_true(char_is_han(0x3007));
	g_assert_false(char_is_han(0x3042));
	g_assert_true(char_is_space(0x3000));
	g_assert_false(char_is_space(0x3001));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/str/cut", test_cut);
	g_test_add_func("/str/trim", test_trim);
	g_test_add_func("/str/compare", test_compare);
	g_test_add_func("/str/number", test_number);
	g_test_add_func("/utf8/decode", test_decode);
	g_test_add_func("/utf8/backwards", test_backwards);
	g_test_add_func("/utf8/round-trip", test_round_trip);
	g_test_add_func("/utf8/valid-prefix", test_valid_prefix);
	g_test_add_func("/utf8/classes", test_classes);
	return g_test_run();
}
