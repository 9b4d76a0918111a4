#include "raster/raster.h"

#include <png.h>

static void fail(png_structp png, png_const_charp message)
{
	(void)message;
	png_longjmp(png, 1);
}

static void say_nothing(png_structp png, png_const_charp message)
{
	(void)png, (void)message;
}

static void put_bytes(png_structp png, png_bytep bytes, size_t n)
{
	buf_add(png_get_io_ptr(png), (struct str){(const char *)bytes, n});
}

static void flush_nothing(png_structp png)
{
	(void)png;
}

static bool write_file(png_structp png, png_infop info, const struct raster *r, struct buf *out)
{
	if (setjmp(png_jmpbuf(png)))
		return false;
	png_set_write_fn(png, out, put_bytes, flush_nothing);
	png_set_IHDR(png, info, r->width, r->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	for (uint32_t y = 0; y < r->height; y++)
		png_write_row(png, r->rgb + (size_t)y * r->width * 3);
	png_write_end(png, info);
	return true;
}

bool raster_png(const struct raster *r, struct arena *a, struct str *bytes)
{
	struct buf out = BUF(a);
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, fail, say_nothing);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	bool done = info && write_file(png, info, r, &out);
	png_destroy_write_struct(&png, &info);
	*bytes = buf_str(&out);
	return done;
}
