#include "layout/table.h"

#define LEAST_EMS      2 /* a column of single characters is no column */
#define LEAST_MOST_EMS 8 /* longer words are broken rather than widen a column */
#define HEAD_ROWS_MOST 3

static bool is_head_row(const struct block *row)
{
	bool any = false;

	if (row->head)
		return true;
	for (const struct block *c = row->first; c; c = c->next) {
		if (!c->head || c->row_scope)
			return false;
		any = true;
	}
	return any;
}

static void place_row(struct setter *st, struct grid *g, uint32_t row, uint16_t *busy, size_t *cap)
{
	size_t column = 0;

	for (const struct block *b = g->rows[row]->first; b; b = b->next) {
		size_t span = b->colspan ? b->colspan : 1;
		struct cell *c;

		while (column < g->columns && busy[column])
			column++;
		if (column >= g->columns)
			break;
		if (span > g->columns - column)
			span = g->columns - column;
		if (g->cell_count == *cap) {
			g->cells = arena_grow(st->scratch, g->cells, *cap, *cap * 2, sizeof *g->cells);
			*cap *= 2;
		}
		c = &g->cells[g->cell_count++];
		*c = (struct cell){.block = b, .row = row, .column = (uint16_t)column};
		c->colspan = (uint16_t)span;
		c->rowspan = b->rowspan ? b->rowspan : 1;
		if (c->rowspan > g->row_count - row)
			c->rowspan = (uint16_t)(g->row_count - row);
		for (size_t i = 0; i < span; i++)
			busy[column + i] = c->rowspan;
		column += span;
	}
	for (size_t i = 0; i < g->columns; i++)
		busy[i] = busy[i] ? (uint16_t)(busy[i] - 1) : 0;
}

bool grid_make(struct setter *st, const struct block *table, struct grid *g)
{
	uint16_t *busy;
	size_t cap = 16;

	*g = (struct grid){.columns = table->columns};
	for (const struct block *r = table->first; r; r = r->next)
		g->row_count += r->kind == BLOCK_ROW;
	if (g->columns == 0 || g->row_count == 0)
		return false;
	busy = ARENA_ARRAY(st->scratch, g->columns, uint16_t);
	g->rows = ARENA_ARRAY(st->scratch, g->row_count, const struct block *);
	g->row_count = 0;
	for (const struct block *r = table->first; r; r = r->next)
		if (r->kind == BLOCK_ROW)
			g->rows[g->row_count++] = r;
	g->cells = ARENA_ARRAY(st->scratch, cap, struct cell);
	for (uint32_t i = 0; i < g->row_count; i++)
		place_row(st, g, i, busy, &cap);
	while (g->head_rows < g->row_count && g->head_rows < HEAD_ROWS_MOST &&
	       is_head_row(g->rows[g->head_rows]))
		g->head_rows++;
	if (g->head_rows == g->row_count)
		g->head_rows = 0;
	return g->cell_count > 0;
}

static void measure_leaf(struct setter *st, const struct frame *f, const struct block *b, coord *least,
			 coord *most)
{
	struct inline_text text = {0};

	*least = *most = 0;
	if (b->kind == BLOCK_PICTURE) {
		*least = LEAST_EMS * f->size;
		*most = b->picture && b->picture->px_width < UINT16_MAX ? (coord)CSS_PX(b->picture->px_width)
									: 0;
		return;
	}
	if (!block_kind_is_leaf(b->kind))
		return;
	inline_add_spans(st, f, b->spans.v, b->spans.n, &text);
	text_widths(st, f, &text, least, most);
}

/* What lists and quotations between the cell and the block step in. */
static coord steps_in(const struct block *b, const struct block *cell, coord size)
{
	int ems = 0;

	for (const struct block *p = b->parent; p && p != cell; p = p->parent)
		ems += p->kind == BLOCK_QUOTE                                 ? 2 * STEP_EMS
		       : p->kind == BLOCK_LIST || p->kind == BLOCK_DEFINITION ? STEP_EMS
									      : 0;
	return ems * size;
}

static void measure_cell(struct setter *st, const struct frame *f, struct cell *c, bool head)
{
	struct frame inner = cell_frame(f, c, head);

	c->least = LEAST_EMS * f->size;
	for (const struct block *b = c->block->first; b; b = block_after(b, c->block)) {
		struct arena_mark mark = arena_mark(st->scratch);
		coord least, most, steps = steps_in(b, c->block, inner.size);

		measure_leaf(st, &inner, b, &least, &most);
		least += steps;
		most = most < COORD_MAX - steps ? most + steps : COORD_MAX;
		c->least = least > c->least ? least : c->least;
		c->most = most > c->most ? most : c->most;
		arena_reset(st->scratch, mark);
	}
	if (c->least > LEAST_MOST_EMS * f->size)
		c->least = LEAST_MOST_EMS * f->size;
	if (c->most < c->least)
		c->most = c->least;
}

void grid_measure(struct setter *st, const struct frame *f, struct grid *g)
{
	for (size_t i = 0; i < g->cell_count; i++)
		measure_cell(st, f, &g->cells[i], g->cells[i].row < g->head_rows);
}

/* ---- sharing out ---- */

struct column_width {
	int64_t least, most;
};

/* What a spanning cell needs beyond its columns' sum is dealt out evenly. */
static void widen_span(struct column_width *w, const struct cell *c, int64_t least, int64_t most)
{
	int64_t have_least = 0, have_most = 0;

	for (int i = 0; i < c->colspan; i++) {
		have_least += w[c->column + i].least;
		have_most += w[c->column + i].most;
	}
	for (int i = 0; i < c->colspan; i++) {
		if (least > have_least)
			w[c->column + i].least += (least - have_least + c->colspan - 1) / c->colspan;
		if (most > have_most)
			w[c->column + i].most += (most - have_most + c->colspan - 1) / c->colspan;
	}
}

static void collect_widths(const struct grid *g, coord measure, coord em, int size, struct column_width *w)
{
	int64_t pad = 2 * (int64_t)coord_scale(em, CELL_PAD, 1000);

	for (int spans = 0; spans < 2; spans++) {
		for (size_t i = 0; i < g->cell_count; i++) {
			const struct cell *c = &g->cells[i];
			int64_t most = (int64_t)c->most * size / 1000 + pad + 1;

			if ((c->colspan > 1) == spans)
				widen_span(w, c, (int64_t)c->least * size / 1000 + pad,
					   most < measure ? most : measure);
		}
	}
	for (size_t i = 0; i < g->columns; i++)
		if (w[i].most < w[i].least)
			w[i].most = w[i].least;
}

static int64_t least_of(const struct column_width *w, size_t n)
{
	int64_t least = 0;

	for (size_t i = 0; i < n; i++)
		least += w[i].least;
	return least;
}

/* What wants no more than its equal share gets it, and is not broken for the sake of a column
 * of long texts, which wants twenty times as much; the others share what is left. */
static void favour_short(struct column_width *w, size_t n, coord measure)
{
	struct column_width wanted[TABLE_COLUMNS_SET];
	bool open[TABLE_COLUMNS_SET], more = true;
	int64_t rest = measure, count = (int64_t)n;

	memcpy(wanted, w, n * sizeof *w);
	memset(open, true, sizeof open);
	while (more) {
		more = false;
		for (size_t i = 0; i < n; i++) {
			if (!open[i] || wanted[i].most * count > rest)
				continue;
			wanted[i].least = wanted[i].most;
			rest -= wanted[i].most;
			count--;
			open[i] = false;
			more = true;
		}
	}
	if (least_of(wanted, n) <= measure)
		memcpy(w, wanted, n * sizeof *w);
}

bool grid_share(struct grid *g, coord measure, coord em, int size)
{
	struct column_width w[TABLE_COLUMNS_SET] = {0};
	int64_t least, most = 0, given = 0, seen = 0;

	collect_widths(g, measure, coord_scale(em, size, 1000), size, w);
	for (size_t i = 0; i < g->columns; i++)
		most += w[i].most;
	if (most > measure)
		favour_short(w, g->columns, measure);
	least = least_of(w, g->columns);
	if (least > measure)
		return false;
	for (size_t i = 0; i < g->columns; i++) {
		int64_t upto;

		seen += w[i].most - w[i].least;
		upto = most <= measure ? seen : seen * (measure - least) / (most > least ? most - least : 1);
		g->width[i] = (coord)(w[i].least + upto - given);
		given = upto;
	}
	return true;
}
