/* Character classes of the spacing table, and the table itself: what glue stands
 * between two neighbours on a line (clreq 3.1, 3.2; JLREQ 3.1 where Japanese).
 */
#ifndef WENZHAI_TEXT_CLASSES_H
#define WENZHAI_TEXT_CLASSES_H

#include "base/str.h"
#include "base/unit.h"
#include "model/style.h"

enum char_class {
	CLASS_HAN,      /* ideographs, kana, hangul, and what else fills its square */
	CLASS_OPEN,     /* （「《“ full-width: ink in the second half */
	CLASS_CLOSE,    /* ）」》” full-width: ink in the first half */
	CLASS_COMMA,    /* ，、；： in mainland and Japanese style: ink in the first half */
	CLASS_STOP,     /* 。． first half */
	CLASS_BANG,     /* ？！ */
	CLASS_MIDDLE,   /* ・ · full-width: a quarter em free on either side */
	CLASS_CENTERED, /* traditional ，。、；： centred in its square: keeps its space */
	CLASS_DASH,     /* —— …… : two squares, unbroken; ～ ＋ ∶ : one, solid between numbers */
	CLASS_LATIN,    /* letters, and marks that go with them */
	CLASS_DIGIT,
	CLASS_LATIN_MARK, /* . , ; : ! ? ) ( half-width: no gap to Han */
	CLASS_SPACE,      /* a word space: glue itself */
	CLASS_FIXED,      /* a space that is not glue: code, U+2003… */
	CLASS_OBJECT,     /* inline picture */
	CLASS_NONE,       /* newline, zero-width */
	CLASS_COUNT
};

/* Where a square's marks stand: mainland ，。 in the lower left, traditional in the
 * middle, Japanese like mainland but for ？！ and ：；. */
enum mark_style { MARKS_MAINLAND, MARKS_TRADITIONAL, MARKS_JAPANESE };
enum mark_style mark_style_of(enum font_lang lang);

/* A character's class in Chinese context; “ ” ‘ ’ … — · of Latin context are
 * Latin marks, which only the text around them tells (shape_paragraph does). */
enum char_class class_of(enum mark_style style, uint32_t c);
/* The same in vertical text: ？！；： stand upright, and the half that they leave free is
 * beside them, not behind: they keep their square (clreq 3.1.6.4). */
enum char_class class_vertical(enum char_class k, uint32_t c);
bool char_is_ambiguous(uint32_t c); /* one of those */
/* Full-width marks, and those of them that leave a part of their square free. */
bool class_is_mark(enum char_class c);   /* OPEN … CENTERED */
bool class_has_blank(enum char_class c); /* OPEN … MIDDLE: class_sides are not 0 */

/* The free half of a full-width mark, in 1/1000 em, at its start and end. */
struct mark_sides {
	int16_t start, end;
};
struct mark_sides class_sides(enum char_class c);
/* What a glyph narrower than its square, by `rest`, is moved from the square's start. */
coord class_lead(enum char_class c, coord rest);
/* Thus a mark's ink square is its advance less start and end, and a line is
 *   ink square, spacing_between, ink square, spacing_between, …, ink square
 * with nothing before the first nor after the last (but see shape.h). */

/* Order in which glue gives and takes, lower first (clreq 3.2.4, JLREQ 3.8):
 * shrinking word spaces, interpuncts, brackets, commas, Han beside Latin, full stops (the
 * blank half of a mark at the line's end, which goes before all of them, is never there: no
 * line is measured with it, see shape.h); stretching word spaces, Han beside Latin, and then
 * everything between characters: beside marks first, where space is expected. */
enum glue_rank {
	RANK_WORD,      /* word spaces */
	RANK_MIDDLE,    /* shrink: interpuncts */
	RANK_BRACKET,   /* shrink: brackets */
	RANK_COMMA,     /* shrink */
	RANK_HAN_LATIN, /* to an eighth of an em, to half of one */
	RANK_STOP,      /* shrink: 。？！ */
	RANK_MARK,      /* stretch: beside any mark */
	RANK_HAN,       /* stretch: between any two squares */
	RANK_COUNT
};

/* Glue between two clusters, in 1/1000 of the em of the larger. */
struct spacing {
	int16_t natural, shrink, stretch;
	uint8_t shrink_rank, stretch_rank;
};
/* Replaces both free sides that face each other at this place: natural is the
 * whole space from ink square to ink square (）。 gives 0 of a possible 500). */
struct spacing spacing_between(enum mark_style style, enum char_class before, enum char_class after);

/* What a CLASS_SPACE gives itself, in 1/1000 em, when it is `advance` (the same) wide:
 * it shrinks by a quarter of itself and stretches to half an em. */
struct spacing spacing_of_space(int advance);

#endif
