#include "raster/raster.h"

#include "raster/canvas.h"
#include "raster/decode.h"
#include "raster/pens.h"

/* What stands for a picture that cannot be decoded. */
#define MISSING_INK 0xeeeeeeu

/* A picture drawn much larger than the page would cost time for pixels that nobody sees. */
#define PICTURE_SIDE_MAX (4 * RASTER_SIDE_MAX)

/* The largest page that PDF knows, 200 inches; above it products could overflow. */
#define PAGE_SIDE_MAX PT(14400)

static int64_t px_nearest(sub at)
{
	return (at + SUB_PX / 2) >> 6;
}

/* Pictures stand on whole pixels: a blurred edge all round is worse than half a pixel of place. */
static bool target_of(const struct sub_box *box, struct scaler *s)
{
	s->x = px_nearest(box->x0);
	s->y = px_nearest(box->y0);
	int64_t width = px_nearest(box->x1) - s->x, height = px_nearest(box->y1) - s->y;
	if (width < 1 || height < 1 || width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX)
		return false;
	s->to_width = (uint32_t)width;
	s->to_height = (uint32_t)height;
	return true;
}

static void draw_picture(struct canvas *c, const struct paint *p, struct arena *a)
{
	struct sub_box box = canvas_box(c, p->inl, p->blk, p->picture.inl_size, p->picture.blk_size);
	const struct picture *picture = p->picture.picture;
	struct scaler s = {.canvas = c};
	canvas_fill(c, box, MISSING_INK);
	if (!target_of(&box, &s))
		return;
	struct arena_mark mark = arena_mark(a);
	struct str bytes;
	if (picture->type == PICTURE_NONE || !picture_file(picture, a, &bytes))
		bytes = S("");
	if (picture->type == PICTURE_PNG)
		decode_png(bytes, &s, a);
	else if (picture->type == PICTURE_JPEG)
		decode_jpeg(bytes, &s, a);
	arena_reset(a, mark);
}

static void draw_paint(struct canvas *c, struct pens *pens, const struct paint *p, struct arena *a)
{
	switch (p->kind) {
	case PAINT_GLYPHS:
		pens_draw(pens, c, p->run, p->inl, p->blk);
		break;
	case PAINT_RECT:
		canvas_fill(c, canvas_box(c, p->inl, p->blk, p->rect.inl_size, p->rect.blk_size),
			    p->rect.ink);
		break;
	case PAINT_PICTURE:
		draw_picture(c, p, a);
		break;
	}
}

static bool set_size(const struct display *d, uint32_t px_width, struct raster *out)
{
	if (d->width <= 0 || d->height <= 0 || d->width > PAGE_SIDE_MAX || d->height > PAGE_SIDE_MAX)
		return false;
	if (px_width < 1 || px_width > RASTER_SIDE_MAX)
		return false;
	int64_t height = ((int64_t)d->height * px_width + d->width / 2) / d->width;
	if (height < 1 || height > RASTER_SIDE_MAX)
		return false;
	out->width = px_width;
	out->height = (uint32_t)height;
	return true;
}

bool raster_page(const struct display *d, size_t page, uint32_t px_width, struct arena *a, struct raster *out)
{
	if (page >= d->pages.n || !set_size(d, px_width, out))
		return false;
	struct pens *pens = pens_new();
	if (!pens)
		return false;
	out->rgb = arena_array(a, (size_t)out->width * out->height, 3);
	struct canvas c = {out, d->width, d->height, d->vertical};
	canvas_clear(&c);
	const struct page *p = &d->pages.v[page];
	for (size_t i = 0; i < p->paints.n; i++)
		draw_paint(&c, pens, &p->paints.v[i], a);
	pens_free(pens);
	return true;
}
