/* epub/: escaping, language tags, URLs, interface words. */
#include "epub/escape.h"
#include "epub/links.h"
#include "epub/permalinks.h"
#include "epub/words.h"

#include <glib.h>

static void check_text(const char *bytes, size_t n, const char *want)
{
	struct arena a = {0};
	struct buf b = BUF(&a);
	xml_text(&b, (struct str){bytes, n});
	g_assert_cmpstr(buf_cstr(&b), ==, want);
	arena_clear(&a);
}

#define CHECK_TEXT(lit, want) check_text(lit, sizeof(lit) - 1, want)

static void test_text(void)
{
	CHECK_TEXT("", "");
	CHECK_TEXT("早安", "早安");
	CHECK_TEXT("a<b>&c]]>\"'", "a&lt;b&gt;&amp;c]]&gt;\"'");
	CHECK_TEXT("\x01x\x1B[31m\x7Fy\0z\r\n\t", "x[31myz\n\t");
	CHECK_TEXT("\xEF\xBF\xBE\xEF\xBF\xBF|\xEF\xBC\x8C", "|，");
	CHECK_TEXT("a\xED\xA0\x80"
		   "b\xFF\xC3",
		   "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
		   "b\xEF\xBF\xBD\xEF\xBF\xBD");
	CHECK_TEXT("\xF0\xA0\xAE\xB7", "𠮷");
}

static void test_attr(void)
{
	struct arena a = {0};
	struct buf b = BUF(&a);
	xml_attr(&b, "title", S("a\"b'<c>\n&\td\x02"));
	xml_attr_some(&b, "alt", S(""));
	xml_attr_lang(&b, S("zh-Hans-CN-x-bad"));
	g_assert_cmpstr(buf_cstr(&b), ==,
			" title=\"a&quot;b'&lt;c&gt; &amp; d\" xml:lang=\"zh-Hans-CN\" lang=\"zh-Hans-CN\"");
	arena_clear(&a);
}

static void test_visible(void)
{
	g_assert_true(str_eq(xml_visible(S(" 标题"), S("-")), S(" 标题")));
	g_assert_true(str_eq(xml_visible(S(" \x01\xE3\x80\x80\xEF\xBB\xBF\t"), S("-")), S("-")));
	g_assert_true(str_eq(xml_visible(S(""), S("-")), S("-")));
}

static void test_lang(void)
{
	static const struct {
		const char *tag, *want;
	} tags[] = {
		{"zh", "zh"},
		{"zh-Hant-HK", "zh-Hant-HK"},
		{"en-US", "en-US"},
		{"es-419", "es-419"},
		{"", ""},
		{"x", ""},
		{"中文", ""},
		{"zh_CN", ""},
		{"zh-", "zh"},
		{"zh-CN-", "zh-CN"},
		{"en-\"><x", "en"},
		{"ja-JP-u-ca", "ja-JP"},
		{"zh-Hans-Hans", "zh-Hans"},
		{"english", ""},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
		struct str got = xml_lang(str_from(tags[i].tag));
		g_assert_true(str_eq(got, str_from(tags[i].want)));
	}
}

static void test_url(void)
{
	static const struct {
		const char *url, *want;
	} urls[] = {
		{"https://example.com/a?b=c&d#e", "https://example.com/a?b=c&d#e"},
		{"HTTP://Example.com", "http://Example.com"},
		{"http://example.com/中 文\"<>", "http://example.com/%E4%B8%AD%20%E6%96%87%22%3C%3E"},
		{"http://example.com/100%/%zz%4", "http://example.com/100%25/%25zz%254"},
		{"http://example.com/%E4%B8", "http://example.com/%E4%B8"},
		{"http://example.com/a#b#c", "http://example.com/a#b%23c"},
		{"http://example.com/[x]|y^z`{}\\", "http://example.com/%5Bx%5D%7Cy%5Ez%60%7B%7D%5C"},
		{"http://10.0.0.1:8080/", "http://10.0.0.1:8080/"},
		{"mailto:a@example.com?subject=你", "mailto:a@example.com?subject=%E4%BD%A0"},
		{"javascript:alert(1)", ""},
		{"weixin://dl/x", ""},
		{"data:text/html,x", ""},
		{"file:///etc/passwd", ""},
		{"//example.com/", ""},
		{"http://", ""},
		{"http:///path", ""},
		{"http://ex ample.com/", ""},
		{"http://a..b/", ""},
		{"http://.a/", ""},
		{"http://user:pw@example.com/", ""},
		{"http://example.com:99999/", ""},
		{"http://1.2.3.4.5/", ""},
		{"http://999.1.1.1/", ""},
		{"http://[::1]/", ""},
		{"mailto:nobody", ""},
		{"", ""},
	};
	struct arena a = {0};
	for (size_t i = 0; i < G_N_ELEMENTS(urls); i++) {
		struct str got = url_clean(&a, str_from(urls[i].url));
		g_assert_cmpstr(arena_cstr(&a, got), ==, urls[i].want);
	}
	char *endless = g_strnfill(URL_BYTES_MAX, 'a');
	g_assert_cmpuint(url_clean(&a, arena_concat(&a, S("http://a.cn/"), str_from(endless))).n, ==, 0);
	g_assert_true(str_eq(url_host(S("https://www.example.com:80/x")), S("example.com:80")));
	g_free(endless);
	arena_clear(&a);
}

static void test_links(void)
{
	struct article articles[3] = {
		{.link = S("https://example.com/a/")},
		{.link = S("http://example.com/b?x=1")},
		{.link = S("http://example.com/a")},
	};
	struct article *list[] = {&articles[0], &articles[1], &articles[2]};
	struct issue issue = {.articles = list, .article_count = 3};
	struct links *l = links_new(&issue);
	size_t at;
	g_assert_true(links_find(l, S("http://example.com/a#part"), &at) && at == 0);
	g_assert_true(links_find(l, S("https://example.com/a"), &at) && at == 0);
	g_assert_true(links_find(l, S("https://example.com/b?x=1"), &at) && at == 1);
	g_assert_false(links_find(l, S("https://example.com/b"), &at));
	g_assert_false(links_find(l, S("mailto:a@example.com"), &at));
	g_assert_false(links_find(l, S(""), &at));
	links_free(l);
}

static void test_pages(void)
{
	static const struct {
		const char *path, *root, *permalink, *want[PERMALINKS_MAX];
	} posts[] = {
		{"site/source/_posts/a.md", "site", "", {"/2021/07/12/a/"}},
		{"source/_posts/子/b c.html", "source/_posts/子", "", {"/2021/07/12/子/b c/"}},
		{"x_posts/a.md", "x_posts", "", {"/2021/07/12/a/"}},
		{"posts/deep/a.b.md", "posts/", "", {"/2021/07/12/deep/a.b/"}},
		{"_posts/2021-07-11-a.md", "_posts", "", {"/2021/07/12/2021-07-11-a/", "/2021/07/12/a/"}},
		{"a.md", "a.md", "", {"/2021/07/12/a/"}},
		{"_posts/a.md", "", "archives/1.html", {"archives/1.html"}},
		{"_posts/a.md", "", "/:year/:title/", {NULL}},
		{"_posts/a.md", "", "https://example.com/a", {NULL}},
	};
	static const struct {
		const char *page, *key;
	} keys[] = {
		{"/a/b/", "a/b"}, {"a/b/index.html", "a/b"}, {"/a/b.html", "a/b"}, {"/", ""},
		{"", ""},         {"/index.html", "index"},
	};
	struct arena a = {0};
	for (size_t i = 0; i < G_N_ELEMENTS(posts); i++) {
		struct article article = {.path = str_from(posts[i].path),
					  .root = str_from(posts[i].root),
					  .permalink = str_from(posts[i].permalink),
					  .dated = true,
					  .day = 18820};
		struct str pages[PERMALINKS_MAX];
		size_t n = permalinks(&a, &article, pages);
		g_assert_cmpuint(n, ==, posts[i].want[1] ? 2u : posts[i].want[0] ? 1u : 0u);
		for (size_t k = 0; k < n; k++)
			g_assert_cmpstr(arena_cstr(&a, pages[k]), ==, posts[i].want[k]);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		g_assert_cmpstr(arena_cstr(&a, page_key(str_from(keys[i].page))), ==, keys[i].key);
	struct article undated = {.path = S("_posts/a.md")};
	g_assert_cmpuint(permalinks(&a, &undated, (struct str[PERMALINKS_MAX]){{0}}), ==, 0);
	arena_clear(&a);
}

static void test_words(void)
{
	static const enum word filled[] = {WORD_COVER_OF, WORD_MINUTES, WORD_PART,    WORD_MORE,
					   WORD_ARTICLES, WORD_LENGTH,  WORD_AND_MORE};
	static const char *const tags[] = {"zh-Hans", "zh-Hant", "ja", "ko", "en"};
	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
		const struct words *w = words_lookup(str_from(tags[i]));
		g_assert_cmpstr(w->lang, ==, tags[i]);
		for (size_t k = 0; k < WORD_COUNT; k++)
			g_assert_nonnull(w->word[k]);
		for (size_t k = 0; k < G_N_ELEMENTS(filled); k++)
			g_assert_nonnull(strstr(w->word[filled[k]], "{}"));
	}
	g_assert_cmpstr(words_lookup(S("zh-TW"))->lang, ==, "zh-Hant");
	g_assert_cmpstr(words_lookup(S("zh-CN"))->lang, ==, "zh-Hans");
	g_assert_cmpstr(words_lookup(S("ja-JP"))->lang, ==, "ja");
	g_assert_cmpstr(words_lookup(S("fr"))->lang, ==, "en");
	g_assert_cmpstr(words_lookup(S("zhx"))->lang, ==, "en");
}

static void test_fill(void)
{
	struct arena a = {0};
	const struct words *zh = words_lookup(S("zh-Hans")), *en = words_lookup(S("en"));
	g_assert_true(str_eq(words_number(&a, zh, WORD_MINUTES, 5), S("约 5 分钟")));
	g_assert_true(str_eq(words_day(&a, zh, 18820), S("2021年7月12日")));
	g_assert_true(str_eq(words_day(&a, en, 18820), S("2021-07-12")));
	g_assert_cmpuint(words_minutes(zh, 0), ==, 1);
	g_assert_cmpuint(words_minutes(zh, 400), ==, 1);
	g_assert_cmpuint(words_minutes(zh, 401), ==, 2);
	arena_clear(&a);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/epub/text", test_text);
	g_test_add_func("/epub/attr", test_attr);
	g_test_add_func("/epub/visible", test_visible);
	g_test_add_func("/epub/lang", test_lang);
	g_test_add_func("/epub/url", test_url);
	g_test_add_func("/epub/links", test_links);
	g_test_add_func("/epub/pages", test_pages);
	g_test_add_func("/epub/words", test_words);
	g_test_add_func("/epub/fill", test_fill);
	return g_test_run();
}
