/* Breaking a paragraph into lines by total fit (Knuth and Plass 1981), over the
 * boxes and glue of atoms.h.
 *
 * The whole paragraph is weighed: each place where a line may end is a node with
 * the cost of the best way to get there.  As all lines but the first have one
 * measure, one node a place is enough, and places leave the list of active ones
 * at its head as they get too far away: linear time for any text.
 *
 * No line is ever wider than its measure, unless it is a single atom.  When no
 * solution is within the limits, they are widened in a fixed order:
 *   1  glue within its limits, names torn behind a mark in them, no lone character
 *      on the last line
 *   2  a reserve: letters set apart by a twentieth of an em, more space beside marks; names
 *      torn before a capital in them
 *   3  names torn between any letters (joints.h), words that no dictionary has hyphenated by
 *      guess, inline code parted at its spaces; where nothing of it helps, glue stretched beyond
 *      its limits, and where that would be gaps of several times as much, any word torn
 *   4  breaks before any cluster
 */
#ifndef WENZHAI_LAYOUT_PARAGRAPH_H
#define WENZHAI_LAYOUT_PARAGRAPH_H

#include "layout/atoms.h"
#include "layout/display.h"

struct fit {
	coord measure;
	coord indent;  /* of the first line, and of each line after a forced end */
	coord hang;    /* of all other lines (verse, code) */
	coord hyphen;  /* width of a hyphen in the body's size */
	bool first;    /* not the whole is weighed: each line takes what it can (first fit) */
	bool tight;    /* fewer lines are worth more than even ones */
	bool ragged;   /* lines keep their natural widths and are made about equal */
	bool balanced; /* ... the last one, too: titles */
	bool hang_marks;
	bool columns;    /* lines stand beside others: an opening mark at a head blurs the edge */
	bool open_ended; /* the text goes on: the last line counts as full */
};

struct line_break {
	uint32_t from, to; /* atoms */
	uint8_t end;       /* enum line_end */
	uint8_t pass;      /* the limits within which the paragraph was broken, 1 to 4 */
	int64_t cost;      /* the line's share of what was made least */
	coord indent;      /* where it begins */
	bool last;         /* of a paragraph or before a forced end: not stretched */
	bool hyphen;       /* a hyphen is set at its end */
	bool loose;        /* has so little glue that it is not stretched */
};

/* Breaks all atoms; the lines live in `scratch`.  Returns their number (0 only
 * when there are no atoms). */
size_t paragraph_break(struct arena *scratch, const struct atoms *t, const struct fit *fit,
		       struct line_break **lines);

/* The width of the widest part that cannot be broken, and of the text on one line:
 * what a table's columns are made from. */
void paragraph_widths(const struct atoms *t, coord *least, coord *most);

/* Natural width of a line without hyphen; what hangs is not counted. */
coord paragraph_line_width(const struct atoms *t, const struct fit *fit, const struct line_break *line);

#endif
