/* Looking into a finished book: its files, and whether all of it holds together.
 *
 * book_check: every page is well-formed XML, no attribute or id stands twice,
 * every link and picture leads to a file of the book and a place in it.
 */
#ifndef WENZHAI_TESTS_EPUB_CHECK_H
#define WENZHAI_TESTS_EPUB_CHECK_H

#include "base/str.h"

#include <glib.h>
#include <zip.h>

/* ---- looking into a book ---- */

struct book {
	GHashTable *files; /* name → text */
	GPtrArray *names;  /* in the container's order */
};

static inline void book_keep(const char *name, struct str bytes)
{
	const char *directory = g_getenv("EPUB_KEEP");
	if (!directory)
		return;
	char *path = g_strdup_printf("%s/%s.epub", directory, name);
	g_assert_true(g_file_set_contents(path, bytes.s, (gssize)bytes.n, NULL));
	g_free(path);
}

static inline char *entry_text(zip_t *z, zip_uint64_t i)
{
	zip_stat_t st;
	g_assert_cmpint(zip_stat_index(z, i, 0, &st), ==, 0);
	char *text = g_malloc0(st.size + 1);
	zip_file_t *file = zip_fopen_index(z, i, 0);
	g_assert_nonnull(file);
	g_assert_cmpint(zip_fread(file, text, st.size), ==, (gint64)st.size);
	g_assert_cmpint(zip_fclose(file), ==, 0); /* the checksum was right */
	return text;
}

static inline struct book book_open(struct str bytes)
{
	struct book b = {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
			 g_ptr_array_new_with_free_func(g_free)};
	zip_source_t *source = zip_source_buffer_create(bytes.s, bytes.n, 0, NULL);
	zip_t *z = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
	g_assert_nonnull(z);
	for (zip_uint64_t i = 0; i < (zip_uint64_t)zip_get_num_entries(z, 0); i++) {
		const char *name = zip_get_name(z, i, 0);
		g_assert_true(g_hash_table_insert(b.files, g_strdup(name), entry_text(z, i)));
		g_ptr_array_add(b.names, g_strdup(name));
	}
	zip_discard(z);
	return b;
}

static inline void book_close(struct book *b)
{
	g_hash_table_unref(b->files);
	g_ptr_array_unref(b->names);
}

static inline const char *book_file(const struct book *b, const char *name)
{
	char *path = g_strconcat("EPUB/", name, NULL);
	const char *text = g_hash_table_lookup(b->files, path);
	g_free(path);
	return text;
}

#define assert_holds(text, part)    g_assert_nonnull(strstr((text), (part)))
#define assert_holds_no(text, part) g_assert_null(strstr((text), (part)))

/* ---- well-formed, with ids once and links that lead somewhere ---- */

struct check {
	const struct book *book;
	const char *file;
	GHashTable *ids;    /* "file#id" of the whole book */
	GPtrArray *targets; /* "file#id" or "file" that links lead to */
};

static inline void check_element(GMarkupParseContext *context, const char *element, const char **names,
				 const char **values, gpointer data, GError **error)
{
	(void)context, (void)element, (void)error;
	struct check *c = data;
	for (size_t i = 0; names[i]; i++) {
		for (size_t k = 0; k < i; k++)
			g_assert_cmpstr(names[i], !=, names[k]);
		if (!strcmp(names[i], "id"))
			g_assert_true(g_hash_table_add(c->ids, g_strdup_printf("%s#%s", c->file, values[i])));
		bool leads = !strcmp(names[i], "href") || !strcmp(names[i], "src");
		if (!leads || strstr(values[i], "://") || g_str_has_prefix(values[i], "mailto:"))
			continue;
		g_ptr_array_add(c->targets, *values[i] == '#' ? g_strdup_printf("%s%s", c->file, values[i])
							      : g_strdup(values[i]));
	}
}

static inline void check_file(struct check *c, const char *name)
{
	static const GMarkupParser parser = {.start_element = check_element};
	GError *error = NULL;
	const char *text = book_file(c->book, name);
	c->file = name;
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, c, NULL);
	g_markup_parse_context_parse(context, text, -1, &error);
	if (!error)
		g_markup_parse_context_end_parse(context, &error);
	if (error)
		g_error("%s: %s\n%s", name, error->message, text);
	g_markup_parse_context_free(context);
}

static inline void check_target(const struct check *c, const char *target)
{
	char *file = g_strndup(target, strcspn(target, "#"));
	if (!book_file(c->book, file))
		g_error("%s leads nowhere", target);
	if (strchr(target, '#') && !g_hash_table_contains(c->ids, target))
		g_error("%s is no place", target);
	g_free(file);
}

static inline bool is_markup(const char *name)
{
	return g_str_has_suffix(name, ".xhtml") || g_str_has_suffix(name, ".opf") ||
	       g_str_has_suffix(name, ".ncx");
}

static inline void book_check(const struct book *b)
{
	struct check c = {b, NULL, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
			  g_ptr_array_new_with_free_func(g_free)};
	for (guint i = 0; i < b->names->len; i++) {
		const char *name = b->names->pdata[i];
		if (g_str_has_prefix(name, "EPUB/") && is_markup(name))
			check_file(&c, name + strlen("EPUB/"));
	}
	for (guint i = 0; i < c.targets->len; i++)
		check_target(&c, c.targets->pdata[i]);
	g_hash_table_unref(c.ids);
	g_ptr_array_unref(c.targets);
}

#endif
