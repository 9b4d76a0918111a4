/* base/yaml: the tree, its lines, and what is refused. */
#include "base/yaml.h"

#include <glib.h>

static struct arena arena;

static struct yaml *parse(const char *text)
{
	struct yaml_error error = {0};

	return yaml_parse(&arena, str_from(text), &error);
}

static void assert_text(struct str have, const char *want)
{
	g_assert_cmpint((int)have.n, ==, (int)strlen(want));
	g_assert_true(str_eq(have, str_from(want)));
}

static void test_tree(void)
{
	struct yaml *map = parse("title: 'a: b'\n"
				 "list:\n"
				 "  - one\n"
				 "  - [two, three]\n"
				 "empty:\n"
				 "on: Yes\n");
	struct yaml *list = yaml_find(map, "list");
	bool value = false;

	g_assert_nonnull(map);
	g_assert_cmpint(map->kind, ==, YAML_MAP);
	assert_text(yaml_text(yaml_find(map, "title"), S("")), "a: b");
	g_assert_false(yaml_find(map, "title")->plain);
	g_assert_cmpint(list->kind, ==, YAML_LIST);
	g_assert_cmpuint(list->line, ==, 2);
	assert_text(list->first->text, "one");
	g_assert_true(list->first->plain);
	assert_text(list->first->next->first->next->text, "three");
	assert_text(yaml_text(yaml_find(map, "empty"), S("no")), "");
	assert_text(yaml_text(yaml_find(map, "absent"), S("no")), "no");
	assert_text(yaml_text(list, S("no")), "no");
	g_assert_true(yaml_bool(yaml_find(map, "on"), &value) && value);
	g_assert_false(yaml_bool(yaml_find(map, "title"), &value));
}

static void test_used_and_duplicates(void)
{
	struct yaml *map = parse("a: 1\nb: 2\na: 3\n");

	assert_text(yaml_find(map, "a")->text, "3");
	g_assert_true(map->first->used);
	g_assert_false(map->first->next->used);
	g_assert_true(map->first->next->next->used);
}

static void test_empty(void)
{
	const char *const texts[] = {"", "\n\n", "# only a comment\n", "---\n", "--- \n...\n"};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct yaml *map = parse(texts[i]);

		g_assert_nonnull(map);
		g_assert_cmpint(map->kind, ==, YAML_MAP);
		g_assert_null(map->first);
	}
}

static void test_refused(void)
{
	static const struct {
		const char *text;
		unsigned line;
	} cases[] = {
		{"a: 1\nb: &x 2\n", 2}, {"a: &x [1]\n", 1}, {"a: 1\nb: *x\n", 2},  {"? [a]\n: b\n", 1},
		{"a: \"\"\"x\n", 2},    {"a: b: c\n", 1},   {"a: 1\n\tb: 2\n", 2}, {"a: \x01\n", 1},
		{"a: \xff\n", 1},       {"{a\n", 2},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct yaml_error error = {0};

		g_test_message("%s", cases[i].text);
		g_assert_null(yaml_parse(&arena, str_from(cases[i].text), &error));
		g_assert_cmpuint(error.line, >=, 1);
		g_assert_cmpuint(error.line, <=, cases[i].line);
		g_assert_cmpuint(error.text.n, >, 0);
	}
}

/* n times `open` around nothing. */
static struct str nested(size_t n, char open)
{
	char *text = arena_alloc(&arena, n);

	memset(text, open, n);
	return (struct str){text, n};
}

static void test_bounds(void)
{
	struct yaml_error error;
	size_t deep = 100000;

	g_assert_null(yaml_parse(&arena, nested(deep, '['), &error));
	assert_text(error.text, "nested too deeply");
	g_assert_null(yaml_parse(&arena, nested(YAML_BYTES_MAX + 1, ' '), &error));
	assert_text(error.text, "too long");
}

static void test_first_document(void)
{
	struct yaml *map = parse("a: 1\n---\na: 2\n");

	assert_text(yaml_find(map, "a")->text, "1");
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/base/yaml/tree", test_tree);
	g_test_add_func("/base/yaml/used-and-duplicates", test_used_and_duplicates);
	g_test_add_func("/base/yaml/empty", test_empty);
	g_test_add_func("/base/yaml/refused", test_refused);
	g_test_add_func("/base/yaml/bounds", test_bounds);
	g_test_add_func("/base/yaml/first-document", test_first_document);
	arena_init(&arena);
	status = g_test_run();
	arena_clear(&arena);
	return status;
}
