/* Where lines may break: a named test for each row of the table of tailorings, and
 * for what stands beside it. */
#include "text-fixture.h"

#include "text/breaks.h"

static struct text_fixture t;

/* Signs: text-fixture.h's text_breaks. */
static void expect(const char *text, const char *want)
{
	text_shape(&t, text);
	g_assert_cmpstr(text_breaks(&t.shaped, false), ==, want);
	text_check(&t);
}

/* ---- one for each tailoring, by its name ---- */

static void no_closing_mark_at_head(void)
{
	static const char *const marks[] = {
		"、", "。", "，", "．", "：", "；", "！", "？", "）", "〕", "］", "｝", "〉", "》", "」",
		"』", "】", "〗", "”",  "’",  "～", "·",  "％", "‰",  "℃",  "ー", "々", "ぁ", "っ", "ょ",
		"ッ", "ヶ", "ゝ", "ヾ", "・", ",",  ".",  ":",  ";",  "!",  "?",  ")",  "]",  "}",  "%",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		char *text = g_strdup_printf("字%s", marks[i]), *spaced = g_strdup_printf("a %s", marks[i]);
		expect(text, text);
		expect(spaced, spaced);
		g_free(text);
		g_free(spaced);
	}
}

static void no_opening_mark_at_tail(void)
{
	static const char *const marks[] = {"（", "〔", "［", "｛", "〈", "《", "「", "『", "【", "〖",
					    "“",  "‘",  "￥", "＄", "№",  "(",  "[",  "{",  "$"};

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		char *text = g_strdup_printf("%s字", marks[i]), *spaced = g_strdup_printf("%s a", marks[i]);
		expect(text, text);
		expect(spaced, spaced);
		g_free(text);
		g_free(spaced);
	}
}

static void dash_whole(void)
{
	expect("天——地", "天|——|地");
	expect("天⸺地", "天|⸺|地");
}

static void ellipsis_whole(void)
{
	expect("天……地", "天……|地");
}

static void number_whole(void)
{
	expect("共12345个", "共|12345|个");
	expect("約1,234,567.89", "約|1,234,567.89");
}

static void number_with_unit(void)
{
	expect("至35℃了", "至|35℃|了");
	expect("增25%了", "增|25%|了");
	expect("价2500元整", "价|2500元|整");
	expect("2021年7月", "2021年|7月");
	expect("行125 公里了", "行|125 公|里|了");
	expect("行125公里", "行|125公|里");
	expect("价5 美元", "价|5 美|元");
	expect("在2021 年", "在|2021 年");
	expect("有5 公鸡", "有|5 |公|鸡");
}

static void sign_with_number(void)
{
	expect("约￥100了", "约|￥100|了");
	expect("约$100了", "约|$100|了");
	expect("约№7了", "约|№7|了");
}

static void letters_whole(void)
{
	expect("在API中", "在|API|中");
	expect("naïvetés", "naïvetés");
}

static void point_with_number(void)
{
	expect("约.35元", "约.35元");
	expect("at 10:30 to", "at |10:30 |to");
}

/* ---- what is no row ---- */

static void number_before_spaced_unit(void)
{
	expect("约 5 km 外", "约 |5 km |外");
	expect("5 kilos", "5 |ki-los");
}

static void leading_hyphen(void)
{
	expect("the -v flag", "the |-v |flag");
}

static void latin_words(void)
{
	expect("用hyphenation好", "用|hy-phen-ation|好");
	t.paragraph.hyphenate = false;
	expect("用hyphenation好", "用|hyphenation|好");
	t.paragraph.hyphenate = true;
	t.paragraph.lang = S("de");
	expect("information", "information");
	t.paragraph.lang = S("zh-Hans");
}

/* Words that no pattern knows fall into syllables; what is no English word does not. */
static void guessed_hyphens(void)
{
	expect("Mozilla", "Mo=zil=la");
	expect("Prometheus", "Pro=me=theus");
	expect("toolchain", "tool=chain");
	expect("Kubectl", "Ku=bectl");
	expect("Chrome", "Chrome");
	expect("MOZILLA", "MOZILLA");
	expect("mozilla2", "mozilla2");
	t.paragraph.lang = S("de");
	expect("Mozilla", "Mozilla");
	t.paragraph.lang = S("zh-Hans");
}

/* A hyphen inside a name would be read as part of it. */
static void names_unhyphenated(void)
{
	static const char *const names[] = {"hyphenation_test", "hyphenation2",  "hyphenation(x)",
					    "hyphenation.js",   "toHyphenation", "x.hyphenation"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		expect(names[i], names[i]);
	expect("Hyphenation.", "Hy-phen-ation.");
	expect("HyphenationTest", "Hyphenation-Test");
	expect("AbstractBeanDefinitionReader", "AbstractBeanDefinitionReader");
	expect("(hyphenation)", "(hy-phen-ation)");
}

static void soft_hyphen(void)
{
	expect("ab\xC2\xAD"
	       "cd",
	       "ab\xC2\xAD-cd");
}

static void last_resort(void)
{
	text_shape(&t, "字abc字");
	g_assert_cmpstr(text_breaks(&t.shaped, true), ==, "字|a~b~c|字");
	/* A hundred ！ are wider than a line: beyond a dozen they may be parted. */
	text_shape(&t, "！！！！！！！！！！！！！！！！");
	g_assert_nonnull(strchr(text_breaks(&t.shaped, true), '~'));
}

static void addresses(void)
{
	expect("见 https://example.com/a/b?c=d&e_f.html。",
	       "见 |https://^example.^com/^a/^b?^c=^d&^e_^f.^html。");
	expect("WWW3.Example.COM/a。", "WWW3.^Example.^COM/^a。");
	t.piece.url = true;
	expect("example.com/x-y", "example.^com/^x-^y");
	t.piece.url = false;
}

static void forced(void)
{
	expect("甲\n乙", "甲!\n乙");
	expect("甲\n\n乙", "甲!\n!\n乙");
}

static void unbreakable_piece(void)
{
	t.piece.nowrap = true;
	expect("甲乙 丙", "甲乙 丙");
	t.piece.nowrap = false;
}

static void verbatim(void)
{
	t.piece.verbatim = true;
	expect("a b", "a |b");
	text_shape(&t, "ab甲。");
	g_assert_cmpstr(text_breaks(&t.shaped, true), ==, "a~b|甲。");
	t.piece.verbatim = false;
}

static void no_break_space(void)
{
	expect("a\xC2\xA0"
	       "b",
	       "a\xC2\xA0"
	       "b");
}

/* A cluster is whole whatever it is made of. */
static void graphemes(void)
{
	expect("👨‍👩‍👧字", "👨‍👩‍👧|字");
	expect("🇨🇳🇯🇵", "🇨🇳|🇯🇵");
	expect("葛󠄀字", "葛󠄀|字");
	text_shape(&t, "e\xCC\x81\xCC\x82x");
	g_assert_cmpstr(text_breaks(&t.shaped, true), ==, "e\xCC\x81\xCC\x82~x");
}

static void japanese(void)
{
	t.paragraph.lang = S("ja");
	t.piece.lang = FONT_JP;
	expect("データ", "デー|タ");
	expect("ちょっと", "ちょっ|と");
	t.paragraph.lang = S("zh-Hans");
	t.piece.lang = FONT_SC;
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{"no-closing-mark-at-head", no_closing_mark_at_head},
	{"no-opening-mark-at-tail", no_opening_mark_at_tail},
	{"dash-whole", dash_whole},
	{"ellipsis-whole", ellipsis_whole},
	{"number-whole", number_whole},
	{"number-with-unit", number_with_unit},
	{"sign-with-number", sign_with_number},
	{"letters-whole", letters_whole},
	{"point-with-number", point_with_number},
	{"number-before-spaced-unit", number_before_spaced_unit},
	{"leading-hyphen", leading_hyphen},
	{"latin-words", latin_words},
	{"guessed-hyphens", guessed_hyphens},
	{"names-unhyphenated", names_unhyphenated},
	{"soft-hyphen", soft_hyphen},
	{"last-resort", last_resort},
	{"addresses", addresses},
	{"forced", forced},
	{"unbreakable-piece", unbreakable_piece},
	{"verbatim", verbatim},
	{"no-break-space", no_break_space},
	{"graphemes", graphemes},
	{"japanese", japanese},
};

/* No row of the table without its test. */
static void every_tailoring_tested(void)
{
	for (size_t i = 0; i < tailoring_count; i++) {
		size_t k = 0;
		while (k < G_N_ELEMENTS(tests) && strcmp(tests[k].name, tailorings[i].name) != 0)
			k++;
		g_assert_cmpuint(k, <, G_N_ELEMENTS(tests));
	}
}

/* The breaker's buffer grows between two texts, and before the first. */
static void growing_texts(void)
{
	struct breaker *b = breaker_new();

	for (size_t n = 2; n <= 8192; n *= 4) {
		GString *text = g_string_new(NULL);
		uint8_t *marks;

		for (size_t i = 0; i < n; i++)
			g_string_append(text, "字");
		marks = g_new0(uint8_t, text->len + 1);
		breaker_lines(b, (struct str){text->str, text->len}, FONT_SC, marks);
		for (size_t i = 3; i < text->len; i++)
			g_assert_cmpint(marks[i] & AT_BREAK, ==, i % 3 ? 0 : AT_BREAK);
		g_free(marks);
		g_string_free(text, TRUE);
	}
	breaker_free(b);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	text_fixture_init(&t);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
		char *path = g_strdup_printf("/text/breaks/%s", tests[i].name);
		g_test_add_func(path, tests[i].run);
		g_free(path);
	}
	g_test_add_func("/text/breaks/growing-texts", growing_texts);
	g_test_add_func("/text/breaks/every-tailoring-tested", every_tailoring_tested);
	status = g_test_run();
	text_fixture_clear(&t);
	return status;
}
