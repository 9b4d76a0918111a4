/* text/subset: what is embedded draws the same glyphs, under the codes that it says. */
#include "text-fixture.h"

#include "text/cff.h"

#include <ft2build.h>
#include <hb-ot.h>

#include FT_FREETYPE_H
#include FT_OUTLINE_H

static struct text_fixture t;

#define GLYPHS_MAX 64u

struct sample {
	uint16_t gids[GLYPHS_MAX], codes[GLYPHS_MAX];
	size_t n;
	struct str bytes;
};

static int compare_gids(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void subset(const struct face *f, const char *text, struct sample *s)
{
	struct str rest = str_from(text);

	s->n = 0;
	for (size_t at = 0; at < rest.n;)
		s->gids[s->n++] = face_glyph(f, utf8_next(rest, &at));
	qsort(s->gids, s->n, sizeof *s->gids, compare_gids);
	g_assert_true(face_subset(f, &t.arena, s->gids, s->n, &s->bytes, s->codes));
	g_assert_cmpuint(s->bytes.n, >, 0);
}

/* Codes are the original CIDs, and the subset's own charset says the same. */
static void test_cid_keyed(void)
{
	const struct face *f = fonts_primary(t.fonts, ROLE_BODY, FONT_SC, false);
	struct sample s;
	uint16_t cids[GLYPHS_MAX + 1];

	subset(f, "天地玄黃𠮷，。ABC", &s);
	g_assert_cmpuint(s.bytes.n, <, 20000);
	g_assert_true(cff_cid_keyed(s.bytes));
	g_assert_true(cff_charset(s.bytes, s.n + 1, cids));
	g_assert_cmpuint(cids[0], ==, 0);
	for (size_t i = 0; i < s.n; i++) {
		g_assert_cmpuint(s.codes[i], ==, face_cid(f, s.gids[i]));
		g_assert_cmpuint(cids[i + 1], ==, s.codes[i]);
	}
}

static const struct face *truetype_face(void)
{
	const struct face *f = fonts_for_cluster(t.fonts, ROLE_BODY, FONT_SC, false, S("א"));

	return f && face_outline_kind(f) == OUTLINE_TRUETYPE ? f : NULL;
}

static int width_of(hb_font_t *font, unsigned gid)
{
	hb_glyph_extents_t e = {0};

	hb_font_get_glyph_extents(font, gid, &e);
	return e.width;
}

/* The glyph under each new id is the old one. */
static void check_glyphs(const struct face *f, const struct sample *s)
{
	struct str whole = face_bytes(f);
	hb_blob_t *old_blob = hb_blob_create(whole.s, (unsigned)whole.n, HB_MEMORY_MODE_READONLY, NULL, NULL);
	hb_blob_t *new_blob =
		hb_blob_create(s->bytes.s, (unsigned)s->bytes.n, HB_MEMORY_MODE_READONLY, NULL, NULL);
	hb_face_t *old_face = hb_face_create(old_blob, face_index(f)),
		  *new_face = hb_face_create(new_blob, 0);
	hb_font_t *old_font = hb_font_create(old_face), *new_font = hb_font_create(new_face);

	for (size_t i = 0; i < s->n; i++) {
		g_assert_cmpint(hb_font_get_glyph_h_advance(new_font, s->codes[i]), ==,
				face_advance(f, s->gids[i]));
		g_assert_cmpint(width_of(new_font, s->codes[i]), ==, width_of(old_font, s->gids[i]));
	}
	g_assert_cmpuint(hb_face_get_glyph_count(new_face), >, s->n);
	hb_font_destroy(old_font);
	hb_font_destroy(new_font);
	hb_face_destroy(old_face);
	hb_face_destroy(new_face);
	hb_blob_destroy(old_blob);
	hb_blob_destroy(new_blob);
}

static void test_truetype(void)
{
	const struct face *f = truetype_face();
	struct sample s;

	if (!f) {
		g_test_skip("no TrueType face is installed (Debian: fonts-dejavu-core)");
		return;
	}
	subset(f, "אבגäö", &s); /* ä is made of parts, which come along */
	g_assert_cmpuint(s.bytes.n, <, 20000);
	check_glyphs(f, &s);
}

/* Nothing that shapes or maps is left: pages name glyphs. */
static void test_dropped(void)
{
	const struct face *f = truetype_face();
	struct sample s;

	if (!f) {
		g_test_skip("no TrueType face is installed");
		return;
	}
	subset(f, "א", &s);
	for (const char *const *tag = (const char *const[]){"GSUB", "GPOS", "cmap", "fpgm", NULL}; *tag;
	     tag++)
		g_assert_cmpuint(str_find(str_head(s.bytes, 512), str_from(*tag), 0), ==, STR_NONE);
}

static void test_same_bytes(void)
{
	const struct face *f = fonts_primary(t.fonts, ROLE_HEADING, FONT_SC, true);
	struct sample a, b;

	subset(f, "天地玄黄宇宙洪荒", &a);
	subset(f, "天地玄黄宇宙洪荒", &b);
	g_assert_true(str_eq(a.bytes, b.bytes));
}

static void test_nothing(void)
{
	const struct face *f = fonts_primary(t.fonts, ROLE_BODY, FONT_SC, false);
	struct str bytes;
	uint16_t none;

	g_assert_true(face_subset(f, &t.arena, &none, 0, &bytes, &none));
	g_assert_cmpuint(bytes.n, >, 0);
}

/* Where a glyph's ink begins and ends, and its width, as FreeType reads them. */
static void measure(FT_Library library, struct str font, FT_Long index, unsigned glyph, FT_BBox *box,
		    FT_Pos *advance)
{
	FT_Face face;

	g_assert_cmpint(FT_New_Memory_Face(library, (const FT_Byte *)font.s, (FT_Long)font.n, index, &face),
			==, 0);
	g_assert_cmpint(FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE), ==, 0);
	FT_Outline_Get_CBox(&face->glyph->outline, box);
	*advance = face->glyph->metrics.horiAdvance;
	FT_Done_Face(face);
}

/* The font of marks at the edges of lines: the same ink, half an em wide. */
static void check_trimmed(const struct face *f)
{
	struct trimmed_mark marks[] = {{face_glyph(f, 0x300A), 500, 500}, {face_glyph(f, 0xFF0C), 0, 500}};
	struct str bytes = face_trimmed(f, &t.arena, marks, 2);
	FT_Library library;

	g_assert_cmpint(FT_Init_FreeType(&library), ==, 0);
	for (unsigned i = 0; i < 2; i++) {
		FT_BBox was, is;
		FT_Pos advance, whole;
		FT_Pos upem = (FT_Pos)face_upem(f);

		measure(library, bytes, 0, i + 1, &is, &advance);
		measure(library, face_bytes(f), (FT_Long)face_index(f), marks[i].gid, &was, &whole);
		g_assert_cmpint(advance, ==, 500);
		g_assert_cmpint(labs(is.xMin - (was.xMin * 1000 / upem - marks[i].start)), <=, 1);
		g_assert_cmpint(labs(is.xMax - (was.xMax * 1000 / upem - marks[i].start)), <=, 1);
		g_assert_cmpint(labs(is.yMax - was.yMax * 1000 / upem), <=, 1);
		g_assert_cmpint(is.xMax, >, is.xMin);
		g_assert_cmpint(is.xMin, >=, 0);
		g_assert_cmpint(is.xMax, <=, 500);
	}
	FT_Done_FreeType(library);
}

static void test_trimmed(void)
{
	const struct face *kai = fonts_primary(t.fonts, ROLE_QUOTE, FONT_SC, false);

	check_trimmed(fonts_primary(t.fonts, ROLE_BODY, FONT_SC, false));
	if (face_outline_kind(kai) == OUTLINE_TRUETYPE && face_glyph(kai, 0x300A))
		check_trimmed(kai);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	text_fixture_init(&t);
	g_test_add_func("/text/subset/cid-keyed", test_cid_keyed);
	g_test_add_func("/text/subset/truetype", test_truetype);
	g_test_add_func("/text/subset/dropped", test_dropped);
	g_test_add_func("/text/subset/same-bytes", test_same_bytes);
	g_test_add_func("/text/subset/nothing", test_nothing);
	g_test_add_func("/text/subset/trimmed", test_trimmed);
	status = g_test_run();
	text_fixture_clear(&t);
	return status;
}
