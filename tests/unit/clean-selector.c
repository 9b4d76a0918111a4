/* Which elements a selector means; which selectors are refused. */
#include "clean/selector.h"

#include "cpu-time.h"

#include <glib.h>

static const char page[] =
	"<div id=main class='a b'><ul><li class=x data-k='one two'>1<li class='x y' title=Q>2</ul>"
	"<p class=x><span lang=zh-Hans>3</span></p></div><section><p>4</p></section>";

static const struct {
	const char *selector, *wanted; /* the names of the elements found, in order */
} cases[] = {
	{"li", "li li"},           {"LI", "li li"},          {".x", "li li p"},
	{"#main", "div"},          {"div.a.b", "div"},       {"div.a.c", ""},
	{"li.y, #main", "div li"}, {"[data-k]", "li"},       {"[data-k~=two]", "li"},
	{"[data-k=two]", ""},      {"[lang^=zh]", "span"},   {"[lang$=\"Hans\"]", "span"},
	{"[lang*='-H']", "span"},  {"div p", "p"},           {"div > p", "p"},
	{"div > li", ""},          {"div ul > li", "li li"}, {"#main .x span", "span"},
	{"section p", "p"},        {"div section p", ""},    {"* > p", "p p"},
	{"p.x > *", "span"},
};

struct found {
	bool any;
};

static void note(void *context, unsigned rule)
{
	((struct found *)context)->any = true;
	g_assert_cmpuint(rule, ==, 7);
}

static char *match(struct arena *a, const struct selector_set *set)
{
	const GumboNode *root = parse_html(a, str_from(page));
	GString *names = g_string_new(NULL);
	for (const GumboNode *n = node_after(root, root); n; n = node_after(n, root)) {
		struct found found = {false};
		if (node_is_element(n))
			selector_set_match(set, n, note, &found);
		if (found.any)
			g_string_append_printf(names, "%s%.*s", names->len ? " " : "", STR_FMT(node_name(n)));
	}
	return g_string_free(names, FALSE);
}

static void test_match(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct arena a;
		arena_init(&a);
		struct selector_set *set = selector_set_new(&a);
		struct str message;
		g_assert_true(selector_set_add(set, str_from(cases[i].selector), 7, &message));
		char *got = match(&a, set);
		g_test_message("%s", cases[i].selector);
		g_assert_cmpstr(got, ==, cases[i].wanted);
		g_free(got);
		arena_clear(&a);
	}
}

static void test_refused(void)
{
	static const char *const bad[] = {"",         " ",     ".",     "#",      "div >",  "> p",
					  "a,",       "[",     "[a",    "[a=",    "[a='x]", "a:b",
					  "p::after", "p + p", "a ~ b", "[a!=b]", "div{}",  ",a"};
	struct arena a;
	arena_init(&a);
	struct selector_set *set = selector_set_new(&a);
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		struct str message = {0};
		g_test_message("%s", bad[i]);
		g_assert_false(selector_set_add(set, str_from(bad[i]), 0, &message));
		g_assert_cmpuint(message.n, >, 0);
	}
	arena_clear(&a);
}

/* "a a a a …" over a deep tree must not try every way to match. */
static void test_deep(void)
{
	struct arena a;
	arena_init(&a);
	struct buf html = BUF(&a);
	for (int i = 0; i < 400; i++)
		buf_add(&html, S("<div class=q>"));
	struct selector_set *set = selector_set_new(&a);
	struct str message;
	g_assert_true(selector_set_add(set, S(".q > .q .q > .q .q > .q .q > .q .z > .q"), 7, &message));
	const GumboNode *root = parse_html(&a, buf_str(&html));
	struct found found = {false};
	gint64 start = cpu_time();
	for (const GumboNode *n = node_after(root, root); n; n = node_after(n, root))
		if (node_is_element(n))
			selector_set_match(set, n, note, &found);
	g_assert_false(found.any);
	g_assert_cmpint(cpu_time() - start, <, 5 * G_USEC_PER_SEC);
	arena_clear(&a);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clean/selector/match", test_match);
	g_test_add_func("/clean/selector/refused", test_refused);
	g_test_add_func("/clean/selector/deep", test_deep);
	return g_test_run();
}
