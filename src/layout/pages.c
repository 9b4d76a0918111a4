#include "layout/pages.h"

#define COST_EMPTY_LINE 100               /* times the square of the lines left empty */
#define CUT_SHORT       4                 /* ... and this, where a paragraph could have gone on there */
#define CUT_LINES       2                 /* so much may stay empty for its last two lines' sake */
#define COST_TOO_HIGH   INT64_C(10000000) /* one strip that is higher than any column */
#define LAST_LINES      4
#define COST_SHORT_LAST 60
#define COST_SKIP       50 /* a first column left empty */
/* A column that ends with a heading and what is no text (code, a picture): the
 * heading seems to hang there.  As dear as eight empty lines. */
#define COST_HANGING 6400
/* A note that goes on in the next column is as dear as ten empty lines; one that stands
 * in another column than its call, as thirty. */
#define COST_NOTE_PARTED 10000
#define COST_NOTE_AWAY   90000
#define COST_NONE        INT64_MAX

/* A place where a column may begin, by phase: the first columns, then all others. */
struct place {
	int64_t cost;
	uint32_t prev; /* where the column before began */
	uint32_t note; /* notes before it stand in the columns before */
	uint8_t prev_phase;
};

struct page_breaker {
	const struct strip *strips;
	size_t n;
	const struct column_rooms *rooms;
	struct place *places[FIRST_COLUMNS_MAX + 1]; /* n + 1 each; [first_count] is the steady phase */
	/* Of the notes: */
	uint32_t *called; /* n + 1: how many the strips before one call */
	int64_t *note_at; /* note_count + 1: heights before one, with the space before each */
	uint32_t *opened; /* note_count + 1: notes opened before one */
};

coord strip_top(const struct strip *s, coord y, bool first, coord pitch)
{
	coord over;

	if (!first)
		y += s->before;
	over = s->grid && pitch > 0 ? y % pitch : 0;
	return over ? y + pitch - over : y;
}

/* ---- notes ---- */

#define NOTES_ABOVE(leading) ((leading) / 2) /* the rule */
#define NOTES_BELOW(leading) ((leading) / 3)

coord notes_gap(const struct page_style *style)
{
	return NOTES_ABOVE(style->leading) + NOTES_BELOW(style->leading);
}

int64_t notes_height(const struct strip *notes, size_t from, size_t to)
{
	int64_t height = 0;

	for (size_t i = from; i < to; i++)
		height += notes[i].height + (int64_t)(i > from ? notes[i].before : 0);
	return height;
}

static void sum_notes(struct arena *scratch, struct page_breaker *b)
{
	const struct column_rooms *r = b->rooms;

	b->called = ARENA_ARRAY(scratch, b->n + 1, uint32_t);
	b->note_at = ARENA_ARRAY(scratch, r->note_count + 1, int64_t);
	b->opened = ARENA_ARRAY(scratch, r->note_count + 1, uint32_t);
	b->called[0] = (uint32_t)r->carried;
	for (size_t i = 0; i < b->n; i++) {
		uint32_t upto = b->called[i] + b->strips[i].notes;
		b->called[i + 1] = upto < r->note_count ? upto : (uint32_t)r->note_count;
	}
	b->called[b->n] = (uint32_t)r->note_count;
	for (size_t i = 0; i < r->note_count; i++) {
		b->note_at[i + 1] = b->note_at[i] + r->notes[i].before + r->notes[i].height;
		b->opened[i + 1] = b->opened[i] + r->notes[i].opens;
	}
}

/* What notes [from, to) take from a column. */
static int64_t foot_height(const struct page_breaker *b, const struct column_room *room, uint32_t from,
			   uint32_t to)
{
	int64_t height = b->note_at[to] - b->note_at[from];

	if (to <= from)
		return 0;
	return room->noted ? height : height - b->rooms->notes[from].before + b->rooms->note_gap;
}

/* The last of [from, to) at which notes may be parted so that they take no more than
 * `most`; `from` when there is none. */
static uint32_t parted_at(const struct page_breaker *b, const struct column_room *room, uint32_t from,
			  uint32_t to, int64_t most)
{
	const struct strip *notes = b->rooms->notes;
	uint32_t low = from, high = to;

	while (low < high) {
		uint32_t mid = low + (high - low + 1) / 2;
		if (foot_height(b, room, from, mid) <= most)
			low = mid;
		else
			high = mid - 1;
	}
	while (low > from && low < to && notes[low].penalty >= PENALTY_KEEP)
		low--;
	/* One line of a note that begins before and ends behind. */
	return low == from + 1 && low < to && !notes[from].opens && !notes[low].opens ? from : low;
}

/* Which notes stand in a column that has room for so much of them, and what it costs
 * that the rest does not. */
static uint32_t notes_upto(const struct page_breaker *b, const struct column_room *room, uint32_t from,
			   uint32_t called, int64_t most, int64_t *cost)
{
	uint32_t to;

	*cost = 0;
	if (foot_height(b, room, from, called) <= most)
		return called;
	to = parted_at(b, room, from, called, most);
	*cost = COST_NOTE_PARTED + (b->opened[called] - b->opened[to]) * (int64_t)COST_NOTE_AWAY;
	if (to == from)
		*cost += COST_NOTE_AWAY;
	return to;
}

/* ---- costs ---- */

static const struct column_room *room_of(const struct page_breaker *b, size_t phase)
{
	return phase < b->rooms->first_count ? &b->rooms->first[phase] : &b->rooms->rest;
}

/* A last page of a line or two is worth a line less on the pages before. */
static int64_t last_cost(const struct page_breaker *b, bool first, coord used)
{
	int64_t lacks = LAST_LINES - used / (b->rooms->pitch > 0 ? b->rooms->pitch : 1);

	return first || lacks <= 0 ? 0 : lacks * lacks * COST_SHORT_LAST;
}

/* Does a paragraph go on in the next column, though more of it had room in this one? */
static bool cuts_short(const struct page_breaker *b, size_t to, coord empty)
{
	const struct line_note *next = b->strips[to].line;

	return next && next->before && next->before == b->strips[to - 1].line &&
	       empty > CUT_LINES * b->rooms->pitch;
}

static int64_t foot_cost(const struct page_breaker *b, bool first, size_t to, coord empty, coord used)
{
	int64_t lines, penalty;

	if (to == b->n)
		return last_cost(b, first, used);
	penalty = b->strips[to].penalty;
	lines = empty * INT64_C(8) / (b->rooms->pitch > 0 ? b->rooms->pitch : 1);
	return lines * lines * COST_EMPTY_LINE / 64 * (cuts_short(b, to, empty) ? CUT_SHORT : 1) + penalty;
}

/* What stays empty between lines that end at `y` and notes.  Notes do not stand on the
 * grid: what no line could have filled does not count. */
static coord empty_of(const struct page_breaker *b, const struct column_room *room, coord y, int64_t notes)
{
	coord pitch = b->rooms->pitch > 0 ? b->rooms->pitch : 1;
	int64_t most = room->whole - notes;

	if (notes)
		most = most / pitch * pitch;
	if (most > room->lines)
		most = room->lines;
	return most > y ? (coord)(most - y) : 0;
}

/* ---- the search ---- */

static void reach(struct page_breaker *b, int phase, size_t to, struct place place)
{
	struct place *p = &b->places[phase][to];

	if (place.cost < p->cost)
		*p = place;
}

static int phase_after(const struct page_breaker *b, int phase)
{
	return phase < b->rooms->first_count ? phase + 1 : phase;
}

/* The strip at `from` fits no column of this kind: it has one for itself, or in a low
 * first column, none. */
static void pass_over(struct page_breaker *b, int phase, size_t from)
{
	struct place here = b->places[phase][from];
	struct place next = {here.cost + COST_SKIP, (uint32_t)from, here.note, (uint8_t)phase};

	if (phase < b->rooms->first_count) {
		reach(b, phase + 1, from, next);
		return;
	}
	next.cost = here.cost + COST_TOO_HIGH;
	reach(b, phase, from + 1, next);
}

/* All columns that can begin at `from`. */
static void extend(struct page_breaker *b, int phase, size_t from)
{
	const struct column_room *room = room_of(b, (size_t)phase);
	struct place here = b->places[phase][from];
	coord y = b->strips[from].repeat ? b->strips[from].repeat->height : 0;
	bool hanging = false;

	for (size_t i = from; i < b->n; i++) {
		const struct strip *s = &b->strips[i];
		struct place next = {.prev = (uint32_t)from, .prev_phase = (uint8_t)phase};
		int64_t notes, away;

		y = strip_top(s, y, i == from, b->rooms->pitch) + s->height;
		if (y > room->lines) {
			if (i == from)
				pass_over(b, phase, from);
			return;
		}
		hanging = s->heading ? y > room->lines / 2 : hanging && !s->prose;
		next.note = notes_upto(b, room, here.note, b->called[i + 1], room->whole - y, &away);
		notes = foot_height(b, room, here.note, next.note);
		next.cost = here.cost + away +
			    foot_cost(b, from == 0, i + 1, empty_of(b, room, y, notes), y) +
			    (hanging && i + 1 < b->n ? COST_HANGING : 0);
		reach(b, phase_after(b, phase), i + 1, next);
	}
}

/* A low first column may be left empty even if a line or two would fit. */
static void skip_first(struct page_breaker *b)
{
	for (int phase = 0; phase < b->rooms->first_count; phase++) {
		struct place here = b->places[phase][0];
		if (here.cost != COST_NONE)
			reach(b, phase + 1, 0,
			      (struct place){here.cost + COST_EMPTY_LINE * 400, 0, here.note,
					     (uint8_t)phase});
	}
}

static int cheapest_end(const struct page_breaker *b)
{
	int best = 0;

	for (int phase = 1; phase <= b->rooms->first_count; phase++)
		if (b->places[phase][b->n].cost < b->places[best][b->n].cost)
			best = phase;
	return best;
}

/* ---- the result ---- */

/* Columns of what the last one left over of its notes. */
static size_t add_left_over(const struct page_breaker *b, uint32_t note, size_t count, struct column *v)
{
	uint32_t end = (uint32_t)b->rooms->note_count, n = (uint32_t)b->n;

	for (; note < end; count++) {
		const struct column_room *room = room_of(b, count);
		uint32_t to = parted_at(b, room, note, end, room->whole);

		to = to > note ? to : note + 1;
		v[count] = (struct column){n, n, note, to};
		note = to;
	}
	return count;
}

static size_t collect(struct arena *scratch, const struct page_breaker *b, struct column **columns)
{
	size_t count = 0, at = b->n;
	int phase = cheapest_end(b), last = phase;
	uint32_t note = b->places[phase][b->n].note;

	for (; at || phase; count++) {
		const struct place *p = &b->places[phase][at];
		at = p->prev;
		phase = p->prev_phase;
	}
	*columns = ARENA_ARRAY(scratch, count + b->rooms->note_count - note, struct column);
	at = b->n;
	phase = last;
	for (size_t k = count; k;) {
		const struct place *p = &b->places[phase][at], *before = &b->places[p->prev_phase][p->prev];
		(*columns)[--k] = (struct column){p->prev, (uint32_t)at, before->note, p->note};
		at = p->prev;
		phase = p->prev_phase;
	}
	return add_left_over(b, note, count, *columns);
}

static void search(struct page_breaker *b)
{
	int steady = b->rooms->first_count;

	b->places[0][0].cost = 0;
	skip_first(b);
	for (int phase = 0; phase <= steady; phase++)
		for (size_t i = 0; i < b->n; i++)
			if (b->places[phase][i].cost != COST_NONE)
				extend(b, phase, i);
}

size_t columns_break(struct arena *scratch, const struct strip *strips, size_t n,
		     const struct column_rooms *rooms, struct column **columns, int64_t *cost)
{
	struct page_breaker b = {.strips = strips, .n = n, .rooms = rooms};

	*columns = NULL;
	if (cost)
		*cost = 0;
	if (n == 0)
		return 0;
	sum_notes(scratch, &b);
	for (int phase = 0; phase <= rooms->first_count; phase++) {
		b.places[phase] = ARENA_ARRAY(scratch, n + 1, struct place);
		for (size_t i = 0; i <= n; i++)
			b.places[phase][i].cost = COST_NONE;
	}
	search(&b);
	if (cost)
		*cost = b.places[cheapest_end(&b)][n].cost;
	return collect(scratch, &b, columns);
}
