/* layout/: strips to columns, columns to pages; what leads where. */
#include "layout-fixture.h"
#include "layout/pages.h"

static struct layout_fixture t;

#define LINE 17

static struct strip line(int32_t penalty)
{
	return (struct strip){.height = LINE, .grid = true, .penalty = penalty};
}

static size_t break_strips(const struct strip *v, size_t n, int lines, struct column **columns)
{
	struct column_rooms h = {.rest = {lines * LINE, lines * LINE, false}, .pitch = LINE};

	return columns_break(&t.arena, v, n, &h, columns, NULL);
}

static void test_even(void)
{
	struct strip v[100];
	struct column *c;

	for (size_t i = 0; i < 100; i++)
		v[i] = line(0);
	g_assert_cmpuint(break_strips(v, 100, 10, &c), ==, 10);
	for (uint32_t i = 0; i < 10; i++) {
		g_assert_cmpuint(c[i].from, ==, i * 10);
		g_assert_cmpuint(c[i].to, ==, i * 10 + 10);
	}
	g_assert_cmpuint(break_strips(v, 0, 10, &c), ==, 0);
	g_assert_cmpuint(break_strips(v, 1, 10, &c), ==, 1);
}

/* A break at the foot is forbidden: the column ends earlier, and the look ahead
 * lets the one before give a line, when that costs less. */
static void test_never(void)
{
	struct strip v[30];
	struct column *c;
	size_t n;

	for (size_t i = 0; i < 30; i++)
		v[i] = line(i >= 8 && i <= 12 ? PENALTY_NEVER : 0);
	n = break_strips(v, 30, 10, &c);
	g_assert_cmpuint(n, ==, 4);
	for (size_t i = 0; i + 1 < n; i++)
		g_assert_false(c[i].to >= 8 && c[i].to <= 12);
}

/* Nothing but forbidden places: columns are filled all the same. */
static void test_all_never(void)
{
	struct strip v[40];
	struct column *c;

	for (size_t i = 0; i < 40; i++)
		v[i] = line(PENALTY_NEVER);
	g_assert_cmpuint(break_strips(v, 40, 10, &c), ==, 4);
}

/* What is higher than a page has one for itself. */
static void test_high(void)
{
	struct strip v[3] = {line(0), {.height = 1000 * LINE}, line(0)};
	struct column *c;

	g_assert_cmpuint(break_strips(v, 3, 10, &c), ==, 3);
	g_assert_cmpuint(c[1].from, ==, 1);
	g_assert_cmpuint(c[1].to, ==, 2);
}

/* A page does not end in a paragraph that could go on there, to share what is empty with the
 * next page. */
static void test_cut_short(void)
{
	struct line_note notes[8] = {0};
	struct strip v[20];
	struct column *c;

	for (size_t i = 0; i < 8; i++) {
		v[i] = line(i == 1 || i == 7 ? PENALTY_NEVER : 0);
		v[i].line = &notes[i];
		notes[i].before = i ? &notes[i - 1] : NULL;
	}
	for (size_t i = 8; i < 20; i++)
		v[i] = line(i == 8 || i == 12 ? 0 : PENALTY_NEVER);
	g_assert_cmpuint(break_strips(v, 20, 10, &c), ==, 3);
	g_assert_cmpuint(c[0].to, ==, 8);
	g_assert_cmpuint(c[1].to, ==, 12);
}

/* Glue before a strip is lost at a column's head; lines stand on the grid. */
static void test_grid(void)
{
	struct strip s = line(0), off = line(0);

	s.before = 5;
	off.grid = false;
	off.before = 5;
	g_assert_cmpint(strip_top(&s, 0, true, LINE), ==, 0);
	g_assert_cmpint(strip_top(&s, 0, false, LINE), ==, LINE);
	g_assert_cmpint(strip_top(&s, LINE - 5, false, LINE), ==, LINE);
	g_assert_cmpint(strip_top(&off, 20, false, LINE), ==, 25);
}

static void test_first_columns(void)
{
	struct strip v[30];
	struct column_rooms h = {.first = {{3 * LINE, 3 * LINE, false}, {3 * LINE, 3 * LINE, false}},
				 .first_count = 2,
				 .rest = {10 * LINE, 10 * LINE, false},
				 .pitch = LINE};
	struct column *c;
	size_t n;

	for (size_t i = 0; i < 30; i++)
		v[i] = line(0);
	n = columns_break(&t.arena, v, 30, &h, &c, NULL);
	g_assert_cmpuint(n, ==, 5);
	g_assert_cmpuint(c[0].to, ==, 3);
	g_assert_cmpuint(c[1].to, ==, 6);
	g_assert_cmpuint(c[2].to, ==, 16);
	v[0].height = 5 * LINE; /* no room below the head: the columns stay empty */
	n = columns_break(&t.arena, v, 30, &h, &c, NULL);
	g_assert_cmpuint(c[0].to, ==, 0);
	g_assert_cmpuint(c[1].to, ==, 0);
	g_assert_cmpuint(c[2].from, ==, 0);
}

/* A heading stays with two lines of the code below it; but half a page is not left
 * empty for more of it. */
static void test_heading_and_code(void)
{
	struct strip v[40];
	struct column *c;

	for (size_t i = 0; i < 40; i++)
		v[i] = (struct strip){.height = LINE, .prose = i < 20};
	v[20].heading = true;
	v[20].grid = true;
	v[21].penalty = v[22].penalty = PENALTY_NEVER;
	break_strips(v, 40, 30, &c);
	g_assert_cmpuint(c[0].to, ==, 30);
	break_strips(v, 40, 23, &c);
	g_assert_cmpuint(c[0].to, ==, 20);
	break_strips(v, 40, 22, &c);
	g_assert_cmpuint(c[0].to, ==, 20);
}

/* ---- whole issues ---- */

static const char *const prose = "这是一段用来填满版面的文字，它没有别的意思，只是要有足够的长度，"
				 "好让一页放不下，于是看得出分页的规矩是不是守住了。";

static struct article *article(int paragraphs)
{
	struct article *a = layout_new_article(&t);

	for (int i = 0; i < paragraphs; i++) {
		if (i % 4 == 0)
			layout_text(&t, t.root, BLOCK_HEADING, "小标题")->level = 2;
		layout_text(&t, t.root, BLOCK_PARAGRAPH, prose);
	}
	return a;
}

static struct display *issue_of(size_t n, int paragraphs)
{
	struct article **articles = ARENA_ARRAY(&t.arena, n, struct article *);
	struct galley **galleys = ARENA_ARRAY(&t.arena, n, struct galley *);
	struct issue issue;

	for (size_t i = 0; i < n; i++) {
		articles[i] = article(paragraphs);
		galleys[i] = layout_article(&t.style, t.shaper, &t.arena, articles[i], i);
	}
	issue = layout_issue_of(&t, articles, n);
	return layout_issue(&t.style, t.shaper, &t.arena, &issue, galleys);
}

static void real_page(const char *profile, const char *style)
{
	struct profile p;

	g_assert_true(profile_lookup(str_from(profile), &p));
	page_style_read(&t.style, &p, str_from(style), S("test"), &t.diags);
}

static void check_inside(const struct display *d)
{
	coord along = d->vertical ? d->height : d->width, across = d->vertical ? d->width : d->height;

	for (size_t i = 0; i < d->pages.n; i++) {
		for (size_t k = 0; k < d->pages.v[i].paints.n; k++) {
			const struct paint *p = &d->pages.v[i].paints.v[k];
			g_assert_cmpint(p->inl, >=, -t.style.size);
			g_assert_cmpint(p->inl, <=, along);
			g_assert_cmpint(p->blk, >=, 0);
			g_assert_cmpint(p->blk, <=, across);
		}
	}
}

static void check_names(const struct display *d)
{
	for (size_t i = 0; i < d->dests.n; i++) {
		g_assert_cmpuint(d->dests.v[i].page, <, d->pages.n);
		for (size_t k = 0; k < i; k++)
			g_assert_false(str_eq(d->dests.v[i].name, d->dests.v[k].name));
	}
	for (size_t i = 0; i < d->outline.n; i++)
		g_assert_cmpuint(d->outline.v[i].dest, <, d->dests.n);
}

static void test_profiles(void)
{
	static const char *const profiles[] = {"a4", "a4-2col", "a5", "eink6", "phone"};
	static const char *const styles[] = {"", "article-on-new-page: no\nsection-page: no\nmasthead: yes\n",
					     "vertical: yes\n",
					     "mirrored: yes\nlink-footnotes: yes\nhang-marks: yes\n"};

	for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
		for (size_t k = 0; k < sizeof styles / sizeof *styles; k++) {
			struct display *d;

			real_page(profiles[i], styles[k]);
			d = issue_of(3, 20);
			g_assert_cmpuint(d->outline.n, ==, 4);
			check_names(d);
			if (!d->vertical)
				check_inside(d);
		}
}

static void test_labels(void)
{
	struct display *d;

	real_page("a5", "");
	d = issue_of(2, 3);
	g_assert_cmpuint(d->labels.n, ==, 3);
	g_assert_cmpuint(d->pages.v[0].label.n, ==, 0);
	g_assert_true(str_eq(d->pages.v[1].label, S("i")));
	g_assert_true(str_eq(d->pages.v[2].label, S("1")));
}

/* As PDF counts them: after page xcix of the contents comes c, not a second page 100. */
static void test_hundred_front_pages(void)
{
	enum { ARTICLES = 700 };
	struct article **articles = ARENA_ARRAY(&t.arena, ARTICLES, struct article *);
	struct galley **galleys = ARENA_ARRAY(&t.arena, ARTICLES, struct galley *);
	struct issue issue;
	struct display *d;

	layout_page(&t, 12, 6);
	t.style.cover = t.style.running_heads = false;
	for (size_t i = 0; i < ARTICLES; i++) {
		articles[i] = layout_new_article(&t);
		articles[i]->title = S("一条");
		layout_text(&t, t.root, BLOCK_PARAGRAPH, "短。");
		galleys[i] = layout_article(&t.style, t.shaper, &t.arena, articles[i], i);
	}
	issue = layout_issue_of(&t, articles, ARTICLES);
	d = layout_issue(&t.style, t.shaper, &t.arena, &issue, galleys);
	g_assert_cmpuint(d->labels.v[1].first, >, 100);
	g_assert_true(str_eq(d->pages.v[98].label, S("xcix")));
	g_assert_true(str_eq(d->pages.v[99].label, S("c")));
}

static struct str page_text(const struct display *d, size_t page)
{
	struct buf b = BUF(&t.arena);

	for (size_t i = 0; i < d->pages.v[page].paints.n; i++)
		if (d->pages.v[page].paints.v[i].kind == PAINT_GLYPHS)
			buf_add(&b, d->pages.v[page].paints.v[i].run->text);
	return buf_str(&b);
}

static size_t pages_with(const struct display *d, const char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < d->pages.n; i++)
		n += str_find(page_text(d, i), str_from(text), 0) != STR_NONE;
	return n;
}

/* Flashes of news share a page; where the style does not want it they do not. */
static void test_short_articles(void)
{
	real_page("a5", "cover: no\ncontents: no\nsection-page: no\n");
	g_assert_cmpuint(issue_of(3, 1)->pages.n, ==, 1);
	real_page("a5", "cover: no\ncontents: no\nsection-page: no\nshort-articles-run-on: no\n");
	g_assert_cmpuint(issue_of(3, 1)->pages.n, ==, 3);
	real_page("a5", "cover: no\ncontents: no\nsection-page: no\n");
	g_assert_cmpuint(issue_of(3, 12)->pages.n, >=, 6);
}

/* One paragraph of one line. */
static struct galley *flash(size_t index, int lines)
{
	struct article *a = layout_new_article(&t);

	for (int i = 0; i < lines; i++)
		layout_text(&t, t.root, BLOCK_PARAGRAPH, "一句话。");
	return layout_article(&t.style, t.shaper, &t.arena, a, index);
}

/* How far down the first page its text stands, when an article of so many lines and a flash
 * of one are on it together; 0: they are on two pages. */
static coord foot_of_shared(int lines)
{
	struct galley *galleys[2] = {flash(0, lines), flash(1, 1)};
	struct article *articles[2] = {(struct article *)galleys[0]->article,
				       (struct article *)galleys[1]->article};
	struct issue issue = layout_issue_of(&t, articles, 2);
	struct display *d = layout_issue(&t.style, t.shaper, &t.arena, &issue, galleys);
	coord foot = 0;

	for (size_t i = 0; d->pages.n == 1 && i < d->pages.v[0].paints.n; i++) {
		const struct paint *p = &d->pages.v[0].paints.v[i];
		if (p->kind == PAINT_GLYPHS && !p->run->artifact && p->blk > foot)
			foot = p->blk;
	}
	return foot;
}

/* A flash stands wherever all of it fits, down to the page's last lines. */
static void test_flash_at_foot(void)
{
	coord lowest = 0;
	struct geometry g;

	real_page("a5", "cover: no\ncontents: no\nsection-page: no\n");
	g = geometry_of(&t.style);
	for (int lines = 1; lines < 30; lines++) {
		coord foot = foot_of_shared(lines);
		lowest = foot > lowest ? foot : lowest;
	}
	g_assert_cmpint(lowest, >, g.blk_odd + g.height - 2 * t.style.leading);
}

/* Some length of the article would leave a line or two on its last page: not after
 * it was set tighter. */
static void test_last_page(void)
{
	size_t short_pages = 0, saved = 0;

	real_page("a5", "");
	for (int n = 4; n < 30; n++) {
		struct galley *g = layout_article(&t.style, t.shaper, &t.arena, article(n), 0);
		struct geometry geometry = geometry_of(&t.style);
		struct column_rooms h = {.rest = {geometry.height, geometry.height, false},
					 .pitch = t.style.leading};
		struct column *c;
		size_t pages = columns_break(&t.arena, g->sheet.strips.v, g->sheet.strips.n, &h, &c, NULL);

		if (pages > 1 && c[pages - 1].to - c[pages - 1].from <= 3)
			short_pages++;
		saved += pages > 1;
	}
	g_assert_cmpuint(saved, >, 0);
	g_assert_cmpuint(short_pages, <=, 3);
}

/* A section of few articles shows their first lines, and a masthead its leads'. */
static void test_excerpts(void)
{
	real_page("a5", "cover: no\ncontents: no\n");
	g_assert_cmpuint(pages_with(issue_of(1, 12), "这是一段用来填满版面的文字"), >=, 2);
	real_page("a4-2col", "cover: no\ncontents: no\nmasthead: yes\nsection-page: no\n");
	struct display *d = issue_of(2, 2);
	g_assert_cmpuint(pages_with(d, "周刊"), ==, 1);
	g_assert_cmpuint(str_find(page_text(d, 0), S("这是一段用来填满版面的文字"), 0), !=, STR_NONE);
}

/* Wherever the section before ends: below a section's name begins its first article. */
static void test_section_head_not_last(void)
{
	real_page("a5", "cover: no\ncontents: no\nsection-page: no\narticle-on-new-page: no\n");
	for (int lines = 1; lines < 30; lines++) {
		struct galley *galleys[2] = {flash(0, lines),
					     layout_article(&t.style, t.shaper, &t.arena, article(12), 1)};
		struct article *articles[2] = {(struct article *)galleys[0]->article,
					       (struct article *)galleys[1]->article};
		struct section sections[2] = {{S("甲节"), &articles[0], 1}, {S("乙节"), &articles[1], 1}};
		struct issue issue = layout_issue_of(&t, articles, 2);
		struct display *d;
		bool found = false;

		issue.sections = sections;
		issue.section_count = 2;
		d = layout_issue(&t.style, t.shaper, &t.arena, &issue, galleys);
		for (size_t i = 0; i < d->pages.n && !found; i++) {
			size_t at = str_find(page_text(d, i), S("乙节"), 0);
			found = at != STR_NONE;
			if (found)
				g_assert_cmpuint(str_find(page_text(d, i), S("这是一段"), at), !=, STR_NONE);
		}
		g_assert_true(found);
	}
}

/* Links to places that are not there are no links. */
static void test_dead_links(void)
{
	struct link dead = {.id = S("nowhere")}, live = {.id = S("there")};
	struct display *d;
	struct block *p;
	struct article *a;
	struct galley *g;
	struct issue issue;
	size_t found = 0;

	real_page("a5", "");
	a = layout_new_article(&t);
	p = layout_text(&t, t.root, BLOCK_PARAGRAPH, "死");
	p->spans.v[0].link = &dead;
	layout_span(&t, p, S("活"), 0)->link = &live;
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "这里")->id = S("there");
	g = layout_article(&t.style, t.shaper, &t.arena, a, 0);
	issue = layout_issue_of(&t, &a, 1);
	d = layout_issue(&t.style, t.shaper, &t.arena, &issue, &g);
	for (size_t i = 0; i < d->pages.n; i++)
		for (size_t k = 0; k < d->pages.v[i].areas.n; k++) {
			struct str dest = d->pages.v[i].areas.v[k].dest;
			g_assert_false(str_eq(dest, S("a0-nowhere")));
			found += str_eq(dest, S("a0-there"));
		}
	g_assert_cmpuint(found, ==, 1);
}

/* Articles that were given up leave no trace; an issue of nothing is still a file. */
static void test_given_up(void)
{
	struct article *a = layout_new_article(&t);
	struct galley *none = NULL;
	struct issue issue = layout_issue_of(&t, &a, 1);

	real_page("a5", "");
	g_assert_cmpuint(layout_issue(&t.style, t.shaper, &t.arena, &issue, &none)->outline.n, ==, 0);
	real_page("a5", "cover: no\ncontents: no\n");
	g_assert_cmpuint(layout_issue(&t.style, t.shaper, &t.arena, &issue, &none)->pages.n, ==, 1);
}

static void test_cover(void)
{
	static struct picture pic = {.type = PICTURE_PNG, .px_width = 400, .px_height = 300};
	struct article *a = layout_new_article(&t);
	struct issue issue = layout_issue_of(&t, &a, 1);
	struct display *d;
	struct buf title = BUF(&t.arena);

	real_page("a5", "");
	for (int i = 0; i < 500; i++)
		buf_add(&title, S("长"));
	issue.title = buf_str(&title);
	d = layout_cover(&t.style, t.shaper, &t.arena, &issue, PT(600), PT(800));
	g_assert_cmpuint(d->pages.n, ==, 1);
	check_inside(d);
	g_assert_false(d->vertical);
	/* A vertical book's title runs down its cover. */
	real_page("a5", "vertical: yes\n");
	d = layout_cover(&t.style, t.shaper, &t.arena, &issue, PT(600), PT(800));
	g_assert_true(d->vertical);
	check_inside(d);
	issue.picture = &pic;
	g_assert_false(layout_cover(&t.style, t.shaper, &t.arena, &issue, PT(600), PT(800))->vertical);
}

/* Two runs say the same. */
static void test_stable(void)
{
	struct stream *x = stream_open_memory(), *y = stream_open_memory();

	real_page("a4-2col", "");
	display_dump(issue_of(2, 12), x);
	display_dump(issue_of(2, 12), y);
	g_assert_true(str_eq(stream_bytes(x), stream_bytes(y)));
	stream_abandon(x);
	stream_abandon(y);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	layout_open(&t);
	g_test_add_func("/pages/even", test_even);
	g_test_add_func("/pages/never", test_never);
	g_test_add_func("/pages/all-never", test_all_never);
	g_test_add_func("/pages/high", test_high);
	g_test_add_func("/pages/cut-short", test_cut_short);
	g_test_add_func("/pages/grid", test_grid);
	g_test_add_func("/pages/first-columns", test_first_columns);
	g_test_add_func("/pages/heading-and-code", test_heading_and_code);
	g_test_add_func("/issue/profiles", test_profiles);
	g_test_add_func("/issue/short-articles", test_short_articles);
	g_test_add_func("/issue/flash-at-foot", test_flash_at_foot);
	g_test_add_func("/issue/last-page", test_last_page);
	g_test_add_func("/issue/excerpts", test_excerpts);
	g_test_add_func("/issue/labels", test_labels);
	g_test_add_func("/issue/hundred-front-pages", test_hundred_front_pages);
	g_test_add_func("/issue/section-head-not-last", test_section_head_not_last);
	g_test_add_func("/issue/dead-links", test_dead_links);
	g_test_add_func("/issue/given-up", test_given_up);
	g_test_add_func("/issue/cover", test_cover);
	g_test_add_func("/issue/stable", test_stable);
	status = g_test_run();
	layout_close(&t);
	return status;
}
