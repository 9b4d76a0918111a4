#include "pdf/images.h"

#include "pdf/deflate.h"
#include "pdf/jpeg.h"
#include "pdf/png.h"

#include <glib.h>
#include <stdlib.h>

/* ---- collecting ---- */

static guint picture_key(gconstpointer key)
{
	const struct picture *picture = key;
	return (guint)(picture->hash ^ picture->hash >> 32);
}

static gboolean picture_key_equal(gconstpointer a, gconstpointer b)
{
	return picture_same(a, b);
}

static void collect_picture(struct imageset *set, const struct picture *picture)
{
	if (picture->type == PICTURE_NONE || g_hash_table_contains(set->by_content, picture))
		return;
	struct image *image = ARENA_NEW(set->arena, struct image);
	image->picture = picture;
	image->pile = set->pile;
	image->index = (uint32_t)set->images.n;
	VEC_PUSH(set->arena, &set->images, image);
	g_hash_table_insert(set->by_content, (gpointer)picture, image);
}

void imageset_collect(struct imageset *set, struct arena *a, const struct display *display,
		      const char *beside)
{
	*set = (struct imageset){.arena = a,
				 .by_content = g_hash_table_new(picture_key, picture_key_equal),
				 .pile = pile_new(beside)};
	for (size_t i = 0; i < display->pages.n; i++) {
		const struct page *page = &display->pages.v[i];
		for (size_t j = 0; j < page->paints.n; j++)
			if (page->paints.v[j].kind == PAINT_PICTURE)
				collect_picture(set, page->paints.v[j].picture.picture);
	}
}

struct image *imageset_lookup(const struct imageset *set, const struct picture *picture)
{
	return picture->type == PICTURE_NONE ? NULL : g_hash_table_lookup(set->by_content, picture);
}

void imageset_clear(struct imageset *set)
{
	for (size_t i = 0; i < set->images.n; i++)
		arena_clear(&set->images.v[i]->arena);
	g_hash_table_destroy(set->by_content);
	pile_free(set->pile);
}

/* ---- encoding ---- */

static const char *device_colours(unsigned components)
{
	return components == 1 ? "/DeviceGray" : components == 3 ? "/DeviceRGB" : "/DeviceCMYK";
}

static struct str image_entries(struct arena *a, uint32_t width, uint32_t height, struct str colours,
				unsigned depth)
{
	return arena_printf(a,
			    "/Type /XObject /Subtype /Image /Width %u /Height %u "
			    "/ColorSpace %.*s /BitsPerComponent %u ",
			    (unsigned)width, (unsigned)height, STR_FMT(colours), depth);
}

static bool encode_jpeg(struct image *image, struct str file)
{
	struct arena *a = &image->arena;
	struct jpeg jpeg;
	if (!jpeg_open(file, &jpeg))
		return false;
	struct str entries =
		image_entries(a, jpeg.width, jpeg.height, str_from(device_colours(jpeg.components)), 8);
	bool inverted = jpeg.components == 4 && jpeg.adobe;
	image->colour.entries = arena_printf(a, "%.*s/Filter /DCTDecode%s", STR_FMT(entries),
					     inverted ? " /Decode [1 0 1 0 1 0 1 0]" : "");
	image->colour.size = file.n;
	image->colour.place = IMAGE_OWN;
	return true;
}

static struct str palette_colours(struct arena *a, struct str palette)
{
	struct buf b = BUF(a);
	size_t entries = palette.n / 3;
	buf_printf(&b, "[/Indexed /DeviceRGB %zu <", entries - 1);
	for (size_t i = 0; i < entries * 3; i++)
		buf_printf(&b, "%02X", (unsigned)(unsigned char)palette.s[i]);
	buf_add(&b, S(">]"));
	return buf_str(&b);
}

/* A Flate stream of rows that begin with PNG's filter byte. */
static void set_rows(struct image *image, struct image_stream *stream, uint32_t width, uint32_t height,
		     struct str colours, unsigned components, unsigned depth)
{
	struct arena *a = &image->arena;
	struct str entries = image_entries(a, width, height, colours, depth);
	stream->entries = arena_printf(a,
				       "%.*s/Filter /FlateDecode\n/DecodeParms << /Predictor 15 /Colors %u "
				       "/BitsPerComponent %u /Columns %u >>",
				       STR_FMT(entries), components, depth, (unsigned)width);
}

static bool keep_png_rows(struct image *image, const struct png *png, struct arena *scratch)
{
	struct arena *a = &image->arena;
	struct str rows;
	unsigned components = png->colour == 2 ? 3 : 1;
	struct str colours =
		png->colour == 3 ? palette_colours(a, png->palette) : str_from(device_colours(components));
	if (!png_rows(png, scratch, &rows))
		return false;
	image->colour.size = rows.n;
	image->colour.place = IMAGE_OWN;
	set_rows(image, &image->colour, png->width, png->height, colours, components, png->depth);
	return true;
}

#define FILTER_PAETH 4

static unsigned char paeth(int left, int above, int corner)
{
	int p = left + above - corner;
	int to_left = abs(p - left), to_above = abs(p - above), to_corner = abs(p - corner);
	if (to_left <= to_above && to_left <= to_corner)
		return (unsigned char)left;
	return (unsigned char)(to_above <= to_corner ? above : corner);
}

/* Rows filtered by Paeth's predictor: photographs deflate to half of their bare
 * samples, flat drawings as well as by any other filter. */
static struct str filter_rows(struct arena *a, struct str samples, size_t row, size_t step)
{
	size_t rows = samples.n / row;
	unsigned char *out = arena_array(a, rows, row + 1), *to = out;
	const unsigned char *in = (const unsigned char *)samples.s;
	for (size_t y = 0; y < rows; y++) {
		*to++ = FILTER_PAETH;
		for (size_t x = 0; x < row; x++, in++) {
			int left = x >= step ? in[-(ptrdiff_t)step] : 0, above = y ? in[-(ptrdiff_t)row] : 0;
			int corner = x >= step && y ? in[-(ptrdiff_t)(row + step)] : 0;
			*to++ = (unsigned char)(*in - paeth(left, above, corner));
		}
	}
	return (struct str){(char *)out, rows * (row + 1)};
}

static struct str pack_plane(struct arena *a, const struct png *png, struct str samples, unsigned components)
{
	struct libdeflate_compressor *z = deflate_new(DEFLATE_GOOD);
	struct arena scratch;
	arena_init(&scratch);
	struct str rows = filter_rows(&scratch, samples, (size_t)png->width * components, components);
	struct str packed = deflate_bytes(z, a, &scratch, rows);
	arena_clear(&scratch);
	deflate_free(z);
	return packed;
}

static void set_plane(struct image *image, struct image_stream *stream, const struct png *png,
		      struct str samples, unsigned components)
{
	struct arena scratch;
	arena_init(&scratch);
	struct str packed = pack_plane(&scratch, png, samples, components);
	set_rows(image, stream, png->width, png->height, str_from(device_colours(components)), components, 8);
	stream->size = packed.n;
	stream->place = pile_put(image->pile, packed, &stream->at) ? IMAGE_PILE : IMAGE_MEMORY;
	if (stream->place == IMAGE_MEMORY)
		stream->bytes = arena_str(&image->arena, packed);
	arena_clear(&scratch);
}

static bool decode_png(struct image *image, const struct png *png)
{
	struct png_planes planes;
	struct arena scratch;
	arena_init(&scratch);
	bool ok = png_decode(png, &scratch, &planes);
	if (ok)
		set_plane(image, &image->colour, png, planes.colour, planes.components);
	if (ok && planes.alpha.n)
		set_plane(image, &image->alpha, png, planes.alpha, 1);
	arena_clear(&scratch);
	return ok;
}

static bool encode_png(struct image *image, struct str file, struct arena *scratch)
{
	struct png png;
	if (!png_open(file, &png))
		return false;
	bool as_it_is = !png.interlaced && !png.transparent && png.colour <= 3;
	return as_it_is ? keep_png_rows(image, &png, scratch) : decode_png(image, &png);
}

void image_encode(struct image *image)
{
	const struct picture *p = image->picture;
	struct arena scratch;
	struct str file;
	arena_init(&scratch);
	image->gone = !picture_file(p, &scratch, &file);
	if (!image->gone)
		image->ok = p->type == PICTURE_JPEG ? encode_jpeg(image, file)
						    : encode_png(image, file, &scratch);
	arena_clear(&scratch);
}

bool imageset_whole(const struct imageset *set)
{
	for (size_t i = 0; i < set->images.n; i++)
		if (set->images.v[i]->gone)
			return false;
	return true;
}

/* The stream of what goes in as it is. */
static bool load_own(const struct picture *p, struct arena *a, struct str *bytes)
{
	struct png png;
	if (!picture_file(p, a, bytes))
		return false;
	if (p->type == PICTURE_PNG && png_open(*bytes, &png))
		*bytes = png_rows_again(&png, a);
	return true;
}

/* The pile's disk failed: the same comes out again. */
static bool decode_again(const struct image *image, bool alpha, struct arena *a, struct str *bytes)
{
	struct png png;
	struct png_planes planes;
	struct str file;
	if (!picture_file(image->picture, a, &file) || !png_open(file, &png) || !png_decode(&png, a, &planes))
		return false;
	*bytes = alpha ? pack_plane(a, &png, planes.alpha, 1)
		       : pack_plane(a, &png, planes.colour, planes.components);
	return true;
}

static bool load_stream(const struct image *image, const struct image_stream *stream, struct arena *a,
			struct str *bytes)
{
	if (stream->place == IMAGE_OWN)
		return load_own(image->picture, a, bytes);
	return pile_read(image->pile, stream->at, stream->size, a, bytes) ||
	       decode_again(image, stream == &image->alpha, a, bytes);
}

static bool load_colour(const void *context, struct arena *a, struct str *bytes)
{
	const struct image *image = context;
	return load_stream(image, &image->colour, a, bytes);
}

static bool load_alpha(const void *context, struct arena *a, struct str *bytes)
{
	const struct image *image = context;
	return load_stream(image, &image->alpha, a, bytes);
}

/* ---- objects ---- */

static unsigned write_stream(struct pdf *pdf, const struct image *image, const struct image_stream *stream,
			     struct str entries)
{
	if (stream->place == IMAGE_MEMORY)
		return pdf_add_stream(pdf, entries, stream->bytes);
	return pdf_add_source(
		pdf, entries,
		(struct pdf_source){stream == &image->alpha ? load_alpha : load_colour, image, stream->size});
}

static void write_image(const struct imageset *set, struct image *image, struct pdf *pdf)
{
	struct str entries = image->colour.entries;
	if (image->alpha.place) {
		unsigned mask = write_stream(pdf, image, &image->alpha, image->alpha.entries);
		entries = arena_printf(set->arena, "%.*s /SMask %u 0 R", STR_FMT(entries), mask);
	}
	image->object = write_stream(pdf, image, &image->colour, entries);
}

void imageset_write(const struct imageset *set, struct pdf *pdf, struct diags *diags)
{
	for (size_t i = 0; i < set->images.n; i++) {
		struct image *image = set->images.v[i];
		if (image->ok)
			write_image(set, image, pdf);
		else
			diag_add(diags, DIAG_BAD_PICTURE, 0,
				 "the picture %.*s is broken or too large to decode; its place is left empty",
				 STR_FMT(str_head(image->picture->src, 200)));
	}
}
