#include "build/assets.h"

#include "base/file.h"

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

/* Reads NAME of the style's folder, else classic's. */
static bool read_part(struct arena *a, struct str data_dir, struct str dir, const char *name,
		      struct str *text, struct str *where, struct diags *d)
{
	const char *path = join(a, dir, name);
	if (!file_exists(path))
		path = join(a, arena_printf(a, "%.*s/styles/" STYLE_DEFAULT, STR_FMT(data_dir)), name);
	*where = str_from(path);
	int error = file_read(a, path, STYLE_BYTES_MAX, text);
	if (error)
		diag_add_file(d, DIAG_CANNOT_READ_STYLE, *where, 0, "cannot read: %s",
			      file_error_text(error));
	return !error;
}

bool style_read(struct arena *a, struct str data_dir, struct str style, struct style_files *files,
		struct diags *d)
{
	const char *dir = style_find(a, data_dir, style);
	if (!dir) {
		diag_add_file(d, DIAG_CANNOT_READ_STYLE, S(""), 0, "there is no style '%.*s'",
			      STR_FMT(style));
		return false;
	}
	struct str css_path;
	return read_part(a, data_dir, str_from(dir), "epub.css", &files->css, &css_path, d) &&
	       read_part(a, data_dir, str_from(dir), "page.yaml", &files->page, &files->page_path, d);
}

static struct clutter *add_rules(struct arena *a, struct clutter *into, const char *path, struct diags *d)
{
	struct str text = S("");
	if (!file_exists(path))
		return into;
	int error = file_read(a, path, STYLE_BYTES_MAX, &text);
	if (error)
		diag_add_file(d, DIAG_CANNOT_READ_STYLE, str_from(path), 0, "cannot read: %s",
			      file_error_text(error));
	return clutter_read(into, text, str_from(path), d);
}

struct clutter *clutter_load(struct arena *a, struct str data_dir, const struct str *styles, size_t count,
			     struct diags *d)
{
	struct clutter *c = clutter_read(NULL, S(""), S(""), d);
	c = add_rules(a, c, join(a, data_dir, "styles/clutter.yaml"), d);
	for (size_t i = 0; i < count; i++) {
		const char *dir = style_find(a, data_dir, styles[i]);
		bool again = false;
		for (size_t j = 0; j < i; j++)
			again |= str_eq(styles[i], styles[j]);
		if (dir && !again)
			c = add_rules(a, c, join(a, str_from(dir), "clutter.yaml"), d);
	}
	return c;
}
