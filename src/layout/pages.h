/* Breaking a flow of strips into columns by total fit: the same idea as
 * paragraph.h, turned on its side.
 *
 * All ways to end columns are weighed at once: the square of the lines left empty
 * at each foot, and the penalty of the strip before which the column ends.  What
 * must not be parted (PENALTY_NEVER) is parted only when nothing else fits.
 *
 * Footnotes stand at the foot of the column that calls them and are weighed with its
 * lines.  They are one sequence, in the order of the calls: a strip says how many of
 * them are its own (strip.notes).  As a last resort the last note of a column goes on
 * in the next, with two lines at least on either side; and where even that is not to
 * be had, whole notes do.
 */
#ifndef WENZHAI_LAYOUT_PAGES_H
#define WENZHAI_LAYOUT_PAGES_H

#include "layout/sheet.h"
#include "layout/style.h"

/* The first columns may be lower than the rest: they begin below a head. */
#define FIRST_COLUMNS_MAX 2

struct column_room {
	coord lines; /* the lowest that a line may reach */
	coord whole; /* lines and notes together; at least `lines` */
	bool noted;  /* notes stand at its foot already: these follow them, without a rule */
};

struct column_rooms {
	struct column_room first[FIRST_COLUMNS_MAX];
	uint8_t first_count;
	struct column_room rest;
	coord pitch; /* of the line grid */

	const struct strip *notes;
	size_t note_count; /* what no strip calls stands in the last column */
	size_t carried;    /* notes[0 .. carried) are what columns before left over */
	coord note_gap;    /* from the lowest line to the first note, with the rule between */
};

struct column {
	uint32_t from, to;           /* strips; may be empty when the first columns are too low */
	uint32_t note_from, note_to; /* notes at its foot */
};

/* Where strip `i` stands when the one before ended at `y` (`first`: it heads its column). */
coord strip_top(const struct strip *s, coord y, bool first, coord pitch);
/* From the lowest line to the first note. */
coord notes_gap(const struct page_style *style);
/* The height of notes [from, to) one below the other. */
int64_t notes_height(const struct strip *notes, size_t from, size_t to);

/* Returns the number of columns; they live in `scratch`.  *cost may be NULL. */
size_t columns_break(struct arena *scratch, const struct strip *strips, size_t n,
		     const struct column_rooms *rooms, struct column **columns, int64_t *cost);

#endif
