/* Names of posts: the same from wherever, and what lies below what. */
#include "job/place.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

static struct arena arena;

static const char *text(struct str s)
{
	return arena_cstr(&arena, s);
}

static void test_clean(void)
{
	static const char *const cases[][2] = {
		{"posts", "posts"},
		{"./posts/", "posts"},
		{".//a/./b//", "a/b"},
		{"/srv//a/.", "/srv/a"},
		{".", "."},
		{"./", "."},
		{"/", "/"},
		{"../a", "../a"},
		{"a/../b", "a/../b"},
		{"", "."},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpstr(text(place_clean(&arena, str_from(cases[i][0]))), ==, cases[i][1]);
}

/* folder, path, its name */
static void test_inside(void)
{
	static const char *const cases[][3] = {
		{".", "posts/a.md", "posts/a.md"},
		{".", "./a.md", "a.md"},
		{".", ".", "."},
		{".", "../a.md", "../a.md"},
		{".", "/srv/a.md", "/srv/a.md"},
		{"/srv/site", "/srv/site/posts/a.md", "posts/a.md"},
		{"/srv/site", "/srv/site", "."},
		{"/srv/site", "/srv/site-b/a.md", "/srv/site-b/a.md"},
		{"/srv/site", "/srv/site/../a.md", "../a.md"},
		{"sub/..", "sub/../posts/a.md", "posts/a.md"},
		{"/", "/posts/a.md", "posts/a.md"},
		{"/", "/", "."},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct str folder = str_from(cases[i][0]), name = str_from(cases[i][2]);
		g_assert_cmpstr(text(place_inside(folder, str_from(cases[i][1]))), ==, cases[i][2]);
		g_assert_cmpstr(text(place_inside(folder, place_outside(&arena, folder, name))), ==,
				cases[i][2]);
	}
}

static void test_below(void)
{
	static const struct {
		const char *root, *path;
		bool below;
	} cases[] = {
		{"posts", "posts/a.md", true},
		{"posts", "posts", true},
		{"posts", "posts-b/a.md", false},
		{"posts", "a.md", false},
		{".", "a.md", true},
		{".", "posts/a.md", true},
		{".", "..a.md", true},
		{".", "../a.md", false},
		{".", "/srv/a.md", false},
		{"..", "../a.md", true},
		{"..", "../../a.md", false},
		{"../..", "../../a.md", true},
		{"/srv", "/srv/a.md", true},
		{"/srv", "/srv-b/a.md", false},
		{"/", "/srv/a.md", true},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(place_below(str_from(cases[i].root), str_from(cases[i].path)), ==,
				cases[i].below);
}

/* By the folders themselves, whatever they are called. */
static void test_settle(void)
{
	char *top = g_dir_make_tmp("place-XXXXXX", NULL), *before = g_get_current_dir();
	char *site = g_build_filename(top, "site", NULL), *alias = g_build_filename(top, "alias", NULL);
	char *posts = g_build_filename(alias, "posts", "x", NULL),
	     *other = g_build_filename(top, "other", NULL);
	g_assert_cmpint(g_mkdir(site, 0700), ==, 0);
	g_assert_cmpint(symlink("site", alias), ==, 0);
	g_assert_cmpint(g_chdir(site), ==, 0);
	g_assert_cmpstr(text(place_settle(&arena, S("."), str_from(posts))), ==, "posts/x");
	g_assert_cmpstr(text(place_settle(&arena, str_from(site), str_from(posts))), ==,
			text(arena_printf(&arena, "%s/posts/x", site)));
	g_assert_cmpstr(text(place_settle(&arena, S("."), str_from(site))), ==, ".");
	g_assert_cmpstr(text(place_settle(&arena, S("."), str_from(top))), ==, "..");
	g_assert_cmpstr(text(place_settle(&arena, S("."), str_from(other))), ==, other);
	g_assert_cmpstr(text(place_settle(&arena, S("."), S("posts"))), ==, "posts");
	g_assert_cmpint(g_chdir(before), ==, 0);
	g_assert_cmpint(g_unlink(alias) | g_rmdir(site) | g_rmdir(top), ==, 0);
	g_free(top);
	g_free(before);
	g_free(site);
	g_free(alias);
	g_free(posts);
	g_free(other);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	arena_init(&arena);
	g_test_add_func("/clean", test_clean);
	g_test_add_func("/inside", test_inside);
	g_test_add_func("/below", test_below);
	g_test_add_func("/settle", test_settle);
	int status = g_test_run();
	arena_clear(&arena);
	return status;
}
