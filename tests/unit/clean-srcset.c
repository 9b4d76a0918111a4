/* clean/srcset: candidates as HTML has them, and the one that a screen wants. */
#include "clean/srcset.h"

#include <glib.h>

static const struct {
	const char *set;
	uint32_t natural, wanted;
	const char *order; /* URLs, the best first */
} cases[] = {
	{"", 0, 1448, ""},
	{" , ,, ", 0, 1448, ""},
	{"a.png", 0, 1448, "a.png"},
	{"a.png 320w, b.png 1500w, c.png 3000w", 0, 1448, "b.png a.png c.png"},
	{"a.png 320w, b.png 1500w, c.png 2400w", 0, 600, "b.png c.png a.png"},
	{"a.png 320w, b.png 1500w, c.png 2400w", 0, 300, "a.png b.png c.png"},
	{"a.png 320w, b.png 640w", 0, 1448, "b.png a.png"},
	{"a.png 1303w, b.png 1304w, c.png 1448w", 0, 1448, "b.png c.png a.png"}, /* nine tenths will do */
	{"c.png 9000w, d.png 4000w", 0, 1448, "d.png c.png"},                    /* nothing else is there */
	{"a.png, b.png 2x, c.png 3x", 0, 1448, "b.png c.png a.png"},
	{"a.png, b.png 1.5x", 1000, 1448, "b.png a.png"},
	{"a.png 1x,b.png 2x", 0, 1448, "b.png a.png"},
	{"a,b.png 1x, c.png,d.png 2x", 0, 1448, "c.png,d.png a,b.png"}, /* commas in URLs */
	{"a.png, , b.png 2x", 0, 1448, "b.png a.png"},
	{"a.png,\nb.png\t2x\n", 0, 1448, "b.png a.png"},
	{"a.png calc(1,2), b.png 1500w", 0, 1448, "b.png a.png"},
	{"a.png (never closed, b.png 1500w", 0, 1448, "a.png"},
	{"a.png 99999999999w, b.png -1w, c.png xw, d.png 1500w 900h", 0, 1448, "d.png a.png b.png c.png"},
	{"a.png 1.2.3x, b.png 1e9x, c.png 5000000x, d.png .5x", 0, 1448, "d.png a.png b.png c.png"},
	{"a.png,,, b.png 2x", 0, 1448, "b.png a.png"},
};

static void test_choice(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct srcset_candidate c[SRCSET_CANDIDATES_MAX];
		size_t n = srcset_read(str_from(cases[i].set), cases[i].natural, c);
		srcset_sort(c, n, cases[i].wanted);
		GString *order = g_string_new("");
		for (size_t j = 0; j < n; j++)
			g_string_append_printf(order, "%s%.*s", j ? " " : "", STR_FMT(c[j].url));
		g_test_message("%s", cases[i].set);
		g_assert_cmpstr(order->str, ==, cases[i].order);
		g_string_free(order, TRUE);
	}
}

static void test_bound(void)
{
	struct srcset_candidate c[SRCSET_CANDIDATES_MAX];
	GString *set = g_string_new("");
	for (int i = 0; i < 10000; i++)
		g_string_append_printf(set, "%d.png %dw, ", i, i + 1);
	g_assert_cmpuint(srcset_read((struct str){set->str, set->len}, 0, c), ==, SRCSET_CANDIDATES_MAX);
	g_string_free(set, TRUE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/srcset/choice", test_choice);
	g_test_add_func("/srcset/bound", test_bound);
	return g_test_run();
}
