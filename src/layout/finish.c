/* The last pass over all pages: numbers that were not known before, running
 * heads, labels, links that lead nowhere. */
#include "layout/compose.h"

#include <stdlib.h>

#define HEAD_SIZE         PT(8)
#define HEAD_SIZE_SMALL   PT(7) /* pages with small margins */
#define HEAD_MARGIN_SMALL PT(34)
#define HEAD_GAP          2 /* ems between section and article */
#define HEAD_THICK        PT(0.3)

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

static struct str roman_label(struct arena *a, uint32_t n)
{
	static const char *const ones[] = {"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
	static const char *const tens[] = {"", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"};

	if (n >= 100)
		return arena_printf(a, "%u", (unsigned)n);
	return arena_printf(a, "%s%s", tens[n / 10], ones[n % 10]);
}

static void label_pages(struct composer *c, uint32_t front)
{
	struct display *d = c->display;
	uint32_t roman = 0;
	bool cover = c->notes.n && c->notes.v[0].bare && front > 0;

	if (cover)
		VEC_PUSH(c->a, &d->labels, (struct label_range){0, 0, 1});
	if (front > (uint32_t)cover)
		VEC_PUSH(c->a, &d->labels, (struct label_range){cover, 'r', 1});
	if (front < d->pages.n)
		VEC_PUSH(c->a, &d->labels, (struct label_range){front, 'D', 1});
	for (uint32_t i = cover; i < d->pages.n; i++)
		d->pages.v[i].label = i < front ? roman_label(c->a, ++roman)
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

static void running_head(struct composer *c, uint32_t index, coord start)
{
	const struct page_note *note = &c->notes.v[index];
	struct page *page = &c->display->pages.v[index];
	struct frame f = head_frame(c);
	coord blk = c->g.blk - (c->g.blk > 4 * f.size ? 2 * f.size : f.size / 2);
	coord left, right;
	struct line_out section = {0}, article = {0};
	struct paint rule = {.kind = PAINT_RECT, .inl = start, .blk = blk + f.size / 2};

	left = text_line(c->st, &f, note->section, c->g.full / 3, true, &section);
	right = text_line(c->st, &f, note->article, c->g.full - left - HEAD_GAP * f.size, true, &article);
	put(c, page, &section, start, blk);
	put(c, page, &article, start + c->g.full - right, blk);
	rule.rect.inl_size = c->g.full;
	rule.rect.blk_size = HEAD_THICK;
	rule.rect.ink = c->st->style->ink_rule;
	VEC_PUSH(c->a, &page->paints, rule);
}

/* Outside: on the right of right-hand pages, on the left of left-hand ones. */
static void page_number(struct composer *c, uint32_t index, coord start)
{
	struct page *page = &c->display->pages.v[index];
	struct frame f = head_frame(c);
	coord extent = c->st->style->vertical ? c->display->width : c->display->height;
	coord bottom = c->g.blk + c->g.height, room = extent - bottom, width;
	bool left = c->st->style->mirrored && index % 2;
	struct line_out out = {0};

	f.ink = c->st->style->ink;
	width = text_line(c->st, &f, page->label, c->g.full, true, &out);
	put(c, page, &out, left ? start : start + c->g.full - width, bottom + room / 2 + f.size / 3);
}

static void fill_slots(struct composer *c)
{
	for (size_t i = 0; i < c->slots.n; i++) {
		const struct placed_slot *s = &c->slots.v[i];
		const struct dest *d = dest_lookup(c, s->dest);
		struct frame f = head_frame(c);
		struct arena_mark mark = arena_mark(c->st->scratch);
		struct line_out out = {0};
		coord width;

		if (!d)
			continue;
		f.size = s->size;
		f.ink = c->st->style->ink;
		width = text_line(c->st, &f, c->display->pages.v[d->page].label, c->g.full, false, &out);
		put(c, &c->display->pages.v[s->page], &out, s->inl_end - width, s->blk);
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
		coord start = i % 2 ? c->g.inl_even : c->g.inl_odd;
		struct arena_mark mark = arena_mark(c->st->scratch);

		if (!c->notes.v[i].bare) {
			if (c->st->style->running_heads && !c->notes.v[i].opening)
				running_head(c, i, start);
			page_number(c, i, start);
		}
		arena_reset(c->st->scratch, mark);
	}
}
