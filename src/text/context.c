/* Classes that hang on the text around: quotation marks, dashes and spaces. */
#include "text/units.h"

/* Quotations nested deeper than this are matched no further. */
#define QUOTES_MAX 16u

enum { STRONG_NONE, STRONG_LATIN, STRONG_SQUARE };

static int strength(const struct unit *unit)
{
	if (unit->sets & SET_SQUARE)
		return STRONG_SQUARE;
	return unit->sets & (SET_LETTER | SET_STRONG) ? STRONG_LATIN : STRONG_NONE;
}

/* Carries the nearest strong character to each ambiguous mark: forwards, then back. */
static void find_neighbours(struct units *u)
{
	int strong = STRONG_NONE;

	for (size_t i = 0; i < u->n; i++) {
		struct unit *unit = &u->v[i];
		int own = strength(unit);
		unit->flags |= strong == STRONG_LATIN    ? UNIT_LEFT_LATIN
			       : strong == STRONG_SQUARE ? UNIT_LEFT_SQUARE
							 : 0;
		strong = unit->c == '\n' ? STRONG_NONE : own ? own : strong;
	}
	strong = STRONG_NONE;
	for (size_t i = u->n; i-- > 0;) {
		struct unit *unit = &u->v[i];
		int own = strength(unit);
		unit->flags |= strong == STRONG_LATIN    ? UNIT_RIGHT_LATIN
			       : strong == STRONG_SQUARE ? UNIT_RIGHT_SQUARE
							 : 0;
		strong = unit->c == '\n' ? STRONG_NONE : own ? own : strong;
	}
}

#define SQUARES (UNIT_LEFT_SQUARE | UNIT_RIGHT_SQUARE)
#define LATINS  (UNIT_LEFT_LATIN | UNIT_RIGHT_LATIN)

/* Latin on the one side, and nothing Chinese on the other. */
static bool latin_around(unsigned flags)
{
	return !(flags & SQUARES) && (flags & LATINS);
}

/* The text outside a pair decides; where there is none, the text inside. */
static bool latin_pair(const struct unit *open, const struct unit *close)
{
	unsigned outside = (open->flags & (UNIT_LEFT_LATIN | UNIT_LEFT_SQUARE)) |
			   (close->flags & (UNIT_RIGHT_LATIN | UNIT_RIGHT_SQUARE));
	unsigned inside = (open->flags & (UNIT_RIGHT_LATIN | UNIT_RIGHT_SQUARE)) |
			  (close->flags & (UNIT_LEFT_LATIN | UNIT_LEFT_SQUARE));

	return latin_around(outside ? outside : inside);
}

static void set_latin(struct unit *unit, bool latin)
{
	unit->flags = (uint8_t)(latin ? unit->flags | UNIT_LATIN : unit->flags & ~UNIT_LATIN);
}

/* ’ between two letters is part of the word: don’t. */
static bool apostrophe(const struct units *u, size_t i)
{
	return u->v[i].c == 0x2019 && i > 0 && i + 1 < u->n && (u->v[i - 1].sets & SET_LETTER) &&
	       (u->v[i + 1].sets & SET_LETTER);
}

struct quotes {
	size_t at[QUOTES_MAX];
	size_t n;
};

static void close_quote(struct units *u, struct quotes *open, size_t i)
{
	uint32_t partner = u->v[i].c - 1; /* U+2018/2019, U+201C/201D */

	for (size_t k = open->n; k-- > 0;) {
		if (u->v[open->at[k]].c != partner)
			continue;
		bool latin = latin_pair(&u->v[open->at[k]], &u->v[i]);
		set_latin(&u->v[open->at[k]], latin);
		set_latin(&u->v[i], latin);
		open->n = k;
		return;
	}
}

/* Both marks of a pair must agree, or “iPhone”是 would have one of each. */
static void match_quote(struct units *u, struct quotes *open, size_t i)
{
	uint32_t c = u->v[i].c;

	if (c == '\n')
		open->n = 0;
	else if ((c == 0x2018 || c == 0x201C) && open->n < QUOTES_MAX)
		open->at[open->n++] = i;
	else if ((c == 0x2019 || c == 0x201D) && !apostrophe(u, i))
		close_quote(u, open, i);
}

/* Two in a row (—— ……) are Chinese ones, but right between Latin words. */
static bool latin_mark(const struct units *u, size_t i)
{
	const struct unit *unit = &u->v[i];
	bool doubled = (i > 0 && unit[-1].c == unit->c) || (i + 1 < u->n && unit[1].c == unit->c);

	if (doubled && (unit->flags & LATINS) != LATINS)
		return false;
	return apostrophe(u, i) || latin_around(unit->flags);
}

static void resolve_ambiguous(struct units *u)
{
	struct quotes open = {.n = 0};

	find_neighbours(u);
	for (size_t i = 0; i < u->n; i++)
		if (char_is_ambiguous(u->v[i].c))
			set_latin(&u->v[i], latin_mark(u, i));
	for (size_t i = 0; i < u->n; i++)
		match_quote(u, &open, i);
}

/* In code everything keeps its width: no class that glue is put beside. */
static enum char_class verbatim_class(enum char_class c)
{
	return class_is_mark(c) || c == CLASS_DASH || c == CLASS_HAN || c == CLASS_SPACE ? CLASS_FIXED : c;
}

static enum char_class unit_class(const struct units *u, struct unit *unit)
{
	const struct piece *piece = unit_piece(u, unit);
	enum char_class c = class_of(mark_style_of(piece->lang), unit->c);

	if (char_is_ambiguous(unit->c) && (piece->lang == FONT_LATIN || (unit->flags & UNIT_LATIN))) {
		unit->flags |= UNIT_LATIN;
		c = CLASS_LATIN_MARK;
	}
	if (c == CLASS_LATIN && (unit->sets & SET_INVISIBLE) && unit->c != '\t')
		c = CLASS_NONE;
	if (unit->c == '\t')
		c = CLASS_SPACE;
	return piece->verbatim ? verbatim_class(c) : c;
}

static bool latin_class(unsigned c)
{
	return c == CLASS_LATIN || c == CLASS_DIGIT || c == CLASS_OBJECT;
}

/* TYPOGRAPHY: a space typed between Han and Latin is the gap, not one more; and
 * beside a full-width mark it is nothing.  In Korean it is a word's end. */
static bool absorbed(const struct units *u, const struct unit *before, const struct unit *after)
{
	unsigned a = before->klass, b = after->klass;

	if (unit_piece(u, before)->lang == FONT_KR || unit_piece(u, after)->lang == FONT_KR)
		return false;
	return (a == CLASS_HAN && latin_class(b)) || (latin_class(a) && b == CLASS_HAN) ||
	       class_is_mark((enum char_class)a) || class_is_mark((enum char_class)b);
}

static void absorb_spaces(struct units *u)
{
	struct unit *before = NULL;

	for (size_t i = 0; i < u->n;) {
		size_t end = i;
		while (end < u->n && u->v[end].klass == CLASS_SPACE)
			end++;
		if (end > i && end < u->n && before && absorbed(u, before, &u->v[end]))
			for (size_t k = i; k < end; k++)
				u->v[k].klass = CLASS_NONE;
		if (end == i) {
			if (u->v[i].klass != CLASS_NONE || u->v[i].c == '\n')
				before = u->v[i].c == '\n' ? NULL : &u->v[i];
			end++;
		}
		i = end;
	}
}

void units_classify(struct units *u)
{
	bool spaces = false;

	resolve_ambiguous(u);
	for (size_t i = 0; i < u->n; i++) {
		struct unit *unit = &u->v[i];
		if (unit->c >= 0x4E00 && unit->c <= 0x9FFF && !unit_piece(u, unit)->verbatim)
			unit->klass = CLASS_HAN; /* most of them: no look-up */
		else
			unit->klass = (uint8_t)unit_class(u, unit);
		spaces = spaces || unit->klass == CLASS_SPACE;
	}
	if (spaces)
		absorb_spaces(u);
}
