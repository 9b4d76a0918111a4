/* Any bytes: the walks stay inside them, end, and let through only what they promise. */
#include "image/image.h"
#include "image/probe.h"
#include "image/url.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_probe(struct str bytes)
{
	struct probe p = probe_picture(bytes);
	if (p.fault || (p.kind != PROBE_PNG && p.kind != PROBE_JPEG))
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
