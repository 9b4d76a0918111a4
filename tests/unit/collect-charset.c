/* Encodings: recognized also in short texts, converted, counted when damaged. */
#include "collect/charset.h"

#include <glib.h>

static struct arena arena;

/* As wide as a headline: what a short post has. */
static const struct {
	const char *text, *encoding, *name;
} samples[] = {
	{"你好", "GB18030", "GB18030"},
	{"金融", "GB18030", "GB18030"},
	{"今天的新闻：市场上涨百分之二。", "GB18030", "GB18030"},
	{"title: 中国经济\n\nabc", "GB18030", "GB18030"},
	{"𠮷野家在这里", "GB18030", "GB18030"},
	{"今天的新聞：市場上漲百分之二。", "BIG5-HKSCS", "Big5"},
	{"這是一個測試", "BIG5", "Big5"},
	{"これは日本語の文章です。", "SHIFT_JIS", "Shift_JIS"},
	{"カタカナとひらがな", "SHIFT_JIS", "Shift_JIS"},
	{"これは日本語の文章です。", "EUC-JP", "EUC-JP"},
	{"東京で今日発表された", "EUC-JP", "EUC-JP"},
	{"오늘의 뉴스: 시장이 올랐습니다.", "EUC-KR", "EUC-KR"},
	{"안녕하세요", "EUC-KR", "EUC-KR"},
	{"中文 and text", "UTF-16LE", "UTF-16LE"},
	{"中文𠮷", "UTF-16BE", "UTF-16BE"},
	{"中文𠮷", "UTF-32LE", "UTF-32LE"},
	{"un café à la crème, naïve", "WINDOWS-1252", "windows-1252"},
};

static struct str encode(const char *text, const char *encoding)
{
	gsize n = 0;
	char *bytes = g_convert(text, -1, encoding, "UTF-8", NULL, &n, NULL);
	struct str copy;

	g_assert_nonnull(bytes);
	copy = arena_str(&arena, (struct str){bytes, n});
	g_free(bytes);
	return copy;
}

static struct str marked(const char *encoding, struct str bytes)
{
	if (strcmp(encoding, "UTF-16LE") == 0)
		return arena_concat(&arena, S("\xFF\xFE"), bytes);
	if (strcmp(encoding, "UTF-16BE") == 0)
		return arena_concat(&arena, S("\xFE\xFF"), bytes);
	if (strcmp(encoding, "UTF-32LE") == 0)
		return arena_concat(&arena, S("\xFF\xFE\0\0"), bytes);
	return bytes;
}

static void assert_str(struct str have, const char *want)
{
	g_assert_cmpstr(arena_cstr(&arena, have), ==, want);
	g_assert_cmpuint(have.n, ==, strlen(want));
}

static void test_samples(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		struct str bytes = marked(samples[i].encoding, encode(samples[i].text, samples[i].encoding));
		struct decoded out;

		g_test_message("%s in %s", samples[i].text, samples[i].encoding);
		g_assert_true(charset_decode(&arena, bytes, &out));
		g_assert_cmpstr(out.name, ==, samples[i].name);
		assert_str(out.text, samples[i].text);
		g_assert_cmpuint(out.bad, ==, 0);
	}
}

static void test_utf8(void)
{
	struct decoded out;

	g_assert_true(charset_decode(&arena, S("\xEF\xBB\xBF文\r\nb\rc\n"), &out));
	g_assert_null(out.name);
	assert_str(out.text, "文\nb\nc\n");
	g_assert_true(charset_decode(&arena, S(""), &out));
	g_assert_cmpuint(out.text.n, ==, 0);
	g_assert_true(charset_decode(&arena, S("\xEF\xBB\xBF"), &out));
	g_assert_cmpuint(out.text.n, ==, 0);
}

static void test_damaged(void)
{
	struct decoded out;

	/* cut in the middle of a character; a stray byte; overlong; a surrogate */
	g_assert_true(charset_decode(&arena, S("一二三四五\xE5\x85"), &out));
	g_assert_null(out.name);
	g_assert_cmpuint(out.bad, ==, 2);
	g_assert_true(charset_decode(&arena, S("plain \xff text"), &out));
	g_assert_null(out.name);
	assert_str(out.text, "plain \uFFFD text");
	g_assert_true(charset_decode(&arena, S("一二三四五六七八九\xC0\xAF\xED\xA0\x80"), &out));
	g_assert_cmpuint(out.bad, ==, 5);
	g_assert_cmpuint(utf8_valid_prefix(out.text), ==, out.text.n);
	/* a byte of GB18030 lost */
	g_assert_true(charset_decode(
		&arena,
		arena_concat(&arena, encode("今天的新闻市场上涨这个月的经济", "GB18030"), S("\xff\n")),
		&out));
	g_assert_cmpstr(out.name, ==, "GB18030");
	g_assert_cmpuint(out.bad, >, 0);
}

static void test_declared(void)
{
	struct str page = encode("<meta charset=\"gb2312\"><p>鑫淼</p>", "GB18030");
	struct decoded out;

	g_assert_true(charset_decode(&arena, page, &out));
	g_assert_cmpstr(out.name, ==, "GB18030");
}

static void test_binary(void)
{
	struct decoded out;
	char noise[4096];
	uint32_t state = 1;

	g_assert_false(charset_decode(&arena, S("a\0b"), &out));
	g_assert_false(charset_decode(&arena, S("\xFF\xFE\0\0\0\0\0\0"), &out));
	g_assert_false(charset_decode(&arena,
				      S("\xFF\xFE"
					"a\0\0\0b\0"),
				      &out));
	for (size_t i = 0; i < sizeof noise; i++) {
		state = state * 1103515245u + 12345u;
		noise[i] = (char)(state >> 16 ? (state >> 16 & 0xFF) | 1 : 1);
	}
	g_assert_false(charset_decode(&arena, (struct str){noise, sizeof noise}, &out));
}

/* A stray NUL costs itself, not the post; a file that has them by nature is no text. */
static void test_nuls(void)
{
	static const char head[] = "---\ntitle: a post that is long enough for a stray byte\n---\n\n";
	struct str text = arena_concat(&arena, str_from(head), S("<p>a\0b</p>\0\n"));
	struct str start = arena_concat(&arena, S("\0"), text), padding = str_from(head);
	struct decoded out;

	g_assert_true(charset_decode(&arena, arena_concat(&arena, text, str_from(head)), &out));
	g_assert_cmpuint(out.nuls, ==, 2);
	g_assert_cmpuint(out.bad, ==, 0);
	assert_str(out.text, arena_cstr(&arena, arena_printf(&arena, "%s<p>ab</p>\n%s", head, head)));
	/* in another encoding too */
	text = arena_concat(&arena,
			    encode("今天的新闻：市场上涨百分之二。今天的新闻：市场上涨百分之二。", "GB18030"),
			    S("\0\n"));
	g_assert_true(charset_decode(&arena, arena_concat(&arena, text, str_from(head)), &out));
	g_assert_cmpstr(out.name, ==, "GB18030");
	g_assert_cmpuint(out.nuls, ==, 1);
	text = arena_concat(
		&arena, S("\xFF\xFE"),
		encode("中文 and text that is long enough for a stray byte, at least sixty-four of them\n",
		       "UTF-16LE"));
	g_assert_true(charset_decode(&arena, arena_concat(&arena, text, S("\0\0")), &out));
	g_assert_cmpuint(out.nuls, ==, 1);
	/* with another control character in front, or many of them */
	for (int i = 0; i < 4; i++)
		padding = arena_concat(&arena, padding, padding);
	start = arena_concat(&arena, start, padding);
	g_assert_true(charset_decode(&arena, start, &out));
	g_assert_cmpuint(out.nuls, ==, 3);
	g_assert_false(charset_decode(&arena,
				      arena_concat(&arena,
						   S("\x7F"
						     "ELF\2\1\1\0"),
						   start),
				      &out));
	for (int i = 0; i < 3; i++)
		start = arena_concat(&arena, start, start);
	g_assert_false(charset_decode(&arena, start, &out));
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/collect/charset/samples", test_samples);
	g_test_add_func("/collect/charset/utf8", test_utf8);
	g_test_add_func("/collect/charset/damaged", test_damaged);
	g_test_add_func("/collect/charset/declared", test_declared);
	g_test_add_func("/collect/charset/binary", test_binary);
	g_test_add_func("/collect/charset/nuls", test_nuls);
	arena_init(&arena);
	status = g_test_run();
	arena_clear(&arena);
	return status;
}
