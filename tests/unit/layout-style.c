/* layout/style: page.yaml, its bounds, and what is said about mistakes. */
#include "layout/geometry.h"
#include "model/profile.h"

#include <glib.h>

static struct arena arena;

static struct page_style read_style(const char *profile, const char *text, size_t *warnings)
{
	struct diags diags;
	struct profile p;
	struct page_style s;

	diags_init(&diags, &arena, (struct str){0});
	g_assert_true(profile_lookup(str_from(profile), &p));
	page_style_read(&s, &p, str_from(text), S("page.yaml"), &diags);
	*warnings = diags.list.n;
	return s;
}

static void test_defaults(void)
{
	size_t n;
	struct page_style s = read_style("a5", "", &n);

	g_assert_cmpuint(n, ==, 0);
	g_assert_cmpint(s.size, ==, PT(10.5));
	g_assert_cmpint(s.leading, ==, PT(10.5) * 17 / 10);
	g_assert_false(s.hang_marks);
	g_assert_cmpint(s.indent, ==, 2000);
	g_assert_true(s.cover && s.contents);
	s = read_style("eink7", "", &n);
	g_assert_cmpint(s.size, >=, PT(12));
	g_assert_cmphex(s.ink_link, ==, 0);
	s = read_style("a4-2col", "", &n);
	g_assert_cmpint(s.profile.columns, ==, 2);
}

static void test_values(void)
{
	size_t n;
	struct page_style s = read_style("a4",
					 "size: 12pt\nleading: 1.5em\nmargin-top: 25.4mm\nmargin-inner: "
					 "1in\ncover: no\nindent: 0\nink: '#102030'\n",
					 &n);

	g_assert_cmpuint(n, ==, 0);
	g_assert_cmpint(s.size, ==, PT(12));
	g_assert_cmpint(s.leading, ==, PT(18));
	g_assert_cmpint(s.margin_top, ==, PT(72));
	g_assert_cmpint(s.margin_inner, ==, PT(72));
	g_assert_false(s.cover);
	g_assert_cmpint(s.indent, ==, 0);
	g_assert_cmphex(s.ink, ==, 0x102030);
}

/* An em of the size itself is the default's, taken once. */
static void test_size_in_ems(void)
{
	size_t n;
	struct page_style s = read_style("a4", "leading: 2em\nsize: 2em\n", &n);

	g_assert_cmpuint(n, ==, 0);
	g_assert_cmpint(s.size, ==, PT(21));
	g_assert_cmpint(s.leading, ==, PT(42));
}

/* Each mistake is one warning and leaves the default. */
static void test_mistakes(void)
{
	static const char *const texts[] = {
		"sise: 12\n",       "size: 1e9\n",
		"size: -3\n",       "size: 12furlongs\n",
		"size:\n",          "size: [1, 2]\n",
		"cover: perhaps\n", "ink: red\n",
		"ink: '#12345g'\n", "columns: 3\n",
		"indent: 2pt\n",    "- a\n- b\n",
		"a: &x b\n",        "size: 99999999999999999999999999\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t n;
		struct page_style s = read_style("a5", texts[i], &n);

		g_assert_cmpuint(n, ==, 1);
		g_assert_cmpint(s.size, ==, PT(10.5));
		g_assert_true(s.cover);
	}
}

/* What leaves no room is not believed: a page always takes text. */
static void test_no_room(void)
{
	static const char *const texts[] = {"margin-inner: 200\nmargin-outer: 200\n", "margin-top: 500\n",
					    "size: 60\n", "leading: 4\n"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t n;
		struct page_style s = read_style("a5", texts[i], &n);
		struct geometry g = geometry_of(&s);

		g_assert_cmpuint(n, ==, 1);
		g_assert_cmpint(g.measure, >=, 6 * s.size);
		g_assert_cmpint(g.height, >=, 4 * s.leading);
	}
}

/* On vertical pages lines run from the top margin to the bottom one. */
static void test_no_room_vertical(void)
{
	static const char *const texts[] = {
		"vertical: yes\ncolumns: 2\ncolumn-gap: 200\nmargin-top: 350\nmargin-bottom: 350\n",
		"vertical: yes\nmargin-top: 200\nmargin-bottom: 600\n",
		"vertical: yes\nmargin-inner: 300\nmargin-outer: 250\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t n;
		struct page_style s = read_style("a4", texts[i], &n);
		struct geometry g = geometry_of(&s);

		g_assert_cmpuint(n, ==, 1);
		g_assert_true(s.vertical);
		g_assert_cmpint(g.measure, >=, 6 * s.size);
		g_assert_cmpint(g.height, >=, 4 * s.leading);
	}
	{
		/* Lines of 300 pt across a sheet that is 595 pt wide: room enough, this way round. */
		size_t n;
		struct page_style s = read_style(
			"a4", "vertical: yes\nmargin-top: 500\nmargin-bottom: 40\nmargin-inner: 40\n", &n);

		g_assert_cmpuint(n, ==, 0);
		g_assert_cmpint(geometry_of(&s).measure, >=, 6 * s.size);
	}
}

/* The measure is a whole number of ems on every sheet, the height of lines. */
static void test_geometry(void)
{
	static const char *const names[] = {"a4",    "a4-2col", "a5",     "b5",    "letter", "eink6",
					    "eink7", "eink8",   "eink10", "phone", "kindle"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t n;
		struct page_style s = read_style(names[i], "mirrored: yes\n", &n);
		struct geometry g = geometry_of(&s);

		g_assert_cmpuint(n, ==, 0);
		g_assert_cmpint(g.measure % s.size, ==, 0);
		g_assert_cmpint(g.height % s.leading, ==, 0);
		g_assert_cmpint(g.inl_odd, >=, 0);
		g_assert_cmpint(g.inl_odd + g.full, <=, s.profile.width);
		g_assert_cmpint(g.inl_even + g.full, <=, s.profile.width);
		g_assert_cmpint(g.blk_odd + g.height, <=, s.profile.height);
	}
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	arena_init(&arena);
	g_test_add_func("/style/defaults", test_defaults);
	g_test_add_func("/style/values", test_values);
	g_test_add_func("/style/size-in-ems", test_size_in_ems);
	g_test_add_func("/style/mistakes", test_mistakes);
	g_test_add_func("/style/no-room", test_no_room);
	g_test_add_func("/style/no-room-vertical", test_no_room_vertical);
	g_test_add_func("/style/geometry", test_geometry);
	status = g_test_run();
	arena_clear(&arena);
	return status;
}
