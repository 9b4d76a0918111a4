/* Names of an issue's pictures. */
#include "job/record.h"

#include <glib.h>

static const struct {
	const char *file, *cover, *thumbnail;
} names[] = {
	{"week.epub", "covers/week.jpg", "covers/week-small.jpg"},
	{"2021/28.pdf", "covers/2021/28.jpg", "covers/2021/28-small.jpg"},
	{"2021.07/digest", "covers/2021.07/digest.jpg", "covers/2021.07/digest-small.jpg"},
	{"a.b.epub", "covers/a.b.jpg", "covers/a.b-small.jpg"},
	{".hidden", "covers/.hidden.jpg", "covers/.hidden-small.jpg"},
	{"财经周刊.epub", "covers/财经周刊.jpg", "covers/财经周刊-small.jpg"},
};

static void test_names(void)
{
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct str cover = record_cover_name(&a, str_from(names[i].file));
		g_assert_cmpstr(cover.s, ==, names[i].cover);
		g_assert_cmpstr(record_thumbnail_name(&a, cover).s, ==, names[i].thumbnail);
	}
	arena_clear(&a);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/names", test_names);
	return g_test_run();
}
