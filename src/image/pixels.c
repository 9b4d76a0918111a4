/* What pixels are like. */
#include "image/encode.h"

#include <stdlib.h>

static uint32_t pixel_at(const struct pixels *p, size_t i)
{
	const uint8_t *at = p->data + i * p->bands;
	uint32_t value = 0;
	for (unsigned b = p->bands; b-- > 0;)
		value = value << 8 | at[b];
	return value;
}

/* ---- colours: a small open table, given up when more than fit a palette are met ---- */

#define SLOTS 1024u /* four times the colours, so that runs stay short */

struct colours {
	uint32_t slot[SLOTS];
	bool used[SLOTS];
	unsigned n;
};

static void add_colour(struct colours *c, uint32_t colour)
{
	unsigned at = (colour * 2654435761u) >> 22;
	while (c->used[at] && c->slot[at] != colour)
		at = (at + 1) % SLOTS;
	if (!c->used[at]) {
		c->used[at] = true;
		c->slot[at] = colour;
		c->n++;
	}
}

static int by_value(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return (a > b) - (a < b);
}

static void list_colours(const struct colours *c, struct traits *t)
{
	t->colours = c->n;
	if (c->n > PALETTE_MOST)
		return;
	for (unsigned i = 0, n = 0; i < SLOTS; i++)
		if (c->used[i])
			t->palette[n++] = c->slot[i];
	qsort(t->palette, c->n, sizeof *t->palette, by_value);
}

void pixels_examine(const struct pixels *p, struct traits *t)
{
	size_t n = (size_t)p->width * p->height, same = 0;
	bool alpha = p->bands == 2 || p->bands == 4, colour = p->bands >= 3;
	struct colours seen = {.n = 0};
	uint32_t last = 0;
	*t = (struct traits){.opaque = true, .grey = true};
	for (size_t i = 0; i < n; i++) {
		uint32_t pixel = pixel_at(p, i);
		if (i > 0 && pixel == last) {
			same++;
			continue;
		}
		last = pixel;
		if (seen.n <= PALETTE_MOST)
			add_colour(&seen, pixel);
		t->opaque = t->opaque && (!alpha || pixel >> (8 * (p->bands - 1)) == 0xff);
		t->grey = t->grey && (!colour || ((pixel & 0xff) == (pixel >> 8 & 0xff) &&
						  (pixel & 0xff) == (pixel >> 16 & 0xff)));
	}
	t->flat = n ? (unsigned)(same * 1000 / n) : 0;
	list_colours(&seen, t);
}

void pixels_squeeze(struct pixels *p, const struct traits *t)
{
	unsigned colour = p->bands >= 3 && !t->grey ? 3 : 1;
	unsigned bands = colour + !t->opaque;
	size_t n = (size_t)p->width * p->height;
	if (bands == p->bands)
		return;
	for (size_t i = 0; i < n; i++) {
		const uint8_t *from = p->data + i * p->bands;
		uint8_t alpha = from[p->bands - 1], *to = p->data + i * bands;
		for (unsigned b = 0; b < colour; b++)
			to[b] = from[b];
		if (!t->opaque)
			to[colour] = alpha;
	}
	p->bands = bands;
}
