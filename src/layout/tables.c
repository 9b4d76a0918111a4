/* Tables: ruled lightly, the head set again on each page, rows split only when
 * they are higher than half a page.  What fits no way at full size is set
 * smaller, then as a list of "head: cell". */
#include "layout/table.h"

#include <stdlib.h>

#define CELL_PITCH    1450 /* 1/1000 of the cell's em */
#define ROW_PAD       250  /* 1/1000 em above and below */
#define JUSTIFY_FROM  12   /* ems: narrower cells are ragged */
#define RULE_HEAVY    PT(0.9)
#define RULE_HEAD     PT(0.5)
#define RULE_ROW      PT(0.25)
#define ROWS_TOGETHER 8
#define HEAD_PART     4 /* a head higher than a quarter of the page is not repeated */

static const int sizes[] = {900, 800, 720}; /* 1/1000 em, tried in order */

/* A cell's strip, or a rule, at its place in a group of rows. */
struct bit {
	struct strip strip;
	coord inl, top;
};

struct table {
	struct setter *st;
	const struct frame *f; /* around the table */
	struct frame text;     /* of the cells' size */
	struct grid grid;
	struct arena cells; /* what cells hold, until it is on the sheet */
	coord inl;          /* where the table begins */
	coord column_at[TABLE_COLUMNS_SET + 1];
	const struct repeat *repeat;
	VEC(struct bit) bits; /* of the group */
};

struct frame cell_frame(const struct frame *f, const struct cell *c, bool head)
{
	struct frame inner = *f;

	inner.indent = 0;
	inner.off_grid = true;
	inner.depth++;
	inner.align = c->block->align;
	if (head || c->block->head) {
		inner.role = ROLE_HEADING;
		inner.bold = true;
	}
	if (head && inner.align == ALIGN_DEFAULT)
		inner.align = ALIGN_CENTER;
	if (c->block->lang.n)
		inner.lang = c->block->lang;
	return inner;
}

/* Blocks in a cell stand close. */
static void cell_set(struct table *t, const struct cell *c, struct sheet *sheet)
{
	struct frame f = cell_frame(&t->text, c, c->row < t->grid.head_rows);
	coord pad = coord_scale(t->text.size, CELL_PAD, 1000);
	coord width = t->column_at[c->column + c->colspan] - t->column_at[c->column] - 2 * pad;

	sheet_init(sheet, &t->cells);
	f.sheet = sheet;
	f.inl = 0;
	f.measure = width;
	f.tight = true;
	if (f.align == ALIGN_DEFAULT && c->colspan == 1 && t->grid.numbers[c->column])
		f.align = ALIGN_END;
	if (width >= JUSTIFY_FROM * f.size)
		f.measure = width / f.size * f.size;
	else if (f.align == ALIGN_DEFAULT)
		f.align = ALIGN_START; /* ragged: text.c is asked for it by paragraph_set */
	if (f.measure < f.size)
		f.measure = f.size;
	blocks_set(t->st, &f, c->block);
}

/* A rule over columns [from, to). */
static void push_part_rule(struct table *t, coord top, coord thick, size_t from, size_t to)
{
	struct bit bit = {.inl = t->inl + t->column_at[from], .top = top};
	struct paint *p = ARENA_NEW(&t->cells, struct paint);

	p->kind = PAINT_RECT;
	p->rect.inl_size = t->column_at[to] - t->column_at[from];
	p->rect.blk_size = thick;
	p->rect.ink = t->st->style->ink_rule;
	bit.strip = (struct strip){.height = thick, .paints = p, .paint_count = 1};
	VEC_PUSH(&t->cells, &t->bits, bit);
}

static void push_rule(struct table *t, coord top, coord thick)
{
	push_part_rule(t, top, thick, 0, t->grid.columns);
}

static void push_cell(struct table *t, const struct cell *c, const struct sheet *sheet, coord top)
{
	coord pad = coord_scale(t->text.size, CELL_PAD, 1000);

	for (size_t i = 0; i < sheet->strips.n; i++) {
		const struct strip *s = &sheet->strips.v[i];

		top += i ? s->before : 0;
		VEC_PUSH(&t->cells, &t->bits, (struct bit){*s, t->inl + t->column_at[c->column] + pad, top});
		top += s->height;
	}
	for (size_t i = 0; i < sheet->dests.n; i++)
		sheet_dest(t->f->sheet, sheet->dests.v[i].name);
}

/* ---- a group of rows that spans tie together ---- */

struct group {
	uint32_t from, to;    /* rows */
	size_t first, end;    /* cells */
	struct sheet *sheets; /* by cell */
	coord *tops;          /* of rows from..to, to - from + 1 of them */
};

static void row_heights(struct table *t, struct group *g)
{
	coord pad = coord_scale(t->text.size, ROW_PAD, 1000);
	uint32_t n = g->to - g->from;
	coord *high = ARENA_ARRAY(&t->cells, n + 1, coord);

	for (int spans = 0; spans < 2; spans++) {
		for (size_t i = g->first; i < g->end; i++) {
			const struct cell *c = &t->grid.cells[i];
			int64_t need = sheet_height(&g->sheets[i - g->first]) + 2 * pad;
			uint32_t last = c->row - g->from + c->rowspan - 1u;

			if ((c->rowspan > 1) != spans)
				continue;
			for (uint32_t r = c->row - g->from; r < last; r++)
				need -= high[r];
			if (need > high[last])
				high[last] = need < COORD_MAX / 2 ? (coord)need : COORD_MAX / 2;
		}
	}
	g->tops = ARENA_ARRAY(&t->cells, n + 1, coord);
	for (uint32_t r = 0; r < n; r++)
		g->tops[r + 1] = g->tops[r] + (high[r] > 0 ? high[r] : t->text.leading);
}

/* Which row each column's cell ends before: rules do not go through cells. */
struct crossing {
	uint32_t until[TABLE_COLUMNS_SET];
	size_t cell; /* the next of the group that was not looked at */
};

/* Above row `row` of the group, but not through cells that go on from the row before. */
static void push_row_rule(struct table *t, const struct crossing *x, uint32_t row, coord top)
{
	size_t from = 0;

	for (size_t i = 0; i <= t->grid.columns; i++) {
		if (i < t->grid.columns && x->until[i] <= row)
			continue;
		if (i > from)
			push_part_rule(t, top, RULE_ROW, from, i);
		from = i + 1;
	}
}

static void cross_row(struct table *t, struct crossing *x, const struct group *g, uint32_t row)
{
	for (; x->cell < g->end && t->grid.cells[x->cell].row <= row; x->cell++) {
		const struct cell *c = &t->grid.cells[x->cell];
		for (size_t k = 0; k < c->colspan; k++)
			x->until[c->column + k] = c->row + c->rowspan;
	}
}

static void push_rules(struct table *t, const struct group *g)
{
	struct crossing x = {.cell = g->first};
	coord bottom = g->tops[g->to - g->from];

	for (uint32_t r = g->from; r < g->to; r++) {
		if (r == 0)
			push_rule(t, 0, RULE_HEAVY);
		else if (r > g->from || !t->grid.head_rows || r > t->grid.head_rows)
			push_row_rule(t, &x, r, g->tops[r - g->from]);
		cross_row(t, &x, g, r);
	}
	if (g->to == t->grid.head_rows)
		push_rule(t, bottom - RULE_HEAD, RULE_HEAD);
	if (g->to == t->grid.row_count)
		push_rule(t, bottom - RULE_HEAVY, RULE_HEAVY);
}

static void collect_bits(struct table *t, const struct group *g)
{
	coord pad = coord_scale(t->text.size, ROW_PAD, 1000);

	t->bits.n = 0;
	for (size_t i = g->first; i < g->end; i++) {
		const struct cell *c = &t->grid.cells[i];
		push_cell(t, c, &g->sheets[i - g->first], g->tops[c->row - g->from] + pad);
	}
	push_rules(t, g);
}

static int compare_bits(const void *x, const void *y)
{
	const struct bit *a = x, *b = y;

	if (a->top != b->top)
		return a->top < b->top ? -1 : 1;
	return a->inl < b->inl ? -1 : a->inl > b->inl;
}

static void join_calls(struct arena *a, const struct bit *bits, size_t n, struct strip *all)
{
	uint32_t *calls;

	for (size_t i = 0; i < n; i++)
		all->call_count += bits[i].strip.call_count;
	if (!all->call_count)
		return;
	all->calls = calls = ARENA_ARRAY(a, all->call_count, uint32_t);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < bits[i].strip.call_count; k++)
			*calls++ = bits[i].strip.calls[k];
}

static struct strip join_bits(struct table *t, const struct bit *bits, size_t n, coord top, coord bottom)
{
	struct arena *keep = t->f->sheet->arena;
	struct strip all = {.height = bottom - top};
	struct paint *paints;
	struct area *areas;

	for (size_t i = 0; i < n; i++) {
		all.paint_count += bits[i].strip.paint_count;
		all.area_count += bits[i].strip.area_count;
	}
	all.paints = paints = ARENA_ARRAY(keep, all.paint_count, struct paint);
	all.areas = areas = ARENA_ARRAY(keep, all.area_count, struct area);
	join_calls(keep, bits, n, &all);
	for (size_t i = 0; i < n; i++) {
		strip_move(&bits[i].strip, bits[i].inl, bits[i].top - top, paints, areas);
		paints += bits[i].strip.paint_count;
		areas += bits[i].strip.area_count;
	}
	return all;
}

/* A table of a few rows is better whole; of a long one no row should stand alone. */
static int32_t row_penalty(const struct table *t, const struct group *g)
{
	bool lonely = g->to == t->grid.row_count || g->from == t->grid.head_rows + 1;

	if (g->from == 0)
		return 0;
	return lonely || t->grid.row_count <= ROWS_TOGETHER ? PENALTY_ROW : 0;
}

/* The row of the group that `top` is in. */
static uint32_t row_at(const struct group *g, coord top)
{
	uint32_t low = 0, high = g->to - g->from;

	while (low + 1 < high) {
		uint32_t mid = low + (high - low) / 2;
		if (g->tops[mid] <= top)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static bool begins_row(const struct group *g, coord top)
{
	return g->tops[row_at(g, top)] == top;
}

static bool is_high(const struct table *t, coord height)
{
	return height > t->st->page_height / 2;
}

/* May a page end above the bits from `first` on?  Rather between rows than inside one that is
 * not high, and not where one of them may not begin a page. */
static int32_t part_penalty(const struct table *t, const struct group *g, size_t first, coord top)
{
	uint32_t row = row_at(g, top);
	int32_t penalty = is_high(t, g->tops[row + 1] - g->tops[row]) ? PENALTY_LIST : PENALTY_ROW;

	if (g->tops[row] == top && t->grid.row_count > ROWS_TOGETHER)
		penalty = PENALTY_SPAN;
	for (size_t i = first; i < t->bits.n && t->bits.v[i].top == top; i++)
		if (t->bits.v[i].strip.penalty > penalty)
			penalty = t->bits.v[i].strip.penalty;
	return penalty;
}

/* Rows that a cell ties together are parted where no cell's line is cut; when they are high,
 * or one of them is, also inside a row. */
static void add_parted(struct table *t, const struct group *g)
{
	size_t from = 0;
	coord top = 0, bottom = 0, height = g->tops[g->to - g->from];
	bool high = is_high(t, height);
	int32_t penalty = high ? 0 : row_penalty(t, g);

	qsort(t->bits.v, t->bits.n, sizeof *t->bits.v, compare_bits);
	for (size_t i = 0; i <= t->bits.n; i++) {
		coord next = i < t->bits.n ? t->bits.v[i].top : height;
		struct strip strip;

		if (i == t->bits.n ||
		    (next >= bottom && i > from && next > top && (high || begins_row(g, next)))) {
			strip = join_bits(t, t->bits.v + from, i - from, top, next > bottom ? next : bottom);
			strip.repeat = t->repeat;
			strip.penalty = penalty;
			sheet_add(t->f->sheet, strip);
			penalty = i < t->bits.n ? part_penalty(t, g, i, next) : 0;
			from = i;
			top = next;
		}
		if (i < t->bits.n && t->bits.v[i].top + t->bits.v[i].strip.height > bottom)
			bottom = t->bits.v[i].top + t->bits.v[i].strip.height;
	}
}

static void add_group(struct table *t, const struct group *g)
{
	coord height = g->tops[g->to - g->from];
	bool tied = g->from >= t->grid.head_rows && g->to > g->from + 1;
	struct strip strip;

	if (!t->bits.n)
		return;
	if (tied || is_high(t, height)) {
		add_parted(t, g);
		return;
	}
	strip = join_bits(t, t->bits.v, t->bits.n, 0, height);
	strip.repeat = t->repeat;
	strip.penalty = row_penalty(t, g);
	sheet_add(t->f->sheet, strip);
}

static const struct paint *closing_rule(const struct table *t)
{
	struct paint *p = ARENA_NEW(t->f->sheet->arena, struct paint);

	*p = (struct paint){.kind = PAINT_RECT, .inl = t->inl};
	p->rect.inl_size = t->column_at[t->grid.columns];
	p->rect.blk_size = RULE_ROW;
	p->rect.ink = t->st->style->ink_rule;
	return p;
}

static void make_repeat(struct table *t, const struct group *g)
{
	const struct strip *s = &t->f->sheet->strips.v[t->f->sheet->strips.n - 1];
	struct repeat *r;

	if (g->to != t->grid.head_rows || s->height > t->st->page_height / HEAD_PART)
		return;
	r = ARENA_NEW(t->f->sheet->arena, struct repeat);
	*r = (struct repeat){s->paints, s->areas, s->paint_count, s->area_count, s->height, closing_rule(t)};
	t->repeat = r;
}

static void set_group(struct table *t, struct group *g)
{
	g->sheets = ARENA_ARRAY(&t->cells, g->end - g->first, struct sheet);
	for (size_t i = g->first; i < g->end; i++)
		cell_set(t, &t->grid.cells[i], &g->sheets[i - g->first]);
	row_heights(t, g);
	collect_bits(t, g);
	add_group(t, g);
	if (g->to <= t->grid.head_rows) {
		make_repeat(t, g);
		sheet_keep(t->f->sheet, 1);
	}
}

/* The head is one group; then each row, with those that its spans reach. */
static uint32_t group_end(const struct table *t, uint32_t from, size_t *cell)
{
	uint32_t to = from < t->grid.head_rows ? (uint32_t)t->grid.head_rows : from + 1;

	for (; *cell < t->grid.cell_count && t->grid.cells[*cell].row < to; (*cell)++)
		if (t->grid.cells[*cell].row + t->grid.cells[*cell].rowspan > to)
			to = t->grid.cells[*cell].row + t->grid.cells[*cell].rowspan;
	return to;
}

static void rows_set(struct table *t)
{
	struct group g = {0};

	while (g.to < t->grid.row_count) {
		struct arena_mark scratch = arena_mark(t->st->scratch), cells = arena_mark(&t->cells);

		g.from = g.to;
		g.first = g.end;
		g.to = group_end(t, g.from, &g.end);
		if (g.from < t->grid.head_rows && g.to > t->grid.head_rows)
			t->grid.head_rows = g.to;
		set_group(t, &g);
		t->bits.v = NULL;
		t->bits.n = t->bits.cap = 0;
		arena_reset(&t->cells, cells);
		arena_reset(t->st->scratch, scratch);
	}
}

/* ---- the table ---- */

static void captions_set(struct setter *st, const struct frame *f, const struct block *table)
{
	for (const struct block *b = table->first; b; b = b->next) {
		if (b->kind != BLOCK_CAPTION)
			continue;
		block_set(st, f, b);
		f->sheet->space = 0;
		sheet_space(f->sheet, f->leading / 4);
		sheet_keep(f->sheet, 1);
	}
}

static bool fit_table(struct table *t)
{
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		/* Measured at the first size; the widths are in proportion. */
		if (!grid_share(&t->grid, t->f->measure, t->text.size, sizes[i] * 1000 / sizes[0]))
			continue;
		t->text.size = coord_scale(t->text.size, sizes[i], sizes[0]);
		t->text.leading = coord_scale(t->text.size, CELL_PITCH, 1000);
		return true;
	}
	return false;
}

static bool measure_table(struct table *t)
{
	if (t->grid.columns > TABLE_COLUMNS_SET)
		return false;
	grid_measure(t->st, &t->text, &t->grid);
	grid_find_numbers(t->st, &t->grid);
	return fit_table(t);
}

void table_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct table t = {.st = st, .f = f, .text = *f};
	size_t begin = block_begin(f);

	captions_set(st, f, b);
	t.text.size = coord_scale(f->size, sizes[0], 1000);
	if (!grid_make(st, b, &t.grid)) {
		sheet_space(f->sheet, f->leading / 2);
		return;
	}
	if (!measure_table(&t)) {
		table_list_set(st, f, &t.grid);
		sheet_space(f->sheet, f->leading / 2);
		return;
	}
	for (size_t i = 0; i < t.grid.columns; i++)
		t.column_at[i + 1] = t.column_at[i] + t.grid.width[i];
	t.inl = f->inl + (f->measure - t.column_at[t.grid.columns]) / 2;
	arena_init(&t.cells);
	rows_set(&t);
	arena_clear(&t.cells);
	block_end(f, begin);
}
