/* The last pass over all pages: numbers that were not known before, running
 * heads, labels, links that lead nowhere. */
#include "layout/compose.h"

#include <stdlib.h>

#define HEAD_SIZE         PT(8)
#define HEAD_SIZE_SMALL   PT(7) /* pages with small margins */
#define HEAD_MARGIN_SMALL PT(34)
#define HEAD_GAP          2 /* ems between section and article */
#define HEAD_THICK        PT(0.3)
#define SQUARE_MOST       1250 /* 1/1000 em: how wide a number in vertical text may be */

/* ---- destinations by name ---- */

static int compare_dests(const void *x, const void *y)
{
	const struct dest *a = *(const struct dest *const *)x, *b = *(const struct dest *const *)y;

	return str_cmp(a->name, b->name);
}

static void index_dests(struct composer *c)
{
	size_t n = c->display->dests.n;

	c->by_name = ARENA_ARRAY(c->st->scratch, n, const struct dest *);
	for (size_t i = 0; i < n; i++)
		c->by_name[i] = &c->display->dests.v[i];
	if (n)
		qsort(c->by_name, n, sizeof *c->by_name, compare_dests);
}

static const struct dest *dest_lookup(const struct composer *c, struct str name)
{
	size_t low = 0, high = c->display->dests.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = str_cmp(c->by_name[mid]->name, name);
		if (order == 0)
			return c->by_name[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

uint32_t compose_dest_index(struct composer *c, struct str name)
{
	const struct dest *d = dest_lookup(c, name);

	return d ? (uint32_t)(d - c->display->dests.v) : 0;
}

static void drop_dead_links(struct composer *c)
{
	for (size_t i = 0; i < c->display->pages.n; i++) {
		struct page *page = &c->display->pages.v[i];
		size_t kept = 0;

		for (size_t k = 0; k < page->areas.n; k++) {
			struct area area = page->areas.v[k];
			if (area.url.n || dest_lookup(c, area.dest))
				page->areas.v[kept++] = area;
		}
		page->areas.n = kept;
	}
}

/* ---- labels ---- */

static void label_pages(struct composer *c, uint32_t front)
{
	struct display *d = c->display;
	int32_t front_page = 0;
	bool cover = c->notes.n && c->notes.v[0].bare && front > 0;

	if (cover)
		VEC_PUSH(c->a, &d->labels, (struct label_range){0, 0, 1});
	if (front > (uint32_t)cover)
		VEC_PUSH(c->a, &d->labels, (struct label_range){cover, 'r', 1});
	if (front < d->pages.n)
		VEC_PUSH(c->a, &d->labels, (struct label_range){front, 'D', 1});
	for (uint32_t i = cover; i < d->pages.n; i++)
		d->pages.v[i].label = i < front ? number_roman(c->a, ++front_page, false)
						: arena_printf(c->a, "%u", (unsigned)(i - front + 1));
}

/* ---- lines in the margins ---- */

static struct frame head_frame(const struct composer *c)
{
	struct frame f = frame_body(c->st->style, NULL, c->g.full, c->st->lang);
	coord margin = c->st->style->margin_top;

	f.size = margin < HEAD_MARGIN_SMALL ? HEAD_SIZE_SMALL : HEAD_SIZE;
	f.leading = f.size * 3 / 2;
	f.ink = c->st->style->ink_soft;
	return f;
}

static void put(struct composer *c, struct page *page, const struct line_out *out, coord inl, coord blk)
{
	for (size_t i = 0; i < out->paints.n; i++) {
		struct paint p = out->paints.v[i];
		p.inl += inl;
		p.blk += blk;
		VEC_PUSH(c->a, &page->paints, p);
	}
}

/* Where a running head stands across the lines: its baseline and the rule's edge. */
struct head_place {
	coord baseline, rule;
};

/* Above the text; on vertical pages right of it, in a book in the outer margin: which is
 * on the left of a right-bound book's first page. */
static struct head_place head_place_of(const struct composer *c, uint32_t index, coord size)
{
	coord blk = geometry_blk(&c->g, index), base = blk - (blk > 4 * size ? 2 * size : size / 2);
	const struct page_style *style = c->st->style;

	if (!style->vertical)
		return (struct head_place){base, base + size / 2};
	if (style->mirrored && index % 2 == 0)
		return (struct head_place){blk + c->g.height + 2 * size, blk + c->g.height + size};
	return (struct head_place){blk - 2 * size, blk - size};
}

static void running_head(struct composer *c, uint32_t index)
{
	const struct page_note *note = &c->notes.v[index];
	struct page *page = &c->display->pages.v[index];
	struct frame f = head_frame(c);
	struct head_place place = head_place_of(c, index, f.size);
	coord start = geometry_inl(&c->g, index), left, right;
	struct line_out section = {0}, article = {0};
	struct paint rule = {.kind = PAINT_RECT, .inl = start, .blk = place.rule};

	left = text_line(c->st, &f, note->section, c->g.full / 3, true, &section);
	right = text_line(c->st, &f, note->article, c->g.full - left - HEAD_GAP * f.size, true, &article);
	put(c, page, &section, start, place.baseline);
	put(c, page, &article, start + c->g.full - right, place.baseline);
	rule.rect.inl_size = c->g.full;
	rule.rect.blk_size = HEAD_THICK;
	rule.rect.ink = c->st->style->ink_rule;
	VEC_PUSH(c->a, &page->paints, rule);
}

/* Outside: on the right of right-hand pages, on the left of left-hand ones. */
static void number_below(struct composer *c, uint32_t index, const struct frame *f)
{
	struct page *page = &c->display->pages.v[index];
	coord start = geometry_inl(&c->g, index), bottom = geometry_blk(&c->g, index) + c->g.height;
	coord room = c->display->height - bottom, width;
	bool left = c->st->style->mirrored && index % 2;
	struct line_out out = {0};

	width = text_line(c->st, f, page->label, c->g.full, true, &out);
	put(c, page, &out, left ? start : start + c->g.full - width, bottom + room / 2 + f->size / 3);
}

/* The same for a book that is bound on the right: below the text, set across. */
static void number_below_lines(struct composer *c, uint32_t index, const struct frame *f)
{
	struct page *page = &c->display->pages.v[index];
	coord end = geometry_inl(&c->g, index) + c->g.full, blk = geometry_blk(&c->g, index);
	coord room = c->display->height - end, width;
	bool right = c->st->style->mirrored && index % 2;
	struct line_out out = {0};

	width = text_across(c->st, f, page->label, true, &out);
	put(c, page, &out, end + (room - f->size) / 2,
	    right ? blk + width / 2 : blk + c->g.height - width / 2);
}

static void page_number(struct composer *c, uint32_t index)
{
	struct frame f = head_frame(c);

	f.ink = c->st->style->ink;
	if (f.vertical)
		number_below_lines(c, index, &f);
	else
		number_below(c, index, &f);
}

/* A number in vertical text takes a square; a long one is made smaller. */
static void fill_square(struct composer *c, const struct placed_slot *s, struct frame *f, struct str label)
{
	struct line_out out = {0};
	coord width = text_across(c->st, f, label, false, &out),
	      most = coord_scale(f->size, SQUARE_MOST, 1000);

	if (width > most) {
		out.paints.n = 0;
		f->size = coord_scale(f->size, most, width);
		text_across(c->st, f, label, false, &out);
	}
	put(c, &c->display->pages.v[s->page], &out, s->inl_end - f->size, s->blk);
}

static void fill_slot(struct composer *c, const struct placed_slot *s, struct str label)
{
	struct frame f = head_frame(c);
	struct line_out out = {0};
	coord width;

	f.size = s->size;
	f.ink = c->st->style->ink;
	if (f.vertical) {
		fill_square(c, s, &f, label);
		return;
	}
	width = text_line(c->st, &f, label, c->g.full, false, &out);
	put(c, &c->display->pages.v[s->page], &out, s->inl_end - width, s->blk);
}

static void fill_slots(struct composer *c)
{
	for (size_t i = 0; i < c->slots.n; i++) {
		const struct dest *d = dest_lookup(c, c->slots.v[i].dest);
		struct arena_mark mark = arena_mark(c->st->scratch);

		if (d)
			fill_slot(c, &c->slots.v[i], c->display->pages.v[d->page].label);
		arena_reset(c->st->scratch, mark);
	}
}

void compose_finish(struct composer *c, uint32_t front)
{
	if (c->display->pages.n)
		foot_close(c);
	index_dests(c);
	label_pages(c, front);
	fill_slots(c);
	drop_dead_links(c);
	for (uint32_t i = 0; i < c->display->pages.n; i++) {
		struct arena_mark mark = arena_mark(c->st->scratch);

		if (!c->notes.v[i].bare) {
			if (c->st->style->running_heads && !c->notes.v[i].opening)
				running_head(c, i);
			page_number(c, i);
		}
		arena_reset(c->st->scratch, mark);
	}
}
