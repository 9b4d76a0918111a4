/* Inside text/: words through HarfBuzz, with a cache of short ones.
 *
 * A word is text of one face, script, direction and look between two spaces:
 * kerning with a space is nothing that a reader sees, and dates, names and units come
 * again and again.
 */
#ifndef WENZHAI_TEXT_WORDS_H
#define WENZHAI_TEXT_WORDS_H

#include "base/str.h"
#include "text/face.h"

/* HarfBuzz is quadratic on some runs (marks that look back for their base), so
 * a longer one is cut: a 300,000-letter word is 150 of them. */
#define WORD_BYTES_MAX 2048u

enum word_look {
	LOOK_TEXT,   /* kerned, ligatures; “ ” proportional */
	LOOK_CODE,   /* neither */
	LOOK_SQUARE, /* full-width forms */
	LOOK_HALF,   /* half-width forms: two digits in a square */
	LOOK_COUNT
};

enum word_way { WAY_RIGHT, WAY_LEFT, WAY_DOWN };

struct word_key {
	const struct face *face;
	struct str text;
	uint32_t script; /* ISO 15924 tag, as HarfBuzz has it */
	uint8_t look, way, lang;
};

struct word_glyph {
	int32_t advance, offset, rise; /* font units, as in shaped_glyph */
	uint16_t gid;
	uint16_t at; /* byte offset in the word of the cluster it belongs to */
};

struct word {
	const struct word_glyph *glyphs; /* visual order: `at` falls where the way is left */
	size_t n;
};

struct words;
struct words *words_new(void);
void words_free(struct words *w);

/* Valid until the next call. */
struct word words_shape(struct words *w, const struct word_key *key);

/* The script of a character; common and inherited ones have `otherwise`. */
uint32_t word_script(uint32_t c, uint32_t otherwise);

#endif
