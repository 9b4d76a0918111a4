#include "image/source.h"

#include <stdio.h>

/* Raised when a probe learns to see more. */
#define FACTS_VARIANT S("facts-4")
#define FACTS_COUNT   16

static const char *const names[] = {
	[PROBE_PNG] = "PNG",   [PROBE_JPEG] = "JPEG", [PROBE_GIF] = "GIF", [PROBE_WEBP] = "WebP",
	[PROBE_HEIF] = "HEIF", [PROBE_TIFF] = "TIFF", [PROBE_BMP] = "BMP", [PROBE_SVG] = "SVG",
};

/* In the order of the file. */
enum {
	KIND,
	WIDTH,
	HEIGHT,
	COMPONENTS,
	SIZE,
	ORIENTATION,
	COLOURS,
	COARSE,
	INTERLACED,
	ALPHA,
	ANIMATED,
	SCANS,
	NATURAL_WIDTH,
	NATURAL_HEIGHT,
	HASH_HIGH,
	HASH_LOW
};

void facts_write(struct store *store, const char *sha, const struct facts *f)
{
	const struct probe *p = &f->probe;
	struct variant v = {0};
	struct arena a;
	arena_init(&a);
	store_variant_write(store, sha, FACTS_VARIANT,
			    arena_printf(&a, "%d %u %u %u %zu %u %d %d %d %d %d %u %u %u %u %u", (int)p->kind,
					 p->width, p->height, p->components, p->size, p->orientation,
					 (int)p->colours, p->coarse, p->interlaced, p->alpha, p->animated,
					 p->scans, f->natural.width, f->natural.height,
					 (unsigned)(f->hash >> 32), (unsigned)f->hash),
			    &v);
	arena_clear(&a);
}

bool facts_read(struct store *store, const char *sha, struct facts *f)
{
	struct arena a;
	struct str text = {0};
	uint32_t v[FACTS_COUNT] = {0};
	size_t n = 0;
	arena_init(&a);
	bool ok = store_variant_read(store, sha, FACTS_VARIANT, &a, &text);
	while (ok && text.s && n < FACTS_COUNT)
		ok = str_to_uint(str_cut(&text, ' '), &v[n++]);
	arena_clear(&a);
	if (!ok || n < FACTS_COUNT || v[KIND] < PROBE_PNG || v[KIND] > PROBE_SVG)
		return false;
	f->probe = (struct probe){
		.kind = (enum probe_kind)v[KIND],
		.name = names[v[KIND]],
		.width = v[WIDTH],
		.height = v[HEIGHT],
		.components = (uint8_t)v[COMPONENTS],
		.size = v[SIZE],
		.orientation = (uint8_t)v[ORIENTATION],
		.colours = v[COLOURS] ? COLOURS_PROFILE : COLOURS_SRGB,
		.coarse = v[COARSE],
		.interlaced = v[INTERLACED],
		.alpha = v[ALPHA],
		.animated = v[ANIMATED],
		.scans = v[SCANS],
	};
	f->natural = (struct codec_size){v[NATURAL_WIDTH], v[NATURAL_HEIGHT]};
	f->hash = (uint64_t)v[HASH_HIGH] << 32 | v[HASH_LOW];
	return f->natural.width && f->natural.height;
}
