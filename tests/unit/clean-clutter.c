/* Rules: what they take, what they must leave, what is refused. */
#include "clean-kit.h"
#include "cpu-time.h"

struct diags_kit {
	struct arena arena;
	struct diags diags;
};

static struct clutter *read_rules(struct diags_kit *d, const char *yaml)
{
	arena_init(&d->arena);
	diags_init(&d->diags, &d->arena, S("rules.yaml"));
	return clutter_read(NULL, str_from(yaml), S("rules.yaml"), &d->diags);
}

static const char long_text[] =
	"<p>一段足够长的正文，好让百分之几有个算头，它说了很多话，一直说到这里才完。</p>"
	"<p>又一段足够长的正文，好让百分之几有个算头，它说了很多话，一直说到这里才完。</p>";

static const struct {
	const char *rules, *html, *author, *gone, *stays;
} cases[] = {
	{"rules: [{drop: .ad}]", "<p class=ad>广告</p>", "", "广告", "正文"},
	{"rules: [{drop: .ad, authors: 甲报}]", "<p class=ad>广告</p>", "乙报", "", "广告"},
	{"rules: [{drop: .ad, authors: [甲报, 丙]}]", "<p class=ad>广告</p>", "甲报晚刊", "广告", "正文"},
	{"rules: [{drop: .ad}, {keep: p.ad}]", "<p class=ad>广告</p>", "", "", "广告"},
	{"rules: [{drop-text: '广.'}]", "<p>广告</p><p>广告多</p>", "", "", "广告多"},
	{"rules: [{drop-text: '广.'}]", "<ul><li>广告</li></ul>", "", "", "广告"},
	{"rules: [{drop-text: '广.', within: 10}]", "", "", "", "正文"},
	{"rules: [{tail-text: '相关', within: 50}]", "<p>相关</p><p>尾巴</p>", "", "尾巴", "正文"},
	{"rules: [{tail-text: '相关', most: 3}]", "<p>相关</p><p>尾巴很长很长</p>", "", "", "尾巴"},
	{"rules: [{tail: hr.x}]", "<hr class=x><p>尾巴</p>", "", "尾巴", "正文"},
	{"rules: [{unwrap: table}]", "<table><tr><td>格</td><td>子</td></tr></table>", "", "", "格"},
	{"rules: [{drop: body *}, {drop: div}]", "", "", "", "正文"},
	/* One group's name in two patterns: joined they are no expression, each alone is. */
	{"rules: [{drop-text: ['(?<x>甲)', '(?<x>广告)']}]", "<p>广告</p>", "", "广告", "正文"},
	/* A pattern that gives up must not take the others with it. */
	{"rules: [{drop-text: ['(?:x+x+)+[yz]', 'x+告']}]",
	 "<p>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx告</p>", "", "告", "正文"},
};

static struct str cleaned(struct kit *k, const char *html, const struct clutter *rules)
{
	char *whole = g_strconcat("<div>", long_text, html, "</div>", NULL);
	kit_text(k, str_from(whole), "case");
	g_free(whole);
	(void)rules;
	return k->article.body;
}

static void test_rules(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct diags_kit d;
		struct kit k;
		struct clutter *rules = read_rules(&d, cases[i].rules);
		g_test_message("%s %s", cases[i].rules, cases[i].html);
		g_assert_cmpuint(d.diags.list.n, ==, 0);
		cleaned(&k, cases[i].html, rules);
		k.article.author = str_from(cases[i].author);
		g_assert_true(clean_article(&k.article, rules, &k.scratch));
		document_check(k.article.document);
		struct str text = block_text(&k.arena, k.article.document->root);
		if (cases[i].gone[0])
			g_assert_cmpuint(str_find(text, str_from(cases[i].gone), 0), ==, STR_NONE);
		g_assert_cmpuint(str_find(text, str_from(cases[i].stays), 0), !=, STR_NONE);
		kit_clear(&k);
		clutter_free(rules);
		arena_clear(&d.arena);
	}
}

static void test_refused(void)
{
	static const char *const bad[] = {
		"rules: [{drop: '.'}]",
		"rules: [{drop-text: '('}]",
		"rules: [{drop-text: '(a)\\1'}]",
		"rules: [{drop-text: '(*COMMIT)a'}]",
		"rules: [{colour: red}]",
		"rules: [{tail: p, within: x}]",
		"rules: [text]",
		"rules: [{drop: ''}]",
		"other: 1",
		"rules: [{drop: [p, '>']}]",
		"rules: [{drop-text: 'a',",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		struct diags_kit d;
		struct clutter *rules = read_rules(&d, bad[i]);
		g_test_message("%s", bad[i]);
		g_assert_cmpuint(d.diags.list.n, ==, 1);
		g_assert_cmpint(d.diags.list.v[0].id, ==, DIAG_BAD_RULE);
		clutter_free(rules);
		arena_clear(&d.arena);
	}
}

/* A pattern that would try 2^60 ways is given up; the paragraph stays. */
static void test_slow_pattern(void)
{
	struct diags_kit d;
	struct kit k;
	struct clutter *rules = read_rules(&d, "rules: [{drop-text: '(a+)+b'}]");
	cleaned(&k, "<p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac</p>", rules);
	gint64 start = cpu_time();
	g_assert_true(clean_article(&k.article, rules, &k.scratch));
	g_assert_cmpint(cpu_time() - start, <, 5 * G_USEC_PER_SEC);
	g_assert_cmpuint(str_find(block_text(&k.arena, k.article.document->root), S("aaac"), 0), !=,
			 STR_NONE);
	kit_clear(&k);
	clutter_free(rules);
	arena_clear(&d.arena);
}

/* By the rules that come with the program, at an article's end: its own words stay, what is
 * about the feed goes. */
static const struct {
	const char *html;
	bool stays;
} endings[] = {
	{"<p>该公司昨日表示，已关注到有公众号发布不实信息，将依法追究责任。</p>", true},
	{"<p>喜欢在朋友圈分享的人，往往更焦虑。</p>", true},
	{"<p>打赏是一种新的商业模式。</p>", true},
	{"<p>文章认为，平台不得强制用户复制链接。</p>", true},
	{"<h3>打赏的未来</h3><p>未来还长。</p>", true},
	{"<h3>编辑：这是一个职业</h3><p>职业。</p>", true},
	{"<p>关注公众号“河岸”，每天一篇</p>", false},
	{"<p>欢迎扫码关注我们的公众号，获取更多资讯</p>", false},
	{"<p>如果觉得不错，请点个赞、分享给朋友。</p>", false},
	{"<p>如果您喜欢，就点个在看吧！</p>", false},
	{"<p>分享到：微信 微博</p>", false},
	{"<p>打赏</p>", false},
	{"<p>本文版权归作者所有，未经许可不得转载。</p>", false},
	{"<p>本文谢绝转载</p>", false},
	{"<p>责任编辑：张三</p>", false},
};

static void test_endings(void)
{
	struct clutter *rules = kit_rules();
	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
		struct kit k;
		cleaned(&k, endings[i].html, rules);
		g_assert_true(clean_article(&k.article, rules, &k.scratch));
		const struct block *root = k.article.document->root;
		const char *after_tag = strchr(endings[i].html, '>') + 1;
		struct str words = {after_tag, strcspn(after_tag, "<")};
		bool found = false;
		for (const struct block *b = root; b; b = block_after(b, root))
			found |= str_find(block_text(&k.scratch, b), words, 0) != STR_NONE;
		if (found != endings[i].stays)
			g_error("%s %s", endings[i].html, found ? "stays" : "is gone");
		kit_clear(&k);
	}
	clutter_free(rules);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clean/clutter/rules", test_rules);
	g_test_add_func("/clean/clutter/refused", test_refused);
	g_test_add_func("/clean/clutter/slow-pattern", test_slow_pattern);
	g_test_add_func("/clutter/endings", test_endings);
	return g_test_run();
}
