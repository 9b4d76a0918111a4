#include "image/encode.h"

#include <setjmp.h>

#include <png.h>

struct writer {
	struct buf out;
	jmp_buf failed;
};

static void on_error(png_structp png, png_const_charp message)
{
	(void)message;
	longjmp(((struct writer *)png_get_error_ptr(png))->failed, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
	(void)png, (void)message;
}

static void on_bytes(png_structp png, png_bytep bytes, size_t n)
{
	buf_add(png_get_io_ptr(png), (struct str){(char *)bytes, n});
}

/* ---- as a palette ---- */

static int depth_for(unsigned colours)
{
	return colours <= 2 ? 1 : colours <= 4 ? 2 : colours <= 16 ? 4 : 8;
}

static void set_palette(png_structp png, png_infop info, const struct traits *t)
{
	png_color colours[PALETTE_MOST];
	for (unsigned i = 0; i < t->colours; i++)
		colours[i] = (png_color){(png_byte)t->palette[i], (png_byte)(t->palette[i] >> 8),
					 (png_byte)(t->palette[i] >> 16)};
	png_set_PLTE(png, info, colours, (int)t->colours);
}

static unsigned index_of(const struct traits *t, uint32_t colour)
{
	unsigned low = 0, high = t->colours - 1;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (t->palette[middle] < colour)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void pack_row(const struct pixels *p, const struct traits *t, uint32_t y, int depth, uint8_t *row)
{
	const uint8_t *from = p->data + (size_t)y * p->width * 3;
	unsigned per_byte = 8u / (unsigned)depth;
	memset(row, 0, (p->width + per_byte - 1) / per_byte);
	for (uint32_t x = 0; x < p->width; x++, from += 3) {
		unsigned index = index_of(t, from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16);
		row[x / per_byte] |= (uint8_t)(index << (per_byte - 1 - x % per_byte) * (unsigned)depth);
	}
}

/* ---- grey of few bits: 0, 85, 170, 255 and the like need no palette ---- */

static int grey_depth(const struct traits *t)
{
	for (int depth = 1; depth < 8; depth *= 2) {
		unsigned step = 255u / ((1u << depth) - 1), i = 0;
		while (i < t->colours && t->palette[i] % step == 0)
			i++;
		if (i == t->colours)
			return depth;
	}
	return 8;
}

static void pack_grey(const struct pixels *p, uint32_t y, int depth, uint8_t *row)
{
	const uint8_t *from = p->data + (size_t)y * p->width;
	unsigned per_byte = 8u / (unsigned)depth;
	memset(row, 0, (p->width + per_byte - 1) / per_byte);
	for (uint32_t x = 0; x < p->width; x++) {
		unsigned level = (unsigned)from[x] >> (8 - depth);
		row[x / per_byte] |= (uint8_t)(level << (per_byte - 1 - x % per_byte) * (unsigned)depth);
	}
}

/* ---- the file ---- */

static void write_rows(png_structp png, const struct pixels *p, const struct traits *t, int colour, int depth,
		       uint8_t *row)
{
	for (uint32_t y = 0; y < p->height; y++) {
		if (colour == PNG_COLOR_TYPE_PALETTE)
			pack_row(p, t, y, depth, row);
		else if (depth < 8)
			pack_grey(p, y, depth, row);
		png_write_row(png, colour == PNG_COLOR_TYPE_PALETTE || depth < 8
					   ? row
					   : p->data + (size_t)y * p->width * p->bands);
	}
}

static int colour_type(const struct pixels *p, const struct traits *t)
{
	static const int types[5] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
				     PNG_COLOR_TYPE_RGB_ALPHA};
	return p->bands == 3 && t->colours <= PALETTE_MOST ? PNG_COLOR_TYPE_PALETTE : types[p->bands];
}

/* Filters help where neighbours differ a little, and hurt palettes. */
static void write_file(png_structp png, png_infop info, const struct pixels *p, const struct traits *t,
		       uint8_t *row)
{
	int colour = colour_type(p, t), depth = 8;
	if (colour == PNG_COLOR_TYPE_PALETTE)
		depth = depth_for(t->colours);
	else if (colour == PNG_COLOR_TYPE_GRAY && t->colours <= PALETTE_MOST)
		depth = grey_depth(t);
	bool indexed = colour == PNG_COLOR_TYPE_PALETTE || depth < 8;
	png_set_IHDR(png, info, p->width, p->height, depth, colour, PNG_INTERLACE_NONE, 0, 0);
	png_set_filter(png, 0, indexed ? PNG_FILTER_NONE : PNG_ALL_FILTERS);
	png_set_compression_level(png, 9);
	if (colour == PNG_COLOR_TYPE_PALETTE)
		set_palette(png, info, t);
	png_write_info(png, info);
	write_rows(png, p, t, colour, depth, row);
	png_write_end(png, info);
}

bool encode_png(const struct pixels *p, const struct traits *t, struct arena *a, struct str *out)
{
	struct writer w = {.out = BUF(a)};
	uint8_t *row = arena_take(a, (size_t)p->width + 1);
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &w, on_error, on_warning);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	volatile bool ok = false;
	if (info && setjmp(w.failed) == 0) {
		png_set_write_fn(png, &w.out, on_bytes, NULL);
		write_file(png, info, p, t, row);
		ok = true;
	}
	png_destroy_write_struct(&png, &info);
	*out = buf_str(&w.out);
	return ok;
}
