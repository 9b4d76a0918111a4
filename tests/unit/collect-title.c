/* Titles of posts whose head has none. */
#include "collect/title.h"

#include <glib.h>

static struct arena arena;

static const struct {
	const char *body, *title;
} cases[] = {
	/* the page's own, wherever its heading says something else */
	{"<html><head><title>One &amp; two</title></head><h1>Three</h1>", "One & two"},
	{"<p>text</p><svg><title>a drawing</title></svg>", "file name"},
	{"<title></title><h2>One</h2>", "One"},
	/* a heading before all text, whatever its level */
	{"<h1>One <em>two</em></h1><p>a</p><h1>Three</h1>", "One two"},
	{"<div><img src=a.png>\n<!-- a --><h3 class=x>One</h3>text", "One"},
	{"<style>h1 {}</style><H2>One</H2>", "One"},
	/* the only <h1>, behind a menu */
	{"<div>Home</div><h1>One</h1><p>a</p><h2>Two</h2>", "One"},
	/* no title: parts of a text */
	{"<p>a</p><h2>One</h2>", "file name"},
	{"<p>a</p><h1>One</h1><p>b</p><h1>Two</h1>", "file name"},
	{"<h1>never closed", "file name"},
	{"<h1> </h1><p>a", "file name"},
	{"<header>One</header><p>a", "file name"},
	{"<!-- <h1>One</h1> --><p>a", "file name"},
	{"", "file name"},
};

static const struct {
	const char *path, *title;
} names[] = {
	{"标题.md", "标题"}, {"a.b/c.d.html", "c.d"}, {"d/2021-07-12-two-words.md", "two words"},
	{"d/.md", ".md"},    {"d/noext", "noext"},    {"d/\x01.md", "无题"},
};

static const char *complete(const char *path, const char *title, const char *body)
{
	struct article article = {.path = str_from(path), .title = str_from(title)};

	article.arena = arena;
	diags_init(&article.diags, &article.arena, article.path);
	title_complete(&article, str_from(body), 1);
	g_assert_cmpuint(article.diags.count[DIAG_NOTE], ==, *title ? 0 : 1);
	arena = article.arena;
	return arena_cstr(&arena, article.title);
}

static void test_body(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("body %zu", i);
		g_assert_cmpstr(complete("d/file name.md", "", cases[i].body), ==, cases[i].title);
	}
	g_assert_cmpstr(complete("a.md", "kept", "<h1>One</h1>"), ==, "kept");
}

static void test_name(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_assert_cmpstr(complete(names[i].path, "", "<p>a"), ==, names[i].title);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/collect/title/body", test_body);
	g_test_add_func("/collect/title/name", test_name);
	arena_init(&arena);
	status = g_test_run();
	arena_clear(&arena);
	return status;
}
