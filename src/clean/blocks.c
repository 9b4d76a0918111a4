#include "clean/builder.h"

/* ITEM or CELL, a FIGURE in it, a PICTURE in that. */
#define LEVELS_BELOW 4

void build_leaf_open(struct builder *b)
{
	if (b->leaf)
		return;
	struct block *place = build_place(b);
	struct block *leaf = block_new(b->arena, b->in.leaf, place);
	leaf->line = b->line;
	leaf->align = b->in.leaf == BLOCK_CODE ? ALIGN_DEFAULT : b->in.align;
	leaf->level = b->in.leaf == BLOCK_HEADING ? b->in.level : 0;
	leaf->lang = b->in.lang;
	if (b->in.leaf == BLOCK_CAPTION)
		leaf->level = b->figures ? b->figure_serial : 0; /* until tidy */
	b->leaf = leaf;
	b->gap = (struct gap){0};
	b->last = 0;
}

static bool shows(const struct span *s)
{
	return s->kind != SPAN_BREAK && s->kind != SPAN_ANCHOR;
}

bool build_at_start(const struct builder *b)
{
	if (!b->leaf || b->run.n)
		return !b->run.n;
	for (size_t i = b->spans.n; i--;)
		if (shows(&b->spans.v[i]))
			return false;
	return true;
}

/* The leaf shows nothing: its anchors wait for the next. */
static void leaf_discard(struct builder *b)
{
	for (size_t i = 0; i < b->spans.n; i++)
		if (b->spans.v[i].kind == SPAN_ANCHOR)
			VEC_PUSH(b->scratch, &b->anchors, b->spans.v[i].id);
	block_unlink(b->leaf);
}

void build_leaf_close(struct builder *b)
{
	b->gap = (struct gap){0};
	if (!b->leaf)
		return;
	build_flush(b);
	if (b->leaf->kind == BLOCK_CODE)
		build_code_trim(b);
	if (build_at_start(b)) {
		leaf_discard(b);
	} else {
		leaf_finish(b, b->leaf);
		if (b->in.leaf == BLOCK_HEADING && !b->in.fixed) {
			b->in.leaf = BLOCK_PARAGRAPH; /* an unclosed heading ends with its first block */
			b->heading_spent = true;
		}
	}
	b->spans.n = 0;
	b->leaf = NULL;
	b->last = 0;
}

void build_boundary(struct builder *b)
{
	if (b->in_rt)
		build_ruby_text_end(b);
	if (b->in_ruby)
		build_ruby_end(b); /* no annotation goes past a block */
	if (b->in.leaf == BLOCK_CODE)
		build_code_boundary(b);
	else if (!b->in.fixed)
		build_leaf_close(b);
	else if (b->leaf && !build_at_start(b) && !b->gap.breaks)
		b->gap.breaks = 1;
}

bool build_fits(struct builder *b, int levels)
{
	if (b->depth + levels + LEVELS_BELOW <= DOCUMENT_DEPTH_MAX)
		return true;
	b->flattened++;
	return false;
}

/* What a container wants between itself and blocks. */
static enum block_kind between(enum block_kind container)
{
	switch (container) {
	case BLOCK_LIST:
		return BLOCK_ITEM;
	case BLOCK_DEFINITIONS:
		return BLOCK_DEFINITION;
	case BLOCK_TABLE:
		return BLOCK_ROW;
	case BLOCK_ROW:
		return BLOCK_CELL;
	case BLOCK_NOTES:
		return BLOCK_NOTE;
	default:
		return BLOCK_DOCUMENT; /* nothing */
	}
}

static bool fits_directly(enum block_kind container, enum block_kind leaf)
{
	return (container == BLOCK_DEFINITIONS && leaf == BLOCK_TERM) ||
	       (container == BLOCK_TABLE && leaf == BLOCK_CAPTION);
}

struct block *build_place(struct builder *b)
{
	struct block *place = b->container;
	while (!fits_directly(place->kind, b->in.leaf)) {
		enum block_kind kind = between(place->kind);
		if (kind == BLOCK_DOCUMENT)
			break;
		if (place->last && place->last->kind == kind) {
			place = place->last;
			continue;
		}
		place = block_new(b->arena, kind, place);
		place->level = kind == BLOCK_ITEM; /* made up; until tidy */
		place->colspan = place->rowspan = kind == BLOCK_CELL;
	}
	return place;
}

/* Rows, cells and items fit where their table or list did. */
static bool needs_room(enum block_kind kind)
{
	return kind != BLOCK_ROW && kind != BLOCK_CELL && kind != BLOCK_ITEM && kind != BLOCK_DEFINITION &&
	       kind != BLOCK_NOTE;
}

bool build_push(struct builder *b, enum block_kind kind)
{
	if (needs_room(kind) && !build_fits(b, 1))
		return false;
	enum block_kind leaf = b->in.leaf;
	b->in.leaf = BLOCK_PARAGRAPH;
	struct block *place = between(b->container->kind) == kind ? b->container : build_place(b);
	b->in.leaf = leaf;
	b->depth += 1 + (place != b->container) * 2;
	b->container = block_new(b->arena, kind, place);
	b->container->line = b->line;
	return true;
}

void build_pop(struct builder *b, struct block *container, int depth)
{
	b->container = container;
	b->depth = depth;
}

void build_rule(struct builder *b)
{
	build_boundary(b);
	if (b->leaf || b->in.fixed)
		return;
	block_new(b->arena, BLOCK_RULE, build_place(b))->line = b->line;
}

/* Pictures of one figure element stand together. */
static struct block *figure_for(struct builder *b, struct block *place)
{
	struct block *last = place->last;
	if (b->figures && last && last->kind == BLOCK_FIGURE && last->level == b->figure_serial)
		return last;
	struct block *figure = block_new(b->arena, BLOCK_FIGURE, place);
	figure->level = b->figures ? b->figure_serial : 0; /* until tidy */
	figure->align = b->in.align;
	figure->line = b->line;
	return figure;
}

/* Where a picture leads: out, but not to its own file. */
static const struct link *picture_link(const struct builder *b, const struct picture *picture)
{
	const struct link *link = b->in.link;
	return link && link->url.n && !str_eq(link->url, picture->src) ? link : NULL;
}

void build_picture(struct builder *b, struct picture *picture)
{
	if (b->leaf && (b->in.fixed || b->in.leaf == BLOCK_CODE)) {
		VEC_PUSH(b->scratch, &b->deferred, picture);
		return;
	}
	build_leaf_close(b);
	enum block_kind leaf = b->in.leaf;
	b->in.leaf = BLOCK_PARAGRAPH;
	struct block *figure = figure_for(b, build_place(b));
	b->in.leaf = leaf;
	struct block *p = block_new(b->arena, BLOCK_PICTURE, figure);
	p->picture = picture;
	p->link = picture_link(b, picture);
	p->line = picture->line;
	if (b->anchors.n && !figure->id.n)
		figure->id = b->anchors.v[--b->anchors.n];
}

void build_deferred(struct builder *b)
{
	size_t count = b->deferred.n;
	const struct link *link = b->in.link;
	b->deferred.n = 0;
	b->in.link = NULL; /* a link that is open now is another's */
	for (size_t i = 0; i < count; i++)
		build_picture(b, b->deferred.v[i]);
	b->in.link = link;
}
