#include "layout/compose.h"
#include "layout/pages.h"

/* Fewer free lines than this at a page's foot: what follows begins a new page. */
#define LINES_WORTH_IT 8

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

/* ---- one column ---- */

/* The strips of several sheets as one flow. */
struct flow {
	struct strip *strips;
	size_t n;
	const struct sheet *const *sheets;
	size_t *begins; /* first strip of each sheet; begins[count] = n */
	const struct str *titles;
	size_t count;
};

struct spot {
	uint32_t page;
	coord inl, blk;
};

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

static size_t sheet_of(const struct flow *f, size_t strip)
{
	size_t low = 0, high = f->count;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (f->begins[mid] <= strip)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static size_t first_dest(const struct sheet *s, size_t strip)
{
	size_t low = 0, high = s->dests.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (s->dests.v[mid].strip < strip)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static size_t first_slot(const struct sheet *s, size_t strip)
{
	size_t low = 0, high = s->slots.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (s->slots.v[mid].strip < strip)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Destinations and page-number slots that stand on this strip; the last one also
 * has those that stand behind it. */
static void place_names(struct composer *c, const struct flow *f, size_t strip, struct spot at)
{
	size_t k = sheet_of(f, strip), local = strip - f->begins[k];
	const struct sheet *s = f->sheets[k];
	bool last = strip + 1 == f->begins[k + 1];

	for (size_t i = first_dest(s, local); i < s->dests.n && (s->dests.v[i].strip == local || last); i++)
		compose_dest(c, s->dests.v[i].name, at.page, at.blk);
	for (size_t i = first_slot(s, local); i < s->slots.n && s->slots.v[i].strip == local; i++)
		VEC_PUSH(c->a, &c->slots,
			 (struct placed_slot){at.page, at.inl + s->slots.v[i].inl_end,
					      at.blk + s->slots.v[i].blk, s->slots.v[i].size,
					      s->slots.v[i].dest});
}

static coord place_column(struct composer *c, const struct flow *f, struct column column, struct spot at)
{
	coord y = 0, top = at.blk;
	const struct repeat *repeat = column.from < f->n ? f->strips[column.from].repeat : NULL;

	if (repeat && column.from && column.from < column.to) {
		copy_paints(c, at, repeat->paints, repeat->count);
		y = repeat->height;
	}
	for (size_t i = column.from; i < column.to; i++) {
		const struct strip *s = &f->strips[i];

		y = strip_top(s, y, i == column.from, c->st->style->leading);
		at.blk = top + y;
		copy_paints(c, at, s->paints, s->paint_count);
		copy_areas(c, at, s->areas, s->area_count);
		place_names(c, f, i, at);
		y += s->height;
	}
	return y;
}

/* ---- a flow over pages ---- */

static coord lines_up(const struct composer *c, coord y)
{
	coord pitch = c->st->style->leading;

	return (y + pitch - 1) / pitch * pitch;
}

static coord first_inl(const struct composer *c, uint32_t page)
{
	/* Page 0 is a right-hand one. */
	return page % 2 ? c->g.inl_even : c->g.inl_odd;
}

static struct column_heights heights_of(const struct composer *c, int columns)
{
	struct column_heights h = {.rest = c->g.height, .pitch = c->st->style->leading};

	if (c->open && c->y > 0) {
		h.first_count = (uint8_t)columns;
		for (int i = 0; i < columns; i++)
			h.first[i] = c->g.height - c->y;
	}
	return h;
}

/* Breaks the strips of the last page into columns of one height; true when they fit
 * and no end of a column costs as much as `most`. */
static bool balance_at(struct composer *c, const struct flow *f, struct column *columns, coord height,
		       int64_t most)
{
	coord pitch = c->st->style->leading;
	size_t from = columns[0].from, got;
	struct column_heights h = {
		.first = {height, height}, .first_count = 2, .rest = pitch, .pitch = pitch};
	struct arena_mark mark = arena_mark(c->st->scratch);
	struct column *trial;
	int64_t cost;
	bool fits;

	got = columns_break(c->st->scratch, f->strips + from, f->n - from, &h, &trial, &cost);
	fits = got <= FIRST_COLUMNS_MAX && cost < most;
	for (size_t i = 0; fits && i < FIRST_COLUMNS_MAX; i++)
		columns[i] = i < got ? (struct column){trial[i].from + (uint32_t)from,
						       trial[i].to + (uint32_t)from}
				     : (struct column){(uint32_t)f->n, (uint32_t)f->n};
	arena_reset(c->st->scratch, mark);
	return fits;
}

/* The least height at which the last page's columns hold everything, first without
 * parting what should stay together, then as it comes. */
static void balance(struct composer *c, const struct flow *f, struct column *columns, coord room)
{
	static const int64_t most[] = {PENALTY_ROW, PENALTY_NEVER};

	for (size_t i = 0; i < sizeof most / sizeof *most; i++)
		for (coord height = c->st->style->leading; height <= room; height += c->st->style->leading)
			if (balance_at(c, f, columns, height, most[i]))
				return;
}

static void place_flow(struct composer *c, const struct flow *f, struct column *v, size_t n, int columns)
{
	bool go_on = c->open && c->y > 0;

	for (size_t k = 0; k < n; k += (size_t)columns) {
		size_t here = n - k < (size_t)columns ? n - k : (size_t)columns;
		coord bottom = 0, top = go_on && k == 0 ? c->y : 0;

		if (v[k].from == v[k].to && top > 0 && (here == 1 || v[k + 1].from == v[k + 1].to))
			continue; /* no room beside what is there: on to a new page */
		if (top == 0) {
			size_t sheet = sheet_of(f, v[k].from < f->n ? v[k].from : f->n - 1);
			add_page(c, f->titles ? f->titles[sheet] : (struct str){0},
				 f->begins[sheet] == v[k].from);
		}
		for (size_t i = 0; i < here; i++) {
			struct spot at = {last_page(c),
					  first_inl(c, last_page(c)) + (coord)i * c->g.column_step,
					  c->g.blk + top};
			coord used = place_column(c, f, v[k + i], at);
			bottom = used > bottom ? used : bottom;
		}
		c->y = lines_up(c, top + bottom);
	}
}

static void compose_flow(struct composer *c, const struct flow *f, int columns)
{
	struct column_heights h;
	struct column *v;
	size_t n, tail;

	if (f->n == 0)
		return;
	if (c->open && c->g.height - c->y < LINES_WORTH_IT * c->st->style->leading)
		compose_new_page(c);
	h = heights_of(c, columns);
	n = columns_break(c->st->scratch, f->strips, f->n, &h, &v, NULL);
	if (columns > 1 && n) {
		struct column *padded = ARENA_ARRAY(c->st->scratch, n + 2, struct column);
		memcpy(padded, v, n * sizeof *v);
		for (; n % 2; n++)
			padded[n] = (struct column){(uint32_t)f->n, (uint32_t)f->n};
		v = padded;
		tail = n - 2;
		balance(c, f, v + tail, tail == 0 && h.first_count ? h.first[0] : h.rest);
	}
	place_flow(c, f, v, n, columns);
}

static struct flow flow_of(struct composer *c, const struct sheet *const *sheets, const struct str *titles,
			   size_t count)
{
	struct flow f = {.sheets = sheets, .titles = titles, .count = count};
	struct strip *at;

	f.begins = ARENA_ARRAY(c->st->scratch, count + 1, size_t);
	for (size_t i = 0; i < count; i++) {
		f.begins[i] = f.n;
		f.n += sheets[i]->strips.n;
	}
	f.begins[count] = f.n;
	f.strips = at = ARENA_ARRAY(c->st->scratch, f.n, struct strip);
	for (size_t i = 0; i < count; i++) {
		if (sheets[i]->strips.n)
			memcpy(at, sheets[i]->strips.v, sheets[i]->strips.n * sizeof *at);
		at += sheets[i]->strips.n;
	}
	return f;
}

void compose_full(struct composer *c, const struct sheet *sheet)
{
	struct arena_mark mark = arena_mark(c->st->scratch);
	struct flow f = flow_of(c, &sheet, NULL, 1);

	compose_flow(c, &f, 1);
	arena_reset(c->st->scratch, mark);
}

void compose_columns(struct composer *c, const struct sheet *const *sheets, const struct str *titles,
		     size_t n)
{
	struct arena_mark mark = arena_mark(c->st->scratch);
	struct flow f = flow_of(c, sheets, titles, n);

	compose_flow(c, &f, c->g.columns);
	arena_reset(c->st->scratch, mark);
}
