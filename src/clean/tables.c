#include "clean/builder.h"
#include "clean/classes.h"
#include "clean/elements.h"

/* ---- is it a table? ---- */

struct shape {
	size_t rows, cells, widest; /* of the table itself */
	bool heads;                 /* th, caption, thead */
	bool nested;
	bool blocks; /* paragraphs, pictures, lists, code in cells */
};

static bool is_blocky(GumboTag tag)
{
	enum become become = element_lookup(tag)->become;
	return become == BECOME_PICTURE || become == BECOME_LIST || become == BECOME_CODE ||
	       become == BECOME_HEADING || become == BECOME_QUOTE || become == BECOME_FLOW ||
	       become == BECOME_MEDIA;
}

static void look_at(struct shape *s, const GumboNode *n, size_t *row)
{
	switch (element_lookup(n->v.element.tag)->become) {
	case BECOME_ROW:
		s->rows++;
		*row = 0;
		break;
	case BECOME_CELL:
		if (class_role(n) == ROLE_GUTTER)
			break;
		s->cells++;
		++*row;
		s->widest = *row > s->widest ? *row : s->widest;
		s->heads |= n->v.element.tag == GUMBO_TAG_TH;
		break;
	case BECOME_TABLE_CAPTION:
		s->heads = true;
		break;
	case BECOME_ROWS:
		s->heads |= n->v.element.tag == GUMBO_TAG_THEAD;
		break;
	default:
		s->blocks |= is_blocky(n->v.element.tag);
	}
}

static struct shape shape_of(const GumboNode *table)
{
	struct shape s = {0};
	size_t row = 0;
	for (const GumboNode *n = node_after(table, table); n;) {
		if (node_is(n, GUMBO_TAG_TABLE)) {
			s.nested = true;
			return s; /* layout, whatever else there is */
		}
		if (node_is_element(n))
			look_at(&s, n, &row);
		n = node_after(n, table);
	}
	return s;
}

bool table_is_layout(const GumboNode *table)
{
	struct str role = node_attribute(table, "role");
	if (str_eq_nocase(role, S("presentation")) || str_eq_nocase(role, S("none")))
		return true;
	struct shape s = shape_of(table);
	return s.nested || s.widest <= 1 || (s.rows <= 1 && s.blocks && !s.heads);
}

/* ---- cells ---- */

static uint16_t span_of(const GumboNode *cell, const char *name, uint16_t zero)
{
	uint32_t number;
	if (!str_to_uint(str_trim(node_attribute(cell, name)), &number))
		return 1;
	return number == 0 ? zero : (uint16_t)(number > TABLE_SPAN_MAX ? TABLE_SPAN_MAX : number);
}

void table_cell(struct builder *b, struct block *cell, const GumboNode *node)
{
	cell->colspan = span_of(node, "colspan", 1);
	cell->rowspan = span_of(node, "rowspan", TABLE_SPAN_MAX); /* 0: to the end */
	cell->head = node->v.element.tag == GUMBO_TAG_TH || b->in.head;
	cell->row_scope = cell->head && str_starts_nocase(node_attribute(node, "scope"), S("row"));
	cell->align = b->in.align;
}

/* ---- the grid ---- */

struct grid {
	uint16_t left[TABLE_COLUMNS_MAX];       /* rows for which a column is still taken */
	size_t used;                            /* columns that were ever taken */
	bool starts[TABLE_COLUMNS_MAX];         /* does some cell begin in it? */
	uint16_t number[TABLE_COLUMNS_MAX + 1]; /* of columns before it in which one does */
	bool numbered;
	struct block *last; /* the cell that was placed last */
};

static size_t free_column(const struct grid *g, size_t from)
{
	while (from < TABLE_COLUMNS_MAX && g->left[from])
		from++;
	return from;
}

/* Past the last column, or where every column is taken by a cell above: the
 * content joins the cell before. */
static void join_cell(struct block *before, struct block *cell)
{
	while (cell->first) {
		struct block *child = cell->first;
		block_unlink(child);
		block_append(before, child);
	}
	block_unlink(cell);
}

static void take(struct grid *g, size_t column, uint16_t rows)
{
	g->left[column] = rows;
	g->used = column + 1 > g->used ? column + 1 : g->used;
}

static void next_row(struct grid *g)
{
	for (size_t i = 0; i < g->used; i++)
		if (g->left[i])
			g->left[i]--;
}

/* How many columns the cell may take: those behind it in the row want one each. */
static size_t widest(const struct block *cell, size_t at)
{
	size_t behind = 0;
	for (const struct block *next = cell->next; next && behind < TABLE_COLUMNS_MAX; next = next->next)
		behind++;
	size_t left = TABLE_COLUMNS_MAX - at;
	size_t most = left > behind ? left - behind : 1;
	return cell->colspan < most ? cell->colspan : most;
}

static void place_row(struct grid *g, struct block *row)
{
	size_t at = 0;
	for (struct block *cell = row->first, *next; cell; cell = next) {
		next = cell->next;
		size_t from = at = free_column(g, at);
		if (at >= TABLE_COLUMNS_MAX) {
			join_cell(g->last, cell); /* a table's first cell finds a column */
			continue;
		}
		g->last = cell;
		g->starts[at] = true;
		size_t end = at + (cell->colspan > 1 ? widest(cell, at) : 1);
		for (; at < end && at < TABLE_COLUMNS_MAX && !g->left[at]; at++)
			take(g, at, cell->rowspan);
		cell->colspan =
			(uint16_t)(g->numbered ? (size_t)(g->number[at] - g->number[from]) : at - from);
	}
	next_row(g);
}

/* Columns in which no cell begins are nothing but somebody's colspan: the others
 * are numbered, and when the rows are placed anew a cell spans these alone. */
static void number_columns(struct grid *g)
{
	for (size_t i = 0; i < TABLE_COLUMNS_MAX; i++)
		g->number[i + 1] = (uint16_t)(g->number[i] + g->starts[i]);
	g->numbered = true;
	g->used = 0;
	memset(g->left, 0, sizeof g->left);
}

static void place_rows(struct grid *g, struct block *first)
{
	for (struct block *row = first; row; row = row->next)
		place_row(g, row);
}

static size_t count_rows(const struct block *table)
{
	size_t rows = 0;
	for (const struct block *row = table->first; row; row = row->next)
		rows += row->kind == BLOCK_ROW;
	return rows;
}

static void cut_rowspans(struct block *table)
{
	size_t rows = count_rows(table);
	for (struct block *row = table->first; row; row = row->next) {
		if (row->kind != BLOCK_ROW)
			continue;
		for (struct block *cell = row->first; cell; cell = cell->next)
			if (cell->rowspan > rows)
				cell->rowspan = (uint16_t)rows;
		rows--;
	}
}

/* A cell above that reaches over an empty row (<tr></tr> stands where all columns are taken) has one row
 * less when that goes. */
static void drop_empty_rows(struct builder *b, struct block *table)
{
	size_t at = 0, *empty = ARENA_ARRAY(b->scratch, count_rows(table) + 1, size_t); /* rows before */
	for (struct block *row = table->first; row; row = row->next)
		if (row->kind == BLOCK_ROW) {
			empty[at + 1] = empty[at] + !row->first;
			at++;
		}
	at = 0;
	for (struct block *row = table->first, *next; row; row = next) {
		next = row->next;
		if (row->kind != BLOCK_ROW)
			continue;
		for (struct block *cell = row->first; cell; cell = cell->next)
			cell->rowspan = (uint16_t)(cell->rowspan - (empty[at + cell->rowspan] - empty[at]));
		if (!row->first)
			block_unlink(row);
		at++;
	}
}

/* ---- heads ---- */

static bool all_heads(const struct block *row)
{
	for (const struct block *cell = row->first; cell; cell = cell->next)
		if (!cell->head || cell->row_scope)
			return false;
	return row->first != NULL;
}

static bool all_strong(const struct block *row)
{
	bool any = false;
	for (const struct block *b = row->first; b; b = block_after(b, row))
		for (size_t i = 0; i < b->spans.n; i++) {
			if (b->spans.v[i].kind == SPAN_TEXT && !(b->spans.v[i].style & STYLE_STRONG))
				return false;
			any |= b->spans.v[i].kind == SPAN_TEXT;
		}
	return any;
}

static struct block *first_row(struct block *table)
{
	struct block *b = table->first;
	while (b && b->kind != BLOCK_ROW)
		b = b->next;
	return b;
}

/* A first row in bold, over rows that are not, heads the table. */
static void guess_head(struct block *table)
{
	struct block *row = first_row(table);
	if (!row || row->head || !row->next || !all_strong(row) || all_strong(row->next))
		return;
	for (struct block *cell = row->first; cell; cell = cell->next)
		cell->head = true;
}

static void set_heads(struct block *table)
{
	bool top = true;
	guess_head(table);
	for (struct block *row = first_row(table); row; row = row->next) {
		if (row->kind != BLOCK_ROW)
			continue;
		top &= row->head || all_heads(row);
		row->head = top;
		if (!top && row->first && row->first->head)
			row->first->row_scope = true;
	}
	/* A table of nothing but heads has none. */
	struct block *row = first_row(table);
	for (bool all = top; all && row; row = row->next)
		row->head = false;
}

/* ---- captions ---- */

static void place_captions(struct block *table)
{
	struct block *caption = NULL;
	for (struct block *b = table->first, *next; b; b = next) {
		next = b->next;
		if (b->kind != BLOCK_CAPTION)
			continue;
		block_unlink(b);
		if (!caption) {
			caption = b;
			continue;
		}
		b->kind = BLOCK_PARAGRAPH;
		block_insert_before(table, b);
	}
	if (caption && table->first)
		block_insert_before(table->first, caption);
	else if (caption)
		block_append(table, caption);
}

/* Nothing but a caption is left: it becomes a paragraph. */
static void dissolve(struct block *table)
{
	while (table->first) {
		struct block *child = table->first;
		block_unlink(child);
		child->kind = BLOCK_PARAGRAPH;
		child->level = 0;
		block_insert_before(table, child);
	}
	block_unlink(table);
}

void table_finish(struct builder *b, struct block *table)
{
	cut_rowspans(table);
	drop_empty_rows(b, table);
	place_captions(table);
	if (!first_row(table)) {
		dissolve(table);
		return;
	}
	struct grid *g = ARENA_NEW(b->scratch, struct grid);
	place_rows(g, first_row(table));
	drop_empty_rows(b, table); /* those whose cells found no column */
	*g = (struct grid){0};
	place_rows(g, first_row(table));
	number_columns(g);
	place_rows(g, first_row(table));
	table->columns = g->number[TABLE_COLUMNS_MAX];
	set_heads(table);
}
