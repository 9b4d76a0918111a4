#include "image/encode.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

struct failure {
	struct jpeg_error_mgr errors;
	jmp_buf jump;
};

static void on_error(j_common_ptr info)
{
	longjmp(((struct failure *)info->err)->jump, 1);
}

static void on_message(j_common_ptr info, int level)
{
	(void)info, (void)level;
}

static void set_up(struct jpeg_compress_struct *info, const struct pixels *p, unsigned quality)
{
	info->image_width = p->width;
	info->image_height = p->height;
	info->input_components = (int)p->bands;
	info->in_color_space = p->bands == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(info);
	jpeg_set_quality(info, (int)quality, TRUE);
	info->optimize_coding = TRUE;
	info->dct_method = JDCT_ISLOW;
}

bool encode_jpeg(const struct pixels *p, unsigned quality, struct arena *a, struct str *out)
{
	struct jpeg_compress_struct info = {0}; /* it may be destroyed before it is made */
	struct failure failure;
	unsigned char *bytes = NULL;
	unsigned long size = 0;
	volatile bool ok = false;
	info.err = jpeg_std_error(&failure.errors);
	failure.errors.error_exit = on_error;
	failure.errors.emit_message = on_message;
	if (setjmp(failure.jump) == 0) {
		jpeg_create_compress(&info);
		jpeg_mem_dest(&info, &bytes, &size);
		set_up(&info, p, quality);
		jpeg_start_compress(&info, TRUE);
		while (info.next_scanline < p->height) {
			JSAMPROW row = p->data + (size_t)info.next_scanline * p->width * p->bands;
			jpeg_write_scanlines(&info, &row, 1);
		}
		jpeg_finish_compress(&info);
		*out = arena_str(a, (struct str){(char *)bytes, size});
		ok = true;
	}
	jpeg_destroy_compress(&info);
	free(bytes);
	return ok;
}
