/* Heads with all their damage: where they end, and what they say. */
#include "collect/field.h"
#include "collect/fields.h"
#include "collect/head.h"

#include <glib.h>

static struct arena arena;
static struct zone *utc;

static struct article read_at(const char *path, const char *text)
{
	struct article article = {0};
	struct head head = head_split(str_from(text));

	arena_init(&article.arena);
	article.path = str_from(path);
	diags_init(&article.diags, &article.arena, article.path);
	fields_read(&article, &head, head_parse(&article.arena, &head, &article.diags), utc);
	return article;
}

static void assert_str(struct str have, const char *want)
{
	g_assert_cmpstr(arena_cstr(&arena, have), ==, want);
}

/* ---- where it ends ---- */

static const struct {
	const char *text;
	enum head_kind kind;
	bool open;
	const char *body;
	unsigned body_line;
} splits[] = {
	{"---\na: b\n---\nbody\n", HEAD_YAML, false, "body\n", 4},
	{"\n\n  \n---\na: b\n---\n\nbody", HEAD_YAML, false, "\nbody", 7},
	{"-----\na: b\n----- \nbody", HEAD_YAML, false, "body", 4},
	{"---\na: b\n...\nbody", HEAD_YAML, false, "body", 4},
	{"---\na: b\n---", HEAD_YAML, false, "", 4},
	{"---\n---\nbody", HEAD_YAML, false, "body", 3},
	{"+++\na = 'b'\n+++\nbody", HEAD_TOML, false, "body", 4},
	{"title: a\ndate: b\n---\nbody", HEAD_YAML, false, "body", 4},
	{"---\ntitle: a\ndate: b\n\nbody: no head\n", HEAD_YAML, true, "\nbody: no head\n", 4},
	{"---\ntitle: a\n<div>\n", HEAD_YAML, true, "<div>\n", 3},
	{"---\ntitle: a", HEAD_YAML, true, "", 3},
	/* A rule further down does not end it. */
	{"---\ntitle: 无尾\n\n第一段在此。\n\n---\n\n第二段。", HEAD_YAML, true,
	 "\n第一段在此。\n\n---\n\n第二段。", 3},
	{"---\nexcerpt: \"第一段\n\n第二段\"\ndate: b\n---\nbody", HEAD_YAML, false, "body", 7},
	{"body\n", HEAD_NONE, false, "body\n", 1},
	{"", HEAD_NONE, false, "", 1},
	{"\n\n", HEAD_NONE, false, "\n\n", 1},
	{"---", HEAD_NONE, false, "---", 1},
	{"---\n\nA rule, and prose.\n", HEAD_NONE, false, "---\n\nA rule, and prose.\n", 1},
	{"Heading\n---\nbody", HEAD_NONE, false, "Heading\n---\nbody", 1},
};

static void test_split(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(splits); i++) {
		struct head head = head_split(str_from(splits[i].text));

		g_test_message("split %zu", i);
		g_assert_cmpint(head.kind, ==, splits[i].kind);
		g_assert_cmpint(head.open, ==, splits[i].open);
		assert_str(head.body, splits[i].body);
		g_assert_cmpuint(head.body_line, ==, splits[i].body_line);
	}
}

/* ---- titles ---- */

static const struct {
	const char *line, *title;
	bool warned;
} titles[] = {
	{"'a: b'", "a: b", false},
	{"\"It's\"", "It's", false},
	{"'It''s'", "It's", false},
	{"plain", "plain", false},
	{"\n  folded\n\n     over lines", "folded over lines", false},
	{"'&#123;a&#125; &amp; &quot;b&quot; &nosuch; &'", "{a} & \"b\" &nosuch; &", false},
	{"'  a \t b\xC2\xA0 c　d '", "a b c　d", false},
	{"'a\xE2\x80\xAE"
	 "b\xEF\xBB\xBF'",
	 "ab", false},
	{"|\n  block\n  text", "block text", false},
	{"2021", "2021", false},
	{"[快讯]", "[快讯]", false},
	{"#话题", "#话题", false},
	{"!重磅 消息", "!重磅 消息", true},
	/* not YAML */
	{"'It's'", "It's", true},
	{"''a' b'", "'a' b", true},
	{"\"\"\"\"a\"\"\"\"", "a", true},
	{"\"\"\"'a'\"\"\"", "a", true},
	{"a: b: c", "a: b: c", true},
	{"[快讯] a", "[快讯] a", true},
	{"@a", "@a", true},
	{"&#123;a&#125;", "{a}", true},
	{"*a*", "*a*", true},
	{"\"a\\qb\"", "a\\qb", true},
	{"", "", false},
	{"''", "", false},
	{"\"\"\"\"\"", "", true},
};

static void test_titles(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(titles); i++) {
		const char *text =
			arena_printf(&arena, "---\ntitle: %s\ndate: 2021-07-12\n---\n", titles[i].line).s;
		struct article article = read_at("posts/file name.md", text);

		g_test_message("title %zu", i);
		assert_str(article.title, titles[i].title);
		g_assert_true(article.dated);
		g_assert_cmpint(article.diags.count[DIAG_WARNING] > 0, ==, titles[i].warned);
		arena_clear(&article.arena);
	}
}

/* ---- all fields ---- */

static const char *const whole = "\n---\n"
				 "title: 'a'b'\n"
				 "categories: \n"
				 " - 新闻\n"
				 " - | 国内\n"
				 "headimg: ''\n"
				 "author: &#123;X&#125; 网\n"
				 "tags: [x, 'y z']\n"
				 "date: Mon, 12 Jul 2021 06:28:20 GMT\n"
				 "thumbnail: 'https://example.com/a.png'\n"
				 "link: https://example.com/a?b=1&amp;c=2\n"
				 "lang: zh_CN\n"
				 "description: <p>One</p> <b>two</b>\n"
				 "---\n\n<div>";

static void test_fields(void)
{
	struct article article = read_at("a.md", whole);

	assert_str(article.title, "a'b");
	assert_str(article.author, "{X} 网");
	assert_str(article.headimg, "https://example.com/a.png");
	assert_str(article.link, "https://example.com/a?b=1&c=2");
	assert_str(article.lang, "zh-CN");
	assert_str(article.excerpt, "One two");
	g_assert_cmpuint(article.category_count, ==, 1);
	g_assert_cmpuint(article.categories[0].n, ==, 2);
	assert_str(article.categories[0].level[1], "| 国内");
	g_assert_cmpuint(article.tag_count, ==, 2);
	assert_str(article.tags[1], "y z");
	g_assert_cmpint(article.date, ==, 1626071300);
	g_assert_cmpint(article.diags.list.v[0].id, ==, DIAG_BAD_YAML);
	g_assert_cmpuint(article.diags.list.v[0].line, >=, 3);
	arena_clear(&article.arena);
}

static const struct {
	const char *path, *head;
	bool dated;
	const char *iso;
	int warning; /* of the date; -1: none */
} date_cases[] = {
	{"a.md", "date: 2021-07-12 08:00:00", true, "2021-07-12T08:00:00Z", -1},
	{"a.md", "date: Invalid Date", false, NULL, DIAG_BAD_DATE},
	{"a.md", "date: ", false, NULL, DIAG_NO_DATE},
	{"a.md", "author: x", false, NULL, DIAG_NO_DATE},
	{"d/2021-07-13-a.md", "author: x", true, "2021-07-13T00:00:00Z", -1},
	{"d/2021-07-13-a.md", "date: 2021-07-12", true, "2021-07-12T00:00:00Z", -1},
	{"a.md", "date: \nupdated: 2021-07-14", true, "2021-07-14T00:00:00Z", DIAG_DATE_GUESSED},
	{"a.md", "date: \nlastmod: never", false, NULL, DIAG_NO_DATE},
};

static void test_dates(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(date_cases); i++) {
		const char *text = arena_printf(&arena, "---\ntitle: a\n%s\n---\n", date_cases[i].head).s;
		struct article article = read_at(date_cases[i].path, text);

		g_assert_cmpint(article.dated, ==, date_cases[i].dated);
		if (article.dated)
			assert_str(instant_iso(&arena, article.date), date_cases[i].iso);
		g_assert_cmpuint(article.diags.list.n, ==, date_cases[i].warning >= 0);
		if (date_cases[i].warning >= 0)
			g_assert_cmpint((int)article.diags.list.v[0].id, ==, date_cases[i].warning);
		arena_clear(&article.arena);
	}
}

static void test_toml(void)
{
	struct article article = read_at("a.md", "+++\ntitle = \"a [b]\"\ndate = 2021-07-12T06:28:20Z\n"
						 "tags = [\n  \"x\",\n  \"y\",\n]\ncategories = ['c', 'd']\n"
						 "draft = false\n[extra]\n+++\n");

	assert_str(article.title, "a [b]");
	g_assert_cmpint(article.date, ==, 1626071300);
	g_assert_cmpuint(article.tag_count, ==, 2);
	g_assert_cmpuint(article.category_count, ==, 2);
	arena_clear(&article.arena);
}

static void test_publication(void)
{
	static const struct {
		const char *text;
		bool draft, unpublished;
	} cases[] = {
		{"---\ndraft: true\n---\n", true, false},
		{"---\npublished: false\n---\n", false, true},
		{"---\npublished: true\ndraft: no\n---\n", false, false},
		{"+++\ndraft = true\n+++\n", true, false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct article article = {.path = S("a.md")};
		struct head head = head_split(str_from(cases[i].text));
		struct publication state;

		arena_init(&article.arena);
		diags_init(&article.diags, &article.arena, article.path);
		state = fields_read(&article, &head, head_parse(&article.arena, &head, &article.diags), utc);
		g_assert_cmpint(state.draft, ==, cases[i].draft);
		g_assert_cmpint(state.unpublished, ==, cases[i].unpublished);
		arena_clear(&article.arena);
	}
}

/* A head that never ends, an alias bomb, and nesting: no more than a warning each. */
static void test_attacks(void)
{
	struct buf endless = BUF(&arena), nested = BUF(&arena);
	struct article article;
	struct head head;

	buf_add(&endless, S("---\n"));
	for (int i = 0; i < 200000; i++)
		buf_add(&endless, S("a: b\n"));
	head = head_split(buf_str(&endless));
	g_assert_true(head.open);
	g_assert_cmpuint(head.text.n, <=, HEAD_BYTES_MAX + 16);
	buf_add(&nested, S("---\ntitle: a\nx: "));
	for (int i = 0; i < 20000; i++)
		buf_add_char(&nested, '[');
	buf_add(&nested, S("\n---\n"));
	article = read_at("a.md", buf_cstr(&nested));
	assert_str(article.title, "a");
	g_assert_cmpint(article.diags.list.v[0].id, ==, DIAG_BAD_YAML);
	arena_clear(&article.arena);
	article = read_at("a.md", "---\ntitle: a\nx: &x [a]\ny: [*x, *x]\n---\n");
	assert_str(article.title, "a");
	g_assert_cmpint(article.diags.list.v[0].id, ==, DIAG_BAD_YAML);
	arena_clear(&article.arena);
}

static void test_braces(void)
{
	assert_str(decode_braces(&arena, S("&#123;a&#125;&#124;&#12&#1234;&#123;&#123")),
		   "{a}&#124;&#12&#1234;{&#123");
	assert_str(decode_braces(&arena, S("none")), "none");
	assert_str(decode_entities(&arena, S("&#x4e2d;&#20013;&lt;&#0;&#xFFFFFFFFF;&;&#;")),
		   "中中<\uFFFD&#xFFFFFFFFF;&;&#;");
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/collect/frontmatter/split", test_split);
	g_test_add_func("/collect/frontmatter/titles", test_titles);
	g_test_add_func("/collect/frontmatter/fields", test_fields);
	g_test_add_func("/collect/frontmatter/dates", test_dates);
	g_test_add_func("/collect/frontmatter/toml", test_toml);
	g_test_add_func("/collect/frontmatter/publication", test_publication);
	g_test_add_func("/collect/frontmatter/attacks", test_attacks);
	g_test_add_func("/collect/frontmatter/braces", test_braces);
	arena_init(&arena);
	utc = zone_new("UTC");
	status = g_test_run();
	zone_free(utc);
	arena_clear(&arena);
	return status;
}
