/* pdf/: numbers, names and strings as PDF writes them. */
#include "pdf/syntax.h"

#include <glib.h>

static struct arena arena;

static void check_milli(milli value, const char *wanted)
{
	struct buf b = BUF(&arena);
	put_milli(&b, value);
	g_assert_cmpstr(buf_cstr(&b), ==, wanted);
}

static void test_milli(void)
{
	static const struct {
		milli value;
		const char *wanted;
	} cases[] = {
		{0, "0"},
		{1, ".001"},
		{-1, "-.001"},
		{10, ".01"},
		{500, ".5"},
		{1000, "1"},
		{-1000, "-1"},
		{12500, "12.5"},
		{-12345, "-12.345"},
		{100100, "100.1"},
		{100000, "100"},
		{999, ".999"},
		{-20050, "-20.05"},
		{INT64_MIN, "-9223372036854775.808"},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check_milli(cases[i].value, cases[i].wanted);
}

static void test_from_coord(void)
{
	g_assert_cmpint(milli_from_coord(PT(1)), ==, 1000);
	g_assert_cmpint(milli_from_coord(1), ==, 1);
	g_assert_cmpint(milli_from_coord(-1), ==, -1);
	g_assert_cmpint(milli_from_coord(512), ==, 500);
	g_assert_cmpint(milli_from_coord((int64_t)COORD_MAX * 4), ==,
			((int64_t)COORD_MAX * 4 * 1000 + 512) / 1024);
}

static void check(void (*put)(struct buf *, struct str), struct str text, const char *wanted)
{
	struct buf b = BUF(&arena);
	put(&b, text);
	g_assert_cmpstr(buf_cstr(&b), ==, wanted);
}

static void test_names(void)
{
	check(put_name, S("NotoSerifCJKsc-Regular"), "/NotoSerifCJKsc-Regular");
	check(put_name, S("A B/C#(1)"), "/A#20B#2FC#23#281#29");
	check(put_name, S("\xE6\x96\x87"), "/#E6#96#87");
	char longest[200];
	memset(longest, 'x', sizeof longest);
	struct buf b = BUF(&arena);
	put_name(&b, (struct str){longest, sizeof longest});
	g_assert_cmpuint(b.n, ==, 128);
}

static void test_strings(void)
{
	check(put_literal, S(""), "()");
	check(put_literal, S("a(b)\\c\rd\ne"), "(a\\(b\\)\\\\c\\rd\ne)");
	check(put_text, S(""), "<FEFF>");
	check(put_text, S("A文\xF0\xA0\xAE\xB7"), "<FEFF00416587D842DFB7>");
	check(put_text, S("\xFF"), "<FEFFFFFD>");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	arena_init(&arena);
	g_test_add_func("/pdf-syntax/milli", test_milli);
	g_test_add_func("/pdf-syntax/from-coord", test_from_coord);
	g_test_add_func("/pdf-syntax/names", test_names);
	g_test_add_func("/pdf-syntax/strings", test_strings);
	int result = g_test_run();
	arena_clear(&arena);
	return result;
}
