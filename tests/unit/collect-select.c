/* The stage as a whole on small folders: who is in, in what order, and why not. */
#include "collect/collect.h"
#include "collect/text-hash.h"

#include "scratch.h"

#include <glib.h>
#include <glib/gstdio.h>

static struct arena arena;
static struct zone *shanghai;

/* Over 80 characters. */
#define LONG_OPENING \
	"once more the river rose over its banks in the night and the people of the three villages below"

static const struct {
	const char *name, *title, *author, *categories, *tags, *date, *body;
} posts[] = {
	{"a.md", "乙", "甲报", "[金融, 银行]", "[x]", "2021-07-12 10:00:00",
	 "<p>one text of more than a few words</p>"},
	{"b.md", "甲", "甲报", "[金融, 股市]", "[y]", "2021-07-13 10:00:00", "<p>two</p>"},
	{"c.md", "丙", "乙报", "[编程]", "[x, y]", "Sun, 11 Jul 2021 16:00:00 GMT", "<p>three</p>"},
	{"d.md", "丁", "乙报", "[编程]", "[]", "2021-07-18 23:59:59", "<p>four</p>"},
	{"e.md", "戊", "", "", "[]", "Invalid Date", "<p>five</p>"},
	{"f.md", "甲", "甲报", "[金融, 股市]", "[y]", "2021-07-13 20:00:00", "<p>two again</p>"},
	{"g.md", "己", "丙报", "[新闻]", "[]", "2021-07-15 10:00:00",
	 "<div><p>o n e text <b>of more than</b> a few words</p><style>x</style></div>"},
	{"h.md", "庚", "丙报", "[[新闻], [金融, 外汇]]", "[]", "2021-07-19 00:00:00", "<img src=a.png>"},
	{"i.md", "辛", "丙报", "[新闻]", "[]", "2021-07-20 00:00:00", "<img src=b.png>"},
};

static char *make_folder(void)
{
	char *folder = g_dir_make_tmp("select-XXXXXX", NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(posts); i++) {
		char *path = g_build_filename(folder, posts[i].name, NULL);
		char *text = g_strdup_printf(
			"---\ntitle: %s\nauthor: %s\ncategories: %s\ntags: %s\ndate: %s\n---\n%s\n",
			posts[i].title, posts[i].author, posts[i].categories, posts[i].tags, posts[i].date,
			posts[i].body);

		g_assert_true(g_file_set_contents(path, text, -1, NULL));
		g_free(path);
		g_free(text);
	}
	return folder;
}

static void put(const char *folder, const char *name, const char *text, gssize n)
{
	char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, n, NULL));
	g_free(path);
}

static char letter(struct str path)
{
	return path.s[path.n - 4];
}

/* "金融:ab 编程:c | d=date" */
static const char *run(const char *folder, struct selection selection, unsigned jobs)
{
	struct str path = str_from(folder);
	struct collect_options options = {
		.paths = &path, .path_count = 1, .selection = selection, .zone = shanghai, .jobs = jobs};
	struct diags diags;
	struct issue *issue;
	struct buf text = BUF(&arena);

	diags_init(&diags, &arena, S(""));
	issue = collect(&options, &arena, &diags);
	g_assert_nonnull(issue);
	for (size_t s = 0; s < issue->section_count; s++) {
		buf_printf(&text, "%.*s:", STR_FMT(issue->sections[s].name));
		for (size_t i = 0; i < issue->sections[s].count; i++)
			buf_add_char(&text, letter(issue->sections[s].articles[i]->path));
		buf_add_char(&text, ' ');
	}
	buf_add_char(&text, '|');
	for (size_t i = 0; i < issue->skipped_count; i++)
		buf_printf(&text, " %c=%.*s", letter(issue->skipped[i].path),
			   STR_FMT(issue->skipped[i].code));
	issue_clear(issue);
	return buf_cstr(&text);
}

static void test_all(void)
{
	char *folder = make_folder();

	g_assert_cmpstr(run(folder, (struct selection){0}, 1), ==,
			"编程:cd 金融:ab 新闻:hi 其他:e | f=duplicate g=duplicate");
	g_assert_cmpstr(run(folder, (struct selection){0}, 4), ==, run(folder, (struct selection){0}, 1));
	g_assert_cmpstr(run(folder, (struct selection){.keep_duplicates = true}, 1), ==,
			"编程:cd 金融:abf 新闻:ghi 其他:e |");
	scratch_remove(folder);
	g_free(folder);
}

static void test_range(void)
{
	char *folder = make_folder();
	struct selection week = {.ranged = true};
	struct str message;

	g_assert_true(parse_week(&arena, S("2021-W28"), &week.from, &week.to, &message));
	g_assert_cmpstr(run(folder, week, 2), ==,
			"编程:cd 金融:ab | e=no-date f=duplicate g=duplicate h=date i=date");
	scratch_remove(folder);
	g_free(folder);
}

static void test_categories(void)
{
	char *folder = make_folder();
	struct category include[2], exclude;
	struct selection s = {.include = include, .include_count = 2, .exclude = &exclude};

	parse_category(&arena, S("金融"), &include[0]);
	parse_category(&arena, S("编程"), &include[1]);
	parse_category(&arena, S("金融/银行"), &exclude);
	/* in the order asked for; h stands under the path that matches */
	g_assert_cmpstr(run(folder, s, 1), ==,
			"金融:abh 编程:cd | e=category f=duplicate g=category i=category");
	s.exclude_count = 1;
	g_assert_cmpstr(run(folder, s, 1), ==,
			"金融:bh 编程:cd | a=excluded e=category f=duplicate g=category i=category");
	scratch_remove(folder);
	g_free(folder);
}

static void test_tags_and_authors(void)
{
	char *folder = make_folder();
	struct str tag = S("X"), author = S("乙报");

	g_assert_cmpstr(run(folder, (struct selection){.tags = &tag, .tag_count = 1}, 1), ==,
			"编程:c 金融:a | b=tag d=tag e=tag f=tag g=tag h=tag i=tag");
	g_assert_cmpstr(run(folder, (struct selection){.authors = &author, .author_count = 1}, 1), ==,
			"编程:cd | a=author b=author e=author f=author g=author h=author i=author");
	scratch_remove(folder);
	g_free(folder);
}

static void test_order(void)
{
	char *folder = make_folder();

	g_assert_cmpstr(run(folder, (struct selection){.group = GROUP_NONE}, 1), ==,
			"文章:cabdhie | f=duplicate g=duplicate");
	g_assert_cmpstr(run(folder, (struct selection){.group = GROUP_NONE, .sort = SORT_DATE_DOWN}, 1), ==,
			"文章:ihdbace | f=duplicate g=duplicate");
	/* bǐng dīng gēng jiǎ xīn yǐ, and wù, which has no date */
	g_assert_cmpstr(run(folder, (struct selection){.group = GROUP_NONE, .sort = SORT_TITLE}, 1), ==,
			"文章:cdhbiae | f=duplicate g=duplicate");
	g_assert_cmpstr(run(folder, (struct selection){.group = GROUP_SOURCE}, 1), ==,
			"丙报:hi 甲报:ab 乙报:cd 其他:e | f=duplicate g=duplicate");
	g_assert_cmpstr(run(folder, (struct selection){.group = GROUP_DAY}, 1), ==,
			"2021-07-12:ca 2021-07-13:b 2021-07-18:d 2021-07-19:h 2021-07-20:i 其他:e "
			"| f=duplicate g=duplicate");
	scratch_remove(folder);
	g_free(folder);
}

/* The newest stay, whatever the order in which they are shown. */
static void test_limit(void)
{
	char *folder = make_folder();

	g_assert_cmpstr(run(folder, (struct selection){.group = GROUP_NONE, .limit = 3}, 1), ==,
			"文章:dhi | a=limit b=limit c=limit e=limit f=duplicate g=duplicate");
	g_assert_cmpstr(run(folder, (struct selection){.group = GROUP_NONE, .limit = 100}, 1), ==,
			"文章:cabdhie | f=duplicate g=duplicate");
	scratch_remove(folder);
	g_free(folder);
}

static void test_unusable(void)
{
	char *folder = g_dir_make_tmp("select-XXXXXX", NULL);

	put(folder, "a.md", "---\ntitle: a\ndraft: true\n---\n", -1);
	put(folder, "b.md", "---\ntitle: b\npublished: false\n---\n", -1);
	put(folder, "c.md",
	    "\x7f"
	    "ELF\0\0\0",
	    7);
	put(folder, "d.md", "no head\n", -1);
	put(folder, "e.md", "", 0);
	put(folder, "f.md", "---\ntitle: f\n---\n\n\u3000\n", -1);
	put(folder, "g.md", "---\ntitle: g\n---\n<div><p>&nbsp;</p><!-- x --><hr></div>", -1);
	put(folder, "h.md", "---\ntitle: h\n---\n![](h.png)\n", -1);
	g_assert_cmpstr(run(folder, (struct selection){0}, 2), ==,
			"其他:dh | a=draft b=unpublished c=binary e=empty f=empty g=empty");
	scratch_remove(folder);
	g_free(folder);
	folder = g_dir_make_tmp("select-XXXXXX", NULL);
	g_assert_cmpstr(run(folder, (struct selection){0}, 2), ==, "|");
	scratch_remove(folder);
	g_free(folder);
}

static struct article *single(const char *folder, struct issue **issue)
{
	struct str path = str_from(folder);
	struct collect_options options = {.paths = &path, .path_count = 1, .zone = shanghai, .jobs = 1};
	struct diags diags;

	diags_init(&diags, &arena, S(""));
	*issue = collect(&options, &arena, &diags);
	g_assert_cmpuint((*issue)->article_count, ==, 1);
	return (*issue)->articles[0];
}

static void test_body(void)
{
	char *folder = g_dir_make_tmp("select-XXXXXX", NULL);
	struct issue *issue;
	struct article *article;

	put(folder, "a.md",
	    "\n---\ntitle: a\n---\n\n<div>\n    <style>a &#123;b&#125;</style>\n\n        "
	    "<p>deep</p></div>\n",
	    -1);
	article = single(folder, &issue);
	g_assert_cmpint(article->body_kind, ==, BODY_HTML);
	g_assert_cmpuint(article->body_line, ==, 5);
	g_assert_cmpuint(str_find(article->body, S("a {b}"), 0), !=, STR_NONE);
	issue_clear(issue);
	put(folder, "a.md", "---\ntitle: a\n---\nOne *two*.\n\n<!-- more -->\n\nThree.\n", -1);
	article = single(folder, &issue);
	g_assert_cmpint(article->body_kind, ==, BODY_MARKDOWN);
	g_assert_true(str_starts(article->body, S("<p>One <em>two</em>.</p>")));
	g_assert_true(str_eq(article->excerpt, S("One two.")));
	issue_clear(issue);
	scratch_remove(folder);
	g_free(folder);
}

static void test_text_hash(void)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
		{"<p>ab</p>", "<div>a <b>b</b></div>", true},
		{"ab", "a\u3000\u00A0b&nbsp;", true},
		{"ab<!-- c -->", "<style>d</style>ab<script>e</script >", true},
		{"a < b", "a<b", false},
		{"ab", "abc", false},
		{"", "<p> </p>", true},
		{"中文", "中 文", true},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct str a = str_from(cases[i].a), b = str_from(cases[i].b);

		g_assert_cmpint(text_equal(a, b), ==, cases[i].equal);
		g_assert_cmpint(text_hash(a) == text_hash(b), ==, cases[i].equal);
	}
	g_assert_cmpuint(text_hash(S("<p> <br></p>")), ==, 0);
}

static void test_cancel(void)
{
	char *folder = make_folder();
	struct str path = str_from(folder);
	struct cancel cancel = {.requested = true};
	struct collect_options options = {
		.paths = &path, .path_count = 1, .zone = shanghai, .jobs = 2, .cancel = &cancel};
	struct diags diags;

	diags_init(&diags, &arena, S(""));
	g_assert_null(collect(&options, &arena, &diags));
	scratch_remove(folder);
	g_free(folder);
}

/* Each day's issue of a column has the same title; what was posted again days later is one post. */
static void test_columns(void)
{
	static const char *const bodies[] = {
		"<p>今天有雨。</p>",
		"<p>明天放晴。</p>",
		"<p>" LONG_OPENING " and how it ended</p>",
		"<div>" LONG_OPENING " and how it went on</div>",
		"<p>后天有风。</p>",
	};
	char *folder = g_dir_make_tmp("select-XXXXXX", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		char *name = g_strdup_printf("%c.md", (char)('a' + i));
		char *text = g_strdup_printf("---\ntitle: 早报\nauthor: 某报\ndate: 2021-07-1%d\n---\n%s",
					     (int)i, bodies[i]);
		put(folder, name, text, -1);
		g_free(name);
		g_free(text);
	}
	g_assert_cmpstr(run(folder, (struct selection){0}, 1), ==, "其他:abce | d=duplicate");
	scratch_remove(folder);
	g_free(folder);
}

/* What hides text, in any case of letters; what never ends hides nothing. */
static void test_hidden_markup(void)
{
	static const char *const texts[] = {
		"<STYLE>p{}</STYLE><p>正文</p>",
		"<SCRIPT>x</Script>正文",
		"<script>y</script >正文",
		"<!-->正文",
		"<!-- ad\n>正文",
		"<style><p>正文</p>",
		"<!-- a --><!-- b -->正文",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (text_hash(str_from(texts[i])) != text_hash(S("正文")))
			g_error("%s", texts[i]);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/collect/select/all", test_all);
	g_test_add_func("/collect/select/range", test_range);
	g_test_add_func("/collect/select/categories", test_categories);
	g_test_add_func("/collect/select/tags-and-authors", test_tags_and_authors);
	g_test_add_func("/collect/select/order", test_order);
	g_test_add_func("/collect/select/limit", test_limit);
	g_test_add_func("/collect/select/unusable", test_unusable);
	g_test_add_func("/collect/select/body", test_body);
	g_test_add_func("/collect/select/text-hash", test_text_hash);
	g_test_add_func("/collect/select/columns", test_columns);
	g_test_add_func("/collect/select/hidden-markup", test_hidden_markup);
	g_test_add_func("/collect/select/cancel", test_cancel);
	arena_init(&arena);
	shanghai = zone_new("Asia/Shanghai");
	status = g_test_run();
	zone_free(shanghai);
	arena_clear(&arena);
	return status;
}
