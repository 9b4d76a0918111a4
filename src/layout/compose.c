#include "layout/compose.h"
#include "layout/flow.h"

void composer_init(struct composer *c, struct setter *st, struct display *display)
{
	*c = (struct composer){.st = st, .g = geometry_of(st->style), .display = display, .a = st->a};
}

void compose_new_page(struct composer *c)
{
	c->open = false;
}

static uint32_t last_page(const struct composer *c)
{
	return (uint32_t)c->display->pages.n - 1;
}

struct page *compose_blank(struct composer *c)
{
	foot_close(c);
	VEC_PUSH(c->a, &c->display->pages, (struct page){0});
	VEC_PUSH(c->a, &c->notes, (struct page_note){.bare = true});
	c->open = false;
	return &c->display->pages.v[c->display->pages.n - 1];
}

static void add_page(struct composer *c, struct str title, bool opening)
{
	compose_blank(c);
	c->notes.v[c->notes.n - 1] = (struct page_note){c->section, title, opening, false};
	c->open = true;
	c->y = 0;
}

void compose_dest(struct composer *c, struct str name, uint32_t page, coord blk)
{
	VEC_PUSH(c->a, &c->display->dests, (struct dest){name, page, blk});
}

/* ---- one strip, one column ---- */

static void copy_paints(struct composer *c, struct spot at, const struct paint *paints, size_t n)
{
	struct page *page = &c->display->pages.v[at.page];

	for (size_t i = 0; i < n; i++) {
		struct paint p = paints[i];
		p.inl += at.inl;
		p.blk += at.blk;
		VEC_PUSH(c->a, &page->paints, p);
	}
}

static void copy_areas(struct composer *c, struct spot at, const struct area *areas, size_t n)
{
	struct page *page = &c->display->pages.v[at.page];

	for (size_t i = 0; i < n; i++) {
		struct area area = areas[i];
		area.inl += at.inl;
		area.blk += at.blk;
		VEC_PUSH(c->a, &page->areas, area);
	}
}

/* Destinations and page-number slots that stand on this strip; the last one also
 * has those that stand behind it. */
static void place_names(struct composer *c, const struct sheet *s, size_t strip, struct spot at)
{
	bool last = strip + 1 == s->strips.n;

	for (size_t i = sheet_first_dest(s, strip); i < s->dests.n && (s->dests.v[i].strip == strip || last);
	     i++)
		compose_dest(c, s->dests.v[i].name, at.page, at.blk);
	for (size_t i = sheet_first_slot(s, strip); i < s->slots.n && s->slots.v[i].strip == strip; i++)
		VEC_PUSH(c->a, &c->slots,
			 (struct placed_slot){at.page, at.inl + s->slots.v[i].inl_end,
					      at.blk + s->slots.v[i].blk, s->slots.v[i].size,
					      s->slots.v[i].dest});
}

void compose_strip(struct composer *c, const struct sheet *sheet, size_t strip, struct spot at)
{
	const struct strip *s = &sheet->strips.v[strip];

	copy_paints(c, at, s->paints, s->paint_count);
	copy_areas(c, at, s->areas, s->area_count);
	place_names(c, sheet, strip, at);
}

static coord place_column(struct composer *c, const struct flow *f, struct column column, struct spot at)
{
	coord y = 0, top = at.blk;
	const struct flow_part *text = &f->text;
	const struct repeat *repeat = column.from < text->n ? text->strips[column.from].repeat : NULL;

	if (repeat && column.from < column.to) {
		copy_paints(c, at, repeat->paints, repeat->paint_count);
		copy_areas(c, at, repeat->areas, repeat->area_count);
		y = repeat->height;
	}
	for (size_t i = column.from; i < column.to; i++) {
		const struct strip *s = &text->strips[i];
		size_t sheet = flow_sheet_of(text, i);

		y = strip_top(s, y, i == column.from, c->st->style->leading);
		at.blk = top + y;
		compose_strip(c, text->sheets[sheet], i - text->begins[sheet], at);
		y += s->height;
	}
	return y;
}

/* A table that goes on in the next column is closed by a rule, as it opened there. */
static void close_part(struct composer *c, const struct flow *f, struct column column, struct spot at)
{
	const struct strip *strips = f->text.strips;
	const struct repeat *repeat = column.to < f->text.n ? strips[column.to].repeat : NULL;

	if (repeat && repeat->close && column.to > column.from && strips[column.to - 1].repeat == repeat)
		copy_paints(c, at, repeat->close, 1);
}

static void place_foot(struct composer *c, const struct flow *f, struct column column, int index)
{
	const struct flow_part *notes = &f->notes;

	for (size_t i = column.note_from; i < column.note_to; i++) {
		size_t sheet = flow_sheet_of(notes, i);
		foot_add(c, index, notes->sheets[sheet], i - notes->begins[sheet]);
	}
}

/* ---- a flow over pages ---- */

static coord lines_up(const struct composer *c, coord y)
{
	coord pitch = c->st->style->leading;

	return (y + pitch - 1) / pitch * pitch;
}

static coord highest_foot(const struct composer *c)
{
	coord high = 0;

	for (int i = 0; i < FIRST_COLUMNS_MAX; i++)
		high = c->feet[i].height > high ? c->feet[i].height : high;
	return high;
}

coord compose_room(const struct composer *c)
{
	return c->open ? c->g.height - c->y - highest_foot(c) : 0;
}

static bool goes_on(const struct composer *c)
{
	return c->open && c->y > 0;
}

/* Of the last page, below what is there. */
static struct column_room room_below(const struct composer *c, int columns, int column)
{
	coord foot = columns > 1 ? c->feet[column].height : highest_foot(c);
	coord room = c->g.height - c->y - foot;

	return (struct column_room){room, room, foot > 0};
}

static struct column_rooms rooms_of(const struct composer *c, const struct flow *f, int columns)
{
	struct column_rooms r = {.rest = {c->g.height, c->g.height, false},
				 .pitch = c->st->style->leading,
				 .notes = f->notes.strips,
				 .note_count = f->notes.n,
				 .note_gap = notes_gap(c->st->style)};

	if (goes_on(c)) {
		r.first_count = (uint8_t)columns;
		for (int i = 0; i < columns; i++)
			r.first[i] = room_below(c, columns, i);
	}
	return r;
}

/* ---- columns of one height ---- */

/* What is to be balanced: the flow from the last page's first column on. */
struct tail {
	const struct flow *f;
	struct column *columns;
	struct column_rooms rooms; /* of the last page's columns, as high as they may be */
};

static struct tail tail_of(const struct composer *c, const struct flow *f, struct column *columns, bool below)
{
	struct column first = columns[0];
	struct tail t = {.f = f, .columns = columns};
	size_t called = 0;

	for (size_t i = 0; i < first.from; i++)
		called += f->text.strips[i].notes;
	t.rooms = rooms_of(c, f, 1);
	t.rooms.first_count = 2;
	t.rooms.notes += first.note_from;
	t.rooms.note_count -= first.note_from;
	t.rooms.carried = called - first.note_from;
	for (int i = 0; i < FIRST_COLUMNS_MAX; i++)
		t.rooms.first[i] = below ? room_below(c, 2, i) : t.rooms.rest;
	return t;
}

/* Breaks the strips of the last page into columns of one height; true when they fit
 * and no end of a column costs as much as `most`. */
static bool balance_at(struct composer *c, const struct tail *t, coord height, int64_t most)
{
	struct column_rooms rooms = t->rooms;
	uint32_t from = t->columns[0].from, note = t->columns[0].note_from;
	const struct flow_part *text = &t->f->text;
	struct arena_mark mark = arena_mark(c->st->scratch);
	struct column *trial;
	int64_t cost;
	size_t got;
	bool fits;

	for (int i = 0; i < FIRST_COLUMNS_MAX; i++)
		if (rooms.first[i].lines > height)
			rooms.first[i].lines = height;
	rooms.rest = (struct column_room){rooms.pitch, rooms.pitch, false};
	got = columns_break(c->st->scratch, text->strips + from, text->n - from, &rooms, &trial, &cost);
	fits = got <= FIRST_COLUMNS_MAX && cost < most;
	for (size_t i = 0; fits && i < got; i++)
		t->columns[i] = (struct column){trial[i].from + from, trial[i].to + from,
						trial[i].note_from + note, trial[i].note_to + note};
	for (size_t i = got; fits && i < FIRST_COLUMNS_MAX; i++)
		t->columns[i] = (struct column){.from = (uint32_t)text->n, .to = (uint32_t)text->n};
	arena_reset(c->st->scratch, mark);
	return fits;
}

/* The least height at which the last page's columns hold everything, first without
 * parting what should stay together, then as it comes. */
static void balance(struct composer *c, const struct tail *t)
{
	static const int64_t most[] = {PENALTY_ROW, PENALTY_KEEP};
	coord pitch = c->st->style->leading, room = t->rooms.first[0].whole;

	if (room < t->rooms.first[1].whole)
		room = t->rooms.first[1].whole;
	for (size_t i = 0; i < sizeof most / sizeof *most; i++)
		for (coord height = pitch; height <= room; height += pitch)
			if (balance_at(c, t, height, most[i]))
				return;
}

static bool is_empty(struct column column)
{
	return column.from == column.to && column.note_from == column.note_to;
}

static void begin_page(struct composer *c, const struct flow *f, struct column column)
{
	const struct flow_part *text = &f->text;
	size_t strip = column.from < text->n ? column.from : text->n - 1, sheet = flow_sheet_of(text, strip);

	add_page(c, f->articles ? f->articles[sheet]->title : (struct str){0},
		 text->begins[sheet] == column.from);
}

static void place_flow(struct composer *c, const struct flow *f, struct column *v, size_t n, int columns)
{
	bool below = goes_on(c);

	for (size_t k = 0; k < n; k += (size_t)columns) {
		size_t here = n - k < (size_t)columns ? n - k : (size_t)columns;
		coord bottom = 0, top = below && k == 0 ? c->y : 0;

		if (is_empty(v[k]) && top > 0 && (here == 1 || is_empty(v[k + 1])))
			continue; /* no room beside what is there: on to a new page */
		if (top == 0)
			begin_page(c, f, v[k]);
		for (size_t i = 0; i < here; i++) {
			struct spot at = {last_page(c),
					  geometry_inl(&c->g, last_page(c)) + (coord)i * c->g.column_step,
					  geometry_blk(&c->g, last_page(c)) + top};
			coord used = place_column(c, f, v[k + i], at);
			close_part(c, f, v[k + i], (struct spot){at.page, at.inl, at.blk + used});
			place_foot(c, f, v[k + i], (int)i);
			bottom = used > bottom ? used : bottom;
		}
		c->y = lines_up(c, top + bottom);
	}
}

/* Does all of it stand below what is on the page? */
static bool fits_below(struct composer *c, const struct flow *f, int columns)
{
	struct arena_mark mark = arena_mark(c->st->scratch);
	struct column_rooms rooms = rooms_of(c, f, columns);
	struct column *v;
	size_t n = columns_break(c->st->scratch, f->text.strips, f->text.n, &rooms, &v, NULL);

	arena_reset(c->st->scratch, mark);
	return n <= (size_t)columns;
}

static void compose_flow(struct composer *c, const struct flow *f, int columns)
{
	struct column_rooms rooms;
	struct column *v;
	size_t n;

	if (f->text.n == 0)
		return;
	rooms = rooms_of(c, f, columns);
	n = columns_break(c->st->scratch, f->text.strips, f->text.n, &rooms, &v, NULL);
	if (columns > 1 && n) {
		struct column *padded = ARENA_ARRAY(c->st->scratch, n + 2, struct column);
		struct tail t;
		memcpy(padded, v, n * sizeof *v);
		for (; n % 2; n++)
			padded[n] = (struct column){.from = (uint32_t)f->text.n, .to = (uint32_t)f->text.n};
		v = padded;
		t = tail_of(c, f, v + n - 2, n == 2 && rooms.first_count);
		balance(c, &t);
	}
	place_flow(c, f, v, n, columns);
}

void compose_full(struct composer *c, const struct sheet *sheet)
{
	struct arena_mark mark = arena_mark(c->st->scratch);
	struct flow f = flow_of_sheet(c->st->scratch, sheet);

	if (goes_on(c) && f.text.n) /* a column's head loses it */
		c->y += lines_up(c, f.text.strips[0].before);
	if (f.text.n && compose_room(c) < LINES_WORTH_IT * c->st->style->leading)
		compose_new_page(c);
	compose_flow(c, &f, 1);
	arena_reset(c->st->scratch, mark);
}

void compose_columns(struct composer *c, const struct galley *const *galleys, size_t n)
{
	struct arena_mark mark = arena_mark(c->st->scratch);
	struct flow f = flow_of_galleys(c->st->scratch, galleys, n);

	if (c->open && f.text.n && compose_room(c) < LINES_WORTH_IT * c->st->style->leading &&
	    !fits_below(c, &f, c->g.columns))
		compose_new_page(c);
	compose_flow(c, &f, c->g.columns);
	arena_reset(c->st->scratch, mark);
}
