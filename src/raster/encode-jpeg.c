#include "raster/raster.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

struct writer {
	struct jpeg_compress_struct info;
	struct jpeg_error_mgr errors;
	jmp_buf failed;
	unsigned char *bytes; /* libjpeg's, by malloc */
	unsigned long size;
};

static void fail(j_common_ptr info)
{
	struct writer *w = (struct writer *)info->client_data;
	longjmp(w->failed, 1);
}

static void say_nothing(j_common_ptr info)
{
	(void)info;
}

/* Rec. 601 luma in 1/256. */
static void row_to_grey(const uint8_t *rgb, uint8_t *grey, uint32_t width)
{
	for (size_t i = 0; i < width; i++, rgb += 3)
		grey[i] = (uint8_t)((77u * rgb[0] + 150u * rgb[1] + 29u * rgb[2] + 128) >> 8);
}

static void set_parameters(struct jpeg_compress_struct *info, const struct raster *r, bool grey, int quality)
{
	info->image_width = r->width;
	info->image_height = r->height;
	info->input_components = grey ? 1 : 3;
	info->in_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(info);
	jpeg_set_quality(info, quality, TRUE);
	info->dct_method = JDCT_ISLOW;
	info->optimize_coding = TRUE;
}

static void write_rows(struct jpeg_compress_struct *info, const struct raster *r, uint8_t *grey)
{
	while (info->next_scanline < info->image_height) {
		uint8_t *row = r->rgb + (size_t)info->next_scanline * r->width * 3;
		if (grey)
			row_to_grey(row, grey, r->width);
		JSAMPROW rows[] = {grey ? grey : row};
		jpeg_write_scanlines(info, rows, 1);
	}
}

static bool write_file(struct writer *w, const struct raster *r, uint8_t *grey, int quality)
{
	if (setjmp(w->failed))
		return false;
	jpeg_create_compress(&w->info);
	jpeg_mem_dest(&w->info, &w->bytes, &w->size);
	set_parameters(&w->info, r, grey, quality);
	jpeg_start_compress(&w->info, TRUE);
	write_rows(&w->info, r, grey);
	jpeg_finish_compress(&w->info);
	return true;
}

bool raster_jpeg(const struct raster *r, bool grey, int quality, struct arena *a, struct str *bytes)
{
	struct writer w = {0};
	w.info.err = jpeg_std_error(&w.errors);
	w.info.client_data = &w;
	w.errors.error_exit = fail;
	w.errors.output_message = say_nothing;
	uint8_t *grey_row = grey ? ARENA_ARRAY(a, r->width, uint8_t) : NULL;
	bool done = write_file(&w, r, grey_row, quality);
	if (done)
		*bytes = arena_str(a, (struct str){(char *)w.bytes, w.size});
	jpeg_destroy_compress(&w.info);
	free(w.bytes);
	return done;
}
