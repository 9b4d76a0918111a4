/* layout/: lists, headings, quotations, code, notes: what stands where. */
#include "layout-fixture.h"
#include "layout/pages.h"

static struct layout_fixture t;

static struct block *list(struct block *parent, bool ordered, char numbering)
{
	struct block *b = block_new(&t.arena, BLOCK_LIST, parent);

	b->ordered = ordered;
	b->numbering = numbering;
	b->start = 1;
	return b;
}

static struct block *item(struct block *parent, int32_t value, const char *text)
{
	struct block *b = block_new(&t.arena, BLOCK_ITEM, parent);

	b->value = value;
	if (text)
		layout_text(&t, b, BLOCK_PARAGRAPH, text);
	return b;
}

static void begin(void)
{
	layout_page(&t, 24, 40);
	layout_new_article(&t);
}

static void test_numbering(void)
{
	static const struct {
		char numbering;
		int32_t value;
		const char *marker;
	} cases[] = {{'1', 7, "7."},       {'1', -3, "-3."}, {'i', 4, "iv."},      {'I', 1999, "MCMXCIX."},
		     {'i', 4000, "4000."}, {'i', 0, "0."},   {'a', 1, "a."},       {'a', 26, "z."},
		     {'A', 27, "AA."},     {'a', -1, "-1."}, {'A', 2147483647, ""}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin();
		item(list(t.root, true, cases[i].numbering), cases[i].value, "项");
		layout_find(&t, layout_run(&t), cases[i].marker);
	}
}

/* All lines of an item begin at one place, its marker before it. */
static void test_hanging(void)
{
	const struct sheet *s;
	const struct strip *first;
	struct block *l;

	begin();
	l = list(t.root, true, '1');
	item(l, 1, "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十");
	s = layout_run(&t);
	first = layout_find(&t, s, "1.");
	g_assert_cmpint(first->paints[0].inl, <, PT(20));
	g_assert_cmpint(first->paints[1].inl, ==, PT(20));
	g_assert_cmpint(strip_start(first + 1), ==, PT(20));
	g_assert_cmpint(first->width, ==, PT(220));
}

/* Lists of one item and of nine step in alike. */
static void test_same_step(void)
{
	const struct sheet *s;
	struct block *l;

	begin();
	item(list(t.root, true, '1'), 1, "甲");
	l = list(t.root, true, '1');
	for (int i = 2; i < 10; i++)
		item(l, i, "乙");
	s = layout_run(&t);
	g_assert_cmpint(layout_find(&t, s, "1.甲")->paints[1].inl, ==, PT(20));
	g_assert_cmpint(layout_find(&t, s, "2.乙")->paints[1].inl, ==, PT(20));
	g_assert_cmpint(layout_find(&t, s, "9.乙")->paints[1].inl, ==, PT(20));
}

static void test_nested(void)
{
	struct block *l;
	const struct sheet *s;

	begin();
	l = list(t.root, false, '1');
	item(list(item(l, 1, "外面的一项，它长得要占去两行才放得下，因为它有很多很多的话要说，说完了"), false,
		  '1'),
	     1, "里面的一项，它长得要占去两行才放得下，因为它有很多很多的话要说，说完了");
	s = layout_run(&t);
	g_assert_cmpint(layout_find(&t, s, "•外面")->paints[1].inl, ==, PT(20));
	g_assert_cmpint(layout_find(&t, s, "◦里面")->paints[1].inl, ==, PT(40));
}

/* No item is lost: not an empty one, not one that begins with a list. */
static void test_bare_items(void)
{
	struct block *l;
	const struct sheet *s;

	begin();
	l = list(t.root, true, '1');
	item(l, 1, NULL);
	item(list(item(l, 2, NULL), true, '1'), 5, "里");
	s = layout_run(&t);
	layout_find(&t, s, "1.");
	layout_find(&t, s, "2.");
	layout_find(&t, s, "5.里");
}

/* Deeper than the measure allows: it steps in no further. */
static void test_deep(void)
{
	struct block *at;
	const struct sheet *s;

	begin();
	at = t.root;
	for (int i = 0; i < 100; i++)
		at = item(list(at, false, '1'), 1, "深");
	s = layout_run(&t);
	for (size_t i = 0; i < s->strips.n; i++)
		g_assert_cmpint(strip_start(&s->strips.v[i]) + s->strips.v[i].width, <=, PT(240));
}

static void test_heading_keeps(void)
{
	const struct sheet *s;
	const struct strip *h;

	begin();
	for (int i = 0; i < 4; i++)
		layout_text(&t, t.root, BLOCK_PARAGRAPH, "前文。");
	layout_text(&t, t.root, BLOCK_HEADING, "小标题")->level = 1;
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "后文。");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "再后文。");
	s = layout_run(&t);
	h = layout_find(&t, s, "小标题");
	g_assert_cmpint(h[0].penalty, <, PENALTY_NEVER);
	g_assert_cmpint(h[1].penalty, ==, PENALTY_NEVER);
	g_assert_cmpint(h[2].penalty, ==, PENALTY_KEEP);
	g_assert_cmpint(h[3].penalty, <, PENALTY_KEEP);
}

/* Below a heading is room for two lines.  The second would be a paragraph's first, alone at the
 * column's foot: the column sooner ends below the first, which is a paragraph of its own. */
static void test_heading_above_one_line(void)
{
	struct column_rooms rooms = {.pitch = PT(17)};
	const struct sheet *s;
	struct column *c;

	begin();
	layout_text(&t, t.root, BLOCK_HEADING, "小标题")->level = 3;
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "后文。");
	layout_text(&t, t.root, BLOCK_PARAGRAPH,
		    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十");
	s = layout_run(&t);
	g_assert_cmpint(s->strips.v[s->strips.n - 1].penalty, ==, PENALTY_NEVER);
	rooms.rest.lines = rooms.rest.whole = (coord)(sheet_height(s) - s->strips.v[s->strips.n - 1].height);
	columns_break(&t.arena, s->strips.v, s->strips.n, &rooms, &c, NULL);
	g_assert_cmpuint(c[0].to, ==, s->strips.n - 2);
}

static void test_quote(void)
{
	const struct sheet *s;

	begin();
	layout_text(&t, block_new(&t.arena, BLOCK_QUOTE, t.root), BLOCK_PARAGRAPH,
		    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十");
	s = layout_run(&t);
	g_assert_cmpint(strip_start(layout_find(&t, s, "一二三")), >=, PT(20));
	g_assert_cmpint(layout_find(&t, s, "一二三")->width, <=, PT(200));
}

/* Two ems in on either side, the first line two more; also a quotation of one paragraph,
 * and one inside another.  In an item no line is indented. */
static void test_quote_indent(void)
{
	const struct sheet *s;
	const struct strip *outer, *inner;
	struct block *b;

	begin();
	b = block_new(&t.arena, BLOCK_QUOTE, t.root);
	layout_text(&t, b, BLOCK_PARAGRAPH, "甲二三四五六七八九十一二三四五六七八九十一二三四五六");
	layout_text(&t, block_new(&t.arena, BLOCK_QUOTE, b), BLOCK_PARAGRAPH,
		    "乙二三四五六七八九十一二三四五六七八九十一二三四五六");
	b = block_new(&t.arena, BLOCK_ITEM, block_new(&t.arena, BLOCK_LIST, t.root));
	layout_text(&t, block_new(&t.arena, BLOCK_QUOTE, b), BLOCK_PARAGRAPH, "丙二三");
	s = layout_run(&t);
	outer = layout_find(&t, s, "甲");
	inner = layout_find(&t, s, "乙");
	g_assert_cmpint(strip_start(&outer[0]) - strip_start(&outer[1]), ==, PT(19)); /* its own ems */
	g_assert_cmpint(strip_start(&inner[0]) - strip_start(&inner[1]), ==, PT(19));
	g_assert_cmpint(strip_start(&inner[1]) - strip_start(&outer[1]), >=, PT(19));
	g_assert_cmpint(strip_start(layout_find(&t, s, "•丙")), <, PT(50));
}

/* Every space of code is there; a long line goes on; nothing is stretched. */
static void test_code(void)
{
	const struct sheet *s;
	struct str text;

	begin();
	layout_text(&t, t.root, BLOCK_CODE,
		    "if (a)\n\tb  =  "
		    "c;\n\nx_very_long_line_that_cannot_stand_on_one_line_of_the_page_at_all_is_wrapped\n");
	s = layout_run(&t);
	layout_find(&t, s, "if (a)");
	layout_find(&t, s, "    b  =  c;");
	text = sheet_text(&t, s);
	g_assert_cmpuint(str_find(text, S("all_is_wrapped"), 0), !=, STR_NONE);
	for (size_t i = 0; i < s->strips.n; i++)
		if (s->strips.v[i].width > 1 && !s->strips.v[i].prose)
			g_assert_cmpint(s->strips.v[i].width, <=, s->strips.v[i].natural);
}

/* Han in code has a fixed width, but it is no space. */
static void test_code_han(void)
{
	begin();
	layout_text(
		&t, t.root, BLOCK_CODE,
		"    \"\"\"相邻两字为一词；只有一个字时，它自己就是词，再长就要折行了。\"\"\"\n    if  (x)");
	layout_find(&t, layout_run(&t), "    \"\"\"相邻两字为一词");
	layout_find(&t, layout_run(&t), "    if  (x)");
}

static void test_break_indents(void)
{
	struct block *p;
	struct span br = {.kind = SPAN_BREAK};
	const struct sheet *s;

	begin();
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "上一行");
	VEC_PUSH(&t.arena, &p->spans, br);
	layout_span(&t, p, S("下一行"), 0);
	s = layout_run(&t);
	g_assert_cmpint(strip_start(layout_find(&t, s, "上一行")), ==, PT(20));
	g_assert_cmpint(strip_start(layout_find(&t, s, "下一行")), ==, PT(20));
}

/* A definition list has air around it; a term stays with what explains it. */
static void test_definitions(void)
{
	struct block *b, *d;
	const struct sheet *s;
	const struct strip *term;

	begin();
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "前文。");
	b = block_new(&t.arena, BLOCK_DEFINITIONS, t.root);
	for (int i = 0; i < 2; i++) {
		layout_text(&t, b, BLOCK_TERM, "词条");
		d = block_new(&t.arena, BLOCK_DEFINITION, b);
		layout_text(&t, d, BLOCK_PARAGRAPH, "解释。");
	}
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "后文。");
	s = layout_run(&t);
	term = layout_find(&t, s, "词条");
	g_assert_cmpint(term[0].before, >, 0);
	g_assert_cmpint(term[1].penalty, ==, PENALTY_NEVER);
	g_assert_cmpint(strip_start(&term[1]), ==, strip_start(&term[0]) + PT(20));
	g_assert_cmpint(layout_find(&t, s, "后文")->before, >, 0);
}

/* A picture that was a link leads where it led. */
static void test_linked_picture(void)
{
	static struct picture pic = {.type = PICTURE_PNG, .px_width = 80, .px_height = 40};
	static struct picture gone = {.alt = S("没有的图")};
	static const struct link link = {.url = S("https://example.org/")};
	const struct sheet *s;
	struct block *b;

	for (int i = 0; i < 2; i++) {
		const struct strip *last;
		begin();
		b = block_new(&t.arena, BLOCK_PICTURE, t.root);
		b->picture = i ? &pic : &gone;
		b->link = &link;
		s = layout_run(&t);
		last = &s->strips.v[s->strips.n - 1];
		g_assert_cmpuint(last->area_count, ==, 1);
		g_assert_true(str_eq(last->areas[0].url, link.url));
		g_assert_cmpint(last->areas[0].inl, ==, last->paints[0].inl);
		g_assert_cmpint(last->areas[0].blk_size, ==, last->height);
	}
}

static void test_missing_glyph(void)
{
	begin();
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "有\xF4\x8F\xBF\xBD无\xF4\x8F\xBF\xBD");
	layout_find(&t, layout_run(&t), "有\xF4\x8F\xBF\xBD无");
	g_assert_cmpuint(t.article->diags.list.n, ==, 1);
	g_assert_cmpint(t.article->diags.list.v[0].id, ==, DIAG_NO_GLYPH);
}

static void test_ruby(void)
{
	struct block *p;
	const struct sheet *s;

	begin();
	p = block_new(&t.arena, BLOCK_PARAGRAPH, t.root);
	layout_span(&t, p, S("拼"), 0)->ruby = S("pinyinpinyin");
	layout_span(&t, p, S("音"), 0);
	s = layout_run(&t);
	g_assert_cmpuint(str_find(sheet_text(&t, s), S("pinyin"), 0), !=, STR_NONE);
	g_assert_cmpint(layout_find(&t, s, "拼")->natural, >, PT(20)); /* the base is spread */
}

static const struct paint *annotation(const struct strip *s, const char *text)
{
	for (size_t i = 0; i < s->paint_count; i++)
		if (s->paints[i].kind == PAINT_GLYPHS && str_eq(s->paints[i].run->text, str_from(text)))
			return &s->paints[i];
	g_error("no annotation %s", text);
}

static coord run_width(const struct glyph_run *run)
{
	const struct glyph *last = &run->glyphs[run->count - 1];

	return last->at + coord_scale(run->size, face_advance(run->face, last->gid), face_upem(run->face));
}

/* Where the strip's first run, a marker, ends before its second begins. */
static bool marker_is_clear(const struct strip *s)
{
	const struct paint *marker = &s->paints[0];

	return marker->inl + run_width(marker->run) <= s->paints[1].inl;
}

/* Also one in the middle of its list that is wider than the first and the last. */
static void test_widest_marker(void)
{
	const struct sheet *s;
	struct block *l;

	begin();
	l = list(t.root, true, '1');
	item(l, 1, "甲");
	item(l, 123456, "乙");
	item(l, 3, "丙");
	l = list(t.root, true, 'I');
	for (int i = 85; i <= 100; i++)
		item(l, i, "丁");
	s = layout_run(&t);
	g_assert_true(marker_is_clear(layout_find(&t, s, "1.甲")));
	g_assert_true(marker_is_clear(layout_find(&t, s, "123456.乙")));
	g_assert_true(marker_is_clear(layout_find(&t, s, "LXXXVIII.丁")));
	g_assert_cmpint(layout_find(&t, s, "1.甲")->paints[1].inl, ==,
			layout_find(&t, s, "123456.乙")->paints[1].inl);
}

/* However deep a list stands, its markers are never over the text; the text keeps two ems at least. */
static void test_no_room_for_steps(void)
{
	static const char *const texts[] = {"子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉"};
	const struct sheet *s;
	struct block *parent = NULL;

	begin();
	layout_page(&t, 16, 40);
	parent = t.root;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		parent = item(list(parent, false, '1'), 1, texts[i]);
	s = layout_run(&t);
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct str marked = arena_concat(&t.arena,
						 i == 0   ? S("•")
						 : i == 1 ? S("◦")
							  : S("▪"),
						 str_from(texts[i]));
		bool beside = str_find(sheet_text(&t, s), marked, 0) != STR_NONE;
		const struct strip *strip =
			layout_find(&t, s, beside ? arena_cstr(&t.arena, marked) : texts[i]);
		g_assert_true(!beside || marker_is_clear(strip));
		g_assert_true(beside || i > 6); /* above it, when there is no room at all */
	}
}

/* A character of an annotation that no font has is a box there, too, and is said. */
static void test_ruby_missing(void)
{
	struct block *p;
	const struct strip *s;
	size_t sides = 0;

	begin();
	p = block_new(&t.arena, BLOCK_PARAGRAPH, t.root);
	layout_span(&t, p, S("字"), 0)->ruby = S("\xF4\x8F\xBF\xBD z");
	layout_span(&t, p, S("音"), 0);
	s = layout_find(&t, layout_run(&t), "字");
	for (size_t i = 0; i < s->paint_count; i++)
		sides += s->paints[i].kind == PAINT_RECT;
	g_assert_cmpuint(sides, ==, 4);
	g_assert_cmpuint(str_find(strip_text(&t, s), S("\xF4\x8F\xBF\xBD"), 0), !=, STR_NONE);
	g_assert_cmpuint(t.article->diags.list.n, ==, 1);
	g_assert_cmpint(t.article->diags.list.v[0].id, ==, DIAG_NO_GLYPH);
}

/* Annotations in letters do not run into one another, nor do the words of one. */
static void test_ruby_words(void)
{
	const struct paint *a, *b;
	const struct strip *line;
	struct block *p;

	begin();
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "有");
	layout_span(&t, p, S("双"), 0)->ruby = S("shuāng");
	layout_span(&t, p, S("床"), 0)->ruby = S("chuáng");
	layout_span(&t, p, S("者"), 0);
	line = layout_find(&t, layout_run(&t), "有");
	a = annotation(line, "shuāng");
	b = annotation(line, "chuáng");
	g_assert_cmpint(b->inl - a->inl - run_width(a->run), >=, PT(1.5));
	begin();
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "有");
	layout_span(&t, p, S("饕餮"), 0)->ruby = S("tāo tiè");
	line = layout_find(&t, layout_run(&t), "有");
	a = annotation(line, "tāotiè");
	g_assert_cmpint(a->run->glyphs[3].at - a->run->glyphs[2].at, >, PT(3)); /* o and a space */
}

/* Kana lend their room to an annotation beside them, ideographs do not; at a line's edge
 * nothing hangs into the margin. */
static void test_ruby_overhang(void)
{
	const struct strip *line;
	struct block *p;

	begin();
	t.article->lang = S("ja");
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "この");
	layout_span(&t, p, S("力"), 0)->ruby = S("ちから");
	layout_span(&t, p, S("を"), 0);
	line = layout_find(&t, layout_run(&t), "この");
	g_assert_cmpint(line->natural, ==, PT(40));
	g_assert_cmpint(annotation(line, "ちから")->inl, ==, PT(20) + PT(20) - PT(2.5));
	begin();
	t.article->lang = S("ja");
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "人力");
	layout_span(&t, p, S("力"), 0)->ruby = S("ちから");
	layout_span(&t, p, S("人"), 0);
	g_assert_cmpint(layout_find(&t, layout_run(&t), "人力")->natural, ==, PT(45));
	begin();
	t.article->lang = S("ja");
	t.style.indent = 0;
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "ああああああああああああああああああああああああ");
	layout_span(&t, p, S("力"), 0)->ruby = S("ちから");
	layout_span(&t, p, S("をああ"), 0);
	line = layout_find(&t, layout_run(&t), "力");
	g_assert_cmpint(annotation(line, "ちから")->inl, ==, 0);
}

/* Lines of a heading stand apart where ruby stands between them, and still take whole lines. */
static void test_ruby_heading(void)
{
	const struct strip *h;
	struct block *b;
	int64_t height;

	begin();
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "前。");
	b = layout_text(&t, t.root, BLOCK_HEADING, "一个很长很长的标题一个很长很长的标题");
	b->level = 1;
	layout_span(&t, b, S("注"), 0)->ruby = S("zhù");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "后。");
	h = layout_find(&t, layout_run(&t), "一个");
	g_assert_cmpint(h->height, >=, PT(14) * 3 / 2);
	height = (int64_t)h[0].before + h[0].height + h[1].before + h[1].height + h[2].before;
	g_assert_cmpint(height % PT(17), ==, 0);
}

/* At a line's edge a base that is narrower than its ruby stands at that edge. */
static void test_ruby_edges(void)
{
	const struct sheet *s;
	const struct strip *line;
	struct block *p;

	begin();
	p = block_new(&t.arena, BLOCK_PARAGRAPH, t.root);
	layout_span(&t, p, S("一二三四五六七八九十一二三四五六七八九十"), 0);
	layout_span(&t, p, S("拼"), 0)->ruby = S("pinyin");
	layout_span(&t, p, S("音"), 0)->ruby = S("yinyin");
	layout_span(&t, p, S("一二三四五六七八九十一二三四五六七八九十。"), 0);
	s = layout_run(&t);
	line = layout_find(&t, s, "一二三");
	for (size_t i = 0; i + 1 < s->strips.n; i++)
		g_assert_cmpint(s->strips.v[i].width, <=, PT(240));
	line = &s->strips.v[s->strips.n - 1];
	g_assert_cmpint(strip_start(line), >=, 0);
}

/* ---- what stands around blocks ---- */

/* The baseline grid of the page: where each strip's top is. */
static coord top_of(const struct sheet *s, const struct strip *wanted)
{
	coord y = 0;

	for (size_t i = 0; i < s->strips.n; i++) {
		y = strip_top(&s->strips.v[i], y, i == 0, t.style.leading);
		if (&s->strips.v[i] == wanted)
			return y;
		y += s->strips.v[i].height;
	}
	return -1;
}

/* With the space around it a block takes whole lines, and as much above as below. */
static void check_even(const struct block *block)
{
	const struct sheet *s = layout_run(&t);
	const struct strip *before = layout_find(&t, s, "前文"), *after = layout_find(&t, s, "后文");
	coord bottom = top_of(s, before) + before->height;
	coord above = top_of(s, before + 1) - bottom;
	coord below = top_of(s, after) - top_of(s, after - 1) - after[-1].height;

	g_assert_nonnull(block);
	g_assert_cmpint(ABS(above - below), <=, 2);
	g_assert_cmpint(above, >=, t.style.leading / 2 - 1);
	g_assert_cmpint(above, <, t.style.leading);
}

static void test_even_spaces(void)
{
	begin();
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "前文。");
	struct block *b = layout_text(&t, t.root, BLOCK_CODE, "a\nb\nc\n");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "后文。");
	check_even(b);
	begin();
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "前文。");
	b = list(t.root, false, '1');
	item(b, 1, "一项");
	item(b, 2, "二项");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "后文。");
	check_even(b);
	begin();
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "前文。");
	b = block_new(&t.arena, BLOCK_QUOTE, t.root);
	layout_text(&t, b, BLOCK_PARAGRAPH, "引文。");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "后文。");
	check_even(b);
}

/* Lists are set in the body's size. */
static void test_list_size(void)
{
	const struct strip *s;
	struct block *l;

	begin();
	l = list(t.root, false, '1');
	item(l, 1, "一项");
	item(l, 1, "二项");
	s = layout_find(&t, layout_run(&t), "•一项");
	g_assert_cmpint(s->paints[1].run->size, ==, PT(10));
	g_assert_cmpint(s->paints[0].run->size, >, PT(10));
}

/* “As follows:” stays with what follows, where that costs little. */
static void test_lead_in(void)
{
	const struct sheet *s;

	begin();
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "如下：");
	layout_text(&t, t.root, BLOCK_CODE, "a\n");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "没有冒号。");
	layout_text(&t, t.root, BLOCK_CODE, "b\n");
	s = layout_run(&t);
	g_assert_cmpint(layout_find(&t, s, "a")->penalty, >, 0);
	g_assert_cmpint(layout_find(&t, s, "b")->penalty, ==, 0);
}

/* Of two lines at a page's end one that is hardly Chinese leaves the other alone: a page may end
 * there, but not without need.  A paragraph that is not Chinese ends as any other. */
static void test_seems_alone(void)
{
	static const struct {
		const char *text;
		int32_t penalty; /* of ending a page before its last line but one */
	} cases[] = {
		{"我们数了数，北京和上海的玩家在那一年里分别有1234567890.5公里和1234567890.25公里，后面还有"
		 "一些话要说，好让这一段有四行那么长，于是第三行第四行都是汉字",
		 PENALTY_ALONE}, /* the second of four */
		{"我们数了数，北京和上海的玩家在那一年里分别有许多许多公里和许多许多里，后面还有一些话要说，"
		 "好让这一段有四行那么长，于是第三行第四行都是汉字，后面还有",
		 0},
		{"我们数了数，北京和上海的玩家在那一年里分别有许多许多公里和许多许多里，后面还有一些话要说，"
		 "好让这一段有五行那么长，北京和上海的玩家那一年有1234567890.5公里和1234567890."
		 "25公里，后面还有一句",
		 PENALTY_ALONE}, /* the fourth of five */
		{"A paragraph in another language, and none of its lines is Chinese, so that none of them is "
		 "alone; it goes on for as many lines as that takes, which are more than three, and more.",
		 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct sheet *s;

		begin();
		layout_text(&t, t.root, BLOCK_PARAGRAPH, cases[i].text);
		s = layout_run(&t);
		g_assert_cmpint(s->strips.v[s->strips.n - 2].penalty, ==, cases[i].penalty);
	}
}

/* A line in bold is a heading in all but name: it does not end a page. */
static void test_bold_line(void)
{
	struct block *p;

	begin();
	p = block_new(&t.arena, BLOCK_PARAGRAPH, t.root);
	layout_span(&t, p, S("二、背景"), STYLE_STRONG);
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "后文。");
	g_assert_cmpint(layout_find(&t, layout_run(&t), "后文")->penalty, ==, PENALTY_NEVER);
}

static void missing(const char *alt)
{
	struct block *b = block_new(&t.arena, BLOCK_PICTURE, t.root);

	b->picture = ARENA_NEW(&t.arena, struct picture);
	b->picture->alt = str_from(alt);
}

/* A centred line may be a heading: a page does not end with it without need.  Below a
 * picture it is a caption. */
static void test_centred_line(void)
{
	struct block *p;

	for (int below = 0; below < 2; below++) {
		begin();
		layout_text(&t, t.root, BLOCK_PARAGRAPH, "前文。");
		if (below)
			missing("一只猫");
		p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "三个声部");
		p->align = ALIGN_CENTER;
		layout_text(&t, t.root, BLOCK_PARAGRAPH, "后文。");
		g_assert_cmpint(layout_find(&t, layout_run(&t), "后文")->penalty > 0, ==, !below);
	}
}

static size_t count_of(struct str text, const char *part)
{
	size_t n = 0;

	for (size_t at = str_find(text, str_from(part), 0); at != STR_NONE;
	     at = str_find(text, str_from(part), at + 1))
		n++;
	return n;
}

/* A missing picture leaves one line with what describes it; a file's name, the
 * article's title, or what was said before does not. */
static void test_missing_picture(void)
{
	struct str text;

	begin();
	missing("一只猫");
	missing("");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "前文。");
	missing("1.png");
	missing("");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "后文。");
	missing("题");
	text = sheet_text(&t, layout_run(&t));
	g_assert_cmpuint(count_of(text, "一只猫"), ==, 1);
	g_assert_cmpuint(count_of(text, "png"), ==, 0);
	g_assert_cmpuint(count_of(text, "〔图〕"), ==, 2);
}

/* Where the strip's text ends, as its line was measured: its marker is no part of it. */
static coord measure_end(const struct strip *s)
{
	g_assert_nonnull(s->line);
	return s->line->start + s->line->measure;
}

static const struct strip *item_of(int32_t value, bool ordered, const char *lang, const char *text)
{
	struct block *i;
	const struct sheet *s;

	begin();
	i = item(list(t.root, ordered, '1'), value, text);
	i->first->lang = str_from(lang);
	s = layout_run(&t);
	for (size_t k = 0; k < s->strips.n; k++)
		if (s->strips.v[k].line && s->strips.v[k].paint_count > 1 &&
		    s->strips.v[k].paints[0].run->line == NULL)
			return &s->strips.v[k];
	g_error("no line has a marker");
}

/* What is read from the right has its marker on the right, as far from it as one on the left is, and steps
 * in there: with all its lines, and whichever of letters and language tells. */
static void test_read_from_the_right(void)
{
	static const char words[] = "مرحبا بالعالم هذا نص عربي كامل بدون صينية قال شيئا مرحبا بالعالم هذا نص";
	static const struct {
		const char *lang, *text;
	} cases[] = {{"", "مرحبا"}, {"", words}, {"ar", "مرحبا"}, {"ar", "HTML مرحبا"}};

	for (int ordered = 0; ordered < 2; ordered++) {
		const struct strip *s = item_of(7, ordered, "", "文");
		coord apart = s->paints[1].inl - s->paints[0].inl - run_width(s->paints[0].run);

		g_assert_cmpint(s->line->start, ==, PT(20));
		g_assert_cmpint(apart, <, PT(5));
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			s = item_of(7, ordered, cases[i].lang, cases[i].text);
			for (const struct strip *line = s; line == s || i == 1; line++) {
				g_assert_cmpint(measure_end(line), ==, PT(220));
				if (line->line->last)
					break;
			}
			g_assert_cmpint(s->paints[0].inl - measure_end(s), ==, apart);
			g_assert_cmpint(s->paints[0].inl + run_width(s->paints[0].run), <=, PT(240));
		}
	}
	/* Chinese with a word of it stays Chinese. */
	g_assert_cmpint(item_of(7, true, "", "مرحبا是你好")->line->start, ==, PT(20));
	g_assert_cmpint(item_of(7, true, "ar", "hello")->line->start, ==, PT(20));
	/* The point is behind the number, as one reads. */
	g_assert_true(str_starts(strip_text(&t, item_of(7, true, "", "مرحبا")), S(".7")));
}

/* Nothing to step in by: it stands above, and on the right. */
static void test_no_room_on_the_right(void)
{
	const struct sheet *s;

	layout_page(&t, 3, 40);
	layout_new_article(&t);
	item(list(t.root, true, '1'), 7, "مرحبا");
	s = layout_run(&t);
	for (size_t i = 0; i < s->strips.n; i++) {
		const struct strip *line = &s->strips.v[i];
		if (str_eq(strip_text(&t, line), S(".7"))) {
			g_assert_cmpint(line->paints[0].inl + run_width(line->paints[0].run), ==, PT(30));
			return;
		}
	}
	g_error("no marker stands alone");
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	layout_open(&t);
	g_test_add_func("/list/numbering", test_numbering);
	g_test_add_func("/list/hanging", test_hanging);
	g_test_add_func("/list/same-step", test_same_step);
	g_test_add_func("/list/nested", test_nested);
	g_test_add_func("/list/bare-items", test_bare_items);
	g_test_add_func("/list/deep", test_deep);
	g_test_add_func("/blocks/heading-keeps", test_heading_keeps);
	g_test_add_func("/blocks/heading-above-one-line", test_heading_above_one_line);
	g_test_add_func("/blocks/quote", test_quote);
	g_test_add_func("/blocks/quote-indent", test_quote_indent);
	g_test_add_func("/blocks/code", test_code);
	g_test_add_func("/blocks/code-han", test_code_han);
	g_test_add_func("/blocks/break-indents", test_break_indents);
	g_test_add_func("/blocks/definitions", test_definitions);
	g_test_add_func("/blocks/linked-picture", test_linked_picture);
	g_test_add_func("/blocks/missing-glyph", test_missing_glyph);
	g_test_add_func("/blocks/ruby", test_ruby);
	g_test_add_func("/ruby/missing", test_ruby_missing);
	g_test_add_func("/list/widest-marker", test_widest_marker);
	g_test_add_func("/list/no-room-for-steps", test_no_room_for_steps);
	g_test_add_func("/blocks/ruby-words", test_ruby_words);
	g_test_add_func("/blocks/ruby-overhang", test_ruby_overhang);
	g_test_add_func("/blocks/ruby-heading", test_ruby_heading);
	g_test_add_func("/blocks/ruby-edges", test_ruby_edges);
	g_test_add_func("/blocks/even-spaces", test_even_spaces);
	g_test_add_func("/blocks/lead-in", test_lead_in);
	g_test_add_func("/blocks/seems-alone", test_seems_alone);
	g_test_add_func("/blocks/bold-line", test_bold_line);
	g_test_add_func("/blocks/centred-line", test_centred_line);
	g_test_add_func("/blocks/missing-picture", test_missing_picture);
	g_test_add_func("/list/size", test_list_size);
	g_test_add_func("/list/read-from-the-right", test_read_from_the_right);
	g_test_add_func("/list/no-room-on-the-right", test_no_room_on_the_right);
	status = g_test_run();
	layout_close(&t);
	return status;
}
