/* image/store: what is kept is found again, and what is damaged is found out. */
#include "base/stream.h"
#include "image/store-files.h"

#include "scratch.h"

#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW ((instant)1626000000)

struct bed {
	char *dir;
	struct arena arena;
	struct diags diags;
	struct store *store;
};

static bool keep_variant(struct store *s, const char *sha, struct str variant, struct str bytes)
{
	struct variant v = {.width = 3, .height = 2, .type = 1, .components = 3};
	return store_variant_write(s, sha, variant, bytes, &v);
}

static struct store *open_again(struct bed *b, enum store_mode mode)
{
	store_close(b->store);
	b->store = store_open(str_from(b->dir), mode, &b->diags);
	return b->store;
}

static void bed_up(struct bed *b, gconstpointer unused)
{
	(void)unused;
	*b = (struct bed){.dir = g_dir_make_tmp("store-XXXXXX", NULL)};
	diags_init(&b->diags, &b->arena, S(""));
	g_assert_nonnull(open_again(b, STORE_WRITE));
}

static void bed_down(struct bed *b, gconstpointer unused)
{
	(void)unused;
	store_close(b->store);
	scratch_remove(b->dir);
	g_free(b->dir);
	arena_clear(&b->arena);
}

static struct store_arrival arrival(struct str url, struct str bytes)
{
	struct store_arrival a = {.url = url, .etag = S("\"e\""), .modified = S("Mon"), .now = NOW};
	a.content =
		(struct stored){.kind = PROBE_PNG, .width = 3, .height = 4, .components = 3, .size = bytes.n};
	store_sha(bytes, a.content.sha);
	return a;
}

static bool keep(struct bed *b, struct str url, struct str bytes)
{
	int error;
	struct store_arrival a = arrival(url, bytes);
	struct stream *incoming = store_incoming(b->store, &error);
	g_assert_nonnull(incoming);
	stream_puts(incoming, bytes);
	return store_keep(b->store, &a, incoming);
}

static bool holds(struct bed *b, struct str url, struct str want)
{
	struct stored found;
	struct str bytes;
	if (!store_find(b->store, url, &found) || !store_read(b->store, &found, &b->arena, &bytes))
		return false;
	g_assert_true(str_eq(bytes, want));
	g_assert_true(store_intact(b->store, &found));
	return true;
}

static char *content_path(struct bed *b, struct str bytes)
{
	char sha[STORE_SHA + 1];
	store_sha(bytes, sha);
	return store_path(b->store, STORE_CONTENT, sha, S(""));
}

static void test_keeps(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct stored found;
	g_assert_false(holds(b, S("http://a/1"), S("one")));
	g_assert_true(keep(b, S("http://a/1"), S("one")));
	g_assert_true(keep(b, S("http://a/2#fragment"), S("one"))); /* once on the disk */
	g_assert_true(keep(b, S("http://a/3"), S("")));
	g_assert_true(open_again(b, STORE_READ) != NULL);
	g_assert_true(holds(b, S("http://a/1#x"), S("one")));
	g_assert_true(holds(b, S("http://a/2"), S("one")));
	g_assert_true(holds(b, S("http://a/3"), S("")));
	g_assert_false(store_find(b->store, S("http://a/4"), &found));
	g_assert_true(store_find(b->store, S("http://a/1"), &found));
	g_assert_cmpint(found.kind, ==, PROBE_PNG);
	g_assert_cmpuint(found.width, ==, 3);
	g_assert_cmpuint(found.height, ==, 4);
	g_assert_cmpuint(found.components, ==, 3);
	g_assert_cmpuint(found.size, ==, 3);
	g_assert_cmpuint(b->diags.list.n, ==, 0);
}

/* A plain folder of pictures is no store, and stays as it is. */
static void test_plain_folder(void)
{
	struct arena a = {0};
	struct diags d;
	struct stored found;
	char *dir = g_dir_make_tmp("store-XXXXXX", NULL);
	diags_init(&d, &a, S(""));
	g_assert_null(store_open(str_from(dir), STORE_READ, &d));
	g_assert_cmpuint(d.list.n, ==, 0);
	g_assert_false(store_find(NULL, S("http://a/1"), &found));
	keep_variant(NULL, "ab", S("v"), S("x"));
	g_assert_cmpint(g_rmdir(dir), ==, 0);
	g_free(dir);
	arena_clear(&a);
}

static void test_source(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct str url = S("http://a/1");
	g_assert_false(store_source(b->store, url, &b->arena).known);
	g_assert_true(store_want(b->store, &url, 1, NOW)); /* of what is not known nothing is noted */
	g_assert_false(store_source(b->store, url, &b->arena).known);
	g_assert_true(store_failed(b->store, url, "HTTP 404", NOW, NOW + 86400));
	g_assert_true(store_failed(b->store, url, "HTTP 500", NOW, NOW + 96400));
	g_assert_true(store_want(b->store, &url, 1, NOW));
	struct store_source s = store_source(b->store, url, &b->arena);
	g_assert_true(s.known && !s.stored);
	g_assert_cmpuint(s.failures, ==, 2);
	g_assert_cmpint(s.retry, ==, NOW + 96400);
	g_assert_true(str_eq(s.reason, S("HTTP 500")));
	g_assert_true(keep(b, url, S("one")));
	s = store_source(b->store, url, &b->arena);
	g_assert_true(s.stored);
	g_assert_true(str_eq(s.etag, S("\"e\"")) && str_eq(s.modified, S("Mon")));
	g_assert_cmpint(s.checked, ==, NOW);
	g_assert_cmpuint(s.failures, ==, 0);
	g_assert_cmpuint(s.reason.n, ==, 0);
	g_assert_true(store_unchanged(b->store, url, NOW + 5));
	g_assert_cmpint(store_source(b->store, url, &b->arena).checked, ==, NOW + 5);
	/* A later failure does not take away what is there. */
	g_assert_true(store_failed(b->store, url, "timeout", NOW, NOW + 86400));
	g_assert_true(holds(b, url, S("one")));
}

static void damage(const char *path, struct str bytes)
{
	g_assert_true(g_file_set_contents(path, bytes.s, (gssize)bytes.n, NULL));
}

static void test_damaged_file(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct stored found;
	struct str url = S("http://a/1"), bytes;
	char *path = content_path(b, S("one"));
	keep(b, url, S("one"));
	damage(path, S("onf"));
	g_assert_true(store_find(b->store, url, &found));
	g_assert_false(store_intact(b->store, &found));
	g_assert_false(store_read(b->store, &found, &b->arena, &bytes));
	g_assert_true(keep(b, url, S("one"))); /* fetched again: mended */
	g_assert_true(holds(b, url, S("one")));
	g_assert_cmpint(truncate(path, 0), ==, 0);
	g_assert_false(store_intact(b->store, &found));
	g_assert_true(store_forget(b->store, found.sha));
	g_assert_false(store_find(b->store, url, &found));
	g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
	struct store_source s = store_source(b->store, url, &b->arena);
	g_assert_true(s.known && !s.stored);
	g_assert_cmpuint(s.etag.n, ==, 0); /* it must not be asked for conditionally */
	g_free(path);
}

static void test_damaged_index(struct bed *b, gconstpointer unused)
{
	(void)unused;
	keep(b, S("http://a/1"), S("one"));
	char *index = g_strdup(b->store->index);
	store_close(b->store);
	b->store = NULL;
	damage(index, S("no database at all, but a text that is long enough"));
	g_assert_null(open_again(b, STORE_READ));
	g_assert_cmpstr(diag_id_code(b->diags.list.v[0].id), ==, "bad-store");
	g_assert_nonnull(open_again(b, STORE_WRITE));
	g_assert_cmpuint(b->diags.list.n, ==, 2);
	g_assert_true(keep(b, S("http://a/1"), S("one")));
	g_assert_true(holds(b, S("http://a/1"), S("one")));
	g_assert_nonnull(open_again(b, STORE_WRITE));
	g_assert_cmpuint(b->diags.list.n, ==, 2);
	g_free(index);
}

/* A page in the middle, which opening alone would not read. */
static void test_damaged_page(struct bed *b, gconstpointer unused)
{
	(void)unused;
	for (int i = 0; i < 500; i++) {
		struct str url = arena_printf(&b->arena, "http://a/%d", i);
		store_failed(b->store, url, "HTTP 404", NOW, NOW);
	}
	char *index = g_strdup(b->store->index);
	store_close(b->store);
	b->store = NULL;
	FILE *file = fopen(index, "r+");
	fseek(file, 6 * 4096, SEEK_SET);
	fputs("garbage", file);
	fclose(file);
	g_assert_nonnull(open_again(b, STORE_WRITE));
	g_assert_cmpuint(b->diags.list.n, ==, 1);
	g_assert_false(store_source(b->store, S("http://a/1"), &b->arena).known);
	g_free(index);
}

static void test_variants(struct bed *b, gconstpointer unused)
{
	(void)unused;
	char sha[STORE_SHA + 1];
	struct str bytes, variant = S("e-1264x1680-g-80-1000-v1");
	store_sha(S("local"), sha); /* in no index */
	g_assert_false(store_variant_read(b->store, sha, variant, &b->arena, &bytes));
	keep_variant(b->store, sha, variant, S("made"));
	keep_variant(b->store, sha, S("../../../x"), S("made"));
	keep_variant(b->store, sha, S(""), S("made"));
	g_assert_nonnull(open_again(b, STORE_READ));
	g_assert_true(store_variant_read(b->store, sha, variant, &b->arena, &bytes));
	g_assert_true(str_eq(bytes, S("made")));
	struct variant seen;
	g_assert_true(store_variant_look(b->store, sha, variant, &seen));
	g_assert_cmpuint(seen.size, ==, 4);
	g_assert_cmpuint(seen.hash, ==, content_hash(S("made")));
	g_assert_cmpuint(seen.width * 10u + seen.height, ==, 32);
	g_assert_cmpuint(seen.type * 10u + seen.components, ==, 13);
	g_assert_false(store_variant_look(b->store, sha, S("other"), &seen));
	g_assert_false(store_variant_read(b->store, sha, S("other"), &b->arena, &bytes));
	g_assert_false(store_variant_read(b->store, sha, S("../../../x"), &b->arena, &bytes));
	keep_variant(b->store, sha, variant, S("")); /* a reader's store keeps these too */
	g_assert_true(store_variant_read(b->store, sha, variant, &b->arena, &bytes));
	g_assert_cmpuint(bytes.n, ==, 0);
	char *path = store_path(b->store, STORE_MADE, sha, S(".e-1264x1680-g-80-1000-v1"));
	damage(path, S("WZv2 and then not what was written, but long enough"));
	g_assert_false(store_variant_look(b->store, sha, variant, &seen));
	g_assert_false(store_variant_read(b->store, sha, variant, &b->arena, &bytes));
	damage(path, S("W"));
	g_assert_false(store_variant_read(b->store, sha, variant, &b->arena, &bytes));
	g_free(path);
}

static void want(struct bed *b, const char *url, instant now)
{
	struct str text = str_from(url);
	g_assert_true(store_want(b->store, &text, 1, now));
}

static bool has(struct bed *b, const char *url)
{
	struct stored found;
	return store_find(b->store, str_from(url), &found);
}

static void test_prune(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct store_pruned done;
	struct str bytes, kb = {arena_alloc(&b->arena, 1000), 1000};
	char sha[STORE_SHA + 1];
	keep(b, S("http://a/old"), S("old"));
	keep(b, S("http://a/new"), S("new"));
	keep(b, S("http://a/large"), kb);
	store_failed(b->store, S("http://a/lost"), "HTTP 404", NOW, NOW);
	store_sha(S("old"), sha);
	keep_variant(b->store, sha, S("v"), S("made of old"));
	want(b, "http://a/new", NOW + 200);
	want(b, "http://a/large", NOW + 100);
	char *stray = g_build_filename(b->dir, STORE_CONTENT, "ab", "no-hash", NULL);
	char *orphan = content_path(b, S("orphan")); /* put in place, and then its process was killed */
	store_sha(S("orphan"), sha);
	g_assert_true(store_make_folders(b->store, STORE_CONTENT, sha));
	damage(orphan, S("orphan"));
	store_sha(S("old"), sha);
	char *ab = g_path_get_dirname(stray);
	g_mkdir_with_parents(ab, 0755);
	damage(stray, S("x"));

	g_assert_true(store_prune(b->store, &(struct store_prune){INT64_MIN, UINT64_MAX}, NOW, &done));
	g_assert_cmpuint(done.pictures, ==, 0);
	g_assert_cmpuint(done.left, ==, 3);
	g_assert_false(g_file_test(stray, G_FILE_TEST_EXISTS));
	g_assert_false(g_file_test(orphan, G_FILE_TEST_EXISTS));
	g_assert_true(store_source(b->store, S("http://a/lost"), &b->arena).known);

	g_assert_true(store_prune(b->store, &(struct store_prune){NOW + 50, UINT64_MAX}, NOW, &done));
	g_assert_cmpuint(done.pictures, ==, 1);
	g_assert_cmpuint(done.left, ==, 2);
	g_assert_false(has(b, "http://a/old"));
	g_assert_false(store_variant_read(b->store, sha, S("v"), &b->arena, &bytes));
	g_assert_false(store_source(b->store, S("http://a/lost"), &b->arena).known);

	g_assert_true(store_prune(b->store, &(struct store_prune){INT64_MIN, 1002}, NOW, &done));
	g_assert_cmpuint(done.pictures, ==, 1); /* the one that was named longest ago, not the largest */
	g_assert_cmpuint(done.bytes_left, ==, 3);
	g_assert_true(has(b, "http://a/new"));
	g_assert_false(has(b, "http://a/large"));
	g_free(orphan);
	g_free(stray);
	g_free(ab);
}

static void test_examine(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct store_health h;
	char *path = content_path(b, S("one"));
	keep(b, S("http://a/1"), S("one"));
	keep(b, S("http://a/2"), S("other"));
	store_failed(b->store, S("http://a/3"), "HTTP 404", NOW, NOW);
	keep_variant(b->store, arrival(S(""), S("one")).content.sha, S("v"), S("made"));
	g_assert_true(store_examine(b->store, 2, NULL, &b->arena, &h));
	g_assert_cmpuint(h.pictures, ==, 2);
	g_assert_cmpuint(h.sources, ==, 3);
	g_assert_cmpuint(h.failed, ==, 1);
	g_assert_cmpuint(h.bytes, ==, 8);
	g_assert_cmpuint(h.bytes_made, ==, 4 + 40);
	g_assert_cmpuint(h.damaged, ==, 0);
	g_assert_cmpuint(h.index.n, ==, 0);
	g_assert_cmpint(unlink(path), ==, 0);
	g_assert_true(store_examine(b->store, 2, NULL, &b->arena, &h));
	g_assert_cmpuint(h.damaged, ==, 1);
	g_free(path);
}

/* Threads at once, while the writer goes on. */
struct readers {
	struct bed *bed;
	_Atomic(unsigned) right;
};

static void read_one(void *context, size_t index, unsigned worker)
{
	struct readers *r = context;
	struct arena a = {0};
	struct stored found;
	struct str url = arena_printf(&a, "http://a/%zu", index % 50), bytes;
	(void)worker;
	if (store_find(r->bed->store, url, &found) && store_read(r->bed->store, &found, &a, &bytes))
		r->right += str_eq(bytes, url);
	if (index == 100)
		keep(r->bed, S("http://b/"), S("late"));
	arena_clear(&a);
}

static void test_threads(struct bed *b, gconstpointer unused)
{
	(void)unused;
	struct readers r = {.bed = b};
	for (int i = 0; i < 50; i++) {
		struct str url = arena_printf(&b->arena, "http://a/%d", i);
		keep(b, url, url);
	}
	g_assert_true(parallel_for(400, 4, read_one, &r, NULL));
	g_assert_cmpuint(r.right, ==, 400);
}

/* A disk that takes no more: what was there stays, what did not come is not there. */
static void full_disk(void)
{
	struct bed b;
	bed_up(&b, NULL);
	struct str large = {arena_alloc(&b.arena, 400000), 400000}, why = {0};
	struct rlimit limit = {300000, 300000};
	g_assert_true(keep(&b, S("http://a/1"), S("one")));
	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	g_assert_true(store_sound(b.store, &why));
	g_assert_false(keep(&b, S("http://a/2"), large));
	g_assert_false(store_sound(b.store, &why));
	g_assert_cmpstr(why.s, ==, g_strerror(EFBIG));
	keep_variant(b.store, arrival(S(""), large).content.sha, S("v"), large);
	g_assert_false(holds(&b, S("http://a/2"), large));
	g_assert_true(holds(&b, S("http://a/1"), S("one")));
	bed_down(&b, NULL);
}

static void test_full_disk(void)
{
	if (g_test_subprocess()) {
		full_disk();
		return;
	}
	g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
	g_test_trap_assert_passed();
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/store/plain-folder", test_plain_folder);
	g_test_add_func("/store/full-disk", test_full_disk);
#define ADD(name, test) g_test_add("/store/" name, struct bed, NULL, bed_up, test, bed_down)
	ADD("keeps", test_keeps);
	ADD("source", test_source);
	ADD("damaged-file", test_damaged_file);
	ADD("damaged-index", test_damaged_index);
	ADD("damaged-page", test_damaged_page);
	ADD("variants", test_variants);
	ADD("prune", test_prune);
	ADD("examine", test_examine);
	ADD("threads", test_threads);
	return g_test_run();
}
