#include "raster/decode.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

struct reader {
	struct jpeg_decompress_struct info;
	struct jpeg_error_mgr errors;
	jmp_buf failed;
};

static void fail(j_common_ptr info)
{
	struct reader *r = (struct reader *)info->client_data;
	longjmp(r->failed, 1);
}

static void say_nothing(j_common_ptr info)
{
	(void)info;
}

static void say_no_message(j_common_ptr info, int level)
{
	(void)info, (void)level;
}

/* Print shops' JPEGs: Adobe's stand inverted in the file, so that 255 is no ink. */
static void cmyk_to_rgb(const uint8_t *cmyk, uint8_t *rgb, uint32_t width, bool inverted)
{
	uint8_t flip = inverted ? 0 : 0xff;
	for (size_t i = 0; i < width; i++, cmyk += 4)
		for (size_t k = 0; k < 3; k++)
			rgb[i * 3 + k] = (uint8_t)(((cmyk[k] ^ flip) * (cmyk[3] ^ flip) + 127) / 255);
}

static void choose_output(struct jpeg_decompress_struct *info)
{
	info->out_color_space = info->num_components == 4 ? JCS_CMYK : JCS_RGB;
	info->dct_method = JDCT_ISLOW; /* the one that is exact, so the same everywhere */
}

static void read_rows(struct reader *r, struct scaler *s, struct arena *a)
{
	struct jpeg_decompress_struct *info = &r->info;
	uint8_t *row = ARENA_ARRAY(a, (size_t)info->output_width * 4, uint8_t);
	uint8_t *rgb = ARENA_ARRAY(a, (size_t)info->output_width * 3, uint8_t);
	while (info->output_scanline < info->output_height) {
		jpeg_read_scanlines(info, &row, 1);
		if (info->output_components == 4)
			cmyk_to_rgb(row, rgb, info->output_width, info->saw_Adobe_marker);
		scaler_push(s, info->output_components == 4 ? rgb : row);
	}
}

static bool read_file(struct reader *r, struct str bytes, struct scaler *s, struct arena *a)
{
	if (setjmp(r->failed))
		return false;
	jpeg_create_decompress(&r->info);
	r->info.mem->max_memory_to_use = DECODE_PROGRESSIVE_BYTES_MAX;
	jpeg_mem_src(&r->info, (const unsigned char *)bytes.s, bytes.n);
	jpeg_read_header(&r->info, TRUE);
	if ((uint64_t)r->info.image_width * r->info.image_height > DECODE_PIXELS_MAX)
		return false;
	choose_output(&r->info);
	jpeg_start_decompress(&r->info);
	scaler_init(s, a, r->info.output_width, r->info.output_height);
	read_rows(r, s, a);
	return true;
}

bool decode_jpeg(struct str bytes, struct scaler *s, struct arena *a)
{
	struct reader r = {0};
	r.info.err = jpeg_std_error(&r.errors);
	r.info.client_data = &r;
	r.errors.error_exit = fail;
	r.errors.output_message = say_nothing;
	r.errors.emit_message = say_no_message;
	bool done = read_file(&r, bytes, s, a);
	jpeg_destroy_decompress(&r.info);
	return done;
}
