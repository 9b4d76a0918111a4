/* A list in place of a table that is too wide for the page: each row lines of "head: cell",
 * and below them what else a cell holds. */
#include "layout/table.h"

/* A head of 100 KB before each of ten thousand values would be a gigabyte: what is longer is
 * said before the first row's only. */
#define HEAD_BYTES_AGAIN 120

struct table_list {
	struct setter *st;
	const struct frame *f;
	const struct grid *grid;
	const struct block **heads; /* by rows of `head_rows`, of grid->columns each; NULL: none */
	size_t head_rows;
};

static void add_leaves(struct setter *st, const struct frame *f, const struct block *cell,
		       struct inline_text *text)
{
	bool any = false;

	for (const struct block *b = cell->first; b; b = block_after(b, cell)) {
		if (!block_kind_is_leaf(b->kind) || b->kind == BLOCK_PICTURE || b->kind == BLOCK_RULE)
			continue;
		if (any)
			inline_add_text(st, f, S(" "), text);
		inline_add_spans(st, f, b->spans.v, b->spans.n, text);
		any = true;
	}
}

/* ---- heads ---- */

/* Where no row is one of heads throughout (its first cell is an empty corner), the first
 * row's head cells are heads all the same. */
static bool is_head(const struct grid *g, const struct cell *c)
{
	return c->row < g->head_rows ||
	       (g->head_rows == 0 && c->row == 0 && c->block->head && !c->block->row_scope);
}

static void collect_heads(struct table_list *l)
{
	const struct grid *g = l->grid;

	l->head_rows = g->head_rows ? g->head_rows : 1;
	l->heads = ARENA_ARRAY(l->st->scratch, l->head_rows * g->columns, const struct block *);
	for (size_t i = 0; i < g->cell_count && g->cells[i].row < l->head_rows; i++) {
		const struct cell *c = &g->cells[i];
		for (uint32_t row = c->row; is_head(g, c) && row < c->row + c->rowspan && row < l->head_rows;
		     row++)
			for (size_t k = 0; k < c->colspan; k++)
				l->heads[row * g->columns + c->column + k] = c->block;
	}
}

static void forget_long_heads(struct table_list *l)
{
	for (size_t i = 0; i < l->head_rows * l->grid->columns; i++) {
		struct arena_mark mark = arena_mark(l->st->scratch);
		if (l->heads[i] && block_text(l->st->scratch, l->heads[i]).n > HEAD_BYTES_AGAIN)
			l->heads[i] = NULL;
		arena_reset(l->st->scratch, mark);
	}
}

/* All heads above the cell's first column, outer ones first, each once: "上半年·销量：". */
static void add_heads(const struct table_list *l, const struct cell *c, struct inline_text *text)
{
	struct frame bold = *l->f;
	const struct block *before = NULL;

	bold.role = ROLE_HEADING;
	bold.bold = true;
	for (size_t row = 0; row < l->head_rows && row < c->row; row++) {
		const struct block *head = l->heads[row * l->grid->columns + c->column];
		struct inline_text one = {0};

		if (!head || head == before)
			continue;
		add_leaves(l->st, &bold, head, &one);
		if (!one.pieces.n)
			continue;
		if (before)
			inline_add_text(l->st, &bold, S("·"), text);
		add_leaves(l->st, &bold, head, text);
		before = head;
	}
	if (before)
		inline_add_text(l->st, &bold, S("："), text);
	text->anchors.n = 0; /* places are named once, not before each value */
}

/* ---- cells ---- */

static bool is_empty(const struct block *cell)
{
	for (const struct block *b = cell->first; b; b = block_after(b, cell)) {
		if (b->kind == BLOCK_PICTURE)
			return false;
		for (size_t i = 0; i < b->spans.n; i++)
			if (b->spans.v[i].text.n || b->spans.v[i].kind == SPAN_PICTURE)
				return false;
	}
	return true;
}

static void name_place(const struct table_list *l, const struct block *b)
{
	if (b && b->id.n)
		sheet_dest(l->f->sheet, anchor_name(l->st, b->id));
}

/* What is not set, or set many times, is a place that links lead to all the same. */
static void name_places(const struct table_list *l, const struct block *cell)
{
	name_place(l, cell);
	for (const struct block *b = cell->first; b; b = block_after(b, cell)) {
		name_place(l, b);
		for (size_t i = 0; i < b->spans.n; i++)
			if (b->spans.v[i].kind == SPAN_ANCHOR)
				sheet_dest(l->f->sheet, anchor_name(l->st, b->spans.v[i].id));
	}
}

/* A first paragraph goes on behind the head; what follows it stands below, as it is. */
static void cell_set(const struct table_list *l, const struct block *cell, const struct cell *place)
{
	struct text_options options = {.hang = l->f->size};
	struct inline_text text = {0};
	struct frame inner = frame_inner(l->f, l->f->size, 0);
	const struct block *rest = cell->first;

	if (place)
		add_heads(l, place, &text);
	if (rest && rest->kind == BLOCK_PARAGRAPH && !rest->verse) {
		name_place(l, rest);
		inline_add_spans(l->st, l->f, rest->spans.v, rest->spans.n, &text);
		rest = rest->next;
	}
	text_set(l->st, l->f, &text, &options);
	inner.off_grid = true;
	inner.tight = true;
	if (text.pieces.n && rest)
		sheet_keep(l->f->sheet, 1);
	for (; rest; rest = rest->next)
		block_set(l->st, &inner, rest);
	l->f->sheet->space = 0;
}

/* A row's cells; no page ends after the first of them, nor before the last.  `next` is the grid's
 * first cell that was not met. */
static void row_set(const struct table_list *l, const struct block *row, size_t *next)
{
	name_place(l, row);
	sheet_space(l->f->sheet, l->f->leading / 2);
	for (const struct block *c = row->first; c; c = c->next) {
		struct arena_mark mark = arena_mark(l->st->scratch);
		const struct cell *place = NULL;

		if (*next < l->grid->cell_count && l->grid->cells[*next].block == c)
			place = &l->grid->cells[(*next)++];
		if (is_empty(c)) {
			name_places(l, c);
			continue;
		}
		name_place(l, c);
		if (c->prev && (!c->prev->prev || !c->next))
			sheet_keep(l->f->sheet, 1);
		cell_set(l, c, place);
		arena_reset(l->st->scratch, mark);
	}
}

void table_list_set(struct setter *st, const struct frame *f, const struct grid *grid)
{
	struct frame inner = *f;
	struct table_list l = {.st = st, .f = &inner, .grid = grid};
	size_t next = 0;

	inner.indent = 0;
	inner.align = ALIGN_DEFAULT;
	collect_heads(&l);
	while (next < grid->cell_count && grid->cells[next].row < grid->head_rows)
		name_places(&l, grid->cells[next++].block);
	for (size_t row = grid->head_rows; row < grid->row_count; row++) {
		row_set(&l, grid->rows[row], &next);
		if (row == grid->head_rows)
			forget_long_heads(&l);
	}
}
