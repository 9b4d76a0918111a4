#include "pdf/place.h"

struct box place_box(const struct display *d, coord inl, coord blk, coord inl_size, coord blk_size)
{
	int64_t left = d->vertical ? (int64_t)d->width - blk - blk_size : inl;
	int64_t right = left + (d->vertical ? blk_size : inl_size);
	int64_t top = (int64_t)d->height - (d->vertical ? inl : blk);
	int64_t bottom = top - (d->vertical ? inl_size : blk_size);
	struct box box = {.x = milli_from_coord(left), .y = milli_from_coord(bottom)};
	box.width = milli_from_coord(right) - box.x;
	box.height = milli_from_coord(top) - box.y;
	return box;
}

/* Zoom and left edge stay as the reader has them.  In vertical text `blk` is a column,
 * whose top is the page's. */
void put_destination(struct buf *b, const struct display *d, const struct dest *dest, const unsigned *pages)
{
	buf_add_char(b, '[');
	put_ref(b, pages[dest->page]);
	buf_add(b, S(" /XYZ null "));
	put_milli(b, milli_from_coord((int64_t)d->height - (d->vertical ? 0 : dest->blk)));
	buf_add(b, S(" null]"));
}
