/* Atoms: what a line breaker and a justifier see of a shaped paragraph.
 *
 * An atom is a cluster that leaves ink (or an object), measured from ink square
 * to ink square: the free half of a full-width mark is not in it.  Between two
 * atoms stands glue, from the spacing table; typed spaces and zero-width
 * characters dissolve into that glue.  So a line always begins and ends with
 * ink: the free halves at its edges are lost without a special case, and so
 * are typed spaces there.
 *
 *      atom 0  glue 1  atom 1  glue 2  atom 2 …      glue 0 is never used
 *
 * Lives in the scratch arena that was passed; belongs to one thread.
 */
#ifndef WENZHAI_LAYOUT_ATOMS_H
#define WENZHAI_LAYOUT_ATOMS_H

#include "base/arena.h"
#include "text/classes.h"
#include "text/shape.h"

/* What a character counts for when a last line is weighed. */
enum atom_weight { WEIGHT_MARK /* or the call of a note */, WEIGHT_HAN, WEIGHT_LETTER };

struct atom {
	uint32_t cluster; /* index in shaped.clusters */
	uint32_t space;   /* 1 + index of the first typed space in the glue before it; 0: none */
	coord ink;        /* from ink square to ink square */
	coord start;      /* the glyph's origin lies so far before the ink square */
	coord natural;    /* glue before it: pt/1024 */
	coord shrink;     /* at most natural */
	coord stretch;
	coord widened;        /* how much of the ink is room for ruby */
	uint8_t shrink_rank;  /* enum glue_rank */
	uint8_t stretch_rank; /* enum glue_rank */
	uint8_t before;       /* enum break_kind: may a line begin with it? */
	uint8_t weight;       /* enum atom_weight */
	bool hangs;           /* a mark that may hang in the margin, where the style wants it */
	uint8_t joint;        /* enum joint: may a name be torn before it? */
	bool belongs;         /* to what is before it: a line should not begin here, but may */
	bool inside;          /* it and what is before it are of one word, as 发布 is */
	bool fixed;           /* inside verbatim text: the glue before it never changes */
	coord kerning;        /* its last letter is wider by so much when nothing follows it */
	coord reserve;        /* what the glue before it gives when that of the line's ranks is at an end */
};

/* Sums over all atoms before one, so that any line is measured by a difference. */
struct atom_sum {
	int64_t width; /* ink and natural glue */
	int64_t shrink;
	int64_t stretch; /* of every rank before RANK_HAN */
	int64_t han;     /* stretch of RANK_HAN */
	int64_t reserve; /* ... of them all */
	uint32_t marks;  /* atoms that are WEIGHT_MARK */
	uint32_t han_count;
};

struct atoms {
	const struct shaped *shaped;
	const struct piece *pieces;
	struct atom *v;
	size_t n;
	struct atom_sum *sum; /* n + 1 */
};

void atoms_build(struct arena *scratch, const struct shaped *shaped, const struct piece *pieces,
		 enum mark_style marks, struct atoms *out);
/* To be called again after an atom's width or glue was changed (ruby). */
void atoms_sum(struct atoms *t);

/* Of the line of atoms [from, to): its natural width, and how much it can give and take. */
static inline struct atom_sum atoms_between(const struct atoms *t, size_t from, size_t to)
{
	const struct atom_sum *x = &t->sum[from], *y = &t->sum[to];
	const struct atom *a = &t->v[from];
	struct atom_sum s = {0};

	if (from >= to)
		return s;
	s.width = y->width - x->width - a->natural;
	s.shrink = y->shrink - x->shrink - a->shrink;
	s.stretch = y->stretch - x->stretch;
	s.han = y->han - x->han;
	if (a->stretch_rank == RANK_HAN)
		s.han -= a->stretch;
	else
		s.stretch -= a->stretch;
	s.reserve = y->reserve - x->reserve - a->reserve;
	s.marks = y->marks - x->marks;
	s.han_count = y->han_count - x->han_count;
	return s;
}

#endif
