/* The pictures: each file once, whatever number of articles show it. */
#ifndef WENZHAI_EPUB_PICTURES_H
#define WENZHAI_EPUB_PICTURES_H

#include "base/diag.h"
#include "epub/part.h"
#include "model/picture.h"
#include "model/style.h"

struct pictures; /* by file name; one thread */

struct pictures *pictures_new(struct arena *a);
void pictures_free(struct pictures *p);
/* Adds the picture's file to the package unless it is there. */
void pictures_add(struct pictures *p, const struct picture *picture, struct package *package,
		  struct diags *diags);

/* Percent of the line that the picture takes: what a screen of the profile's
 * pixels would give it, enlarged as browsers do, but never past the page's foot. */
unsigned picture_percent(const struct picture *p, const struct profile *profile);
/* The same of a column's length, where the text is vertical and widths are of nothing fixed. */
unsigned picture_percent_high(const struct picture *p, const struct profile *profile);
/* An APNG: moves, so that the issue cannot claim to hold nothing that flashes. */
bool picture_moves(const struct picture *p);

#endif
