/* One output of an issue: its chapters or pages, written to its stream. */
#ifndef WENZHAI_BUILD_OUTPUT_H
#define WENZHAI_BUILD_OUTPUT_H

#include "build/assets.h"
#include "build/build.h"
#include "text/face.h"

struct making {
	const struct build_options *options;
	struct issue *issue; /* every article has its document */
	struct album *album; /* of the issue's pictures */
	struct store *store; /* of --images; NULL: none */
	struct fonts *fonts; /* NULL: none found; then there is no PDF, and no drawn cover */
	struct arena *arena;
	struct diags *diags;
	struct build_result *result;
};

/* Articles' own diagnostics go to the articles.  False: reported, or cancelled. */
bool output_epub(struct making *m, const struct output *output, const struct style_files *style,
		 struct stream *out);
bool output_pdf(struct making *m, const struct output *output, const struct style_files *style,
		struct stream *out);
/* Writes nothing when the cover cannot be drawn: that is reported [no-fonts], and no failure. */
bool output_cover(struct making *m, const struct output *output, const struct style_files *style,
		  struct stream *out);
/* --dump=lines, paint, xhtml: of all articles, in order. */
bool output_dump(struct making *m, const struct output *output, const struct style_files *style);

#endif
