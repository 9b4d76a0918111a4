/* epub/: what each kind of block and span becomes. */
#include "epub-fixture.h"

static struct fixture f;
static struct arena *a;
static struct block *root;

static void set_up(void)
{
	fixture_init(&f, 3, 3);
	a = &f.arena;
	root = f.issue.articles[0]->document->root;
}

static void check(const char *want)
{
	document_check(f.issue.articles[0]->document);
	g_assert_cmpstr(arena_cstr(a, fixture_xhtml(&f, 0)), ==, want);
	fixture_clear(&f);
}

static struct span *add_span(struct block *b, struct span span)
{
	VEC_PUSH(a, &b->spans, span);
	return &b->spans.v[b->spans.n - 1];
}

static struct block *add(struct block *parent, enum block_kind kind)
{
	return block_new(a, kind, parent);
}

static void test_spans(void)
{
	set_up();
	struct block *p = add(root, BLOCK_PARAGRAPH);
	struct link link = {.url = S("https://example.org/?a=1&b=\"2\""), .title = S("那\"边")};
	add_span(p, (struct span){.text = S("甲")});
	add_span(p, (struct span){.text = S("乙"), .style = STYLE_STRONG});
	add_span(p, (struct span){.text = S("丙"), .style = STYLE_STRONG | STYLE_EM, .link = &link});
	add_span(p, (struct span){.text = S("丁"), .style = STYLE_EM, .link = &link});
	add_span(p, (struct span){.kind = SPAN_BREAK});
	add_span(p, (struct span){.text = S("<戊>"), .link = &link, .lang = S("ja")});
	add_span(p, (struct span){.text = S("己"), .ruby = S("き")});
	add_span(p, (struct span){.kind = SPAN_TEX, .text = S("a<b"), .style = STYLE_CODE});
	check("<p>甲<strong>乙</strong>"
	      "<a href=\"https://example.org/?a=1&amp;b=%222%22\" title=\"那&quot;边\">"
	      "<strong><em>丙</em></strong><em>丁<br/>\n</em>"
	      "<span xml:lang=\"ja\" lang=\"ja\">&lt;戊&gt;</span></a>"
	      "<ruby>己<rt>き</rt></ruby><code class=\"tex\">a&lt;b</code></p>\n");
}

static void test_every_style(void)
{
	set_up();
	struct block *p = add(root, BLOCK_PARAGRAPH);
	add_span(p, (struct span){.text = S("字"), .style = (1u << STYLE_COUNT) - 1});
	check("<p><strong><em><code><sub><sup><del><u><mark><small><kbd><cite><em class=\"dots\">字"
	      "</em></cite></kbd></small></mark></u></del></sup></sub></code></em></strong></p>\n");
}

static void test_bad_links(void)
{
	set_up();
	struct block *p = add(root, BLOCK_PARAGRAPH);
	struct link script = {.url = S("javascript:alert(1)")}, nowhere = {.id = S("nowhere")};
	struct link other = {.url = S("http://example.com/2.html/#x")},
		    self = {.url = S("http://example.com/1.html")};
	add_span(p, (struct span){.text = S("一"), .link = &script});
	add_span(p, (struct span){.text = S("二"), .link = &nowhere});
	add_span(p, (struct span){.text = S("三"), .link = &other});
	add_span(p, (struct span){.text = S("四"), .link = &self});
	check("<p>一二<a class=\"inward\" href=\"a0002.xhtml\">三</a><a "
	      "href=\"http://example.com/1.html\">四</a></p>\n");
}

static void test_anchors(void)
{
	set_up();
	struct link to_heading = {.id = S("h")}, to_anchor = {.id = S("\xE9\x94\x9A")};
	struct block *p = add(root, BLOCK_PARAGRAPH);
	p->id = S("unused");
	add_span(p, (struct span){.text = S("去"), .link = &to_heading});
	add_span(p, (struct span){.text = S("来"), .link = &to_anchor});
	struct block *h = fixture_leaf(a, root, BLOCK_HEADING, "标题");
	h->id = S("h");
	struct block *q = add(root, BLOCK_PARAGRAPH);
	add_span(q, (struct span){.kind = SPAN_ANCHOR, .id = S("\xE9\x94\x9A")});
	add_span(q, (struct span){.text = S("字")});
	check("<p><a href=\"#x1\">去</a><a href=\"#x2\">来</a></p>\n"
	      "<h2 id=\"x1\">标题</h2>\n<p><span id=\"x2\"></span>字</p>\n");
}

static void test_notes(void)
{
	set_up();
	struct block *p = fixture_paragraph(a, root, "正文");
	add_span(p, (struct span){.kind = SPAN_NOTE, .text = S("1"), .id = S("fn1"), .style = STYLE_SUP});
	add_span(p, (struct span){.kind = SPAN_NOTE, .text = S("1"), .id = S("fn1")});
	add_span(p, (struct span){.kind = SPAN_NOTE, .text = S("9"), .id = S("none")});
	struct block *note = add(add(root, BLOCK_NOTES), BLOCK_NOTE);
	note->id = S("fn1");
	fixture_paragraph(a, note, "注文");
	check("<p>正<span class=\"noted\">文<sup><a class=\"noteref\" epub:type=\"noteref\" "
	      "role=\"doc-noteref\" id=\"r1\" "
	      "href=\"#x1\">1</a></sup>"
	      "<sup><a class=\"noteref\" epub:type=\"noteref\" role=\"doc-noteref\" "
	      "href=\"#x1\">1</a></sup><sup>9</sup></span></p>\n"
	      "<section class=\"notes\" epub:type=\"endnotes\" role=\"doc-endnotes\" aria-label=\"注释\">\n"
	      "<aside id=\"x1\" class=\"note\" epub:type=\"footnote\" role=\"doc-footnote\">\n"
	      "<p class=\"back\"><a epub:type=\"backlink\" role=\"doc-backlink\" href=\"#r1\" "
	      "aria-label=\"返回正文 1\">"
	      "1</a></p>\n<p>注文</p>\n</aside>\n</section>\n");
}

/* A mark is kept with the ideograph before it: not with a word, which it is part of anyway, not when it
 * would close a link or a style, and never so many that the line is too short. */
static void test_marks_stay(void)
{
	struct link out = {.url = S("https://example.com/")};
	set_up();
	struct block *p = fixture_paragraph(a, root, "word");
	add_span(p, (struct span){.kind = SPAN_NOTE, .text = S("1"), .id = S("none")});
	p = add(root, BLOCK_PARAGRAPH);
	add_span(p, (struct span){.text = S("文"), .link = &out});
	add_span(p, (struct span){.kind = SPAN_NOTE, .text = S("1"), .id = S("none")});
	p = fixture_paragraph(a, root, "文");
	add_span(p, (struct span){.kind = SPAN_NOTE, .text = S("[a long mark]"), .id = S("none")});
	p = fixture_paragraph(a, root, "天文");
	for (size_t i = 0; i < 6; i++)
		add_span(p, (struct span){.kind = SPAN_NOTE, .text = S("1"), .id = S("none")});
	check("<p>word<sup>1</sup></p>\n"
	      "<p><a href=\"https://example.com/\">文</a><sup>1</sup></p>\n"
	      "<p>文<sup>[a long mark]</sup></p>\n"
	      "<p>天<span class=\"noted\">文<sup>1</sup><sup>1</sup><sup>1</sup><sup>1</sup></span>"
	      "<sup>1</sup><sup>1</sup></p>\n");
}

static void test_headings(void)
{
	static const int levels[] = {3, 5, 2, 1, 4, 1};
	set_up();
	for (size_t i = 0; i < G_N_ELEMENTS(levels); i++)
		fixture_leaf(a, root, BLOCK_HEADING, "题")->level = levels[i];
	check("<h2>题</h2>\n<h3>题</h3>\n<h2>题</h2>\n<h2>题</h2>\n<h3>题</h3>\n<h2>题</h2>\n");
}

static struct block *item(struct block *list, int32_t value, const char *text)
{
	struct block *li = add(list, BLOCK_ITEM);
	li->value = value;
	fixture_paragraph(a, li, text);
	return li;
}

static void test_lists(void)
{
	set_up();
	struct block *ol = add(root, BLOCK_LIST);
	ol->ordered = true;
	ol->numbering = 'a';
	ol->start = 3;
	item(ol, 3, "丙");
	struct block *deep = add(item(ol, 7, "庚"), BLOCK_LIST);
	item(deep, 0, "内");
	check("<ol start=\"3\" type=\"a\">\n<li>丙</li>\n<li "
	      "value=\"7\"><p>庚</p>\n<ul>\n<li>内</li>\n</ul>\n</li>\n</ol>\n");
}

static void test_blocks(void)
{
	set_up();
	struct block *quote = add(root, BLOCK_QUOTE);
	quote->lang = S("zh-Hant");
	fixture_paragraph(a, quote, "引")->align = ALIGN_END;
	struct block *code = fixture_leaf(a, root, BLOCK_CODE, "  x = 1\n");
	code->code_lang = S("c++");
	add_span(code, (struct span){.kind = SPAN_BREAK});
	add_span(code, (struct span){.text = S("y"), .style = STYLE_CODE});
	fixture_leaf(a, root, BLOCK_CODE, "z")->code_lang = S("\"><script>");
	add(root, BLOCK_RULE);
	struct block *dl = add(root, BLOCK_DEFINITIONS);
	fixture_leaf(a, dl, BLOCK_TERM, "词");
	fixture_paragraph(a, add(dl, BLOCK_DEFINITION), "义");
	struct block *details = add(root, BLOCK_DETAILS);
	fixture_leaf(a, details, BLOCK_SUMMARY, "摘要");
	struct block *verse = fixture_paragraph(a, details, "诗");
	verse->verse = true;
	verse->align = ALIGN_CENTER;
	check("<blockquote xml:lang=\"zh-Hant\" lang=\"zh-Hant\">\n<p "
	      "class=\"align-end\">引</p>\n</blockquote>\n"
	      "<pre><code class=\"language-c++\">  x = "
	      "1\n\ny</code></pre>\n<pre><code>z</code></pre>\n<hr/>\n"
	      "<dl>\n<dt>词</dt>\n<dd>义</dd>\n</dl>\n"
	      "<div class=\"details\">\n<p class=\"summary\">摘要</p>\n<p class=\"verse "
	      "align-center\">诗</p>\n</div>\n");
}

static struct block *row(struct block *table, bool head, size_t cells)
{
	struct block *tr = add(table, BLOCK_ROW);
	tr->head = head;
	for (size_t i = 0; i < cells; i++) {
		struct block *td = add(tr, BLOCK_CELL);
		td->head = head;
		td->colspan = td->rowspan = 1;
		fixture_paragraph(a, td, "格");
	}
	return tr;
}

static void test_table(void)
{
	set_up();
	struct block *table = add(root, BLOCK_TABLE);
	table->columns = 5;
	row(table, true, 1)->first->colspan = 5;
	struct block *body = row(table, false, 2);
	body->first->head = body->first->row_scope = true;
	body->first->rowspan = 2;
	row(table, true, 1);
	fixture_leaf(a, table, BLOCK_CAPTION, "表");
	check("<table class=\"wide\">\n<caption>表</caption>\n<thead>\n<tr><th scope=\"col\" "
	      "colspan=\"5\">格</th>\n</tr>\n</thead>\n"
	      "<tbody>\n<tr><th scope=\"row\" rowspan=\"2\">格</th>\n<td>格</td>\n</tr>\n"
	      "<tr><th scope=\"col\">格</th>\n</tr>\n</tbody>\n</table>\n");
}

/* A browser would cut such a cell off at the end of the group. */
static void test_table_head_reaches_out(void)
{
	set_up();
	struct block *table = add(root, BLOCK_TABLE);
	table->columns = 9;
	row(table, true, 1)->first->rowspan = 2;
	row(table, false, 1);
	check("<table class=\"wider\">\n<tbody>\n<tr><th scope=\"col\" rowspan=\"2\">格</th>\n</tr>\n"
	      "<tr><td>格</td>\n</tr>\n</tbody>\n</table>\n");
}

static void add_picture(struct block *figure, struct picture *p)
{
	add(figure, BLOCK_PICTURE)->picture = p;
}

static void test_pictures(void)
{
	set_up();
	struct block *figure = add(root, BLOCK_FIGURE);
	struct picture *p = fixture_picture(a, "河 & \"岸\""), *gone = fixture_picture(a, "不见的图");
	p->hash = 0xab;
	p->px_width = 724;
	gone->type = PICTURE_NONE;
	struct picture *nameless = fixture_picture(a, "IMG_1.JPG"); /* names a file, says nothing */
	nameless->type = PICTURE_NONE;
	add_picture(figure, p);
	add_picture(figure, gone);
	add_picture(figure, nameless);
	fixture_leaf(a, figure, BLOCK_CAPTION, "图说");
	struct block *line = fixture_paragraph(a, root, "表情");
	add_span(line, (struct span){.kind = SPAN_PICTURE, .picture = p});
	add_span(line, (struct span){.kind = SPAN_PICTURE, .picture = gone});
	check("<figure>\n<img src=\"p00000000000000ab-43.png\" alt=\"河 &amp; &quot;岸&quot;\" "
	      "style=\"width: 100%\"/>\n"
	      "<p class=\"missing\">不见的图</p>\n<p "
	      "class=\"missing\">图片未收入</p>\n<figcaption>图说</figcaption>\n</figure>\n"
	      "<p>表情<img class=\"sign\" src=\"p00000000000000ab-43.png\" alt=\"河 &amp; "
	      "&quot;岸&quot;\"/>不见的图</p>\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/epub/xhtml/spans", test_spans);
	g_test_add_func("/epub/xhtml/every-style", test_every_style);
	g_test_add_func("/epub/xhtml/bad-links", test_bad_links);
	g_test_add_func("/epub/xhtml/anchors", test_anchors);
	g_test_add_func("/epub/xhtml/notes", test_notes);
	g_test_add_func("/epub/xhtml/marks-stay", test_marks_stay);
	g_test_add_func("/epub/xhtml/headings", test_headings);
	g_test_add_func("/epub/xhtml/lists", test_lists);
	g_test_add_func("/epub/xhtml/blocks", test_blocks);
	g_test_add_func("/epub/xhtml/table", test_table);
	g_test_add_func("/epub/xhtml/table-head-reaches-out", test_table_head_reaches_out);
	g_test_add_func("/epub/xhtml/pictures", test_pictures);
	return g_test_run();
}
