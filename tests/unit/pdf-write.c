/* pdf/: whole files, looked at by other people's programs. */
#include "pdf/pdf.h"

#include "display.h"
#include "pictures.h"
#include "scratch.h"

#include <glib/gstdio.h>

static struct arena arena;
static struct fonts *fonts;
static struct zone *zone;
static char *folder;

/* ---- writing ---- */

static struct issue test_issue(void)
{
	return (struct issue){
		.arena = &arena,
		.title = S("财经周刊 (试) \\ <&>"),
		.dates = S("2021-07-12 – 2021-07-18"),
		.creator = S("文摘 𠮷"),
		.language = S("zh-Hans"),
		.identifier = S("urn:uuid:00000000-0000-4000-8000-000000000000"),
		.now = 1626649200, /* 2021-07-18T23:00:00Z */
		.zone = zone,
	};
}

static struct str write_with(const struct display *d, unsigned jobs, bool vertical)
{
	struct issue issue = test_issue();
	struct pdf_options options = {.jobs = jobs, .vertical_binding = vertical};
	struct stream *out = stream_open_memory();
	const struct face *damaged;
	struct diags diags;
	diags_init(&diags, &arena, S(""));
	bool ok = pdf_write(d, &issue, &options, out, &diags, NULL, &damaged);
	for (size_t i = 0; i < diags.list.n; i++)
		g_test_message("%.*s", STR_FMT(diags.list.v[i].text));
	g_assert_true(ok);
	struct str bytes = arena_str(&arena, stream_bytes(out));
	stream_abandon(out);
	return bytes;
}

static char *save(const char *name, const struct display *d)
{
	struct str bytes = write_with(d, 2, d->vertical);
	char *path = g_build_filename(folder, name, NULL);
	g_assert_true(g_file_set_contents(path, bytes.s, (gssize)bytes.n, NULL));
	return path;
}

/* ---- other programs ---- */

static bool have(const char *program)
{
	char *path = g_find_program_in_path(program);
	bool found = path;
	g_free(path);
	if (!found)
		g_test_skip(program);
	return found;
}

/* What a command prints, with the file's name put for "@". */
static char *run(const char *command, const char *path, int *status)
{
	char **parts = g_strsplit(command, "@", 2);
	char *quoted = g_shell_quote(path), *out = NULL;
	char *line = g_strconcat(parts[0], quoted, parts[1], " 2>&1", NULL);
	char *argv[] = {(char *)"sh", (char *)"-c", line, NULL};
	g_assert_true(
		g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, status, NULL));
	g_strfreev(parts);
	g_free(quoted);
	g_free(line);
	return out;
}

static void check_sound(const char *path)
{
	int status;
	char *out = run("qpdf --check @", path, &status);
	if (status || strstr(out, "WARNING"))
		g_test_message("%s", out);
	g_assert_cmpint(status, ==, 0);
	g_assert_null(strstr(out, "WARNING"));
	g_free(out);
}

static void check_prints(const char *command, const char *path, const char *const *wanted)
{
	int status;
	char *out = run(command, path, &status);
	for (; *wanted; wanted++) {
		if (!strstr(out, *wanted))
			g_test_message("%s: no \"%s\" in:\n%s", command, *wanted, out);
		g_assert_nonnull(strstr(out, *wanted));
	}
	g_assert_cmpint(status, ==, 0);
	g_free(out);
}
#define CHECK_PRINTS(command, path, ...) check_prints(command, path, (const char *const[]){__VA_ARGS__, NULL})

/* ---- text ---- */

static const char *const lines[] = {
	"界面新闻报道：2021年上半年，使用 iPhone 的用户超过50%。",
	"而𠮷野家的“套餐”（含税）售价为30元，office hours apply。",
	"The quick brown fox jumps over the lazy dog.",
};

static struct display text_page(bool vertical, coord stretch)
{
	struct setting s = setting_new(&arena, fonts, vertical);
	s.stretch = stretch;
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		set_line(&s, PT(20), PT(40) + (coord)i * PT(20), lines[i]);
	s.role = ROLE_QUOTE;
	s.ink = 0x336699;
	set_line(&s, PT(20), PT(110), "楷体的字");
	s.role = ROLE_CODE;
	set_line(&s, PT(20), PT(130), "int main(void)");
	s.artifact = true;
	set_line(&s, PT(20), PT(290), "12");
	return s.display;
}

static void test_text(void)
{
	if (!have("qpdf") || !have("pdftotext") || !have("pdffonts"))
		return;
	struct display d = text_page(false, 0);
	char *path = save("text.pdf", &d);
	check_sound(path);
	CHECK_PRINTS("pdftotext @ -", path, "界面新闻报道：2021年上半年，使用 iPhone 的用户超过50%。",
		     "而𠮷野家的“套餐”（含税）售价为30元，office hours apply。", lines[2], "楷体的字",
		     "int main(void)");
	CHECK_PRINTS("pdftotext -raw @ -", path, lines[0], lines[1], lines[2]);
	CHECK_PRINTS("pdftotext -layout @ -", path, lines[0], lines[1], lines[2]);
	g_free(path);
}

/* Justified lines: gaps of an eighth of an em between all characters are no spaces. */
static void test_stretched(void)
{
	if (!have("pdftotext"))
		return;
	struct setting s = setting_new(&arena, fonts, false);
	s.stretch = s.size / 8;
	set_line(&s, PT(20), PT(40), "在五十家企业里的三家，共A股30只");
	char *path = save("stretched.pdf", &s.display);
	CHECK_PRINTS("pdftotext @ -", path, "在五十家企业里的三家，共A股30只");
	check_sound(path);
	g_free(path);
}

static void test_vertical(void)
{
	if (!have("qpdf") || !have("pdftotext"))
		return;
	struct display d = text_page(true, 0);
	char *path = save("vertical.pdf", &d);
	check_sound(path);
	/* poppler sorts by direction and baseline: columns and what is turned in them stay
	 * together; where there is a gap between them it sees a space. */
	CHECK_PRINTS("pdftotext @ -", path, "2021 年上半年，使用 iPhone 的用", "售价为 30 元", lines[2]);
	g_free(path);
}

/* Every line of pdffonts' table says: embedded, subset, with a Unicode map. */
static void test_fonts(void)
{
	if (!have("pdffonts"))
		return;
	struct display d = text_page(true, 0);
	char *path = save("fonts.pdf", &d);
	int status;
	char *out = run("pdffonts @", path, &status);
	char **rows = g_strsplit(g_strchomp(out), "\n", -1);
	g_assert_cmpuint(g_strv_length(rows), >, 3);
	for (size_t i = 2; rows[i]; i++) {
		g_assert_nonnull(strstr(rows[i], " yes yes yes"));
		g_assert_cmpint(rows[i][6], ==, '+');
	}
	g_strfreev(rows);
	g_free(out);
	g_free(path);
}

/* ---- several texts, several glyphs ---- */

static struct glyph_run *run_of(const char *text, const uint32_t *characters, const uint16_t *bytes,
				uint32_t n)
{
	const struct face *face = fonts_primary(fonts, ROLE_BODY, FONT_SC, false);
	struct glyph *glyphs = ARENA_ARRAY(&arena, n, struct glyph);
	struct glyph_run *r = ARENA_NEW(&arena, struct glyph_run);
	for (uint32_t i = 0; i < n; i++)
		glyphs[i] = (struct glyph){.at = (coord)i * PT(12),
					   .gid = face_glyph(face, characters[i]),
					   .text_bytes = bytes[i]};
	*r = (struct glyph_run){
		.face = face, .size = PT(12), .text = str_from(text), .glyphs = glyphs, .count = n};
	return r;
}

/* One glyph with two texts, two glyphs with one, one with two characters, twice; a
 * length that runs past the text. */
static void test_odd_clusters(void)
{
	static const uint32_t characters[] = {0x800C, 0x800C, 0x660E, 0x65E5, 0xFB01, 0xFB01, 0x6708, 0x6C38};
	static const uint16_t bytes[] = {3, 3, 3, 0, 2, 2, 3, 900};
	if (!have("pdftotext") || !have("qpdf"))
		return;
	struct setting s = setting_new(&arena, fonts, false);
	struct glyph_run *r = run_of("而⽽萌fifi朋永", characters, bytes, 8);
	set_paint(&s, (struct paint){.kind = PAINT_GLYPHS, .inl = PT(20), .blk = PT(40), .run = r});
	char *path = save("clusters.pdf", &s.display);
	check_sound(path);
	CHECK_PRINTS("pdftotext -nopgbrk @ - | tr -d ' '", path, "而⽽萌fifi朋永");
	g_free(path);
}

/* ---- marks at the edges of lines ---- */

/* Their boxes end where the line does, and their text comes back. */
static void test_trimmed(void)
{
	static const uint32_t characters[] = {0x300A, 0x6708, 0xFF0C};
	static const uint16_t bytes[] = {3};
	if (!have("pdftotext") || !have("qpdf") || !have("pdffonts"))
		return;
	struct setting s = setting_new(&arena, fonts, false);
	const char *texts[] = {"《", "月", "，"};
	coord places[] = {PT(20) - PT(6), PT(20) + PT(6), PT(20) + PT(18)};
	for (int i = 0; i < 3; i++) {
		struct glyph_run *r = run_of(texts[i], &characters[i], bytes, 1);
		r->trim_start = i == 0 ? PT(6) : 0;
		r->trim_end = i == 2 ? PT(6) : 0;
		set_paint(&s,
			  (struct paint){.kind = PAINT_GLYPHS, .inl = places[i], .blk = PT(40), .run = r});
	}
	char *path = save("trimmed.pdf", &s.display);
	check_sound(path);
	CHECK_PRINTS("pdftotext -bbox @ -", path, "xMin=\"20.000000\"", "xMax=\"44.000000\"", ">《月，<");
	CHECK_PRINTS("pdffonts @", path, "CID Type 0C");
	g_free(path);
}

/* ---- ways through the file ---- */

static struct display navigable(size_t pages, size_t entries)
{
	struct setting s = setting_new(&arena, fonts, false);
	for (size_t i = 0; i < pages; i++) {
		if (i)
			set_page(&s);
		if (i < entries)
			set_dest(&s, arena_printf(&arena, "a%zu", i), arena_printf(&arena, "文章 %zu 𠮷", i),
				 i % 10 ? 2 : 1);
	}
	set_area(&s, PT(20), PT(20), PT(60), PT(12), S("https://example.com/(a)?q=\\新\n"), S(""));
	set_area(&s, PT(20), PT(40), PT(60), PT(12), S(""), S("a0"));
	set_area(&s, PT(20), PT(60), PT(60), PT(12), S(""), S("nowhere"));
	struct label_range ranges[] = {{1, 'r', 1}, {2, 'D', 1}};
	for (size_t i = 0; i < 2 && pages > 2; i++)
		VEC_PUSH(&arena, &s.display.labels, ranges[i]);
	return s.display;
}

static void test_navigation(void)
{
	if (!have("qpdf") || !have("pdfinfo"))
		return;
	struct display d = navigable(30, 30);
	char *path = save("ways.pdf", &d);
	check_sound(path);
	CHECK_PRINTS("pdfinfo -isodates @", path,
		     "Title:           财经周刊 (试) \\ <&> 2021-07-12 – 2021-07-18",
		     "Author:          文摘 𠮷", "CreationDate:    2021-07-1", "PDF version:     1.7",
		     "Pages:           30", "400 x 300 pts", "Metadata Stream: yes");
	CHECK_PRINTS("pdfinfo -url @", path, "https://example.com/(a)?q=\\%E6%96%B0%0A");
	CHECK_PRINTS("qpdf --json --json-key=outlines @", path, "\"title\": \"文章 29 𠮷\"",
		     "\"destpageposfrom1\": 30", "\"open\": true");
	CHECK_PRINTS("qpdf --json --json-key=pagelabels @", path, "\"/S\": \"/r\"", "\"/S\": \"/D\"");
	g_free(path);
}

/* Page tree and outline far beyond libharu's arrays. */
static void test_large(void)
{
	if (!have("qpdf") || !have("pdfinfo"))
		return;
	struct display d = navigable(40000, 5000);
	char *path = save("large.pdf", &d);
	check_sound(path);
	CHECK_PRINTS("pdfinfo @", path, "Pages:           40000");
	CHECK_PRINTS("qpdf --show-object=trailer @", path, "/Root");
	g_free(path);
}

/* ---- pictures ---- */

static struct picture *picture_of(struct str bytes, enum picture_type type)
{
	struct picture *p = ARENA_NEW(&arena, struct picture);
	p->src = S("img/a.png");
	p->type = type;
	p->bytes = bytes;
	p->hash = str_hash(bytes);
	return p;
}

static void test_pictures(void)
{
	static const struct {
		int colour, interlace;
	} pngs[] = {
		{PNG_COLOR_TYPE_GRAY, 0},       {PNG_COLOR_TYPE_RGB, 0},       {PNG_COLOR_TYPE_PALETTE, 0},
		{PNG_COLOR_TYPE_GRAY_ALPHA, 0}, {PNG_COLOR_TYPE_RGB_ALPHA, 0}, {PNG_COLOR_TYPE_RGB, 1},
		{PNG_COLOR_TYPE_PALETTE, 1},    {PNG_COLOR_TYPE_RGB_ALPHA, 1},
	};
	if (!have("qpdf") || !have("pdfimages"))
		return;
	struct setting s = setting_new(&arena, fonts, false);
	coord x = PT(10);
	for (size_t i = 0; i < G_N_ELEMENTS(pngs); i++, x += PT(40))
		for (int twice = 0; twice < 2; twice++)
			set_picture(&s,
				    picture_of(test_png(&arena, 33, 20, pngs[i].colour, pngs[i].interlace),
					       PICTURE_PNG),
				    x, PT(10) + twice * PT(40), PT(33), PT(20));
	x = PT(10);
	for (int components = 1; components <= 4; components += components == 1 ? 2 : 1, x += PT(40))
		set_picture(&s,
			    picture_of(test_jpeg(&arena, 33, 20, components, components == 3), PICTURE_JPEG),
			    x, PT(100), PT(33), PT(20));
	set_rect(&s, PT(10), PT(200), PT(300), PT(1) / 2, 0xCC0000);
	char *path = save("pictures.pdf", &s.display);
	int status;
	check_sound(path);
	char *out = run("pdfimages -list @ | awk '{print $11}' | sort -u | grep -c '[0-9]'", path, &status);
	/* Eight PNGs, three with an alpha plane that shares its number's row kind; three JPEGs. */
	g_assert_cmpint(atoi(out), >=, 11);
	g_free(out);
	g_free(path);
}

/* Broken pictures cost themselves alone. */
static void test_broken_picture(void)
{
	struct setting s = setting_new(&arena, fonts, false);
	struct str png = test_png(&arena, 33, 20, PNG_COLOR_TYPE_RGB, 0);
	set_picture(&s, picture_of(str_head(png, png.n / 2), PICTURE_PNG), 0, 0, PT(10), PT(10));
	struct picture *jpeg = picture_of(S("\xFF\xD8\xFF"), PICTURE_JPEG);
	jpeg->src = S("b.jpg"); /* of one name there would be one diagnostic */
	set_picture(&s, jpeg, 0, 0, PT(10), PT(10));
	set_picture(&s, picture_of(S(""), PICTURE_NONE), 0, 0, PT(10), PT(10));
	struct issue issue = test_issue();
	struct pdf_options options = {.jobs = 2};
	struct stream *out = stream_open_memory();
	const struct face *damaged;
	struct diags diags;
	diags_init(&diags, &arena, S(""));
	g_assert_true(pdf_write(&s.display, &issue, &options, out, &diags, NULL, &damaged));
	g_assert_cmpuint(diags.list.n, ==, 2);
	g_assert_cmpint(diags.list.v[0].id, ==, DIAG_BAD_PICTURE);
	stream_abandon(out);
}

/* ---- failures, and sameness ---- */

static void test_same_bytes(void)
{
	struct display d = text_page(false, 0);
	for (int i = 0; i < 200; i++)
		VEC_PUSH(&arena, &d.pages, d.pages.v[0]);
	struct str one = write_with(&d, 1, false), eight = write_with(&d, 8, false);
	g_assert_true(str_eq(one, eight));
}

static void test_cancelled(void)
{
	struct display d = text_page(false, 0);
	struct issue issue = test_issue();
	struct pdf_options options = {.jobs = 2};
	struct cancel cancel;
	const struct face *damaged;
	struct diags diags;
	struct stream *out = stream_open_memory();
	diags_init(&diags, &arena, S(""));
	atomic_init(&cancel.requested, true);
	g_assert_false(pdf_write(&d, &issue, &options, out, &diags, &cancel, &damaged));
	g_assert_cmpuint(diags.list.n, ==, 0);
	stream_abandon(out);
}

/* More names than one node of the tree has: each is found, and in order. */
static void test_names(void)
{
	if (!have("qpdf") || !have("pdfinfo"))
		return;
	struct setting s = setting_new(&arena, fonts, false);
	set_line(&s, PT(20), PT(40), "甲");
	for (int i = 0; i < 5000; i++)
		VEC_PUSH(&arena, &s.display.dests,
			 (struct dest){.name = arena_printf(&arena, "a%d", i), .blk = PT(40)});
	VEC_PUSH(&arena, &s.display.dests, (struct dest){.name = S("a7-note")});
	VEC_PUSH(&arena, &s.display.dests, (struct dest){.name = S("toc")});
	char *path = save("names.pdf", &s.display);
	int status;
	char *out = run("pdfinfo -dests @", path, &status);
	g_assert_nonnull(strstr(out, "\"a1\""));
	g_assert_nonnull(strstr(out, "\"a5000\""));
	g_assert_null(strstr(out, "\"a5001\""));
	g_assert_null(strstr(out, "note"));
	g_assert_nonnull(strstr(out, "\"contents\""));
	g_free(out);
	check_sound(path);
	g_free(path);
}

static void test_no_pages(void)
{
	struct display d = {.arena = &arena, .width = PT(100), .height = PT(100)};
	struct issue issue = test_issue();
	struct pdf_options options = {.jobs = 1};
	const struct face *damaged;
	struct diags diags;
	struct stream *out = stream_open_memory();
	diags_init(&diags, &arena, S(""));
	g_assert_false(pdf_write(&d, &issue, &options, out, &diags, NULL, &damaged));
	g_assert_cmpuint(diags.list.n, ==, 1);
	g_assert_cmpint(diags.list.v[0].id, ==, DIAG_PDF_FAILED);
	stream_abandon(out);
}

int main(int argc, char **argv)
{
	struct diags diags;
	g_test_init(&argc, &argv, NULL);
	arena_init(&arena);
	diags_init(&diags, &arena, S(""));
	const char *kept = g_getenv("KEEP_PDF"); /* a folder to look at what is made here */
	folder = kept ? g_strdup(kept) : g_dir_make_tmp("pdf-XXXXXX", NULL);
	zone = zone_new("Asia/Shanghai");
	fonts = fonts_new("fonts", &diags);
	g_assert_nonnull(fonts);
	g_test_add_func("/pdf/text", test_text);
	g_test_add_func("/pdf/stretched", test_stretched);
	g_test_add_func("/pdf/vertical", test_vertical);
	g_test_add_func("/pdf/fonts", test_fonts);
	g_test_add_func("/pdf/odd-clusters", test_odd_clusters);
	g_test_add_func("/pdf/trimmed", test_trimmed);
	g_test_add_func("/pdf/navigation", test_navigation);
	g_test_add_func("/pdf/large", test_large);
	g_test_add_func("/pdf/pictures", test_pictures);
	g_test_add_func("/pdf/broken-picture", test_broken_picture);
	g_test_add_func("/pdf/same-bytes", test_same_bytes);
	g_test_add_func("/pdf/cancelled", test_cancelled);
	g_test_add_func("/pdf/names", test_names);
	g_test_add_func("/pdf/no-pages", test_no_pages);
	int result = g_test_run();
	fonts_free(fonts);
	zone_free(zone);
	arena_clear(&arena);
	if (!kept)
		scratch_remove(folder);
	g_free(folder);
	return result;
}
