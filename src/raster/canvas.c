#include "raster/canvas.h"

/* Paper coordinate to 1/64 px, rounded to nearest. */
static sub to_sub(const struct canvas *c, int64_t at)
{
	int64_t twice = 2 * at * c->out->width * SUB_PX + c->page_width;
	int64_t whole = twice / (2 * (int64_t)c->page_width);
	return whole - (twice % (2 * (int64_t)c->page_width) < 0);
}

struct sub_point canvas_point(const struct canvas *c, int64_t inl, int64_t blk)
{
	int64_t x = c->vertical ? c->page_width - blk : inl;
	int64_t y = c->vertical ? inl : blk;
	return (struct sub_point){to_sub(c, x), to_sub(c, y)};
}

struct sub_box canvas_box(const struct canvas *c, int64_t inl, int64_t blk, int64_t inl_size,
			  int64_t blk_size)
{
	struct sub_point start = canvas_point(c, inl, blk);
	struct sub_point end = canvas_point(c, inl + inl_size, blk + blk_size);
	if (c->vertical)
		return (struct sub_box){end.x, start.y, start.x, end.y};
	return (struct sub_box){start.x, start.y, end.x, end.y};
}

int64_t canvas_scale(const struct canvas *c, coord length, unsigned unit)
{
	return ((int64_t)length * c->out->width * SUB_PX << 16) / ((int64_t)unit * c->page_width);
}

void canvas_clear(struct canvas *c)
{
	memset(c->out->rgb, 0xff, (size_t)c->out->width * c->out->height * 3);
}

static void blend_pixel(uint8_t *rgb, uint32_t ink, unsigned alpha)
{
	rgb[0] = blend(rgb[0], ink >> 16 & 0xff, alpha);
	rgb[1] = blend(rgb[1], ink >> 8 & 0xff, alpha);
	rgb[2] = blend(rgb[2], ink & 0xff, alpha);
}

static uint8_t *pixel(const struct canvas *c, uint32_t x, uint32_t y)
{
	return c->out->rgb + ((size_t)y * c->out->width + x) * 3;
}

static sub clamp(sub value, sub most)
{
	return value < 0 ? 0 : value > most ? most : value;
}

/* How much of pixel `at` lies in [from, to): 0..SUB_PX. */
static unsigned overlap(uint32_t at, sub from, sub to)
{
	sub start = (sub)at * SUB_PX, end = start + SUB_PX;
	sub low = from > start ? from : start, high = to < end ? to : end;
	return high > low ? (unsigned)(high - low) : 0;
}

void canvas_fill(struct canvas *c, struct sub_box box, uint32_t ink)
{
	box.x0 = clamp(box.x0, (sub)c->out->width * SUB_PX);
	box.x1 = clamp(box.x1, (sub)c->out->width * SUB_PX);
	box.y0 = clamp(box.y0, (sub)c->out->height * SUB_PX);
	box.y1 = clamp(box.y1, (sub)c->out->height * SUB_PX);
	for (uint32_t y = (uint32_t)(box.y0 / SUB_PX); (sub)y * SUB_PX < box.y1; y++) {
		unsigned rows = overlap(y, box.y0, box.y1);
		for (uint32_t x = (uint32_t)(box.x0 / SUB_PX); (sub)x * SUB_PX < box.x1; x++) {
			unsigned area = rows * overlap(x, box.x0, box.x1);
			blend_pixel(pixel(c, x, y), ink,
				    (area * 255 + SUB_PX * SUB_PX / 2) / (SUB_PX * SUB_PX));
		}
	}
}

void canvas_blend(struct canvas *c, uint32_t x, uint32_t y, const struct coverage *cover, uint32_t ink)
{
	for (uint32_t row = 0; row < cover->height; row++) {
		const uint8_t *from = cover->bytes + (ptrdiff_t)row * cover->pitch;
		uint8_t *to = pixel(c, x, y + row);
		for (uint32_t i = 0; i < cover->width; i++)
			if (from[i])
				blend_pixel(to + (size_t)i * 3, ink, from[i]);
	}
}
