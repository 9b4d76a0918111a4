/* base/pile: what is put is read back, by many threads, and leaves nothing behind. */
#include "base/pile.h"

#include <glib.h>
#include <glib/gstdio.h>

static struct pile *pile;

static struct str nth(struct arena *a, unsigned i)
{
	char *bytes = arena_take(a, 1000 + i);
	memset(bytes, (int)(i % 251), 1000 + i);
	return (struct str){bytes, 1000 + i};
}

static gpointer put_and_read(gpointer from)
{
	struct arena a = {0};
	for (unsigned i = GPOINTER_TO_UINT(from); i < GPOINTER_TO_UINT(from) + 500; i++) {
		uint64_t at;
		struct str want = nth(&a, i), have;
		g_assert_true(pile_put(pile, want, &at));
		g_assert_true(pile_read(pile, at, want.n, &a, &have));
		g_assert_true(str_eq(have, want));
	}
	arena_clear(&a);
	return NULL;
}

static size_t entries(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	size_t n = 0;
	while (g_dir_read_name(dir))
		n++;
	g_dir_close(dir);
	return n;
}

static void test_threads(void)
{
	char *folder = g_dir_make_tmp("pile-XXXXXX", NULL),
	     *path = g_build_filename(folder, "book.pdf", NULL);
	GThread *threads[4];
	pile = pile_new(path);
	g_assert_cmpuint(pile_size(pile), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("pile", put_and_read, GUINT_TO_POINTER(i * 1000));
	for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
	g_assert_cmpuint(pile_size(pile), >, 2000 * 1000);
	pile_empty(pile);
	g_assert_cmpuint(pile_size(pile), ==, 0);
	put_and_read(GUINT_TO_POINTER(7));
	pile_free(pile);
	g_assert_cmpuint(entries(folder), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
	g_free(path);
	g_free(folder);
}

static void test_nowhere(void)
{
	static const char *const places[] = {NULL, "/nonexistent/folder/book.pdf"};
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		uint64_t at;
		struct arena a = {0};
		struct str bytes;
		pile = pile_new(places[i]);
		g_assert_false(pile_put(pile, S("abc"), &at));
		g_assert_false(pile_read(pile, 0, 3, &a, &bytes));
		pile_empty(pile);
		pile_free(pile);
		arena_clear(&a);
	}
	pile_free(NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pile/threads", test_threads);
	g_test_add_func("/pile/nowhere", test_nowhere);
	return g_test_run();
}
