/* Input made to hurt: each case costs seconds and megabytes, not more, its text
 * survives where it has any, and the document keeps every invariant. */
#include "clean-kit.h"
#include "cpu-time.h"

/* Generous: sanitizers are slow.  Unbounded, most take minutes. */
#define SECONDS_MAX        60
#define DOCUMENT_BYTES_MAX ((size_t)600 << 20)

static const struct {
	const char *name, *head, *unit, *tail;
	int count;
	const char *survives; /* text that must be in the document */
} cases[] = {
	{"nested div", "", "<div>", "x", 200000, "x"},
	{"nested div with text", "", "<div>a", "x", 200000, "x"},
	{"nested b", "", "<b>", "x", 100000, "x"},
	{"nested b i", "", "<b><i>", "x", 100000, "x"},
	{"b around paragraphs", "<b><i><u><s><b><i><u>", "<p>x", "", 300000, "x"},
	{"unclosed fonts", "", "<p><font a=1>t</p><font b=2>", "x", 60000, "x"},
	{"adoption agency", "", "<b><div></b>", "x", 100000, "x"},
	{"links in blocks", "", "<a href=y><div>", "x", 60000, "x"},
	{"nested tables", "", "<table><tr><td>", "x", 60000, "x"},
	{"text in tables", "", "<table><tr>x", "", 60000, "x"},
	{"nested lists", "", "<ul><li>", "x", 60000, "x"},
	{"nested quotes", "", "<blockquote>", "x", 60000, "x"},
	{"definitions", "", "<dl><dt>a<dd>", "x", 60000, "x"},
	{"details", "", "<details><summary>x", "", 60000, "x"},
	{"wide row", "<table><tr>", "<td>x", "</table>", 200000, "x"},
	{"tall table", "<table>", "<tr><td rowspan=1000 colspan=1000>x", "</table>", 60000, "x"},
	{"huge span", "<table><tr>", "<td colspan=1000000000 rowspan=1000000000>x", "</table>", 3, "x"},
	{"spans over rows without a place", "<table><tr>", "<td rowspan=5>x",
	 "</tr><tr><td>B</td></tr><tr><td>C</td></tr><tr><td>D</td></tr></table>", 1000, "C"},
	{"spans of two rows", "<table><tr>", "<td rowspan=2>x",
	 "</tr><tr><td>B</td></tr><tr><td>C</td></tr></table>", 1000, "C"},
	{"rows without a place",
	 "<table><tr>"
	 "<td rowspan=60000 colspan=1000>x</tr>",
	 "<tr><td>x", "</table>", 60000, "x"},
	{"pictures without a source", "<div>", "<img>", "x</div>", 150000, "x"},
	{"many related", "<p>x</p>", "<p>相关阅读", "", 60000, "相关阅读"},
	{"attributes", "<div ", "a=1 ", ">x</div>", 1000000, "x"},
	{"classes", "<div class='", "a ", "'>x</div>", 1000000, "x"},
	{"declarations", "<p style='", "a:b;", "'>x</p>", 700000, "x"},
	{"one paragraph", "", "汉字", "", 500000, "汉字"},
	{"one word", "", "a", "", 300000, "aaa"},
	{"combining marks", "a", "\xCC\x81", "", 50000, "a"},
	{"breaks", "", "x<br>", "", 500000, "x"},
	{"less-than signs", "x", "<", "", 1000000, "x"},
	{"open quotes", "x", "<a \"", "'>", 300000, "x"},
	{"open quotes with ends", "x", "<a \">\"", "'", 300000, "x"},
	{"open comments", "x", "<!--", "", 500000, "x"},
	{"close marks", "x", "</", "", 1000000, "x"},
	{"unknown elements", "", "<foo>", "x", 300000, "<foo>"},
	{"selects", "", "<select><option>", "x", 100000, "x"},
	{"svg", "", "<svg>", "<text>x</text>", 300000, ""},
	{"svg and p", "", "<svg><p><g/>", "x", 100000, "x"},
	{"math", "", "<math><mi>", "x", 100000, "x"},
	{"forms", "", "<div></form><form>", "x", 100000, "x"},
	{"formula marks", "", "\\(a", "", 300000, "(a"},
	{"dollars", "", "$$a", "", 300000, "a"},
	{"ruby", "<ruby>", "a<rt>b</rt>", "</ruby>", 100000, "a"},
	{"CDATA", "", "<![CDATA[x", "", 300000, "x"},
	{"scripts", "", "<script><!--<script></script>", "x", 100000, "x"},
};

static bool holds(struct kit *k, struct str text)
{
	const struct document *d = k->article.document;
	struct buf all = BUF(&k->arena);
	for (const struct block *b = d->root; b; b = block_after(b, d->root))
		for (size_t i = 0; i < b->spans.n; i++)
			buf_add(&all, b->spans.v[i].text);
	return str_find(buf_str(&all), text, 0) != STR_NONE;
}

static void test_case(gconstpointer data)
{
	size_t i = GPOINTER_TO_SIZE(data);
	GString *html = g_string_new(cases[i].head);
	for (int n = 0; n < cases[i].count; n++)
		g_string_append(html, cases[i].unit);
	g_string_append(html, cases[i].tail);
	struct kit k;
	kit_text(&k, (struct str){html->str, html->len}, cases[i].name);
	struct clutter *rules = kit_rules();
	gint64 start = cpu_time();
	g_assert_true(clean_article(&k.article, rules, &k.scratch));
	g_assert_cmpint(cpu_time() - start, <, SECONDS_MAX * G_USEC_PER_SEC);
	g_assert_cmpuint(k.article.arena.used, <, DOCUMENT_BYTES_MAX);
	document_check(k.article.document);
	g_assert_true(holds(&k, str_from(cases[i].survives)));
	clutter_free(rules);
	kit_clear(&k);
	g_string_free(html, TRUE);
}

/* Each box of code asks those around it for its language: a long list of classes is not read for each. */
static void test_classes_around(void)
{
	GString *html = g_string_new("<div class='");
	for (int n = 0; n < 400000; n++)
		g_string_append(html, "ab ");
	g_string_append(html, "'>");
	for (int n = 0; n < 4000; n++)
		g_string_append(html, "<pre>x</pre>");
	struct kit k;
	kit_text(&k, (struct str){html->str, html->len}, "classes around");
	gint64 start = cpu_time();
	g_assert_true(clean_article(&k.article, NULL, &k.scratch));
	g_assert_cmpint(cpu_time() - start, <, SECONDS_MAX / 4 * G_USEC_PER_SEC);
	kit_clear(&k);
	g_string_free(html, TRUE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		char *path = g_strconcat("/clean/hostile/", cases[i].name, NULL);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
		g_free(path);
	}
	g_test_add_func("/clean/hostile/classes around", test_classes_around);
	return g_test_run();
}
