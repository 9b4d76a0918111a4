/* The document: walking, counting, excerpt, dump, check. */
#include "model/document.h"
#include "model/profile.h"

#include <glib.h>

static void add_text(struct arena *a, struct block *b, struct str text, unsigned style)
{
	VEC_PUSH(a, &b->spans, (struct span){.kind = SPAN_TEXT, .text = text, .style = style});
}

static struct block *paragraph(struct arena *a, struct block *parent, struct str text)
{
	struct block *p = block_new(a, BLOCK_PARAGRAPH, parent);
	add_text(a, p, text, 0);
	return p;
}

static struct document *begin(struct arena *a)
{
	arena_init(a);
	struct document *d = ARENA_NEW(a, struct document);
	d->root = block_new(a, BLOCK_DOCUMENT, NULL);
	return d;
}

static void test_walk(void)
{
	struct arena a;
	struct document *d = begin(&a);
	struct block *quote = block_new(&a, BLOCK_QUOTE, d->root);
	struct block *one = paragraph(&a, quote, S("一")), *two = paragraph(&a, d->root, S("二"));
	g_assert_true(block_after(d->root, d->root) == quote);
	g_assert_true(block_after(quote, d->root) == one);
	g_assert_true(block_after(one, d->root) == two);
	g_assert_null(block_after(two, d->root));
	g_assert_true(block_skip(quote, d->root) == two);
	g_assert_null(block_after(one, quote));
	document_check(d);
	arena_clear(&a);
}

static void test_links(void)
{
	struct arena a;
	struct document *d = begin(&a);
	struct block *two = paragraph(&a, d->root, S("二")), *one = block_new(&a, BLOCK_PARAGRAPH, NULL);
	block_insert_before(two, one);
	document_check(d);
	g_assert_true(d->root->first == one && d->root->last == two);
	block_unlink(two);
	document_check(d);
	g_assert_true(d->root->last == one);
	block_unlink(one);
	g_assert_null(d->root->first);
	arena_clear(&a);
}

static const struct {
	const char *text;
	size_t characters, words;
} counts[] = {
	{"一二三", 3, 3},
	{"一，二。“三”！（四）", 4, 4},
	{"hello world", 10, 2},
	{"版本 5.0 发布", 6, 6},
	{"カタカナ・ひらがな", 8, 8},
	{"한국어", 3, 3},
	{"𠮷野家", 3, 3},
	{"naïve café", 9, 2},
	{"…——·", 0, 0},
	{"", 0, 0},
};

static void test_count(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
		struct arena a;
		struct document *d = begin(&a);
		paragraph(&a, d->root, str_from(counts[i].text));
		document_count(d);
		g_assert_cmpuint(d->characters, ==, counts[i].characters);
		g_assert_cmpuint(d->words, ==, counts[i].words);
		arena_clear(&a);
	}
}

static void test_count_across_spans(void)
{
	struct arena a;
	struct document *d = begin(&a);
	struct block *p = paragraph(&a, d->root, S("Mongo"));
	add_text(&a, p, S("DB"), STYLE_STRONG);
	paragraph(&a, d->root, S("5"));
	document_count(d);
	g_assert_cmpuint(d->words, ==, 2);
	arena_clear(&a);
}

static void test_excerpt(void)
{
	struct arena a;
	struct document *d = begin(&a);
	add_text(&a, block_new(&a, BLOCK_HEADING, d->root), S("标题"), 0);
	d->root->first->level = 1;
	paragraph(&a, d->root, S("  第一  段"));
	paragraph(&a, block_new(&a, BLOCK_QUOTE, d->root), S("引文。"));
	paragraph(&a, d->root, S("end"));
	paragraph(&a, d->root, S("here"));
	g_assert_true(str_eq(document_excerpt(&a, d, 100), S("第一 段引文。end here")));
	g_assert_true(str_eq(document_excerpt(&a, d, 4), S("第一 段…")));
	g_assert_true(str_eq(document_excerpt(&a, d, 0), S("…")));
	arena_clear(&a);
}

static void test_dump(void)
{
	struct arena a;
	struct document *d = begin(&a);
	struct block *list = block_new(&a, BLOCK_LIST, d->root), *item = block_new(&a, BLOCK_ITEM, list);
	list->ordered = true;
	list->numbering = '1';
	list->start = item->value = 3;
	struct link *link = ARENA_NEW(&a, struct link);
	link->url = S("https://example.com/");
	struct block *p = paragraph(&a, item, S("说\"话\""));
	VEC_PUSH(&a, &p->spans,
		 (struct span){.text = S("链"), .link = link, .style = STYLE_STRONG | STYLE_EM});
	VEC_PUSH(&a, &p->spans, (struct span){.kind = SPAN_BREAK});
	paragraph(&a, d->root, S("尾"))->align = ALIGN_CENTER;
	document_check(d);
	struct stream *out = stream_open_memory();
	document_dump(d, out);
	char *got = g_strndup(stream_bytes(out).s, stream_bytes(out).n);
	g_assert_cmpstr(got, ==,
			"document\n"
			"  list ordered=1 start=3\n"
			"    item value=3\n"
			"      paragraph\n"
			"        \"说\\\"话\\\"\"\n"
			"        \"链\" strong em link=\"https://example.com/\"\n"
			"        break\n"
			"  paragraph align=center\n"
			"    \"尾\"\n");
	g_free(got);
	stream_abandon(out);
	arena_clear(&a);
}

static void test_check_finds(void)
{
	if (g_test_subprocess()) {
		struct arena a;
		struct document *d = begin(&a);
		block_new(&a, BLOCK_ITEM, d->root); /* no item without a list */
		document_check(d);
		return;
	}
	g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
	g_test_trap_assert_failed();
}

static void test_font_lang(void)
{
	g_assert_cmpint(font_lang_from_tag(S("")), ==, FONT_SC);
	g_assert_cmpint(font_lang_from_tag(S("zh-Hans")), ==, FONT_SC);
	g_assert_cmpint(font_lang_from_tag(S("zh-Hant")), ==, FONT_TC);
	g_assert_cmpint(font_lang_from_tag(S("zh-HK")), ==, FONT_HK);
	g_assert_cmpint(font_lang_from_tag(S("zh-TW")), ==, FONT_TC);
	g_assert_cmpint(font_lang_from_tag(S("ja-JP")), ==, FONT_JP);
	g_assert_cmpint(font_lang_from_tag(S("jam")), ==, FONT_LATIN);
	g_assert_cmpint(font_lang_from_tag(S("ko")), ==, FONT_KR);
	g_assert_cmpint(font_lang_from_tag(S("en-US")), ==, FONT_LATIN);
	g_assert_cmpstr(font_lang_tag(FONT_HK), ==, "zh-Hant-HK");
}

static void test_profiles(void)
{
	struct profile p;
	g_assert_true(profile_lookup(S("a4-2col"), &p));
	g_assert_cmpint(p.columns, ==, 2);
	g_assert_cmpint(p.width, ==, PT(595));
	g_assert_true(profile_lookup(S("kindle"), &p));
	g_assert_true(p.grey);
	g_assert_cmpuint(p.budget_mb, ==, 25);
	g_assert_true(profile_lookup(S("254x127mm"), &p));
	g_assert_cmpint(p.width, ==, PT(720));
	g_assert_cmpint(p.height, ==, PT(360));
	g_assert_true(profile_lookup(S("420x595pt"), &p));
	g_assert_cmpint(p.height, ==, PT(595));
}

static void test_no_profiles(void)
{
	static const char *const bad[] = {"",        "a6",     "10x10pt",    "99999x99999mm",   "420x595",
					  "xpt",     "x595pt", "420xpt",     "-420x595pt",      "420x595x1pt",
					  "4e2x5pt", "A4",     "420x595pt ", "999999999999x1mm"};
	struct profile p;
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(profile_lookup(str_from(bad[i]), &p));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/document/walk", test_walk);
	g_test_add_func("/document/links", test_links);
	g_test_add_func("/document/count", test_count);
	g_test_add_func("/document/count-across-spans", test_count_across_spans);
	g_test_add_func("/document/excerpt", test_excerpt);
	g_test_add_func("/document/dump", test_dump);
	g_test_add_func("/document/check-finds", test_check_finds);
	g_test_add_func("/style/font-lang", test_font_lang);
	g_test_add_func("/profile/known", test_profiles);
	g_test_add_func("/profile/unknown", test_no_profiles);
	return g_test_run();
}
