/* The drawn cover of an EPUB, or of a catalogue. */
#ifndef WENZHAI_BUILD_COVER_H
#define WENZHAI_BUILD_COVER_H

#include "build/output.h"
#include "layout/style.h"

/* A baseline JPEG of the profile's screen, in `a`; empty when it cannot be drawn.  Drawing one takes
 * as long as fifty articles: with a picture store it is kept there, named by all that is on it. */
struct str cover_draw(const struct making *m, const struct output *output, const struct page_style *page,
		      struct arena *a);

#endif
