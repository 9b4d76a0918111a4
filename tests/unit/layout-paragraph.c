/* layout/: breaking and justifying lines. */
#include "layout-fixture.h"
#include "layout/joints.h"
#include "layout/justify.h"

static struct layout_fixture t;

struct trial {
	struct piece piece;
	struct shaped shaped;
	struct atoms atoms;
	struct line_break *lines;
	size_t n;
};

static void shape(struct trial *r, struct str text)
{
	struct paragraph_text p = {.count = 1, .lang = S("zh-Hans"), .hyphenate = true};

	*r = (struct trial){.piece = {.text = text, .role = ROLE_BODY, .size = PT(10)}};
	p.pieces = &r->piece;
	shape_paragraph(t.shaper, &t.arena, &p, &r->shaped);
	atoms_build(&t.arena, &r->shaped, &r->piece, MARKS_MAINLAND, &r->atoms);
}

static void set(struct trial *r, struct str text, coord measure, coord indent)
{
	struct fit fit = {.measure = measure, .indent = indent, .hyphen = PT(4)};

	shape(r, text);
	r->n = paragraph_break(&t.arena, &r->atoms, &fit, &r->lines);
}

/* Lines follow one another and hold everything. */
static void check_lines(const struct trial *r)
{
	size_t at = 0;

	for (size_t i = 0; i < r->n; i++) {
		g_assert_cmpuint(r->lines[i].from, ==, at);
		g_assert_cmpuint(r->lines[i].to, >, at);
		at = r->lines[i].to;
	}
	g_assert_cmpuint(at, ==, r->atoms.n);
}

static void check_widths(const struct trial *r, coord measure)
{
	coord *gaps = ARENA_ARRAY(&t.arena, r->atoms.n + 1, coord);

	for (size_t i = 0; i < r->n; i++) {
		const struct line_break *l = &r->lines[i];
		coord target = measure - l->indent - (l->hyphen ? PT(4) : 0);
		int64_t width = justify_line(&r->atoms, l->from, l->to, target, !l->last, gaps, NULL),
			sum = 0;

		for (size_t k = l->from; k < l->to; k++)
			sum += r->atoms.v[k].ink + (int64_t)gaps[k - l->from];
		g_assert_cmpint(sum, ==, width);
		if (l->to - l->from > 1)
			g_assert_cmpint(width, <=, target);
	}
}

static uint32_t seed;
static uint32_t next_random(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* Han with marks, words and numbers, as posts have them. */
static struct str random_text(size_t n)
{
	static const char *const parts[] = {"，",
					    "。",
					    "（",
					    "）",
					    "“",
					    "”",
					    "《",
					    "》",
					    "、",
					    "：",
					    " word ",
					    "2021",
					    "35%",
					    "——",
					    "……",
					    "extraordinarily",
					    "https://a.example/b?c=d",
					    "！"};
	struct buf b = BUF(&t.arena);

	for (size_t i = 0; i < n; i++)
		if (next_random(5) == 0)
			buf_add(&b, str_from(parts[next_random(sizeof parts / sizeof *parts)]));
		else
			buf_add_code_point(&b, 0x4E00 + next_random(5000));
	return buf_str(&b);
}

static void test_any_measure(void)
{
	seed = 7;
	for (int ems = 1; ems <= 40; ems++) {
		struct trial r;

		set(&r, random_text(300), ems * PT(10), ems > 4 ? PT(20) : 0);
		check_lines(&r);
		check_widths(&r, ems * PT(10));
	}
}

/* Every line but the last ends at the measure, to the last 1/1024 pt. */
static void test_right_edge(void)
{
	seed = 11;
	for (int ems = 16; ems <= 40; ems++) {
		struct trial r;
		coord gaps[4096];

		set(&r, random_text(400), ems * PT(10), PT(20));
		for (size_t i = 0; i + 1 < r.n; i++) {
			const struct line_break *l = &r.lines[i];
			coord target = ems * PT(10) - l->indent - (l->hyphen ? PT(4) : 0);

			g_assert_cmpint(justify_line(&r.atoms, l->from, l->to, target, true, gaps, NULL), ==,
					target);
		}
	}
}

static bool in(struct str set_of, uint32_t c)
{
	for (size_t at = 0; at < set_of.n;)
		if (utf8_next(set_of, &at) == c)
			return true;
	return false;
}

static uint32_t char_of(const struct trial *r, size_t atom)
{
	size_t at = r->shaped.clusters[r->atoms.v[atom].cluster].text;

	return utf8_next(r->shaped.text, &at);
}

static void test_prohibitions(void)
{
	seed = 13;
	for (int ems = 12; ems <= 40; ems++) {
		struct trial r;

		set(&r, random_text(400), ems * PT(10), PT(20));
		for (size_t i = 1; i < r.n; i++) {
			g_assert_false(in(S("，。）”》、：！%"), char_of(&r, r.lines[i].from)));
			g_assert_false(in(S("（“《"), char_of(&r, r.lines[i].to - 1)) && i + 1 < r.n);
		}
	}
}

/* n full lines and one character over: the last line takes at least two. */
static void test_runt(void)
{
	for (size_t over = 1; over <= 3; over++) {
		struct buf b = BUF(&t.arena);
		struct trial r;

		for (size_t i = 0; i < 60 + over; i++)
			buf_add(&b, S("文"));
		buf_add(&b, S("。"));
		set(&r, buf_str(&b), 20 * PT(10), 0);
		g_assert_cmpuint(r.lines[r.n - 1].to - r.lines[r.n - 1].from, >=, 3);
	}
}

/* Nor is a character in company when it calls a note. */
static void test_runt_with_call(void)
{
	const struct sheet *s;

	for (size_t over = 1; over <= 3; over++) {
		struct buf b = BUF(&t.arena);
		struct block *p;

		for (size_t i = 0; i < 40 - 2 + over; i++)
			buf_add(&b, S("文"));
		layout_page(&t, 20, 40);
		layout_new_article(&t);
		p = layout_text(&t, t.root, BLOCK_PARAGRAPH, arena_cstr(&t.arena, buf_str(&b)));
		layout_span(&t, p, S("1"), STYLE_SUP);
		layout_span(&t, p, S("。"), 0);
		s = layout_run(&t);
		g_assert_true(str_starts(strip_text(&t, &s->strips.v[s->strips.n - 1]), S("文文")));
	}
}

/* A paragraph of one character is no runt, and must be set. */
static void test_one_character(void)
{
	struct trial r;

	set(&r, S("好。"), 20 * PT(10), PT(20));
	g_assert_cmpuint(r.n, ==, 1);
	set(&r, (struct str){0}, 20 * PT(10), 0);
	g_assert_cmpuint(r.n, ==, 0);
}

/* The free halves at both edges are lost; two marks share one. */
static void test_marks(void)
{
	struct trial r;

	set(&r, S("（文），文。"), 20 * PT(10), 0);
	/* halves of ink: （ ） ， 。; squares: 文 文; glue: none, none, none, half, none */
	g_assert_cmpint(paragraph_line_width(&r.atoms, &(struct fit){0}, &r.lines[0]), ==, PT(45));
	g_assert_cmpint(r.atoms.v[0].start, ==, PT(5));
}

static void test_typed_space(void)
{
	struct trial plain, spaced, marked;

	shape(&plain, S("文a文"));
	shape(&spaced, S("文 a 文"));
	g_assert_cmpint(plain.atoms.v[1].natural, ==, PT(2.5));
	g_assert_cmpint(spaced.atoms.v[1].natural, ==, PT(2.5));
	g_assert_cmpuint(spaced.atoms.n, ==, 3);
	shape(&marked, S("文， a"));
	g_assert_cmpint(marked.atoms.v[2].natural, ==, PT(5));
}

static void test_forced(void)
{
	struct trial r;

	set(&r, S("一\n\n二\n三\n"), 20 * PT(10), PT(20));
	g_assert_cmpuint(r.n, ==, 4);
	for (size_t i = 0; i < r.n; i++) {
		g_assert_true(r.lines[i].last);
		g_assert_cmpint(r.lines[i].indent, ==, PT(20));
	}
}

/* ---- names that do not fit ---- */

static struct str line_text(const struct trial *r, size_t i)
{
	const struct cluster *first = &r->shaped.clusters[r->atoms.v[r->lines[i].from].cluster];
	const struct cluster *last = &r->shaped.clusters[r->atoms.v[r->lines[i].to - 1].cluster];

	return str_slice(r->shaped.text.s + first->text, r->shaped.text.s + last->text + last->length);
}

static void expect_first_line(const char *text, int ems, const char *line)
{
	struct trial r;

	set(&r, str_from(text), ems * PT(10), 0);
	g_assert_cmpuint(r.n, >=, 2);
	g_assert_true(str_eq(line_text(&r, 0), str_from(line)));
	g_assert_false(r.lines[0].hyphen);
}

/* Names are torn after their marks or before a hump, without a hyphen. */
static void test_joints(void)
{
	expect_first_line("方法改为collection.createIndexWhenever()方法", 10, "方法改为collection.");
	expect_first_line("现在更改了设置RUNTIME_DEPENDENCIES的值", 13, "现在更改了设置RUNTIME_");
	expect_first_line("改成了toChineseYearStringForEver()", 10, "改成了toChinese");
}

/* Sooner than gaps grow over their limits, a name is torn between letters that nothing parts, and a
 * word that no pattern knows gets a hyphen by guess; within the limits neither is. */
static void test_names_before_gaps(void)
{
	static const struct {
		const char *text;
		int ems;
		const char *line; /* the first */
		bool hyphen;
	} cases[] = {
		{"增加了一个新的TARGET_RUNTIME_DLLS生成器", 15, "增加了一个新的TARGET_RUNT", false},
		{"增加了一个新的TARGET_RUNTIME_DLLS生成器", 13, "增加了一个新的TARGET_", false},
		{"这一版删除了废弃的geoHaystack索引和命令", 13, "这一版删除了废弃的geoHay", false},
		{"这一版删除了废弃的geoHaystack索引和命令", 10, "这一版删除了废弃的", false},
		{"里面另外还有一个AbstractBeanDefinitionReader类", 20,
		 "里面另外还有一个AbstractBeanDefinition", false},
		{"火狐浏览器现在已经在Mozilla的服务器上", 12, "火狐浏览器现在已经在", false},
		{"火狐浏览器已经在Mozilla的服务器上提供下载", 11, "火狐浏览器已经在Mo", true},
		{"监控指标的服务发现是为Prometheus所做的", 14, "监控指标的服务发现是为Pro", true},
		{"新建的配置文件在C:\\Users\\somebody\\pip", 13, "新建的配置文件在C:\\Users\\", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct trial r;

		set(&r, str_from(cases[i].text), cases[i].ems * PT(10), 0);
		g_test_message("%s %d: %.*s", cases[i].text, cases[i].ems, STR_FMT(line_text(&r, 0)));
		g_assert_true(str_eq(line_text(&r, 0), str_from(cases[i].line)));
		g_assert_cmpint(r.lines[0].hyphen, ==, cases[i].hyphen);
	}
}

/* In code a name is torn behind its own hyphen, though a number follows: sooner than gaps grow
 * over their limits, and not before. */
static void test_code_hyphen(void)
{
	static const struct {
		const char *code;
		int ems;
		const char *end; /* of the first line */
	} cases[] = {
		{"JavaScript-6170", 26, "补丁。"},         {"JavaScript-6170", 29, "JavaScript-"},
		{"KotlinScript-617", 29, "KotlinScript-"}, {"KotlinScript-2.7", 29, "KotlinScript-"},
		{"Kotlinscripts-61", 29, "补丁。"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct piece pieces[] = {
			{.text = S("随着书籍的普及，传统的容器正在进一步调整补丁。"),
			 .role = ROLE_BODY,
			 .size = PT(10)},
			{.text = str_from(cases[i].code), .role = ROLE_CODE, .size = PT(9), .verbatim = true},
			{.text = S("也是如此。"), .role = ROLE_BODY, .size = PT(10)}};
		struct paragraph_text p = {.pieces = pieces, .count = 3, .lang = S("zh-Hans")};
		struct fit fit = {.measure = cases[i].ems * PT(10), .hyphen = PT(4)};
		struct trial r = {0};

		shape_paragraph(t.shaper, &t.arena, &p, &r.shaped);
		atoms_build(&t.arena, &r.shaped, pieces, MARKS_MAINLAND, &r.atoms);
		r.n = paragraph_break(&t.arena, &r.atoms, &fit, &r.lines);
		g_test_message("%s %d: %.*s", cases[i].code, cases[i].ems, STR_FMT(line_text(&r, 0)));
		g_assert_true(str_ends(line_text(&r, 0), str_from(cases[i].end)));
		g_assert_false(r.lines[0].hyphen);
	}
}

/* The space between two pieces of code is the text's: it gives as any word space does. */
static void test_space_between_codes(void)
{
	struct piece pieces[] = {
		{.text = S("可选的值有"), .role = ROLE_BODY, .size = PT(10)},
		{.text = S("alpha"), .role = ROLE_CODE, .size = PT(9), .verbatim = true},
		{.text = S(" "), .role = ROLE_BODY, .size = PT(10)},
		{.text = S("bravo x"), .role = ROLE_CODE, .size = PT(9), .verbatim = true},
		{.text = S("等等，不一而足，可选的还有很多。"), .role = ROLE_BODY, .size = PT(10)},
	};
	struct paragraph_text p = {.pieces = pieces, .count = 5, .lang = S("zh-Hans")};
	struct trial r = {0};

	shape_paragraph(t.shaper, &t.arena, &p, &r.shaped);
	atoms_build(&t.arena, &r.shaped, pieces, MARKS_MAINLAND, &r.atoms);
	g_assert_true(r.atoms.v[10].space && r.atoms.v[15].space);
	g_assert_false(r.atoms.v[10].fixed);
	g_assert_cmpint(r.atoms.v[10].stretch, >, 0);
	g_assert_true(r.atoms.v[15].fixed);
	g_assert_cmpint(r.atoms.v[15].stretch, ==, 0);
}

/* Java-Script is a good place for a hyphen, Web-Assembly one for when there is no other. */
static void test_humps(void)
{
	struct trial r;

	set(&r, S("JavaScript"), 30 * PT(10), 0);
	g_assert_cmpint(r.atoms.v[4].before, ==, BREAK_HYPHEN);
	g_assert_false(r.atoms.v[4].belongs);
	set(&r, S("WebAssembly"), 30 * PT(10), 0);
	g_assert_cmpint(r.atoms.v[3].before, ==, BREAK_HYPHEN);
	g_assert_true(r.atoms.v[3].belongs);
	set(&r, S("MongoDB"), 30 * PT(10), 0);
	g_assert_cmpint(r.atoms.v[5].before, ==, BREAK_HYPHEN);
	g_assert_true(r.atoms.v[5].belongs);
	set(&r, S("PyPI"), 30 * PT(10), 0);
	g_assert_cmpint(r.atoms.v[2].before, ==, BREAK_LAST);
}

/* Sooner than thirteen characters are set a third of an em apart. */
static void test_hump_before_gaps(void)
{
	struct trial r;

	set(&r, S("其目的就是为了保证唯一性，MongoDB中存储的文档必须有一个字段"), 19 * PT(10), PT(20));
	g_assert_true(str_eq(line_text(&r, 0), S("其目的就是为了保证唯一性，Mongo")));
	g_assert_true(r.lines[0].hyphen);
}

/* Node.js and a word with a hump are whole, as long as the line bears it. */
static void test_whole_names(void)
{
	struct trial r;

	set(&r, S("我们的服务器上用的一直都是Node.js和别的一些东西"), 16 * PT(10), 0);
	for (size_t i = 0; i < r.atoms.n; i++)
		g_assert_cmpint(r.atoms.v[i].joint, ==, JOINT_NONE);
	set(&r, S("我们用OpenStreetMap"), 16 * PT(10), 0);
	for (size_t i = 0; i < r.atoms.n; i++)
		g_assert_cmpint(r.atoms.v[i].joint, ==, JOINT_NONE);
}

static void expect_together(const char *part)
{
	struct buf b = BUF(&t.arena);

	for (int i = 0; i < 40; i++) {
		struct trial r;

		b.n = 0;
		for (int k = 0; k <= i; k++)
			buf_add(&b, S("字"));
		buf_add(&b, str_from(part));
		buf_add(&b, S("后面还有一些字，好让这一段不止一行。"));
		set(&r, buf_str(&b), 20 * PT(10), 0);
		for (size_t k = 1; k < r.n; k++)
			g_assert_false(r.atoms.v[r.lines[k].from].belongs);
	}
}

static void test_belongs(void)
{
	expect_together("RISC-V");
	expect_together("Wi-Fi");
	expect_together("IPv6 9.3");
	expect_together("C++");
}

/* The lines of an address are full, and nobody sees how. */
static void test_address(void)
{
	struct piece pieces[] = {{.text = S("原文链接："), .role = ROLE_BODY, .size = PT(10)},
				 {.text = S("https://mp.weixin.example/s/qnt7JUzHLUU6Qstv5V0HwqJUzHLUU6Q"),
				  .role = ROLE_BODY,
				  .size = PT(10),
				  .url = true}};
	struct paragraph_text p = {.pieces = pieces, .count = 2, .lang = S("zh-Hans")};
	struct fit fit = {.measure = 15 * PT(10), .indent = PT(20), .hyphen = PT(4)};
	struct trial r = {0};

	shape_paragraph(t.shaper, &t.arena, &p, &r.shaped);
	atoms_build(&t.arena, &r.shaped, pieces, MARKS_MAINLAND, &r.atoms);
	r.n = paragraph_break(&t.arena, &r.atoms, &fit, &r.lines);
	check_lines(&r);
	for (size_t i = 0; i + 1 < r.n; i++) {
		coord gap =
			fit.measure - r.lines[i].indent - paragraph_line_width(&r.atoms, &fit, &r.lines[i]);
		g_assert_cmpint(gap, <, PT(10));
	}
}

/* A line with nothing to stretch ends early: its letters are not spread but by a little. */
static void test_loose(void)
{
	struct trial r;

	set(&r, S("WWWWWWWWWWWWWWWW"), 38 * PT(1), 0);
	g_assert_true(r.lines[0].loose);
}

/* Letters of a name are set apart by a twentieth of an em before gaps grow over their
 * limits. */
static void test_letters(void)
{
	struct trial r;
	struct adjustment given;
	coord gaps[64];
	size_t i = 0;

	set(&r, S("先Internationalization后"), 20 * PT(10), 0);
	while (i < r.atoms.n && !r.atoms.v[i].reserve)
		i++;
	g_assert_cmpuint(i, ==, 2); /* none before the first letter */
	g_assert_cmpint(r.atoms.v[i].reserve, ==, PT(10) / 20);
	struct atom_sum s = atoms_between(&r.atoms, 0, r.atoms.n);
	justify_line(&r.atoms, 0, r.atoms.n, s.width + s.stretch + s.han + s.reserve, true, gaps, &given);
	g_assert_cmpint(given.reserve, ==, s.reserve);
	g_assert_cmpint(gaps[i], ==, PT(10) / 20);
	g_assert_cmpint(given.beyond, ==, 0);
	justify_line(&r.atoms, 0, r.atoms.n, s.width + s.stretch + s.han, true, gaps, &given);
	g_assert_cmpint(given.reserve, ==, 0);
	justify_line(&r.atoms, 0, r.atoms.n, s.width + s.stretch + s.han + s.reserve + 100, true, gaps,
		     &given);
	g_assert_cmpint(given.beyond, ==, 100);
}

/* Where space is wanted a paragraph gives up a line. */
static void test_tight(void)
{
	struct line_break *lines;
	size_t saved = 0;

	seed = 17;
	for (int i = 0; i < 60; i++) {
		struct fit fit = {.measure = 20 * PT(10), .hyphen = PT(4)};
		struct trial r;
		size_t even, few;

		shape(&r, random_text(150));
		even = paragraph_break(&t.arena, &r.atoms, &fit, &lines);
		fit.tight = true;
		few = paragraph_break(&t.arena, &r.atoms, &fit, &lines);
		g_assert_cmpuint(few, <=, even);
		saved += even - few;
	}
	g_assert_cmpuint(saved, >, 2);
}

static void test_balanced(void)
{
	struct fit fit = {.measure = 20 * PT(10), .ragged = true, .balanced = true};
	struct line_break *lines;
	struct trial r;

	shape(&r, S("一二三四五六七八九十一二三四五六七八九十一二"));
	g_assert_cmpuint(paragraph_break(&t.arena, &r.atoms, &fit, &lines), ==, 2);
	g_assert_cmpuint(lines[0].to, ==, 11);
}

/* Each line takes what it can: no rule is broken, and the lines are as full as their glue lets
 * them, but less even than by total fit. */
static void test_first_fit(void)
{
	int64_t worst[2] = {0};

	seed = 23;
	for (int i = 0; i < 40; i++) {
		struct str text = random_text(200);
		for (int first = 0; first < 2; first++) {
			struct fit fit = {.measure = 20 * PT(10), .hyphen = PT(4), .first = first};
			struct trial r;

			shape(&r, text);
			r.n = paragraph_break(&t.arena, &r.atoms, &fit, &r.lines);
			check_lines(&r);
			check_widths(&r, 20 * PT(10));
			for (size_t k = 0; k + 1 < r.n; k++)
				worst[first] +=
					llabs(20 * PT(10) -
					      atoms_between(&r.atoms, r.lines[k].from, r.lines[k].to).width);
		}
	}
	g_assert_cmpint(worst[1], >, worst[0]);
}

static void shape_title(struct trial *r, const char *text)
{
	struct paragraph_text p = {.count = 1, .lang = S("zh-Hans"), .words = true};

	*r = (struct trial){.piece = {.text = str_from(text), .role = ROLE_HEADING, .size = PT(10)}};
	p.pieces = &r->piece;
	shape_paragraph(t.shaper, &t.arena, &p, &r->shaped);
	atoms_build(&t.arena, &r->shaped, &r->piece, MARKS_MAINLAND, &r->atoms);
}

/* The lines of a title, parted by "|". */
static const char *title_lines(const char *text, coord measure)
{
	struct fit fit = {.measure = measure, .ragged = true, .balanced = true};
	struct buf b = BUF(&t.arena);
	struct trial r;

	shape_title(&r, text);
	r.n = paragraph_break(&t.arena, &r.atoms, &fit, &r.lines);
	for (size_t i = 0; i < r.n; i++) {
		uint32_t from = r.shaped.clusters[r.atoms.v[r.lines[i].from].cluster].text;
		size_t to = i + 1 < r.n ? r.shaped.clusters[r.atoms.v[r.lines[i + 1].from].cluster].text
					: r.shaped.text.n;
		buf_printf(&b, "%s%.*s", i ? "|" : "", (int)(to - from), r.shaped.text.s + from);
	}
	buf_add_char(&b, 0);
	return buf_str(&b).s;
}

/* A title is broken between words, best behind a mark, and its lines are about equal. */
static void test_titles(void)
{
	g_assert_cmpstr(title_lines("版本发布，新增功能", 6 * PT(10)), ==, "版本发布，|新增功能");
	g_assert_cmpstr(title_lines("新版本今天正式发布", 8 * PT(10)), ==, "新版本今天|正式发布");
	g_assert_cmpstr(title_lines("这个版本今天发布，增加功能", 10 * PT(10)), ==,
			"这个版本今天发布，|增加功能");
	g_assert_cmpstr(title_lines("手機速度排名　這機款近一倍", 8 * PT(10)), ==,
			"手機速度排名　|這機款近一倍");
	/* Between Han and Latin as well; but a name keeps its number. */
	g_assert_cmpstr(title_lines("Linus Torvalds 警告不要用 Linux 5.12-rc1", 15 * PT(10)), ==,
			"Linus Torvalds |警告不要用 Linux 5.12-rc1");
	for (int ems = 6; ems <= 16; ems++) {
		const char *lines = title_lines("工业部门发布网络安全产业行动计划超过预期目标", ems * PT(10));
		for (const char *const *word =
			     (const char *const[]){"工业", "部门", "发布", "网络", "安全", "产业", "行动",
						   "计划", "超过", "预期", "目标", NULL};
		     *word; word++)
			g_assert_nonnull(strstr(lines, *word));
	}
	/* Where a column is too narrow for a word, it is torn after all. */
	g_assert_nonnull(strchr(title_lines("发布会", 2 * PT(10)), '|'));
}

/* A full-width space is as wide as it is inside a line, and nothing at its edge. */
static void test_wide_space(void)
{
	struct trial r;
	struct atom_sum s;

	set(&r, S("一二三　四五六"), 20 * PT(10), 0);
	s = atoms_between(&r.atoms, 0, r.atoms.n);
	g_assert_cmpint(s.width, ==, 7 * PT(10));
	set(&r, S("一二三四五六七八九十　一二三四五六七八九十"), 10 * PT(10), 0);
	g_assert_cmpuint(r.n, ==, 2);
	for (size_t i = 0; i < 2; i++)
		g_assert_cmpint(atoms_between(&r.atoms, r.lines[i].from, r.lines[i].to).width, ==,
				10 * PT(10));
}

/* ---- justification, on atoms made by hand ---- */

static struct atoms made_atoms(struct atom *v, size_t n)
{
	struct atoms a = {.v = v, .n = n};

	a.sum = ARENA_ARRAY(&t.arena, n + 1, struct atom_sum);
	atoms_sum(&a);
	return a;
}

static void test_ranks(void)
{
	struct atom v[] = {
		{.ink = 100},
		{.ink = 100,
		 .natural = 50,
		 .shrink = 30,
		 .stretch = 10,
		 .shrink_rank = RANK_STOP,
		 .stretch_rank = RANK_WORD},
		{.ink = 100,
		 .natural = 50,
		 .shrink = 30,
		 .stretch = 10,
		 .shrink_rank = RANK_WORD,
		 .stretch_rank = RANK_HAN},
		{.ink = 100,
		 .natural = 50,
		 .shrink = 30,
		 .stretch = 10,
		 .shrink_rank = RANK_COMMA,
		 .stretch_rank = RANK_HAN},
	};
	struct atoms a = made_atoms(v, 4);
	struct adjustment given;
	coord gaps[4];

	g_assert_cmpint(justify_line(&a, 0, 4, 550 - 40, true, gaps, &given), ==, 510);
	g_assert_cmpint(gaps[2], ==, 20); /* the word space first, all of it */
	g_assert_cmpint(gaps[3], ==, 40); /* then the comma's half, the rest */
	g_assert_cmpint(gaps[1], ==, 50); /* the full stop's not yet */
	g_assert_cmpint(given.by_rank[RANK_WORD], ==, -30);
	g_assert_cmpint(given.by_rank[RANK_COMMA], ==, -10);
	g_assert_cmpint(given.by_rank[RANK_STOP], ==, 0);
	g_assert_cmpint(justify_line(&a, 0, 4, 550 + 15, true, gaps, &given), ==, 565);
	g_assert_cmpint(gaps[1], ==, 60);
	g_assert_cmpint(gaps[2] + gaps[3], ==, 105);
	g_assert_cmpint(given.by_rank[RANK_WORD], ==, 10);
	g_assert_cmpint(given.by_rank[RANK_HAN], ==, 5);
	g_assert_cmpint(justify_line(&a, 0, 4, 550 + 100, true, gaps, &given), ==, 650);
	g_assert_cmpint(given.beyond, ==, 70);                                    /* over all limits */
	g_assert_cmpint(justify_line(&a, 0, 4, 700, false, gaps, NULL), ==, 550); /* a last line */
}

static void test_remainders(void)
{
	struct atom v[8] = {{.ink = 10}};
	struct atoms a;
	coord gaps[8], least = COORD_MAX, most = 0;

	for (size_t i = 1; i < 8; i++)
		v[i] = (struct atom){.ink = 10, .stretch = 1000, .stretch_rank = RANK_HAN};
	a = made_atoms(v, 8);
	g_assert_cmpint(justify_line(&a, 0, 8, 80 + 100, true, gaps, NULL), ==, 180);
	for (size_t i = 1; i < 8; i++) {
		least = MIN(least, gaps[i]);
		most = MAX(most, gaps[i]);
	}
	g_assert_cmpint(most - least, <=, 1);
}

/* ---- hostile texts: as good as any, in linear time ---- */

static void set_article(struct str text)
{
	struct block *b;
	const struct sheet *s;

	layout_page(&t, 24, 40);
	layout_new_article(&t);
	b = block_new(&t.arena, BLOCK_PARAGRAPH, t.root);
	layout_span(&t, b, text, 0);
	s = layout_run(&t);
	for (size_t i = 0; i < s->strips.n; i++)
		g_assert_cmpint(s->strips.v[i].width, <=, 24 * PT(10));
}

static struct str repeated(const char *unit, size_t times)
{
	struct buf b = BUF(&t.arena);

	for (size_t i = 0; i < times; i++)
		buf_add(&b, str_from(unit));
	return buf_str(&b);
}

static void test_huge(void)
{
	set_article(repeated("w", 300000));
	set_article(repeated("一段很长很长的话，没有尽头。", 24000)); /* about 1 MB */
	set_article(repeated("\xE2\x80\x8B", 50000));
	set_article(repeated("\xCC\x81", 50000));
	set_article(repeated("（", 20000));
	set_article(repeated("。", 20000));
	set_article(repeated("\n", 5000));
	set_article(repeated(" ", 50000));
}

/* Where on its line the glyph of a character stands. */
static coord place_of(const struct strip *s, const char *c)
{
	for (size_t i = 0; i < s->paint_count; i++) {
		const struct paint *p = &s->paints[i];
		size_t at = 0;

		for (size_t g = 0; p->kind == PAINT_GLYPHS && g < p->run->count; g++) {
			if (str_starts(str_from_offset(p->run->text, at), str_from(c)))
				return p->inl + p->run->glyphs[g].at;
			at += p->run->glyphs[g].text_bytes;
		}
	}
	g_error("no %s", c);
}

/* Hebrew runs from right to left in its place; the text around it, and numbers in it, do not. */
static void test_bidi(void)
{
	static const char *const order[] = {"他", "ן", "ר", "7", "ת", "ב", "了"};
	const struct strip *s;

	layout_page(&t, 30, 40);
	layout_new_article(&t);
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "他说שבת 72 ראשון就走了。");
	s = layout_find(&t, layout_run(&t), "他");
	for (size_t i = 0; i + 1 < sizeof order / sizeof *order; i++)
		g_assert_cmpint(place_of(s, order[i]), <, place_of(s, order[i + 1]));
	g_assert_cmpint(place_of(s, "7"), <, place_of(s, "2"));
	/* A Latin paragraph that begins with Hebrew is a Latin one. */
	layout_new_article(&t);
	t.article->lang = S("en");
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "שבת is Saturday.");
	s = layout_find(&t, layout_run(&t), "תבש");
	g_assert_cmpint(place_of(s, "ת"), <, place_of(s, "ש"));
	g_assert_cmpint(place_of(s, "ש"), <, place_of(s, "S"));
}

static coord end_of(const struct strip *s, const char *c)
{
	for (size_t i = 0; i < s->paint_count; i++) {
		const struct paint *p = &s->paints[i];
		size_t at = 0;

		for (size_t g = 0; p->kind == PAINT_GLYPHS && g < p->run->count; g++) {
			if (str_starts(str_from_offset(p->run->text, at), str_from(c)))
				return p->inl + p->run->glyphs[g].at +
				       coord_scale(p->run->size,
						   face_advance(p->run->face, p->run->glyphs[g].gid),
						   face_upem(p->run->face));
			at += p->run->glyphs[g].text_bytes;
		}
	}
	g_error("no %s", c);
}

/* The gaps at the edges of such a run are Han's beside it, one at either edge; those inside
 * stand between the words they were typed between. */
static void test_bidi_gaps(void)
{
	const struct strip *s;
	coord space;

	layout_page(&t, 30, 40);
	layout_new_article(&t);
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "他说ב 72 ג就走了。");
	s = layout_find(&t, layout_run(&t), "他");
	g_assert_cmpint(ABS(place_of(s, "ג") - place_of(s, "说") - PT(12.5)), <=, 2);
	g_assert_cmpint(ABS(place_of(s, "就") - end_of(s, "ב") - PT(2.5)), <=, 2);
	space = place_of(s, "7") - end_of(s, "ג");
	g_assert_cmpint(space, >, PT(1));
	g_assert_cmpint(ABS(place_of(s, "ב") - end_of(s, "2") - space), <=, 2);
}

/* A call of a note, or an exponent, stands at its base: no gap, no line that begins with it;
 * behind it the gap is its base's. */
static void test_scripts(void)
{
	const struct sheet *s;
	const struct strip *line;
	struct block *b;

	layout_page(&t, 10, 40);
	layout_new_article(&t);
	b = layout_text(&t, t.root, BLOCK_PARAGRAPH, "注");
	layout_span(&t, b, S("1"), STYLE_SUP);
	layout_span(&t, b, S("与km"), 0);
	layout_span(&t, b, S("2"), STYLE_SUP);
	layout_span(&t, b, S("方"), 0);
	s = layout_run(&t);
	line = layout_find(&t, s, "注");
	g_assert_cmpint(ABS(place_of(line, "1") - place_of(line, "注") - PT(10)), <=, 2);
	g_assert_cmpint(ABS(place_of(line, "与") - end_of(line, "1")), <=, 2);
	g_assert_cmpint(ABS(place_of(line, "2") - end_of(line, "m")), <=, 2);
	g_assert_cmpint(ABS(place_of(line, "方") - end_of(line, "2") - PT(2.5)), <=, 2);
	layout_new_article(&t);
	b = layout_text(&t, t.root, BLOCK_PARAGRAPH, "一二三四五六七八");
	layout_span(&t, b, S("[1]"), STYLE_SUP);
	layout_span(&t, b, S("九十"), 0);
	s = layout_run(&t);
	line = layout_find(&t, s, "八[1]");
	g_assert_true(str_ends(strip_text(&t, line), S("九十")));
	g_assert_cmpint(ABS(place_of(line, "1") - end_of(line, "[")), <=, 2);
	layout_new_article(&t);
	b = layout_text(&t, t.root, BLOCK_PARAGRAPH, "一。");
	layout_span(&t, b, S("1"), STYLE_SUP);
	layout_span(&t, b, S("二"), 0);
	line = layout_find(&t, layout_run(&t), "一");
	g_assert_cmpint(ABS(place_of(line, "1") - place_of(line, "一") - PT(15)), <=, 2);
	g_assert_cmpint(ABS(place_of(line, "二") - end_of(line, "1") - PT(5)), <=, 2);
}

/* Windows: the text of a long paragraph comes out whole and in order. */
static void test_windows(void)
{
	struct str text = repeated("天地玄黄宇宙洪荒日月盈昃", 4000);
	struct buf b = BUF(&t.arena);
	const struct sheet *s;
	struct block *p;

	layout_page(&t, 24, 40);
	layout_new_article(&t);
	p = block_new(&t.arena, BLOCK_PARAGRAPH, t.root);
	layout_span(&t, p, str_head(text, 30000), 0);
	layout_span(&t, p, str_from_offset(text, 30000), STYLE_STRONG);
	s = layout_run(&t);
	for (size_t i = 0; i < s->strips.n; i++)
		if (s->strips.v[i].prose)
			buf_add(&b, strip_text(&t, &s->strips.v[i]));
	g_assert_cmpuint(b.n, >=, text.n);
	g_assert_true(str_eq(str_from_offset(buf_str(&b), b.n - text.n), text));
}

static void test_near_full(void)
{
	const struct sheet *s;

	layout_page(&t, 20, 40);
	layout_new_article(&t);
	layout_text(&t, t.root, BLOCK_PARAGRAPH, "一二三四五六七八九十一二三四五六七。");
	s = layout_run(&t);
	g_assert_cmpint(layout_find(&t, s, "一二")->width, ==, 18 * PT(10));
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	layout_open(&t);
	g_test_add_func("/paragraph/any-measure", test_any_measure);
	g_test_add_func("/paragraph/right-edge", test_right_edge);
	g_test_add_func("/paragraph/prohibitions", test_prohibitions);
	g_test_add_func("/paragraph/runt", test_runt);
	g_test_add_func("/paragraph/runt-with-call", test_runt_with_call);
	g_test_add_func("/paragraph/one-character", test_one_character);
	g_test_add_func("/paragraph/marks", test_marks);
	g_test_add_func("/paragraph/typed-space", test_typed_space);
	g_test_add_func("/paragraph/forced", test_forced);
	g_test_add_func("/paragraph/first-fit", test_first_fit);
	g_test_add_func("/paragraph/bidi", test_bidi);
	g_test_add_func("/paragraph/bidi-gaps", test_bidi_gaps);
	g_test_add_func("/paragraph/scripts", test_scripts);
	g_test_add_func("/paragraph/code-hyphen", test_code_hyphen);
	g_test_add_func("/paragraph/space-between-codes", test_space_between_codes);
	g_test_add_func("/paragraph/humps", test_humps);
	g_test_add_func("/paragraph/hump-before-gaps", test_hump_before_gaps);
	g_test_add_func("/paragraph/titles", test_titles);
	g_test_add_func("/paragraph/wide-space", test_wide_space);
	g_test_add_func("/paragraph/letters", test_letters);
	g_test_add_func("/paragraph/joints", test_joints);
	g_test_add_func("/paragraph/names-before-gaps", test_names_before_gaps);
	g_test_add_func("/paragraph/whole-names", test_whole_names);
	g_test_add_func("/paragraph/belongs", test_belongs);
	g_test_add_func("/paragraph/address", test_address);
	g_test_add_func("/paragraph/loose", test_loose);
	g_test_add_func("/paragraph/tight", test_tight);
	g_test_add_func("/paragraph/balanced", test_balanced);
	g_test_add_func("/paragraph/ranks", test_ranks);
	g_test_add_func("/paragraph/remainders", test_remainders);
	g_test_add_func("/paragraph/huge", test_huge);
	g_test_add_func("/paragraph/windows", test_windows);
	g_test_add_func("/paragraph/near-full", test_near_full);
	status = g_test_run();
	layout_close(&t);
	return status;
}
