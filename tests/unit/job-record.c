/* Names of an issue's pictures and of the pages that list issues. */
#include "job/record.h"

#include "job/catalogue-parts.h"

#include <glib.h>

static const struct {
	const char *file, *cover, *thumbnail;
} names[] = {
	{"week.epub", "covers/week.epub.jpg", "covers/week.epub.small.jpg"},
	{"2021/28.pdf", "covers/2021/28.pdf.jpg", "covers/2021/28.pdf.small.jpg"},
	{"a-small.epub", "covers/a-small.epub.jpg",
	 "covers/a-small.epub.small.jpg"}, /* not that of "a.epub" */
	{"a.small.epub", "covers/a.small.epub.jpg", "covers/a.small.epub.small.jpg"},
	{"财经周刊.epub", "covers/财经周刊.epub.jpg", "covers/财经周刊.epub.small.jpg"},
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

/* Jobs may be called "x" and "x-2". */
static void test_pages_of_two_jobs(void)
{
	struct arena a;
	const struct shelf x = {.name = S("job-x")}, x2 = {.name = S("job-x-2")};
	arena_init(&a);
	g_assert_cmpstr(shelf_page(&a, &x, 0, "xml").s, ==, "catalogue/job-x.xml");
	g_assert_cmpstr(shelf_page(&a, &x, 1, "xml").s, ==, "catalogue/job-x,2.xml");
	g_assert_cmpstr(shelf_page(&a, &x2, 0, "xml").s, ==, "catalogue/job-x-2.xml");
	arena_clear(&a);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/names", test_names);
	g_test_add_func("/pages-of-two-jobs", test_pages_of_two_jobs);
	return g_test_run();
}
