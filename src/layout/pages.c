#include "layout/pages.h"

#define COST_EMPTY_LINE 100               /* times the square of the lines left empty */
#define COST_TOO_HIGH   INT64_C(10000000) /* one strip that is higher than any column */
#define LAST_LINES      4
#define COST_SHORT_LAST 60
#define COST_SKIP       50 /* a first column left empty */
/* A column that ends with a heading and what is no text (code, a picture): the
 * heading seems to hang there.  As dear as six empty lines. */
#define COST_HANGING 3600
#define COST_NONE    INT64_MAX

/* A place where a column may begin, by phase: the first columns, then all others. */
struct place {
	int64_t cost;
	uint32_t prev; /* where the column before began */
	uint8_t prev_phase;
};

struct page_breaker {
	const struct strip *strips;
	size_t n;
	const struct column_heights *h;
	struct place *places[FIRST_COLUMNS_MAX + 1]; /* n + 1 each; [first_count] is the steady phase */
};

coord strip_top(const struct strip *s, coord y, bool first, coord pitch)
{
	coord over;

	if (!first)
		y += s->before;
	over = s->grid && pitch > 0 ? y % pitch : 0;
	return over ? y + pitch - over : y;
}

/* A last page of a line or two is worth a line less on the pages before. */
static int64_t last_cost(const struct page_breaker *b, bool first, coord used)
{
	int64_t lacks = LAST_LINES - used / (b->h->pitch > 0 ? b->h->pitch : 1);

	return first || lacks <= 0 ? 0 : lacks * lacks * COST_SHORT_LAST;
}

static int64_t foot_cost(const struct page_breaker *b, bool first, size_t to, coord height, coord used)
{
	int64_t lines, penalty;

	if (to == b->n)
		return last_cost(b, first, used);
	penalty = b->strips[to].penalty;
	if (penalty == PENALTY_BREAK)
		return 0;
	lines = (height - used) * INT64_C(8) / (b->h->pitch > 0 ? b->h->pitch : 1);
	return lines * lines * COST_EMPTY_LINE / 64 + penalty;
}

static void reach(struct page_breaker *b, int phase, size_t to, int from_phase, size_t from, int64_t cost)
{
	struct place *p = &b->places[phase][to];

	if (cost < p->cost)
		*p = (struct place){cost, (uint32_t)from, (uint8_t)from_phase};
}

/* All columns that can begin at `from`. */
static void extend(struct page_breaker *b, int phase, size_t from)
{
	int next = phase < b->h->first_count ? phase + 1 : phase;
	coord height = phase < b->h->first_count ? b->h->first[phase] : b->h->rest;
	int64_t cost = b->places[phase][from].cost;
	bool hanging = false;
	coord y = b->strips[from].repeat && from ? b->strips[from].repeat->height : 0;

	for (size_t i = from; i < b->n; i++) {
		const struct strip *s = &b->strips[i];
		coord bottom = strip_top(s, y, i == from, b->h->pitch) + s->height;

		if (bottom > height) {
			if (i == from && phase == b->h->first_count)
				reach(b, next, i + 1, phase, from, cost + COST_TOO_HIGH);
			else if (i == from)
				reach(b, next, i, phase, from, cost + COST_SKIP);
			return;
		}
		hanging = s->heading ? bottom > height / 2 : hanging && !s->prose;
		y = bottom;
		reach(b, next, i + 1, phase, from,
		      cost + foot_cost(b, from == 0, i + 1, height, y) +
			      (hanging && i + 1 < b->n ? COST_HANGING : 0));
		if (i + 1 < b->n && b->strips[i + 1].penalty == PENALTY_BREAK)
			return;
	}
}

/* A low first column may be left empty even if a line or two would fit. */
static void skip_first(struct page_breaker *b)
{
	for (int phase = 0; phase < b->h->first_count; phase++)
		if (b->places[phase][0].cost != COST_NONE)
			reach(b, phase + 1, 0, phase, 0, b->places[phase][0].cost + COST_EMPTY_LINE * 400);
}

static int cheapest_end(const struct page_breaker *b)
{
	int best = 0;

	for (int phase = 1; phase <= b->h->first_count; phase++)
		if (b->places[phase][b->n].cost < b->places[best][b->n].cost)
			best = phase;
	return best;
}

static size_t collect(struct arena *scratch, const struct page_breaker *b, struct column **columns)
{
	size_t count = 0, at = b->n;
	int phase = cheapest_end(b), last = phase;

	for (; at || phase; count++) {
		const struct place *p = &b->places[phase][at];
		at = p->prev;
		phase = p->prev_phase;
	}
	*columns = ARENA_ARRAY(scratch, count, struct column);
	at = b->n;
	phase = last;
	for (size_t k = count; k;) {
		const struct place *p = &b->places[phase][at];
		(*columns)[--k] = (struct column){p->prev, (uint32_t)at};
		at = p->prev;
		phase = p->prev_phase;
	}
	return count;
}

size_t columns_break(struct arena *scratch, const struct strip *strips, size_t n,
		     const struct column_heights *heights, struct column **columns, int64_t *cost)
{
	struct page_breaker b = {.strips = strips, .n = n, .h = heights};

	*columns = NULL;
	if (cost)
		*cost = 0;
	if (n == 0)
		return 0;
	for (int phase = 0; phase <= heights->first_count; phase++) {
		b.places[phase] = ARENA_ARRAY(scratch, n + 1, struct place);
		for (size_t i = 0; i <= n; i++)
			b.places[phase][i].cost = COST_NONE;
	}
	b.places[0][0].cost = 0;
	skip_first(&b);
	for (int phase = 0; phase < heights->first_count; phase++)
		for (size_t i = 0; i < n; i++)
			if (b.places[phase][i].cost != COST_NONE)
				extend(&b, phase, i);
	for (size_t i = 0; i < n; i++)
		if (b.places[heights->first_count][i].cost != COST_NONE)
			extend(&b, heights->first_count, i);
	if (cost)
		*cost = b.places[cheapest_end(&b)][n].cost;
	return collect(scratch, &b, columns);
}
