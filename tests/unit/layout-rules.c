/* TYPOGRAPHY.md, "Blocks" and "Pages": a test for each rule that no other file has one for.
 *
 * Elsewhere: tables layout-table, lists and what stands around blocks layout-list, footnotes
 * layout-notes, vertical pages layout-vertical, lines layout-paragraph and layout-check. */
#include "layout-fixture.h"
#include "layout/check.h"
#include "layout/pages.h"

static struct layout_fixture t;

static const char *const prose = "这是一段用来填满版面的文字，它没有别的意思，只是要有足够的长度，"
				 "好让一页放不下，于是看得出分页的规矩是不是守住了。";

static void begin(void)
{
	layout_page(&t, 24, 20);
	layout_new_article(&t);
}

/* ---- blocks ---- */

/* First lines are indented two ems, also after a heading; captions, centred lines and
 * verse are not. */
static void test_indent(void)
{
	const struct sheet *s;
	struct block *figure;

	begin();
	layout_text(&t, t.root, BLOCK_HEADING, "小标题")->level = 1;
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "标题之后的一段。");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "居中的一行。")->align = ALIGN_CENTER;
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "再一段。");
	figure = block_new(&t.arena, BLOCK_FIGURE, t.root);
	layout_text(&t, figure, BLOCK_CAPTION, "图注");
	s = layout_run(&t);
	g_assert_cmpint(strip_start(layout_find(&t, s, "小标题")), ==, 0);
	g_assert_cmpint(strip_start(layout_find(&t, s, "标题之后")), ==, PT(20));
	g_assert_cmpint(strip_start(layout_find(&t, s, "再一段")), ==, PT(20));
	/* In the middle of the measure, so not two ems further. */
	g_assert_cmpint(ABS(2 * strip_start(layout_find(&t, s, "居中")) + layout_find(&t, s, "居中")->width -
			    PT(240)),
			<=, PT(6));
	g_assert_cmpint(ABS(2 * strip_start(layout_find(&t, s, "图注")) + layout_find(&t, s, "图注")->width -
			    PT(240)),
			<=, PT(12));
}

/* Verse steps in two ems; a line that is too long hangs one further. */
static void test_verse(void)
{
	const struct sheet *s;
	const struct strip *first;
	struct block *b;
	struct span br = {.kind = SPAN_BREAK};

	begin();
	b = layout_text(&t, t.root, BLOCK_PARAGRAPH, "床前明月光");
	b->verse = true;
	VEC_PUSH(&t.arena, &b->spans, br);
	layout_span(&t, b, S("这一行比版心宽得多，要转到下一行去，转下去的那一行多缩一个字"), 0);
	s = layout_run(&t);
	first = layout_find(&t, s, "床前明月光");
	g_assert_cmpint(strip_start(&first[0]), ==, PT(20));
	g_assert_cmpint(strip_start(&first[1]), ==, PT(20));
	g_assert_cmpint(strip_start(&first[2]), ==, PT(30));
}

/* Pictures: at most the measure wide and 60% of the page high, never enlarged beyond 1.5. */
static void test_picture_size(void)
{
	static struct picture pics[] = {
		{.type = PICTURE_PNG, .px_width = 4000, .px_height = 1000},
		{.type = PICTURE_PNG, .px_width = 1000, .px_height = 4000},
		{.type = PICTURE_PNG, .px_width = 200, .px_height = 100},
		{.type = PICTURE_PNG, .px_width = 20, .px_height = 20},
	};

	for (size_t i = 0; i < sizeof pics / sizeof *pics; i++) {
		const struct sheet *s;
		const struct paint *p;
		begin();
		block_new(&t.arena, BLOCK_PICTURE, t.root)->picture = &pics[i];
		s = layout_run(&t);
		p = &s->strips.v[s->strips.n - 1].paints[0];
		g_assert_cmpint(p->picture.inl_size, <=, PT(240));
		g_assert_cmpint(p->picture.blk_size, <=, 20 * PT(17) * 6 / 10);
		g_assert_cmpint(p->picture.inl_size, <=, pics[i].px_width * PT(3) / 4 * 3 / 2);
	}
}

/* A caption is kept with its picture, above or below. */
static void test_caption(void)
{
	static struct picture pic = {.type = PICTURE_PNG, .px_width = 100, .px_height = 100};

	for (int above = 0; above < 2; above++) {
		const struct sheet *s;
		struct block *f;
		begin();
		f = block_new(&t.arena, BLOCK_FIGURE, t.root);
		if (above)
			layout_text(&t, f, BLOCK_CAPTION, "图注");
		block_new(&t.arena, BLOCK_PICTURE, f)->picture = &pic;
		if (!above)
			layout_text(&t, f, BLOCK_CAPTION, "图注");
		s = layout_run(&t);
		g_assert_cmpint(s->strips.v[s->strips.n - 1].penalty, ==, PENALTY_NEVER);
	}
}

/* A heading stays with its picture; what follows the picture is free. */
static void test_heading_and_picture(void)
{
	static struct picture pic = {.type = PICTURE_PNG, .px_width = 100, .px_height = 100};
	const struct sheet *s;
	const struct strip *heading;

	begin();
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "前一段。");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "前二段。");
	layout_text(&t, t.root, BLOCK_HEADING, "小标题")->level = 1;
	block_new(&t.arena, BLOCK_PICTURE, t.root)->picture = &pic;
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "后一段。");
	s = layout_run(&t);
	heading = layout_find(&t, s, "小标题");
	g_assert_cmpint(heading[1].penalty, ==, PENALTY_NEVER);
	g_assert_cmpint(heading[2].penalty, <, PENALTY_NEVER);
}

/* Code: two lines on either side of a page's end, and no wrapped line torn without need. */
static void test_code_over_pages(void)
{
	const struct sheet *s;
	const struct strip *first;

	begin();
	layout_text(&t, t.root, BLOCK_CODE,
		    "first\nthis line is so long that it goes on after a mark below\nthird\nfourth\nlast\n");
	s = layout_run(&t);
	first = layout_find(&t, s, "first");
	g_assert_cmpint(first[1].penalty, ==, PENALTY_NEVER);
	g_assert_cmpint(first[2].penalty, ==, PENALTY_LIST); /* goes on */
	g_assert_cmpint(layout_find(&t, s, "fourth")->penalty, ==, 0);
	g_assert_cmpint(layout_find(&t, s, "last")->penalty, ==, PENALTY_NEVER);
}

/* A list is not parted after its first item or before its last, where there is a choice. */
static void test_list_ends(void)
{
	const struct sheet *s;
	const struct strip *first;
	struct block *list;

	begin();
	list = block_new(&t.arena, BLOCK_LIST, t.root);
	for (int i = 0; i < 4; i++)
		layout_text(&t, block_new(&t.arena, BLOCK_ITEM, list), BLOCK_PARAGRAPH, "项");
	s = layout_run(&t);
	first = layout_find(&t, s, "•项");
	g_assert_cmpint(first[1].penalty, >, 0);
	g_assert_cmpint(first[2].penalty, ==, 0);
	g_assert_cmpint(first[3].penalty, >, 0);
}

/* ---- pages ---- */

static void fill(int paragraphs, bool headings)
{
	layout_new_article(&t);
	for (int i = 0; i < paragraphs; i++) {
		if (headings && i % 5 == 2)
			layout_text(&t, t.root, BLOCK_HEADING, "小标题")->level = 1 + i % 3;
		layout_text(&t, t.root, BLOCK_PARAGRAPH,
			    i % 3 ? prose : "短的一段，只有一行半，多一点点，够两行了吧。");
	}
}

static struct display *issue_of(const char *profile, const char *style, int articles, int paragraphs,
				bool headings)
{
	struct article **list = ARENA_ARRAY(&t.arena, (size_t)articles, struct article *);

	layout_style(&t, profile, style);
	for (int i = 0; i < articles; i++) {
		fill(paragraphs + i, headings);
		t.article->title = arena_printf(&t.arena, "第%d篇的题目", i);
		list[i] = t.article;
	}
	return layout_pages(&t, list, (size_t)articles);
}

#define BODY "cover: no\ncontents: no\nsection-page: no\n"

static const char *const sheets[] = {"a5", "a4", "a4-2col", "eink6", "eink10"};

/* Whatever the sheet, headings, widows, orphans and the grid are as they should be. */
static void test_keeps(void)
{
	static const enum rule rules[] = {RULE_HEADING, RULE_WIDOW, RULE_ORPHAN, RULE_GRID, RULE_OVER};

	for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
		for (int n = 11; n < 17; n++) {
			struct findings found;
			struct display *d = issue_of(sheets[i], BODY, 2, n, true);
			display_check(d, &t.style, &t.arena, &found);
			g_assert_cmpuint(found.lines, >, 20);
			for (size_t r = 0; r < sizeof rules / sizeof *rules; r++)
				g_assert_cmpuint(found.count[rules[r]], ==, 0);
		}
}

/* The lowest baseline of running text in a column. */
static coord lowest(const struct page *page, const struct geometry *g, int column)
{
	coord low = 0;

	for (size_t i = 0; i < page->paints.n; i++) {
		const struct paint *p = &page->paints.v[i];
		coord edge = g->inl_odd + g->column_step - t.style.column_gap / 2;
		if (p->kind == PAINT_GLYPHS && !p->run->artifact && p->run->size == t.style.size &&
		    (g->columns == 1 || (p->inl > edge) == column) && p->blk > low)
			low = p->blk;
	}
	return low;
}

/* No short page without a cause: of plain text, none but the last has more than a line to
 * spare beyond what widows and orphans want. */
static void test_full_pages(void)
{
	for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
		struct display *d = issue_of(sheets[i], BODY, 1, 40, false);
		struct geometry g = geometry_of(&t.style);
		coord bottom = geometry_blk(&g, 0) + g.height;

		for (size_t k = 0; k + 1 < d->pages.n; k++)
			for (int c = 0; c < g.columns; c++)
				g_assert_cmpint(bottom - lowest(&d->pages.v[k], &g, c), <,
						3 * t.style.leading);
	}
}

/* Two columns are balanced at a section's end: as far as widows and orphans let them. */
static void test_even_columns(void)
{
	for (int n = 1; n < 40; n++) {
		struct profile p;
		struct issue issue;
		struct galley *galley;
		struct display *d;
		struct geometry g;
		const struct page *last;

		g_assert_true(profile_lookup(S("a4-2col"), &p));
		page_style_read(&t.style, &p, S(BODY "article-on-new-page: no\n"), S("test"), &t.diags);
		layout_new_article(&t);
		for (int i = 0; i < n; i++)
			for (int k = 0; k < 3; k++)
				layout_span(&t,
					    k ? t.root->last : block_new(&t.arena, BLOCK_PARAGRAPH, t.root),
					    str_from(prose), 0);
		galley = layout_article(&t.style, t.shaper, &t.arena, t.article, 0);
		issue = layout_issue_of(&t, &t.article, 1);
		d = layout_issue(&t.style, t.shaper, &t.arena, &issue, &galley);
		g = geometry_of(&t.style);
		last = &d->pages.v[d->pages.n - 1];
		g_assert_cmpint(ABS(lowest(last, &g, 0) - lowest(last, &g, 1)), <=, 2 * t.style.leading);
	}
}

/* Both sides of a leaf, and columns, stand on one grid. */
static void test_grid(void)
{
	for (int mirrored = 0; mirrored < 2; mirrored++) {
		struct display *d =
			issue_of("a4-2col", mirrored ? BODY "mirrored: yes\n" : BODY, 1, 40, true);
		coord phase = -1;

		for (size_t i = 0; i < d->pages.n; i++)
			for (size_t k = 0; k < d->pages.v[i].paints.n; k++) {
				const struct paint *p = &d->pages.v[i].paints.v[k];
				if (p->kind != PAINT_GLYPHS || !p->run->line || !p->run->line->grid)
					continue;
				if (phase < 0)
					phase = p->blk % t.style.leading;
				g_assert_cmpint(p->blk % t.style.leading, ==, phase);
			}
		g_assert_cmpint(phase, >=, 0);
	}
}

static const struct paint *artifact(const struct page *page, const char *text)
{
	for (size_t i = 0; i < page->paints.n; i++) {
		const struct paint *p = &page->paints.v[i];
		if (p->kind == PAINT_GLYPHS && p->run->artifact && str_starts(p->run->text, str_from(text)))
			return p;
	}
	return NULL;
}

/* Running head: section left, article right, 8 pt; none where an article opens. */
static void test_running_heads(void)
{
	struct display *d = issue_of("a5", BODY, 1, 30, false);
	const struct paint *section = artifact(&d->pages.v[1], "节"), *title = artifact(&d->pages.v[1], "第");

	g_assert_null(artifact(&d->pages.v[0], "节"));
	g_assert_nonnull(section);
	g_assert_nonnull(title);
	g_assert_cmpint(section->run->size, ==, PT(8));
	g_assert_cmpint(section->inl, <, title->inl);
	g_assert_cmpint(section->blk, <, geometry_of(&t.style).blk_odd);
}

/* Page numbers outside; margins mirrored, for printing on both sides. */
static void test_outside(void)
{
	struct display *d =
		issue_of("a5", BODY "mirrored: yes\nmargin-inner: 30mm\nmargin-outer: 12mm\n", 1, 30, false);
	struct geometry g = geometry_of(&t.style);
	const struct paint *odd = artifact(&d->pages.v[0], "1"), *even = artifact(&d->pages.v[1], "2");

	g_assert_cmpint(g.inl_odd - g.inl_even, ==, t.style.margin_inner - t.style.margin_outer);
	g_assert_cmpint(odd->inl, >, d->width / 2);
	g_assert_cmpint(even->inl, <, d->width / 2);
}

/* Front matter in roman numbers; contents with leaders, numbers, and links. */
static void test_contents(void)
{
	struct display *d = issue_of("a5", "", 3, 12, false);
	const struct page *page = &d->pages.v[1];
	size_t leaders = 0, links = 0;
	bool number = false;

	g_assert_true(str_eq(page->label, S("i")));
	for (size_t i = 0; i < page->paints.n; i++) {
		const struct paint *p = &page->paints.v[i];
		if (p->kind != PAINT_GLYPHS)
			continue;
		leaders += p->run->artifact && p->run->count > 10 && !p->run->text.n;
		for (size_t k = 0; k < d->dests.n; k++)
			number |= str_eq(d->dests.v[k].name, S("a1")) &&
				  str_eq(p->run->text, d->pages.v[d->dests.v[k].page].label);
	}
	for (size_t i = 0; i < page->areas.n; i++)
		links += str_starts(page->areas.v[i].dest, S("a"));
	g_assert_cmpuint(leaders, ==, 3);
	g_assert_cmpuint(links, >=, 3);
	g_assert_true(number);
}

/* The rule over a section's name stands a line or more below the text above it. */
static void check_air_above_heads(const struct display *d)
{
	for (size_t i = 0; i < d->pages.n; i++) {
		const struct page *page = &d->pages.v[i];
		for (size_t k = 0; k < page->paints.n; k++) {
			const struct paint *rule = &page->paints.v[k];
			if (rule->kind != PAINT_RECT || rule->rect.blk_size != PT(1.5))
				continue;
			for (size_t j = 0; j < k; j++)
				if (page->paints.v[j].kind == PAINT_GLYPHS)
					g_assert_cmpint(rule->blk - page->paints.v[j].blk, >=,
							t.style.leading);
		}
	}
}

/* The name of a section never ends a page: its first article begins on it. */
static void test_section_heads(void)
{
	for (int n = 1; n < 30; n++) {
		struct article *list[2];
		struct galley *galleys[2];
		struct section sections[2] = {{S("甲"), list, 1}, {S("乙"), list + 1, 1}};
		struct issue issue;
		struct profile p;
		struct display *d;

		g_assert_true(profile_lookup(S("a4-2col"), &p));
		page_style_read(&t.style, &p, S(BODY "article-on-new-page: no\n"), S("test"), &t.diags);
		for (size_t i = 0; i < 2; i++) {
			fill(i ? 4 : n, false);
			list[i] = t.article;
			galleys[i] = layout_article(&t.style, t.shaper, &t.arena, list[i], i);
		}
		issue = layout_issue_of(&t, list, 2);
		issue.sections = sections;
		issue.section_count = 2;
		d = layout_issue(&t.style, t.shaper, &t.arena, &issue, galleys);
		for (size_t i = 0; i < d->dests.n; i++)
			for (size_t k = 0; k < d->dests.n; k++)
				if (str_eq(d->dests.v[i].name, S("s1")) &&
				    str_eq(d->dests.v[k].name, S("a1")))
					g_assert_cmpuint(d->dests.v[i].page, ==, d->dests.v[k].page);
		check_air_above_heads(d);
	}
}

/* A masthead's own rule is enough above the first section. */
static void test_masthead(void)
{
	struct display *d = issue_of("a4-2col", BODY "masthead: yes\narticle-on-new-page: no\n", 2, 4, false);
	coord last = -PT(100);

	for (size_t i = 0; i < d->pages.v[0].paints.n; i++) {
		const struct paint *p = &d->pages.v[0].paints.v[i];
		if (p->kind != PAINT_RECT || p->rect.inl_size < d->width / 2)
			continue;
		g_assert_cmpint(p->blk - last, >, t.style.leading);
		last = p->blk;
	}
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	layout_open(&t);
	g_test_add_func("/rules/blocks/indent", test_indent);
	g_test_add_func("/rules/blocks/verse", test_verse);
	g_test_add_func("/rules/blocks/picture-size", test_picture_size);
	g_test_add_func("/rules/blocks/caption", test_caption);
	g_test_add_func("/rules/blocks/heading-and-picture", test_heading_and_picture);
	g_test_add_func("/rules/blocks/code-over-pages", test_code_over_pages);
	g_test_add_func("/rules/blocks/list-ends", test_list_ends);
	g_test_add_func("/rules/pages/keeps", test_keeps);
	g_test_add_func("/rules/pages/full", test_full_pages);
	g_test_add_func("/rules/pages/even-columns", test_even_columns);
	g_test_add_func("/rules/pages/grid", test_grid);
	g_test_add_func("/rules/pages/running-heads", test_running_heads);
	g_test_add_func("/rules/pages/outside", test_outside);
	g_test_add_func("/rules/pages/contents", test_contents);
	g_test_add_func("/rules/pages/section-heads", test_section_heads);
	g_test_add_func("/rules/pages/masthead", test_masthead);
	status = g_test_run();
	layout_close(&t);
	return status;
}
