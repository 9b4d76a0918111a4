/* Windows bitmaps: no library that libvips trusts reads them.
 *
 * BITMAPCOREHEADER, BITMAPINFOHEADER and its successors; rows of 1, 4, 8 bits with a palette,
 * 16, 24 and 32 bits, masks ("bit fields") included.  Run lengths are refused: they
 * are hardly ever met, and are a bomb's best friend. */
#include "base/bytes.h"
#include "image/codec.h"

#include <glib.h>

#define FILE_HEADER  14u
#define CORE_HEADER  12u
#define INFO_HEADER  40u
#define MASKS_HEADER 52u
#define ALPHA_HEADER 56u
#define PLAIN        0u
#define BIT_FIELDS   3u
#define ALPHA_FIELDS 6u
/* Bit n - 1: n bits a pixel are known. */
#define DEPTHS (1u | 1u << 3 | 1u << 7 | 1u << 15 | 1u << 23 | 1u << 31)

struct bmp {
	const uint8_t *at; /* the file */
	size_t n;
	uint32_t width, height;
	bool upside_down;  /* the usual: the last row comes first */
	unsigned bits;     /* a pixel */
	size_t rows;       /* offset */
	size_t row;        /* bytes, padded to four */
	uint32_t masks[4]; /* red, green, blue, alpha: 16 and 32 bits */
	const uint8_t *palette;
	unsigned entry, entries; /* bytes of one, their number */
};

static bool read_size(struct bmp *b, uint32_t header)
{
	const uint8_t *h = b->at + FILE_HEADER;
	if (header == CORE_HEADER) {
		b->width = bytes_little(h + 4, 2);
		b->height = bytes_little(h + 6, 2);
		b->bits = bytes_little(h + 10, 2);
		b->upside_down = true;
		return true;
	}
	int32_t height = (int32_t)bytes_little(h + 8, 4);
	b->width = bytes_little(h + 4, 4);
	b->upside_down = height > 0;
	b->height = height < 0 ? (uint32_t) - (int64_t)height : (uint32_t)height;
	b->bits = bytes_little(h + 14, 2);
	return bytes_little(h + 4, 4) <= INT32_MAX;
}

/* 5, 5, 5 bits, or a byte each, unless the header says otherwise. */
static bool read_masks(struct bmp *b, uint32_t header, uint32_t compression)
{
	static const uint32_t usual[2][3] = {{0x7c00, 0x3e0, 0x1f}, {0xff0000, 0xff00, 0xff}};
	bool stated = compression == BIT_FIELDS || compression == ALPHA_FIELDS;
	if (stated && (b->bits == 16 || b->bits == 32)) {
		/* Behind the old header they stand where the palette would. */
		bool alpha = header >= ALPHA_HEADER || compression == ALPHA_FIELDS;
		if (b->n < FILE_HEADER + INFO_HEADER + 16u)
			return false;
		for (unsigned i = 0; i < 3u + alpha; i++)
			b->masks[i] = bytes_little(b->at + FILE_HEADER + INFO_HEADER + (size_t)i * 4, 4);
		return b->masks[0] && b->masks[1] && b->masks[2];
	}
	for (unsigned i = 0; i < 3; i++)
		b->masks[i] = usual[b->bits == 32][i];
	return compression == PLAIN;
}

static bool read_palette(struct bmp *b, uint32_t header, size_t rows)
{
	size_t at = FILE_HEADER + header;
	uint32_t stated = header == CORE_HEADER ? 0 : bytes_little(b->at + FILE_HEADER + 32, 4);
	b->entry = header == CORE_HEADER ? 3 : 4;
	b->entries = 1u << b->bits;
	if (stated && stated < b->entries)
		b->entries = stated;
	if (at >= rows || (rows - at) / b->entry < b->entries)
		return false;
	b->palette = b->at + at;
	return true;
}

static const char *bmp_open(struct str bytes, struct bmp *b)
{
	*b = (struct bmp){.at = (const uint8_t *)bytes.s, .n = bytes.n};
	if (b->n < FILE_HEADER + INFO_HEADER)
		return "it is cut off";
	uint32_t header = bytes_little(b->at + FILE_HEADER, 4);
	uint32_t compression = header == CORE_HEADER ? PLAIN : bytes_little(b->at + FILE_HEADER + 16, 4);
	if ((header != CORE_HEADER && header < INFO_HEADER) || header > b->n - FILE_HEADER ||
	    !read_size(b, header))
		return "its header is damaged";
	if (!b->width || !b->height)
		return "it has no pixels";
	if ((uint64_t)b->width * b->height * 4 > CODEC_FRAME_BYTES_MAX)
		return "it has too many pixels";
	if (!b->bits || b->bits > 32 || !(DEPTHS >> (b->bits - 1) & 1))
		return "its depth is odd";
	b->rows = bytes_little(b->at + 10, 4);
	b->row = ((size_t)b->width * b->bits + 31) / 32 * 4;
	if (b->rows > b->n || (b->n - b->rows) / b->row < b->height)
		return "it is cut off";
	if (b->bits > 8)
		return read_masks(b, header, compression) ? NULL : "its compression is not supported";
	if (compression != PLAIN)
		return "its compression is not supported";
	return read_palette(b, header, b->rows) ? NULL : "its palette is damaged";
}

/* The bits of a mask as 0..255. */
static uint8_t field(uint32_t pixel, uint32_t mask)
{
	if (!mask)
		return 0;
	uint32_t low = mask & (~mask + 1), most = mask / low;
	return (uint8_t)((uint64_t)((pixel & mask) / low) * 255 / most);
}

static void put_indexed(const struct bmp *b, const uint8_t *row, uint32_t x, uint8_t *to)
{
	unsigned per_byte = 8 / b->bits, shift = (per_byte - 1 - x % per_byte) * b->bits;
	unsigned index = (unsigned)row[x / per_byte] >> shift & ((1u << b->bits) - 1);
	const uint8_t *entry = b->palette + (size_t)(index < b->entries ? index : 0) * b->entry;
	for (unsigned i = 0; i < 3; i++)
		to[i] = entry[2 - i];
}

static void put_pixel(const struct bmp *b, const uint8_t *row, uint32_t x, unsigned bands, uint8_t *to)
{
	if (b->bits <= 8) {
		put_indexed(b, row, x, to);
		return;
	}
	uint32_t pixel = bytes_little(row + (size_t)x * (b->bits / 8), b->bits / 8);
	if (b->bits == 24)
		for (unsigned i = 0; i < 3; i++)
			to[i] = (uint8_t)(pixel >> (16 - 8 * i));
	else
		for (unsigned i = 0; i < bands; i++)
			to[i] = field(pixel, b->masks[i]);
}

const char *bmp_measure(struct str bytes, struct codec_size *size)
{
	struct bmp b;
	const char *fault = bmp_open(bytes, &b);
	if (!fault)
		*size = (struct codec_size){b.width, b.height};
	return fault;
}

/* Programs that mean no transparency leave zeros in its place. */
static void show_what_hides_all(struct pixels *p)
{
	size_t n = (size_t)p->width * p->height;
	uint8_t any = 0;
	for (size_t i = 0; i < n; i++)
		any |= p->data[i * 4 + 3];
	for (size_t i = 0; i < n && !any; i++)
		p->data[i * 4 + 3] = 255;
}

const char *bmp_decode(struct str bytes, struct pixels *out)
{
	struct bmp b;
	const char *fault = bmp_open(bytes, &b);
	if (fault)
		return fault;
	*out = (struct pixels){.width = b.width, .height = b.height, .bands = b.masks[3] ? 4 : 3};
	out->data = g_malloc_n((size_t)b.width * b.height, out->bands);
	uint8_t *to = out->data;
	for (uint32_t y = 0; y < b.height; y++) {
		const uint8_t *row = b.at + b.rows + b.row * (b.upside_down ? b.height - 1 - y : y);
		for (uint32_t x = 0; x < b.width; x++, to += out->bands)
			put_pixel(&b, row, x, out->bands, to);
	}
	if (out->bands == 4)
		show_what_hides_all(out);
	return NULL;
}
