/* Inside text/: a paragraph's characters with everything that is known of each
 * before any glyph is: what shaping walks over.
 *
 *   units_read      join the pieces, decode, find grapheme clusters, bidi levels
 *   units_classify  classes; which “ ” … — · are Latin; which spaces are absorbed
 *   units_break     what may be done before each
 *
 * A paragraph's units live in the scratch arena that is passed.
 */
#ifndef WENZHAI_TEXT_UNITS_H
#define WENZHAI_TEXT_UNITS_H

#include "text/breaks.h"
#include "text/chars.h"
#include "text/hyphen.h"
#include "text/shape.h"

enum {
	UNIT_START = 1, /* begins a grapheme cluster */
	UNIT_URL = 2,
	UNIT_LATIN = 4, /* an ambiguous mark in Latin context */
	/* The nearest strong character on either side is Latin, or fills a square. */
	UNIT_LEFT_LATIN = 8,
	UNIT_LEFT_SQUARE = 16,
	UNIT_RIGHT_LATIN = 32,
	UNIT_RIGHT_SQUARE = 64,
	UNIT_CUT = 128, /* a START that is none to the reader: an overlong cluster goes on */
};

struct unit {
	uint32_t c;
	uint32_t at; /* byte offset */
	uint16_t piece;
	uint16_t sets;  /* enum char_set */
	uint8_t klass;  /* enum char_class */
	uint8_t level;  /* bidi */
	uint8_t before; /* enum break_kind; of UNIT_START ones */
	uint8_t flags;
};

struct units {
	const struct paragraph_text *paragraph;
	struct str text;
	struct unit *v; /* v[n] is an end with at = text.n and UNIT_START */
	size_t n;
	uint16_t sets; /* all of them together */
	bool bidi;
};

/* A cluster longer than this is cut: 50,000 marks on one base are no character,
 * and HarfBuzz and `cluster.length` want bounds. */
#define GRAPHEME_UNITS_MAX 64u
/* Offsets are 32 bits wide, signed in ICU. */
#define TEXT_BYTES_MAX 0x7ffffff0u
#define PIECES_MAX     0x10000u

struct set_cache {
	uint16_t bmp[0x10000]; /* char_sets of each; 0: not asked for yet */
};

void units_read(struct units *u, struct arena *text, struct arena *scratch, const struct paragraph_text *p,
		struct set_cache *cache, struct breaker *breaker);
void units_classify(struct units *u);
void units_break(struct units *u, struct arena *scratch, struct breaker *breaker, struct hyphens *hyphens);

/* In vertical text: how many digits stand upright side by side in one square (縦中横, clreq
 * 3.2.5), one or two that no other Latin stands beside; 0: none. */
int units_in_cell(const struct units *u, const struct unit *from);

static inline const struct piece *unit_piece(const struct units *u, const struct unit *unit)
{
	return &u->paragraph->pieces[unit->piece];
}

#endif
