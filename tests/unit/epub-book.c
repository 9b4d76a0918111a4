/* epub/: whole books: the container, the package, the pages and their links.
 *
 * With EPUB_KEEP=DIRECTORY in the environment the books are kept there, for
 * EPUBCheck to look at.
 */
#include "epub-check.h"
#include "epub-fixture.h"
#include "epub/xhtml.h"

/* Makes the book, checks it, keeps it; the caller closes both. */
static struct book make(struct fixture *f, const char *name)
{
	struct stream *out = fixture_book(f);
	book_keep(name, stream_bytes(out));
	struct book b = book_open(stream_bytes(out));
	book_check(&b);
	stream_abandon(out);
	return b;
}

static struct block *root_of(struct fixture *f, size_t article)
{
	return f->issue.articles[article]->document->root;
}

/* ---- tests ---- */

static void test_one(void)
{
	struct fixture f;
	fixture_init(&f, 1, 1);
	fixture_paragraph(&f.arena, root_of(&f, 0), "天亮得早，河岸上没有人。");
	struct book b = make(&f, "one");
	const char *page = book_file(&b, "a0001.xhtml");
	g_assert_true(
		g_str_has_prefix(page, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n"));
	assert_holds(page,
		     "<h1 id=\"t\">第 1 篇：河岸的早晨</h1>\n<p class=\"by\">山城晚报 · 2021年7月12日 "
		     "09:00 · 10 字 · 约 1 分钟 · <a href=\"https://example.com/1.html\">阅读原文</a></p>");
	assert_holds(page, "<a href=\"s01.xhtml\">栏目 1</a> · <a href=\"nav.xhtml\">目录</a></p></nav>");
	assert_holds(page, "<a href=\"https://example.com/1.html\">阅读原文</a> <span "
			   "class=\"host\">example.com</span>");
	assert_holds(book_file(&b, "s01.xhtml"), "<p class=\"excerpt\">天亮得早，河岸上没有人。</p>");
	assert_holds_no(page, "rel=\"next\"");
	book_close(&b);
	fixture_clear(&f);
}

static void test_empty(void)
{
	struct fixture f;
	fixture_init(&f, 1, 1);
	f.issue.articles[0]->document = NULL;
	struct book b = make(&f, "empty");
	assert_holds(book_file(&b, "colophon.xhtml"), "无法读取");
	g_assert_null(book_file(&b, "s01.xhtml"));
	book_close(&b);
	fixture_clear(&f);
}

static void test_container(void)
{
	struct fixture f;
	fixture_init(&f, 2, 2);
	struct stream *out = fixture_book(&f);
	struct str bytes = stream_bytes(out);
	/* Local header, method 0, name of 8 bytes, no extra field; then the content. */
	g_assert_true(str_starts(bytes, S("PK\3\4")));
	g_assert_true(str_starts(str_from_offset(bytes, 8), S("\0\0")));
	g_assert_true(str_starts(str_from_offset(bytes, 26), S("\x08\0\0\0mimetypeapplication/epub+zip")));
	g_assert_cmpuint(str_find(bytes, S("PK\6\6"), 0), ==, STR_NONE); /* Zip64 */
	/* 2021-07-19 00:00:00 UTC, whatever the machine's zone. */
	g_assert_true(str_starts(str_from_offset(bytes, 10), S("\0\0\xF3\x52")));
	struct book b = book_open(bytes);
	g_assert_cmpstr(b.names->pdata[0], ==, "mimetype");
	g_assert_cmpstr(b.names->pdata[1], ==, "META-INF/container.xml");
	g_assert_cmpstr(b.names->pdata[2], ==, "EPUB/package.opf");
	book_close(&b);
	stream_abandon(out);
	fixture_clear(&f);
}

static void test_package(void)
{
	struct fixture f;
	fixture_init(&f, 3, 2);
	f.issue.series = S("样刊 & 周报");
	f.issue.number = 28;
	f.issue.ranged = true;
	f.issue.to = 18826;
	f.cover_jpeg = S("\xFF\xD8\xFF\xE0");
	f.options.vertical = true;
	struct category paths[] = {{.level = {S("金融"), S("河岸")}, .n = 2}, {.level = {S("金融")}, .n = 1}};
	f.issue.articles[1]->categories = paths;
	f.issue.articles[1]->category_count = 2;
	struct stream *out = fixture_book(&f);
	struct book b = book_open(stream_bytes(out));
	book_check(&b);
	const char *opf = book_file(&b, "package.opf");
	static const char *const wanted[] = {
		"<dc:identifier id=\"uid\">urn:uuid:5a3f6a0e-6d6c-5b1e-9c1f-0a1b2c3d4e5f</dc:identifier>",
		"<dc:title>样刊周报 2021-07-12 – 2021-07-18</dc:title>",
		"<dc:language>zh-Hans</dc:language>",
		"<dc:creator id=\"creator\">文摘</dc:creator>",
		"<dc:date>2021-07-18</dc:date>",
		"<dc:subject>金融</dc:subject>\n<dc:subject>河岸</dc:subject>\n<dc:description>",
		"<meta property=\"dcterms:modified\">2021-07-19T00:00:00Z</meta>",
		"<meta refines=\"#series\" property=\"group-position\">28</meta>",
		"<meta name=\"calibre:series\" content=\"样刊 &amp; 周报\"/>",
		"<meta name=\"cover\" content=\"cover\"/>",
		"properties=\"cover-image\"",
		"<spine toc=\"toc.ncx\" page-progression-direction=\"rtl\">",
		"<meta property=\"schema:accessibilityFeature\">alternativeText</meta>",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
		assert_holds(opf, wanted[i]);
	assert_holds(book_file(&b, "toc.ncx"), "content=\"urn:uuid:5a3f6a0e-6d6c-5b1e-9c1f-0a1b2c3d4e5f\"");
	assert_holds(book_file(&b, "a0001.xhtml"), "class=\"vertical\"");
	book_close(&b);
	stream_abandon(out);
	fixture_clear(&f);
}

static void test_languages(void)
{
	static const char *const tags[] = {"zh-Hant", "ja", "ko", "en", "not a tag"};
	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
		struct fixture f;
		char *name = g_strdup_printf("language-%zu", i);
		fixture_init(&f, 2, 1);
		f.issue.language = str_from(tags[i]);
		f.issue.articles[1]->lang = S("en-US");
		struct book b = make(&f, name);
		assert_holds(book_file(&b, "a0002.xhtml"), "xml:lang=\"en-US\" lang=\"en-US\"");
		book_close(&b);
		fixture_clear(&f);
		g_free(name);
	}
}

/* A long article: 400 KB of paragraphs in a list in a quotation, links over all of it. */
static void test_split(void)
{
	struct fixture f;
	fixture_init(&f, 2, 2);
	struct arena *a = &f.arena;
	struct block *root = root_of(&f, 0),
		     *list = block_new(a, BLOCK_LIST, block_new(a, BLOCK_QUOTE, root));
	struct link *to_end = ARENA_NEW(a, struct link), *to_begin = ARENA_NEW(a, struct link);
	to_end->id = S("end");
	to_begin->id = S("begin");
	list->ordered = true;
	list->start = 1;
	list->numbering = '1';
	for (int i = 0; i < 1000; i++) {
		struct block *li = block_new(a, BLOCK_ITEM, list);
		li->value = i + 1;
		char *text = g_strnfill(600, (char)('a' + i % 26));
		struct block *p = fixture_paragraph(a, li, text);
		p->id = i == 0 ? S("begin") : i == 999 ? S("end") : S("");
		p->spans.v[0].link = i == 0 ? to_end : i == 999 ? to_begin : NULL;
		g_free(text);
	}
	struct book b = make(&f, "split");
	const char *one = book_file(&b, "a0001.xhtml"), *two = book_file(&b, "a0001-2.xhtml"),
		   *three = book_file(&b, "a0001-3.xhtml");
	g_assert_nonnull(three);
	g_assert_null(book_file(&b, "a0001-4.xhtml"));
	g_assert_cmpuint(strlen(one), <, XHTML_SPLIT_BYTES + 4096);
	g_assert_cmpuint(strlen(two), <, XHTML_SPLIT_BYTES + 4096);
	assert_holds(one, "href=\"a0001-3.xhtml#x2\"");
	assert_holds(three, "href=\"a0001.xhtml#x1\"");
	assert_holds(two, "<blockquote>\n<ol start=\"");
	assert_holds(two, "<h1 id=\"t\">第 1 篇：河岸的早晨（2/3）</h1>");
	assert_holds(one, "<p class=\"more\"><a href=\"a0001-2.xhtml\">续读（2/3）</a></p>");
	assert_holds(three, "<p class=\"original\">");
	assert_holds_no(one, "<p class=\"original\">");
	book_close(&b);
	fixture_clear(&f);
}

/* The second article is given up after the others were written. */
static void test_mend(void)
{
	struct fixture f;
	fixture_init(&f, 4, 2);
	struct arena *a = &f.arena;
	struct link *gone = ARENA_NEW(a, struct link), *there = ARENA_NEW(a, struct link);
	gone->url = S("http://example.com/2.html");
	there->url = S("http://example.com/3.html");
	fixture_paragraph(a, root_of(&f, 3), "二")->spans.v[0].link = gone;
	fixture_paragraph(a, root_of(&f, 3), "三")->spans.v[0].link = there;
	f.issue.articles[1]->document = NULL;
	struct book b = make(&f, "mend");
	assert_holds(book_file(&b, "a0001.xhtml"), "<a rel=\"next\" href=\"a0003.xhtml\">");
	assert_holds(book_file(&b, "a0003.xhtml"), "<a rel=\"prev\" href=\"a0001.xhtml\">");
	assert_holds(book_file(&b, "a0004.xhtml"), "<p><a href=\"https://example.com/2.html\">二</a></p>");
	assert_holds(book_file(&b, "a0004.xhtml"), "<p><a class=\"inward\" href=\"a0003.xhtml\">三</a></p>");
	assert_holds_no(book_file(&b, "nav.xhtml"), "a0002");
	assert_holds(book_file(&b, "s01.xhtml"), "<p class=\"count\">1 篇</p>");
	book_close(&b);
	fixture_clear(&f);
}

static void add_picture(struct fixture *f, size_t article, struct picture *p)
{
	struct block *figure = block_new(&f->arena, BLOCK_FIGURE, root_of(f, article));
	block_new(&f->arena, BLOCK_PICTURE, figure)->picture = p;
}

static void test_pictures(void)
{
	struct fixture f;
	fixture_init(&f, 2, 2);
	struct picture *p = fixture_picture(&f.arena, "河"), *same = fixture_picture(&f.arena, "岸"),
		       *clash = fixture_picture(&f.arena, "山");
	clash->bytes = arena_str(&f.arena, clash->bytes);
	((char *)(uintptr_t)clash->bytes.s)[45] ^= 1;
	add_picture(&f, 0, p);
	add_picture(&f, 1, same);
	struct book b = make(&f, "pictures");
	guint pictures = 0;
	for (guint i = 0; i < b.names->len; i++)
		pictures += g_str_has_suffix(b.names->pdata[i], ".png") ? 1 : 0;
	g_assert_cmpuint(pictures, ==, 1);
	g_assert_cmpuint(f.diags.list.n, ==, 0);
	assert_holds(book_file(&b, "package.opf"), "schema:accessibilityFeature\">alternativeText");
	book_close(&b);
	add_picture(&f, 1, clash);
	stream_abandon(fixture_book(&f));
	g_assert_cmpint(f.diags.list.v[0].id, ==, DIAG_PICTURE_CLASH);
	fixture_clear(&f);
}

struct kept {
	struct picture_content content;
	struct str bytes;
	int reads; /* that still go well */
};

static bool read_kept(struct picture_content *content, struct arena *a, struct str *bytes)
{
	struct kept *k = (struct kept *)content;
	*bytes = arena_str(a, k->bytes);
	return k->reads-- > 0;
}

/* A picture that is not in memory is read as it is written; where it is gone by then there is no
 * book, and nothing is said: its keeper does. */
static void test_picture_from_disk(void)
{
	struct fixture f;
	fixture_init(&f, 1, 1);
	struct picture *p = fixture_picture(&f.arena, "河");
	struct kept kept = {{.size = p->bytes.n, .read = read_kept}, p->bytes, 1};
	p->content = &kept.content;
	p->bytes = (struct str){0};
	add_picture(&f, 0, p);
	struct book b = make(&f, "from-disk");
	g_assert_cmpint(kept.reads, ==, 0);
	char *name = g_strdup_printf("p%016llx-%zx.png", (unsigned long long)p->hash, kept.bytes.n);
	g_assert_cmpint(memcmp(book_file(&b, name), kept.bytes.s, kept.bytes.n), ==, 0);
	g_free(name);
	book_close(&b);
	struct epub *e = epub_new(&f.issue, &f.options);
	struct stream *out = stream_open_memory();
	epub_add_article(e, 0);
	g_assert_false(epub_finish(e, out, &f.diags));
	g_assert_cmpuint(f.diags.list.n, ==, 0);
	epub_free(e);
	stream_abandon(out);
	fixture_clear(&f);
}

static void test_left_out(void)
{
	struct fixture f;
	fixture_init(&f, 1, 1);
	struct skipped skipped[] = {
		{.path = S("/home/someone/posts/重复.html"), .code = S("duplicate")},
		{.path = S("not-asked-for.md"), .code = S("date")},
		{.path = S("a\xFF<b>.md"), .code = S("unreadable"), .fault = true},
	};
	f.issue.skipped = skipped;
	f.issue.skipped_count = 3;
	struct book b = make(&f, "left-out");
	const char *page = book_file(&b, "colophon.xhtml");
	assert_holds(page, "<dd>重复.html <span class=\"why\">与另一篇重复</span></dd>");
	assert_holds(page, "<dd>a\xEF\xBF\xBD&lt;b&gt;.md <span class=\"why\">无法读取</span></dd>");
	assert_holds_no(page, "not-asked-for");
	assert_holds_no(page, "someone");
	book_close(&b);
	fixture_clear(&f);
}

static const struct str hostile[] = {
	{"\"'<>&]]>", 8},
	{"\x01\x1B\x7F", 3},
	{"\xED\xA0\x80\xED\xB0\x80", 6},
	{"\xEF\xBF\xBF", 3},
	{"--><!--", 7},
	{"a\0b", 3},
	{"../../etc/passwd", 16},
	{"\xE2\x80\xAE\xE2\x80\x8B", 6},
	{"]]><script>alert(1)</script>", 28},
};

static struct str hostile_str(size_t i)
{
	return hostile[i % G_N_ELEMENTS(hostile)];
}

/* Strings that never come from clean/, which this writer must survive all the same. */
static void test_hostile(void)
{
	struct fixture f;
	fixture_init(&f, G_N_ELEMENTS(hostile), 2);
	struct arena *a = &f.arena;
	f.issue.title = f.issue.dates = f.issue.series = f.issue.creator = hostile[1];
	for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
		struct article *at = f.issue.articles[i];
		struct link *link = ARENA_NEW(a, struct link);
		struct category *category = ARENA_NEW(a, struct category);
		at->title = at->author = at->lang = hostile_str(i);
		at->link = i % 2 ? arena_concat(a, S("http://example.com/"), hostile_str(i)) : hostile_str(i);
		category->n = 1;
		category->level[0] = hostile_str(i);
		at->categories = category;
		at->category_count = 1;
		link->id = link->title = hostile_str(i);
		struct block *p = block_new(a, BLOCK_PARAGRAPH, at->document->root);
		p->id = p->lang = hostile_str(i);
		VEC_PUSH(a, &p->spans,
			 (struct span){.kind = SPAN_TEXT, .text = hostile_str(i), .link = link});
		VEC_PUSH(a, &p->spans,
			 (struct span){.kind = SPAN_TEXT, .text = S("字"), .ruby = hostile_str(i)});
		VEC_PUSH(a, &p->spans, (struct span){.kind = SPAN_ANCHOR, .id = hostile_str(i)});
		VEC_PUSH(a, &p->spans,
			 (struct span){.kind = SPAN_NOTE, .text = hostile_str(i), .id = hostile_str(i)});
	}
	for (size_t i = 0; i < f.issue.section_count; i++)
		f.issue.sections[i].name = hostile_str(i + 1);
	struct epub *e = epub_new(&f.issue, &f.options);
	struct stream *out = stream_open_memory();
	for (size_t i = 0; i < f.issue.article_count; i++)
		epub_add_article(e, i);
	g_assert_true(epub_finish(e, out, &f.diags));
	book_keep("hostile", stream_bytes(out));
	struct book b = book_open(stream_bytes(out));
	book_check(&b);
	book_close(&b);
	epub_free(e);
	stream_abandon(out);
	fixture_clear(&f);
}

static void test_many(void)
{
	struct fixture f;
	fixture_init(&f, 300, 7);
	for (size_t i = 0; i < 300; i++)
		fixture_paragraph(&f.arena, root_of(&f, i), "雨停了，街上的灯一盏一盏亮起来。");
	struct book b = make(&f, "many");
	g_assert_nonnull(book_file(&b, "a0300.xhtml"));
	g_assert_nonnull(book_file(&b, "s43.xhtml"));
	book_close(&b);
	fixture_clear(&f);
}

/* ---- the same bytes, whatever the threads did ---- */

static void add_one(void *context, size_t index, unsigned worker)
{
	(void)worker;
	epub_add_article(context, index);
}

static void test_threads(void)
{
	struct fixture f;
	fixture_init(&f, 100, 9);
	for (size_t i = 0; i < 100; i++)
		fixture_paragraph(&f.arena, root_of(&f, i), "风从北边来。");
	struct stream *one = fixture_book(&f), *many = stream_open_memory();
	struct epub *e = epub_new(&f.issue, &f.options);
	parallel_for(100, 8, add_one, e, NULL);
	g_assert_true(epub_finish(e, many, &f.diags));
	g_assert_cmpuint(epub_chapters(e), ==, 100 + 12 + 3);
	g_assert_true(str_eq(stream_bytes(one), stream_bytes(many)));
	epub_free(e);
	stream_abandon(one);
	stream_abandon(many);
	fixture_clear(&f);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/epub/book/one", test_one);
	g_test_add_func("/epub/book/empty", test_empty);
	g_test_add_func("/epub/book/container", test_container);
	g_test_add_func("/epub/book/package", test_package);
	g_test_add_func("/epub/book/languages", test_languages);
	g_test_add_func("/epub/book/split", test_split);
	g_test_add_func("/epub/book/mend", test_mend);
	g_test_add_func("/epub/book/pictures", test_pictures);
	g_test_add_func("/epub/book/picture-from-disk", test_picture_from_disk);
	g_test_add_func("/epub/book/left-out", test_left_out);
	g_test_add_func("/epub/book/hostile", test_hostile);
	g_test_add_func("/epub/book/many", test_many);
	g_test_add_func("/epub/book/threads", test_threads);
	return g_test_run();
}
