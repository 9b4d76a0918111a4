/* Tables too wide for the screen are written as several, side by side no longer but one after another:
 * each has the first column and as many of the others as the line has room for.  A row's cells stay in
 * their row; one that spans columns of two pieces is in both, with the span that it has there. */
#include "epub/writer.h"

/* Half an em is the unit: a letter, half an ideograph. */
#define COLUMNS_FEW     4 /* never cut */
#define CELL_MOST       8 /* of running text: more is broken into lines */
#define HEAD_MOST       6
#define WORD_MOST       24 /* of a number or a word, which is not to be broken */
#define PADDING         1
#define EMS_DEFAULT     21 /* of a screen of six inches at its usual size */
#define WIDE_PERCENT    74 /* size of type in such a table: table.wide in the style sheet */
#define FIRST_PART_MOST 3  /* a first column of more than a third of the line is not repeated */

/* ---- where cells stand ---- */

struct grid {
	struct arena *arena;
	const struct block *table;
	VEC(struct placed) cells;
	uint16_t *below; /* by column: rows that a cell above still reaches down */
};

static void place_row(struct grid *g, const struct block *row)
{
	size_t column = 0, columns = g->table->columns;
	for (const struct block *cell = row->first; cell; cell = cell->next) {
		while (column < columns && g->below[column])
			column++;
		VEC_PUSH(g->arena, &g->cells, (struct placed){cell, (uint16_t)column});
		for (size_t i = 0; i < cell->colspan && column < columns; i++)
			g->below[column++] = cell->rowspan;
	}
	for (size_t i = 0; i < columns; i++)
		g->below[i] = (uint16_t)(g->below[i] - (g->below[i] > 0));
}

/* ---- how wide columns want to be ---- */

static void measure_text(struct str text, size_t *width, size_t *word, size_t *longest)
{
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		bool cjk = char_is_cjk(c);
		*width += cjk ? 2 : 1;
		*word = cjk || c <= ' ' ? 0 : *word + 1;
		*longest = *word > *longest ? *word : *longest;
	}
}

static size_t cell_need(const struct block *cell)
{
	size_t width = 0, longest = 0, most = cell->head ? HEAD_MOST : CELL_MOST;
	for (const struct block *b = cell->first; b; b = block_after(b, cell)) {
		size_t word = 0;
		for (size_t i = 0; i < b->spans.n && width < WORD_MOST * 8; i++)
			measure_text(b->spans.v[i].text, &width, &word, &longest);
	}
	width = width > most ? most : width;
	longest = longest > WORD_MOST ? WORD_MOST : longest;
	return (width > longest ? width : longest) + PADDING;
}

static size_t *column_needs(const struct grid *g)
{
	size_t *needs = ARENA_ARRAY(g->arena, g->table->columns, size_t);
	for (size_t i = 0; i < g->cells.n; i++) {
		const struct placed *p = &g->cells.v[i];
		if (p->cell->colspan > 1 || p->column >= g->table->columns)
			continue;
		size_t need = cell_need(p->cell);
		needs[p->column] = need > needs[p->column] ? need : needs[p->column];
	}
	return needs;
}

/* ---- cutting ---- */

/* Fills from[] with the first columns of the pieces and the end; how many pieces there are. */
static size_t cut(const size_t *needs, size_t first, size_t columns, size_t room, uint16_t *from)
{
	size_t pieces = 0, used = 0;
	for (size_t i = first; i < columns; i++) {
		if (i == first || used + needs[i] > room) {
			from[pieces++] = (uint16_t)i;
			used = 0;
		}
		used += needs[i];
	}
	from[pieces] = (uint16_t)columns;
	return pieces;
}

static size_t sum(const size_t *needs, size_t first, size_t columns)
{
	size_t all = 0;
	for (size_t i = first; i < columns; i++)
		all += needs[i];
	return all;
}

static size_t line_room(const struct profile *profile)
{
	size_t ems = profile->ems ? profile->ems : EMS_DEFAULT;
	return ems * 2 * 100 / WIDE_PERCENT;
}

void slices_begin(struct writer *w, const struct block *table)
{
	struct slices *s = &w->slices;
	size_t room = line_room(w->setting->profile), columns = table->columns;
	if (w->rows_n || columns <= COLUMNS_FEW || s->table == table)
		return;
	*s = (struct slices){0};
	struct grid g = {
		.arena = w->arena, .table = table, .below = ARENA_ARRAY(w->arena, columns, uint16_t)};
	for (const struct block *row = table->first; row; row = row->next)
		if (row->kind == BLOCK_ROW)
			place_row(&g, row);
	const size_t *needs = column_needs(&g);
	if (sum(needs, 0, columns) <= room)
		return;
	s->first = needs[0] <= room / FIRST_PART_MOST;
	s->from = ARENA_ARRAY(w->arena, columns + 1, uint16_t);
	room -= s->first ? needs[0] : 0;
	size_t pieces = cut(needs, s->first, columns, room, s->from);
	/* As many pieces, but of one width, if that goes. */
	size_t even = sum(needs, s->first, columns) / pieces + PADDING;
	uint16_t *evenly = ARENA_ARRAY(w->arena, columns + 1, uint16_t);
	for (; even < room; even++)
		if (cut(needs, s->first, columns, even, evenly) == pieces) {
			s->from = evenly;
			break;
		}
	s->count = pieces;
	s->table = pieces > 1 ? table : NULL;
	s->cells = g.cells.v;
}

unsigned slices_span(struct writer *w, const struct block *cell)
{
	struct slices *s = &w->slices;
	if (!s->table || cell->parent->parent != s->table)
		return cell->colspan;
	const struct placed *p = &s->cells[s->cell++];
	size_t begin = p->column, end = begin + cell->colspan;
	size_t from = s->from[s->at];
	/* What stands outside the grid is in the last piece. */
	size_t to = s->at + 1 < s->count ? s->from[s->at + 1] : SIZE_MAX;
	size_t low = begin > from ? begin : from, high = end < to ? end : to;
	return (unsigned)((s->first && begin == 0) + (high > low ? high - low : 0));
}

bool slices_next(struct writer *w, const struct block *table)
{
	struct slices *s = &w->slices;
	if (s->table != table)
		return false;
	s->cell = 0;
	if (++s->at < s->count)
		return true;
	*s = (struct slices){0};
	return false;
}
