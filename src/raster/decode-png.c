#include "raster/decode.h"

#include <png.h>

struct reader {
	png_structp png;
	png_infop info;
	struct str rest;
};

static void fail(png_structp png, png_const_charp message)
{
	(void)message;
	png_longjmp(png, 1);
}

static void say_nothing(png_structp png, png_const_charp message)
{
	(void)png, (void)message;
}

static void take_bytes(png_structp png, png_bytep to, size_t n)
{
	struct reader *r = png_get_io_ptr(png);
	if (n > r->rest.n)
		png_error(png, "cut off");
	memcpy(to, r->rest.s, n);
	r->rest = str_from_offset(r->rest, n);
}

/* To 8 bits of RGB or RGBA.  No gamma: its tables are made with floating point. */
static void choose_output(struct reader *r)
{
	png_set_expand(r->png);
	png_set_strip_16(r->png);
	png_set_gray_to_rgb(r->png);
}

/* RGBA to RGB on white paper, in place. */
static void put_on_white(uint8_t *row, uint32_t width)
{
	for (size_t i = 0; i < width; i++)
		for (size_t k = 0; k < 3; k++)
			row[i * 3 + k] = blend(0xff, row[i * 4 + k], row[i * 4 + 3]);
}

static void push_row(struct reader *r, struct scaler *s, uint8_t *row)
{
	if (png_get_channels(r->png, r->info) == 4)
		put_on_white(row, s->width);
	scaler_push(s, row);
}

static void read_rows(struct reader *r, struct scaler *s, struct arena *a)
{
	uint8_t *row = arena_array(a, png_get_rowbytes(r->png, r->info), 1);
	for (uint32_t y = 0; y < s->height; y++) {
		png_read_row(r->png, row, NULL);
		push_row(r, s, row);
	}
}

static void read_interlaced(struct reader *r, int passes, struct scaler *s, struct arena *a)
{
	size_t pitch = png_get_rowbytes(r->png, r->info);
	if (pitch > DECODE_INTERLACED_BYTES_MAX / s->height)
		png_error(r->png, "too large");
	uint8_t *pixels = arena_array(a, s->height, pitch);
	for (int pass = 0; pass < passes; pass++)
		for (uint32_t y = 0; y < s->height; y++)
			png_read_row(r->png, pixels + y * pitch, NULL);
	for (uint32_t y = 0; y < s->height; y++)
		push_row(r, s, pixels + y * pitch);
}

static bool read_file(struct reader *r, struct scaler *s, struct arena *a)
{
	if (setjmp(png_jmpbuf(r->png)))
		return false;
	png_set_read_fn(r->png, r, take_bytes);
	png_read_info(r->png, r->info);
	uint32_t width = png_get_image_width(r->png, r->info), height = png_get_image_height(r->png, r->info);
	if ((uint64_t)width * height > DECODE_PIXELS_MAX)
		return false;
	choose_output(r);
	int passes = png_set_interlace_handling(r->png);
	png_read_update_info(r->png, r->info);
	scaler_init(s, a, width, height);
	if (passes > 1)
		read_interlaced(r, passes, s, a);
	else
		read_rows(r, s, a);
	return true;
}

bool decode_png(struct str bytes, struct scaler *s, struct arena *a)
{
	struct reader r = {.rest = bytes};
	r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, fail, say_nothing);
	r.info = r.png ? png_create_info_struct(r.png) : NULL;
	bool done = r.info && read_file(&r, s, a);
	png_destroy_read_struct(&r.png, &r.info, NULL);
	return done;
}
