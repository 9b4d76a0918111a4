#include "pdf/png.h"

#include "base/bytes.h"
#include "pdf/deflate.h"

#include <limits.h>
#include <png.h>
#include <setjmp.h>
#include <zlib.h>

#define SIGNATURE S("\x89PNG\r\n\x1a\n")

/* ---- chunks ---- */

struct chunk {
	struct str type, data;
};

/* Takes the chunk at the head of `*rest`: length, type, data, checksum. */
static bool next_chunk(struct str *rest, struct chunk *chunk)
{
	if (rest->n < 12)
		return false;
	size_t length = bytes_big(rest->s, 4);
	if (length > rest->n - 12)
		return false;
	chunk->type = (struct str){rest->s + 4, 4};
	chunk->data = (struct str){rest->s + 8, length};
	*rest = str_from_offset(*rest, length + 12);
	return true;
}

/* Allowed depths by colour type (PNG 11.2.2), as bits 1, 2, 4, 8, 16. */
static bool depth_allowed(uint8_t colour, uint8_t depth)
{
	static const uint8_t depths[7] = {1 | 2 | 4 | 8 | 16, 0, 8 | 16, 1 | 2 | 4 | 8, 8 | 16, 0, 8 | 16};
	bool power = depth && !(depth & (depth - 1));
	return power && colour < sizeof depths && (depths[colour] & depth);
}

static bool read_header(struct png *png, struct str data)
{
	if (data.n != 13)
		return false;
	png->width = bytes_big(data.s, 4);
	png->height = bytes_big(data.s + 4, 4);
	png->depth = (uint8_t)data.s[8];
	png->colour = (uint8_t)data.s[9];
	png->interlaced = data.s[12] == 1;
	return png->width && png->height && png->width <= INT_MAX && png->height <= INT_MAX &&
	       depth_allowed(png->colour, png->depth) && !data.s[10] && !data.s[11] &&
	       (uint8_t)data.s[12] <= 1;
}

bool png_open(struct str file, struct png *png)
{
	*png = (struct png){.file = file};
	struct str rest = str_from_offset(file, SIGNATURE.n);
	struct chunk chunk;
	if (!str_starts(file, SIGNATURE) || !next_chunk(&rest, &chunk) || !str_eq(chunk.type, S("IHDR")) ||
	    !read_header(png, chunk.data))
		return false;
	bool rows = false;
	while (next_chunk(&rest, &chunk) && !str_eq(chunk.type, S("IEND"))) {
		if (str_eq(chunk.type, S("PLTE")))
			png->palette = str_head(chunk.data, 768);
		else if (str_eq(chunk.type, S("tRNS")))
			png->transparent = true;
		else if (str_eq(chunk.type, S("IDAT")))
			rows = true;
	}
	return rows && (png->colour != 3 || png->palette.n >= 3);
}

/* ---- rows as they are ---- */

static uint64_t row_bytes(const struct png *png)
{
	static const uint8_t samples[7] = {1, 0, 3, 1, 2, 0, 4};
	return ((uint64_t)png->width * samples[png->colour] * png->depth + 7) / 8;
}

/* Rows up to this size are inflated at once, which takes a third of the time. */
#define INFLATE_AT_ONCE ((size_t)8 << 20)

/* Inflates to nowhere: is this a whole stream of `expected` bytes?  Memory does not
 * grow with the picture. */
static bool inflates_in_steps_to(struct str deflated, uint64_t expected)
{
	z_stream z = {0};
	unsigned char out[1 << 14];
	uint64_t total = 0;
	int status;
	if (deflated.n > UINT_MAX || inflateInit(&z) != Z_OK)
		return false;
	z.next_in = (z_const Bytef *)deflated.s;
	z.avail_in = (unsigned)deflated.n;
	do {
		z.next_out = out;
		z.avail_out = sizeof out;
		status = inflate(&z, Z_NO_FLUSH);
		total += sizeof out - z.avail_out;
	} while (status == Z_OK && total <= expected);
	inflateEnd(&z);
	return status == Z_STREAM_END && total == expected;
}

struct str png_rows_again(const struct png *png, struct arena *a)
{
	struct str rest = str_from_offset(png->file, SIGNATURE.n), first = {0};
	struct buf joined = BUF(a);
	struct chunk chunk;
	while (next_chunk(&rest, &chunk)) {
		if (!str_eq(chunk.type, S("IDAT")))
			continue;
		if (!first.s) {
			first = chunk.data;
			continue;
		}
		if (!joined.n) {
			buf_reserve(&joined, png->file.n);
			buf_add(&joined, first);
		}
		buf_add(&joined, chunk.data);
	}
	return joined.n ? buf_str(&joined) : first;
}

bool png_rows(const struct png *png, struct arena *a, struct str *deflated)
{
	*deflated = png_rows_again(png, a);
	uint64_t expected = (row_bytes(png) + 1) * png->height;
	return expected <= INFLATE_AT_ONCE ? inflate_check(*deflated, (size_t)expected)
					   : inflates_in_steps_to(*deflated, expected);
}

/* ---- decoding ---- */

struct reader {
	struct str rest;
	jmp_buf failed;
};

static void on_error(png_structp p, png_const_charp message)
{
	(void)message;
	struct reader *r = png_get_error_ptr(p);
	longjmp(r->failed, 1);
}

static void on_warning(png_structp p, png_const_charp message)
{
	(void)p;
	(void)message;
}

static void on_read(png_structp p, png_bytep to, size_t n)
{
	struct reader *r = png_get_io_ptr(p);
	if (n > r->rest.n)
		png_error(p, "truncated");
	memcpy(to, r->rest.s, n);
	r->rest = str_from_offset(r->rest, n);
}

/* Asks libpng for rows of grey+alpha or RGBA, 8 bits each. */
static void ask_for_bytes(png_structp p, bool grey)
{
	png_set_expand(p);
	png_set_strip_16(p);
	png_set_add_alpha(p, 0xff, PNG_FILLER_AFTER);
	if (!grey)
		png_set_gray_to_rgb(p);
	png_set_interlace_handling(p);
}

/* Reads all rows into `pixels`; false when libpng gives up.  Nothing here has to
 * survive the jump but what the caller owns. */
static bool read_pixels(const struct png *png, bool grey, png_bytep *rows)
{
	struct reader reader = {.rest = png->file};
	png_structp p = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, on_error, on_warning);
	png_infop info = p ? png_create_info_struct(p) : NULL;
	if (!info || setjmp(reader.failed)) {
		png_destroy_read_struct(&p, &info, NULL);
		return false;
	}
	png_set_user_limits(p, png->width, png->height);
	png_set_chunk_malloc_max(p, 1 << 20);
	png_set_crc_action(p, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
	png_set_keep_unknown_chunks(p, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
	png_set_read_fn(p, &reader, on_read);
	png_read_info(p, info);
	ask_for_bytes(p, grey);
	png_read_update_info(p, info);
	if (png_get_rowbytes(p, info) != (size_t)png->width * (grey ? 2 : 4))
		png_error(p, "rows of another size");
	png_read_image(p, rows);
	png_read_end(p, NULL);
	png_destroy_read_struct(&p, &info, NULL);
	return true;
}

/* Takes colour and alpha apart; the alpha plane is dropped when it hides nothing. */
static void split_planes(struct arena *a, const unsigned char *pixels, size_t count,
			 struct png_planes *planes)
{
	unsigned n = planes->components;
	char *colour = arena_array(a, count, n), *alpha = ARENA_ARRAY(a, count, char), *to = colour;
	unsigned char opaque = 0xff;
	for (size_t i = 0; i < count; i++, pixels += n + 1) {
		memcpy(to, pixels, n);
		to += n;
		alpha[i] = (char)pixels[n];
		opaque &= pixels[n];
	}
	planes->colour = (struct str){colour, count * n};
	planes->alpha = (struct str){alpha, opaque == 0xff ? 0 : count};
}

/* All rows, each of `row` bytes, then taken apart. */
static bool decode_rows(const struct png *png, struct arena *a, struct arena *scratch, bool grey,
			struct png_planes *planes)
{
	size_t row = (size_t)png->width * (grey ? 2 : 4);
	unsigned char *pixels = arena_array(scratch, png->height, row);
	png_bytep *rows = ARENA_ARRAY(scratch, png->height, png_bytep);
	for (uint32_t y = 0; y < png->height; y++)
		rows[y] = pixels + y * row;
	if (!read_pixels(png, grey, rows))
		return false;
	split_planes(a, pixels, (size_t)png->width * png->height, planes);
	return true;
}

bool png_decode(const struct png *png, struct arena *a, struct png_planes *planes)
{
	bool grey = png->colour == 0 || png->colour == 4;
	struct arena scratch;
	*planes = (struct png_planes){.components = grey ? 1 : 3};
	if ((uint64_t)png->width * png->height > PNG_DECODED_PIXELS_MAX)
		return false;
	arena_init(&scratch);
	bool ok = decode_rows(png, a, &scratch, grey, planes);
	arena_clear(&scratch);
	return ok;
}
