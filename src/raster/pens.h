/* Glyphs on a canvas, drawn by freetype from unhinted outlines.
 *
 * Pens hold the faces opened for one page; they belong to one thread.
 */
#ifndef WENZHAI_RASTER_PENS_H
#define WENZHAI_RASTER_PENS_H

#include "raster/canvas.h"

struct pens;
struct pens *pens_new(void); /* NULL when freetype has no memory */
void pens_free(struct pens *p);

/* A glyph that its face cannot give is left out: layout has reported what no font has. */
void pens_draw(struct pens *p, struct canvas *c, const struct glyph_run *run, coord inl, coord blk);

#endif
