/* What can be said only of the whole: passes over the finished blocks. */
#include "clean/builder.h"

#include <glib.h>

/* A centred paragraph behind a picture is its caption when no longer. */
#define CAPTION_CHARACTERS_MAX 80
/* A longer heading is a paragraph that somebody wanted large. */
#define HEADING_CHARACTERS_MAX 150

/* ---- helpers ---- */

/* Has it more than `most` characters? */
static bool is_longer(const struct block *b, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < b->spans.n && n <= most; i++)
		n += utf8_count(str_head(b->spans.v[i].text, most * 4 + 4));
	return n > most;
}

/* The children take the container's place. */
static void dissolve(struct block *container)
{
	while (container->first) {
		struct block *child = container->first;
		block_unlink(child);
		block_insert_before(container, child);
	}
	block_unlink(container);
}

static void to_paragraph(struct block *leaf)
{
	leaf->kind = BLOCK_PARAGRAPH;
	leaf->level = 0;
}

/* ---- captions ---- */

static bool has_caption(const struct block *b)
{
	return (b->first && b->first->kind == BLOCK_CAPTION) || (b->last && b->last->kind == BLOCK_CAPTION);
}

static bool takes_caption(const struct block *b)
{
	return b && (b->kind == BLOCK_FIGURE || b->kind == BLOCK_TABLE) && !has_caption(b);
}

/* A caption goes to what stands before it, else, inside one figure element,
 * to what stands behind; a stray one is a centred paragraph. */
static void place_caption(struct block *caption)
{
	struct block *before = caption->prev, *after = caption->next;
	int serial = caption->level;
	caption->level = 0;
	if (takes_caption(before)) {
		block_unlink(caption);
		block_append(before, caption);
	} else if (serial && takes_caption(after) && after->level == serial) {
		block_unlink(caption);
		block_insert_before(after->first, caption);
	} else {
		to_paragraph(caption);
		caption->align = ALIGN_CENTER;
	}
}

static bool is_centred(const struct block *b)
{
	return b && b->kind == BLOCK_PARAGRAPH && b->align == ALIGN_CENTER;
}

static bool all_strong(const struct block *b)
{
	for (size_t i = 0; i < b->spans.n; i++)
		if (b->spans.v[i].kind == SPAN_TEXT && !(b->spans.v[i].style & STYLE_STRONG))
			return false;
	return true;
}

static bool has_breaks(const struct block *b)
{
	for (size_t i = 0; i < b->spans.n; i++)
		if (b->spans.v[i].kind == SPAN_BREAK)
			return true;
	return false;
}

/* "▲ …", "图1：…", "（图自：…）": says itself that it is a caption. */
static bool says_caption(const struct block *b)
{
	static const char *const starts[] = {"▲",        "△",      "▼",      "图：",   "图源",
					     "图片来源", "图/",    "图｜",   "图|",    "（图自",
					     "(图自",    "（图源", "（图片", "图注",   "圖：",
					     "圖片來源", "Photo:", "Image:", "Source:"};
	struct str text = b->spans.n ? b->spans.v[0].text : (struct str){0};
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (str_starts(text, str_from(starts[i])))
			return true;
	return false;
}

static bool is_caption_of_previous(const struct block *b)
{
	if (b->kind != BLOCK_PARAGRAPH || !takes_caption(b->prev) || b->prev->kind != BLOCK_FIGURE ||
	    is_longer(b, CAPTION_CHARACTERS_MAX) || has_breaks(b) || b->verse)
		return false;
	return says_caption(b) || (is_centred(b) && !is_centred(b->next) && !all_strong(b));
}

/* ---- containers ---- */

static bool may_be_empty(enum block_kind kind)
{
	return block_kind_is_leaf(kind) || kind == BLOCK_PICTURE || kind == BLOCK_RULE ||
	       kind == BLOCK_DOCUMENT || kind == BLOCK_CELL;
}

static bool all_made_up(const struct block *list)
{
	for (const struct block *item = list->first; item; item = item->next)
		if (!item->level)
			return false;
	return true;
}

/* <ul><p>…</p></ul>: somebody wanted an indent. */
static void tidy_list(struct block *list)
{
	list->level = 0;
	if (!all_made_up(list)) {
		for (struct block *item = list->first; item; item = item->next)
			item->level = 0;
		return;
	}
	for (struct block *item = list->first, *next; item; item = next) {
		next = item->next;
		dissolve(item);
	}
	dissolve(list);
}

/* Nothing to unfold, or nothing to unfold it by. */
static void tidy_details(struct block *details)
{
	bool summary = details->first->kind == BLOCK_SUMMARY;
	if (summary && details->first != details->last)
		return;
	if (summary)
		to_paragraph(details->first);
	dissolve(details);
}

static void tidy_rule(struct block *rule)
{
	struct block *next = rule->next;
	if (!rule->prev || !next || next->kind == BLOCK_RULE || next->kind == BLOCK_NOTES)
		block_unlink(rule);
}

static void tidy_block(struct block *b)
{
	if (!may_be_empty(b->kind) && !b->first) {
		block_unlink(b);
		return;
	}
	switch (b->kind) {
	case BLOCK_CAPTION:
		if (b->parent->kind != BLOCK_TABLE)
			place_caption(b);
		b->level = 0;
		break;
	case BLOCK_PARAGRAPH:
		if (is_caption_of_previous(b)) {
			struct block *figure = b->prev;
			block_unlink(b);
			b->kind = BLOCK_CAPTION;
			block_append(figure, b);
		}
		break;
	case BLOCK_HEADING:
		if (is_longer(b, HEADING_CHARACTERS_MAX))
			to_paragraph(b);
		break;
	case BLOCK_LIST:
		tidy_list(b);
		break;
	case BLOCK_DEFINITIONS:
	case BLOCK_TABLE:
		b->level = 0;
		break;
	case BLOCK_DETAILS:
		tidy_details(b);
		break;
	case BLOCK_RULE:
		tidy_rule(b);
		break;
	default:
		break;
	}
}

/* Children before parents: a list is judged when its items are done. */
static void tidy_blocks(struct builder *b)
{
	VEC(struct block *) all = {0};
	for (struct block *at = b->document->root->first; at; at = block_after(at, b->document->root))
		VEC_PUSH(b->scratch, &all, at);
	/* Captions look at their left neighbour, so among siblings the order is forward. */
	for (size_t i = 0; i < all.n; i++)
		if (block_kind_is_leaf(all.v[i]->kind) || all.v[i]->kind == BLOCK_RULE)
			tidy_block(all.v[i]);
	for (size_t i = all.n; i--;)
		if (!block_kind_is_leaf(all.v[i]->kind) && all.v[i]->kind != BLOCK_RULE)
			tidy_block(all.v[i]);
	for (size_t i = 0; i < all.n; i++)
		if (all.v[i]->kind == BLOCK_FIGURE)
			all.v[i]->level = 0;
}

/* ---- headings ---- */

/* Letters and digits alone, in lower case: what makes two titles the same. */
static struct str bare(struct arena *a, struct str text)
{
	struct buf out = BUF(a);
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		if (g_unichar_isalnum(c))
			buf_add_code_point(&out, g_unichar_tolower(c));
	}
	return buf_str(&out);
}

static void drop_title(struct builder *b)
{
	struct block *at = b->document->root->first;
	while (at && (at->kind == BLOCK_FIGURE || at->kind == BLOCK_RULE))
		at = at->next;
	if (!at || at->kind != BLOCK_HEADING)
		return;
	struct str title = bare(b->scratch, b->article->title);
	if (!title.n || !str_eq(bare(b->scratch, block_text(b->scratch, at)), title))
		return;
	for (size_t i = 0; i < at->spans.n; i++) {
		VEC_PUSH(b->scratch, &b->view->texts, at->spans.v[i].text);
		VEC_PUSH(b->scratch, &b->view->texts, at->spans.v[i].ruby);
	}
	block_unlink(at);
}

/* h1, h3, h2 become 1, 2, 2: each is one below the nearest larger one before it. */
static void level_headings(struct builder *b)
{
	int open[7], count = 0; /* source levels, growing */
	for (struct block *at = b->document->root; at; at = block_after(at, b->document->root)) {
		if (at->kind != BLOCK_HEADING)
			continue;
		int source = at->level;
		while (count && open[count - 1] >= source)
			count--;
		open[count++] = source;
		at->level = count > 5 ? 5 : count;
	}
}

/* ---- links, languages, pictures ---- */

static GHashTable *places(struct builder *b)
{
	GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);
	for (struct block *at = b->document->root; at; at = block_after(at, b->document->root)) {
		if (at->id.n)
			g_hash_table_add(ids, arena_cstr(b->scratch, at->id));
		for (size_t i = 0; i < at->spans.n; i++)
			if (at->spans.v[i].kind == SPAN_ANCHOR)
				g_hash_table_add(ids, arena_cstr(b->scratch, at->spans.v[i].id));
	}
	return ids;
}

static bool leads_nowhere(struct builder *b, GHashTable *ids, struct str id)
{
	return id.n && !g_hash_table_contains(ids, arena_cstr(b->scratch, id));
}

static void tidy_span(struct builder *b, GHashTable *ids, struct span *s)
{
	if (s->link && !s->link->url.n && leads_nowhere(b, ids, s->link->id))
		s->link = NULL;
	if (s->kind == SPAN_NOTE && leads_nowhere(b, ids, s->id)) {
		s->kind = SPAN_TEXT;
		s->style |= STYLE_SUP;
		s->id = (struct str){0};
	}
	if (s->kind == SPAN_PICTURE)
		VEC_PUSH(b->arena, &b->document->pictures, s->picture);
}

static void tidy_spans(struct builder *b)
{
	bool linked = b->survey->count > 0;
	GHashTable *ids = linked ? places(b) : g_hash_table_new(g_str_hash, g_str_equal);
	for (struct block *at = b->document->root; at; at = block_after(at, b->document->root)) {
		for (size_t i = 0; i < at->spans.n; i++)
			tidy_span(b, ids, &at->spans.v[i]);
		if (at->kind == BLOCK_PICTURE)
			VEC_PUSH(b->arena, &b->document->pictures, at->picture);
	}
	g_hash_table_unref(ids);
}

void tidy(struct builder *b)
{
	tidy_blocks(b);
	drop_title(b);
	level_headings(b);
	tidy_spans(b);
}
