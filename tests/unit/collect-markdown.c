/* Markdown: what is taken for it, and the HTML that it makes. */
#include "collect/markdown.h"

#include "cpu-time.h"

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
	{true, "<div align=\"center\">Cover</div>\n\n## One\n\ntext **bold**\n\n- a\n\n<div "
	       "align=\"center\">End</div>"},
	{false, "<p>a</p>\n<pre>\n- a\n- b\n# c\n</pre>\n<p>- b</p>\n<p>c</p>\n"},
	{false, "<p>a</p <p>b</p>"}, /* an end tag that another tag ends */
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
	{"|a|\n|-|\n|1|",
	 "<table><thead><tr><th>a</th></tr></thead>\n\n<tbody><tr><td>1</td></tr></tbody></table>"},
	{"a|b\n--|:-", "<table><thead><tr><th>a</th><th align=\"left\">b</th></tr></thead></table>"},
	{"```\na|b\n-|-\n```", "\n<pre><code>a|b\n-|-\n</code></pre>"},
	{"-|-", "<p>-|-</p>"},
};

static void test_render(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(renderings); i++) {
		struct str html;

		g_assert_cmpint(markdown_render(&arena, str_from(renderings[i].text), &html), ==,
				MARKDOWN_WHOLE);
		g_assert_cmpstr(arena_cstr(&arena, html), ==, renderings[i].html);
	}
}

#define MARK(n)  "<sup><a href=\"#fn-" n "\" id=\"fnref-" n "\">" n "</a></sup>"
#define AGAIN(n) "<sup><a href=\"#fn-" n "\">" n "</a></sup>"
#define NOTES(x) "\n<ol>" x "\n</ol>"
#define NOTE(n)  "\n<li id=\"fn-" n "\">"

static const struct {
	const char *text, *html;
} footnotes[] = {
	{"a[^x].\n\n[^x]: b *c*\n", "<p>a" MARK("1") ".</p>" NOTES(NOTE("1") "<p>b <em>c</em></p></li>")},
	/* numbers are the marks', not the notes' */
	{"a[^x][^y] b[^x]\n[^y]: Y\n[^x]: X", "<p>a" MARK("1") MARK("2") " b" AGAIN("1") "</p>" NOTES(
						      NOTE("1") "<p>X</p></li>" NOTE("2") "<p>Y</p></li>")},
	/* lines that go on, paragraphs that are indented, code in them */
	{"a[^x]\n\n[^x]: b\nc\n\n\td\n\n        e\n\nf",
	 "<p>a" MARK("1") "</p>\n\n\n\n\n\n\n\n\n<p>f</p>" NOTES(
		 NOTE("1") "<p>b\nc</p>\n\n<p>d</p>\n\n<pre><code>e\n</code></pre></li>")},
	{"a[^x]\n\n[^x]: b\n- c",
	 "<p>a" MARK("1") "</p>\n\n\n<ul><li>c</li></ul>" NOTES(NOTE("1") "<p>b</p></li>")},
	/* in an item, a quotation, a cell */
	{"- a[^x]\n\n    [^x]: b", "<ul><li>a" MARK("1") "</li></ul>" NOTES(NOTE("1") "<p>b</p></li>")},
	{"> a[^x]\n>\n> [^x]: b", "<blockquote><p>a[^x]</p>\n\n<p>[^x]: b</p></blockquote>"},
	{"|a[^x]|\n|---|\n\n[^x]: b",
	 "<table><thead><tr><th>a" MARK("1") "</th></tr></thead></table>" NOTES(NOTE("1") "<p>b</p></li>")},
	/* a note in a note, and one that refers to itself */
	{"a[^x]\n\n[^x]: b[^y]\n[^y]: c[^y]",
	 "<p>a" MARK("1") "</p>" NOTES(
		 NOTE("1") "<p>b" MARK("2") "</p></li>" NOTE("2") "<p>c" AGAIN("2") "</p></li>")},
	/* nothing is lost: no note, no mark, two of a name */
	{"a[^x]", "<p>a[^x]</p>"},
	{"[^x]: a", "\n\n<p>[^x]: a</p>"},
	{"a[^x]\n[^x]: b\n[^x]: c",
	 "<p>a" MARK("1") "</p>\n\n\n\n<p>[^x]: c</p>" NOTES(NOTE("1") "<p>b</p></li>")},
	{"[^]: a", "<p>[^]: a</p>"},
	{"[^a b]: c", "<p>[^a b]: c</p>"},
	/* code is code */
	{"`[^x]` \\[^x] ``[^x]` [^x]``\n\n[^x]: b",
	 "<p><code>[^x]</code> [^x] <code>[^x]` [^x]</code></p>\n\n\n\n<p>[^x]: b</p>"},
	{"~~~\n[^x]\n[^x]: a\n~~~\n\n    [^x]: b\n", "\n<pre><code>[^x]\n[^x]: a\n</code></pre>\n\n"
						     "<pre><code>[^x]: b\n</code></pre>"},
};

static void test_footnotes(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(footnotes); i++) {
		struct str html;

		markdown_render(&arena, str_from(footnotes[i].text), &html);
		g_assert_cmpstr(arena_cstr(&arena, html), ==, footnotes[i].html);
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

	g_assert_cmpint(markdown_render(&arena, text, &html), ==, MARKDOWN_WHOLE);
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

/* Texts that make quadratic HTML are cut. */
static void test_growth(void)
{
	struct str url = repeat("x", 60000), html;
	struct str bomb = arena_concat(&arena, arena_printf(&arena, "[a]: /%.*s\n\n", STR_FMT(url)),
				       repeat("[a] ", 20000));
	struct str table = arena_concat(&arena, repeat("|a", 4000), S("|\n"));

	g_assert_cmpint(markdown_render(&arena, bomb, &html), ==, MARKDOWN_CUT);
	g_assert_cmpuint(html.n, <, bomb.n * (MARKDOWN_GROWTH + 2) + MARKDOWN_EXTRA);
	table = arena_concat(&arena, table, repeat("|---", 4000));
	table = arena_concat(&arena, table, S("|\n"));
	table = arena_concat(&arena, table, repeat("|x\n", 20000));
	g_assert_cmpint(markdown_render(&arena, table, &html), ==, MARKDOWN_CUT);
}

/* What md4c takes quadratic time for, or might: two megabytes of each. */
static const struct {
	const char *head, *piece, *second; /* half of it, where there is one */
} attacks[] = {
	{"", "[", NULL},
	{"", "![", NULL},
	{"", "](", NULL},
	{"", "[a](b", NULL},
	{"", "[a](<b", NULL},
	{"", "[a]\n", NULL},
	{"", "tags: [a]\n", NULL},
	{"", "[a]\n\f\n", NULL},
	{"", "[a]\n\v- b\n", NULL},
	{"", "[a]\n    - b\n", NULL},
	{"", "[a]\n-\tb\n", NULL},
	{"", "[a]: b (c\n", NULL},
	{"", "[a](b (c\n", NULL},
	{"", "[\n", "]\n"},
	{"[x]: y\n\n", "[a", "]b"},
	{"[x]: y\n\n", "![", "](."},
	{"[x]: y\n\n", "[`", "`]`]"},
	{"[x]: y\n\n- a\n", "[", "\n    - ]"},
	{"", "*", NULL},
	{"", "*a ", "b* "},
	{"", "*a _b **c ", "d** e* f_ "},
	{"", "_a__", NULL},
	{"", "~a ", "b~ "},
	{"", "`", NULL},
	{"", "`a", NULL},
	{"", "``a`b", NULL},
	{"", "<", ">"},
	{"", "<a b='", NULL},
	{"", "<!--", NULL},
	{"", ">", NULL},
	{"", "> ", "x\n"},
	{"", "- ", "\n"},
	{"", "1. ", "\n"},
	{"", "> - ", "> \n"},
	{"", "- [ ] ", NULL},
	{"", "|", NULL},
	{"", "|a", "\n|-"},
	{"|a|\n|---|\n", "|`a`|\n", NULL},
	{"", "&", NULL},
	{"", "a@b.c ", NULL},
	{"", "a.b@", NULL},
	{"", "http://a.b/ ", NULL},
	{"", "(http://a.b/((", NULL},
	{"", "www.a.b\n", NULL},
	{"", "www.", NULL},
	{"", "\\", NULL},
	{"", "a  \n", NULL},
	{"[^a]: b\n", "[^a]", NULL},
	{"", "[^a]: b\n", NULL},
	{"", "[^a]: b\n\n", "    c\n"},
	{"[^a]: b\n", "`a``b", NULL},
};

#define ATTACK_BYTES  2000000u
#define ATTACK_MICROS (2 * G_TIME_SPAN_SECOND)

/* Sanitizers make everything several times slower. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PATIENCE 10
#else
#define PATIENCE 1
#endif

static void test_attacks(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(attacks); i++) {
		const char *second = attacks[i].second ? attacks[i].second : attacks[i].piece;
		struct arena_mark mark = arena_mark(&arena);
		struct str text =
			arena_concat(&arena, str_from(attacks[i].head),
				     repeat(attacks[i].piece, ATTACK_BYTES / 2 / strlen(attacks[i].piece)));
		struct str html;
		gint64 begin;

		text = arena_concat(&arena, text, repeat(second, ATTACK_BYTES / 2 / strlen(second)));
		begin = cpu_time();
		markdown_render(&arena, text, &html);
		begin = cpu_time() - begin;
		g_test_message("%s: %d ms", attacks[i].piece, (int)(begin / 1000));
		g_assert_cmpint(begin, <, ATTACK_MICROS * PATIENCE);
		arena_reset(&arena, mark);
	}
}

/* The marks that are too many are shown as written; what comes before keeps its meaning. */
static void test_limit(void)
{
	struct str html, links = arena_concat(&arena, S("[a](b) "), repeat("[x\\] [y]\n", 100000));
	struct str lists = arena_concat(&arena, repeat("- ", 300), S("x [a](b)"));

	g_assert_cmpint(markdown_render(&arena, links, &html), ==, MARKDOWN_LITERAL);
	g_assert_true(str_starts(html, S("<p><a href=\"b\">a</a> [x] [y]\n")));
	g_assert_true(str_ends(html, S("\n[x] [y]</p>")));
	g_assert_cmpint(markdown_render(&arena, lists, &html), ==, MARKDOWN_LITERAL);
	g_assert_true(str_find(html, S("<li>- - "), 0) != STR_NONE);
	g_assert_true(str_find(html, S("x <a href=\"b\">a</a></li>"), 0) != STR_NONE);
	/* a long list of links is no attack */
	g_assert_cmpint(markdown_render(&arena, repeat("- [a `b`](c) <http://d.e/>\n", 20000), &html), ==,
			MARKDOWN_WHOLE);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/collect/markdown/guess", test_guess);
	g_test_add_func("/collect/markdown/render", test_render);
	g_test_add_func("/collect/markdown/lines", test_lines);
	g_test_add_func("/collect/markdown/footnotes", test_footnotes);
	g_test_add_func("/collect/markdown/growth", test_growth);
	g_test_add_func("/collect/markdown/attacks", test_attacks);
	g_test_add_func("/collect/markdown/limit", test_limit);
	arena_init(&arena);
	status = g_test_run();
	arena_clear(&arena);
	return status;
}
