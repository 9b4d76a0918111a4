/* GIF, of which only the first frame is shown.
 *
 * Where it is smaller than the canvas and says nothing of transparency, the library leaves the
 * rest of the canvas black; browsers show the page there. */
#include "base/bytes.h"
#include "image/codec.h"

#include <glib.h>

#define SCREEN_AT        6u /* the canvas' width, height, flags, background, aspect */
#define SCREEN_END       13u
#define FLAGS_AT         10u
#define DESCRIPTOR       10u /* 0x2C, left, top, width, height, flags */
#define BLOCK_EXTENSION  0x21
#define BLOCK_FRAME      0x2C
#define EXTENSION_FLAGS  3u /* of a graphic control extension: 0x21, 0xF9, 4, flags */
#define LABEL_CONTROL    0xF9
#define FLAG_TRANSPARENT 1u

static size_t table_bytes(uint8_t flags)
{
	return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* The end of a row of sub-blocks: each has its length before it, the last is empty. */
static size_t skip_blocks(const uint8_t *p, size_t n, size_t at)
{
	while (at < n && p[at])
		at += p[at] + 1u;
	return at + 1;
}

/* Offset of the first frame's descriptor; n or more: there is none.  *clear: has it transparent pixels? */
static size_t find_frame(const uint8_t *p, size_t n, bool *clear)
{
	size_t at = SCREEN_END + table_bytes(p[FLAGS_AT]);
	*clear = false;
	while (at + DESCRIPTOR < n && p[at] == BLOCK_EXTENSION) {
		*clear = *clear || (p[at + 1] == LABEL_CONTROL && p[at + EXTENSION_FLAGS] & FLAG_TRANSPARENT);
		at = skip_blocks(p, n, at + 2);
	}
	return at + DESCRIPTOR < n && p[at] == BLOCK_FRAME ? at : n;
}

char *gif_of_first_frame(struct str bytes)
{
	const uint8_t *p = (const uint8_t *)bytes.s;
	bool clear;
	if (bytes.n < SCREEN_END)
		return NULL;
	size_t at = find_frame(p, bytes.n, &clear);
	if (at >= bytes.n || clear)
		return NULL;
	uint32_t wide = bytes_little(p + SCREEN_AT, 2), high = bytes_little(p + SCREEN_AT + 2, 2);
	uint32_t left = bytes_little(p + at + 1, 2), top = bytes_little(p + at + 3, 2);
	uint32_t width = bytes_little(p + at + 5, 2), height = bytes_little(p + at + 7, 2);
	bool whole = !left && !top && width >= wide && height >= high;
	if (whole || !width || !height || left + width > wide || top + height > high)
		return NULL;
	char *own = g_memdup2(bytes.s, bytes.n);
	memset(own + at + 1, 0, 4);
	memcpy(own + SCREEN_AT, p + at + 5, 4);
	return own;
}
