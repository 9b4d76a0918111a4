/* image/load: pictures are found where a reader of the page would look, and nowhere else. */
#include "image/image.h"
#include "image/store.h"
#include "image/url.h"

#include "pictures.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A site in a temporary folder:
 *   site/source/_posts/a/post.md, site/source/_posts/a/pic.png, …
 *   site/source/img/root.png     outside/secret.png                         */
struct bed {
	char *dir;
	struct arena arena;
	struct article article;
	struct image_options options;
	struct picture pictures[8];
	size_t count;
};

static char *in(struct bed *b, const char *name)
{
	return arena_cstr(&b->arena, arena_printf(&b->arena, "%s/%s", b->dir, name));
}

static void put(struct bed *b, const char *name, struct str content)
{
	char *path = in(b, name), *dir = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(dir, 0755), ==, 0);
	g_assert_true(g_file_set_contents(path, content.n ? content.s : "", (gssize)content.n, NULL));
	g_free(dir);
}

static struct str png_wide(struct bed *b, uint32_t width)
{
	return test_png(&b->arena, width, 3, PNG_COLOR_TYPE_RGB, 0);
}

static void bed_up(struct bed *b, gconstpointer unused)
{
	(void)unused;
	*b = (struct bed){.dir = g_dir_make_tmp("wenzhai-image-XXXXXX", NULL)};
	g_assert_nonnull(b->dir);
	put(b, "site/source/_posts/a/post.md", S("x"));
	put(b, "site/source/_posts/a/pic.png", png_wide(b, 11));
	put(b, "site/source/_posts/up.png", png_wide(b, 12));
	put(b, "site/source/img/root.png", png_wide(b, 13));
	put(b, "outside/secret.png", png_wide(b, 14));
	b->article.path = str_from(in(b, "site/source/_posts/a/post.md"));
	b->article.root = str_from(in(b, "site/source/_posts"));
	diags_init(&b->article.diags, &b->article.arena, b->article.path);
	b->article.document = ARENA_NEW(&b->article.arena, struct document);
}

static void bed_down(struct bed *b, gconstpointer unused)
{
	(void)unused;
	scratch_remove(b->dir);
	g_free(b->dir);
	arena_clear(&b->article.document_arena);
	arena_clear(&b->article.arena);
	arena_clear(&b->arena);
}

static struct picture *add(struct bed *b, struct str src)
{
	struct picture *p = &b->pictures[b->count++];

	p->src = src;
	p->line = (unsigned)b->count;
	VEC_PUSH(&b->article.arena, &b->article.document->pictures, p);
	return p;
}

/* Loads one picture more; its width in pixels, or 0. The code of the newest diagnostic in *code. */
static uint32_t load(struct bed *b, struct str src, const char **code)
{
	b->count = 0;
	b->article.document->pictures.n = 0;
	b->article.diags.list.n = 0;
	memset(b->article.diags.count, 0, sizeof b->article.diags.count);
	memset(b->pictures, 0, sizeof b->pictures);
	struct picture *p = add(b, src);
	image_load(&b->article, &b->options);
	size_t n = b->article.diags.list.n;
	*code = n ? diag_id_code(b->article.diags.list.v[n - 1].id) : "";
	g_assert_cmpuint(n, ==, p->type == PICTURE_NONE ? 1 : 0); /* reported exactly once */
	return p->type == PICTURE_NONE ? 0 : p->px_width;
}

struct expectation {
	struct str src;
	uint32_t width;
	const char *code;
};

static void expect(struct bed *b, const struct expectation *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *code;
		uint32_t width = load(b, cases[i].src, &code);
		g_test_message("%.*s: %u %s", STR_FMT(cases[i].src), width, code);
		g_assert_cmpint(width, ==, cases[i].width);
		g_assert_cmpstr(code, ==, cases[i].code);
	}
}

#define LIT(text)                         \
	{                                 \
		"" text, sizeof(text) - 1 \
	}

static void test_names(struct bed *b, gconstpointer unused)
{
	static const struct expectation cases[] = {
		{LIT("pic.png"), 11, ""},
		{LIT("./pic.png"), 11, ""},
		{LIT(" pic.png\n"), 11, ""},
		{LIT("pic.png?v=2"), 11, ""},
		{LIT("pic.png#x"), 11, ""},
		{LIT("p%69c.png"), 11, ""},
		{LIT("../up.png"), 12, ""},
		{LIT("..//./a/../up.png"), 12, ""},
		{LIT("/up.png"), 12, ""},
		{LIT("/img/root.png"), 13, ""},
		{LIT("../../img/root.png"), 13, ""},
		{LIT("img/root.png"), 13, ""},
		{LIT("/a/pic.png"), 11, ""},
		{LIT("asset.png"), 15, ""},
		{LIT("100%.png"), 16, ""},
		{LIT("a%20b.png"), 17, ""},
		{LIT("q.png?w=1"), 18, ""},
		{LIT("%E5%9B%BE%EF%BC%88\xe4\xb8\x80\xef\xbc\x89.png"), 19, ""},
		{LIT("new\nline.png"), 20, ""},
	};

	(void)unused;
	put(b, "site/source/_posts/a/post/asset.png", png_wide(b, 15));
	put(b, "site/source/_posts/a/100%.png", png_wide(b, 16));
	put(b, "site/source/_posts/a/a b.png", png_wide(b, 17));
	put(b, "site/source/_posts/a/q.png?w=1", png_wide(b, 18));
	put(b, "site/source/_posts/a/图（一）.png", png_wide(b, 19));
	put(b, "site/source/_posts/a/new\nline.png", png_wide(b, 20));
	expect(b, cases, G_N_ELEMENTS(cases));
}

static void test_outside(struct bed *b, gconstpointer unused)
{
	static const struct expectation cases[] = {
		{LIT("/etc/passwd"), 0, "no-picture"},
		{LIT("../../../../outside/secret.png"), 0, "picture-outside"},
		{LIT("..%2f..%2f..%2f..%2foutside/secret.png"), 0, "picture-outside"},
		{LIT("/../../outside/secret.png"), 0, "picture-outside"},
		{LIT("../../../../../../../../../../../../etc/passwd"), 0, "picture-outside"},
		{LIT("file:///etc/passwd"), 0, "picture-outside"},
		{LIT("FILE:pic.png"), 0, "picture-outside"},
		{LIT("link-out.png"), 0, "picture-outside"},
		{LIT("link-dir/secret.png"), 0, "picture-outside"},
		{LIT("link-root/etc/passwd"), 0, "picture-outside"},
		{LIT("link-in.png"), 12, ""},
		{LIT("link-absolute.png"), 13, ""},
		{LIT("link-loop.png"), 0, "bad-picture"},
		{LIT("nothing.png"), 0, "no-picture"},
		{LIT("pic.png%00.jpg"), 0, "no-picture"},
		{LIT("pic.png/"), 11, ""},
		{LIT("pic.png/x"), 0, "no-picture"},
		{LIT(""), 0, "no-picture"},
		{LIT("C:\\Users\\a.png"), 0, "no-picture"},
	};

	(void)unused;
	g_assert_cmpint(symlink(in(b, "outside/secret.png"), in(b, "site/source/_posts/a/link-out.png")), ==,
			0);
	g_assert_cmpint(symlink(in(b, "outside"), in(b, "site/source/_posts/a/link-dir")), ==, 0);
	g_assert_cmpint(symlink("/", in(b, "site/source/_posts/a/link-root")), ==, 0);
	g_assert_cmpint(symlink("../up.png", in(b, "site/source/_posts/a/link-in.png")), ==, 0);
	g_assert_cmpint(
		symlink(in(b, "site/source/img/root.png"), in(b, "site/source/_posts/a/link-absolute.png")),
		==, 0);
	g_assert_cmpint(symlink("link-loop.png", in(b, "site/source/_posts/a/link-loop.png")), ==, 0);
	expect(b, cases, G_N_ELEMENTS(cases));
}

static void test_special_files(struct bed *b, gconstpointer unused)
{
	static const struct expectation cases[] = {
		{LIT("fifo.png"), 0, "bad-picture"},  {LIT("."), 0, "bad-picture"},
		{LIT("empty.png"), 0, "bad-picture"}, {LIT("huge.png"), 0, "bad-picture"},
		{LIT("cut.png"), 0, "bad-picture"},   {LIT("page.png"), 0, "bad-picture"},
		{LIT("icon.png"), 0, "picture-type"}, {LIT("wrong-name.gif"), 11, ""},
	};

	(void)unused;
	struct str png = png_wide(b, 11);
	g_assert_cmpint(mkfifo(in(b, "site/source/_posts/a/fifo.png"), 0600), ==, 0);
	put(b, "site/source/_posts/a/empty.png", S(""));
	put(b, "site/source/_posts/a/huge.png", S(""));
	g_assert_cmpint(truncate(in(b, "site/source/_posts/a/huge.png"), (off_t)1 << 40), ==, 0);
	put(b, "site/source/_posts/a/cut.png", str_head(png, png.n - 20));
	put(b, "site/source/_posts/a/page.png", S("<!doctype html><title>404</title>"));
	put(b, "site/source/_posts/a/icon.png", S("\0\0\1\0\1\0"));
	put(b, "site/source/_posts/a/wrong-name.gif", png);
	expect(b, cases, G_N_ELEMENTS(cases));
	if (geteuid() != 0) {
		const char *code;
		g_assert_cmpint(chmod(in(b, "site/source/_posts/a/pic.png"), 0), ==, 0);
		g_assert_cmpint(load(b, S("pic.png"), &code), ==, 0);
		g_assert_cmpstr(code, ==, "bad-picture");
	}
}

static void test_remote(struct bed *b, gconstpointer unused)
{
	static const struct expectation cases[] = {
		{LIT("https://Example.com/p/a.png"), 21, ""},
		{LIT("http://example.com/p/a.png?w=100#x"), 21, ""},
		{LIT("//example.com/p/q.png?w=1"), 22, ""},
		{LIT("https://cdn.example.com/x?id=1"), 23, ""},
		{LIT("https://example.com/nothing.png"), 0, "remote-picture"},
		{LIT("https://../outside/secret.png"), 0, "remote-picture"},
		{LIT("https://"), 0, "remote-picture"},
		{LIT("kept.png"), 24, ""},
	};

	(void)unused;
	char *name = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "https://cdn.example.com/x?id=1", -1);
	char *path = g_strdup_printf("images/%s.png", name);
	put(b, "images/example.com/p/a.png", png_wide(b, 21));
	put(b, "images/example.com/p/q.png?w=1", png_wide(b, 22));
	put(b, path, png_wide(b, 23));
	put(b, "images/kept.png", png_wide(b, 24));
	g_free(name);
	g_free(path);
	b->options.images_dir = str_from(in(b, "images"));
	expect(b, cases, G_N_ELEMENTS(cases));
	b->options.images_dir = (struct str){0};
	expect(b, &(struct expectation){cases[0].src, 0, "remote-picture"}, 1);
}

static struct str data_url(struct bed *b, const char *head, struct str bytes)
{
	char *text = g_base64_encode((const guchar *)bytes.s, bytes.n);
	struct str url = arena_printf(&b->arena, "%s%s", head, text);
	g_free(text);
	return url;
}

static void test_data(struct bed *b, gconstpointer unused)
{
	const char *code;

	(void)unused;
	struct str png = png_wide(b, 31);
	struct buf escaped = BUF(&b->arena);
	buf_add(&escaped, S("data:image/png,"));
	for (size_t i = 0; i < png.n; i++)
		buf_printf(&escaped, "%%%02X", (unsigned char)png.s[i]);
	g_assert_cmpint(load(b, data_url(b, "data:image/png;base64,", png), &code), ==, 31);
	g_assert_cmpint(load(b, data_url(b, "DATA:text/plain;charset=x;BASE64,", png), &code), ==, 31);
	g_assert_cmpint(load(b, data_url(b, "data:;base64, \n%0a", png), &code), ==, 31);
	g_assert_cmpint(load(b, buf_str(&escaped), &code), ==, 31);
	expect(b, &(struct expectation){LIT("data:image/png;base64"), 0, "bad-picture"}, 1);
	expect(b, &(struct expectation){LIT("data:,"), 0, "bad-picture"}, 1);
	expect(b, &(struct expectation){LIT("data:image/png;base64,%%%"), 0, "bad-picture"}, 1);
	expect(b, &(struct expectation){LIT("data:image/x-icon;base64,AAABAAEAAQ=="), 0, "picture-type"}, 1);
}

static void test_data_bound(struct bed *b, gconstpointer unused)
{
	struct str out, text = S("data:;base64,QUJDREVG");

	(void)unused;
	g_assert_true(url_decode_data(&b->arena, text, 6, &out));
	g_assert_true(str_eq(out, S("ABCDEF")));
	g_assert_false(url_decode_data(&b->arena, text, 5, &out));
	g_assert_false(url_decode_data(&b->arena, S("data:,123456"), 5, &out));
}

/* The same file under many names is read and kept once, and reported once. */
static void test_shared(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct picture *x = add(b, S("pic.png")), *y = add(b, S("../a/pic.png?2")), *z = add(b, S("pic.png"));
	struct picture *bad = add(b, S("none.png")), *again = add(b, S("none.png"));
	image_load(&b->article, &b->options);
	g_assert_true(x->bytes.s && x->bytes.s == y->bytes.s && x->bytes.s == z->bytes.s);
	g_assert_cmpuint(x->hash, ==, content_hash(x->bytes));
	g_assert_cmpint(bad->type, ==, PICTURE_NONE);
	g_assert_cmpint(again->type, ==, PICTURE_NONE);
	g_assert_cmpuint(b->article.diags.list.n, ==, 1);
	g_assert_cmpint(b->article.diags.list.v[0].line, ==, bad->line);
}

/* A bad file is read once, and told of under each of its names. */
static void test_bad_twice(struct bed *b, gconstpointer unused)
{
	(void)unused;
	put(b, "site/source/_posts/a/bad.png", S("GIF"));
	add(b, S("bad.png"));
	add(b, S("bad.png?v=2"));
	add(b, S("bad.png"));
	image_load(&b->article, &b->options);
	g_assert_cmpuint(b->article.diags.list.n, ==, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct diag *d = &b->article.diags.list.v[i];
		g_assert_cmpint(d->id, ==, DIAG_BAD_PICTURE);
		g_assert_cmpuint(d->line, ==, i + 1);
		g_assert_true(str_starts(d->text, S("picture left out, not a picture: bad.png")));
	}
}

static void test_messages(struct bed *b, gconstpointer unused)
{
	const char *code;
	struct buf name = BUF(&b->arena);

	(void)unused;
	for (int i = 0; i < 100000; i++)
		buf_add(&name, S("a\n\x1b\xff\xc2\x9b"));
	g_assert_cmpint(load(b, buf_str(&name), &code), ==, 0);
	struct str text = b->article.diags.list.v[0].text;
	g_assert_cmpuint(text.n, <, 400);
	g_assert_cmpuint(utf8_valid_prefix(text), ==, text.n);
	for (size_t i = 0; i < text.n; i++)
		g_assert_true((unsigned char)text.s[i] >= 0x20);
}

/* --no-images, a post given alone, and a post without a folder. */
static void test_circumstances(struct bed *b, gconstpointer unused)
{
	const char *code;

	(void)unused;
	b->article.root = b->article.path;
	g_assert_cmpint(load(b, S("pic.png"), &code), ==, 11);
	g_assert_cmpint(load(b, S("/img/root.png"), &code), ==, 13);
	b->article.root = S("-");
	g_assert_cmpint(load(b, S("pic.png"), &code), ==, 11);
	b->article.path = str_from(in(b, "nowhere/post.md"));
	b->article.root = str_from(in(b, "nowhere"));
	g_assert_cmpint(load(b, S("pic.png"), &code), ==, 0);
	g_assert_cmpstr(code, ==, "no-picture");
	b->options.none = true;
	b->count = 0;
	b->article.diags.list.n = 0;
	image_load(&b->article, &b->options);
	g_assert_cmpuint(b->article.diags.list.n, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name, function) g_test_add("/image/load/" name, struct bed, NULL, bed_up, function, bed_down)
	TEST("names", test_names);
	TEST("outside", test_outside);
	TEST("special-files", test_special_files);
	TEST("remote", test_remote);
	TEST("data", test_data);
	TEST("data-bound", test_data_bound);
	TEST("shared", test_shared);
	TEST("bad-twice", test_bad_twice);
	TEST("messages", test_messages);
	TEST("circumstances", test_circumstances);
	return g_test_run();
}
