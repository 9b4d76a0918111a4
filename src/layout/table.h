/* A table's grid and the widths of its columns (table-grid.c), and what is set in place of a
 * table that is too wide (table-list.c), for tables.c. */
#ifndef WENZHAI_LAYOUT_TABLE_H
#define WENZHAI_LAYOUT_TABLE_H

#include "layout/setter.h"

/* More columns than this are set as a list: no page is so wide. */
#define TABLE_COLUMNS_SET 20
#define CELL_PAD          400 /* 1/1000 em, on either side of a cell's text */

struct cell {
	const struct block *block;
	uint32_t row;
	uint16_t column, colspan, rowspan;
	coord least, most; /* widths of its content */
};

struct grid {
	struct cell *cells; /* by rows */
	size_t cell_count;
	const struct block **rows;
	size_t row_count;
	size_t head_rows; /* at the top, set again on each page */
	size_t columns;
	coord width[TABLE_COLUMNS_SET];  /* with padding on both sides */
	bool numbers[TABLE_COLUMNS_SET]; /* columns of numbers, which stand flush right */
};

/* In scratch; of any number of columns.  False when there is nothing in the table. */
bool grid_make(struct setter *st, const struct block *table, struct grid *g);
/* Widths of the cells' contents, in frame `f`; from here on of no more than TABLE_COLUMNS_SET. */
void grid_measure(struct setter *st, const struct frame *f, struct grid *g);
/* Of no more than TABLE_COLUMNS_SET columns: decides by the cells below the head that stand in one. */
void grid_find_numbers(struct setter *st, struct grid *g);
/* Shares `measure` out to the columns, the measured widths scaled by size/1000.
 * False when the least widths do not fit. */
bool grid_share(struct grid *g, coord measure, coord em, int size);

struct frame cell_frame(const struct frame *f, const struct cell *c, bool head);

/* Each row as lines of "head: cell". */
void table_list_set(struct setter *st, const struct frame *f, const struct grid *grid);

#endif
