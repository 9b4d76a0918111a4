/* The spacing table.  One cell for two neighbours' classes; where a cell is
 * blank nothing stands between them and nothing gives. */
#include "text/classes.h"

/* Kinds of glue, as 1/1000 em: natural, how far it shrinks and stretches, and when. */
enum kind {
	NIL,     /* solid, and stays so */
	JOIN,    /* solid between two squares; stretches last */
	GAP,     /* Han beside Latin: a quarter, an eighth to a half */
	BRACKET, /* half of a bracket */
	COMMA,   /* half of a comma, or of two marks that face each other over one */
	STOP,    /* half of a full stop: the last to give */
	DOT,     /* a quarter beside an interpunct */
	KIND_COUNT
};

/* A mark squeezed to nothing beside a character reads as a slip, so each keeps at
 * least an eighth of an em, and those that part clauses a quarter. */
static const struct spacing kinds[KIND_COUNT] = {
	[NIL] = {0, 0, 0, RANK_HAN, RANK_HAN},
	[JOIN] = {0, 0, 250, RANK_HAN, RANK_HAN},
	[GAP] = {250, 125, 250, RANK_HAN_LATIN, RANK_HAN_LATIN},
	[BRACKET] = {500, 375, 125, RANK_BRACKET, RANK_MARK},
	[COMMA] = {500, 250, 125, RANK_COMMA, RANK_MARK},
	[STOP] = {500, 250, 125, RANK_STOP, RANK_MARK},
	[DOT] = {250, 125, 125, RANK_MIDDLE, RANK_MARK},
};

enum { C = COMMA, B = BRACKET, S = STOP, D = DOT, G = GAP, J = JOIN, o = NIL };

/* clang-format off */
/* Rows: the class before; columns: the class after.  Two facing halves of an em
 * are set as one: ，《 and ）（ take 1.5 em in all (clreq 3.1.6.2). */
static const uint8_t table[CLASS_COUNT][CLASS_COUNT] = {
	/*                    han opn cls com stp bng mid cen dsh lat dig lmk spc fix obj non */
	[CLASS_HAN] =        { J,  B,  J,  J,  J,  J,  D,  J,  J,  G,  G,  o,  o,  J,  G,  o},
	[CLASS_OPEN] =       { J,  o,  o,  o,  o,  o,  D,  J,  J,  o,  o,  o,  o,  o,  o,  o},
	[CLASS_CLOSE] =      { B,  B,  o,  o,  o,  o,  D,  B,  B,  B,  B,  B,  B,  B,  B,  o},
	[CLASS_COMMA] =      { C,  C,  o,  o,  o,  o,  D,  C,  C,  C,  C,  C,  C,  C,  C,  o},
	[CLASS_STOP] =       { S,  S,  o,  o,  o,  o,  D,  S,  S,  S,  S,  S,  S,  S,  S,  o},
	[CLASS_BANG] =       { S,  S,  o,  o,  o,  o,  D,  S,  S,  S,  S,  S,  S,  S,  S,  o},
	[CLASS_MIDDLE] =     { D,  D,  D,  D,  D,  D,  D,  D,  D,  D,  D,  D,  D,  D,  D,  o},
	[CLASS_CENTERED] =   { J,  B,  o,  o,  o,  o,  D,  o,  J,  J,  J,  J,  o,  J,  J,  o},
	[CLASS_DASH] =       { J,  B,  o,  o,  o,  o,  D,  J,  o,  o,  o,  o,  o,  J,  J,  o},
	[CLASS_LATIN] =      { G,  B,  o,  o,  o,  o,  D,  o,  o,  o,  o,  o,  o,  o,  o,  o},
	[CLASS_DIGIT] =      { G,  B,  o,  o,  o,  o,  D,  o,  o,  o,  o,  o,  o,  o,  o,  o},
	[CLASS_LATIN_MARK] = { o,  B,  o,  o,  o,  o,  D,  o,  o,  o,  o,  o,  o,  o,  o,  o},
	[CLASS_SPACE] =      { o,  B,  o,  o,  o,  o,  D,  o,  o,  o,  o,  o,  o,  o,  o,  o},
	[CLASS_FIXED] =      { J,  B,  J,  J,  J,  J,  D,  J,  J,  o,  o,  o,  o,  o,  o,  o},
	[CLASS_OBJECT] =     { G,  B,  o,  o,  o,  o,  D,  J,  J,  o,  o,  o,  o,  o,  o,  o},
	[CLASS_NONE] =       { o,  o,  o,  o,  o,  o,  o,  o,  o,  o,  o,  o,  o,  o,  o,  o},
};
/* clang-format on */

struct spacing spacing_between(enum mark_style style, enum char_class before, enum char_class after)
{
	struct spacing s = kinds[table[before][after]];

	/* In Japan a full stop's half never gives inside a line (JLREQ 3.8.3). */
	if (style == MARKS_JAPANESE && before == CLASS_STOP && s.natural)
		s.shrink = 0;
	return s;
}

/* clreq 3.2.4, JLREQ 3.8: a word space is half an em at most. */
#define WORD_SPACE_MOST 500

struct spacing spacing_of_space(int advance)
{
	int stretch = advance < WORD_SPACE_MOST ? WORD_SPACE_MOST - advance : 0;

	return (struct spacing){(int16_t)advance, (int16_t)(advance / 4), (int16_t)stretch, RANK_WORD,
				RANK_WORD};
}
