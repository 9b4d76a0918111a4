/* A sheet: a vertical list under construction.  Strips (lines, rows, pictures)
 * stand under each other; each says what space it wants before it and what it
 * would cost to end a page there.  An article's galley is a sheet; so is what a
 * table's cell holds. */
#ifndef WENZHAI_LAYOUT_SHEET_H
#define WENZHAI_LAYOUT_SHEET_H

#include "layout/display.h"

/* Costs of ending a page before a strip, in the unit of pages.c: 100 is an empty line. */
#define PENALTY_NEVER 1000000 /* widows, headings: only when nothing else is possible */
/* A heading with a paragraph of one line below it: sooner than that the next one leaves its
 * first line there alone. */
#define PENALTY_KEEP  900000
#define PENALTY_ROW   8000
#define PENALTY_SPAN  2500 /* between rows that a cell spans: as dear as five empty lines */
#define PENALTY_ALONE 400  /* a line that seems to be a widow or an orphan */
#define PENALTY_LIST  100

/* What is set again at the head of each column that begins with the strip, and below the
 * last of them in each column but the last: a table's head, and its closing rule. */
struct repeat {
	const struct paint *paints;
	const struct area *areas;
	uint32_t paint_count, area_count;
	coord height;
	const struct paint *close; /* NULL: none */
};

struct strip {
	coord height;
	coord before;    /* glue before it, lost at a column's head */
	int32_t penalty; /* of ending a column before it */
	bool grid;       /* its top stands on the line grid */
	bool heading;
	bool prose; /* a line of running text */
	bool opens; /* on a sheet of footnotes: the first of a note */
	uint32_t paint_count, area_count;
	const struct paint *paints; /* relative to the strip's start corner */
	const struct area *areas;
	const struct repeat *repeat; /* NULL: none */
	const uint32_t *calls;       /* numbers of the footnotes that it calls */
	uint32_t call_count;
	uint32_t notes;       /* how many strips of the sheet of footnotes go with it */
	coord width, natural; /* 0 width: not a line of text */
	const struct line_note *line;
};

struct sheet_dest {
	struct str name;
	uint32_t strip; /* on which it stands; may be strips.n: at the end */
};

/* A page number that is not known yet: that of a destination. */
struct sheet_slot {
	uint32_t strip;
	coord inl_end, blk; /* where the number ends; its baseline from the strip's top */
	coord size;
	struct str dest;
};

struct sheet {
	struct arena *arena;
	VEC(struct strip) strips;
	VEC(struct sheet_dest) dests;
	VEC(struct sheet_slot) slots;
	/* What the next strip gets. */
	coord space; /* the largest wanted since the last strip */
	int32_t penalty;
	int keep;                 /* so many strips must follow on the same page */
	bool kept;                /* the first of them has */
	VEC(struct paint) marker; /* of a list item: goes with the next line of text; baseline at 0 */
};

void sheet_init(struct sheet *s, struct arena *arena);
/* Room for about so many strips on an empty sheet: growing, their list would leave a copy of
 * every smaller size in the arena. */
void sheet_reserve(struct sheet *s, size_t strips);
void sheet_space(struct sheet *s, coord space);       /* at least so much before the next strip */
void sheet_penalty(struct sheet *s, int32_t penalty); /* at least so dear */
void sheet_keep(struct sheet *s, int strips);         /* with the next so many, or a picture */
void sheet_dest(struct sheet *s, struct str name);    /* on the next strip */
/* Adds a strip, with the space, penalty and marker that wait for it. */
struct strip *sheet_add(struct sheet *s, struct strip strip);
/* A line of text: `baseline` from its top, where a waiting marker is put. */
struct strip *sheet_add_line(struct sheet *s, struct strip strip, coord baseline);
/* Adds more paints to the last strip. */
void sheet_paint_more(struct sheet *s, const struct paint *paints, size_t n);
/* Copies what a strip is painted with to another place. */
void strip_move(const struct strip *from, coord inl, coord blk, struct paint *paints, struct area *areas);
/* The height of all strips, were no column to end between them. */
int64_t sheet_height(const struct sheet *s);

#endif
