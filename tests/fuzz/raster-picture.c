/* Any bytes as the picture on a page: the decoders report, and never exit, print or overrun. */
#include "raster/raster.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void draw(struct arena *a, const struct picture *picture)
{
	struct display d = {.width = PT(24), .height = PT(24)};
	struct page page = {0};
	struct paint p = {.kind = PAINT_PICTURE, .inl = PT(-1), .blk = PT(3)};
	struct raster out;

	p.picture.picture = picture;
	p.picture.inl_size = PT(19);
	p.picture.blk_size = PT(30);
	VEC_PUSH(a, &page.paints, p);
	VEC_PUSH(a, &d.pages, page);
	raster_page(&d, 0, 24, a, &out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};
	struct arena arena;

	arena_init(&arena);
	draw(&arena, &(struct picture){.type = PICTURE_PNG, .bytes = bytes});
	draw(&arena, &(struct picture){.type = PICTURE_JPEG, .bytes = bytes});
	arena_clear(&arena);
	return 0;
}
