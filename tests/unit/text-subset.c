/* text/subset: what is embedded draws the same glyphs, under the codes that it says. */
#include "text-fixture.h"

#include "text/cff.h"

#include <hb-ot.h>

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
	status = g_test_run();
	text_fixture_clear(&t);
	return status;
}
