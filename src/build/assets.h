/* Styles on disk: a folder with epub.css, page.yaml and, perhaps, clutter.yaml.
 *
 * A style is named ("classic": a folder of that name under DATA/styles) or is the
 * path of a folder. Whatever file a style lacks is taken from `classic`.
 */
#ifndef WENZHAI_BUILD_ASSETS_H
#define WENZHAI_BUILD_ASSETS_H

#include "base/diag.h"
#include "clean/clean.h"

#define STYLE_DEFAULT "classic"

struct style_files {
	struct str css;       /* epub.css */
	struct str page;      /* page.yaml */
	struct str page_path; /* for diagnostics */
};

/* The folder of a style, or NULL. */
const char *style_find(struct arena *a, struct str data_dir, struct str style);
/* "briefing, classic" */
struct str style_names(struct arena *a, struct str data_dir);

/* False when a file cannot be read: reported [cannot-read-style]. */
bool style_read(struct arena *a, struct str data_dir, struct str style, struct style_files *files,
		struct diags *d);

/* DATA/styles/clutter.yaml and the clutter.yaml of each style named (empty: classic). */
struct clutter *clutter_load(struct arena *a, struct str data_dir, const struct str *styles, size_t count,
			     struct diags *d);

#endif
