#include "build/assets.h"

#include "base/file.h"
#include "base/yaml.h"

#include <dirent.h>
#include <stdlib.h>

#define STYLE_BYTES_MAX ((size_t)1 << 20)

static const char *join(struct arena *a, struct str dir, const char *name)
{
	return arena_printf(a, "%.*s/%s", STR_FMT(dir), name).s;
}

const char *style_find(struct arena *a, struct str data_dir, struct str style)
{
	if (!style.n)
		style = S(STYLE_DEFAULT);
	const char *path = arena_cstr(a, style);
	if (!strchr(path, '/'))
		path = join(a, arena_printf(a, "%.*s/styles", STR_FMT(data_dir)), path);
	return dir_exists(path) ? path : NULL;
}

static int is_style(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
	       (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN || entry->d_type == DT_LNK);
}

static int by_bytes(const struct dirent **x, const struct dirent **y)
{
	return strcmp((*x)->d_name, (*y)->d_name);
}

struct str style_names(struct arena *a, struct str data_dir)
{
	struct buf names = BUF(a);
	struct dirent **entries;
	int n = scandir(join(a, data_dir, "styles"), &entries, is_style, by_bytes);
	for (int i = 0; i < n; i++) {
		buf_printf(&names, "%s%s", names.n ? ", " : "", entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return buf_str(&names);
}

/* ---- styles that extend others ---- */

static bool read_text(struct arena *a, const char *path, struct str *text, struct diags *d)
{
	int error = file_read(a, path, STYLE_BYTES_MAX, text);
	if (error)
		diag_add_file(d, DIAG_CANNOT_READ_STYLE, str_from(path), 0, "cannot read: %s",
			      file_error_text(error));
	return !error;
}

/* The value of `extends:` in the folder's page.yaml; empty when it extends nothing.  What is
 * wrong in the file is told by who reads all of it. */
static struct str extended(struct arena *a, struct str dir, struct diags *d)
{
	struct str text;
	struct yaml_error error;
	const char *path = join(a, dir, "page.yaml");
	if (!file_exists(path) || !read_text(a, path, &text, d))
		return S("");
	return str_trim(yaml_text(yaml_find(yaml_parse(a, text, &error), "extends"), S("")));
}

static const char *find_extended(struct arena *a, struct str data_dir, struct str dir, struct str style)
{
	bool beside = str_find_char(style, '/', 0) != STR_NONE && style.s[0] != '/';
	return style_find(a, data_dir,
			  beside ? arena_printf(a, "%.*s/%.*s", STR_FMT(dir), STR_FMT(style)) : style);
}

/* The folders of a style, from itself to the one that extends nothing. */
struct chain {
	struct str dirs[STYLE_LAYERS_MAX];
	size_t n;
};

static bool follow(struct arena *a, struct str data_dir, struct str style, struct chain *chain,
		   struct diags *d)
{
	const char *dir = style_find(a, data_dir, style);
	struct str by = S("");
	chain->n = 0;
	while (dir && chain->n < STYLE_LAYERS_MAX) {
		chain->dirs[chain->n++] = by = str_from(dir);
		style = extended(a, by, d);
		if (!style.n)
			return true;
		dir = find_extended(a, data_dir, by, style);
	}
	const char *page = by.n ? join(a, by, "page.yaml") : "";
	if (!dir)
		diag_add_file(d, DIAG_CANNOT_READ_STYLE, str_from(page), 0, "there is no style '%.*s'%s",
			      STR_FMT(style), by.n ? " to be extended" : "");
	else
		diag_add_file(d, DIAG_CANNOT_READ_STYLE, str_from(page), 0,
			      "more than %d styles extend one another", STYLE_LAYERS_MAX);
	return false;
}

/* ---- a style's files ---- */

/* NAME of the style's folder; of `classic` where a style that extends nothing lacks it.
 * False: there is none, or it cannot be read. */
static bool read_layer(struct arena *a, struct str data_dir, struct str dir, const char *name, bool extends,
		       struct style_layer *file, struct diags *d)
{
	const char *path = join(a, dir, name);
	*file = (struct style_layer){S(""), str_from(path)};
	if (file_exists(path))
		return read_text(a, path, &file->page, d);
	if (extends)
		return true;
	path = join(a, arena_printf(a, "%.*s/styles/" STYLE_DEFAULT, STR_FMT(data_dir)), name);
	file->page_path = str_from(path);
	return read_text(a, path, &file->page, d);
}

bool style_read(struct arena *a, struct str data_dir, struct str style, struct style_files *files,
		struct diags *d)
{
	struct chain chain;
	struct buf css = BUF(a);
	files->layer_count = 0;
	if (!follow(a, data_dir, style, &chain, d))
		return false;
	for (size_t i = chain.n; i-- > 0;) {
		struct style_layer sheet, *page = &files->layers[files->layer_count++];
		bool extends = i + 1 < chain.n;
		if (!read_layer(a, data_dir, chain.dirs[i], "epub.css", extends, &sheet, d) ||
		    !read_layer(a, data_dir, chain.dirs[i], "page.yaml", extends, page, d))
			return false;
		buf_add(&css, css.n ? S("\n") : S(""));
		buf_add(&css, sheet.page);
	}
	files->css = buf_str(&css);
	return true;
}

void style_page(const struct style_files *files, const struct profile *profile, struct page_style *page,
		struct diags *d)
{
	for (size_t i = 0; i < files->layer_count; i++) {
		const struct style_layer *layer = &files->layers[i];
		if (i == 0)
			page_style_read(page, profile, layer->page, layer->page_path, d);
		else
			page_style_add(page, profile, layer->page, layer->page_path, d);
	}
}

/* ---- clutter ---- */

static struct clutter *add_rules(struct arena *a, struct clutter *into, const char *path, struct diags *d)
{
	struct str text = S("");
	if (!file_exists(path))
		return into;
	read_text(a, path, &text, d);
	return clutter_read(into, text, str_from(path), d);
}

/* A style that extends another has its rules too; what cannot be followed is told by style_read. */
static struct clutter *add_style_rules(struct arena *a, struct str data_dir, struct str style,
				       struct clutter *into, struct diags *d)
{
	struct chain chain;
	struct diags unheard;
	diags_init(&unheard, a, S(""));
	follow(a, data_dir, style, &chain, &unheard);
	for (size_t i = chain.n; i-- > 0;)
		into = add_rules(a, into, join(a, chain.dirs[i], "clutter.yaml"), d);
	return into;
}

struct clutter *clutter_load(struct arena *a, struct str data_dir, const struct str *styles, size_t count,
			     struct diags *d)
{
	struct clutter *c = clutter_read(NULL, S(""), S(""), d);
	c = add_rules(a, c, join(a, data_dir, "styles/clutter.yaml"), d);
	for (size_t i = 0; i < count; i++) {
		bool again = false;
		for (size_t j = 0; j < i; j++)
			again |= str_eq(styles[i], styles[j]);
		if (!again)
			c = add_style_rules(a, data_dir, styles[i], c, d);
	}
	return c;
}
