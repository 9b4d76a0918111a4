/* image/album, album-content, squeeze, facts, judge: what becomes of an issue's pictures, and where
 * they are until they are written. */
#include "image/album-entries.h"
#include "image/drawing.h"

#include "pictures.h"
#include "scratch.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define MOST 40

/* A site of one article in a temporary folder, with a store beside it. */
struct bed {
	char *dir;
	struct arena arena;
	struct article article, *articles[1];
	struct issue issue;
	struct image_options options;
	struct diags diags;
	struct picture pictures[MOST];
	size_t count;
	struct album *album;
};

static const struct picture_fit screen = {
	.width = 300, .height = 300, .bytes_most = 1 << 20, .quality = QUALITY_USUAL, .scale = 1000};

static char *in(struct bed *b, const char *name)
{
	return arena_cstr(&b->arena, arena_printf(&b->arena, "%s/%s", b->dir, name));
}

static void put(struct bed *b, const char *name, struct str content)
{
	g_assert_true(g_file_set_contents(in(b, name), content.s, (gssize)content.n, NULL));
}

/* Grey noise, so that nothing makes it small; another one for each seed. */
static struct str noise(struct bed *b, uint32_t side, unsigned seed)
{
	struct pixels p = {g_malloc((size_t)side * side), side, side, 1};
	struct str jpeg;
	for (size_t i = 0; i < (size_t)side * side; i++) {
		seed = seed * 1103515245u + 12345;
		p.data[i] = (uint8_t)(seed >> 16);
	}
	g_assert_true(encode_jpeg(&p, 90, &b->arena, &jpeg));
	pixels_clear(&p);
	return jpeg;
}

static void bed_up(struct bed *b, gconstpointer unused)
{
	(void)unused;
	*b = (struct bed){.dir = g_dir_make_tmp("wenzhai-album-XXXXXX", NULL)};
	put(b, "post.md", S("x"));
	b->article.path = str_from(in(b, "post.md"));
	b->article.root = str_from(b->dir);
	diags_init(&b->article.diags, &b->article.arena, b->article.path);
	diags_init(&b->diags, &b->arena, S(""));
	b->article.document = ARENA_NEW(&b->article.arena, struct document);
	b->article.document->root = block_new(&b->article.arena, BLOCK_DOCUMENT, NULL);
	b->articles[0] = &b->article;
	b->issue.articles = b->articles;
	b->issue.article_count = 1;
	b->options.codec = codec_new(NULL);
}

static void bed_down(struct bed *b, gconstpointer unused)
{
	(void)unused;
	album_free(b->album);
	store_close(b->options.store);
	codec_free(b->options.codec);
	scratch_remove(b->dir);
	g_free(b->dir);
	arena_clear(&b->article.document_arena);
	arena_clear(&b->article.arena);
	arena_clear(&b->arena);
}

static struct picture *add(struct bed *b, struct str src)
{
	g_assert_cmpuint(b->count, <, MOST);
	struct picture *p = &b->pictures[b->count++];
	p->src = src;
	p->line = (unsigned)b->count;
	VEC_PUSH(&b->article.arena, &b->article.document->pictures, p);
	struct block *block = block_new(&b->article.arena, BLOCK_PICTURE, NULL);
	block->picture = p;
	block_append(b->article.document->root, block);
	return p;
}

static struct picture *add_noise(struct bed *b, unsigned seed)
{
	const char *name = arena_printf(&b->arena, "n%u.jpg", seed).s;
	put(b, name, noise(b, 400, seed));
	return add(b, str_from(name));
}

static void load(struct bed *b)
{
	image_load(&b->article, &b->options);
	b->album = album_new(&b->issue, &b->options);
}

static void fit(struct bed *b)
{
	g_assert_true(album_fit(b->album, &screen, 2, NULL));
}

static const struct entry *entry_of(const struct bed *b, const struct picture *p)
{
	return &b->album->entries.v[p->source->entry];
}

static struct str file_of(struct bed *b, const struct picture *p)
{
	struct str bytes;
	g_assert_true(picture_file(p, &b->arena, &bytes));
	g_assert_cmpuint(bytes.n, ==, picture_file_size(p));
	g_assert_cmpuint(content_hash(bytes), ==, p->hash);
	return bytes;
}

static bool told(const struct bed *b, const char *part)
{
	for (size_t i = 0; i < b->article.diags.list.n; i++)
		if (str_find(b->article.diags.list.v[i].text, str_from(part), 0) != STR_NONE)
			return true;
	return false;
}

/* ---- where they wait ---- */

static void test_pile(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct picture *large = add_noise(b, 1), *other = add_noise(b, 2);
	put(b, "small.png", test_png(&b->arena, 310, 2 + 8, PNG_COLOR_TYPE_RGB, 0));
	put(b, "fits.jpg", noise(b, 250, 3));
	struct picture *small = add(b, S("small.png")), *fits = add(b, S("fits.jpg"));
	load(b);
	album_pile(b->album, in(b, "book.epub"));
	fit(b);
	g_assert_cmpint(entry_of(b, large)->place, ==, PLACE_PILE);
	g_assert_cmpint(entry_of(b, other)->place, ==, PLACE_PILE);
	g_assert_cmpint(entry_of(b, small)->place, ==, PLACE_MEMORY);
	g_assert_cmpint(entry_of(b, fits)->place, ==, PLACE_SOURCE);
	g_assert_null(large->bytes.s);
	struct str first = file_of(b, large), second = file_of(b, other);
	g_assert_false(str_eq(first, second));
	g_assert_false(picture_same(large, other));
	g_assert_true(picture_same(large, large));
	file_of(b, small);
	file_of(b, fits);
	uint64_t full = pile_size(b->album->pile);
	fit(b); /* nothing to do: nothing is written again */
	g_assert_cmpuint(pile_size(b->album->pile), ==, full);
	album_narrow(b->album, large, 100, 100);
	album_narrow(b->album, other, 100, 100);
	fit(b); /* all of it is made anew, in its place */
	g_assert_cmpuint(pile_size(b->album->pile), <, full);
	g_assert_cmpuint(album_count(b->album).decoded, ==, 5);
	first = file_of(b, large);
	pile_empty(b->album->pile); /* as if its disk failed: it is made again */
	g_assert_true(str_eq(file_of(b, large), first));
}

/* No disk to wait on: memory will do. */
static void test_no_pile(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct picture *large = add_noise(b, 1);
	load(b);
	album_pile(b->album, in(b, "no/such/folder/book.epub"));
	fit(b);
	g_assert_cmpint(entry_of(b, large)->place, ==, PLACE_MEMORY);
	file_of(b, large);
	album_reset(b->album);
}

static void open_store(struct bed *b)
{
	b->options.store = store_open(str_from(in(b, "store")), STORE_WRITE, &b->diags);
	g_assert_nonnull(b->options.store);
}

/* A damaged variant is made again, the same; where the original is lost too, the picture goes. */
static void test_store(struct bed *b, gconstpointer unused)
{
	(void)unused;
	open_store(b);
	struct picture *p = add_noise(b, 1);
	load(b);
	fit(b);
	g_assert_cmpint(entry_of(b, p)->place, ==, PLACE_STORE);
	struct str made = file_of(b, p);
	g_assert_cmpuint(album_count(b->album).decoded, ==, 1);
	album_free(b->album);
	b->album = album_new(&b->issue, &b->options);
	fit(b);
	g_assert_cmpuint(album_count(b->album).decoded, ==, 0);
	g_assert_true(str_eq(file_of(b, p), made));
	const struct entry *e = entry_of(b, p);
	char *path = in(
		b,
		arena_printf(&b->arena, "store/made/%.2s/%s.%.*s", e->sha, e->sha + 2, STR_FMT(e->name)).s);
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_true(str_eq(file_of(b, p), made));
	g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	g_assert_cmpint(g_unlink(path), ==, 0);
	put(b, "n1.jpg", S("not what it was"));
	struct str bytes;
	g_assert_false(picture_file(p, &b->arena, &bytes));
	g_assert_true(album_lost(b->album));
	fit(b);
	g_assert_false(album_lost(b->album));
	g_assert_cmpint(p->type, ==, PICTURE_NONE);
	g_assert_true(told(b, "its file changed meanwhile: n1.jpg"));
}

static struct str url = {"http://a.example/1.jpg", 22};

static void store_picture(struct bed *b, struct str bytes)
{
	int error;
	struct probe probe = probe_picture(bytes);
	struct stream *to = store_incoming(b->options.store, &error);
	struct store_arrival what = {.url = url, .now = 1};
	stream_puts(to, bytes);
	what.content = (struct stored){.kind = probe.kind,
				       .width = probe.width,
				       .height = probe.height,
				       .components = probe.components,
				       .size = bytes.n};
	store_sha(bytes, what.content.sha);
	g_assert_true(store_keep(b->options.store, &what, to));
}

/* What was seen of a stored picture is believed, and its bytes only as long as they are those. */
static void test_facts(struct bed *b, gconstpointer unused)
{
	(void)unused;
	open_store(b);
	struct str bytes = noise(b, 200, 5);
	store_picture(b, bytes);
	struct facts seen;
	char sha[STORE_SHA + 1];
	store_sha(bytes, sha);
	g_assert_false(facts_read(b->options.store, sha, &seen));
	struct picture *p = add(b, url);
	load(b);
	fit(b);
	g_assert_true(str_eq(file_of(b, p), bytes));
	g_assert_true(facts_read(b->options.store, sha, &seen));
	g_assert_cmpint(seen.probe.kind, ==, PROBE_JPEG);
	g_assert_cmpuint(seen.natural.width, ==, 200);
	g_assert_cmpuint(seen.probe.components, ==, 1);
	g_assert_cmpuint(seen.hash, ==, content_hash(bytes));
	char *path = in(b, arena_printf(&b->arena, "store/content/%.2s/%s", sha, sha + 2).s);
	char *damaged = g_strndup(bytes.s, bytes.n);
	damaged[bytes.n / 2] ^= 4;
	g_assert_true(g_file_set_contents(path, damaged, (gssize)bytes.n, NULL));
	g_free(damaged);
	struct str again;
	g_assert_false(picture_file(p, &b->arena, &again));
	fit(b);
	g_assert_cmpint(p->type, ==, PICTURE_NONE);
	g_assert_true(p->remote); /* counted among those that fetch would bring */
	g_assert_true(told(b, "gone or damaged"));
}

/* ---- once, however often ---- */

static void test_shared(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct picture *x = add_noise(b, 1), *y = add(b, S("./n1.jpg"));
	put(b, "copy.jpg", noise(b, 400, 1));
	struct picture *copy = add(b, S("copy.jpg"));
	load(b);
	fit(b);
	g_assert_cmpuint(b->album->entries.n, ==, 2);
	g_assert_true(entry_of(b, x) == entry_of(b, y));
	g_assert_true(picture_same(x, copy)); /* another file, the same picture */
	g_assert_cmpuint(album_count(b->album).pictures, ==, 1);
}

static void test_cancelled(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct cancel cancel = {.requested = true};
	add_noise(b, 1);
	load(b);
	g_assert_false(album_fit(b->album, &screen, 1, &cancel));
}

/* ---- budgets ---- */

static void test_squeeze(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct album_squeeze done;
	for (unsigned i = 1; i <= 12; i++)
		add_noise(b, i);
	load(b);
	fit(b);
	uint64_t whole = album_count(b->album).bytes;
	for (unsigned part = 90; part > 20; part -= 30) {
		uint64_t room = whole * part / 100;
		g_assert_true(album_squeeze(b->album, &screen, room, 2, NULL, &done));
		g_assert_true(done.fits);
		g_assert_cmpuint(album_count(b->album).bytes, <=, room);
		g_assert_cmpuint(album_count(b->album).bytes, >=, room * 96 / 100);
	}
	g_assert_true(album_squeeze(b->album, &screen, 10, 2, NULL, &done));
	g_assert_false(done.fits);
	album_reset(b->album);
	fit(b);
	g_assert_cmpuint(album_count(b->album).bytes, ==, whole);
}

static void test_steps(void)
{
	for (size_t i = 1; i < SQUEEZE_STEPS; i++) {
		const struct squeeze_step *now = &squeeze_steps[i], *before = &squeeze_steps[i - 1];
		g_assert_cmpuint(now->expected, <, before->expected);
		g_assert_cmpuint(now->scale, <=, before->scale);
		g_assert_true(i == 1 || now->quality <= before->quality);
	}
}

/* ---- judgement ---- */

static void test_judge(struct bed *b, gconstpointer unused)
{
	static const struct {
		uint32_t width, height;
		bool stays;
	} cases[] = {
		{1, 1, false},  {4, 4, false},  {5, 5, true},   {600, 2, false},
		{2, 90, false}, {600, 3, true}, {3, 600, true}, {5, 4, true},
	};
	(void)unused;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *name = arena_printf(&b->arena, "%zu.png", i).s;
		put(b, name, test_png(&b->arena, cases[i].width, cases[i].height, PNG_COLOR_TYPE_RGB, 0));
		add(b, str_from(name));
	}
	image_load(&b->article, &b->options);
	size_t at = 0;
	const struct document *d = b->article.document;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		if (cases[i].stays)
			g_assert_true(d->pictures.v[at++] == &b->pictures[i]);
	g_assert_cmpuint(d->pictures.n, ==, at);
	g_assert_true(told(b, "4 pictures of a few pixels left out"));
	b->album = album_new(&b->issue, &b->options);
}

/* ---- codes ---- */

#define MODULES 29u

static bool in_finder(uint32_t x, uint32_t y, bool *dark)
{
	uint32_t fx = x < 8 ? 0 : x > MODULES - 9 ? MODULES - 7 : 99;
	uint32_t fy = y < 8 ? 0 : y > MODULES - 9 ? MODULES - 7 : 99;
	if (fx == 99 || fy == 99 || (fx && fy))
		return false;
	int dx = abs((int)x - (int)fx - 3), dy = abs((int)y - (int)fy - 3), d = dx > dy ? dx : dy;
	*dark = d == 3 || d <= 1;
	return true;
}

/* Three finders and noise between: what it says does not matter. */
static struct pixels draw_code(uint32_t module, uint32_t border, unsigned finders, int turn)
{
	uint32_t side = MODULES * module + 2 * border;
	struct pixels p = {g_malloc((size_t)side * side), side, side, 1};
	memset(p.data, 250, (size_t)side * side);
	for (uint32_t y = 0; y < MODULES; y++)
		for (uint32_t x = 0; x < MODULES; x++) {
			bool dark = ((x * 7919 + y * 104729 + x * y) >> 3) & 1;
			bool marked = in_finder(x, y, &dark);
			if (marked && finders < 3 && x > MODULES / 2)
				dark = true;
			uint32_t at[2] = {turn & 1 ? MODULES - 1 - x : x, turn & 2 ? MODULES - 1 - y : y};
			for (uint32_t j = 0; dark && j < module; j++)
				memset(p.data + (size_t)(border + at[1] * module + j) * side + border +
					       at[0] * module,
				       20, module);
		}
	return p;
}

static bool is_code(uint32_t module, uint32_t border, unsigned finders, int turn)
{
	struct pixels p = draw_code(module, border, finders, turn);
	bool code = pixels_are_code(&p);
	pixels_clear(&p);
	return code;
}

static void test_codes_by_pixels(void)
{
	for (uint32_t module = 3; module < 12; module++)
		g_assert_true(is_code(module, 4 * module, 3, 0));
	for (int turn = 0; turn < 4; turn++)
		g_assert_true(is_code(6, 10, 3, turn));
	g_assert_false(is_code(6, 10, 2, 0));
	g_assert_false(is_code(3, 160, 3, 0)); /* small, in the middle of something else */
	struct pixels p = draw_code(6, 10, 3, 0);
	for (size_t i = 0; i < (size_t)p.width * p.height; i++)
		p.data[i] = (uint8_t)((i % p.width / 9 + i / p.width / 9) % 2 * 255); /* a chessboard */
	g_assert_false(pixels_are_code(&p));
	for (size_t i = 0; i < (size_t)p.width * p.height; i++)
		p.data[i] = (uint8_t)(i * 2654435761u >> 20); /* noise */
	g_assert_false(pixels_are_code(&p));
	memset(p.data, 255, (size_t)p.width * p.height);
	g_assert_false(pixels_are_code(&p));
	pixels_clear(&p);
}

static void add_text(struct bed *b, const char *text)
{
	struct block *block = block_new(&b->article.arena, BLOCK_PARAGRAPH, b->article.document->root);
	VEC_PUSH(&b->article.arena, &block->spans, (struct span){.text = str_from(text)});
}

static const char story[] = "河水从山里来，绕过旧城的石桥，在码头边慢了下来；卖早点的人支起棚子，雾还没有散，"
			    "第一班渡船已经靠岸，挑担的人一个接一个走上石阶，篮子里是刚摘的菜，还带着露水。";

/* Text before, text behind, title; does the code stay? */
static const struct placed {
	const char *before, *after, *title;
	bool stays;
} placed[] = {
	{story, "", "渡口", false},   /* at the end, whatever is said */
	{story, story, "渡口", true}, /* in the middle, unsaid */
	{"欢迎关注我们的公众号", story, "渡口", false},
	{story, "长按关注", "渡口", false},
	{"扫描下方二维码报名", "", "渡口", true}, /* a reader may want it */
	{story, "", "二维码简史", true},
	{"二维码有三个角，二维码的第四个角没有；二维码由此知道上下。", "", "三个角", true},
};

static void test_codes_by_place(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct pixels p = draw_code(6, 10, 3, 0);
	struct traits traits;
	struct str png;
	pixels_examine(&p, &traits);
	g_assert_true(encode_png(&p, &traits, &b->arena, &png));
	pixels_clear(&p);
	put(b, "p1.png", png);
	for (size_t i = 0; i < G_N_ELEMENTS(placed); i++) {
		b->article.document = ARENA_NEW(&b->article.arena, struct document);
		b->article.document->root = block_new(&b->article.arena, BLOCK_DOCUMENT, NULL);
		b->article.title = str_from(placed[i].title);
		add_text(b, placed[i].before);
		add(b, S("p1.png"));
		add_text(b, placed[i].after);
		image_load(&b->article, &b->options);
		g_assert_cmpuint(b->article.document->pictures.n, ==, placed[i].stays ? 1 : 0);
	}
	g_assert_true(told(b, "1 QR code left out"));
}

/* One that could not be looked at is no answer: the next build looks again. */
static void test_code_looked_at_again(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct cancel cancel = {0};
	const struct codec_options cancelled = {.cancel = &cancel};
	struct pixels p = draw_code(6, 10, 3, 0);
	struct traits traits;
	struct str png;
	pixels_examine(&p, &traits);
	g_assert_true(encode_png(&p, &traits, &b->arena, &png));
	pixels_clear(&p);
	open_store(b);
	store_picture(b, png);
	struct codec *usual = b->options.codec;
	atomic_store(&cancel.requested, true);
	for (int looks = 0; looks < 2; looks++) {
		b->article.document = ARENA_NEW(&b->article.arena, struct document);
		b->article.document->root = block_new(&b->article.arena, BLOCK_DOCUMENT, NULL);
		b->article.title = S("渡口");
		add_text(b, story);
		add(b, url);
		b->options.codec = looks ? usual : codec_new(&cancelled);
		image_load(&b->article, &b->options);
		g_assert_cmpuint(b->article.document->pictures.n, ==, looks ? 0 : 1);
		if (!looks)
			codec_free(b->options.codec);
	}
}

#define ADD(name, test) g_test_add("/album/" name, struct bed, NULL, bed_up, test, bed_down)

int main(int argc, char **argv)
{
	if (drawing_serve(argc, argv))
		return 0;
	g_test_init(&argc, &argv, NULL);
	ADD("pile", test_pile);
	ADD("no-pile", test_no_pile);
	ADD("store", test_store);
	ADD("facts", test_facts);
	ADD("shared", test_shared);
	ADD("cancelled", test_cancelled);
	ADD("squeeze", test_squeeze);
	ADD("judge", test_judge);
	ADD("codes-by-place", test_codes_by_place);
	ADD("code-looked-at-again", test_code_looked_at_again);
	g_test_add_func("/album/codes-by-pixels", test_codes_by_pixels);
	g_test_add_func("/album/steps", test_steps);
	int status = g_test_run();
	codec_shutdown();
	return status;
}
