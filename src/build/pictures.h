/* What the pictures of one output are to be, and keeping the output within its budget. */
#ifndef WENZHAI_BUILD_PICTURES_H
#define WENZHAI_BUILD_PICTURES_H

#include "build/output.h"
#include "image/album.h"
#include "layout/display.h"
#include "layout/style.h"

/* EBOOKS.md, Pictures: the profile's screen, at most 4 megapixels and 1 MB each, no
 * transparency, baseline JPEG. */
struct picture_fit pictures_fit_epub(const struct profile *profile);
/* As large as a column has room for, at 300 dpi. */
struct picture_fit pictures_fit_page(const struct page_style *style);

/* All pictures as `fit` says.  False: cancelled. */
bool pictures_make(struct making *m, const struct picture_fit *fit);
/* Those that are set smaller than a column are brought down to 300 dpi there. */
bool pictures_make_set(struct making *m, const struct picture_fit *fit, const struct display *display);

/* Calls `write` until what it writes is within the output's budget, with smaller pictures
 * each time; a few times at most.  False: write's own failure, or cancelled. */
typedef bool write_output(void *context, struct stream *out);
bool pictures_within_budget(struct making *m, const struct output *output, const struct picture_fit *fit,
			    struct stream *out, write_output *write, void *context);

#endif
