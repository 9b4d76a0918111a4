#include "text/face-open.h"

#include "text/cff.h"

#include <glib.h>
#include <hb-ot.h>

/* Values of OS/2 and post that HarfBuzz has no name for (OpenType 1.9). */
enum {
	OS2_WEIGHT = 4,
	OS2_FS_TYPE = 8,
	OS2_PANOSE = 32,
	POST_ITALIC_ANGLE = 4,
	POST_FIXED_PITCH = 12,
	HEAD_BBOX = 36,
	WEIGHT_BOLD = 600,
	FS_TYPE_RESTRICTED = 0x0002,
	FS_TYPE_NO_SUBSETS = 0x0100,
	FS_TYPE_BITMAP_ONLY = 0x0200,
};

/* A big-endian 16-bit value of a table, 0 beyond its end. */
static uint16_t table_u16(hb_blob_t *table, unsigned at)
{
	unsigned n;
	const char *s = hb_blob_get_data(table, &n);

	if (at + 2 > n)
		return 0;
	return (uint16_t)((uint8_t)s[at] << 8 | (uint8_t)s[at + 1]);
}

static bool table_exists(hb_face_t *face, hb_tag_t tag)
{
	hb_blob_t *table = hb_face_reference_table(face, tag);
	bool exists = hb_blob_get_length(table) > 0;

	hb_blob_destroy(table);
	return exists;
}

static int metric(hb_font_t *font, hb_ot_metrics_tag_t tag, int otherwise)
{
	hb_position_t value;

	return hb_ot_metrics_get_position(font, tag, &value) ? value : otherwise;
}

static void read_metrics(struct face *f)
{
	struct face_metrics *m = &f->metrics;
	int em = (int)f->upem;
	hb_blob_t *head = hb_face_reference_table(f->face, HB_TAG('h', 'e', 'a', 'd'));
	hb_blob_t *post = hb_face_reference_table(f->face, HB_TAG('p', 'o', 's', 't'));

	m->ascent = metric(f->font, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, em * 88 / 100);
	m->descent = metric(f->font, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, -em * 12 / 100);
	m->cap_height = metric(f->font, HB_OT_METRICS_TAG_CAP_HEIGHT, em * 7 / 10);
	m->x_height = metric(f->font, HB_OT_METRICS_TAG_X_HEIGHT, em / 2);
	m->underline_position = metric(f->font, HB_OT_METRICS_TAG_UNDERLINE_OFFSET, -em / 10);
	m->underline_thickness = metric(f->font, HB_OT_METRICS_TAG_UNDERLINE_SIZE, em / 20);
	for (unsigned i = 0; i < 4; i++)
		m->bbox[i] = (int16_t)table_u16(head, HEAD_BBOX + 2 * i);
	m->italic_angle = (int16_t)table_u16(post, POST_ITALIC_ANGLE);
	f->monospaced = table_u16(post, POST_FIXED_PITCH) || table_u16(post, POST_FIXED_PITCH + 2);
	hb_blob_destroy(head);
	hb_blob_destroy(post);
}

static void read_os2(struct face *f)
{
	hb_blob_t *os2 = hb_face_reference_table(f->face, HB_TAG('O', 'S', '/', '2'));
	uint16_t panose = table_u16(os2, OS2_PANOSE); /* family kind, serif style */
	unsigned style = panose & 0xff;

	f->bold = table_u16(os2, OS2_WEIGHT) >= WEIGHT_BOLD;
	/* PANOSE: family 2 is Latin text, of which styles 2 to 10 have serifs. */
	f->serif = panose >> 8 == 2 && style >= 2 && style <= 10;
	f->monospaced = f->monospaced || (table_u16(os2, OS2_PANOSE + 2) & 0xff) == 9;
	/* Only the strictest licence forbids embedding a subset in a document. */
	f->embeddable = (table_u16(os2, OS2_FS_TYPE) & 0xf) != FS_TYPE_RESTRICTED &&
			!(table_u16(os2, OS2_FS_TYPE) & FS_TYPE_BITMAP_ONLY);
	f->may_subset = !(table_u16(os2, OS2_FS_TYPE) & FS_TYPE_NO_SUBSETS);
	hb_blob_destroy(os2);
}

/* PDF wants a name of plain characters; a font may claim any. */
static char *read_postscript_name(hb_face_t *face, const char *path, unsigned index)
{
	char name[64] = "";
	unsigned size = sizeof name;
	GString *clean = g_string_new(NULL);

	hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name);
	for (const char *c = name; *c; c++)
		if (g_ascii_isalnum(*c) || strchr("-_+.", *c))
			g_string_append_c(clean, *c);
	if (!clean->len)
		g_string_printf(clean, "Font%08x-%u", g_str_hash(path), index);
	return g_string_free(clean, FALSE);
}

/* Many fonts' CIDs are their glyph ids; only others need the table. */
static void read_cids(struct face *f, struct str cff)
{
	unsigned i = 0;

	f->cid_keyed = cff_cid_keyed(cff);
	if (!f->cid_keyed)
		return;
	f->cids = g_new(uint16_t, f->glyphs + 1);
	if (cff_charset(cff, f->glyphs, f->cids))
		while (i < f->glyphs && f->cids[i] == i)
			i++;
	else
		i = f->glyphs;
	if (i == f->glyphs)
		g_clear_pointer(&f->cids, g_free);
}

static bool read_outlines(struct face *f)
{
	hb_blob_t *cff = hb_face_reference_table(f->face, HB_TAG('C', 'F', 'F', ' '));
	unsigned n;
	const char *s = hb_blob_get_data(cff, &n);

	f->outline = n ? OUTLINE_CFF : OUTLINE_TRUETYPE;
	if (n)
		read_cids(f, (struct str){s, n});
	hb_blob_destroy(cff);
	return n || table_exists(f->face, HB_TAG('g', 'l', 'y', 'f'));
}

/* The named instance that fontconfig counts in the upper half of an index. */
static void set_instance(hb_font_t *font, unsigned index)
{
	if (index >> 16)
		hb_font_set_var_named_instance(font, (index >> 16) - 1);
}

struct face *face_open(const char *path, unsigned index)
{
	hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
	struct face *f;

	if (!blob)
		return NULL;
	f = g_new0(struct face, 1);
	f->blob = blob;
	f->index = index;
	f->path = g_strdup(path);
	f->face = hb_face_create(blob, index & 0xffff);
	f->upem = hb_face_get_upem(f->face);
	f->glyphs = hb_face_get_glyph_count(f->face);
	f->font = hb_font_create(f->face);
	set_instance(f->font, index);
	if (f->glyphs == 0 || f->glyphs > 0xffff || !read_outlines(f)) {
		face_close(f);
		return NULL;
	}
	read_metrics(f);
	read_os2(f);
	f->postscript_name = read_postscript_name(f->face, path, index);
	hb_face_make_immutable(f->face);
	hb_font_make_immutable(f->font);
	return f;
}

void face_close(struct face *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < FACE_BLOCKS; i++)
		g_free(atomic_load(&f->blocks[i]));
	hb_font_destroy(f->font);
	hb_face_destroy(f->face);
	hb_blob_destroy(f->blob);
	g_free(f->cids);
	g_free(f->postscript_name);
	g_free((char *)f->path);
	g_free(f);
}

/* ---- characters ---- */

static struct face_cell *make_block(const struct face *f, uint32_t first)
{
	struct face_cell *cells = g_new0(struct face_cell, FACE_BLOCK_CELLS);

	for (uint32_t i = 0; i < FACE_BLOCK_CELLS; i++) {
		hb_codepoint_t gid;
		if (!hb_font_get_nominal_glyph(f->font, first + i, &gid) || gid > 0xffff)
			continue;
		cells[i].gid = (uint16_t)gid;
		cells[i].advance = (uint16_t)CLAMP(hb_font_get_glyph_h_advance(f->font, gid), 0, 0xffff);
	}
	return cells;
}

/* Two threads may make the same block at once; one wins, both see the same. */
static struct face_cell *publish_block(const struct face *f, size_t block)
{
	_Atomic(struct face_cell *) *place = &((struct face *)f)->blocks[block];
	struct face_cell *made = make_block(f, (uint32_t)block * FACE_BLOCK_CELLS);
	struct face_cell *seen = NULL;

	if (atomic_compare_exchange_strong(place, &seen, made))
		return made;
	g_free(made);
	return seen;
}

struct face_cell face_cell(const struct face *f, uint32_t c)
{
	size_t block = c / FACE_BLOCK_CELLS;
	struct face_cell *cells;

	if (block >= FACE_BLOCKS)
		return (struct face_cell){0};
	cells = atomic_load_explicit(&f->blocks[block], memory_order_acquire);
	if (!cells)
		cells = publish_block(f, block);
	return cells[c % FACE_BLOCK_CELLS];
}

uint16_t face_glyph(const struct face *f, uint32_t c)
{
	return face_cell(f, c).gid;
}

int face_advance(const struct face *f, uint16_t gid)
{
	return hb_font_get_glyph_h_advance(f->font, gid);
}

int face_origin_vertical(const struct face *f, uint16_t gid)
{
	hb_position_t x = 0, y = 0;

	hb_font_get_glyph_v_origin(f->font, gid, &x, &y);
	return y;
}

int face_advance_vertical(const struct face *f, uint16_t gid)
{
	return -hb_font_get_glyph_v_advance(f->font, gid);
}

/* ---- what it is ---- */

unsigned face_id(const struct face *f)
{
	return f->id;
}

struct str face_postscript_name(const struct face *f)
{
	return str_from(f->postscript_name);
}

struct str face_file(const struct face *f)
{
	return str_from(f->path);
}

unsigned face_index(const struct face *f)
{
	return f->index;
}

enum outline_kind face_outline_kind(const struct face *f)
{
	return f->outline;
}

bool face_cid_keyed(const struct face *f)
{
	return f->cid_keyed;
}

uint16_t face_cid(const struct face *f, uint16_t gid)
{
	return f->cids && gid < f->glyphs ? f->cids[gid] : gid;
}

unsigned face_upem(const struct face *f)
{
	return f->upem;
}

bool face_serif(const struct face *f)
{
	return f->serif;
}

bool face_monospaced(const struct face *f)
{
	return f->monospaced;
}

bool face_bold(const struct face *f)
{
	return f->bold;
}

struct face_metrics face_metrics(const struct face *f)
{
	return f->metrics;
}

bool face_embeddable(const struct face *f)
{
	return f->embeddable;
}

bool face_may_subset(const struct face *f)
{
	return f->may_subset;
}

#define LICENCE_BYTES_MAX 500 /* some fonts carry the whole of it */

struct str face_licence(const struct face *f, struct arena *a)
{
	static const hb_ot_name_id_t ids[] = {HB_OT_NAME_ID_LICENSE, HB_OT_NAME_ID_LICENSE_URL};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		char text[LICENCE_BYTES_MAX];
		unsigned size = sizeof text;
		unsigned whole =
			hb_ot_name_get_utf8(f->face, ids[i], hb_language_from_string("en", -1), &size, text);
		struct str said = {text, size};
		if (whole && whole < sizeof text && utf8_valid_prefix(said) == said.n)
			return arena_str(a, str_trim(said));
	}
	return S("");
}

struct str face_bytes(const struct face *f)
{
	unsigned n;
	const char *s = hb_blob_get_data(f->blob, &n);

	return (struct str){s, n};
}
