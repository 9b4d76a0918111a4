/* TYPOGRAPHY.md, "Fonts", and of the other parts what is seen rather than measured: which face
 * sets what, dots, marks in the margin, what a section opens with. */
#include "layout-fixture.h"
#include "layout/pages.h"

#include <time.h>

static struct layout_fixture t;

static void begin(void)
{
	layout_page(&t, 30, 40);
	layout_new_article(&t);
}

static const struct glyph_run *run_on(const struct sheet *s, const char *text)
{
	for (size_t i = 0; i < s->strips.n; i++)
		for (size_t k = 0; k < s->strips.v[i].paint_count; k++) {
			const struct paint *p = &s->strips.v[i].paints[k];
			if (p->kind == PAINT_GLYPHS && str_starts(p->run->text, str_from(text)))
				return p->run;
		}
	g_error("nothing says %s", text);
}

static void expect_face(const struct sheet *s, const char *text, const char *name)
{
	g_test_message("%s in %s", text, name);
	g_assert_true(str_starts(face_postscript_name(run_on(s, text)->face), str_from(name)));
}

/* 楷, or 宋 where there is none. */
static void expect_quote_face(const struct sheet *s, const char *text)
{
	g_assert_true(run_on(s, text)->face == fonts_primary(t.fonts, ROLE_QUOTE, FONT_SC, false));
	g_assert_true(run_on(s, text)->face != fonts_primary(t.fonts, ROLE_HEADING, FONT_SC, true));
}

/* Body 宋, headings and table heads 黑, quotations, captions and <em> 楷, code in one width. */
static void test_faces(void)
{
	static struct picture pic = {.type = PICTURE_PNG, .px_width = 100, .px_height = 100};
	const struct sheet *s;
	struct block *b;

	begin();
	layout_text(&t, t.root, BLOCK_HEADING, "标题")->level = 1;
	b = layout_text(&t, t.root, BLOCK_PARAGRAPH, "正文");
	layout_span(&t, b, S("强"), STYLE_EM);
	layout_span(&t, b, S("code"), STYLE_CODE);
	layout_span(&t, b, S("粗"), STYLE_STRONG);
	layout_text(&t, block_new(&t.arena, BLOCK_QUOTE, t.root), BLOCK_PARAGRAPH, "引文");
	layout_text(&t, t.root, BLOCK_CODE, "int");
	b = block_new(&t.arena, BLOCK_FIGURE, t.root);
	block_new(&t.arena, BLOCK_PICTURE, b)->picture = &pic;
	layout_text(&t, b, BLOCK_CAPTION, "图注");
	b = block_new(&t.arena, BLOCK_TABLE, t.root);
	b->columns = 1;
	layout_cell(&t, layout_row(&t, b, true), "表头");
	layout_cell(&t, layout_row(&t, b, false), "表身");
	s = layout_run(&t);
	expect_face(s, "标题", "NotoSansCJKsc-Bold");
	expect_face(s, "正文", "NotoSerifCJKsc-Regular");
	expect_face(s, "粗", "NotoSerifCJKsc-Bold");
	expect_face(s, "code", "NotoSansMonoCJKsc");
	expect_face(s, "int", "NotoSansMonoCJKsc");
	expect_face(s, "表头", "NotoSansCJKsc-Bold");
	expect_face(s, "表身", "NotoSerifCJKsc-Regular");
	expect_quote_face(s, "强");
	expect_quote_face(s, "引文");
	expect_quote_face(s, "图注");
}

/* Each article, and a part of one that says so, in the forms of its language. */
static void test_language(void)
{
	static const struct {
		const char *lang, *face;
	} cases[] = {{"zh-Hans", "NotoSerifCJKsc"}, {"zh-TW", "NotoSerifCJKtc"},
		     {"zh-Hant", "NotoSerifCJKtc"}, {"zh-HK", "NotoSerifCJKhk"},
		     {"ja", "NotoSerifCJKjp"},      {"ko", "NotoSerifCJKkr"}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct sheet *s;
		struct block *b;

		begin();
		t.article->lang = str_from(cases[i].lang);
		b = layout_text(&t, t.root, BLOCK_PARAGRAPH, "直骨誤");
		layout_span(&t, b, S("令"), 0)->lang = S("ja");
		s = layout_run(&t);
		expect_face(s, "直", cases[i].face);
		if (!g_str_equal(cases[i].lang, "ja"))
			expect_face(s, "令", "NotoSerifCJKjp");
	}
}

/* A dot under the middle of each character, none at marks. */
static void test_dots(void)
{
	const struct strip *s;
	coord at[3];
	size_t n = 0;

	begin();
	t.style.indent = 0;
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "重点，是")->spans.v[0].style = STYLE_DOTS;
	s = layout_find(&t, layout_run(&t), "重点");
	for (size_t i = 0; i < s->paint_count; i++) {
		const struct paint *p = &s->paints[i];
		if (p->kind != PAINT_RECT)
			continue;
		g_assert_cmpuint(n, <, 3);
		at[n++] = p->inl + p->rect.inl_size / 2;
		g_assert_cmpint(p->blk, >, s->paints[0].blk + PT(1));
		g_assert_cmpint(p->blk + p->rect.blk_size, <, t.style.leading);
	}
	g_assert_cmpuint(n, ==, 3);
	g_assert_cmpint(at[0], ==, PT(5));
	g_assert_cmpint(at[1], ==, PT(15));
	g_assert_cmpint(at[2], ==, PT(35));
}

/* 。，、 stand in the margin where the style says so, and only there. */
static void test_hanging_marks(void)
{
	static const char text[] = "一二三四五六七八九十，一二三四五六七八九十。一二三四五六七八九十，一二三";

	for (int hang = 0; hang < 2; hang++) {
		const struct sheet *s;
		size_t hanging = 0;

		layout_page(&t, 10, 40);
		layout_new_article(&t);
		t.style.indent = 0;
		t.style.hang_marks = hang;
		layout_text(&t, t.root, BLOCK_PARAGRAPH, text);
		s = layout_run(&t);
		for (size_t i = 0; i < s->strips.n; i++) {
			const struct strip *strip = &s->strips.v[i];
			const struct paint *last =
				strip->paint_count ? &strip->paints[strip->paint_count - 1] : NULL;
			hanging += strip->line && strip->line->hangs;
			if (strip->line && strip->line->hangs)
				g_assert_cmpint(last->inl, >=,
						PT(100)); /* it begins where the measure ends */
		}
		g_assert_cmpuint(hanging, ==, hang ? 3 : 0);
	}
}

/* Text in cells begins at the cell's padding, indented nowhere. */
static void test_cells(void)
{
	const struct strip *line;
	struct block *b, *r;

	begin();
	b = block_new(&t.arena, BLOCK_TABLE, t.root);
	b->columns = 2;
	r = layout_row(&t, b, false);
	layout_cell(&t, r, "甲乙丙丁，这一格里的文字很长，长得要分成两行，两行的头上都不缩进，所以对得齐。");
	layout_cell(&t, r, "短");
	line = layout_find(&t, layout_run(&t), "甲乙");
	for (size_t i = 0, seen = 0; i < line->paint_count && seen < 2; i++) {
		const struct paint *p = &line->paints[i];
		if (p->kind == PAINT_GLYPHS && p->inl < PT(60)) {
			g_assert_cmpint(p->inl, <, PT(9));
			seen++;
		}
	}
}

/* Both rows of a missing character's code stand inside its box. */
static void test_missing_box(void)
{
	const struct strip *s;
	coord top = COORD_MAX, bottom = 0;
	size_t rows = 0;

	begin();
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "有\xF4\x8F\xBF\xBD无");
	s = layout_find(&t, layout_run(&t), "有");
	for (size_t i = 0; i < s->paint_count; i++) {
		const struct paint *p = &s->paints[i];
		if (p->kind != PAINT_RECT)
			continue;
		top = p->blk < top ? p->blk : top;
		bottom = p->blk + p->rect.blk_size > bottom ? p->blk + p->rect.blk_size : bottom;
	}
	for (size_t i = 0; i < s->paint_count; i++) {
		const struct paint *p = &s->paints[i];
		if (p->kind != PAINT_GLYPHS || p->run->size > PT(4))
			continue;
		rows++;
		g_assert_cmpint(p->blk, <, bottom - PT(0.5));
		g_assert_cmpint(p->blk - p->run->size * 3 / 4, >, top + PT(0.5));
	}
	g_assert_cmpuint(rows, ==, 2);
}

static size_t runs_that_say(const struct sheet *s, const char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < s->strips.n; i++)
		for (size_t k = 0; k < s->strips.v[i].paint_count; k++) {
			const struct paint *p = &s->strips.v[i].paints[k];
			n += p->kind == PAINT_GLYPHS && str_eq(p->run->text, str_from(text));
		}
	return n;
}

/* A head is parted between words, as a title is. */
static void test_table_head(void)
{
	struct block *b, *r;

	layout_page(&t, 50, 40);
	layout_new_article(&t);
	t.style.column_gap = PT(20);
	t.style.profile.columns = 2; /* where no line begins with an opening mark without need */
	b = block_new(&t.arena, BLOCK_TABLE, t.root);
	b->columns = 5;
	for (int k = 0; k < 2; k++) {
		r = layout_row(&t, b, k == 0);
		for (int i = 0; i < 5; i++)
			layout_cell(&t, r, k ? "1,234.5" : "营收（亿元）");
	}
	g_assert_cmpuint(runs_that_say(layout_run(&t), "营收"), ==, 5);
}

/* Lines of code too long go on behind a mark. */
static void test_wrapped_code(void)
{
	const struct sheet *s;
	size_t marks = 0;

	begin();
	layout_text(&t, t.root, BLOCK_CODE,
		    "short\none_line_of_code(that, is, much, longer, than, the, measure, is, wide, and, "
		    "goes, on)\n");
	s = layout_run(&t);
	for (size_t i = 0; i < s->strips.n; i++)
		for (size_t k = 0; k < s->strips.v[i].paint_count; k++) {
			const struct paint *p = &s->strips.v[i].paints[k];
			if (p->kind == PAINT_GLYPHS && p->run->artifact && p->run->count == 1)
				marks++;
		}
	g_assert_cmpuint(marks, ==, 1);
}

/* Above its base, in the middle, at half its size. */
static void test_ruby(void)
{
	static const struct link link = {.url = S("https://example.org/")};
	const struct strip *line;
	const struct paint *base = NULL, *above = NULL;
	struct block *p;

	begin();
	t.style.indent = 0;
	p = block_new(&t.arena, BLOCK_PARAGRAPH, t.root);
	layout_span(&t, p, S("有"), 0)->link = &link;
	layout_span(&t, p, S("字"), 0)->ruby = S("じ");
	line = layout_find(&t, layout_run(&t), "有");
	for (size_t i = 0; i < line->paint_count; i++) {
		if (line->paints[i].kind != PAINT_GLYPHS)
			continue;
		if (str_eq(line->paints[i].run->text, S("じ")))
			above = &line->paints[i];
		else
			base = &line->paints[i];
	}
	g_assert_nonnull(above);
	g_assert_cmpint(above->run->size * 2, ==, base->run->size);
	g_assert_cmpint(above->inl, ==, PT(12.5));
	g_assert_cmpint(above->blk, <=, base->blk - PT(8.5)); /* its feet are over the base's head */
	g_assert_cmphex(above->run->ink, ==, base->run->ink);
}

/* A table that is too wide is set smaller before it is made a list. */
static void test_smaller_table(void)
{
	struct block *b, *r;
	coord em;

	begin();
	b = block_new(&t.arena, BLOCK_TABLE, t.root);
	b->columns = 6;
	for (int k = 0; k < 2; k++) {
		r = layout_row(&t, b, k == 0);
		for (int i = 0; i < 6; i++)
			layout_cell(&t, r, k ? "1234567890" : "头");
	}
	em = run_on(layout_run(&t), "1234567890")->size;
	g_assert_cmpint(em, <, PT(9));
	g_assert_cmpint(em, >=, PT(7));
}

/* Seconds of the processor for a paragraph of so many addresses; all of them are there. */
static double time_of_addresses(size_t n)
{
	struct buf text = BUF(&t.arena);
	clock_t from;

	begin();
	for (size_t i = 0; i < n; i++)
		buf_add(&text, S("a://b "));
	layout_text(&t, t.root, BLOCK_PARAGRAPH, buf_cstr(&text));
	from = clock();
	layout_run(&t);
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* Each is looked for once: four times as many take four times as long. */
static void test_many_addresses(void)
{
	double few, many;

	time_of_addresses(1000); /* caches are filled */
	few = time_of_addresses(10000);
	many = time_of_addresses(40000);
	g_test_message("%.2f s, %.2f s", few, many);
	g_assert_cmpfloat(many, <, 6.5 * few + 0.3);
}

/* Addresses with a scheme and without one, in any order, and what stands between them. */
static void test_addresses(void)
{
	struct layout_piece {
		const char *text;
		bool url;
	} want[] = {{"见", false},         {"http://a.cn/1", true}, {"，", false}, {"www.b.cn", true},
		    {"或", false},         {"www3.c.cn/x", true},   {" ", false},  {"ftp://d", true},
		    {"，awww.e，", false}, {"x://www.f", true},     {"。", false}, {"WWW.G.COM/H", true},
		    {"、'", false},        {"HTTP://I/j", true},    {"'。", false}};
	struct buf text = BUF(&t.arena);
	struct sheet sheet;
	struct setter st = {.style = &t.style, .a = &t.arena, .scratch = &t.arena};
	struct frame f = frame_body(&t.style, &sheet, PT(240), S("zh"));
	struct inline_text out = {0};
	struct span span = {.kind = SPAN_TEXT};

	begin();
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		buf_add(&text, str_from(want[i].text));
	span.text = buf_str(&text);
	inline_add_spans(&st, &f, &span, 1, &out);
	g_assert_cmpuint(out.pieces.n, ==, sizeof want / sizeof *want);
	for (size_t i = 0; i < out.pieces.n; i++) {
		g_assert_cmpstr(arena_cstr(&t.arena, out.pieces.v[i].text), ==, want[i].text);
		g_assert_true(out.pieces.v[i].url == want[i].url);
	}
}

static struct display *issue_of(const char *profile, const char *style, int articles)
{
	struct article **list = ARENA_ARRAY(&t.arena, (size_t)articles, struct article *);

	layout_style(&t, profile, style);
	for (int i = 0; i < articles; i++) {
		list[i] = layout_new_article(&t);
		list[i]->title = arena_printf(&t.arena, "题目%d", i);
		for (int k = 0; k < 30; k++)
			layout_text(&t, t.root, BLOCK_PARAGRAPH,
				    "这是一段用来填满版面的文字，没有别的意思。");
	}
	return layout_pages(&t, list, (size_t)articles);
}

static bool says(const struct page *page, const char *text)
{
	for (size_t i = 0; i < page->paints.n; i++)
		if (page->paints.v[i].kind == PAINT_GLYPHS && !page->paints.v[i].run->artifact &&
		    str_eq(page->paints.v[i].run->text, str_from(text)))
			return true;
	return false;
}

/* Cover, contents, then a section that opens with its name and its articles, and these. */
static void test_parts(void)
{
	struct display *d = issue_of("a5", "", 2);
	const struct page *opening = &d->pages.v[2];

	g_assert_true(says(&d->pages.v[0], "周刊"));
	g_assert_true(says(&d->pages.v[1], "目录"));
	g_assert_true(str_eq(d->pages.v[1].label, S("i")));
	g_assert_true(says(opening, "节"));
	g_assert_true(says(opening, "题目0"));
	g_assert_true(says(opening, "题目1"));
	g_assert_true(str_eq(opening->label, S("1")));
	g_assert_true(says(&d->pages.v[3], "题目0"));
}

/* In the contents a title is parted as it is above its article: behind a mark, in lines of
 * about one length. */
static void test_contents_titles(void)
{
	struct article *a;
	struct galley *galley;
	struct profile p;
	struct issue issue;
	struct display *d;

	g_assert_true(profile_lookup(S("eink6"), &p));
	page_style_read(&t.style, &p, S("cover: no\n"), S("test"), &t.diags);
	a = layout_new_article(&t);
	a->title = S("一二三四五六七八九十，一二三四五六七八九");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "正文。");
	galley = layout_article(&t.style, t.shaper, &t.arena, a, 0);
	issue = layout_issue_of(&t, &a, 1);
	d = layout_issue(&t.style, t.shaper, &t.arena, &issue, &galley);
	g_assert_true(says(&d->pages.v[0], "一二三四五六七八九"));
}

/* What a cover has no room for ends in an ellipsis. */
static void test_clipped_headlines(void)
{
	struct article *a;
	struct buf title = BUF(&t.arena);
	size_t clipped = 0;

	layout_style(&t, "eink6", "");
	a = layout_new_article(&t);
	for (int i = 0; i < 20; i++)
		buf_add(&title, S("很长的题目"));
	a->title = buf_str(&title);
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "正文。");
	const struct page *cover = &layout_pages(&t, &a, 1)->pages.v[0];
	for (size_t i = 0; i < cover->paints.n; i++)
		clipped += cover->paints.v[i].kind == PAINT_GLYPHS &&
			   str_ends(cover->paints.v[i].run->text, S("…"));
	g_assert_cmpuint(clipped, ==, 1);
}

/* A paragraph that is read from the right is indented there. */
static void test_indent_from_the_right(void)
{
	const struct sheet *s;
	struct block *p;
	coord ends[2] = {0}; /* of the first line, of those behind it */

	begin();
	layout_page(&t, 20, 20);
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH,
			"مرحبا بالعالم هذا نص عربي كامل بدون صينية قال شيئا مرحبا بالعالم هذا نص عربي كامل "
			"بدون صينية");
	p->lang = S("ar");
	s = layout_run(&t);
	for (size_t i = 0; i < s->strips.n; i++)
		for (size_t k = 0; k < s->strips.v[i].paint_count; k++) {
			const struct paint *paint = &s->strips.v[i].paints[k];
			const struct line_note *note = paint->kind == PAINT_GLYPHS ? paint->run->line : NULL;
			if (note && note->bidi)
				ends[note->before != NULL] = note->start + note->measure;
		}
	g_assert_cmpint(ends[1], ==, PT(200));
	g_assert_cmpint(ends[0], ==, PT(180));
}

/* In two columns what opens a section spans both, pictures stay in theirs. */
static void test_spanning(void)
{
	static struct picture pic = {.type = PICTURE_PNG, .px_width = 4000, .px_height = 1000};
	struct display *d = issue_of("a4-2col", "cover: no\ncontents: no\nsection-page: no\n", 1);
	struct geometry g = geometry_of(&t.style);
	const struct page *page = &d->pages.v[0];
	const struct sheet *s;
	bool spans = false;

	for (size_t i = 0; i < page->paints.n; i++)
		spans |= page->paints.v[i].kind == PAINT_RECT && page->paints.v[i].rect.inl_size == g.full;
	g_assert_true(spans);
	layout_new_article(&t);
	block_new(&t.arena, BLOCK_PICTURE, t.root)->picture = &pic;
	s = layout_run(&t);
	g_assert_cmpint(s->strips.v[s->strips.n - 1].paints[0].picture.inl_size, <=, g.measure);
	g_assert_cmpint(g.measure, <, g.full / 2);
}

/* However many rows it has: where the last page begins inside a table, its columns are balanced with the
 * heads that are repeated there. */
static void test_balanced_table(void)
{
	layout_style(&t, "a4-2col", "cover: no\ncontents: no\nsection-page: no\n");
	for (unsigned rows = 110; rows < 190; rows++) {
		struct geometry g = geometry_of(&t.style);
		struct article *a = layout_new_article(&t);
		struct block *b = block_new(&t.arena, BLOCK_TABLE, t.root), *row;
		struct display *d;

		b->columns = 1;
		layout_cell(&t, layout_row(&t, b, true), "头");
		for (unsigned i = 0; i < rows; i++) {
			row = layout_row(&t, b, false);
			layout_cell(&t, row, "格");
		}
		d = layout_pages(&t, &a, 1);
		for (size_t p = 0; p < d->pages.n; p++) {
			const struct page *page = &d->pages.v[p];
			for (size_t i = 0; i < page->paints.n; i++)
				if (page->paints.v[i].kind == PAINT_GLYPHS && page->paints.v[i].run->line)
					g_assert_cmpint(page->paints.v[i].blk, <=,
							geometry_blk(&g, p) + g.height);
		}
	}
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	layout_open(&t);
	g_test_add_func("/looks/faces", test_faces);
	g_test_add_func("/looks/language", test_language);
	g_test_add_func("/looks/dots", test_dots);
	g_test_add_func("/looks/hanging-marks", test_hanging_marks);
	g_test_add_func("/looks/cells", test_cells);
	g_test_add_func("/looks/missing-box", test_missing_box);
	g_test_add_func("/looks/table-head", test_table_head);
	g_test_add_func("/looks/wrapped-code", test_wrapped_code);
	g_test_add_func("/looks/ruby", test_ruby);
	g_test_add_func("/looks/smaller-table", test_smaller_table);
	g_test_add_func("/looks/balanced-table", test_balanced_table);
	g_test_add_func("/looks/clipped-headlines", test_clipped_headlines);
	g_test_add_func("/looks/indent-from-the-right", test_indent_from_the_right);
	g_test_add_func("/looks/addresses", test_addresses);
	g_test_add_func("/looks/many-addresses", test_many_addresses);
	g_test_add_func("/looks/parts", test_parts);
	g_test_add_func("/looks/contents-titles", test_contents_titles);
	g_test_add_func("/looks/spanning", test_spanning);
	status = g_test_run();
	layout_close(&t);
	return status;
}
