/* Subsets of the faces that set an issue, for an EPUB that brings its own. */
#ifndef WENZHAI_BUILD_EMBED_H
#define WENZHAI_BUILD_EMBED_H

#include "epub/epub.h"
#include "text/face.h"

struct embedded {
	struct epub_font *fonts; /* by role and language, always in the same order */
	size_t count;
};

/* The first face of each role and language in which the issue has text, with the issue's characters that
 * the face has.  One that forbids embedding, or subsets, is left out [font-not-embedded].  All of it
 * lives in `a`. */
struct embedded embed_fonts(const struct issue *issue, struct fonts *fonts, struct arena *a,
			    struct diags *diags);

#endif
