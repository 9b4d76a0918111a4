/* raster/: glyphs stand where the display list says, to a part of a pixel. */
#include "raster/raster.h"

#include <glib.h>

#define SIDE 64
#define PX   2 /* per pt */

static struct arena arena;
static struct fonts *fonts;

#define TEXT "永"

static struct glyph_run *run_of(coord size, enum turn turn)
{
	const struct face *face = fonts_primary(fonts, ROLE_BODY, FONT_SC, false);
	struct glyph *glyph = ARENA_NEW(&arena, struct glyph);
	struct glyph_run *run = ARENA_NEW(&arena, struct glyph_run);

	*glyph = (struct glyph){.gid = face_glyph(face, 0x6c38), .text_bytes = sizeof TEXT - 1};
	g_assert_cmpuint(glyph->gid, !=, 0);
	*run = (struct glyph_run){.face = face, .size = size, .turn = turn, .glyphs = glyph, .count = 1};
	return run;
}

static struct raster draw(const struct glyph_run *run, coord inl, coord blk, bool vertical)
{
	struct display d = {.width = PT(SIDE), .height = PT(SIDE), .vertical = vertical};
	struct page page = {0};
	struct raster r;

	VEC_PUSH(&arena, &page.paints,
		 (struct paint){.kind = PAINT_GLYPHS, .inl = inl, .blk = blk, .run = run});
	VEC_PUSH(&arena, &d.pages, page);
	g_assert_true(raster_page(&d, 0, SIDE * PX, &arena, &r));
	return r;
}

static int at(const struct raster *r, uint32_t x, uint32_t y)
{
	return r->rgb[((size_t)y * r->width + x) * 3];
}

struct ink {
	uint32_t x0, y0, x1, y1;
	uint64_t sum;
};

static struct ink ink_of(const struct raster *r)
{
	struct ink ink = {r->width, r->height, 0, 0, 0};

	for (uint32_t y = 0; y < r->height; y++)
		for (uint32_t x = 0; x < r->width; x++)
			if (at(r, x, y) < 255) {
				ink.x0 = MIN(ink.x0, x);
				ink.x1 = MAX(ink.x1, x);
				ink.y0 = MIN(ink.y0, y);
				ink.y1 = MAX(ink.y1, y);
				ink.sum += (uint64_t)(255 - at(r, x, y));
			}
	return ink;
}

/* An ideograph fills most of its square: above the baseline, a little below it. */
static void test_place(void)
{
	struct raster r = draw(run_of(PT(32), TURN_NONE), PT(10), PT(42), false);
	struct ink ink = ink_of(&r);

	g_assert_cmpuint(ink.x0, >=, 10 * PX);
	g_assert_cmpuint(ink.x1, <, 42 * PX);
	g_assert_cmpuint(ink.y0, >=, 10 * PX);
	g_assert_cmpuint(ink.y1, <, 50 * PX);
	g_assert_cmpuint(ink.x1 - ink.x0, >, 26 * PX);
	g_assert_cmpuint(ink.y1 - ink.y0, >, 26 * PX);
	/* Between a twentieth and a half of the square is black. */
	g_assert_cmpuint(ink.sum, >, 255u * 64 * 64 / 20);
	g_assert_cmpuint(ink.sum, <, 255u * 64 * 64 / 2);
}

/* Moved by a whole pixel the glyph is the same, by half a pixel it is not. */
static void test_subpixel(void)
{
	struct glyph_run *run = run_of(PT(20), TURN_NONE);
	struct raster here = draw(run, PT(10), PT(40), false);
	struct raster there = draw(run, PT(10) + PT(1) / PX, PT(40), false);
	struct raster between = draw(run, PT(10) + PT(1) / PX / 2, PT(40), false);
	bool same = true;

	for (uint32_t y = 0; y < SIDE * PX; y++)
		for (uint32_t x = 1; x < SIDE * PX; x++) {
			g_assert_cmpint(at(&there, x, y), ==, at(&here, x - 1, y));
			same = same && at(&between, x, y) == at(&here, x, y);
		}
	g_assert_false(same);
}

/* Turned sideways in vertical text: the horizontal page turned clockwise. */
static void test_sideways(void)
{
	struct glyph_run *run = run_of(PT(30), TURN_SIDEWAYS);
	struct raster flat = draw(run, PT(12), PT(40), false), tall = draw(run, PT(12), PT(40), true);

	for (uint32_t y = 0; y < SIDE * PX; y++)
		for (uint32_t x = 0; x < SIDE * PX; x++)
			g_assert_cmpint(abs(at(&tall, SIDE * PX - 1 - y, x) - at(&flat, x, y)), <, 8);
}

/* Upright in vertical text: the glyph's own origin stands at the place given. */
static void test_upright(void)
{
	struct raster r = draw(run_of(PT(20), TURN_NONE), PT(30), PT(40), true);
	struct ink ink = ink_of(&r);

	g_assert_cmpuint(ink.x0, >=, (SIDE - 40) * PX);
	g_assert_cmpuint(ink.x1, <, (SIDE - 20) * PX);
	g_assert_cmpuint(ink.y0, >=, 10 * PX);
	g_assert_cmpuint(ink.y1, <, 36 * PX);
}

/* Half off the page, wholly off, no such glyph, sizes beyond sense: cut off or left out. */
static void test_strange(void)
{
	static const struct {
		coord inl, blk, size;
	} places[] = {
		{PT(-10), PT(5), PT(32)},
		{PT(60), PT(70), PT(32)},
		{PT(500), PT(500), PT(32)},
		{COORD_MAX, COORD_MAX, PT(9)},
		{INT32_MIN, 0, PT(9)},
		{0, PT(60), PT(250)},
		{0, 0, COORD_MAX},
		{0, 0, 0},
		{0, 0, -5},
	};
	struct glyph_run *run = run_of(PT(20), TURN_NONE);
	struct glyph none = {.gid = 65535};

	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		draw(run_of(places[i].size, TURN_NONE), places[i].inl, places[i].blk, false);
		draw(run_of(places[i].size, TURN_SIDEWAYS), places[i].inl, places[i].blk, true);
	}
	run->glyphs = &none;
	draw(run, PT(10), PT(40), false);
}

static void test_without_fonts(void)
{
	g_test_skip("no font on this machine");
}

int main(int argc, char **argv)
{
	struct diags diags;

	g_test_init(&argc, &argv, NULL);
	diags_init(&diags, &arena, S(""));
	fonts = fonts_new("fonts", &diags);
	if (!fonts) {
		g_test_add_func("/raster/glyphs/place", test_without_fonts);
		return g_test_run();
	}
	g_test_add_func("/raster/glyphs/place", test_place);
	g_test_add_func("/raster/glyphs/subpixel", test_subpixel);
	g_test_add_func("/raster/glyphs/sideways", test_sideways);
	g_test_add_func("/raster/glyphs/upright", test_upright);
	g_test_add_func("/raster/glyphs/strange", test_strange);
	int status = g_test_run();
	fonts_free(fonts);
	arena_clear(&arena);
	return status;
}
