/* From the display's logical axes to the page's: x to the right, y upwards. */
#ifndef WENZHAI_PDF_PLACE_H
#define WENZHAI_PDF_PLACE_H

#include "layout/display.h"
#include "pdf/syntax.h"

struct box {
	milli x, y, width, height;
};

/* A logical box.  Its corners are rounded, not its sides: boxes that touch still do. */
struct box place_box(const struct display *d, coord inl, coord blk, coord inl_size, coord blk_size);
/* Appends an explicit destination: "[12 0 R /XYZ null 700 null]". */
void put_destination(struct buf *b, const struct display *d, const struct dest *dest, const unsigned *pages);

#endif
