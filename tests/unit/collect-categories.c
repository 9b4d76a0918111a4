/* Categories and tags as Hexo, Jekyll and Hugo mean them, and as users ask for them. */
#include "collect/categories.h"

#include "collect/collect.h"
#include "collect/head.h"

#include <glib.h>

static struct arena arena;

/* "a/b|c": paths between bars. */
static const char *paths_of(const struct article *article)
{
	struct buf text = BUF(&arena);

	for (size_t i = 0; i < article->category_count; i++) {
		for (size_t level = 0; level < article->categories[i].n; level++) {
			if (level > 0)
				buf_add_char(&text, '/');
			buf_add(&text, article->categories[i].level[level]);
		}
		buf_add_char(&text, '|');
	}
	return buf_cstr(&text);
}

static const struct {
	enum dialect dialect;
	const char *head, *want;
} cases[] = {
	{DIALECT_HEXO, "categories: a", "a|"},
	{DIALECT_HEXO, "categories: a b", "a b|"},
	{DIALECT_HEXO, "categories:\n - a\n - b", "a/b|"},
	{DIALECT_HEXO, "categories: [a, b]", "a/b|"},
	{DIALECT_HEXO, "categories:\n - [a, b]\n - c", "a/b|c|"},
	{DIALECT_HEXO, "categories:\n - [a, b]\n - [a, c, d]", "a/b|a/c/d|"},
	{DIALECT_HEXO, "categories: ", ""},
	{DIALECT_HEXO, "categories: []", ""},
	{DIALECT_HEXO, "categories: ['', ' ']", ""},
	{DIALECT_HEXO, "categories: {a: b}", ""},
	{DIALECT_HEXO, "categories:\n - '  a  '\n - — b", "a/— b|"},
	{DIALECT_HEXO, "categories: 'a &#123;x&#125;'", "a {x}|"},
	{DIALECT_HEXO, "tags: a", ""},
	{DIALECT_JEKYLL, "categories: a b", "a/b|"},
	{DIALECT_JEKYLL, "categories: [a b, c]", "a b/c|"},
	{DIALECT_HUGO, "categories: [a, b]", "a|b|"},
};

static struct article article_of(const char *head, enum dialect dialect)
{
	struct article article = {0};
	struct yaml_error error;
	struct yaml *map = yaml_parse(&arena, str_from(head), &error);

	arena_init(&article.arena);
	diags_init(&article.diags, &article.arena, S("a.md"));
	categories_read(&article, yaml_find(map, "categories"), dialect);
	tags_read(&article, yaml_find(map, "tags"), dialect);
	return article;
}

static void test_paths(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct article article = article_of(cases[i].head, cases[i].dialect);

		g_test_message("%s", cases[i].head);
		g_assert_cmpstr(paths_of(&article), ==, cases[i].want);
		arena_clear(&article.arena);
	}
}

static void test_bounds(void)
{
	struct article article = article_of("categories: [1,2,3,4,5,6,7,8,9]", DIALECT_HEXO);

	g_assert_cmpuint(article.categories[0].n, ==, CATEGORY_LEVELS_MAX);
	g_assert_cmpuint(article.diags.list.n, ==, 1);
	g_assert_cmpint(article.diags.list.v[0].id, ==, DIAG_HEAD_LIMIT);
	arena_clear(&article.arena);
}

static void test_tags(void)
{
	struct article one = article_of("tags: a b", DIALECT_HEXO);
	struct article two = article_of("tags: a b", DIALECT_JEKYLL);
	struct article list = article_of("tags: [a b, '', c]", DIALECT_HEXO);

	g_assert_cmpuint(one.tag_count, ==, 1);
	g_assert_cmpuint(two.tag_count, ==, 2);
	g_assert_cmpuint(list.tag_count, ==, 2);
	g_assert_true(str_eq(list.tags[1], S("c")));
	arena_clear(&one.arena);
	arena_clear(&two.arena);
	arena_clear(&list.arena);
}

static const struct {
	const char *path, *prefix;
	bool holds;
} prefixes[] = {
	{"金融/雪球", "金融", true},
	{"金融/雪球", "金融/雪球", true},
	{"金融/雪球", "金融/雪球/a", false},
	{"金融/雪球", "雪球", false},
	{"金融界/a", "金融", false},
	{"编程/开源中国/— 资讯", "编程/开源中国/资讯", true},
	{"编程/a/| 国内", "编程/a/国内", true},
	{"新媒体/cnBeta", "新媒体/CNBETA", true},
	{"a/—", "a/—", true},
	{"a/—", "a/b", false},
	{"A\\/B/c", "A\\/B", true},
	{"A/B", "A\\/B", false},
};

static void test_prefixes(void)
{
	struct category path, prefix;

	for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		g_test_message("%s %s", prefixes[i].path, prefixes[i].prefix);
		g_assert_true(parse_category(&arena, str_from(prefixes[i].path), &path));
		g_assert_true(parse_category(&arena, str_from(prefixes[i].prefix), &prefix));
		g_assert_cmpint(category_has_prefix(&path, &prefix), ==, prefixes[i].holds);
	}
	g_assert_true(parse_category(&arena, S(" /金融/ "), &path));
	g_assert_cmpuint(path.n, ==, 1);
	g_assert_false(parse_category(&arena, S(""), &path));
	g_assert_false(parse_category(&arena, S("///"), &path));
	g_assert_false(parse_category(&arena, S("1/2/3/4/5/6/7/8/9"), &path));
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/collect/categories/paths", test_paths);
	g_test_add_func("/collect/categories/bounds", test_bounds);
	g_test_add_func("/collect/categories/tags", test_tags);
	g_test_add_func("/collect/categories/prefixes", test_prefixes);
	arena_init(&arena);
	status = g_test_run();
	arena_clear(&arena);
	return status;
}
