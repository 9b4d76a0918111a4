/* text/classes and text/spacing: what stands between two neighbours. */
#include "text/classes.h"

#include <glib.h>

/* Text squares and gaps in 1/1000 em, as shape.h says a line is put together. */
static int width(enum mark_style style, const char *text)
{
	struct str s = str_from(text);
	enum char_class before = CLASS_NONE;
	int sum = 0;

	for (size_t at = 0; at < s.n;) {
		enum char_class c = class_of(style, utf8_next(s, &at));
		struct mark_sides sides = class_sides(c);
		if (before != CLASS_NONE)
			sum += spacing_between(style, before, c).natural;
		sum += 1000 - sides.start - sides.end;
		before = c;
	}
	return sum;
}

static void test_pairs(void)
{
	static const struct {
		const char *text;
		int milli;
	} cases[] = {
		{"字字", 2000},     {"字）字", 3000},   {"字，字", 3000},  {"字（字", 3000},
		{"）。字", 2500},   {"字，《字", 3500}, {"字：“字", 3500}, {"字》、字", 3500},
		{"字）（字", 3500}, {"字“《字", 3500},  {"字。”字", 3500}, {"字！？字", 3500},
		{"字”）字", 3500},  {"字（“字", 3500},  {"字·字", 3000},   {"字）·字", 3500},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i].text);
		g_assert_cmpint(width(MARKS_MAINLAND, cases[i].text), ==, cases[i].milli);
	}
}

/* At a line's edges a mark takes half an em. */
static void test_edges(void)
{
	g_assert_cmpint(width(MARKS_MAINLAND, "（字"), ==, 1500);
	g_assert_cmpint(width(MARKS_MAINLAND, "字。"), ==, 1500);
	g_assert_cmpint(width(MARKS_MAINLAND, "（字）"), ==, 2000);
}

/* Taiwan and Hong Kong centre their marks, which so keep their space (clreq 3.1.6). */
static void test_traditional(void)
{
	g_assert_cmpint(class_of(MARKS_TRADITIONAL, 0xFF0C), ==, CLASS_CENTERED);
	g_assert_cmpint(width(MARKS_TRADITIONAL, "字，字"), ==, 3000);
	g_assert_cmpint(width(MARKS_TRADITIONAL, "字。"), ==, 2000);
	g_assert_cmpint(width(MARKS_TRADITIONAL, "字，「字"), ==, 4000);
}

/* Japanese ！？ fill their square; ： stands in the middle of its own (JLREQ 3.1.2). */
static void test_japanese(void)
{
	g_assert_cmpint(class_of(MARKS_JAPANESE, 0xFF1F), ==, CLASS_CENTERED);
	g_assert_cmpint(class_of(MARKS_JAPANESE, 0xFF1A), ==, CLASS_MIDDLE);
	g_assert_cmpint(spacing_between(MARKS_JAPANESE, CLASS_STOP, CLASS_HAN).shrink, ==, 0);
}

/* ～ ＋ ∶ between numbers have no gap beside them: a mark has none. */
static void test_joining_marks(void)
{
	static const char *const marks[] = {"～", "〜", "＋", "－", "＝", "∶"};

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		size_t at = 0;
		enum char_class k = class_of(MARKS_MAINLAND, utf8_next(str_from(marks[i]), &at));
		g_assert_cmpint(spacing_between(MARKS_MAINLAND, CLASS_DIGIT, k).natural, ==, 0);
		g_assert_cmpint(spacing_between(MARKS_MAINLAND, k, CLASS_DIGIT).natural, ==, 0);
		g_assert_cmpint(spacing_between(MARKS_MAINLAND, k, CLASS_LATIN).stretch, ==, 0);
	}
	g_assert_cmpint(class_of(MARKS_MAINLAND, 0x2153), ==, class_of(MARKS_MAINLAND, 0xBD)); /* ⅓ ½ */
	/* Nor have those of Latin: a gap is for letters and digits. */
	for (const char *c = "!\"'()*,-./:;<>?[\\]{|}~"; *c; c++)
		g_assert_cmpint(
			spacing_between(MARKS_MAINLAND, CLASS_HAN, class_of(MARKS_MAINLAND, (uint8_t)*c))
				.natural,
			==, 0);
}

static void test_han_latin(void)
{
	struct spacing s = spacing_between(MARKS_MAINLAND, CLASS_HAN, CLASS_LATIN);

	g_assert_cmpint(s.natural, ==, 250);
	g_assert_cmpint(s.natural - s.shrink, ==, 125);
	g_assert_cmpint(s.natural + s.stretch, ==, 500);
	g_assert_cmpint(spacing_between(MARKS_MAINLAND, CLASS_DIGIT, CLASS_HAN).natural, ==, 250);
	g_assert_cmpint(spacing_between(MARKS_MAINLAND, CLASS_LATIN, CLASS_COMMA).natural, ==, 0);
	g_assert_cmpint(spacing_between(MARKS_MAINLAND, CLASS_OPEN, CLASS_LATIN).natural, ==, 0);
	/* 25% and 35℃ are one thing. */
	g_assert_cmpint(class_of(MARKS_MAINLAND, 0x2103), ==, CLASS_LATIN);
	g_assert_cmpint(class_of(MARKS_MAINLAND, 0xFF05), ==, CLASS_LATIN);
}

/* clreq's order of giving: word spaces, interpuncts, brackets, commas, Han
 * beside Latin, full stops; of taking: word spaces, Han beside Latin, everything. */
static void test_order(void)
{
	static const struct {
		enum char_class before, after;
	} shrinking[] = {
		{CLASS_HAN, CLASS_MIDDLE}, {CLASS_HAN, CLASS_OPEN}, {CLASS_COMMA, CLASS_HAN},
		{CLASS_HAN, CLASS_LATIN},  {CLASS_STOP, CLASS_HAN},
	};
	unsigned last = spacing_of_space(250).shrink_rank;

	for (size_t i = 0; i < G_N_ELEMENTS(shrinking); i++) {
		unsigned rank =
			spacing_between(MARKS_MAINLAND, shrinking[i].before, shrinking[i].after).shrink_rank;
		g_assert_cmpuint(last, <, rank);
		last = rank;
	}
	g_assert_cmpuint(spacing_between(MARKS_MAINLAND, CLASS_BANG, CLASS_HAN).shrink_rank, ==, RANK_STOP);
	g_assert_cmpint(RANK_WORD, <, RANK_HAN_LATIN);
	g_assert_cmpint(RANK_HAN_LATIN, <, RANK_MARK);
	g_assert_cmpint(RANK_MARK, <, RANK_HAN);
	for (unsigned i = 0; i < CLASS_COUNT * CLASS_COUNT * 3; i++) {
		struct spacing s =
			spacing_between((enum mark_style)(i % 3), (enum char_class)(i / 3 % CLASS_COUNT),
					(enum char_class)(i / 3 / CLASS_COUNT));
		g_assert_cmpint(s.shrink, <=, s.natural);
		g_assert_cmpint(s.shrink, >=, 0);
		g_assert_cmpint(s.stretch, <=, 250);
		g_assert_cmpuint(s.shrink_rank, <, RANK_COUNT);
		g_assert_cmpuint(s.stretch_rank, <, RANK_COUNT);
	}
}

/* A word space shrinks by a quarter of itself and stretches to half an em. */
static void test_word_space(void)
{
	struct spacing s = spacing_of_space(224);

	g_assert_cmpint(s.natural, ==, 224);
	g_assert_cmpint(s.natural - s.shrink, ==, 168);
	g_assert_cmpint(s.natural + s.stretch, ==, 500);
	g_assert_cmpint(spacing_of_space(600).stretch, ==, 0);
}

/* A gap is never wider than the sides that it replaces, but beside Latin. */
static void test_within_sides(void)
{
	for (unsigned i = CLASS_OPEN; i <= CLASS_CENTERED; i++)
		for (unsigned k = CLASS_OPEN; k <= CLASS_CENTERED; k++)
			g_assert_cmpint(
				spacing_between(MARKS_MAINLAND, (enum char_class)i, (enum char_class)k)
					.natural,
				<=,
				class_sides((enum char_class)i).end + class_sides((enum char_class)k).start);
}

/* What is told to be blank beside a mark is what its sides give. */
static void test_blank(void)
{
	for (unsigned i = 0; i < CLASS_COUNT; i++) {
		struct mark_sides sides = class_sides((enum char_class)i);
		g_assert_true(class_has_blank((enum char_class)i) == (sides.start || sides.end));
		g_assert_true(class_is_mark((enum char_class)i) || !class_has_blank((enum char_class)i));
	}
	g_assert_true(class_is_mark(CLASS_CENTERED));
	g_assert_false(class_has_blank(CLASS_CENTERED));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text/spacing/pairs", test_pairs);
	g_test_add_func("/text/spacing/edges", test_edges);
	g_test_add_func("/text/spacing/traditional", test_traditional);
	g_test_add_func("/text/spacing/japanese", test_japanese);
	g_test_add_func("/text/spacing/joining-marks", test_joining_marks);
	g_test_add_func("/text/spacing/han-latin", test_han_latin);
	g_test_add_func("/text/spacing/order", test_order);
	g_test_add_func("/text/spacing/word-space", test_word_space);
	g_test_add_func("/text/spacing/within-sides", test_within_sides);
	g_test_add_func("/text/spacing/blank", test_blank);
	return g_test_run();
}
