/* pdf/: PNG and JPEG taken apart, whole and broken. */
#include "pdf/jpeg.h"
#include "pdf/png.h"

#include "pictures.h"

static struct arena arena;

static struct png opened(struct str file)
{
	struct png png;
	g_assert_true(png_open(file, &png));
	g_assert_cmpuint(png.width, ==, 33);
	g_assert_cmpuint(png.height, ==, 20);
	return png;
}

static void test_rows(void)
{
	static const int colours[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_PALETTE};
	for (size_t i = 0; i < G_N_ELEMENTS(colours); i++) {
		struct png png = opened(test_png(&arena, 33, 20, colours[i], 0));
		struct str rows;
		g_assert_cmpint(png.colour, ==, colours[i]);
		g_assert_cmpuint(png.palette.n, ==, colours[i] == PNG_COLOR_TYPE_PALETTE ? 768 : 0);
		g_assert_true(png_rows(&png, &arena, &rows));
	}
}

/* The colour is what was put in, whichever way the file was made. */
static void test_decode(void)
{
	static const struct {
		int colour;
		unsigned channels; /* of the file */
	} kinds[] = {
		{PNG_COLOR_TYPE_GRAY, 1},
		{PNG_COLOR_TYPE_GRAY_ALPHA, 2},
		{PNG_COLOR_TYPE_RGB, 3},
		{PNG_COLOR_TYPE_RGB_ALPHA, 4},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		for (int interlace = 0; interlace < 2; interlace++) {
			struct png png = opened(test_png(&arena, 33, 20, kinds[i].colour, interlace));
			struct png_planes planes;
			unsigned colours = kinds[i].channels < 3 ? 1 : 3;
			bool alpha = kinds[i].channels % 2 == 0;
			g_assert_true(png_decode(&png, &arena, &planes));
			g_assert_cmpuint(planes.components, ==, colours);
			g_assert_cmpuint(planes.colour.n, ==, 33 * 20 * colours);
			g_assert_cmpuint(planes.alpha.n, ==, alpha ? 33 * 20 : 0);
			size_t at = 7 * 33 + 5;
			for (unsigned c = 0; c < colours; c++)
				g_assert_cmpint((uint8_t)planes.colour.s[at * colours + c], ==,
						test_sample(5, 7, c));
			if (alpha)
				g_assert_cmpint((uint8_t)planes.alpha.s[at], ==, test_sample(5, 7, colours));
		}
	}
}

/* Cut anywhere, a file is refused or decodes to its full size. */
static void test_cut(void)
{
	struct str whole = test_png(&arena, 33, 20, PNG_COLOR_TYPE_RGB_ALPHA, 1);
	for (size_t n = 0; n < whole.n; n++) {
		struct png png;
		struct png_planes planes;
		struct str rows;
		if (!png_open(arena_str(&arena, str_head(whole, n)), &png))
			continue;
		g_assert_false(png_rows(&png, &arena, &rows));
		if (png_decode(&png, &arena, &planes))
			g_assert_cmpuint(planes.colour.n, ==, 33 * 20 * 3);
	}
}

/* A head that promises what the rows do not hold, and one that nobody can hold. */
static void test_lies(void)
{
	struct str whole = test_png(&arena, 33, 20, PNG_COLOR_TYPE_RGB, 0);
	struct png png = opened(whole);
	struct png_planes planes;
	struct str rows;
	png.height = 21;
	g_assert_false(png_rows(&png, &arena, &rows));
	png.height = 19;
	g_assert_false(png_rows(&png, &arena, &rows));
	png.width = png.height = 60000;
	g_assert_false(png_decode(&png, &arena, &planes));
	char *bytes = arena_cstr(&arena, whole);
	bytes[24] = 3; /* depth */
	g_assert_false(png_open((struct str){bytes, whole.n}, &png));
	bytes[24] = 8;
	bytes[16] = (char)0xff; /* width */
	g_assert_false(png_open((struct str){bytes, whole.n}, &png));
}

static void test_jpeg_marks(void)
{
	for (unsigned components = 1; components <= 4; components += components == 1 ? 2 : 1) {
		struct str file = test_jpeg(&arena, 33, 20, (int)components, components == 3);
		struct jpeg jpeg;
		g_assert_true(jpeg_open(file, &jpeg));
		g_assert_cmpuint(jpeg.width, ==, 33);
		g_assert_cmpuint(jpeg.height, ==, 20);
		g_assert_cmpuint(jpeg.components, ==, components);
		g_assert_cmpint(jpeg.adobe, ==, components == 4);
		/* Without its scan, a file is none. */
		for (size_t n = 0; n < 100; n++)
			g_assert_false(jpeg_open(arena_str(&arena, str_head(file, n)), &jpeg));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	arena_init(&arena);
	g_test_add_func("/pdf-png/rows", test_rows);
	g_test_add_func("/pdf-png/decode", test_decode);
	g_test_add_func("/pdf-png/cut", test_cut);
	g_test_add_func("/pdf-png/lies", test_lies);
	g_test_add_func("/pdf-png/jpeg", test_jpeg_marks);
	int result = g_test_run();
	arena_clear(&arena);
	return result;
}
