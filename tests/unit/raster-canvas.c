/* raster/: rectangles and pictures from hand-made display lists, pixel by pixel. */
#include "raster/canvas.h"
#include "raster/raster.h"

#include "pictures.h"

#include <glib.h>

static struct arena arena;

#define SIDE 16

/* A page of SIDE x SIDE px at one px to the pt. */
static struct display *page_of(const struct paint *paints, size_t n, bool vertical)
{
	struct display *d = ARENA_NEW(&arena, struct display);
	struct page page = {0};

	*d = (struct display){.arena = &arena, .width = PT(SIDE), .height = PT(SIDE), .vertical = vertical};
	for (size_t i = 0; i < n; i++)
		VEC_PUSH(&arena, &page.paints, paints[i]);
	VEC_PUSH(&arena, &d->pages, page);
	return d;
}

static struct raster draw(const struct display *d, uint32_t width)
{
	struct raster r;

	g_assert_true(raster_page(d, 0, width, &arena, &r));
	return r;
}

static struct paint rect(coord inl, coord blk, coord inl_size, coord blk_size, uint32_t ink)
{
	struct paint p = {.kind = PAINT_RECT, .inl = inl, .blk = blk};

	p.rect.inl_size = inl_size;
	p.rect.blk_size = blk_size;
	p.rect.ink = ink;
	return p;
}

static struct paint show(const struct picture *picture, coord inl, coord blk, coord inl_size, coord blk_size)
{
	struct paint p = {.kind = PAINT_PICTURE, .inl = inl, .blk = blk};

	p.picture.picture = picture;
	p.picture.inl_size = inl_size;
	p.picture.blk_size = blk_size;
	return p;
}

static uint32_t at(const struct raster *r, uint32_t x, uint32_t y)
{
	const uint8_t *p = r->rgb + ((size_t)y * r->width + x) * 3;

	return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

static void test_rect(void)
{
	struct paint p = rect(PT(2), PT(3), PT(4), PT(5), 0x102030);
	struct raster r = draw(page_of(&p, 1, false), SIDE);

	g_assert_cmpuint(r.height, ==, SIDE);
	for (uint32_t y = 0; y < SIDE; y++)
		for (uint32_t x = 0; x < SIDE; x++)
			g_assert_cmphex(at(&r, x, y), ==,
					x >= 2 && x < 6 && y >= 3 && y < 8 ? 0x102030 : 0xffffff);
}

/* Half a pixel of black is half grey, and a hair is a quarter of that. */
static void test_partial(void)
{
	struct paint p = rect(PT(1) / 2, PT(1), PT(1), PT(1) / 4, 0);
	struct raster r = draw(page_of(&p, 1, false), SIDE);

	g_assert_cmphex(at(&r, 0, 1), ==, 0xdfdfdf);
	g_assert_cmphex(at(&r, 1, 1), ==, 0xdfdfdf);
	g_assert_cmphex(at(&r, 2, 1), ==, 0xffffff);
	g_assert_cmphex(at(&r, 0, 2), ==, 0xffffff);
}

/* vertical-rl: lines begin at the top, and follow each other from right to left. */
static void test_vertical(void)
{
	struct paint p = rect(PT(2), PT(3), PT(4), PT(5), 0);
	struct raster r = draw(page_of(&p, 1, true), SIDE);

	for (uint32_t y = 0; y < SIDE; y++)
		for (uint32_t x = 0; x < SIDE; x++)
			g_assert_cmphex(at(&r, x, y), ==,
					y >= 2 && y < 6 && x >= SIDE - 8 && x < SIDE - 3 ? 0 : 0xffffff);
}

/* What hangs over the page, or is mad, is cut off. */
static void test_clipped(void)
{
	struct paint paints[] = {
		rect(PT(-5), PT(-5), PT(6), PT(6), 0),
		rect(PT(15), PT(15), COORD_MAX, COORD_MAX, 0),
		rect(COORD_MAX, COORD_MAX, COORD_MAX, COORD_MAX, 0),
		rect(INT32_MIN, INT32_MIN, PT(1), PT(1), 0),
		rect(PT(5), PT(5), PT(-2), PT(2), 0),
		rect(PT(5), PT(5), 0, PT(2), 0),
	};
	struct raster r = draw(page_of(paints, G_N_ELEMENTS(paints), false), SIDE);

	g_assert_cmphex(at(&r, 0, 0), ==, 0);
	g_assert_cmphex(at(&r, 1, 1), ==, 0xffffff);
	g_assert_cmphex(at(&r, 15, 15), ==, 0);
	g_assert_cmphex(at(&r, 14, 14), ==, 0xffffff);
	g_assert_cmphex(at(&r, 4, 5), ==, 0xffffff);
}

static void test_bounds(void)
{
	struct raster r;
	struct display *d = page_of(NULL, 0, false);

	g_assert_false(raster_page(d, 1, SIDE, &arena, &r));
	g_assert_false(raster_page(d, 0, 0, &arena, &r));
	g_assert_false(raster_page(d, 0, RASTER_SIDE_MAX + 1, &arena, &r));
	d->height = PT(SIDE) * 600;
	g_assert_false(raster_page(d, 0, SIDE, &arena, &r));
	d->width = 0;
	g_assert_false(raster_page(d, 0, SIDE, &arena, &r));
	*d = (struct display){.width = COORD_MAX, .height = COORD_MAX, .pages = d->pages};
	g_assert_false(raster_page(d, 0, SIDE, &arena, &r));
}

static struct picture png_picture(uint32_t side, int colour, int interlace)
{
	return (struct picture){.type = PICTURE_PNG,
				.bytes = test_png(&arena, side, side, colour, interlace)};
}

/* At its own size a picture comes out as it went in, also when interlaced. */
static void test_png_exact(void)
{
	for (int interlace = 0; interlace <= PNG_INTERLACE_ADAM7; interlace++) {
		struct picture rgb = png_picture(SIDE, PNG_COLOR_TYPE_RGB, interlace);
		struct picture grey = png_picture(SIDE, PNG_COLOR_TYPE_PALETTE, interlace);
		struct paint paints[] = {show(&grey, 0, 0, PT(SIDE), PT(SIDE)),
					 show(&rgb, PT(8), 0, PT(SIDE), PT(SIDE))};
		struct raster r = draw(page_of(paints, 2, false), SIDE);
		for (uint32_t y = 0; y < SIDE; y++)
			for (uint32_t x = 0; x < 8; x++) {
				uint8_t v = test_sample(x, y, 0);
				g_assert_cmphex(at(&r, x, y), ==, (uint32_t)v * 0x010101);
				g_assert_cmphex(at(&r, x + 8, y) >> 16, ==, v);
				g_assert_cmphex(at(&r, x + 8, y) & 0xff, ==, test_sample(x, y, 2));
			}
	}
}

static void test_png_alpha(void)
{
	struct picture p = png_picture(SIDE, PNG_COLOR_TYPE_RGB_ALPHA, 0);
	struct paint paint = show(&p, 0, 0, PT(SIDE), PT(SIDE));
	struct raster r = draw(page_of(&paint, 1, false), SIDE);

	for (uint32_t i = 0; i < SIDE; i++) {
		unsigned alpha = test_sample(i, i, 3), v = test_sample(i, i, 0);
		g_assert_cmpuint(at(&r, i, i) >> 16, ==, blend(0xff, v, alpha));
	}
}

/* Shrunk to one pixel a picture is its average; enlarged, each pixel a square. */
static void test_scaling(void)
{
	struct picture p = png_picture(4, PNG_COLOR_TYPE_RGB, 0);
	struct paint small = show(&p, 0, 0, PT(1), PT(1)), large = show(&p, 0, 0, PT(SIDE), PT(SIDE));
	struct raster r = draw(page_of(&small, 1, false), SIDE);
	unsigned sum = 0;

	for (uint32_t i = 0; i < 16; i++)
		sum += test_sample(i % 4, i / 4, 0);
	g_assert_cmpuint(at(&r, 0, 0) >> 16, ==, (sum + 8) / 16);
	g_assert_cmphex(at(&r, 1, 0), ==, 0xffffff);
	r = draw(page_of(&large, 1, false), SIDE);
	for (uint32_t y = 0; y < SIDE; y++)
		for (uint32_t x = 0; x < SIDE; x++)
			g_assert_cmpuint(at(&r, x, y) >> 16, ==, test_sample(x / 4, y / 4, 0));
}

/* A weight that does not divide: three pixels onto two. */
static void test_uneven(void)
{
	struct picture p = png_picture(3, PNG_COLOR_TYPE_GRAY, 0);
	struct paint paint = show(&p, 0, 0, PT(2), PT(3));
	struct raster r = draw(page_of(&paint, 1, false), SIDE);
	unsigned first = test_sample(0, 0, 0), second = test_sample(1, 0, 0);

	g_assert_cmpuint(at(&r, 0, 0) & 0xff, ==, (2 * (2 * first + second) + 3) / 6);
}

static void test_jpeg_kinds(void)
{
	for (int n = 1; n <= 4; n += n == 1 ? 2 : 1) {
		struct picture p = {.type = PICTURE_JPEG, .bytes = test_jpeg(&arena, SIDE, SIDE, n, n == 3)};
		struct paint paint = show(&p, 0, 0, PT(SIDE), PT(SIDE));
		struct raster r = draw(page_of(&paint, 1, false), SIDE);
		int v = test_sample(5, 5, 0), k = n == 4 ? test_sample(5, 5, 3) : 255;
		g_assert_cmpint(abs((int)(at(&r, 5, 5) >> 16) - v * k / 255), <, 24);
	}
}

/* A torn file, or none: grey stands for it, and the rest of the page is drawn. */
static void test_damaged(void)
{
	struct str whole = test_png(&arena, 64, 64, PNG_COLOR_TYPE_RGB, 0);
	struct str jpeg = test_jpeg(&arena, 64, 64, 3, false);
	struct picture bad[] = {
		{.type = PICTURE_NONE},
		{.type = PICTURE_PNG, .bytes = str_head(whole, 60)},
		{.type = PICTURE_PNG, .bytes = jpeg},
		{.type = PICTURE_JPEG, .bytes = whole},
		{.type = PICTURE_JPEG, .bytes = {NULL, 0}},
		{.type = PICTURE_JPEG, .bytes = str_head(jpeg, 100)},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		struct paint paints[] = {show(&bad[i], 0, 0, PT(8), PT(8)), rect(PT(8), 0, PT(1), PT(1), 0)};
		struct raster r = draw(page_of(paints, 2, false), SIDE);
		g_assert_cmphex(at(&r, 7, 7), ==, 0xeeeeee);
		g_assert_cmphex(at(&r, 8, 0), ==, 0);
	}
}

/* Any length that a file is cut to, and any byte changed: no crash, whatever comes out. */
static void test_hostile_pictures(void)
{
	struct str files[] = {test_png(&arena, 24, 24, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_ADAM7),
			      test_jpeg(&arena, 24, 24, 3, true), test_jpeg(&arena, 24, 24, 4, false)};

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		for (size_t n = 0; n < files[i].n; n += 3) {
			struct arena_mark mark = arena_mark(&arena);
			char *copy = arena_cstr(&arena, files[i]);
			copy[n] ^= 0x15;
			struct picture p = {.type = i ? PICTURE_JPEG : PICTURE_PNG,
					    .bytes = {copy, n % 2 ? n : files[i].n}};
			struct paint paint = show(&p, 0, 0, PT(8), PT(8));
			draw(page_of(&paint, 1, false), SIDE);
			arena_reset(&arena, mark);
		}
}

static void test_encode(void)
{
	struct picture p = png_picture(SIDE, PNG_COLOR_TYPE_RGB, 0);
	struct paint paint = show(&p, 0, 0, PT(SIDE), PT(SIDE));
	struct raster first = draw(page_of(&paint, 1, false), SIDE);
	struct str bytes, again;

	g_assert_true(raster_png(&first, &arena, &bytes));
	p = (struct picture){.type = PICTURE_PNG, .bytes = bytes};
	struct raster second = draw(page_of(&paint, 1, false), SIDE);
	g_assert_cmpint(memcmp(first.rgb, second.rgb, sizeof(uint8_t[SIDE * SIDE * 3])), ==, 0);
	for (int grey = 0; grey < 2; grey++) {
		g_assert_true(raster_jpeg(&first, grey, 100, &arena, &bytes));
		g_assert_true(raster_jpeg(&first, grey, 100, &arena, &again));
		g_assert_true(str_eq(bytes, again));
		g_assert_true(str_find(bytes, S("\xff\xc0"), 0) != STR_NONE); /* baseline */
		p = (struct picture){.type = PICTURE_JPEG, .bytes = bytes};
		second = draw(page_of(&paint, 1, false), SIDE);
		unsigned c = at(&first, 4, 4);
		unsigned want =
			grey ? (77 * (c >> 16) + 150 * (c >> 8 & 0xff) + 29 * (c & 0xff)) >> 8 : c >> 16;
		g_assert_cmpint(abs((int)(at(&second, 4, 4) >> 16) - (int)want), <, 24);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/raster/canvas/rect", test_rect);
	g_test_add_func("/raster/canvas/partial", test_partial);
	g_test_add_func("/raster/canvas/vertical", test_vertical);
	g_test_add_func("/raster/canvas/clipped", test_clipped);
	g_test_add_func("/raster/canvas/bounds", test_bounds);
	g_test_add_func("/raster/canvas/png-exact", test_png_exact);
	g_test_add_func("/raster/canvas/png-alpha", test_png_alpha);
	g_test_add_func("/raster/canvas/scaling", test_scaling);
	g_test_add_func("/raster/canvas/uneven", test_uneven);
	g_test_add_func("/raster/canvas/jpeg-kinds", test_jpeg_kinds);
	g_test_add_func("/raster/canvas/damaged", test_damaged);
	g_test_add_func("/raster/canvas/hostile-pictures", test_hostile_pictures);
	g_test_add_func("/raster/canvas/encode", test_encode);
	int status = g_test_run();
	arena_clear(&arena);
	return status;
}
