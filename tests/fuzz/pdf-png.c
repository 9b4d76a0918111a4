/* Fuzzing: pictures as pdf/ takes them apart. */
#include "pdf/jpeg.h"
#include "pdf/png.h"

#include <stdlib.h>

/* What is decoded fits its size; more is libFuzzer's time, not another path. */
#define PIXELS_MAX (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct str file = {(const char *)bytes, n}, rows;
	struct arena arena;
	struct png_planes planes;
	struct jpeg jpeg;
	struct png png;
	arena_init(&arena);
	if (jpeg_open(file, &jpeg) && (!jpeg.width || !jpeg.height || jpeg.components > 4))
		abort();
	if (png_open(file, &png) && (uint64_t)png.width * png.height <= PIXELS_MAX) {
		png_rows(&png, &arena, &rows);
		if (png_decode(&png, &arena, &planes) &&
		    planes.colour.n != (size_t)png.width * png.height * planes.components)
			abort();
	}
	arena_clear(&arena);
	return 0;
}
