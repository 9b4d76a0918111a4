/* Is a picture a QR code?  By its three finder patterns (ISO/IEC 18004, 6.3.3): squares that any line
 * through their middle crosses as dark, light, dark, light, dark in 1:1:3:1:1, in three corners of
 * a square.  Nothing is decoded: what it says does not matter. */
#include "image/encode.h"

#include <stdlib.h>

#define CONTRAST_LEAST 96u /* between ink and paper, of 255 */
#define TWO_TONE_LEAST                                                                                      \
	70u                 /* of a hundred pixels: near ink or paper; the rest may be a sign in its middle \
			     */
#define FINDERS_MAX     32  /* a picture full of rings has more: then it is none */
#define LINES_LEAST     3u  /* that see a finder */
#define CODE_PART_LEAST 40u /* of a hundred of the picture's side: between two finders */

struct finder {
	uint32_t x, y, size; /* px: its middle, and how wide it is */
	unsigned lines;
};

struct search {
	const struct pixels *p; /* one band */
	uint8_t ink;            /* darker than this */
	struct finder found[FINDERS_MAX];
	size_t n;
};

static bool is_ink(const struct search *s, uint32_t x, uint32_t y)
{
	return s->p->data[(size_t)y * s->p->width + x] < s->ink;
}

/* Ink and paper are what the darkest and lightest tenth are; false when there is more to see. */
static bool find_tones(struct search *s)
{
	size_t n = (size_t)s->p->width * s->p->height, count[256] = {0}, below = 0, near = 0;
	unsigned dark = 0, light = 255;
	for (size_t i = 0; i < n; i++)
		count[s->p->data[i]]++;
	for (below = count[0]; below < n / 10; below += count[++dark])
		;
	for (below = count[255]; below < n / 10; below += count[--light])
		;
	if (light < dark + CONTRAST_LEAST)
		return false;
	unsigned quarter = (light - dark) / 4;
	for (unsigned v = 0; v < 256; v++)
		near += v <= dark + quarter || v + quarter >= light ? count[v] : 0;
	s->ink = (uint8_t)((dark + light) / 2);
	return near * 100 >= n * TWO_TONE_LEAST;
}

/* 1:1:3:1:1, each within half a module. */
static bool is_pattern(const uint32_t run[5])
{
	static const uint32_t parts[5] = {1, 1, 3, 1, 1};
	uint32_t total = run[0] + run[1] + run[2] + run[3] + run[4];
	if (total < 7)
		return false;
	for (int i = 0; i < 5; i++) {
		uint32_t want = total * parts[i], have = run[i] * 7;
		if (have * 2 + total * (i == 2 ? 2 : 1) < want * 2 ||
		    want * 2 + total * (i == 2 ? 2 : 1) < have * 2)
			return false;
	}
	return true;
}

/* From (x, y) up or down while the pixels are ink or not. */
static uint32_t run_down(const struct search *s, uint32_t x, uint32_t *y, int step, bool ink)
{
	uint32_t n = 0;
	while (*y < s->p->height && is_ink(s, x, *y) == ink) {
		*y += (uint32_t)step; /* above row 0 it is beyond every height */
		n++;
	}
	return n;
}

/* The same pattern down the column through its middle; *middle is that column's. */
static bool holds_down(const struct search *s, uint32_t x, uint32_t y, uint32_t size, uint32_t *middle)
{
	uint32_t up = y, down = y + 1, run[5];
	uint32_t above = run_down(s, x, &up, -1, true), below = run_down(s, x, &down, 1, true);
	*middle = y + 1 - above + (above + below) / 2;
	run[2] = above + below;
	run[1] = run_down(s, x, &up, -1, false);
	run[0] = run_down(s, x, &up, -1, true);
	run[3] = run_down(s, x, &down, 1, false);
	run[4] = run_down(s, x, &down, 1, true);
	uint32_t total = run[0] + run[1] + run[2] + run[3] + run[4];
	return is_pattern(run) && total * 3 >= size * 2 && total * 2 <= size * 3;
}

static void add_finder(struct search *s, uint32_t x, uint32_t y, uint32_t size)
{
	for (size_t i = 0; i < s->n; i++) {
		struct finder *f = &s->found[i];
		if ((uint32_t)abs((int)x - (int)f->x) <= f->size / 3 &&
		    (uint32_t)abs((int)y - (int)f->y) <= f->size / 3) {
			f->lines++;
			return;
		}
	}
	if (s->n < FINDERS_MAX)
		s->found[s->n++] = (struct finder){x, y, size, 1};
}

static void scan_row(struct search *s, uint32_t y)
{
	uint32_t run[5] = {0}, start = 0, middle;
	for (uint32_t x = 1; x <= s->p->width; x++) {
		bool ink = is_ink(s, x - 1, y);
		if (x < s->p->width && is_ink(s, x, y) == ink)
			continue;
		for (int i = 0; i < 4; i++)
			run[i] = run[i + 1];
		run[4] = x - start;
		start = x;
		uint32_t size = run[0] + run[1] + run[2] + run[3] + run[4];
		if (!ink || !run[0] || !is_pattern(run))
			continue;
		uint32_t at = x - run[4] - run[3] - run[2] / 2 - 1;
		if (is_ink(s, at, y) && holds_down(s, at, y, size, &middle))
			add_finder(s, at, middle, size);
	}
}

/* All seven by seven modules: a frame, a ring of paper, a square. */
#define MODULES_LEAST 45

static bool is_finder(const struct search *s, const struct finder *f)
{
	int right = 0;
	for (int j = -3; j <= 3; j++)
		for (int i = -3; i <= 3; i++) {
			int64_t x = f->x + i * (int64_t)f->size / 7, y = f->y + j * (int64_t)f->size / 7;
			int ring = abs(i) > abs(j) ? abs(i) : abs(j);
			bool inside = x >= 0 && y >= 0 && x < s->p->width && y < s->p->height;
			right += inside && is_ink(s, (uint32_t)x, (uint32_t)y) == (ring != 2);
		}
	return f->lines >= LINES_LEAST && right >= MODULES_LEAST;
}

static bool near(uint32_t a, uint32_t b, uint32_t most)
{
	return (a > b ? a - b : b - a) <= most;
}

/* `a` beside the corner, `b` above or below it, both equally far. */
static bool is_square(const struct search *s, const struct finder *corner, const struct finder *a,
		      const struct finder *b)
{
	uint32_t side = s->p->width < s->p->height ? s->p->width : s->p->height;
	uint32_t across = corner->x > a->x ? corner->x - a->x : a->x - corner->x;
	uint32_t down = corner->y > b->y ? corner->y - b->y : b->y - corner->y;
	return near(corner->y, a->y, corner->size / 2) && near(corner->x, b->x, corner->size / 2) &&
	       near(a->size, corner->size, corner->size / 3) &&
	       near(b->size, corner->size, corner->size / 3) && near(across, down, across / 8) &&
	       across >= corner->size * 7 / 4 && across * 100 >= side * CODE_PART_LEAST;
}

bool pixels_are_code(const struct pixels *p)
{
	struct search s = {.p = p};
	size_t kept = 0;
	if (p->bands != 1 || !find_tones(&s))
		return false;
	for (uint32_t y = 0; y < p->height; y++)
		scan_row(&s, y);
	for (size_t i = 0; i < s.n; i++)
		if (is_finder(&s, &s.found[i]))
			s.found[kept++] = s.found[i];
	for (size_t i = 0; i < kept; i++)
		for (size_t j = 0; j < kept; j++)
			for (size_t k = 0; k < kept; k++)
				if (i != j && j != k && i != k &&
				    is_square(&s, &s.found[i], &s.found[j], &s.found[k]))
					return true;
	return false;
}
