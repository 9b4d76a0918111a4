/* pdf/: page operators.  Positions are followed as a viewer follows them. */
#include "pdf/content.h"

#include "pdf/plan.h"

#include "display.h"

#include <stdlib.h>

static struct arena arena;
static struct fonts *fonts;

static struct str paint(const struct display *d, struct fontset *set)
{
	struct imageset images;
	fontset_collect(set, &arena, d);
	imageset_collect(&images, &arena, d, NULL);
	for (size_t i = 0; i < set->fonts.n; i++)
		fontset_subset(set->fonts.v[i]);
	struct content content = {d, set, &images};
	struct str operators = content_paint(&content, &d->pages.v[0], &arena);
	imageset_clear(&images);
	return operators;
}

static void check_has(struct str operators, const char *wanted)
{
	if (str_find(operators, str_from(wanted), 0) == STR_NONE)
		g_test_message("no \"%s\" in:\n%.*s", wanted, STR_FMT(operators));
	g_assert_cmpuint(str_find(operators, str_from(wanted), 0), !=, STR_NONE);
}

static size_t count_of(struct str operators, const char *wanted)
{
	size_t n = 0;
	for (size_t at = 0; (at = str_find(operators, str_from(wanted), at)) != STR_NONE; at++)
		n++;
	return n;
}

/* Adds up the adjustments of the only array: where the pen ends, in em/1000. */
static long pen_after(struct str operators, long advances)
{
	size_t i = str_find_char(operators, '[', 0) + 1;
	long pen = advances;
	bool in_string = false;
	for (; in_string || operators.s[i] != ']'; i++) {
		if (in_string && operators.s[i] == '\\')
			i++;
		else if (operators.s[i] == '(' || operators.s[i] == ')')
			in_string = operators.s[i] == '(';
		else if (!in_string && (operators.s[i] == '-' || g_ascii_isdigit(operators.s[i]))) {
			char *end;
			pen -= strtol(operators.s + i, &end, 10);
			i = (size_t)(end - operators.s) - 1;
		}
	}
	return pen;
}

/* A thousand glyphs, each a little off the grid: the last stands where it should. */
static void test_no_drift(void)
{
	enum { COUNT = 1000 };
	struct setting s = setting_new(&arena, fonts, false);
	const struct face *face = fonts_primary(fonts, ROLE_BODY, FONT_SC, false);
	struct glyph *glyphs = ARENA_ARRAY(&arena, COUNT, struct glyph);
	struct glyph_run *run = ARENA_NEW(&arena, struct glyph_run);
	coord size = PT(10) + 333;
	for (int i = 0; i < COUNT; i++)
		glyphs[i] = (struct glyph){
			.at = i * (size + 7), .gid = face_glyph(face, 0x6c38), .text_bytes = 3};
	struct buf text = BUF(&arena);
	for (int i = 0; i < COUNT; i++)
		buf_add(&text, S("永"));
	*run = (struct glyph_run){
		.face = face, .size = size, .text = buf_str(&text), .glyphs = glyphs, .count = COUNT};
	set_paint(&s, (struct paint){.kind = PAINT_GLYPHS, .inl = PT(10), .blk = PT(20), .run = run});
	struct fontset set;
	struct str operators = paint(&s.display, &set);
	/* Advances of 1,000 and adjustments, against the place in ems of the size written. */
	double wanted = (double)glyphs[COUNT - 1].at / 1024 / 10.325 * 1000;
	g_assert_cmpfloat(labs(pen_after(operators, (COUNT - 1) * 1000L) - (long)(wanted + .5)), <=, 1);
	check_has(operators, "/F0 10.325 Tf\n");
	check_has(operators, "10 280 Td\n");
	fontset_clear(&set);
}

/* Characters without glue between them need no adjustment: one string. */
static void test_solid(void)
{
	struct setting s = setting_new(&arena, fonts, false);
	set_line(&s, PT(20), PT(40), "永和九年岁在癸丑");
	struct fontset set;
	struct str operators = paint(&s.display, &set);
	g_assert_cmpuint(count_of(operators, "TJ"), ==, 1);
	g_assert_cmpint(pen_after(operators, 0), ==, 0);
	g_assert_cmpuint(count_of(operators, "ActualText"), ==, 0);
	fontset_clear(&set);
}

static void test_joints(void)
{
	static const struct {
		const char *line;
		bool joined; /* is its second gap bridged? */
	} cases[] = {
		{"中文A", true}, {"使用 iPhone", false}, {"ABC DEF", false},
		{"第1章", true}, {"中文中文", false},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct setting s = setting_new(&arena, fonts, false);
		struct fontset set;
		size_t n, joined = 0;
		set_line(&s, PT(20), PT(40), cases[i].line);
		paint(&s.display, &set);
		struct planned *plan = plan_page(&s.display, &set, s.page, &arena, &n);
		for (size_t k = 0; k < n; k++)
			joined += plan[k].joined;
		g_assert_cmpint(joined > 0, ==, cases[i].joined);
		fontset_clear(&set);
	}
}

static void test_state(void)
{
	struct setting s = setting_new(&arena, fonts, false);
	s.ink = 0xFF8000;
	set_line(&s, PT(20), PT(40), "永");
	set_line(&s, PT(20), PT(60), "和");
	set_rect(&s, PT(1), PT(2), PT(3), PT(4), 0x808080);
	s.artifact = true;
	s.ink = 0;
	set_line(&s, PT(20), PT(80), "九");
	struct fontset set;
	struct str operators = paint(&s.display, &set);
	g_assert_cmpuint(count_of(operators, "1 .502 0 rg\n"), ==, 1);
	g_assert_cmpuint(count_of(operators, " Tf\n"), ==, 1);
	check_has(operators, ".502 g\n1 294 3 4 re f\n");
	check_has(operators, "0 -20 Td\n");
	check_has(operators, "/Artifact BMC\n");
	g_assert_cmpuint(count_of(operators, "BT\n"), ==, count_of(operators, "ET\n"));
	g_assert_cmpuint(count_of(operators, "BMC\n"), ==, count_of(operators, "EMC\n"));
	fontset_clear(&set);
}

/* A column goes down from the top right; what is turned is turned by the matrix. */
static void test_vertical(void)
{
	struct setting s = setting_new(&arena, fonts, true);
	set_line(&s, PT(20), PT(40), "永和A");
	struct fontset set;
	struct str operators = paint(&s.display, &set);
	check_has(operators, "/V0 12 Tf\n");
	check_has(operators, "355.44 280 Td\n[1000(");
	check_has(operators, "0 -1 1 0 360 ");
	fontset_clear(&set);
}

static void test_rise(void)
{
	struct setting s = setting_new(&arena, fonts, false);
	set_line(&s, PT(20), PT(40), "永和九");
	((struct glyph *)(uintptr_t)s.page->paints.v[0].run->glyphs)[1].rise = PT(3);
	struct fontset set;
	struct str operators = paint(&s.display, &set);
	check_has(operators, "3 Ts\n");
	check_has(operators, "0 Ts\n");
	fontset_clear(&set);
}

int main(int argc, char **argv)
{
	struct diags diags;
	g_test_init(&argc, &argv, NULL);
	arena_init(&arena);
	diags_init(&diags, &arena, S(""));
	fonts = fonts_new("fonts", &diags);
	g_assert_nonnull(fonts);
	g_test_add_func("/pdf-content/no-drift", test_no_drift);
	g_test_add_func("/pdf-content/solid", test_solid);
	g_test_add_func("/pdf-content/joints", test_joints);
	g_test_add_func("/pdf-content/state", test_state);
	g_test_add_func("/pdf-content/vertical", test_vertical);
	g_test_add_func("/pdf-content/rise", test_rise);
	int result = g_test_run();
	fonts_free(fonts);
	arena_clear(&arena);
	return result;
}
