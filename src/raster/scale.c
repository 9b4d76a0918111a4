#include "raster/scale.h"

void scaler_init(struct scaler *s, struct arena *a, uint32_t width, uint32_t height)
{
	s->width = width;
	s->height = height;
	s->area = (uint64_t)width * height;
	s->line = ARENA_ARRAY(a, (size_t)s->to_width * 3, uint64_t);
	s->sum = ARENA_ARRAY(a, (size_t)s->to_width * 3, uint64_t);
}

static void add_weighted(uint64_t *sum, const uint8_t *rgb, uint64_t weight)
{
	for (int i = 0; i < 3; i++)
		sum[i] += rgb[i] * weight;
}

/* A source pixel goes to several target pixels. */
static void enlarge_row(struct scaler *s, const uint8_t *rgb)
{
	memset(s->line, 0, (size_t)s->to_width * 3 * sizeof *s->line);
	uint32_t need = s->width;
	uint64_t *to = s->line;
	for (uint32_t x = 0; x < s->width; x++) {
		uint32_t left = s->to_width;
		while (left > 0) {
			uint32_t part = left < need ? left : need;
			add_weighted(to, rgb + (size_t)x * 3, part);
			left -= part;
			need -= part;
			if (!need) {
				need = s->width;
				to += 3;
			}
		}
	}
}

/* A target pixel is the rest of a source pixel, whole ones, and the beginning of another. */
static void shrink_row(struct scaler *s, const uint8_t *rgb)
{
	const uint32_t whole = s->to_width;
	uint32_t rest = 0; /* of the source pixel before rgb */
	for (uint64_t *to = s->line; to < s->line + (size_t)s->to_width * 3; to += 3) {
		uint64_t sum[3] = {0};
		uint32_t need = s->width - rest;
		if (rest)
			add_weighted(sum, rgb - 3, rest);
		for (; need >= whole; need -= whole, rgb += 3)
			add_weighted(sum, rgb, whole);
		if (need) {
			add_weighted(sum, rgb, need);
			rgb += 3;
		}
		rest = need ? whole - need : 0;
		memcpy(to, sum, sizeof sum);
	}
}

static void emit_row(struct scaler *s)
{
	struct raster *out = s->canvas->out;
	int64_t y = s->y + s->row++;
	for (uint32_t i = 0; i < s->to_width; i++) {
		int64_t x = s->x + i;
		if (y < 0 || y >= out->height || x < 0 || x >= out->width)
			continue;
		uint8_t *to = out->rgb + ((size_t)y * out->width + (size_t)x) * 3;
		for (uint32_t k = 0; k < 3; k++)
			to[k] = (uint8_t)((s->sum[i * 3 + k] + s->area / 2) / s->area);
	}
	memset(s->sum, 0, (size_t)s->to_width * 3 * sizeof *s->sum);
}

void scaler_push(struct scaler *s, const uint8_t *rgb)
{
	/* One source row to to_width sums, each of weight `width`. */
	if (s->to_width > s->width)
		enlarge_row(s, rgb);
	else
		shrink_row(s, rgb);
	uint32_t left = s->to_height;
	while (left > 0) {
		uint32_t need = s->height - s->filled;
		uint32_t part = left < need ? left : need;
		for (size_t i = 0; i < (size_t)s->to_width * 3; i++)
			s->sum[i] += s->line[i] * part;
		left -= part;
		s->filled += part;
		if (s->filled == s->height) {
			emit_row(s);
			s->filled = 0;
		}
	}
}
