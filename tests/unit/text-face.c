/* text/face and text/fonts: what is found, what it says of itself, who gets what. */
#include "text-fixture.h"

#include "text/cff.h"

#include <glib/gstdio.h>
#include <unistd.h>

static struct text_fixture t;

static const struct face *primary(enum font_role role, enum font_lang lang, bool bold)
{
	return fonts_primary(t.fonts, role, lang, bold);
}

static void expect_name(const struct face *f, const char *name)
{
	g_assert_true(str_eq(face_postscript_name(f), str_from(name)));
}

/* Each language its own face: 直 and 骨 differ between them. */
static void test_languages(void)
{
	expect_name(primary(ROLE_BODY, FONT_SC, false), "NotoSerifCJKsc-Regular");
	expect_name(primary(ROLE_BODY, FONT_TC, false), "NotoSerifCJKtc-Regular");
	expect_name(primary(ROLE_BODY, FONT_JP, false), "NotoSerifCJKjp-Regular");
	expect_name(primary(ROLE_BODY, FONT_KR, false), "NotoSerifCJKkr-Regular");
	g_assert_cmpuint(face_glyph(primary(ROLE_BODY, FONT_SC, false), 0x76F4), !=,
			 face_glyph(primary(ROLE_BODY, FONT_JP, false), 0x76F4));
}

static void test_roles(void)
{
	expect_name(primary(ROLE_HEADING, FONT_SC, true), "NotoSansCJKsc-Bold");
	expect_name(primary(ROLE_BODY, FONT_SC, true), "NotoSerifCJKsc-Bold");
	expect_name(primary(ROLE_CODE, FONT_SC, false), "NotoSansMonoCJKsc-Regular");
	g_assert_true(face_bold(primary(ROLE_HEADING, FONT_SC, true)));
	g_assert_true(face_serif(primary(ROLE_BODY, FONT_SC, false)));
	g_assert_false(face_serif(primary(ROLE_HEADING, FONT_SC, true)));
	g_assert_true(primary(ROLE_BODY, FONT_SC, false) == primary(ROLE_BODY, FONT_LATIN, false));
}

static void test_facts(void)
{
	const struct face *f = primary(ROLE_BODY, FONT_SC, false);
	struct face_metrics m = face_metrics(f);

	g_assert_cmpuint(face_upem(f), ==, 1000);
	g_assert_cmpint(face_outline_kind(f), ==, OUTLINE_CFF);
	g_assert_true(face_cid_keyed(f));
	g_assert_true(face_embeddable(f));
	g_assert_cmpint(m.ascent, >, 0);
	g_assert_cmpint(m.descent, <, 0);
	g_assert_cmpint(m.bbox[2], >, m.bbox[0]);
	g_assert_cmpint(m.cap_height, >, m.x_height);
	g_assert_cmpint(face_advance(f, face_glyph(f, 0x4E00)), ==, 1000);
	g_assert_cmpint(face_advance_vertical(f, face_glyph(f, 0x4E00)), ==, 1000);
	g_assert_cmpuint(face_glyph(f, 0x20BB7), >, 0);
	g_assert_cmpuint(face_glyph(f, 0x10FFFF), ==, 0);
	g_assert_cmpuint(face_glyph(f, 0xFFFFFFFF), ==, 0);
	g_assert_cmpuint(face_bytes(f).n, >, 1000000);
}

/* In Noto CJK a glyph's CID is its id, which the PDF writer may rely on. */
static void test_cids(void)
{
	const struct face *f = primary(ROLE_BODY, FONT_SC, false);

	for (unsigned gid = 0; gid < 0xffff; gid += 257)
		g_assert_cmpuint(face_cid(f, (uint16_t)gid), ==, gid);
}

static const struct face *face_for(const char *cluster)
{
	return fonts_for_cluster(t.fonts, ROLE_BODY, FONT_SC, false, str_from(cluster));
}

static void test_fallback(void)
{
	const struct face *body = primary(ROLE_BODY, FONT_SC, false);

	g_assert_true(face_for("中") == body);
	g_assert_true(face_for("é") == body);            /* one character */
	g_assert_true(face_for("e\xCC\x81") == body);    /* the same in two: HarfBuzz composes */
	g_assert_true(face_for("\xE2\x80\x8D") == body); /* a joiner alone needs no glyph */
	g_assert_true(face_for("葛\xF3\xA0\x84\x80") == body);
	g_assert_null(face_for("\xF4\x8F\xBF\xBD")); /* U+10FFFD: nobody's */
	g_assert_null(face_for("\xF4\x8F\xBF\xBD")); /* and from the cache */
	g_assert_nonnull(face_for("א"));
	g_assert_true(face_for("א") == face_for("א"));
}

struct asked {
	const struct face *faces[256];
};

static gpointer ask(gpointer data)
{
	struct asked *a = data;

	for (unsigned i = 0; i < G_N_ELEMENTS(a->faces); i++) {
		char text[5] = "";
		utf8_encode(0x0400 + i * 7, text);
		a->faces[i] = face_for(text);
	}
	return NULL;
}

/* Threads that ask at once get what one alone gets. */
static void test_threads(void)
{
	struct asked asked[4];
	GThread *threads[4];

	for (unsigned i = 0; i < 4; i++)
		threads[i] = g_thread_new(NULL, ask, &asked[i]);
	for (unsigned i = 0; i < 4; i++)
		g_thread_join(threads[i]);
	for (unsigned i = 1; i < 4; i++)
		g_assert_true(!memcmp(asked[0].faces, asked[i].faces, sizeof asked[0].faces));
}

static void test_list(void)
{
	struct font_entry *entries;
	size_t n = fonts_list(t.fonts, &t.arena, &entries), found = 0;

	for (size_t i = 0; i < n; i++)
		found += entries[i].file.n > 0;
	g_assert_cmpuint(n, >, 100);
	g_assert_cmpuint(found, >, 50);
	g_assert_true(str_eq(entries[0].family, S("Noto Serif CJK SC")));
}

/* ---- stacks that are not as they should be ---- */

static struct fonts *fonts_with(const char *stacks, struct diags *diags)
{
	char *dir = g_dir_make_tmp("text-face-XXXXXX", NULL);
	char *path = g_build_filename(dir, "stacks.yaml", NULL);
	struct fonts *f;

	diags_init(diags, &t.arena, S("test"));
	if (stacks)
		g_assert_true(g_file_set_contents(path, stacks, -1, NULL));
	f = fonts_new(dir, diags);
	g_remove(path);
	g_rmdir(dir);
	g_free(path);
	g_free(dir);
	return f;
}

static void expect_refused(const char *stacks)
{
	struct diags diags;

	g_assert_null(fonts_with(stacks, &diags));
	g_assert_cmpuint(diags.list.n, ==, 1);
	g_assert_cmpint(diags.list.v[0].id, ==, DIAG_NO_FONTS);
}

static void test_refused(void)
{
	expect_refused(NULL);
	expect_refused("body: [");
	expect_refused("");
	expect_refused("body: {zh-Hans: [No Such Family At All]}");
	/* Near enough for fontconfig's matching, but not the family's name. */
	expect_refused("body: {zh-Hans: [Noto Serif]}");
}

static void test_repaired(void)
{
	struct diags diags;
	struct fonts *f =
		fonts_with("body: {zh-Hans: [noto serif cjk sc], xx: [A], ja: B}\nnonsense: 1\n", &diags);

	g_assert_nonnull(f);
	g_assert_cmpuint(diags.count[DIAG_WARNING], ==, 3);
	expect_name(fonts_primary(f, ROLE_CODE, FONT_JP, false), "NotoSerifCJKsc-Regular");
	fonts_free(f);
}

/* ---- tables of hostile fonts ---- */

static void test_cff_garbage(void)
{
	const struct face *f = primary(ROLE_BODY, FONT_SC, false);
	struct str font = face_bytes(f);
	size_t at = str_find(font, S("\x01\x00\x04\x04"), 0);
	uint16_t cids[64];
	char *copy;

	g_assert_false(cff_cid_keyed((struct str){0}));
	g_assert_cmpuint(at, !=, STR_NONE);
	/* Cut short anywhere, or with any byte changed, the table is read within its bounds. */
	copy = g_malloc(512);
	for (size_t n = 0; n < 512 && at + n <= font.n; n++) {
		char *exact = g_memdup2(font.s + at, n);
		cff_charset((struct str){exact, n}, G_N_ELEMENTS(cids), cids);
		cff_cid_keyed((struct str){exact, n});
		g_free(exact);
		memcpy(copy, font.s + at, 512);
		copy[n] = (char)0xff;
		cff_charset((struct str){copy, 512}, G_N_ELEMENTS(cids), cids);
	}
	g_free(copy);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	text_fixture_init(&t);
	g_test_add_func("/text/face/languages", test_languages);
	g_test_add_func("/text/face/roles", test_roles);
	g_test_add_func("/text/face/facts", test_facts);
	g_test_add_func("/text/face/cids", test_cids);
	g_test_add_func("/text/face/fallback", test_fallback);
	g_test_add_func("/text/face/threads", test_threads);
	g_test_add_func("/text/face/list", test_list);
	g_test_add_func("/text/face/refused", test_refused);
	g_test_add_func("/text/face/repaired", test_repaired);
	g_test_add_func("/text/face/cff-garbage", test_cff_garbage);
	status = g_test_run();
	text_fixture_clear(&t);
	return status;
}
