/* text/shape: clusters, glyphs, classes; and texts that were made to break it. */
#include "cpu-time.h"
#include "text-fixture.h"

#include <hb.h>

static struct text_fixture t;

static enum char_class class_at(const char *text, int n)
{
	return (enum char_class)text_cluster(&t.shaped, text, n)->klass;
}

static void test_squares(void)
{
	const struct shaped *s = text_shape(&t, "天地，かカ（Ｂ）");

	text_check(&t);
	g_assert_cmpuint(s->count, ==, 8);
	for (size_t i = 0; i < s->count; i++) {
		g_assert_cmpint(s->clusters[i].advance, ==, PT(10));
		g_assert_cmpint(s->clusters[i].glyphs, ==, 1);
	}
}

static void test_latin(void)
{
	const struct shaped *s = text_shape(&t, "AVAV office");
	coord kerned = s->clusters[0].advance;

	text_check(&t);
	g_assert_cmpuint(text_cluster(s, "ffi", 0)->length, ==, 3); /* one ligature */
	text_shape(&t, "A");
	g_assert_cmpint(kerned, <, t.shaped.clusters[0].advance);
}

/* Code: no ligature, no kerning, spaces that do not give. */
static void test_code(void)
{
	t.piece.verbatim = true;
	t.piece.role = ROLE_CODE;
	text_shape(&t, "office  中。");
	text_check(&t);
	g_assert_cmpuint(t.shaped.count, ==, 10);
	g_assert_cmpint(class_at(" ", 0), ==, CLASS_FIXED);
	g_assert_cmpint(class_at("。", 0), ==, CLASS_FIXED);
	g_assert_cmpint(t.shaped.clusters[0].advance, ==, t.shaped.clusters[6].advance);
	t.piece.verbatim = false;
	t.piece.role = ROLE_BODY;
}

/* ---- marks that are Chinese or Latin by what is around ---- */

static void test_chinese_quotes(void)
{
	text_shape(&t, "他说“iPhone”好");
	g_assert_cmpint(class_at("“", 0), ==, CLASS_OPEN);
	g_assert_cmpint(class_at("”", 0), ==, CLASS_CLOSE);
	g_assert_cmpint(text_cluster(&t.shaped, "“", 0)->advance, ==, PT(10));
	/* At the paragraph's head too, where nothing stands before. */
	text_shape(&t, "“iPhone”是好的");
	g_assert_cmpint(class_at("“", 0), ==, CLASS_OPEN);
	g_assert_cmpint(class_at("”", 0), ==, CLASS_CLOSE);
}

static void test_latin_quotes(void)
{
	text_shape(&t, "这是 He said “don’t” to me 的");
	g_assert_cmpint(class_at("“", 0), ==, CLASS_LATIN_MARK);
	g_assert_cmpint(class_at("’", 0), ==, CLASS_LATIN_MARK);
	g_assert_cmpint(class_at("”", 0), ==, CLASS_LATIN_MARK);
	g_assert_cmpint(text_cluster(&t.shaped, "“", 0)->advance, <, PT(6));
	t.piece.lang = FONT_LATIN;
	text_shape(&t, "“中”");
	g_assert_cmpint(class_at("“", 0), ==, CLASS_LATIN_MARK);
	t.piece.lang = FONT_SC;
}

static void test_dashes(void)
{
	text_shape(&t, "天——地……人");
	g_assert_cmpint(text_cluster(&t.shaped, "——", 0)->advance, ==, PT(20));
	g_assert_cmpint(class_at("—", 0), ==, CLASS_DASH);
	g_assert_cmpint(text_cluster(&t.shaped, "…", 0)->advance + text_cluster(&t.shaped, "…", 0)->advance,
			==, PT(20));
	text_shape(&t, "A—B…C");
	g_assert_cmpint(class_at("—", 0), ==, CLASS_LATIN_MARK);
	text_shape(&t, "列夫·托尔斯泰");
	g_assert_cmpint(class_at("·", 0), ==, CLASS_MIDDLE);
	g_assert_cmpint(text_cluster(&t.shaped, "·", 0)->advance, ==, PT(10));
	text_shape(&t, "a·b");
	g_assert_cmpint(class_at("·", 0), ==, CLASS_LATIN_MARK);
}

/* Where the ink of a cluster's one glyph is, in 1/1000 em from the cluster's start. */
static void ink_of(const struct cluster *c, int *from, int *to)
{
	const struct face *f = t.shaped.faces[c->face];
	const struct shaped_glyph *g = &t.shaped.glyphs[c->glyph];
	struct str bytes = face_bytes(f);
	hb_blob_t *blob = hb_blob_create(bytes.s, (unsigned)bytes.n, HB_MEMORY_MODE_READONLY, NULL, NULL);
	hb_face_t *face = hb_face_create(blob, face_index(f));
	hb_font_t *font = hb_font_create(face);
	hb_glyph_extents_t e = {0};

	hb_font_get_glyph_extents(font, g->gid, &e);
	*from = g->offset * 1000 / t.piece.size + e.x_bearing * 1000 / (int)face_upem(f);
	*to = *from + e.width * 1000 / (int)face_upem(f);
	hb_font_destroy(font);
	hb_face_destroy(face);
	hb_blob_destroy(blob);
}

/* A mark's ink lies in the square that its class leaves it, give or take a serif:
 * else taking its free side away would run it into its neighbour. */
static void check_ink(const struct cluster *c)
{
	struct mark_sides sides = class_sides((enum char_class)c->klass);
	int from, to;

	ink_of(c, &from, &to);
	g_test_message("%.*s: class %d, ink %d to %d", c->length, t.shaped.text.s + c->text, c->klass, from,
		       to);
	g_assert_cmpint(c->advance, ==, t.piece.size);
	g_assert_cmpint(from, >=, sides.start - 50);
	g_assert_cmpint(to, <=, 1000 - sides.end + 50);
}

static void test_ink(void)
{
	static const struct {
		enum font_lang lang;
		const char *text;
	} cases[] = {{FONT_SC, "“”‘’（）《》「」【】〔〕，。、；：！？"},
		     {FONT_TC, "「」『』（）《》，。、；：！？"},
		     {FONT_HK, "「」『』（）《》，。、；：！？"},
		     {FONT_JP, "「」『』（）、。・：；！？"},
		     {FONT_KR, "「」『』（）《》"}};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases) * ROLE_COUNT; i++) {
		t.piece.lang = cases[i / ROLE_COUNT].lang;
		t.piece.role = (enum font_role)(i % ROLE_COUNT);
		text_shape(&t, cases[i / ROLE_COUNT].text);
		for (size_t k = 0; k < t.shaped.count; k++)
			check_ink(&t.shaped.clusters[k]);
	}
	t.piece.lang = FONT_SC;
	t.piece.role = ROLE_BODY;
}

/* ---- spaces ---- */

static void test_absorbed_spaces(void)
{
	text_shape(&t, "用 API 的， then 中 文");
	g_assert_cmpint(class_at(" ", 0), ==, CLASS_NONE);
	g_assert_cmpint(class_at(" ", 1), ==, CLASS_NONE);
	g_assert_cmpint(class_at(" ", 2), ==, CLASS_NONE); /* beside a mark */
	g_assert_cmpint(class_at(" ", 3), ==, CLASS_NONE);
	g_assert_cmpint(class_at(" ", 4), ==, CLASS_SPACE); /* between Han: meant */
	g_assert_cmpint(text_cluster(&t.shaped, " ", 0)->advance, ==, 0);
	g_assert_cmpint(text_cluster(&t.shaped, "API", 0)->before, ==, BREAK_ALLOWED);
	text_shape(&t, "a  b");
	g_assert_cmpint(class_at(" ", 0), ==, CLASS_SPACE);
	g_assert_cmpint(t.shaped.clusters[1].advance, >, 0);
}

static void test_invisible(void)
{
	text_shape(&t, "a\x01"
		       "中\xE2\x80\x8B\xEF\xBB\xBF文\r");
	text_check(&t);
	for (size_t i = 0; i < t.shaped.count; i++)
		if (t.shaped.clusters[i].klass == CLASS_NONE)
			g_assert_cmpint(t.shaped.clusters[i].advance, ==, 0);
	g_assert_cmpuint(t.shaped.missing_count, ==, 0);
}

static void test_objects(void)
{
	text_shape(&t, "图\xEF\xBF\xBC了");
	g_assert_cmpint(class_at("\xEF\xBF\xBC", 0), ==, CLASS_OBJECT);
	g_assert_cmpint(t.shaped.clusters[1].advance, ==, PT(30));
}

/* ---- scripts and fonts ---- */

static void test_missing(void)
{
	/* Two characters that no font has, one of them twice. */
	text_shape(&t, "中\xF4\x8F\xBF\xBD\xF4\x8F\xBF\xBC\xF4\x8F\xBF\xBD");
	text_check(&t);
	g_assert_cmpuint(t.shaped.missing_count, ==, 2);
	g_assert_cmpuint(t.shaped.missing[0], ==, 0x10FFFD);
	g_assert_cmpuint(t.shaped.missing[1], ==, 0x10FFFC);
	g_assert_true(t.shaped.clusters[1].missing);
	g_assert_cmpint(t.shaped.clusters[1].advance, ==, PT(10));
	g_assert_cmpuint(t.shaped.clusters[1].glyphs, ==, 0);
}

static void test_marks_stay(void)
{
	text_shape(&t, "か\xE3\x82\x99葛\xF3\xA0\x84\x80q\xCC\x88");
	text_check(&t);
	g_assert_cmpuint(t.shaped.count, ==, 3);
}

static void test_bidi(void)
{
	const struct shaped *s = text_shape(&t, "中文 שלום 文");
	const struct cluster *shin = text_cluster(s, "ש", 0), *mem = text_cluster(s, "ם", 0);

	text_check(&t);
	g_assert_true(s->bidi);
	g_assert_cmpuint(shin->level, ==, 1);
	g_assert_cmpuint(shin->text, <, mem->text); /* logical order */
	g_assert_cmpuint(s->clusters[0].level, ==, 0);
	g_assert_false(text_shape(&t, "中文")->bidi);
}

static unsigned level_at(const char *text, const char *cluster)
{
	return text_cluster(text_shape(&t, text), cluster, 0)->level;
}

/* A paragraph's direction is its language's, whatever word it begins with; but one that is
 * all Hebrew runs from right to left. */
static void test_direction(void)
{
	g_assert_cmpuint(level_at("שלום，他说。", "他"), ==, 0);
	g_assert_cmpuint(level_at("שלום，他说。", "ש"), ==, 1);
	g_assert_cmpuint(level_at("שלום says he 12.", "s"), ==, 0);
	g_assert_cmpuint(level_at("שלום 12.", "."), ==, 1);
	g_assert_cmpuint(level_at("שלום 12.", "1"), ==, 2);
	g_assert_cmpuint(level_at("他说：“שלום (עולם) 12”", "("), ==, 1);
}

static void test_vertical(void)
{
	const struct shaped *s;
	uint16_t upright;

	text_shape(&t, "，");
	upright = t.shaped.glyphs[0].gid;
	t.paragraph.vertical = true;
	s = text_shape(&t, "中，A——");
	text_check(&t);
	g_assert_cmpint(s->clusters[0].advance, ==, PT(10));
	g_assert_cmpint(s->glyphs[s->clusters[0].glyph].rise, ==, -PT(5));
	g_assert_false(s->glyphs[s->clusters[0].glyph].turned);
	g_assert_cmpuint(s->glyphs[s->clusters[1].glyph].gid, !=, upright); /* the `vert` form */
	g_assert_true(s->glyphs[s->clusters[2].glyph].turned);
	g_assert_false(s->glyphs[text_cluster(s, "—", 0)->glyph].turned);
	g_assert_cmpint(text_cluster(s, "——", 0)->advance, ==, PT(20));
	t.paragraph.vertical = false;
}

static void test_pieces(void)
{
	struct piece pieces[3] = {t.piece, t.piece, t.piece};
	struct paragraph_text p = {.pieces = pieces, .count = 3, .lang = S("zh-Hans")};

	pieces[0].text = S("天");
	pieces[1] = (struct piece){.text = S("地A"), .role = ROLE_HEADING, .bold = true, .size = PT(20)};
	pieces[2].text = S("\xCC\x81人"); /* a mark torn from its base by the markup */
	shape_paragraph(t.shaper, &t.arena, &p, &t.shaped);
	text_check(&t);
	g_assert_cmpint(t.shaped.clusters[1].advance, ==, PT(20));
	g_assert_cmpuint(t.shaped.clusters[1].piece, ==, 1);
	g_assert_cmpint(text_cluster(&t.shaped, "\xCC\x81", 0)->before, ==, BREAK_NEVER);
	g_assert_cmpuint(t.shaped.face_count, >=, 2);
}

static void test_hyphen(void)
{
	struct shaped_glyph g;

	text_shape(&t, "a");
	g = shape_hyphen(&t.shaped, 0, PT(10));
	g_assert_cmpuint(g.gid, >, 0);
	g_assert_cmpint(g.advance, >, 0);
	/* Where U+2010 is as wide as a square, the hyphen of Latin text is meant. */
	for (int role = 0; role < ROLE_COUNT; role++)
		for (int lang = 0; lang < FONT_LANG_COUNT; lang++) {
			t.piece.role = (enum font_role)role;
			t.piece.lang = (enum font_lang)lang;
			text_shape(&t, "a");
			g = shape_hyphen(&t.shaped, 0, PT(10));
			g_assert_cmpint(g.advance, <=, PT(6));
		}
	t.piece.role = ROLE_BODY;
	t.piece.lang = FONT_SC;
}

static void test_empty(void)
{
	text_shape(&t, "");
	g_assert_cmpuint(t.shaped.count, ==, 0);
	t.paragraph.count = 0;
	shape_paragraph(t.shaper, &t.arena, &t.paragraph, &t.shaped);
	g_assert_cmpuint(t.shaped.count, ==, 0);
	t.paragraph.count = 1;
}

/* ---- hostile ---- */

/* Sanitizers and a busy machine are slow; what is quadratic takes minutes. */
#define SECONDS_MOST 20.0

static void endure(const char *unit, size_t times)
{
	GString *text = g_string_new(NULL);
	gint64 start = cpu_time();
	struct arena_mark mark = arena_mark(&t.arena);

	for (size_t i = 0; i < times; i++)
		g_string_append(text, unit);
	text_shape_str(&t, (struct str){text->str, text->len});
	text_check(&t);
	g_assert_cmpfloat((double)(cpu_time() - start) / 1e6, <, SECONDS_MOST);
	arena_reset(&t.arena, mark);
	g_string_free(text, TRUE);
}

static void test_long_paragraph(void)
{
	endure("天地玄黄，宇宙洪荒。", 100000); /* 3 MB */
}

static void test_long_word(void)
{
	endure("a", 300000);
	endure("9", 300000);
	endure("ffi", 100000);
}

static void test_marks_on_one_base(void)
{
	endure("\xCC\x81", 50000);
	endure("\xE3\x82\x99", 50000);
}

static void test_joiners(void)
{
	endure("\xE2\x80\x8D", 1000000);
}

/* 👍🏽 is one glyph, in a face that joins the two and in one that does not. */
static void test_swatches(void)
{
	const struct cluster *thumb;

	text_shape(&t, "赞👍🏽了");
	thumb = text_cluster(&t.shaped, "👍", 0);
	g_assert_cmpuint(thumb->length, ==, 8);
	if (!thumb->missing)
		g_assert_cmpuint(thumb->glyphs, ==, 1);
	text_shape(&t, "🏽"); /* alone it is what it is */
	thumb = text_cluster(&t.shaped, "🏽", 0);
	if (!thumb->missing)
		g_assert_cmpuint(thumb->glyphs, ==, 1);
}

static void test_flip_flop(void)
{
	endure("aא", 50000); /* a bidi run each */
	endure("“", 100000); /* never closed */
	endure("’", 100000);
	endure("://", 50000);
	endure("\xF4\x8F\xBF\xBD", 20000); /* nobody's */
	endure("\xE2\x81\xA7\xE2\x80\xAE", 30000);
	endure("中 a ", 50000);
	endure("🇨🇳", 30000);
}

/* Every code point once, some of them in other forms. */
static void test_all_characters(void)
{
	GString *text = g_string_new(NULL);

	for (uint32_t c = 0; c < 0x30000; c++) {
		char utf8[4];
		g_string_append_len(text, utf8, (gssize)utf8_encode(c, utf8));
	}
	text_shape_str(&t, (struct str){text->str, text->len});
	text_check(&t);
	g_string_free(text, TRUE);
}

/* The contract says valid UTF-8; what is not must cost nothing but looks. */
static void test_malformed(void)
{
	text_shape(&t, "\x80\xFF中\xE4\xB8 a\xC0\x80\xED\xA0\x80\xF8");
	text_check(&t);
}

/* Two pieces, each malformed, that joined are one character. */
static void test_torn_character(void)
{
	struct piece pieces[2] = {t.piece, t.piece};
	struct paragraph_text p = {.pieces = pieces, .count = 2, .lang = S("zh-Hans")};

	pieces[0].text = S("天\xE6\xB8");
	pieces[1].text = S("\xBC");
	for (int i = 0; i < 3; i++) {
		shape_paragraph(t.shaper, &t.arena, &p, &t.shaped);
		text_check(&t);
	}
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{"squares", test_squares},
	{"latin", test_latin},
	{"code", test_code},
	{"chinese-quotes", test_chinese_quotes},
	{"latin-quotes", test_latin_quotes},
	{"dashes", test_dashes},
	{"ink", test_ink},
	{"absorbed-spaces", test_absorbed_spaces},
	{"invisible", test_invisible},
	{"objects", test_objects},
	{"missing", test_missing},
	{"marks-stay", test_marks_stay},
	{"bidi", test_bidi},
	{"direction", test_direction},
	{"vertical", test_vertical},
	{"pieces", test_pieces},
	{"hyphen", test_hyphen},
	{"empty", test_empty},
	{"long-paragraph", test_long_paragraph},
	{"long-word", test_long_word},
	{"marks-on-one-base", test_marks_on_one_base},
	{"joiners", test_joiners},
	{"swatches", test_swatches},
	{"flip-flop", test_flip_flop},
	{"all-characters", test_all_characters},
	{"malformed", test_malformed},
	{"torn-character", test_torn_character},
};

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	text_fixture_init(&t);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
		char *path = g_strdup_printf("/text/shape/%s", tests[i].name);
		g_test_add_func(path, tests[i].run);
		g_free(path);
	}
	status = g_test_run();
	text_fixture_clear(&t);
	return status;
}
