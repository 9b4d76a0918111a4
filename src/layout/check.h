/* The rules of TYPOGRAPHY.md, measured on finished pages: what typocheck measures in a
 * PDF, and what only the display list tells.
 *
 * Where glyphs stand is measured anew, from the runs and the faces' own widths; what
 * was meant (where a line's measure begins, whether it ends a paragraph) is taken from
 * the lines' notes.  Nothing of the breaker or the justifier is asked.  Axes are
 * logical, so vertical pages are measured by the same rules.
 */
#ifndef WENZHAI_LAYOUT_CHECK_H
#define WENZHAI_LAYOUT_CHECK_H

#include "layout/display.h"
#include "layout/style.h"

enum rule {
	RULE_HEAD,    /* a line begins with what must not begin one (clreq 3.1.4) */
	RULE_TAIL,    /* ... ends with what must not end one */
	RULE_SPLIT,   /* —— …… a number, or a number and its unit is torn */
	RULE_TORN,    /* a word without a place for a hyphen is torn: the last resort */
	RULE_OVER,    /* ink reaches past the measure */
	RULE_RAGGED,  /* a justified line misses its measure */
	RULE_LOOSE,   /* a line has so little to stretch that it was left short */
	RULE_RUNT,    /* a paragraph's last line is one Han character */
	RULE_STRETCH, /* two Han characters stand more than a quarter em apart */
	RULE_GAP,     /* Han and Latin closer than an eighth of an em or farther than half of one */
	RULE_PAIR,    /* two marks in a row with more or less between them than their pair has */
	RULE_ORDER,   /* glue gave or took before what comes first had none left (clreq 3.2.4) */
	RULE_GRID,    /* a line of running text off the grid */
	RULE_HEADING, /* a heading ends its column */
	RULE_WIDOW,   /* a paragraph's last line alone at a column's head */
	RULE_ORPHAN,  /* a paragraph's first line alone at a column's foot */
	RULE_COUNT
};

struct fault {
	enum rule rule;
	uint32_t page; /* from 0 */
	coord inl, blk;
	coord by;        /* how much, where that is a length */
	struct str text; /* of the line */
};

/* Of each rule so many are kept; all are counted. */
#define FAULTS_KEPT 20

struct findings {
	size_t lines;
	size_t count[RULE_COUNT];
	VEC(struct fault) faults; /* in the order of the pages */
};

/* Results live in `a`.  Any thread. */
void display_check(const struct display *d, const struct page_style *style, struct arena *a,
		   struct findings *found);
/* A line per rule with its count, and below it the faults: --dump=check. */
void findings_dump(const struct findings *found, struct stream *out);

#endif
