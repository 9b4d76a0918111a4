/* job/near: signatures, and how well they tell one story in several editions from different
 * ones: tests/near/stories.txt, where stories of one name are one. */
#include "base/file.h"
#include "job/near.h"
#include "job/numerals.h"
#include "job/ticket.h"

#include <glib.h>

#define STORIES_MAX 200
/* What wenzhai-jobs(5) promises of NEAR_SIMILAR and its companions, per mille. */
#define PRECISION_LEAST 980 /* two appointments differ in names alone */
#define RECALL_LEAST    1000

static struct arena arena;

struct labelled {
	struct str name, text;
	struct signature signature;
};

static size_t read_stories(struct labelled *stories)
{
	struct str text, rest;
	size_t n = 0;
	g_assert_cmpint(file_read(&arena, "tests/near/stories.txt", 1 << 20, &text), ==, 0);
	rest = text;
	while (rest.s && n < STORIES_MAX) {
		struct str line = str_cut(&rest, '\n');
		if (str_starts(line, S("= ")))
			stories[n++] = (struct labelled){.name = str_from_offset(line, 2)};
		else if (line.n)
			stories[n - 1].text = line;
	}
	for (size_t i = 0; i < n; i++)
		stories[i].signature = signature_of_text(stories[i].text);
	return n;
}

static void show(const char *what, const struct labelled *a, const struct labelled *b)
{
	g_test_message("%s: %.*s / %.*s: similarity %d, containment %d", what, STR_FMT(a->name),
		       STR_FMT(b->name), signature_similarity(&a->signature, &b->signature),
		       signature_containment(&a->signature, &b->signature));
}

static void test_labelled(void)
{
	static struct labelled s[STORIES_MAX];
	size_t n = read_stories(s);
	int right = 0, missed = 0, wrong = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++) {
			bool same = str_eq(s[i].name, s[k].name),
			     near = signature_near(&s[i].signature, &s[k].signature);
			right += same && near;
			missed += same && !near;
			wrong += !same && near;
			if (same != near)
				show(same ? "missed" : "wrongly near", &s[i], &s[k]);
		}
	int precision = right * 1000 / (right + wrong), recall = right * 1000 / (right + missed);
	g_test_message("%zu texts, %d pairs of one story: precision %d, recall %d per mille", n,
		       right + missed, precision, recall);
	g_assert_cmpint(right + missed, >=, 56);
	g_assert_cmpint(precision, >=, PRECISION_LEAST);
	g_assert_cmpint(recall, >=, RECALL_LEAST);
}

static struct signature sign(const char *text)
{
	return signature_of_text(str_from(text));
}

/* Marks, spaces, case and width are no part of a text. */
static void test_tokens(void)
{
	struct signature a = sign("据ABC报道，1,000人到场。"), b = sign("据 ａｂｃ 报道 1000 人到场");
	struct signature c = sign("据ABC报道，1,001人到场。");
	g_assert_cmpuint(a.text, ==, b.text);
	g_assert_cmpuint(a.text, !=, c.text);
	g_assert_cmpuint(a.tokens, ==, 8);
	g_assert_cmpuint(a.number_count, ==, 1);
	g_assert_cmpuint(sign("7月07月").number_count, ==, 1);
	g_assert_cmpuint(sign("2.20% 2.20%").number_count, ==, 1);
	g_assert_cmpuint(sign("12日12时").number_count, ==, 2);
	g_assert_cmpuint(sign("，。 !").text, ==, 0);
	g_assert_false(signature_near(&(struct signature){0}, &(struct signature){0}));
}

static void test_numerals(void)
{
	static const struct {
		const char *text;
		int64_t value; /* -1: none */
	} cases[] = {
		{"七", 7},
		{"十", 10},
		{"十二", 12},
		{"六十三", 63},
		{"两千四百", 2400},
		{"三百零五", 305},
		{"一九九八", 1998},
		{"二〇二一", 2021},
		{"八万六千", 86000},
		{"一亿", 100000000},
		{"一亿二千万零三", 120000003},
		{"十万", 100000},
		{"万", -1},
		{"千万", -1},
		{"一二十", -1},
		{"三十二十", -1},
		{"万亿", -1},
		{"一万万", -1},
		{"百", -1},
		{"三亿亿", -1},
		{"两三", -1},
		{"一三两", -1},
		{"一二〇", 120},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		uint32_t chars[NUMERAL_MAX];
		struct str text = str_from(cases[i].text);
		uint64_t value = 0;
		size_t n = 0;
		for (size_t at = 0; at < text.n;)
			chars[n++] = utf8_next(text, &at);
		bool number = numeral_value(chars, n, &value);
		g_test_message("%s", cases[i].text);
		g_assert_cmpint(number ? (int64_t)value : -1, ==, cases[i].value);
	}
	struct signature a = sign("大桥历时五年，全长三十一公里，投资十二万元。"),
			 b = sign("大桥历时5年，全长31公里，投资12万元。");
	g_assert_cmpuint(a.text, !=, b.text);
	g_assert_cmpint(signature_similarity(&a, &b), ==, 1000);
	g_assert_true(a.number_count == 3 && memcmp(a.numbers, b.numbers, sizeof a.numbers) == 0);
}

static void test_measures(void)
{
	struct buf b = BUF(&arena);
	for (int i = 0; i < 400; i++)
		buf_add_code_point(&b, 0x4E00 + (uint32_t)(i * 37 % 5000));
	struct str whole = buf_str(&b), half = str_head(whole, 600);
	struct signature x = signature_of_text(whole), y = signature_of_text(half);
	g_assert_cmpint(signature_similarity(&x, &x), ==, 1000);
	g_assert_cmpint(ABS(signature_similarity(&x, &y) - 500), <, 130); /* three deviations of 128 bins */
	g_assert_cmpint(signature_containment(&x, &y), >, 800);
	g_assert_cmpint(signature_similarity(&x, &y), ==, signature_similarity(&y, &x));
	struct signature z = sign("完全是另外一回事，和上面那些字没有任何关系，也没有哪三个字是一样地连在一起"
				  "的，就算再长一点也还是这样。");
	g_assert_cmpint(signature_similarity(&x, &z), <, 60);
}

static void test_packing(void)
{
	struct signature s = sign("东港市交通局昨日宣布，运行了63年的南北渡轮将于8月31日停航。"), back;
	g_assert_true(signature_unpack(signature_pack(&arena, &s), &back));
	g_assert_true(memcmp(s.bins, back.bins, sizeof s.bins) == 0 && s.text == back.text &&
		      s.tokens == back.tokens);
	g_assert_true(s.number_count == 3 && memcmp(s.numbers, back.numbers, sizeof s.numbers) == 0);
	g_assert_false(signature_unpack(S("short"), &back));
}

/* ---- tickets ---- */

static struct ticket sample(void)
{
	struct ticket t = {.job = S("w"),
			   .key = S("2021-W28"),
			   .number = 3,
			   .from = 18820,
			   .to = 18826,
			   .now = 1626624000};
	VEC_PUSH(&arena, &t.stories,
		 (struct story){.path = S("posts/a\tb\\n.md"),
				.link = S("https://x/?a"),
				.title = S("endstream\nend 0"),
				.source = S("\r"),
				.dated = true,
				.date = -5,
				.signature = sign("一二三四五")});
	VEC_PUSH(&arena, &t.stories,
		 (struct story){.path = S("p"), .also = true, .signature = sign("六七八")});
	return t;
}

static void test_ticket(void)
{
	struct ticket t = sample(), back;
	struct str text = ticket_write(&arena, &t);
	g_assert_true(ticket_read(&arena, text, &back));
	g_assert_true(ticket_same(&t, &back));
	g_assert_true(str_eq(text, ticket_write(&arena, &back)));
	g_assert_true(str_eq(back.stories.v[0].path, t.stories.v[0].path));
	g_assert_true(str_eq(back.stories.v[0].title, t.stories.v[0].title));
	g_assert_true(ticket_read(&arena, arena_concat(&arena, text, S("\r\nendstream")), &back));
}

/* Whatever byte is lost or changed: it is no ticket any more. */
static void test_damaged_ticket(void)
{
	struct ticket t = sample(), back;
	struct str text = ticket_write(&arena, &t);
	char *copy = arena_cstr(&arena, text);
	for (size_t i = 0; i + 1 < text.n; i++) {
		struct arena_mark mark = arena_mark(&arena);
		copy[i] ^= 1;
		g_assert_false(ticket_read(&arena, (struct str){copy, text.n}, &back));
		copy[i] ^= 1;
		g_assert_false(ticket_read(&arena, str_head(text, i), &back));
		arena_reset(&arena, mark);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	arena_init(&arena);
	g_test_add_func("/labelled", test_labelled);
	g_test_add_func("/tokens", test_tokens);
	g_test_add_func("/numerals", test_numerals);
	g_test_add_func("/measures", test_measures);
	g_test_add_func("/packing", test_packing);
	g_test_add_func("/ticket", test_ticket);
	g_test_add_func("/damaged-ticket", test_damaged_ticket);
	int status = g_test_run();
	arena_clear(&arena);
	return status;
}
