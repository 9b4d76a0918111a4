/* Any bytes: the walks stay inside them, end, and let through only what they promise. */
#include "image/codec.h"
#include "image/image.h"
#include "image/url.h"

#include <glib.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The one decoder of our own: what it measures is what it gives. */
static void check_bmp(struct str bytes)
{
	struct codec_size size;
	struct pixels pixels;
	const char *fault = bmp_measure(bytes, &size);
	if (fault || (uint64_t)size.width * size.height > 1 << 16)
		return;
	if (bmp_decode(bytes, &pixels) || pixels.width != size.width || pixels.height != size.height)
		abort();
	pixels_clear(&pixels);
}

/* What is cut to its first frame needs no cut any more. */
static void check_gif(struct str bytes)
{
	char *own = gif_of_first_frame(bytes);
	if (own && gif_of_first_frame((struct str){own, bytes.n}))
		abort();
	g_free(own);
}

static void check_probe(struct str bytes)
{
	struct probe p = probe_picture(bytes);
	if (p.size > bytes.n || !p.orientation || p.orientation > 8 || !p.name)
		abort();
	if (p.kind == PROBE_BMP)
		check_bmp(bytes);
	if (p.kind == PROBE_GIF)
		check_gif(bytes);
	if (!probe_usable(&p) || p.kind > PROBE_JPEG)
		return;
	if (!p.width || !p.height || !p.components || p.size > bytes.n)
		abort();
	/* What is kept is the same picture as what was found. */
	struct probe again = probe_picture(str_head(bytes, p.size));
	if (again.fault || again.kind != p.kind || again.size != p.size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size}, out, host, path;
	struct arena arena;
	arena_init(&arena);
	check_probe(bytes);
	if (url_decode_data(&arena, bytes, PICTURE_BYTES_MAX, &out))
		check_probe(out);
	url_split_remote(&arena, bytes, &host, &path);
	url_unescape(&arena, url_strip_query(bytes));
	arena_clear(&arena);
	return 0;
}
