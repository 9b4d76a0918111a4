/* Small pictures for tests: made by libpng and libjpeg, so that what is tested
 * against them was written by someone else. */
#ifndef WENZHAI_TESTS_PICTURES_H
#define WENZHAI_TESTS_PICTURES_H

#include "base/arena.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <png.h>

/* The pixel at (x, y): a gradient, so that mirrored or torn pictures are noticed. */
static inline uint8_t test_sample(uint32_t x, uint32_t y, uint32_t channel)
{
	return (uint8_t)(x * 7 + y * 13 + channel * 50);
}

static inline uint8_t *test_pixels(struct arena *a, uint32_t width, uint32_t height, uint32_t channels)
{
	uint8_t *pixels = ARENA_ARRAY(a, (size_t)width * height * channels, uint8_t);
	for (uint32_t i = 0; i < width * height * channels; i++)
		pixels[i] = test_sample(i / channels % width, i / channels / width, i % channels);
	return pixels;
}

static inline void test_png_put(png_structp png, png_bytep bytes, size_t n)
{
	buf_add(png_get_io_ptr(png), (struct str){(const char *)bytes, n});
}

/* colour: PNG_COLOR_TYPE_…; depth 8 (palette: a grey ramp) */
static inline struct str test_png(struct arena *a, uint32_t width, uint32_t height, int colour, int interlace)
{
	struct buf out = BUF(a);
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_set_write_fn(png, &out, test_png_put, NULL);
	png_set_IHDR(png, info, width, height, 8, colour, interlace, 0, 0);
	if (colour == PNG_COLOR_TYPE_PALETTE) {
		png_color palette[256];
		for (int i = 0; i < 256; i++)
			palette[i] = (png_color){(png_byte)i, (png_byte)i, (png_byte)i};
		png_set_PLTE(png, info, palette, 256);
	}
	png_write_info(png, info);
	uint32_t channels = png_get_channels(png, info);
	uint8_t *pixels = test_pixels(a, width, height, channels);
	png_bytep *rows = ARENA_ARRAY(a, height, png_bytep);
	for (uint32_t y = 0; y < height; y++)
		rows[y] = pixels + (size_t)y * width * channels;
	png_write_image(png, rows);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	return buf_str(&out);
}

/* components: 1, 3 or 4 (CMYK, inverted as Adobe does) */
static inline struct str test_jpeg(struct arena *a, uint32_t width, uint32_t height, int components,
				   bool progressive)
{
	struct jpeg_compress_struct info;
	struct jpeg_error_mgr errors;
	unsigned char *bytes = NULL;
	unsigned long size = 0;
	info.err = jpeg_std_error(&errors);
	jpeg_create_compress(&info);
	jpeg_mem_dest(&info, &bytes, &size);
	info.image_width = width;
	info.image_height = height;
	info.input_components = components;
	info.in_color_space = components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
	jpeg_set_defaults(&info);
	jpeg_set_quality(&info, 95, TRUE);
	if (progressive)
		jpeg_simple_progression(&info);
	jpeg_start_compress(&info, TRUE);
	uint8_t *pixels = test_pixels(a, width, height, (uint32_t)components);
	while (info.next_scanline < height) {
		JSAMPROW row = pixels + (size_t)info.next_scanline * width * (size_t)components;
		jpeg_write_scanlines(&info, &row, 1);
	}
	jpeg_finish_compress(&info);
	jpeg_destroy_compress(&info);
	struct str copy = arena_str(a, (struct str){(char *)bytes, size});
	free(bytes);
	return copy;
}

#endif
