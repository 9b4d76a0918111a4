/* document_check: the invariants of document.h, asserted. */
#include "model/document.h"

#include <glib.h>

/* Which kinds may stand directly in which. */
static bool may_hold(enum block_kind parent, enum block_kind child)
{
	switch (child) {
	case BLOCK_ITEM:
		return parent == BLOCK_LIST;
	case BLOCK_TERM:
	case BLOCK_DEFINITION:
		return parent == BLOCK_DEFINITIONS;
	case BLOCK_ROW:
		return parent == BLOCK_TABLE;
	case BLOCK_CELL:
		return parent == BLOCK_ROW;
	case BLOCK_NOTE:
		return parent == BLOCK_NOTES;
	case BLOCK_CAPTION:
		return parent == BLOCK_FIGURE || parent == BLOCK_TABLE;
	case BLOCK_SUMMARY:
		return parent == BLOCK_DETAILS;
	case BLOCK_PICTURE:
		return parent == BLOCK_FIGURE;
	default:
		return parent != BLOCK_LIST && parent != BLOCK_DEFINITIONS && parent != BLOCK_TABLE &&
		       parent != BLOCK_ROW && parent != BLOCK_NOTES && parent != BLOCK_FIGURE;
	}
}

static void check_links(const struct block *b)
{
	g_assert_true(!b->first == !b->last);
	g_assert_true(!b->first || !b->first->prev);
	g_assert_true(!b->last || !b->last->next);
	for (const struct block *c = b->first; c; c = c->next) {
		g_assert_true(c->parent == b);
		g_assert_true(!c->next || c->next->prev == c);
		g_assert_true(may_hold(b->kind, c->kind));
	}
}

static void check_text(struct str text, bool newlines)
{
	g_assert_cmpuint(utf8_valid_prefix(text), ==, text.n);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.s[i];
		g_assert_true(c >= 0x20 || c == '\t' || (c == '\n' && newlines));
	}
}

static void check_span(const struct block *b, const struct span *s)
{
	check_text(s->text, b->kind == BLOCK_CODE);
	check_text(s->ruby, false);
	g_assert_cmpuint(s->style, <, 1u << STYLE_COUNT);
	g_assert_true((s->kind == SPAN_PICTURE) == (s->picture != NULL));
	g_assert_true((s->kind == SPAN_MATH) == (s->math != NULL));
	if (s->math)
		math_check(s->math);
	g_assert_true(s->kind != SPAN_MATH || s->text.n);
	g_assert_true(s->kind != SPAN_ANCHOR || (s->id.n && !s->text.n));
	g_assert_true(s->kind != SPAN_NOTE || s->id.n);
	g_assert_true(!s->link || (s->link->url.n > 0) + (s->link->id.n > 0) + (s->link->page.n > 0) == 1);
}

static void check_block(const struct block *b)
{
	g_assert_cmpint(b->kind, <, BLOCK_KIND_COUNT);
	check_links(b);
	g_assert_true(!b->first || !block_kind_is_leaf(b->kind));
	g_assert_true(!b->spans.n || block_kind_is_leaf(b->kind));
	for (size_t i = 0; i < b->spans.n; i++)
		check_span(b, &b->spans.v[i]);
	if (b->kind == BLOCK_HEADING)
		g_assert_true(b->level >= 1 && b->level <= 5);
	if (b->kind == BLOCK_LIST && b->ordered)
		g_assert_true(b->numbering && strchr("1aAiI", b->numbering));
	if (b->kind == BLOCK_CELL) {
		g_assert_true(b->colspan >= 1 && b->colspan <= TABLE_SPAN_MAX);
		g_assert_true(b->rowspan >= 1 && b->rowspan <= TABLE_SPAN_MAX);
	}
	if (b->kind == BLOCK_TABLE)
		g_assert_true(b->columns >= 1 && b->columns <= TABLE_COLUMNS_MAX);
	g_assert_true((b->kind == BLOCK_PICTURE) == (b->picture != NULL));
	g_assert_true(!b->link || (b->kind == BLOCK_PICTURE && b->link->url.n));
}

static void check_depth(const struct block *b)
{
	size_t depth = 0;
	for (const struct block *up = b->parent; up; up = up->parent)
		depth++;
	g_assert_cmpuint(depth, <=, DOCUMENT_DEPTH_MAX);
}

static void check_id(GHashTable *ids, struct str id)
{
	if (!id.n)
		return;
	char *copy = g_strndup(id.s, id.n);
	g_assert_false(strpbrk(copy, ": \t\n\"'<>&"));
	bool added = g_hash_table_add(ids, copy); /* the table owns the copy in either case */
	g_assert_true(added);
	/* cppcheck-suppress memleak ; g_hash_table_add took the copy */
}

static void check_ids(const struct document *d)
{
	GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (const struct block *b = d->root; b; b = block_after(b, d->root)) {
		check_id(ids, b->id);
		for (size_t i = 0; i < b->spans.n; i++)
			if (b->spans.v[i].kind == SPAN_ANCHOR)
				check_id(ids, b->spans.v[i].id);
	}
	g_hash_table_unref(ids);
}

void document_check(const struct document *d)
{
	g_assert_nonnull(d->root);
	g_assert_cmpint(d->root->kind, ==, BLOCK_DOCUMENT);
	for (const struct block *b = d->root; b; b = block_after(b, d->root)) {
		check_block(b);
		check_depth(b);
	}
	check_ids(d);
}
