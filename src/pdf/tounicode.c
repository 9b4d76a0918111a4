/* The ToUnicode CMap: page codes to the text that they were set from.  It comes
 * from the source's own clusters, never from inverting the font's cmap, which turns
 * 而 into the radical ⽽. */
#include "pdf/fontset.h"
#include "pdf/syntax.h"

#include <stdlib.h>

/* Adobe TN 5014: at most 100 entries between begin and end. */
#define BLOCK_ENTRIES 100

static const char HEAD[] = "/CIDInit /ProcSet findresource begin\n"
			   "12 dict begin\n"
			   "begincmap\n"
			   "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
			   "/CMapName /Adobe-Identity-UCS def\n"
			   "/CMapType 2 def\n"
			   "1 begincodespacerange\n"
			   "<0000> <FFFF>\n"
			   "endcodespacerange\n";
static const char TAIL[] = "endcmap\n"
			   "CMapName currentdict /CMap defineresource pop\n"
			   "end\n"
			   "end\n";

static int by_code(const void *a, const void *b)
{
	const struct glyph_use *x = *(const struct glyph_use *const *)a,
			       *y = *(const struct glyph_use *const *)b;
	return x->code < y->code ? -1 : x->code > y->code;
}

static bool has_text(const struct glyph_use *use)
{
	return use->text && use->text != GLYPH_NO_TEXT;
}

static size_t entries_of(const struct glyph_use **entries, const struct font *font)
{
	size_t n = 0;
	for (size_t i = 0; i < 65536; i++) {
		if (!font->blocks[i / GLYPH_BLOCK])
			i += GLYPH_BLOCK - 1;
		else if (has_text(font_glyph(font, (uint16_t)i)))
			entries[n++] = font_glyph(font, (uint16_t)i);
	}
	return n;
}

static void put_entry(struct buf *b, const struct font *font, const struct glyph_use *use)
{
	char one[4];
	buf_printf(b, "<%04X> <", (unsigned)use->code);
	if (use->text >= GLYPH_TEXTS)
		put_utf16_hex(b, font->texts.v[use->text - GLYPH_TEXTS]);
	else
		put_utf16_hex(b, (struct str){one, utf8_encode(use->text, one)});
	buf_add(b, S(">\n"));
}

static void put_entries(struct buf *b, const struct font *font, const struct glyph_use **entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i % BLOCK_ENTRIES == 0)
			buf_printf(b, "%zu beginbfchar\n", n - i < BLOCK_ENTRIES ? n - i : BLOCK_ENTRIES);
		put_entry(b, font, entries[i]);
		if (i % BLOCK_ENTRIES == BLOCK_ENTRIES - 1 || i == n - 1)
			buf_add(b, S("endbfchar\n"));
	}
}

struct str to_unicode_map(struct arena *a, const struct font *font)
{
	const struct glyph_use **entries = ARENA_ARRAY(a, font->used, const struct glyph_use *);
	size_t n = entries_of(entries, font);
	qsort(entries, n, sizeof *entries, by_code);
	struct buf b = BUF(a);
	buf_add(&b, (struct str){HEAD, sizeof HEAD - 1});
	put_entries(&b, font, entries, n);
	buf_add(&b, (struct str){TAIL, sizeof TAIL - 1});
	return buf_str(&b);
}
