/* layout/check: well set pages have no fault, and each rule finds the fault that is made. */
#include "layout-fixture.h"
#include "layout/check.h"

static struct layout_fixture t;

#define LINES_MAX 64

/* A page of text, and where on it the runs of each line are. */
struct pages {
	struct display *d;
	struct findings found;
	struct paint *lines[LINES_MAX]; /* the first run of each */
	size_t runs[LINES_MAX];
	size_t n;
};

static const char text[] =
	"他把这种做法叫作“经验优先”，意思是先生产，再谈别的；过去三年（尤其是今年）的数据显示，使用 iPhone 的"
	"人里有 35% 认为，屏幕比电池更值得改进。“要不要更新？”这是 GitHub 上最多的问题——没有人能回答……"
	"从上海到重庆要走一千多公里，途中经过六个站；读者写信来说：“我每年都走。”";

static void find_lines(struct pages *p)
{
	const struct line_note *last = NULL;

	p->n = 0;
	for (size_t k = 0; k < p->d->pages.n; k++)
		for (size_t i = 0; i < p->d->pages.v[k].paints.n; i++) {
			struct paint *paint = &p->d->pages.v[k].paints.v[i];
			if (paint->kind != PAINT_GLYPHS || !paint->run->line)
				continue;
			if (paint->run->line != last && p->n < LINES_MAX) {
				p->runs[p->n] = 0;
				p->lines[p->n++] = paint;
			}
			last = paint->run->line;
			p->runs[p->n - 1]++;
		}
}

static void check(struct pages *p)
{
	display_check(p->d, &t.style, &t.arena, &p->found);
}

static struct pages compose(enum block_kind first)
{
	struct pages p = {0};
	struct article *article;
	struct galley *g;
	struct issue issue;

	layout_page(&t, 20, 30);
	t.style.contents = t.style.cover = t.style.section_page = t.style.running_heads = false;
	article = layout_new_article(&t);
	layout_text(&t, t.root, first, first == BLOCK_HEADING ? "小标题" : text)->level = 2;
	layout_text(&t, t.root, BLOCK_PARAGRAPH, text);
	g = layout_article(&t.style, t.shaper, &t.arena, article, 0);
	issue = layout_issue_of(&t, &article, 1);
	p.d = layout_issue(&t.style, t.shaper, &t.arena, &issue, &g);
	g_assert_nonnull(p.d);
	find_lines(&p);
	g_assert_cmpuint(p.n, >, 8);
	return p;
}

static void test_well_set(void)
{
	struct pages p = compose(BLOCK_PARAGRAPH);

	check(&p);
	g_assert_cmpuint(p.found.lines, >=, p.n);
	for (unsigned r = 0; r < RULE_COUNT; r++)
		g_assert_cmpuint(p.found.count[r], ==, 0);
}

/* ---- faults by hand ---- */

/* A run that may be changed. */
static struct glyph_run *own(struct paint *p)
{
	struct glyph_run *run = ARENA_NEW(&t.arena, struct glyph_run);
	struct glyph *glyphs = ARENA_ARRAY(&t.arena, p->run->count, struct glyph);

	*run = *p->run;
	memcpy(glyphs, run->glyphs, run->count * sizeof *glyphs);
	run->glyphs = glyphs;
	run->text = arena_str(&t.arena, run->text);
	p->run = run;
	return run;
}

static struct line_note *own_note(struct paint *p, size_t runs)
{
	struct line_note *note = ARENA_NEW(&t.arena, struct line_note);

	*note = *p->run->line;
	for (size_t i = 0; i < runs; i++)
		own(&p[i])->line = note;
	return note;
}

/* Puts a character of three bytes for the first (or last) of the line. */
static void put(struct pages *p, size_t line, bool last, const char *c)
{
	struct glyph_run *run = own(last ? p->lines[line] + p->runs[line] - 1 : p->lines[line]);
	size_t at = last ? run->text.n - 3 : 0;
	char *s = (char *)(uintptr_t)run->text.s;

	memcpy(s + at, c, 3);
}

/* A line in the middle of a paragraph whose first and last characters are Han: others may follow. */
static size_t plain_line(const struct pages *p)
{
	for (size_t i = 3; i + 1 < p->n; i++) {
		const struct paint *first = p->lines[i], *last = first + p->runs[i] - 1;
		size_t begin = 0, end = last->run->text.n;
		if (first->run->line->before && p->lines[i + 1]->run->line->before == first->run->line &&
		    !first->run->line->short_end && char_is_han(utf8_next(first->run->text, &begin)) &&
		    char_is_han(utf8_prev(last->run->text, &end)))
			return i;
	}
	g_error("no plain line");
}

/* Moves all glyphs of the line from the n-th place on where `before` meets `after`. */
static void shift(struct pages *p, const char *before, const char *after, coord by)
{
	struct str pair = arena_printf(&t.arena, "%s%s", before, after);

	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->runs[i]; k++) {
			struct paint *paint = p->lines[i] + k;
			size_t found = str_find(paint->run->text, pair, 0), at = 0, g = 0;
			if (found == STR_NONE)
				continue;
			struct glyph_run *run = own(paint);
			struct glyph *glyphs = (struct glyph *)(uintptr_t)run->glyphs;
			while (at < found + strlen(before))
				at += glyphs[g++].text_bytes;
			for (; g < run->count; g++)
				glyphs[g].at += by;
			for (size_t rest = k + 1; rest < p->runs[i]; rest++)
				p->lines[i][rest].inl += by;
			return;
		}
	g_error("nowhere %s%s", before, after);
}

static void move_last(struct pages *p, size_t line, coord by)
{
	struct glyph_run *run = own(p->lines[line] + p->runs[line] - 1);

	((struct glyph *)(uintptr_t)run->glyphs)[run->count - 1].at += by;
}

#define EXPECT(pages, rule)                                         \
	do {                                                        \
		check(&(pages));                                    \
		g_assert_cmpuint((pages).found.count[rule], >=, 1); \
	} while (0)

static void test_edges(void)
{
	struct pages p = compose(BLOCK_PARAGRAPH);
	size_t line = plain_line(&p);

	put(&p, line, false, "々");
	EXPECT(p, RULE_HEAD);
	p = compose(BLOCK_PARAGRAPH);
	put(&p, line, true, "￥");
	EXPECT(p, RULE_TAIL);
	p = compose(BLOCK_PARAGRAPH);
	put(&p, line, true, "…");
	put(&p, line + 1, false, "…");
	EXPECT(p, RULE_SPLIT);
	p = compose(BLOCK_PARAGRAPH);
	move_last(&p, line, PT(2));
	EXPECT(p, RULE_OVER);
	p = compose(BLOCK_PARAGRAPH);
	move_last(&p, line, -PT(2));
	EXPECT(p, RULE_RAGGED);
}

static void test_letters(void)
{
	struct pages p = compose(BLOCK_PARAGRAPH);
	size_t line = plain_line(&p);
	struct line_note *note = own_note(p.lines[line], p.runs[line]);

	note->loose = true;
	EXPECT(p, RULE_LOOSE);
	note->loose = false;
	/* The last line is one character: all others of it are elsewhere. */
	p = compose(BLOCK_PARAGRAPH);
	note = own_note(p.lines[line], p.runs[line]);
	note->short_end = true;
	for (size_t i = 0; i < p.runs[line]; i++) {
		struct glyph_run *run = own(&p.lines[line][i]);
		run->text = S("字");
		run->count = i == 0 ? 1 : 0;
	}
	EXPECT(p, RULE_RUNT);
}

static void test_spaces(void)
{
	struct pages p = compose(BLOCK_PARAGRAPH);

	shift(&p, "重", "庆", PT(4));
	EXPECT(p, RULE_STRETCH);
	p = compose(BLOCK_PARAGRAPH);
	shift(&p, "有", "35", -PT(5));
	EXPECT(p, RULE_GAP);
	p = compose(BLOCK_PARAGRAPH);
	shift(&p, "”", "，", PT(2));
	EXPECT(p, RULE_PAIR);
	p = compose(BLOCK_PARAGRAPH);
	shift(&p, "，", "意", -PT(1)); /* commas do not give before the line's other glue has */
	shift(&p, "途", "中", PT(1));
	EXPECT(p, RULE_ORDER);
}

/* What is painted from the line on stands on another page. */
static void move_from(struct pages *p, size_t line)
{
	struct page *first, *second;
	size_t from;

	VEC_PUSH(&t.arena, &p->d->pages, (struct page){0});
	find_lines(p);
	second = &p->d->pages.v[p->d->pages.n - 1];
	first = second - 1;
	from = (size_t)(p->lines[line] - first->paints.v);
	g_assert_cmpuint(from, <, first->paints.n);
	for (size_t i = from; i < first->paints.n; i++)
		VEC_PUSH(&t.arena, &second->paints, first->paints.v[i]);
	first->paints.n = from;
}

static void test_grid(void)
{
	struct pages p = compose(BLOCK_PARAGRAPH);

	for (size_t i = 0; i < p.runs[6]; i++)
		p.lines[6][i].blk += PT(1);
	EXPECT(p, RULE_GRID);
}

static void test_column_ends(void)
{
	struct pages p = compose(BLOCK_PARAGRAPH);
	size_t first = p.n - 1;

	g_assert_true(p.lines[first]->run->line->last);
	move_from(&p, first);
	EXPECT(p, RULE_WIDOW);
	g_assert_cmpuint(p.found.count[RULE_ORPHAN], ==, 0);
	p = compose(BLOCK_PARAGRAPH);
	while (p.lines[first]->run->line->before)
		first--;
	move_from(&p, first + 1);
	EXPECT(p, RULE_ORPHAN);
	g_assert_cmpuint(p.found.count[RULE_WIDOW], ==, 0);
}

static void test_stranded_heading(void)
{
	struct pages p = compose(BLOCK_HEADING);
	size_t line = p.n - 1;

	while (!p.lines[line]->run->line->heading)
		line--;
	move_from(&p, line + 1);
	EXPECT(p, RULE_HEADING);
	p = compose(BLOCK_HEADING);
	move_from(&p, line + 3);
	check(&p);
	g_assert_cmpuint(p.found.count[RULE_HEADING], ==, 0);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	layout_open(&t);
	g_test_add_func("/check/well-set", test_well_set);
	g_test_add_func("/check/edges", test_edges);
	g_test_add_func("/check/letters", test_letters);
	g_test_add_func("/check/spaces", test_spaces);
	g_test_add_func("/check/grid", test_grid);
	g_test_add_func("/check/column-ends", test_column_ends);
	g_test_add_func("/check/stranded-heading", test_stranded_heading);
	status = g_test_run();
	layout_close(&t);
	return status;
}
