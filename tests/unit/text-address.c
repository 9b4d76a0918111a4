/* text/address: where an address begins and ends in running text. */
#include "text/address.h"

#include <glib.h>
#include <time.h>

static void expect(const char *text, const char *want)
{
	struct address_search search = address_search_begin(str_from(text));
	GString *have = g_string_new(NULL);
	size_t begin, end;

	while (address_next(&search, &begin, &end))
		g_string_append_printf(have, "[%.*s]", (int)(end - begin), text + begin);
	g_assert_cmpstr(have->str, ==, want);
	g_string_free(have, TRUE);
}

static void test_schemes(void)
{
	expect("见https://a.cn/1，ftp://b/2。", "[https://a.cn/1][ftp://b/2]");
	expect("HTTP://A.CN/1", "[HTTP://A.CN/1]");
	expect("://x", "[://x]");
	expect("a://b//c://d", "[a://b//c://d]");
	expect("没有", "");
	expect("", "");
}

static void test_www(void)
{
	expect("www.a.cn、WWW.B.COM、Www2.c.cn/x", "[www.a.cn][WWW.B.COM][Www2.c.cn/x]");
	expect("awww.a.cn wwww.b.cn www3 www", "");
	expect("wwwwww.a.cn，www.b.cn", "[www.b.cn]");
	expect("http://www.a.cn", "[http://www.a.cn]");
	expect("www.a.cn http://b", "[www.a.cn][http://b]");
}

/* What an address is not written with, or is put around it. */
static void test_ends(void)
{
	expect("'http://a/b'、\"www.c.cn\"、<http://d>、`http://e`、{http://f}",
	       "[http://a/b][www.c.cn][http://d][http://e][http://f]");
	expect("http://a\nb", "[http://a]");
	expect("http://a\x7f", "[http://a]");
}

/* Each is looked for once: four times as many take four times as long. */
static double time_of(size_t n)
{
	GString *text = g_string_new(NULL);
	struct address_search search;
	size_t begin, end, found = 0;
	clock_t from;

	for (size_t i = 0; i < n; i++)
		g_string_append(text, "a://b ");
	from = clock();
	search = address_search_begin((struct str){text->str, text->len});
	while (address_next(&search, &begin, &end))
		found++;
	g_assert_cmpuint(found, ==, n);
	g_string_free(text, TRUE);
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

static void test_many(void)
{
	/* No more: AddressSanitizer looks at all of a text at each memmem. */
	double few = time_of(10000), many = time_of(40000);

	g_test_message("%.3f s, %.3f s", few, many);
	g_assert_cmpfloat(many, <, 6.5 * few + 0.2);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text/address/schemes", test_schemes);
	g_test_add_func("/text/address/www", test_www);
	g_test_add_func("/text/address/ends", test_ends);
	g_test_add_func("/text/address/many", test_many);
	return g_test_run();
}
