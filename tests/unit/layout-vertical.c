/* layout/: vertical writing (竖排): forms, places across the line, pages. */
#include "layout-fixture.h"
#include "layout/check.h"
#include "layout/words.h"

static struct layout_fixture t;

static void begin(void)
{
	layout_page(&t, 24, 20);
	t.style.vertical = true;
	t.style.profile.width = 20 * PT(17);
	t.style.profile.height = 24 * PT(10);
	layout_new_article(&t);
}

/* The run whose text is just so; NULL: none. */
static const struct paint *find_run(const struct sheet *s, const char *text)
{
	for (size_t i = 0; i < s->strips.n; i++)
		for (size_t k = 0; k < s->strips.v[i].paint_count; k++) {
			const struct paint *p = &s->strips.v[i].paints[k];
			if (p->kind == PAINT_GLYPHS && str_eq(p->run->text, str_from(text)))
				return p;
		}
	return NULL;
}

/* The run whose text holds this; NULL: none. */
static const struct paint *find_in_run(const struct sheet *s, const char *text)
{
	for (size_t i = 0; i < s->strips.n; i++)
		for (size_t k = 0; k < s->strips.v[i].paint_count; k++) {
			const struct paint *p = &s->strips.v[i].paints[k];
			if (p->kind == PAINT_GLYPHS && str_find(p->run->text, str_from(text), 0) != STR_NONE)
				return p;
		}
	return NULL;
}

/* TYPOGRAPHY, Pages: Latin turned, numbers of two digits upright in one cell. */
static void test_turned_and_upright(void)
{
	static const struct {
		const char *text, *run;
		enum turn turn;
	} cases[] = {
		{"在MongoDB里", "MongoDB", TURN_SIDEWAYS},
		{"第12章", "第12章", TURN_NONE},
		{"第7章", "第7章", TURN_NONE},
		{"在2021年", "2021", TURN_SIDEWAYS},
		{"涨了12%多", "12%", TURN_SIDEWAYS},
		{"是3.5亿", "3.5", TURN_SIDEWAYS},
		{"用Win 11系统", "Win 11", TURN_SIDEWAYS},
		{"在 12 月", "在12月", TURN_NONE},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct paint *p;
		begin();
		layout_text(&t, t.root, BLOCK_PARAGRAPH, cases[i].text);
		p = find_run(layout_run(&t), cases[i].run);
		g_assert_nonnull(p);
		g_assert_cmpint(p->run->turn, ==, cases[i].turn);
	}
}

/* A word that is parted takes its hyphen with it onto its side. */
static void test_hyphen(void)
{
	const struct paint *p;

	begin();
	t.style.indent = 0;
	layout_text(&t, t.root, BLOCK_PARAGRAPH,
		    "一二三四五六七八九十一二三四五六七八九internationalization之后还有字。");
	p = find_in_run(layout_run(&t), "\xC2\xAD");
	g_assert_nonnull(p);
	g_assert_cmpint(p->run->turn, ==, TURN_SIDEWAYS);
	g_assert_cmpint(p->run->glyphs[p->run->count - 1].rise, ==, p->run->glyphs[0].rise);
}

/* Two digits stand side by side in one square: the line is as long as its squares. */
static void test_cell(void)
{
	const struct sheet *s;
	const struct paint *p;
	const struct glyph *one, *two;

	begin();
	t.style.indent = 0;
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "第12章");
	s = layout_run(&t);
	g_assert_cmpint(layout_find(&t, s, "第12章")->width, ==, PT(30));
	p = find_run(s, "第12章");
	one = &p->run->glyphs[1];
	two = &p->run->glyphs[2];
	g_assert_cmpint(one->at, ==, two->at);
	g_assert_cmpint(one->rise, <, 0);
	g_assert_cmpint(ABS(two->rise), <=, PT(1)); /* the second begins in the middle */
	g_assert_cmpint(one->rise, >=, -PT(6));
}

/* ？ and ： stand upright: the room behind them is their own. */
static void test_marks(void)
{
	static const struct {
		const char *text;
		int width; /* of the last line, in half ems: two squares, and the mark's ink */
	} cases[] = {{"好？", 4}, {"好：", 4}, {"好。", 3}, {"好，", 3}, {"好）", 3}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin();
		t.style.indent = 0;
		layout_text(&t, t.root, BLOCK_PARAGRAPH, cases[i].text);
		g_assert_cmpint(layout_find(&t, layout_run(&t), "好")->width, ==, cases[i].width * PT(5));
	}
}

/* Ruby, emphasis dots and lines stand right of the text: towards the line before. */
static void test_right_side(void)
{
	struct block *p;
	const struct sheet *s;
	const struct paint *base;
	size_t rects = 0;

	begin();
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "着");
	p->spans.v[0].style = STYLE_DOTS;
	layout_span(&t, p, S("字"), 0)->ruby = S("zi");
	layout_span(&t, p, S("名"), STYLE_UNDERLINE);
	s = layout_run(&t);
	base = find_in_run(s, "名");
	g_assert_cmpint(find_run(s, "zi")->blk, <=, base->blk - PT(7));
	g_assert_cmpint(base->blk, ==, t.style.leading / 2);
	for (size_t i = 0; i < s->strips.n; i++)
		for (size_t k = 0; k < s->strips.v[i].paint_count; k++) {
			const struct paint *r = &s->strips.v[i].paints[k];
			if (r->kind != PAINT_RECT)
				continue;
			rects++;
			g_assert_cmpint(r->blk + r->rect.blk_size, <=, base->blk - PT(5));
			g_assert_cmpint(r->blk, >=, base->blk - PT(9));
		}
	g_assert_cmpuint(rects, ==, 2);
}

/* A picture stands upright: its width is across the lines. */
static void test_picture(void)
{
	static struct picture pic = {.type = PICTURE_PNG, .px_width = 40, .px_height = 80};
	const struct sheet *s;
	const struct paint *p;

	begin();
	block_new(&t.arena, BLOCK_PICTURE, t.root)->picture = &pic;
	s = layout_run(&t);
	p = &s->strips.v[s->strips.n - 1].paints[0];
	g_assert_cmpint(p->kind, ==, PAINT_PICTURE);
	g_assert_cmpint(p->picture.blk_size, ==, PT(30));
	g_assert_cmpint(p->picture.inl_size, ==, PT(60));
}

/* A number that is a marker has no point, which would lay it down. */
static void test_list(void)
{
	struct block *list, *item;

	begin();
	list = block_new(&t.arena, BLOCK_LIST, t.root);
	list->ordered = true;
	list->numbering = '1';
	item = block_new(&t.arena, BLOCK_ITEM, list);
	item->value = 12;
	layout_text(&t, item, BLOCK_PARAGRAPH, "项");
	g_assert_cmpint(find_run(layout_run(&t), "12")->run->turn, ==, TURN_NONE);
}

/* ---- pages ---- */

static struct display *issue_pages(const char *style)
{
	struct profile p;
	struct issue issue;
	struct article **articles = ARENA_ARRAY(&t.arena, 2, struct article *);
	struct galley **galleys = ARENA_ARRAY(&t.arena, 2, struct galley *);

	g_assert_true(profile_lookup(S("a5"), &p));
	page_style_read(&t.style, &p, str_from(style), S("test"), &t.diags);
	for (size_t i = 0; i < 2; i++) {
		articles[i] = layout_new_article(&t);
		for (int k = 0; k < 40; k++)
			layout_text(&t, t.root, BLOCK_PARAGRAPH,
				    "这一段只是要占去几行，好让一篇文章有几页长，左右两面都看得见。");
		galleys[i] = layout_article(&t.style, t.shaper, &t.arena, articles[i], i);
	}
	issue = layout_issue_of(&t, articles, 2);
	return layout_issue(&t.style, t.shaper, &t.arena, &issue, galleys);
}

/* All of a page is on it, the number across, below the lines. */
static void check_page(const struct display *d, size_t index, const struct geometry *g)
{
	const struct page *page = &d->pages.v[index];
	bool number = false;

	for (size_t i = 0; i < page->paints.n; i++) {
		const struct paint *p = &page->paints.v[i];
		g_assert_cmpint(p->inl, >=, 0);
		g_assert_cmpint(p->inl, <=, d->height);
		g_assert_cmpint(p->blk, >=, 0);
		g_assert_cmpint(p->blk, <=, d->width);
		if (p->kind == PAINT_GLYPHS && p->run->artifact && str_eq(p->run->text, page->label)) {
			number = true;
			g_assert_cmpint(p->run->turn, ==, TURN_NONE);
			g_assert_cmpint(p->inl, >, geometry_inl(g, index) + g->full);
		}
	}
	g_assert_true(number || !page->label.n);
}

static void test_pages(void)
{
	struct display *d = issue_pages("vertical: yes\n");
	struct geometry g = geometry_of(&t.style);

	g_assert_true(d->vertical);
	for (size_t i = 0; i < d->pages.n; i++)
		check_page(d, i, &g);
}

/* The rules of lines and pages hold in columns, too: measured on the finished pages. */
static void test_rules(void)
{
	static const char *const texts[] = {
		"第12章说了什么？说的是“引号”、（括号）与——破折号……还有省略号；一共3条：甲、乙、丙！",
		"2021年7月14日，MongoDB 5.0正式发布，售价99元，涨了12%，用Windows 11系统的人有3.5亿。",
	};
	struct profile p;
	struct issue issue;
	struct galley *galley;
	struct findings found;
	struct display *d;

	g_assert_true(profile_lookup(S("eink7"), &p));
	page_style_read(&t.style, &p, S("vertical: yes\n"), S("test"), &t.diags);
	layout_new_article(&t);
	for (int i = 0; i < 30; i++)
		for (int k = 0; k <= i % 3; k++)
			layout_span(&t, k ? t.root->last : block_new(&t.arena, BLOCK_PARAGRAPH, t.root),
				    str_from(texts[(i + k) % 2]), 0);
	galley = layout_article(&t.style, t.shaper, &t.arena, t.article, 0);
	issue = layout_issue_of(&t, &t.article, 1);
	d = layout_issue(&t.style, t.shaper, &t.arena, &issue, &galley);
	display_check(d, &t.style, &t.arena, &found);
	g_assert_cmpuint(found.lines, >, 50);
	for (size_t i = 0; i < found.faults.n; i++)
		g_test_message("rule %d by %d: %.*s", found.faults.v[i].rule, found.faults.v[i].by,
			       STR_FMT(found.faults.v[i].text));
	g_assert_cmpuint(found.faults.n, ==, 0);
}

/* Bound on the right: a right-hand page's inner margin is on its right, a left-hand
 * page's on its left. */
static void test_mirrored(void)
{
	struct display *d =
		issue_pages("vertical: yes\nmirrored: yes\nmargin-inner: 30mm\nmargin-outer: 15mm\n");
	struct geometry g = geometry_of(&t.style);

	g_assert_cmpint(g.blk_odd, >, g.blk_even);
	g_assert_cmpint(g.inl_odd, ==, g.inl_even);
	for (size_t i = 0; i < d->pages.n; i++)
		check_page(d, i, &g);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	layout_open(&t);
	g_test_add_func("/vertical/turned-and-upright", test_turned_and_upright);
	g_test_add_func("/vertical/hyphen", test_hyphen);
	g_test_add_func("/vertical/cell", test_cell);
	g_test_add_func("/vertical/marks", test_marks);
	g_test_add_func("/vertical/right-side", test_right_side);
	g_test_add_func("/vertical/picture", test_picture);
	g_test_add_func("/vertical/list", test_list);
	g_test_add_func("/vertical/pages", test_pages);
	g_test_add_func("/vertical/mirrored", test_mirrored);
	g_test_add_func("/vertical/rules", test_rules);
	status = g_test_run();
	layout_close(&t);
	return status;
}
