/* layout/: footnotes: where they stand, how they are numbered, that none is lost. */
#include "layout-fixture.h"
#include "layout/pages.h"

static struct layout_fixture t;

#define LINE      17
#define NOTE_LINE 13
#define GAP       14

/* ---- columns ---- */

struct flow {
	struct strip text[400], notes[800];
	size_t n, note_count;
	struct column *columns;
	size_t count;
};

static void add_line(struct flow *f)
{
	f->text[f->n++] = (struct strip){.height = LINE, .grid = true};
}

/* A note of the last line. */
static void add_note(struct flow *f, size_t lines)
{
	for (size_t i = 0; i < lines; i++)
		f->notes[f->note_count + i] =
			(struct strip){.height = NOTE_LINE,
				       .opens = i == 0,
				       .penalty = i == 1 || (i && i + 1 == lines) ? PENALTY_NEVER : 0};
	f->note_count += lines;
	f->text[f->n - 1].notes += (uint32_t)lines;
}

static void break_flow(struct flow *f, int lines)
{
	struct column_rooms r = {.rest = {lines * LINE, lines * LINE, false},
				 .pitch = LINE,
				 .notes = f->notes,
				 .note_count = f->note_count,
				 .note_gap = GAP};

	f->count = columns_break(&t.arena, f->text, f->n, &r, &f->columns, NULL);
}

static int64_t used(const struct flow *f, const struct column *c)
{
	int64_t notes = notes_height(f->notes, c->note_from, c->note_to);

	return (int64_t)(c->to - c->from) * LINE + (notes ? notes + GAP : 0);
}

/* Nothing is lost, nothing twice, no column too full. */
static void check_flow(const struct flow *f, int lines)
{
	uint32_t at = 0, note = 0;

	for (size_t i = 0; i < f->count; i++) {
		const struct column *c = &f->columns[i];
		g_assert_cmpuint(c->from, ==, at);
		g_assert_cmpuint(c->note_from, ==, note);
		g_assert_cmpint(used(f, c), <=, lines * LINE);
		at = c->to;
		note = c->note_to;
	}
	g_assert_cmpuint(at, ==, f->n);
	g_assert_cmpuint(note, ==, f->note_count);
}

static struct flow *new_flow(void)
{
	return ARENA_NEW(&t.arena, struct flow);
}

/* TYPOGRAPHY, Blocks: footnotes at the foot of the page: of the page that calls them. */
static void test_with_its_call(void)
{
	struct flow *f = new_flow();

	for (int i = 0; i < 60; i++) {
		add_line(f);
		if (i % 7 == 3)
			add_note(f, 1 + (size_t)i % 3);
	}
	break_flow(f, 12);
	check_flow(f, 12);
	for (size_t i = 0; i < f->count; i++) {
		uint32_t called = 0;
		for (size_t k = 0; k < f->columns[i].to; k++)
			called += f->text[k].notes;
		g_assert_cmpuint(f->columns[i].note_to, ==, called);
	}
}

/* A note that fits on no page goes on, with two lines at least on either side. */
static void test_parted(void)
{
	struct flow *f = new_flow();

	for (int i = 0; i < 30; i++) {
		add_line(f);
		if (i == 5)
			add_note(f, 25);
	}
	break_flow(f, 12);
	check_flow(f, 12);
	for (size_t i = 0; i < f->count; i++)
		if (f->columns[i].from <= 5 && f->columns[i].to > 5)
			g_assert_cmpuint(f->columns[i].note_to, >=, 2);
	for (size_t i = 0; i < f->count; i++)
		if (f->columns[i].note_to > f->columns[i].note_from)
			g_assert_cmpuint(f->columns[i].note_to - f->columns[i].note_from, >=, 2);
}

/* Only then: a short page is better than a note in two parts. */
static void test_parted_last(void)
{
	struct flow *f = new_flow();

	for (int i = 0; i < 40; i++) {
		add_line(f);
		if (i == 9)
			add_note(f, 5);
	}
	break_flow(f, 12);
	check_flow(f, 12);
	for (size_t i = 0; i < f->count; i++)
		g_assert_true(f->columns[i].note_to == 0 || f->columns[i].note_to == 5);
}

/* The last line calls more than its page has room for. */
static void test_left_over(void)
{
	struct flow *f = new_flow();

	for (int i = 0; i < 5; i++)
		add_line(f);
	add_note(f, 100);
	break_flow(f, 10);
	check_flow(f, 10);
	g_assert_cmpuint(f->count, >=, 8);
}

/* Lines and notes at random: the sums hold, also where every line calls something. */
static void test_random(void)
{
	uint32_t seed = 1;

	for (int round = 0; round < 60; round++) {
		struct flow *f = new_flow();
		for (int i = 0; i < 150; i++) {
			add_line(f);
			seed = seed * 1664525u + 1013904223u;
			if ((seed >> 16) % 10 < (uint32_t)round % 9 && f->note_count < 780)
				add_note(f, 1 + (seed >> 20) % (round % 5 ? 4 : 19));
		}
		break_flow(f, 8 + round % 20);
		check_flow(f, 8 + round % 20);
	}
}

/* ---- articles ---- */

static struct link links[3] = {{.url = S("https://example.org/a")},
			       {.url = S("https://example.org/b")},
			       {.url = S("https://example.org/a")}};

static void begin(bool addresses)
{
	layout_page(&t, 24, 20);
	t.style.link_footnotes = addresses;
	layout_new_article(&t);
}

static void call(struct block *b, const char *mark, const char *id)
{
	struct span s = {.kind = SPAN_NOTE, .text = str_from(mark), .id = str_from(id)};

	VEC_PUSH(&t.arena, &b->spans, s);
}

static struct block *note(struct block *notes, const char *id, const char *text)
{
	struct block *n = block_new(&t.arena, BLOCK_NOTE, notes);

	n->id = str_from(id);
	return layout_text(&t, n, BLOCK_PARAGRAPH, text);
}

static const struct galley *galley(void)
{
	const struct galley *g = layout_article(&t.style, t.shaper, &t.arena, t.article, 0);

	g_assert_nonnull(g);
	return g;
}

static void check_notes(const struct galley *g, const char *want)
{
	g_assert_cmpstr(arena_cstr(&t.arena, sheet_text(&t, &g->notes)), ==, want);
}

/* Own notes and addresses share one sequence of numbers; an address that is linked
 * again keeps its own. */
static void test_numbers(void)
{
	struct block *p, *notes;

	begin(true);
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "一");
	layout_span(&t, p, S("网"), 0)->link = &links[0];
	call(p, "*", "n");
	layout_span(&t, p, S("页"), 0)->link = &links[1];
	layout_span(&t, p, S("又"), 0)->link = &links[2];
	notes = block_new(&t.arena, BLOCK_NOTES, t.root);
	note(notes, "n", "注。");
	const struct galley *g = galley();
	g_assert_cmpuint(str_find(sheet_text(&t, &g->sheet), S("一网12页3又1"), 0), !=, STR_NONE);
	check_notes(g, "1.https://example.org/a\n2.注。\n3.https://example.org/b\n");
	begin(false);
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "一");
	layout_span(&t, p, S("网"), 0)->link = &links[0];
	check_notes(galley(), "");
}

/* Whatever a link ends with: its text has been said.  One of pictures alone has nothing to add to, and one
 * that shows its address needs no note. */
static void test_link_ends(void)
{
	static const enum span_kind kinds[] = {SPAN_PICTURE, SPAN_BREAK};
	static struct picture sign = {.type = PICTURE_PNG, .px_width = 10, .px_height = 10};
	struct block *p;

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		struct span last = {.kind = kinds[i], .link = &links[0], .picture = &sign};
		begin(true);
		p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "见");
		layout_span(&t, p, S("网"), 0)->link = &links[0];
		VEC_PUSH(&t.arena, &p->spans, last);
		check_notes(galley(), "1.https://example.org/a\n");
		begin(true);
		p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "见");
		VEC_PUSH(&t.arena, &p->spans, last);
		check_notes(galley(), "");
	}
	begin(true);
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "见");
	layout_span(&t, p, S("https://example.org/a"), 0)->link = &links[0];
	layout_span(&t, p, S("页"), STYLE_STRONG)->link = &links[0];
	check_notes(galley(), "");
}

/* Measuring a table's cells counts nothing; its rows call what stands in them. */
static void test_table(void)
{
	struct block *table, *p;
	uint32_t called = 0;

	begin(true);
	table = block_new(&t.arena, BLOCK_TABLE, t.root);
	table->columns = 1;
	for (int i = 0; i < 2; i++) {
		struct block *cell = block_new(&t.arena, BLOCK_CELL, block_new(&t.arena, BLOCK_ROW, table));
		cell->colspan = cell->rowspan = 1;
		p = block_new(&t.arena, BLOCK_PARAGRAPH, cell);
		layout_span(&t, p, S("网"), 0)->link = &links[i];
	}
	const struct galley *g = galley();
	check_notes(g, "1.https://example.org/a\n2.https://example.org/b\n");
	for (size_t i = 0; i < g->sheet.strips.n; i++)
		called += g->sheet.strips.v[i].notes;
	g_assert_cmpuint(called, ==, 2);
}

/* A note may call another; what a note links to stands beside the link. */
static void test_in_notes(void)
{
	struct block *p, *notes;

	begin(true);
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "一");
	call(p, "1", "n");
	notes = block_new(&t.arena, BLOCK_NOTES, t.root);
	p = note(notes, "n", "见");
	call(p, "2", "m");
	p = note(notes, "m", "在");
	layout_span(&t, p, S("网"), 0)->link = &links[0];
	call(p, "1", "n");
	check_notes(galley(), "1.见2\n2.在网https://example.org/a1\n");
}

/* A note that is read from the right has its number there. */
static void test_read_from_the_right(void)
{
	struct block *p, *notes;
	const struct strip *s;

	begin(false);
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "一");
	call(p, "1", "n");
	notes = block_new(&t.arena, BLOCK_NOTES, t.root);
	note(notes, "n", "مرحبا");
	s = &galley()->notes.strips.v[0];
	g_assert_true(str_starts(strip_text(&t, s), S(".1")));
	g_assert_cmpint(s->paints[0].inl, >, s->line->start + s->line->measure);
	g_assert_cmpint(s->line->start, ==, 0);
}

/* What no text calls is set where it stands; a call to nowhere keeps its mark. */
static void test_uncalled(void)
{
	struct block *p, *notes;

	begin(false);
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "一");
	call(p, "[9]", "nowhere");
	notes = block_new(&t.arena, BLOCK_NOTES, t.root);
	note(notes, "n", "无人提起。");
	const struct galley *g = galley();
	g_assert_cmpuint(str_find(sheet_text(&t, &g->sheet), S("一[9]\n"), 0), !=, STR_NONE);
	layout_find(&t, &g->sheet, "1.无人提起。");
	check_notes(g, "");
}

/* A call in code is a link, for code keeps its text: its note is one of the sequence, and
 * stands at the foot of its page; where numbers have moved, so has its own. */
static void test_call_in_code(void)
{
	static const struct link second = {.id = S("b")};

	for (int addresses = 0; addresses < 2; addresses++) {
		struct block *p, *notes;
		const struct galley *g;

		begin(addresses);
		p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "一");
		layout_span(&t, p, S("网"), 0)->link = &links[0];
		call(p, "1", "a");
		p = layout_text(&t, t.root, BLOCK_CODE, "x = ");
		layout_span(&t, p, S("[2]"), STYLE_CODE)->link = &second;
		layout_span(&t, p, S("\n"), 0);
		p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "二");
		call(p, "3", "c");
		notes = block_new(&t.arena, BLOCK_NOTES, t.root);
		note(notes, "a", "甲。");
		note(notes, "b", "乙。");
		note(notes, "c", "丙。");
		g = galley();
		layout_find(&t, &g->sheet, addresses ? "x = [3]" : "x = [2]");
		check_notes(g, addresses ? "1.https://example.org/a\n2.甲。\n3.乙。\n4.丙。\n"
					 : "1.甲。\n2.乙。\n3.丙。\n");
	}
}

/* A table of too many columns is a list, whose first row is not set: its note is. */
static void test_unset_call(void)
{
	struct block *table, *row, *notes, *p;

	begin(false);
	table = block_new(&t.arena, BLOCK_TABLE, t.root);
	table->columns = 30;
	for (int i = 0; i < 2; i++) {
		row = block_new(&t.arena, BLOCK_ROW, table);
		row->head = i == 0;
		for (int k = 0; k < 30; k++) {
			struct block *cell = block_new(&t.arena, BLOCK_CELL, row);
			cell->colspan = cell->rowspan = 1;
			p = layout_text(&t, cell, BLOCK_PARAGRAPH, i || k < 29 ? "格" : "");
			if (i == 0 && k == 29)
				call(p, "1", "n");
		}
	}
	row->last->first->spans.v[0].text = S("");
	notes = block_new(&t.arena, BLOCK_NOTES, t.root);
	note(notes, "n", "注。");
	check_notes(galley(), "1.注。\n");
}

/* ---- pages ---- */

static struct display *pages_of(const char *profile, const char *style)
{
	struct profile p;
	struct issue issue;
	struct galley *g;

	g_assert_true(profile_lookup(str_from(profile), &p));
	page_style_read(&t.style, &p, str_from(style), S("test"), &t.diags);
	g = layout_article(&t.style, t.shaper, &t.arena, t.article, 0);
	issue = layout_issue_of(&t, &t.article, 1);
	return layout_issue(&t.style, t.shaper, &t.arena, &issue, &g);
}

/* The paint of a page whose text begins so; NULL: none. */
static const struct paint *find_paint(const struct page *page, const char *text)
{
	for (size_t i = 0; i < page->paints.n; i++) {
		const struct paint *p = &page->paints.v[i];
		if (p->kind == PAINT_GLYPHS && str_starts(p->run->text, str_from(text)))
			return p;
	}
	return NULL;
}

/* "注三七": no digits, which are of another face. */
static const char *note_text(int i)
{
	static const char *const digits[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

	return arena_cstr(&t.arena, arena_printf(&t.arena, "注%s%s", digits[i / 10], digits[i % 10]));
}

static const struct paint *find_mark(const struct page *page, int number)
{
	struct str text = arena_printf(&t.arena, "%d", number);

	for (size_t i = 0; i < page->paints.n; i++) {
		const struct paint *p = &page->paints.v[i];
		if (p->kind == PAINT_GLYPHS && !p->run->artifact && str_eq(p->run->text, text))
			return p;
	}
	return NULL;
}

static void long_article(void)
{
	struct block *notes;

	layout_new_article(&t);
	for (int i = 0; i < 40; i++) {
		struct block *p = layout_text(
			&t, t.root, BLOCK_PARAGRAPH,
			"这一段有一个脚注，它要站在叫它的那一页的页脚，不在文末，也不在别的页上。");
		call(p, "*", arena_cstr(&t.arena, arena_printf(&t.arena, "n%d", i)));
		layout_span(&t, p, S("句子到这里完了。"), 0);
	}
	notes = block_new(&t.arena, BLOCK_NOTES, t.root);
	for (int i = 0; i < 40; i++)
		note(notes, arena_cstr(&t.arena, arena_printf(&t.arena, "n%d", i)), note_text(i));
}

static void check_pages(const char *profile, const char *style)
{
	struct display *d;
	struct geometry g;
	size_t seen = 0;

	long_article();
	d = pages_of(profile, style);
	g = geometry_of(&t.style);
	for (size_t i = 0; i < d->pages.n; i++)
		for (int k = 0; k < 40; k++) {
			const struct paint *p = find_paint(&d->pages.v[i], note_text(k)), *m;
			if (!p)
				continue;
			seen++;
			m = find_mark(&d->pages.v[i], k + 1);
			g_assert_nonnull(m);
			g_assert_cmpint(m->blk, <, p->blk);
			g_assert_cmpint(p->blk, <=, geometry_blk(&g, 0) + g.height);
			if (g.columns > 1) /* in its own column */
				g_assert_cmpint(m->inl / (g.column_step + g.inl_odd / 2), ==,
						p->inl / (g.column_step + g.inl_odd / 2));
		}
	g_assert_cmpuint(seen, ==, 40);
}

static void test_pages(void)
{
	check_pages("a5", "cover: no\ncontents: no\nsection-page: no\n");
	check_pages("a4-2col", "cover: no\ncontents: no\nsection-page: no\n");
	check_pages("eink6", "cover: no\ncontents: no\nsection-page: no\nvertical: yes\n");
}

/* The last note of a page ends at the foot of the text block. */
static void test_at_the_foot(void)
{
	struct display *d;
	struct geometry g;
	coord low = 0;

	layout_new_article(&t);
	call(layout_text(&t, t.root, BLOCK_PARAGRAPH, "一句。"), "1", "n");
	note(block_new(&t.arena, BLOCK_NOTES, t.root), "n", "注。");
	d = pages_of("a5", "cover: no\ncontents: no\nsection-page: no\n");
	g = geometry_of(&t.style);
	g_assert_cmpuint(d->pages.n, ==, 1);
	low = find_paint(&d->pages.v[0], "注")->blk;
	g_assert_cmpint(low, >, geometry_blk(&g, 0) + g.height - t.style.leading);
}

/* Short articles share a page: the notes of all stand at its foot, under one rule. */
static void test_shared_page(void)
{
	struct article *articles[2];
	struct galley *galleys[2];
	struct profile p;
	struct issue issue;
	struct display *d;
	size_t rules = 0;

	g_assert_true(profile_lookup(S("a5"), &p));
	page_style_read(&t.style, &p, S("cover: no\ncontents: no\nsection-page: no\nrunning-heads: no\n"),
			S("test"), &t.diags);
	for (size_t i = 0; i < 2; i++) {
		articles[i] = layout_new_article(&t);
		call(layout_text(&t, t.root, BLOCK_PARAGRAPH, "一句。"), "1", "n");
		note(block_new(&t.arena, BLOCK_NOTES, t.root), "n", i ? "后注。" : "前注。");
		galleys[i] = layout_article(&t.style, t.shaper, &t.arena, articles[i], i);
	}
	issue = layout_issue_of(&t, articles, 2);
	d = layout_issue(&t.style, t.shaper, &t.arena, &issue, galleys);
	g_assert_cmpuint(d->pages.n, ==, 1);
	g_assert_cmpint(find_paint(&d->pages.v[0], "前注")->blk, <, find_paint(&d->pages.v[0], "后注")->blk);
	for (size_t i = 0; i < d->pages.v[0].paints.n; i++)
		rules += d->pages.v[0].paints.v[i].kind == PAINT_RECT &&
			 d->pages.v[0].paints.v[i].rect.blk_size == NOTES_RULE_THICK;
	g_assert_cmpuint(rules, ==, 1);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	layout_open(&t);
	g_test_add_func("/columns/with-its-call", test_with_its_call);
	g_test_add_func("/columns/parted", test_parted);
	g_test_add_func("/columns/parted-last", test_parted_last);
	g_test_add_func("/columns/left-over", test_left_over);
	g_test_add_func("/columns/random", test_random);
	g_test_add_func("/article/numbers", test_numbers);
	g_test_add_func("/article/link-ends", test_link_ends);
	g_test_add_func("/article/table", test_table);
	g_test_add_func("/article/in-notes", test_in_notes);
	g_test_add_func("/article/uncalled", test_uncalled);
	g_test_add_func("/article/read-from-the-right", test_read_from_the_right);
	g_test_add_func("/article/unset-call", test_unset_call);
	g_test_add_func("/notes/call-in-code", test_call_in_code);
	g_test_add_func("/pages/with-their-calls", test_pages);
	g_test_add_func("/pages/at-the-foot", test_at_the_foot);
	g_test_add_func("/pages/shared", test_shared_page);
	status = g_test_run();
	layout_close(&t);
	return status;
}
