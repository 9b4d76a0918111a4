/* layout/tables: widths, spans, heads, and tables that fit no way. */
#include "layout-fixture.h"
#include "layout/table.h"

static struct layout_fixture t;

static struct block *table(struct block *parent, uint16_t columns)
{
	struct block *b = block_new(&t.arena, BLOCK_TABLE, parent);

	b->columns = columns;
	return b;
}

static void begin(void)
{
	layout_page(&t, 24, 40);
	layout_new_article(&t);
}

static struct cell made(uint32_t r, uint16_t column, uint16_t span, coord least, coord most)
{
	return (struct cell){
		.row = r, .column = column, .colspan = span, .rowspan = 1, .least = least, .most = most};
}

/* What there is beyond the least widths goes where most is wanted; nothing is left over. */
static void test_share(void)
{
	struct cell cells[] = {made(0, 0, 1, PT(20), PT(20)), made(0, 1, 1, PT(20), PT(400)),
			       made(0, 2, 1, PT(20), PT(100))};
	struct grid g = {.cells = cells, .cell_count = 3, .row_count = 1, .columns = 3};

	g_assert_true(grid_share(&g, PT(200), PT(10), 1000));
	g_assert_cmpint(g.width[0] + g.width[1] + g.width[2], ==, PT(200));
	g_assert_cmpint(g.width[1], >, g.width[2]);
	g_assert_cmpint(g.width[0], >=, PT(28));
	g_assert_true(grid_share(&g, PT(2000), PT(10), 1000));
	g_assert_cmpint(g.width[1], ==, PT(408) + 1); /* room enough: what is wanted, with padding */
	g_assert_false(grid_share(&g, PT(80), PT(10), 1000));
	g_assert_true(grid_share(&g, PT(80), PT(10), 800));
}

/* A column of short texts is not broken for the sake of one of long ones; where the long
 * one's longest word leaves no room for it, it is. */
static void test_share_short(void)
{
	struct cell cells[] = {made(0, 0, 1, PT(20), PT(40)), made(0, 1, 1, PT(20), PT(4000)),
			       made(0, 2, 1, PT(20), PT(30))};
	struct grid g = {.cells = cells, .cell_count = 3, .row_count = 1, .columns = 3};

	g_assert_true(grid_share(&g, PT(200), PT(10), 1000));
	g_assert_cmpint(g.width[0], ==, PT(48) + 1);
	g_assert_cmpint(g.width[2], ==, PT(38) + 1);
	g_assert_cmpint(g.width[0] + g.width[1] + g.width[2], ==, PT(200));
	cells[1].least = PT(120);
	g_assert_true(grid_share(&g, PT(200), PT(10), 1000));
	g_assert_cmpint(g.width[0], <, PT(48));
	g_assert_cmpint(g.width[1], >=, PT(128));
}

static void test_share_span(void)
{
	struct cell cells[] = {made(0, 0, 2, PT(100), PT(100)), made(1, 0, 1, PT(20), PT(20)),
			       made(1, 1, 1, PT(20), PT(20))};
	struct grid g = {.cells = cells, .cell_count = 3, .row_count = 2, .columns = 2};

	g_assert_true(grid_share(&g, PT(200), PT(10), 1000));
	g_assert_cmpint(g.width[0] + g.width[1], >=, PT(108));
}

static void test_grid(void)
{
	struct block *b;
	struct setter st = {.scratch = &t.arena};
	struct grid g;

	begin();
	b = table(t.root, 3);
	{
		struct block *r = layout_row(&t, b, true);
		layout_cell(&t, r, "甲")->rowspan = 2;
		layout_cell(&t, r, "乙")->colspan = 1000;
	}
	layout_cell(&t, layout_row(&t, b, false), "丙");
	g_assert_true(grid_make(&st, b, &g));
	g_assert_cmpuint(g.cell_count, ==, 3);
	g_assert_cmpuint(g.cells[1].colspan, ==, 2);
	g_assert_cmpuint(g.cells[2].column, ==, 1); /* beside the cell that reaches down */
	g_assert_cmpuint(g.head_rows, ==, 1);
}

static void test_simple(void)
{
	const struct sheet *s;
	const struct strip *first;
	struct block *b, *r;

	begin();
	b = table(t.root, 2);
	r = layout_row(&t, b, true);
	layout_cell(&t, r, "名");
	layout_cell(&t, r, "数");
	r = layout_row(&t, b, false);
	layout_cell(&t, r, "甲");
	layout_cell(&t, r, "1,234.5");
	s = layout_run(&t);
	first = layout_find(&t, s, "名数");
	g_assert_cmpint(first[1].penalty, ==, PENALTY_NEVER); /* the head and its first row */
	g_assert_nonnull(first[1].repeat);
	g_assert_true(str_eq(strip_text(&t, first + 1), S("甲1,234.5")));
}

/* Decided for a column, not cell by cell: a word in it, and none is flush right. */
static void test_columns_of_numbers(void)
{
	static const struct {
		const char *cells[5];
		bool flush;
	} columns[] = {
		{{"1,234", "12.5亿", "−3.5%", "￥980", "１７.2％"}, true},
		{{"1,234", "—", "", "5", "-"}, true},
		{{"1,234", "2", "暂缺", "5", "6"}, false},
		{{"—", "", "-", "–", "--"}, false},
		{{"万", "亿", "元", "1", "2"}, false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
		struct block *b, *r;
		struct grid g;
		struct setter st = {.style = &t.style, .a = &t.arena, .scratch = &t.arena};

		begin();
		b = table(t.root, 1);
		layout_cell(&t, layout_row(&t, b, true), "数");
		for (size_t k = 0; k < 5; k++) {
			r = layout_row(&t, b, false);
			layout_cell(&t, r, columns[i].cells[k]);
		}
		g_assert_true(grid_make(&st, b, &g));
		grid_find_numbers(&st, &g);
		g_assert_cmpint(g.numbers[0], ==, columns[i].flush);
	}
}

/* A hundred rows over pages of forty lines: the head is on every one of them, its link too. */
static void test_repeat(void)
{
	struct block *b, *r;
	struct issue issue;
	struct galley *g;
	struct display *d;
	static const struct link link = {.url = S("https://example.org/")};
	size_t heads = 0;

	begin();
	t.style.cover = t.style.contents = t.style.section_page = t.style.running_heads = false;
	b = table(t.root, 2);
	r = layout_row(&t, b, true);
	layout_cell(&t, r, "表头甲")->first->spans.v[0].link = &link;
	layout_cell(&t, r, "表头乙");
	for (int i = 0; i < 100; i++) {
		r = layout_row(&t, b, false);
		layout_cell(&t, r, "行");
		layout_cell(&t, r, "值");
	}
	issue = layout_issue_of(&t, &t.article, 1);
	g = layout_article(&t.style, t.shaper, &t.arena, t.article, 0);
	d = layout_issue(&t.style, t.shaper, &t.arena, &issue, &g);
	g_assert_cmpuint(d->pages.n, >=, 3);
	for (size_t i = 0; i < d->pages.n; i++)
		g_assert_cmpuint(d->pages.v[i].areas.n, ==, 1); /* the head's link */
	for (size_t i = 0; i < d->pages.n; i++)
		for (size_t k = 0; k < d->pages.v[i].paints.n; k++) {
			const struct paint *p = &d->pages.v[i].paints.v[k];
			heads += p->kind == PAINT_GLYPHS && str_eq(p->run->text, S("表头甲"));
		}
	g_assert_cmpuint(heads, ==, d->pages.n);
}

/* A row higher than half a page is parted between lines, any other is not. */
static void test_high_row(void)
{
	struct buf text = BUF(&t.arena);
	struct block *b, *r;
	const struct sheet *s;

	begin();
	for (int i = 0; i < 1500; i++)
		buf_add(&text, S("高"));
	b = table(t.root, 2);
	r = layout_row(&t, b, false);
	layout_cell(&t, r, "甲");
	layout_cell(&t, r, buf_cstr(&text));
	s = layout_run(&t);
	for (size_t i = 0; i < s->strips.n; i++)
		g_assert_cmpint(s->strips.v[i].height, <=, 20 * PT(17));
	g_assert_cmpuint(s->strips.n, >, 20);
}

/* Too many columns, or too wide: each row becomes lines of "head: cell". */
static void test_listed(void)
{
	struct block *b, *r;
	const struct sheet *s;

	begin();
	b = table(t.root, 30);
	r = layout_row(&t, b, true);
	for (int i = 0; i < 30; i++)
		layout_cell(&t, r, i ? "头" : "首");
	r = layout_row(&t, b, false);
	for (int i = 0; i < 30; i++)
		layout_cell(&t, r, i ? "身" : "第一格");
	s = layout_run(&t);
	layout_find(&t, s, "首：第一格");
	layout_find(&t, s, "头：身");
}

/* A table of 30 columns that is set as a list: heads "头0" …, then one row. */
static struct block *listed(void)
{
	struct block *b, *r;

	begin();
	b = table(t.root, 30);
	r = layout_row(&t, b, true);
	for (int i = 0; i < 30; i++)
		layout_cell(&t, r, arena_cstr(&t.arena, arena_printf(&t.arena, "头%d", i)));
	return b;
}

static size_t pictures_on(const struct sheet *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->strips.n; i++)
		for (size_t k = 0; k < s->strips.v[i].paint_count; k++)
			n += s->strips.v[i].paints[k].kind == PAINT_PICTURE;
	return n;
}

/* Its pictures are there, also of cells that hold nothing else. */
static void test_listed_pictures(void)
{
	static struct picture pic = {.type = PICTURE_PNG, .px_width = 40, .px_height = 40};
	struct block *r = layout_row(&t, listed(), false);
	const struct sheet *s;

	for (int i = 0; i < 30; i++)
		block_new(&t.arena, BLOCK_PICTURE, layout_cell(&t, r, i % 2 ? "字" : ""))->picture = &pic;
	s = layout_run(&t);
	g_assert_cmpuint(pictures_on(s), ==, 30);
	layout_find(&t, s, "头0：");
	layout_find(&t, s, "头1：字");
}

/* Paragraphs, lists and lines of code in its cells stay what they are. */
static void test_listed_blocks(void)
{
	struct block *r = layout_row(&t, listed(), false), *c, *l;
	const struct sheet *s;

	c = layout_cell(&t, r, "首段");
	layout_text(&t, c, BLOCK_PARAGRAPH, "次段");
	c = block_new(&t.arena, BLOCK_CELL, r);
	l = block_new(&t.arena, BLOCK_LIST, c);
	layout_text(&t, block_new(&t.arena, BLOCK_ITEM, l), BLOCK_PARAGRAPH, "甲");
	layout_text(&t, block_new(&t.arena, BLOCK_ITEM, l), BLOCK_PARAGRAPH, "乙");
	layout_text(&t, layout_cell(&t, r, "码"), BLOCK_CODE, "a = 1\n  b");
	s = layout_run(&t);
	layout_find(&t, s, "头0：首段");
	layout_find(&t, s, "次段");
	layout_find(&t, s, "•甲");
	layout_find(&t, s, "•乙");
	layout_find(&t, s, "头2：码");
	layout_find(&t, s, "a = 1");
	layout_find(&t, s, "  b");
	g_assert_cmpint(layout_find(&t, s, "头1：")[1].penalty, ==, PENALTY_NEVER);
}

/* A cell that reaches down from the row above takes its column. */
static void test_listed_spans(void)
{
	struct block *b = listed(), *r = layout_row(&t, b, false);
	const struct sheet *s;

	for (int i = 0; i < 30; i++)
		layout_cell(&t, r, "甲")->rowspan = i ? 1 : 2;
	r = layout_row(&t, b, false);
	for (int i = 1; i < 30; i++)
		layout_cell(&t, r, arena_cstr(&t.arena, arena_printf(&t.arena, "二%d", i)));
	s = layout_run(&t);
	layout_find(&t, s, "头1：二1");
	layout_find(&t, s, "头29：二29");
}

/* Heads of several rows are all said, each once, also that which spans rows. */
static void test_listed_head_rows(void)
{
	struct block *b, *r;
	const struct sheet *s;

	begin();
	b = table(t.root, 30);
	r = layout_row(&t, b, true);
	layout_cell(&t, r, "名")->rowspan = 2;
	layout_cell(&t, r, "上半年")->colspan = 15;
	layout_cell(&t, r, "下半年")->colspan = 14;
	r = layout_row(&t, b, true);
	for (int i = 1; i < 30; i++)
		layout_cell(&t, r, arena_cstr(&t.arena, arena_printf(&t.arena, "项%d", i)));
	r = layout_row(&t, b, false);
	for (int i = 0; i < 30; i++)
		layout_cell(&t, r, "值");
	s = layout_run(&t);
	layout_find(&t, s, "名：值");
	layout_find(&t, s, "上半年·项1：值");
	layout_find(&t, s, "上半年·项15：值");
	layout_find(&t, s, "下半年·项16：值");
	for (size_t i = 0; i < s->strips.n; i++)
		g_assert_false(str_starts(strip_text(&t, &s->strips.v[i]), S("项")));
}

/* A head of 30 KB before each of a thousand values would be 30 MB. */
static void test_listed_long_head(void)
{
	struct buf text = BUF(&t.arena);
	struct block *b, *r;

	begin();
	for (int i = 0; i < 3000; i++)
		buf_add(&text, S("长"));
	b = table(t.root, 30);
	r = layout_row(&t, b, true);
	for (int i = 0; i < 30; i++)
		layout_cell(&t, r, i ? "头" : buf_cstr(&text));
	for (int k = 0; k < 20; k++) {
		r = layout_row(&t, b, false);
		for (int i = 0; i < 30; i++)
			layout_cell(&t, r, "值");
	}
	const struct sheet *s = layout_run(&t);
	layout_find(&t, s, "长长长");
	g_assert_cmpuint(s->strips.n, <, 20 * 30 + 2 * 3000 / 24);
}

/* What a strip has of thin rules, from where and how long. */
static size_t rules_of(const struct strip *s, coord *begin, coord *length)
{
	size_t n = 0;

	for (size_t i = 0; i < s->paint_count; i++)
		if (s->paints[i].kind == PAINT_RECT && s->paints[i].rect.blk_size == PT(0.25)) {
			*begin = s->paints[i].inl;
			*length = s->paints[i].rect.inl_size;
			n++;
		}
	return n;
}

/* A rule between rows does not go through a cell that spans both. */
static void test_rules_around_spans(void)
{
	struct block *b, *r;
	const struct sheet *s;
	const struct strip *first;
	coord begin_at, length;

	begin();
	b = table(t.root, 2);
	r = layout_row(&t, b, false);
	layout_cell(&t, r, "跨两行的")->rowspan = 2;
	layout_cell(&t, r, "上格");
	r = layout_row(&t, b, false);
	layout_cell(&t, r, "下格");
	s = layout_run(&t);
	first = layout_find(&t, s, "跨两行的");
	/* The second row is a strip of its own, and begins with the rule. */
	g_assert_cmpuint(rules_of(&first[0], &begin_at, &length), ==, 0);
	g_assert_cmpuint(rules_of(&first[1], &begin_at, &length), ==, 1);
	g_assert_cmpint(begin_at, >, strip_start(first));
	g_assert_cmpint(begin_at, <=, strip_start(&first[1]));
}

/* Rows that one cell spans may stand on two pages where they would leave much of one
 * empty, but between rows only: none is cut. */
static void test_span_over_pages(void)
{
	struct block *b, *r;
	const struct strip *first;

	begin();
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "一段。");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "二段。");
	b = table(t.root, 2);
	for (int i = 0; i < 12; i++) {
		struct block *c;
		r = layout_row(&t, b, false);
		if (i % 3 == 0)
			layout_cell(&t, r, "跨三行")->rowspan = 3;
		c = layout_cell(&t, r, "上");
		layout_text(&t, c, BLOCK_PARAGRAPH, "下");
	}
	first = layout_find(&t, layout_run(&t), "跨三行");
	for (int i = 0; i < 12; i++)
		g_assert_true(str_ends(strip_text(&t, &first[i]), S("上下")));
	g_assert_cmpint(first[1].penalty, ==, PENALTY_SPAN);
	g_assert_cmpint(first[2].penalty, ==, PENALTY_SPAN);
	g_assert_cmpint(first[3].penalty, <, PENALTY_SPAN);
}

/* A row that is parted parts no paragraph so that a line of it stands alone. */
static void test_parted_row_widows(void)
{
	struct block *b, *c;
	const struct sheet *s;
	size_t never = 0;

	begin();
	b = table(t.root, 1);
	c = layout_cell(&t, layout_row(&t, b, false), "头一段");
	for (int i = 0; i < 12; i++)
		layout_text(&t, c, BLOCK_PARAGRAPH,
			    "这一段有三行长，所以不能拆开，拆开总有一行要落单：头一行不能落单，末一行也不能落"
			    "单，中间的一行跟着"
			    "它们走。");
	s = layout_run(&t);
	for (size_t i = 1; i < s->strips.n; i++)
		never += s->strips.v[i].penalty >= PENALTY_NEVER;
	g_assert_cmpuint(never, >=, 24);
}

/* The rows of a table made a list: no cell of one is alone on a page. */
static void test_listed_keeps(void)
{
	struct block *b, *r;
	const struct strip *first;

	begin();
	b = table(t.root, 30);
	for (int i = 0; i < 2; i++) {
		r = layout_row(&t, b, false);
		for (int k = 0; k < 30; k++)
			layout_cell(&t, r, k ? "身" : "第一格");
	}
	first = layout_find(&t, layout_run(&t), "第一格");
	g_assert_cmpint(first[1].penalty, ==, PENALTY_NEVER);
	g_assert_cmpint(first[2].penalty, <, PENALTY_NEVER);
	g_assert_cmpint(first[29].penalty, ==, PENALTY_NEVER);
}

/* Where a table goes on overleaf, its part on this page is closed by a rule. */
static void test_closed_parts(void)
{
	struct block *b, *r;
	struct issue issue;
	struct galley *g;
	struct display *d;

	begin();
	t.style.cover = t.style.contents = t.style.section_page = t.style.running_heads = false;
	b = table(t.root, 1);
	layout_cell(&t, layout_row(&t, b, true), "头");
	for (int i = 0; i < 60; i++) {
		r = layout_row(&t, b, false);
		layout_cell(&t, r, "行");
	}
	issue = layout_issue_of(&t, &t.article, 1);
	g = layout_article(&t.style, t.shaper, &t.arena, t.article, 0);
	d = layout_issue(&t.style, t.shaper, &t.arena, &issue, &g);
	g_assert_cmpuint(d->pages.n, >=, 2);
	for (size_t i = 0; i < d->pages.n; i++) {
		coord text = 0, rule = 0;
		for (size_t k = 0; k < d->pages.v[i].paints.n; k++) {
			const struct paint *p = &d->pages.v[i].paints.v[k];
			if (p->kind == PAINT_RECT && p->blk > rule)
				rule = p->blk;
			if (p->kind == PAINT_GLYPHS && !p->run->artifact && p->blk > text)
				text = p->blk;
		}
		g_assert_cmpint(rule, >, text);
	}
}

/* Nothing that a table can say takes more than its own text. */
static void test_hostile(void)
{
	struct block *b, *r;

	begin();
	table(t.root, 0);
	table(t.root, 5);
	b = table(t.root, 1000);
	r = layout_row(&t, b, false);
	layout_cell(&t, r, "宽")->colspan = 1000;
	b = table(t.root, 2);
	for (int i = 0; i < 50; i++) {
		r = layout_row(&t, b, false);
		layout_cell(&t, r, "深")->rowspan = 1000;
		block_new(&t.arena, BLOCK_CELL, r);
	}
	b = t.root;
	for (int i = 0; i < 20; i++) { /* tables in tables */
		b = layout_row(&t, table(b, 1), false);
		b = layout_cell(&t, b, "层");
	}
	g_assert_cmpuint(layout_run(&t)->strips.n, >, 2);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	layout_open(&t);
	g_test_add_func("/table/share", test_share);
	g_test_add_func("/table/share-short", test_share_short);
	g_test_add_func("/table/share-span", test_share_span);
	g_test_add_func("/table/grid", test_grid);
	g_test_add_func("/table/simple", test_simple);
	g_test_add_func("/table/repeat", test_repeat);
	g_test_add_func("/table/columns-of-numbers", test_columns_of_numbers);
	g_test_add_func("/table/high-row", test_high_row);
	g_test_add_func("/table/listed", test_listed);
	g_test_add_func("/table/listed-pictures", test_listed_pictures);
	g_test_add_func("/table/listed-blocks", test_listed_blocks);
	g_test_add_func("/table/listed-spans", test_listed_spans);
	g_test_add_func("/table/listed-head-rows", test_listed_head_rows);
	g_test_add_func("/table/listed-long-head", test_listed_long_head);
	g_test_add_func("/table/rules-around-spans", test_rules_around_spans);
	g_test_add_func("/table/span-over-pages", test_span_over_pages);
	g_test_add_func("/table/parted-row-widows", test_parted_row_widows);
	g_test_add_func("/table/listed-keeps", test_listed_keeps);
	g_test_add_func("/table/closed-parts", test_closed_parts);
	g_test_add_func("/table/hostile", test_hostile);
	status = g_test_run();
	layout_close(&t);
	return status;
}
