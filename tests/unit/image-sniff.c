/* image/probe: what bytes are, and that nothing torn or damaged passes for a picture. */
#include "image/image.h"
#include "image/probe.h"

#include "pictures.h"

#include <glib.h>
#include <libdeflate.h>

static struct arena arena;

static const char *fault_of(struct str bytes)
{
	return probe_picture(bytes).fault;
}

static struct str copy_of(struct str bytes)
{
	return (struct str){arena_cstr(&arena, bytes), bytes.n};
}

static void put_be32(struct str bytes, size_t at, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		((char *)bytes.s)[at + i] = (char)(value >> (24 - 8 * i));
}

/* A chunk with a right checksum. */
static struct str chunk(const char *type, struct str data)
{
	struct buf b = BUF(&arena);
	buf_add(&b, S("\0\0\0\0"));
	buf_add(&b, str_from(type));
	buf_add(&b, data);
	buf_add(&b, S("\0\0\0\0"));
	put_be32(buf_str(&b), 0, (uint32_t)data.n);
	put_be32(buf_str(&b), b.n - 4, libdeflate_crc32(0, b.s + 4, b.n - 8));
	return buf_str(&b);
}

static struct str header(uint32_t width, uint32_t height, int depth, int colour)
{
	char *data = arena_alloc(&arena, 13);
	data[8] = (char)depth;
	data[9] = (char)colour;
	put_be32((struct str){data, 13}, 0, width);
	put_be32((struct str){data, 13}, 4, height);
	return chunk("IHDR", (struct str){data, 13});
}

/* The signature and the chunks, up to one of no bytes. */
static struct str png_of(const struct str *chunks)
{
	struct buf b = BUF(&arena);
	buf_add(&b, S("\x89PNG\r\n\x1a\n"));
	for (; chunks->n; chunks++)
		buf_add(&b, *chunks);
	return buf_str(&b);
}
#define PNG_OF(...) png_of((const struct str[]){__VA_ARGS__, {0}})

static void test_whole(void)
{
	static const struct {
		int colour;
		uint8_t components;
	} pngs[] = {{PNG_COLOR_TYPE_GRAY, 1},
		    {PNG_COLOR_TYPE_RGB, 3},
		    {PNG_COLOR_TYPE_PALETTE, 3},
		    {PNG_COLOR_TYPE_GRAY_ALPHA, 1},
		    {PNG_COLOR_TYPE_RGB_ALPHA, 3}};
	uint32_t width, height;
	uint8_t components;

	for (size_t i = 0; i < G_N_ELEMENTS(pngs); i++) {
		struct str png = test_png(&arena, 31, 17, pngs[i].colour, i % 2 ? PNG_INTERLACE_ADAM7 : 0);
		g_assert_cmpint(image_sniff(png, &width, &height, &components), ==, PICTURE_PNG);
		g_assert_cmpint(width, ==, 31);
		g_assert_cmpint(height, ==, 17);
		g_assert_cmpint(components, ==, pngs[i].components);
	}
	for (int n = 1; n <= 4; n += n == 1 ? 2 : 1) {
		struct str jpeg = test_jpeg(&arena, 40, 23, n, n == 3);
		g_assert_cmpint(image_sniff(jpeg, &width, &height, &components), ==, PICTURE_JPEG);
		g_assert_cmpint(width, ==, 40);
		g_assert_cmpint(height, ==, 23);
		g_assert_cmpint(components, ==, n);
	}
}

/* Every prefix of a picture is refused, and what follows its end is no part of it. */
static void test_cut_off(void)
{
	struct str files[] = {test_png(&arena, 20, 20, PNG_COLOR_TYPE_RGB, 0),
			      test_jpeg(&arena, 20, 20, 3, false), test_jpeg(&arena, 20, 20, 3, true)};

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		for (size_t n = 0; n < files[i].n; n++) {
			struct probe p = probe_picture(copy_of(str_head(files[i], n)));
			g_assert_true(p.fault || p.kind == PROBE_UNKNOWN);
		}
		struct probe p = probe_picture(arena_concat(&arena, files[i], S("<script>rubbish</script>")));
		g_assert_null(p.fault);
		g_assert_cmpuint(p.size, ==, files[i].n);
	}
}

/* Any flipped bit in a critical chunk of a PNG is noticed. */
static void test_flipped_bits(void)
{
	struct str png = test_png(&arena, 20, 20, PNG_COLOR_TYPE_RGB, 0);

	for (size_t i = 0; i < png.n * 8; i++) {
		struct str copy = copy_of(png);
		((char *)copy.s)[i / 8] = (char)(copy.s[i / 8] ^ 1 << i % 8);
		g_assert_true(probe_picture(copy).kind == PROBE_UNKNOWN || fault_of(copy));
	}
}

static void test_png_structure(void)
{
	struct str end = chunk("IEND", (struct str){0}), data = chunk("IDAT", S("x"));
	struct str text = chunk("tEXt", S("a\0b")), palette = chunk("PLTE", S("abc"));
	struct str rgb = header(2, 2, 8, 2), indexed = header(2, 2, 8, 3), grey = header(2, 2, 8, 0);
	struct str damaged = copy_of(text);
	((char *)damaged.s)[9] ^= 1;

	g_assert_null(fault_of(PNG_OF(rgb, data, end)));
	g_assert_null(fault_of(PNG_OF(rgb, text, data, data, text, end)));
	g_assert_null(fault_of(PNG_OF(rgb, damaged, data, end))); /* an ancillary chunk may be */
	g_assert_null(fault_of(PNG_OF(indexed, palette, data, end)));
	g_assert_nonnull(fault_of(PNG_OF(data, end)));
	g_assert_nonnull(fault_of(PNG_OF(text, rgb, data, end)));
	g_assert_nonnull(fault_of(PNG_OF(rgb, rgb, data, end)));
	g_assert_nonnull(fault_of(PNG_OF(rgb, end)));
	g_assert_nonnull(fault_of(PNG_OF(rgb, data)));
	g_assert_nonnull(fault_of(PNG_OF(rgb, data, text, data, end)));
	g_assert_nonnull(fault_of(PNG_OF(rgb, chunk("ABCD", S("x")), data, end)));
	g_assert_nonnull(fault_of(PNG_OF(indexed, data, end)));
	g_assert_nonnull(fault_of(PNG_OF(indexed, data, palette, end)));
	g_assert_nonnull(fault_of(PNG_OF(indexed, chunk("PLTE", S("ab")), data, end)));
	g_assert_nonnull(fault_of(PNG_OF(grey, palette, data, end)));
	g_assert_nonnull(fault_of(PNG_OF(header(2, 2, 3, 2), data, end)));
	g_assert_nonnull(fault_of(PNG_OF(header(2, 2, 4, 2), data, end)));
	g_assert_nonnull(fault_of(PNG_OF(header(2, 2, 8, 5), data, end)));
	g_assert_nonnull(fault_of(PNG_OF(header(2, 2, 200, 255), data, end)));
}

static void test_sizes(void)
{
	struct str end = chunk("IEND", (struct str){0}), data = chunk("IDAT", S("x"));
	struct str jpeg = copy_of(test_jpeg(&arena, 20, 20, 3, false));
	size_t frame = str_find(jpeg, S("\xff\xc0"), 0);

	g_assert_null(fault_of(PNG_OF(header(8192, 8192, 8, 2), data, end)));
	g_assert_cmpstr(fault_of(PNG_OF(header(0, 9, 8, 2), data, end)), ==, "it has no pixels");
	g_assert_cmpstr(fault_of(PNG_OF(header(60000, 60000, 1, 0), data, end)), ==,
			"it has too many pixels");
	g_assert_cmpstr(fault_of(PNG_OF(header(UINT32_MAX, UINT32_MAX, 1, 0), data, end)), ==,
			"it has too many pixels");
	memset((char *)jpeg.s + frame + 5, 0xff, 4);
	g_assert_cmpstr(fault_of(jpeg), ==, "it has too many pixels");
	memset((char *)jpeg.s + frame + 5, 0, 2);
	g_assert_cmpstr(fault_of(jpeg), ==, "it has no pixels");
}

static void set_byte(struct str bytes, size_t at, int value)
{
	((char *)bytes.s)[at] = (char)value;
}

static void test_jpeg_structure(void)
{
	struct str whole = test_jpeg(&arena, 20, 20, 3, false);
	size_t frame = str_find(whole, S("\xff\xc0"), 0);
	/* Lossless, layered, arithmetic: refused; and depths and component counts that nobody reads. */
	static const struct {
		size_t at;
		int value;
	} bad[] = {{1, 0xc3}, {1, 0xc5}, {1, 0xc9}, {1, 0xca}, {1, 0xcc}, {1, 0xda}, {4, 12}, {9, 2}, {9, 4}};

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		struct str copy = copy_of(whole);
		set_byte(copy, frame + bad[i].at, bad[i].value);
		g_assert_nonnull(fault_of(copy));
	}
	g_assert_nonnull(fault_of(S("\xff\xd8\xff\xd9")));
	g_assert_nonnull(fault_of(S("\xff\xd8\xff\xff\xff\xff")));
	g_assert_nonnull(fault_of(S("\xff\xd8\xff\xe0\0\0")));
	g_assert_nonnull(fault_of(S("\xff\xd8\xff\xe0\0\1")));
}

/* Ten bytes of scan each cost a decoder a pass over all pixels. */
static void test_scan_bomb(void)
{
	struct str whole = test_jpeg(&arena, 20, 20, 3, true);
	struct buf b = BUF(&arena);

	buf_add(&b, str_head(whole, whole.n - 2));
	for (int i = 0; i < JPEG_SCANS_MAX; i++)
		buf_add(&b, S("\xff\xda\0\x08\x01\x01\0\0\x3f\0"));
	buf_add(&b, S("\xff\xd9"));
	g_assert_cmpstr(fault_of(buf_str(&b)), ==, "it has too many scans");
}

static void test_other_types(void)
{
	static const struct {
		struct str bytes;
		enum probe_kind kind;
		const char *name;
	} cases[] = {
		{{"GIF89a\1\0\1\0", 10}, PROBE_GIF, "GIF"},
		{{"RIFF\x24\0\0\0WEBPVP8 ", 16}, PROBE_WEBP, "WebP"},
		{{"\0\0\0\x1c"
		  "ftypavif",
		  12},
		 PROBE_HEIF,
		 "AVIF"},
		{{"\0\0\0\x1c"
		  "ftypheic",
		  12},
		 PROBE_HEIF,
		 "HEIF"},
		{{"II*\0", 4}, PROBE_TIFF, "TIFF"},
		{{"BM\x9a\0", 4}, PROBE_BMP, "BMP"},
		{{"<svg xmlns=", 11}, PROBE_SVG, "SVG"},
		{{"<?xml version='1.0'?>\n<!-- a -->\n<SVG>", 38}, PROBE_SVG, "SVG"},
		{{"\0\0\1\0\1\0", 6}, PROBE_OTHER, "ICO"},
		{{"\xff\x0a", 2}, PROBE_OTHER, "JPEG XL"},
		{{"\n\n<!DOCTYPE html><html>", 23}, PROBE_TEXT, "HTML"},
		{{"<html><body><svg></svg>", 23},
		 PROBE_TEXT,
		 "HTML"}, /* a page of an error, with a drawing */
		{{"<svg><body></body></svg>", 24}, PROBE_SVG, "SVG"},
		{{"<?xml version='1.0'?><Error>", 28}, PROBE_TEXT, "XML"},
		{{"{\"code\":404}", 12}, PROBE_TEXT, "JSON"},
		{{"404 not found", 13}, PROBE_UNKNOWN, "unknown"},
		{{NULL, 0}, PROBE_UNKNOWN, "unknown"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct probe p = probe_picture(cases[i].bytes);
		g_assert_cmpint(p.kind, ==, cases[i].kind);
		g_assert_cmpstr(p.name, ==, cases[i].name);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/image/sniff/whole", test_whole);
	g_test_add_func("/image/sniff/cut-off", test_cut_off);
	g_test_add_func("/image/sniff/flipped-bits", test_flipped_bits);
	g_test_add_func("/image/sniff/png-structure", test_png_structure);
	g_test_add_func("/image/sniff/sizes", test_sizes);
	g_test_add_func("/image/sniff/jpeg-structure", test_jpeg_structure);
	g_test_add_func("/image/sniff/scan-bomb", test_scan_bomb);
	g_test_add_func("/image/sniff/other-types", test_other_types);
	int status = g_test_run();
	arena_clear(&arena);
	return status;
}
