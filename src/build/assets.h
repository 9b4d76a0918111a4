/* Styles on disk: a folder with epub.css, page.yaml and, perhaps, clutter.yaml.
 *
 * A style is named ("classic": a folder of that name under DATA/styles) or is the
 * path of a folder.  One whose page.yaml says `extends: classic` adds to that style:
 * its keys and rules come after the other's, file by file.  A path with a slash is
 * seen from the extending style's folder.  One that extends nothing is whole, but for the
 * files that it lacks: these are taken from `classic`.
 */
#ifndef WENZHAI_BUILD_ASSETS_H
#define WENZHAI_BUILD_ASSETS_H

#include "base/diag.h"
#include "clean/clean.h"
#include "layout/style.h"

#define STYLE_DEFAULT "classic"

/* Styles that extend one another in a ring would be followed for ever. */
#define STYLE_LAYERS_MAX 8

struct style_layer {
	struct str page;      /* page.yaml */
	struct str page_path; /* for diagnostics */
};

struct style_files {
	struct str css;                              /* epub.css of all layers, one after another */
	struct style_layer layers[STYLE_LAYERS_MAX]; /* the style that extends nothing comes first */
	size_t layer_count;
};

/* The folder of a style, or NULL. */
const char *style_find(struct arena *a, struct str data_dir, struct str style);
/* "briefing, classic" */
struct str style_names(struct arena *a, struct str data_dir);

/* False when a file cannot be read: reported [cannot-read-style]. */
bool style_read(struct arena *a, struct str data_dir, struct str style, struct style_files *files,
		struct diags *d);
/* What the layers' page.yaml make of a profile; faults are warnings [bad-style]. */
void style_page(const struct style_files *files, const struct profile *profile, struct page_style *page,
		struct diags *d);

/* DATA/styles/clutter.yaml and the clutter.yaml of each style named (empty: classic) and of those that
 * it extends. */
struct clutter *clutter_load(struct arena *a, struct str data_dir, const struct str *styles, size_t count,
			     struct diags *d);

#endif
