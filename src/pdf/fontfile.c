/* Fonts as PDF objects: subsets, descriptors, widths.
 *
 *   Type0 (horizontal codes /Fi, vertical codes /Vi)
 *     CIDFontType0 ─ FontDescriptor ─ FontFile3 /CIDFontType0C   (CFF)
 *     CIDFontType2 ─ FontDescriptor ─ FontFile2                  (TrueType)
 *     ToUnicode
 */
#include "pdf/deflate.h"
#include "pdf/fontset.h"
#include "pdf/syntax.h"

/* ISO 32000-1 table 123. */
enum {
	FLAG_FIXED_PITCH = 1 << 0,
	FLAG_SERIF = 1 << 1,
	FLAG_SYMBOLIC = 1 << 2, /* its characters are not those of Latin encodings alone */
	FLAG_ITALIC = 1 << 6,
};

/* The stems' widths are not in a font's tables; viewers use this only when the
 * embedded font cannot be read. */
#define STEM_REGULAR 80
#define STEM_BOLD    140

#define DEFAULT_WIDTH 1000 /* an ideograph's: /W then lists what is no square */

/* ---- subsetting ---- */

struct used_glyphs {
	uint16_t *gids, *codes;
	size_t n;
};

static struct used_glyphs used_glyphs(struct arena *a, const struct font *font)
{
	struct used_glyphs used = {
		.gids = ARENA_ARRAY(a, font->used, uint16_t),
		.codes = ARENA_ARRAY(a, font->used, uint16_t),
	};
	for (size_t i = 0; i < 65536; i++) {
		if (!font->blocks[i / GLYPH_BLOCK])
			i += GLYPH_BLOCK - 1;
		else if (font_glyph(font, (uint16_t)i)->text)
			used.gids[used.n++] = (uint16_t)i;
	}
	return used;
}

/* A font file with the glyphs, which have codes then. */
static bool make_file(const struct font *font, struct arena *a, struct used_glyphs *used, struct str *file)
{
	if (!font->marks.n)
		return face_subset(font->face, a, used->gids, used->n, file, used->codes);
	*file = face_trimmed(font->face, a, font->marks.v, font->marks.n);
	for (size_t i = 0; i < used->n; i++)
		used->codes[i] = font_glyph(font, used->gids[i])->code;
	return true;
}

static bool is_cff(const struct font *font)
{
	return font->marks.n || face_outline_kind(font->face) == OUTLINE_CFF;
}

static void assign_codes(struct font *font, const struct used_glyphs *used)
{
	for (size_t i = 0; i < used->n; i++) {
		uint16_t gid = used->gids[i];
		font->blocks[gid / GLYPH_BLOCK][gid % GLYPH_BLOCK].code = used->codes[i];
	}
}

/* Six capitals that differ between subsets of one font, from what is in it. */
static struct str subset_name(struct arena *a, const struct font *font, struct str file)
{
	char tag[6];
	uint64_t hash = str_hash(file);
	for (size_t i = 0; i < sizeof tag; i++, hash /= 26)
		tag[i] = (char)('A' + hash % 26);
	struct str name = face_postscript_name(font->face);
	return arena_printf(a, "%.6s+%.*s", tag, STR_FMT(str_head(name, 100)));
}

/* Codes mostly rise with glyph ids, so that neighbours share a list. */
static struct str width_list(struct arena *a, const struct font *font, const struct used_glyphs *used)
{
	struct buf b = BUF(a);
	unsigned next = UINT32_MAX; /* the code that would go on the open list */
	for (size_t i = 0; i < used->n; i++) {
		const struct glyph_use *use = font_glyph(font, used->gids[i]);
		if (use->width == DEFAULT_WIDTH)
			continue;
		if (use->code == next)
			buf_printf(&b, " %d", use->width);
		else
			buf_printf(&b, "%s%u [%d", b.n ? "]\n" : "", (unsigned)use->code, use->width);
		next = use->code + 1u;
	}
	if (b.n)
		buf_add_char(&b, ']');
	return buf_str(&b);
}

void fontset_subset(struct font *font)
{
	struct arena scratch, packing;
	arena_init(&scratch);
	arena_init(&packing);
	struct used_glyphs used = used_glyphs(&scratch, font);
	struct str file;
	font->failed = !make_file(font, &scratch, &used, &file);
	if (!font->failed) {
		struct libdeflate_compressor *z = deflate_new(DEFLATE_GOOD);
		assign_codes(font, &used);
		font->name = subset_name(&font->arena, font, file);
		font->widths = width_list(&font->arena, font, &used);
		font->file_size = file.n;
		font->file = deflate_bytes(z, &font->arena, &packing, file);
		font->to_unicode = deflate_bytes(z, &font->arena, &packing, to_unicode_map(&scratch, font));
		deflate_free(z);
	}
	arena_clear(&packing);
	arena_clear(&scratch);
}

const struct face *fontset_damaged(const struct fontset *set)
{
	for (size_t i = 0; i < set->fonts.n; i++)
		if (set->fonts.v[i]->failed)
			return set->fonts.v[i]->face;
	return NULL;
}

static void report_restricted(const struct font *font, struct diags *diags)
{
	if (!face_embeddable(font->face))
		diag_add(diags, DIAG_FONT_RESTRICTED, 0,
			 "the font %.*s says that it may not be embedded; it was: do not pass the PDF on",
			 STR_FMT(face_postscript_name(font->face)));
}

/* ---- objects ---- */

static int per_mille(const struct face *face, int units)
{
	int upem = (int)face_upem(face);
	return coord_scale(units, 1000, upem > 0 ? upem : 1000);
}

static unsigned descriptor_flags(const struct face *face, const struct face_metrics *m)
{
	return FLAG_SYMBOLIC | (face_monospaced(face) ? FLAG_FIXED_PITCH : 0u) |
	       (face_serif(face) ? FLAG_SERIF : 0u) | (m->italic_angle ? FLAG_ITALIC : 0u);
}

static unsigned add_font_file(const struct font *font, struct pdf *pdf, struct arena *a)
{
	bool cff = is_cff(font);
	struct str entries = cff ? S("/Subtype /CIDFontType0C /Filter /FlateDecode")
				 : arena_printf(a, "/Length1 %zu /Filter /FlateDecode", font->file_size);
	return pdf_add_stream(pdf, entries, font->file);
}

static unsigned add_descriptor(const struct font *font, struct pdf *pdf, struct arena *a)
{
	const struct face *face = font->face;
	struct face_metrics m = face_metrics(face);
	struct buf b = BUF(a);
	buf_add(&b, S("/Type /FontDescriptor /FontName "));
	put_name(&b, font->name);
	buf_printf(&b, " /Flags %u /FontBBox [%d %d %d %d] /ItalicAngle %d", descriptor_flags(face, &m),
		   per_mille(face, m.bbox[0]), per_mille(face, m.bbox[1]), per_mille(face, m.bbox[2]),
		   per_mille(face, m.bbox[3]), m.italic_angle);
	buf_printf(&b, " /Ascent %d /Descent %d /CapHeight %d /XHeight %d /StemV %d",
		   per_mille(face, m.ascent), per_mille(face, m.descent), per_mille(face, m.cap_height),
		   per_mille(face, m.x_height), face_bold(face) ? STEM_BOLD : STEM_REGULAR);
	buf_add(&b, is_cff(font) ? S(" /FontFile3 ") : S(" /FontFile2 "));
	put_ref(&b, add_font_file(font, pdf, a));
	return pdf_add(pdf, buf_str(&b));
}

static unsigned add_cid_font(const struct font *font, struct pdf *pdf, struct arena *a)
{
	bool cff = is_cff(font);
	struct buf b = BUF(a);
	buf_add(&b, cff ? S("/Type /Font /Subtype /CIDFontType0 /BaseFont ")
			: S("/Type /Font /Subtype /CIDFontType2 /CIDToGIDMap /Identity /BaseFont "));
	put_name(&b, font->name);
	buf_add(&b, S("\n/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 "
		      ">>\n/FontDescriptor "));
	put_ref(&b, add_descriptor(font, pdf, a));
	buf_printf(&b, " /DW %d", DEFAULT_WIDTH);
	if (font->upright)
		buf_printf(&b, " /W2 [0 65535 %d %d %d]", -UPRIGHT_ADVANCE, UPRIGHT_PEN_X, UPRIGHT_PEN_Y);
	if (font->widths.n)
		buf_printf(&b, "\n/W [%.*s]", STR_FMT(font->widths));
	return pdf_add(pdf, buf_str(&b));
}

/* ISO 32000-1 9.7.6.2: over a CIDFontType0 the name is that of the CIDFont, a hyphen
 * and the CMap's; over a CIDFontType2 it is the CIDFont's. */
static unsigned add_composite(const struct font *font, struct pdf *pdf, struct arena *a, const char *cmap,
			      unsigned cid_font, unsigned to_unicode)
{
	bool cff = is_cff(font);
	struct buf b = BUF(a);
	buf_add(&b, S("/Type /Font /Subtype /Type0 /BaseFont "));
	put_name(&b, cff ? arena_printf(a, "%.*s-%s", STR_FMT(font->name), cmap) : font->name);
	buf_printf(&b, " /Encoding /%s /DescendantFonts [%u 0 R] /ToUnicode %u 0 R", cmap, cid_font,
		   to_unicode);
	return pdf_add(pdf, buf_str(&b));
}

static void write_font(const struct font *font, size_t index, struct pdf *pdf, struct buf *names)
{
	struct arena *a = names->arena;
	if (!font->used)
		return; /* all its marks are at edges */
	unsigned cid_font = add_cid_font(font, pdf, a);
	unsigned to_unicode = pdf_add_stream(pdf, S("/Filter /FlateDecode"), font->to_unicode);
	if (font->along)
		buf_printf(names, "/F%zu %u 0 R\n", index,
			   add_composite(font, pdf, a, "Identity-H", cid_font, to_unicode));
	if (font->upright)
		buf_printf(names, "/V%zu %u 0 R\n", index,
			   add_composite(font, pdf, a, "Identity-V", cid_font, to_unicode));
}

unsigned fontset_write(const struct fontset *set, struct pdf *pdf, struct diags *diags)
{
	struct buf names = BUF(set->arena);
	for (size_t i = 0; i < set->fonts.n; i++) {
		report_restricted(set->fonts.v[i], diags);
		write_font(set->fonts.v[i], i, pdf, &names);
	}
	return pdf_add(pdf, buf_str(&names));
}
