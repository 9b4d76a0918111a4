/* Markdown: what is taken for it, and the HTML that it makes. */
#include "collect/markdown.h"

#include <glib.h>

static struct arena arena;

static const struct {
	bool markdown;
	const char *body;
} guesses[] = {
	{true, "Some text.\n\nMore text.\n"},
	{true, "# Heading\n"},
	{true, "- a\n- b\n"},
	{true, "text with <b>some</b> HTML\n"},
	{true, "text with <br> and\n\nparagraphs\n"},
	{true, "<https://example.com> is a link\n"},
	{true, "1 < 2\n"},
	{true, "<!-- toc -->\n\n# Heading\n\ntext\n"},
	{true, "<div align=\"center\"><img src=\"logo.png\"></div>\n\n# Name\n\ntext **bold**\n\n- a\n- b\n"},
	{true, "<a id=\"top\"></a>\n\n## One\n\ntext\n\n## Two\n\ntext\n"},
	{false, ""},
	{false, "\n  \n"},
	{false, "<!-- nothing -->"},
	{false, "<!DOCTYPE html><p># a"},
	{false, "<div>   \n<p>a</p>\n                    <p>deep</p>\n</div>\n            "},
	{false, "<div>   \na\n2. b\n3. c\n- from: x\n# d\n**e**\n</div>\n            "},
	{false, "<p>a</p>\n\n<p>b</p>\n"},
	{false, "<p>a\n<p>b\n# no heading, the tags have it\n<p>c<p>d"},
	{false, "First line<br><br>Second line"},
	{false, "\xE3\x80\x80\xE3\x80\x80<p>a</p>"},
	{false, "<font size=2>text</font><br>\n<font>more</font>"},
};

static void test_guess(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(guesses); i++) {
		g_test_message("%s", guesses[i].body);
		g_assert_cmpint(body_is_markdown(str_from(guesses[i].body)), ==, guesses[i].markdown);
	}
}

static const struct {
	const char *text, *html;
} renderings[] = {
	{"", ""},
	{"a", "<p>a</p>"},
	{"a\nb", "<p>a\nb</p>"},
	{"a  \nb", "<p>a<br>\nb</p>"},
	{"# a\n\nb\n", "<h1>a</h1>\n\n<p>b</p>"},
	{"***a***", "<p><em><strong>a</strong></em></p>"},
	{"~~a~~ `b<c`", "<p><del>a</del> <code>b&lt;c</code></p>"},
	{"[a](http://x \"t\")", "<p><a href=\"http://x\" title=\"t\">a</a></p>"},
	{"[a](/x?a=1&amp;b=\"2)", "<p><a href=\"/x?a=1&amp;b=&quot;2\">a</a></p>"},
	{"![a *b*](p.png)", "<p><img src=\"p.png\" alt=\"a b\"></p>"},
	{"![a ![b](q)](p)", "<p><img src=\"p\" alt=\"a b\"></p>"},
	{"http://example.com/", "<p><a href=\"http://example.com/\">http://example.com/</a></p>"},
	{"- a\n- b", "<ul><li>a</li>\n<li>b</li></ul>"},
	{"3. a", "<ol start=\"3\"><li>a</li></ol>"},
	{"- [x] a", "<ul><li>☑ a</li></ul>"},
	{"> a", "<blockquote><p>a</p></blockquote>"},
	{"```c++ x\na<b\n```\n", "\n<pre><code class=\"language-c++\">a&lt;b\n</code></pre>"},
	{"a\n\n---\n\nb", "<p>a</p><hr>\n\n\n\n<p>b</p>"},
	{"|a|b|\n|:-:|--:|\n|1|2|",
	 "<table><thead><tr><th align=\"center\">a</th><th align=\"right\">b</th></tr></thead>\n\n"
	 "<tbody><tr><td align=\"center\">1</td><td align=\"right\">2</td></tr></tbody></table>"},
	{"<div>\n*a*\n</div>\n", "<div>\n*a*\n</div>\n"},
	{"a <b>c</b> &copy; &", "<p>a <b>c</b> &copy; &amp;</p>"},
	{"[x", "<p>[x</p>"},
};

static void test_render(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(renderings); i++) {
		struct str html;

		g_assert_true(markdown_render(&arena, str_from(renderings[i].text), &html));
		g_assert_cmpstr(arena_cstr(&arena, html), ==, renderings[i].html);
	}
}

/* Text stands on the line of the HTML on which it stands in the Markdown. */
static void test_lines(void)
{
	struct str text = S(
		"# L1\n\n\n- L4\n\n  L6\n- L7\n\n```\nL10\nL11\n```\n\n| L14 | b |\n|---|---|\n| L16 | d |\n"
		"\n> L18\n> L19\n\n<p>L21</p>\n\nL23 **L23**\nL24 [L24](u)\n");
	struct str html, rest;
	unsigned line = 1;

	g_assert_true(markdown_render(&arena, text, &html));
	for (rest = html; rest.s; line++) {
		struct str each = str_cut(&rest, '\n');

		for (size_t at = 0; (at = str_find_char(each, 'L', at)) != STR_NONE; at++)
			g_assert_cmpint(atoi(arena_cstr(&arena, str_from_offset(each, at + 1))), ==,
					(int)line);
	}
	g_assert_cmpuint(line, >=, 24);
}

static struct str repeat(const char *piece, size_t times)
{
	struct buf text = BUF(&arena);

	for (size_t i = 0; i < times; i++)
		buf_add(&text, str_from(piece));
	return buf_str(&text);
}

/* Texts that make quadratic HTML are cut; the others that are known to hurt end soon. */
static void test_attacks(void)
{
	static const char *const pieces[] = {"[", "*a ",    "> ", "- ", "`a",   "![",
					     "<", "[a](<b", "|",  "&",  "_a__", "<!--"};
	struct str url = repeat("x", 60000), html;
	struct str bomb = arena_concat(&arena, arena_printf(&arena, "[a]: /%.*s\n\n", STR_FMT(url)),
				       repeat("[a] ", 20000));
	struct str table = arena_concat(&arena, repeat("|a", 4000), S("|\n"));

	g_assert_false(markdown_render(&arena, bomb, &html));
	g_assert_cmpuint(html.n, <, bomb.n * (MARKDOWN_GROWTH + 2) + MARKDOWN_EXTRA);
	table = arena_concat(&arena, table, repeat("|---", 4000));
	table = arena_concat(&arena, table, S("|\n"));
	table = arena_concat(&arena, table, repeat("|x\n", 20000));
	g_assert_false(markdown_render(&arena, table, &html));
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		gint64 begin = g_get_monotonic_time();

		markdown_render(&arena, repeat(pieces[i], 20000), &html);
		g_test_message("%s: %d ms", pieces[i], (int)((g_get_monotonic_time() - begin) / 1000));
	}
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/collect/markdown/guess", test_guess);
	g_test_add_func("/collect/markdown/render", test_render);
	g_test_add_func("/collect/markdown/lines", test_lines);
	g_test_add_func("/collect/markdown/attacks", test_attacks);
	arena_init(&arena);
	status = g_test_run();
	arena_clear(&arena);
	return status;
}
