/* Character classes of the spacing table, and the table itself: what glue stands
 * between two neighbours on a line (clreq 3.1, 3.2; JLREQ 3.1 where Japanese).
 */
#ifndef WENZHAI_TEXT_CLASSES_H
#define WENZHAI_TEXT_CLASSES_H

#include "base/unit.h"
#include "base/str.h"

enum char_class {
	CLASS_HAN,      /* ideographs, kana, hangul, and what else fills its square */
	CLASS_OPEN,     /* （「《“ full-width: ink in the second half */
	CLASS_CLOSE,    /* ）」》” full-width: ink in the first half */
	CLASS_COMMA,    /* ，、；： in mainland and Japanese style: ink in the first half */
	CLASS_STOP,     /* 。． first half */
	CLASS_BANG,     /* ？！ */
	CLASS_MIDDLE,   /* ・ · full-width: a quarter em free on either side */
	CLASS_CENTERED, /* traditional ，。、；： centred in its square: keeps its space */
	CLASS_DASH,     /* —— …… : two squares, unbroken */
	CLASS_LATIN,    /* letters, and marks that go with them */
	CLASS_DIGIT,
	CLASS_LATIN_MARK, /* . , ; : ! ? ) ( half-width: no gap to Han */
	CLASS_SPACE,    /* a word space: glue itself */
	CLASS_FIXED,    /* a space that is not glue: code, U+2003… */
	CLASS_OBJECT,   /* inline picture */
	CLASS_NONE,     /* newline, zero-width */
	CLASS_COUNT
};

enum mark_style { MARKS_MAINLAND, MARKS_TRADITIONAL, MARKS_JAPANESE };

/* The free half of a full-width mark, in 1/1000 em, at its start and end. */
struct mark_sides {
	int16_t start, end;
};
struct mark_sides class_sides(enum char_class c);

/* Order in which glue gives and takes (clreq 3.2.4, JLREQ 3.8): lower first. */
enum glue_rank {
	RANK_LINE_END,   /* the trailing half of a mark at the line's end */
	RANK_WORD,       /* word spaces */
	RANK_MIDDLE,     /* interpuncts */
	RANK_BRACKET,    /* brackets */
	RANK_COMMA,
	RANK_HAN_LATIN,
	RANK_STOP,
	RANK_HAN,        /* between any two characters: stretch only */
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

#endif
