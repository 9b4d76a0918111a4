/* tests/golden/clean/NAME.html (a head is allowed) becomes NAME.doc.
 * WENZHAI_REGENERATE=1 writes the .doc files anew: read the difference. */
#include "clean-kit.h"

#define FOLDER "tests/golden/clean"

static char *dump(const char *path, const struct clutter *rules)
{
	struct kit k;
	kit_init(&k, path);
	g_assert_true(clean_article(&k.article, rules, &k.scratch));
	document_check(k.article.document);
	struct stream *out = stream_open_memory();
	stream_printf(out, "lang=%.*s\n", STR_FMT(k.article.lang));
	if (k.article.link.n)
		stream_printf(out, "link=%.*s\n", STR_FMT(k.article.link));
	document_dump(k.article.document, out);
	for (size_t i = 0; i < k.article.diags.list.n; i++)
		stream_printf(out, "! %.*s\n", STR_FMT(k.article.diags.list.v[i].text));
	struct str bytes = stream_bytes(out);
	char *text = g_strndup(bytes.s, bytes.n);
	stream_abandon(out);
	kit_clear(&k);
	return text;
}

static void test_file(gconstpointer data)
{
	const char *html = data;
	char *doc = g_strdup_printf("%.*s.doc", (int)(strlen(html) - strlen(".html")), html), *got = NULL;
	struct clutter *rules = kit_rules();
	got = dump(html, rules);
	clutter_free(rules);
	if (g_getenv("WENZHAI_REGENERATE"))
		g_assert_true(g_file_set_contents(doc, got, -1, NULL));
	char *want = NULL;
	g_assert_true(g_file_get_contents(doc, &want, NULL, NULL));
	g_assert_cmpstr(got, ==, want);
	g_free(want);
	g_free(got);
	g_free(doc);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	GDir *dir = g_dir_open(FOLDER, 0, NULL);
	g_assert_nonnull(dir);
	for (const char *name; (name = g_dir_read_name(dir));) {
		if (!g_str_has_suffix(name, ".html"))
			continue;
		char *test =
			g_strdup_printf("/clean/golden/%.*s", (int)(strlen(name) - strlen(".html")), name);
		g_test_add_data_func_full(test, g_build_filename(FOLDER, name, NULL), test_file, g_free);
		g_free(test);
	}
	g_dir_close(dir);
	return g_test_run();
}
