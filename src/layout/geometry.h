/* The geometry of a style's pages: where columns of text stand on them.  Lengths in
 * 1/1024 pt, from the page's start corner, along and across the lines. */
#ifndef WENZHAI_LAYOUT_GEOMETRY_H
#define WENZHAI_LAYOUT_GEOMETRY_H

#include "layout/style.h"

/* Where text stands on a page; measures are whole numbers of ems. */
struct geometry {
	coord measure; /* of a column */
	coord full;    /* of all columns with their gaps */
	coord height;  /* a whole number of lines */
	int columns;
	coord column_step;       /* from one column's start to the next */
	coord inl_odd, inl_even; /* start of the first column on odd and even pages */
	coord blk_odd, blk_even; /* top of the first line */
};
struct geometry geometry_of(const struct page_style *style);
/* Where the first column begins on a page; page 0 is odd to a reader. */
static inline coord geometry_inl(const struct geometry *g, size_t page)
{
	return page % 2 ? g->inl_even : g->inl_odd;
}
static inline coord geometry_blk(const struct geometry *g, size_t page)
{
	return page % 2 ? g->blk_even : g->blk_odd;
}

#endif
