/* Tables too wide for the screen are written as several, side by side no longer but one after another:
 * each has the first column and as many of the others as the line has room for.  A row's cells stay in
 * their row; one that spans columns of two pieces is in both, with the span that it has there.
 *
 * In any table columns that hold a few characters are kept from being broken: beside a column of long
 * texts a browser gives them next to nothing, and 北京 stands on two lines. */
#include "epub/writer.h"

/* Half an em is the unit: a letter, half an ideograph. */
#define COLUMNS_FEW     4 /* never cut */
#define CELL_MOST       8 /* of running text: more is broken into lines */
#define HEAD_MOST       6
#define WORD_MOST       24 /* of a number or a word, which is not to be broken */
#define PADDING         1
#define EMS_DEFAULT     21 /* of a screen of six inches at its usual size */
#define TABLE_PERCENT   88 /* size of type in a table: the style sheet's */
#define WIDE_PERCENT    74 /* … of more than a few columns, table.wide */
#define FIRST_PART_MOST 3  /* a first column of more than a third of the line is not repeated */
#define NARROW_PART     2  /* half the line is left to columns that may be broken: type may be enlarged */

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

struct measure {
	size_t width, characters;
	size_t word, longest; /* the present one, and the longest so far, which are not to be broken */
};

static void measure_text(struct str text, struct measure *m)
{
	for (size_t at = 0; at < text.n; m->characters++) {
		uint32_t c = utf8_next(text, &at);
		bool cjk = char_is_cjk(c);
		m->width += cjk ? 2 : 1;
		m->word = cjk || c <= ' ' ? 0 : m->word + 1;
		m->longest = m->word > m->longest ? m->word : m->longest;
	}
}

struct need {
	size_t width; /* that the column should have */
	bool broken;  /* some cell of it has more than one line anyway, or a picture */
	bool text;    /* some cell has two characters between which a line could end */
};

static struct need cell_need(const struct block *cell)
{
	size_t leaves = 0, most = cell->head ? HEAD_MOST : CELL_MOST;
	struct need need = {0};
	struct measure m = {0};
	for (const struct block *b = cell->first; b; b = block_after(b, cell)) {
		m.word = 0;
		leaves += b->spans.n > 0;
		need.broken |= b->picture != NULL;
		for (size_t i = 0; i < b->spans.n && m.width < WORD_MOST * 8; i++) {
			measure_text(b->spans.v[i].text, &m);
			need.broken |= b->spans.v[i].kind == SPAN_BREAK || b->spans.v[i].picture;
		}
	}
	need.broken |= leaves > 1 || m.width > CELL_MOST;
	need.text = m.characters > 1;
	size_t width = m.width > most ? most : m.width;
	size_t longest = m.longest > WORD_MOST ? WORD_MOST : m.longest;
	need.width = (width > longest ? width : longest) + PADDING;
	return need;
}

static struct need *column_needs(const struct grid *g)
{
	struct need *needs = ARENA_ARRAY(g->arena, g->table->columns, struct need);
	for (size_t i = 0; i < g->cells.n; i++) {
		const struct placed *p = &g->cells.v[i];
		if (p->cell->colspan > 1 || p->column >= g->table->columns)
			continue;
		struct need need = cell_need(p->cell), *at = &needs[p->column];
		at->width = need.width > at->width ? need.width : at->width;
		at->broken |= need.broken;
		at->text |= need.text;
	}
	return needs;
}

/* ---- cutting ---- */

/* Fills from[] with the first columns of the pieces and the end; how many pieces there are. */
static size_t cut(const struct need *needs, size_t first, size_t columns, size_t room, uint16_t *from)
{
	size_t pieces = 0, used = 0;
	for (size_t i = first; i < columns; i++) {
		if (i == first || used + needs[i].width > room) {
			from[pieces++] = (uint16_t)i;
			used = 0;
		}
		used += needs[i].width;
	}
	from[pieces] = (uint16_t)columns;
	return pieces;
}

static size_t sum(const struct need *needs, size_t first, size_t columns)
{
	size_t all = 0;
	for (size_t i = first; i < columns; i++)
		all += needs[i].width;
	return all;
}

/* Of the line, in such type as the table will be set in. */
static size_t line_room(const struct profile *profile, bool wide)
{
	size_t ems = profile->ems ? profile->ems : EMS_DEFAULT;
	return ems * 2 * 100 / (wide ? WIDE_PERCENT : TABLE_PERCENT);
}

/* Into as few pieces as will do. */
static void plan_pieces(struct arena *a, struct slices *s, const struct need *needs, size_t room)
{
	size_t columns = s->table->columns;
	s->from = ARENA_ARRAY(a, columns + 1, uint16_t);
	s->first = needs[0].width <= room / FIRST_PART_MOST;
	room -= s->first ? needs[0].width : 0;
	s->count = cut(needs, s->first, columns, room, s->from);
	/* As many pieces, but of one width, if that goes. */
	size_t even = sum(needs, s->first, columns) / s->count + PADDING;
	uint16_t *evenly = ARENA_ARRAY(a, columns + 1, uint16_t);
	for (; even < room; even++)
		if (cut(needs, s->first, columns, even, evenly) == s->count) {
			s->from = evenly;
			break;
		}
}

static bool is_narrow(const struct need *need, size_t used, size_t room)
{
	return need->text && !need->broken && used + need->width <= room / NARROW_PART;
}

/* In each piece the leading columns of a few characters, the first column before all others. */
static void plan_narrow(struct arena *a, struct slices *s, const struct need *needs, size_t room)
{
	bool *narrow = ARENA_ARRAY(a, s->table->columns, bool);
	narrow[0] = is_narrow(&needs[0], 0, room);
	size_t first = narrow[0] ? needs[0].width : 0;
	for (size_t piece = 0; piece < s->count; piece++) {
		size_t used = s->first || s->from[piece] == 0 ? first : 0;
		for (size_t i = s->from[piece]; i < s->from[piece + 1]; i++) {
			if (!i || !is_narrow(&needs[i], used, room))
				continue;
			narrow[i] = true;
			used += needs[i].width;
		}
	}
	s->narrow = narrow;
}

void slices_begin(struct writer *w, const struct block *table)
{
	struct slices *s = &w->slices;
	size_t columns = table->columns;
	if (w->rows_n || !columns || s->table == table)
		return;
	struct grid g = {
		.arena = w->arena, .table = table, .below = ARENA_ARRAY(w->arena, columns, uint16_t)};
	for (const struct block *row = table->first; row; row = row->next)
		if (row->kind == BLOCK_ROW)
			place_row(&g, row);
	const struct need *needs = column_needs(&g);
	size_t room = line_room(w->setting->profile, columns > COLUMNS_FEW);
	*s = (struct slices){.table = table, .count = 1, .cells = g.cells.v};
	if (columns > COLUMNS_FEW && sum(needs, 0, columns) > room) {
		plan_pieces(w->arena, s, needs, room);
	} else {
		s->from = ARENA_ARRAY(w->arena, 2, uint16_t);
		s->from[1] = table->columns;
	}
	plan_narrow(w->arena, s, needs, room);
}

bool slices_many(const struct writer *w, const struct block *table)
{
	return w->slices.table == table && w->slices.count > 1;
}

/* Columns of the cell in the present piece.  What stands outside the grid is in the last one. */
static unsigned span_here(const struct slices *s, const struct placed *p)
{
	size_t begin = p->column, end = begin + p->cell->colspan;
	size_t from = s->from[s->at];
	size_t to = s->at + 1 < s->count ? s->from[s->at + 1] : SIZE_MAX;
	size_t low = begin > from ? begin : from, high = end < to ? end : to;
	return (unsigned)((s->first && begin == 0) + (high > low ? high - low : 0));
}

struct sliced slices_cell(struct writer *w, const struct block *cell)
{
	struct slices *s = &w->slices;
	struct sliced all = {.span = cell->colspan};
	if (!s->table || cell->parent->parent != s->table)
		return all;
	const struct placed *p = &s->cells[s->cell++];
	bool narrow = cell->colspan == 1 && p->column < s->table->columns && s->narrow[p->column];
	return (struct sliced){.span = s->count > 1 ? span_here(s, p) : cell->colspan, .narrow = narrow};
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
