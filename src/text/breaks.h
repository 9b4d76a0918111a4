/* Inside text/: where a line may break.
 *
 * The base rules are UAX #14 as ICU has it; what Chinese typesetting asks beyond
 * them is a table of tailorings between two characters.
 */
#ifndef WENZHAI_TEXT_BREAKS_H
#define WENZHAI_TEXT_BREAKS_H

#include "base/arena.h"
#include "base/str.h"
#include "model/style.h"

struct breaker; /* ICU's iterators; of one thread at a time */
struct breaker *breaker_new(void);
void breaker_free(struct breaker *b);

/* What may be done before the byte at an offset, as bits. */
enum { AT_BREAK = 1, AT_GRAPHEME = 2, AT_WORD = 4 };

/* Marks with AT_BREAK each offset of (0, text.n) where UAX #14 lets a line break; marks has
 * text.n + 1 places.  `lang` FONT_LATIN is the untailored standard. */
void breaker_lines(struct breaker *b, struct str text, enum font_lang lang, uint8_t *marks);
/* Marks with AT_GRAPHEME each start of a grapheme cluster (UAX #29). */
void breaker_graphemes(struct breaker *b, struct str text, uint8_t *marks);

/* Marks with AT_WORD each boundary of a word, in languages without spaces by ICU's dictionary. */
void breaker_words(struct breaker *b, struct str text, enum font_lang lang, uint8_t *marks);

/* A rule that forbids what the base rules allow: between a character of the one
 * set and a character of the other. */
struct tailoring {
	const char *name;
	uint16_t before, after; /* enum char_set */
	bool across_spaces;     /* also when spaces stand between the two */
};
extern const struct tailoring tailorings[];
extern const size_t tailoring_count;

/* The first tailoring that forbids a break between characters of these sets, or NULL. */
const struct tailoring *tailoring_between(uint16_t before, bool spaces, uint16_t after);

/* Does a unit begin the text ("km²", "GB/s", "公里")?  Such stay with the number before it,
 * also over a space. */
bool starts_with_unit(struct str text);

#endif
