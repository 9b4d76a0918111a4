/* Documents built by hand, laid out, and looked at: shared by the tests of layout/. */
#ifndef WENZHAI_TESTS_LAYOUT_FIXTURE_H
#define WENZHAI_TESTS_LAYOUT_FIXTURE_H

#include "layout/galley.h"
#include "layout/geometry.h"
#include "layout/layout.h"
#include "layout/setter.h"
#include "model/profile.h"

#include <glib.h>

struct layout_fixture {
	struct arena arena;
	struct diags diags;
	struct fonts *fonts;
	struct shaper *shaper;
	struct page_style style;
	struct article *article;
	struct block *root;
};

static inline void layout_open(struct layout_fixture *t)
{
	arena_init(&t->arena);
	diags_init(&t->diags, &t->arena, (struct str){0});
	t->fonts = fonts_new("fonts", &t->diags);
	g_assert_nonnull(t->fonts);
	t->shaper = shaper_new(t->fonts);
}

static inline void layout_close(struct layout_fixture *t)
{
	shaper_free(t->shaper);
	fonts_free(t->fonts);
	arena_clear(&t->arena);
}

/* A style without margins whose measure is `ems` ems of 10 pt, `lines` lines high. */
static inline void layout_page(struct layout_fixture *t, int ems, int lines)
{
	struct profile p = {.name = S("test"), .columns = 1};

	p.width = ems * PT(10);
	p.height = lines * PT(17);
	page_style_read(&t->style, &p, (struct str){0}, S("test"), &t->diags);
	t->style.size = PT(10);
	t->style.leading = PT(17);
	t->style.margin_top = t->style.margin_bottom = 0;
	t->style.margin_inner = t->style.margin_outer = 0;
}

static inline struct article *layout_new_article(struct layout_fixture *t)
{
	struct article *a = ARENA_NEW(&t->arena, struct article);

	diags_init(&a->diags, &t->arena, S("test.html"));
	a->lang = S("zh-Hans");
	a->title = S("题");
	a->document = ARENA_NEW(&t->arena, struct document);
	a->document->root = block_new(&t->arena, BLOCK_DOCUMENT, NULL);
	t->article = a;
	t->root = a->document->root;
	return a;
}

static inline struct span *layout_span(struct layout_fixture *t, struct block *b, struct str text,
				       unsigned style)
{
	struct span s = {.kind = SPAN_TEXT, .style = style, .text = text};

	VEC_PUSH(&t->arena, &b->spans, s);
	return &b->spans.v[b->spans.n - 1];
}

static inline struct block *layout_text(struct layout_fixture *t, struct block *parent, enum block_kind kind,
					const char *text)
{
	struct block *b = block_new(&t->arena, kind, parent);

	layout_span(t, b, str_from(text), 0);
	return b;
}

static inline struct block *layout_row(struct layout_fixture *t, struct block *table, bool head)
{
	struct block *row = block_new(&t->arena, BLOCK_ROW, table);

	row->head = head;
	return row;
}

static inline struct block *layout_cell(struct layout_fixture *t, struct block *row, const char *text)
{
	struct block *cell = block_new(&t->arena, BLOCK_CELL, row);

	cell->colspan = cell->rowspan = 1;
	cell->head = row->head;
	layout_text(t, cell, BLOCK_PARAGRAPH, text);
	return cell;
}

static inline const struct sheet *layout_run(struct layout_fixture *t)
{
	struct galley *g = layout_article(&t->style, t->shaper, &t->arena, t->article, 0);

	g_assert_nonnull(g);
	return &g->sheet;
}

/* What a strip says, without what is only drawn. */
static inline struct str strip_text(struct layout_fixture *t, const struct strip *s)
{
	struct buf b = BUF(&t->arena);

	for (size_t i = 0; i < s->paint_count; i++)
		if (s->paints[i].kind == PAINT_GLYPHS && !s->paints[i].run->artifact)
			buf_add(&b, s->paints[i].run->text);
	return buf_str(&b);
}

static inline struct str sheet_text(struct layout_fixture *t, const struct sheet *s)
{
	struct buf b = BUF(&t->arena);

	for (size_t i = 0; i < s->strips.n; i++) {
		buf_add(&b, strip_text(t, &s->strips.v[i]));
		buf_add_char(&b, '\n');
	}
	return buf_str(&b);
}

/* The first strip whose text begins so; the test fails when there is none. */
static inline const struct strip *layout_find(struct layout_fixture *t, const struct sheet *s,
					      const char *begins)
{
	for (size_t i = 0; i < s->strips.n; i++)
		if (str_starts(strip_text(t, &s->strips.v[i]), str_from(begins)))
			return &s->strips.v[i];
	g_error("no line begins with %s", begins);
}

/* Inline position at which the ink of the strip's first glyphs begins. */
static inline coord strip_start(const struct strip *s)
{
	for (size_t i = 0; i < s->paint_count; i++)
		if (s->paints[i].kind == PAINT_GLYPHS)
			return s->paints[i].inl;
	return -1;
}

/* An issue of one section with the fixture's articles. */
static inline struct issue layout_issue_of(struct layout_fixture *t, struct article **articles, size_t n)
{
	struct issue issue = {.arena = &t->arena, .title = S("周刊"), .language = S("zh-Hans")};
	struct section *s = ARENA_NEW(&t->arena, struct section);

	*s = (struct section){S("节"), articles, n};
	issue.sections = s;
	issue.section_count = 1;
	issue.articles = articles;
	issue.article_count = n;
	return issue;
}

/* The style as a profile and a text of its keys make it. */
static inline void layout_style(struct layout_fixture *t, const char *profile, const char *style)
{
	struct profile p;

	g_assert_true(profile_lookup(str_from(profile), &p));
	page_style_read(&t->style, &p, str_from(style), S("test"), &t->diags);
}

/* The pages of an issue of these articles. */
static inline struct display *layout_pages(struct layout_fixture *t, struct article **articles, size_t n)
{
	struct galley **galleys = ARENA_ARRAY(&t->arena, n, struct galley *);
	struct issue issue;

	for (size_t i = 0; i < n; i++)
		galleys[i] = layout_article(&t->style, t->shaper, &t->arena, articles[i], i);
	issue = layout_issue_of(t, articles, n);
	return layout_issue(&t->style, t->shaper, &t->arena, &issue, galleys);
}

#endif
