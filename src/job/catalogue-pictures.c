#include "image/probe.h"
#include "job/catalogue-parts.h"
#include "raster/raster.h"

#define QUALITY   80
#define BLANK_INK 0xd8d8d8u
/* Three wide and four high, as covers are; whatever its unit. */
#define WIDTH  PT(180)
#define HEIGHT PT(240)

/* A page of one paint. */
static struct str draw(struct arena *a, struct paint paint)
{
	struct display d = {.arena = a, .width = WIDTH, .height = HEIGHT};
	struct raster raster;
	struct str jpeg = S("");
	VEC_PUSH(a, &d.pages, (struct page){0});
	VEC_PUSH(a, &d.pages.v[0].paints, paint);
	if (raster_page(&d, 0, CATALOGUE_THUMBNAIL_PX, a, &raster))
		raster_jpeg(&raster, false, QUALITY, a, &jpeg);
	return jpeg;
}

struct str catalogue_thumbnail(struct arena *a, struct str jpeg)
{
	struct probe probe = probe_picture(jpeg);
	struct picture picture = {.type = PICTURE_JPEG,
				  .bytes = str_head(jpeg, probe.size),
				  .width = (uint16_t)probe.width,
				  .height = (uint16_t)probe.height,
				  .components = probe.components};
	if (probe.kind != PROBE_JPEG || probe.fault)
		return S("");
	struct paint paint = {.kind = PAINT_PICTURE};
	paint.picture.picture = &picture;
	paint.picture.inl_size = WIDTH;
	paint.picture.blk_size = HEIGHT;
	return draw(a, paint);
}

struct str catalogue_blank(struct arena *a)
{
	struct paint paint = {.kind = PAINT_RECT};
	paint.rect.inl_size = WIDTH;
	paint.rect.blk_size = HEIGHT;
	paint.rect.ink = BLANK_INK;
	return draw(a, paint);
}
