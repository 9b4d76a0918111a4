/* Output streams: whole or absent. */
#include "base/stream.h"

#include "scratch.h"

#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

static char *folder(void)
{
	char *dir = g_dir_make_tmp("stream-XXXXXX", NULL);
	g_assert_nonnull(dir);
	return dir;
}

static guint entries(const char *dir)
{
	guint n = 0;
	GDir *d = g_dir_open(dir, 0, NULL);
	while (g_dir_read_name(d))
		n++;
	g_dir_close(d);
	return n;
}

static struct stream *open_or_die(const char *path)
{
	int error;
	struct stream *s = stream_open_file(path, &error);
	g_assert_nonnull(s);
	return s;
}

static void assert_content(const char *path, const char *want)
{
	char *got = NULL;
	g_assert_true(g_file_get_contents(path, &got, NULL, NULL));
	g_assert_cmpstr(got, ==, want);
	g_free(got);
}

static void test_replaces_only_at_commit(void)
{
	char *dir = folder(), *path = g_build_filename(dir, "out", NULL);
	size_t failed;
	g_file_set_contents(path, "old", -1, NULL);
	struct stream *s = open_or_die(path);
	stream_puts(s, S("new"));
	assert_content(path, "old");
	g_assert_cmpint(stream_commit_all(&s, 1, &failed), ==, 0);
	assert_content(path, "new");
	g_assert_cmpuint(entries(dir), ==, 1);
	g_free(path);
	scratch_remove(dir);
	g_free(dir);
}

static void test_abandon_leaves_nothing(void)
{
	char *dir = folder(), *path = g_build_filename(dir, "out", NULL);
	struct stream *s = open_or_die(path);
	for (int i = 0; i < 100000; i++)
		stream_puts(s, S("0123456789"));
	stream_abandon(s);
	g_assert_cmpuint(entries(dir), ==, 0);
	g_free(path);
	scratch_remove(dir);
	g_free(dir);
}

/* Both kinds of stream say the same of the same calls. */
static void scribble(struct stream *s)
{
	char back[5] = "";
	for (int i = 0; i < 20000; i++)
		stream_printf(s, "%05d", i);
	g_assert_cmpuint(stream_size(s), ==, 100000);
	stream_patch(s, 50000, "HELLO", 5);
	g_assert_cmpuint(stream_read_back(s, 50000, back, 4), ==, 4);
	g_assert_cmpstr(back, ==, "HELL");
	g_assert_cmpuint(stream_read_back(s, 99998, back, 4), ==, 2);
	g_assert_cmpuint(stream_read_back(s, 100000, back, 4), ==, 0);
	stream_truncate(s, 50005);
	stream_puts(s, S("end"));
	g_assert_cmpuint(stream_size(s), ==, 50008);
	g_assert_cmpint(stream_error(s), ==, 0);
}

static void test_patch_and_truncate(void)
{
	char *dir = folder(), *path = g_build_filename(dir, "out", NULL), *bytes;
	struct stream *memory = stream_open_memory(), *file = open_or_die(path);
	size_t failed, n;
	scribble(memory);
	scribble(file);
	g_assert_cmpint(stream_commit_all(&file, 1, &failed), ==, 0);
	g_assert_true(g_file_get_contents(path, &bytes, &n, NULL));
	g_assert_true(str_eq(stream_bytes(memory), (struct str){bytes, n}));
	g_assert_true(g_str_has_suffix(bytes, "HELLOend"));
	stream_abandon(memory);
	g_free(bytes);
	g_free(path);
	scratch_remove(dir);
	g_free(dir);
}

static void test_patch_outside_fails(void)
{
	struct stream *s = stream_open_memory();
	stream_puts(s, S("abc"));
	stream_patch(s, 2, "xx", 2);
	g_assert_cmpint(stream_error(s), ==, EINVAL);
	stream_puts(s, S("ignored after the failure"));
	g_assert_cmpuint(stream_size(s), ==, 3);
	stream_abandon(s);
}

static void test_bad_targets(void)
{
	char *dir = folder();
	int error = 0;
	g_assert_null(stream_open_file(dir, &error));
	g_assert_cmpint(error, ==, EISDIR);
	char *path = g_build_filename(dir, "no", "such", "place", NULL);
	g_assert_null(stream_open_file(path, &error));
	g_assert_cmpint(error, ==, ENOENT);
	g_free(path);
	scratch_remove(dir);
	g_free(dir);
}

static void test_link_is_followed(void)
{
	char *dir = folder(), *path = g_build_filename(dir, "real", NULL),
	     *link = g_build_filename(dir, "link", NULL);
	size_t failed;
	g_file_set_contents(path, "old", -1, NULL);
	g_assert_cmpint(symlink("real", link), ==, 0);
	struct stream *s = open_or_die(link);
	stream_puts(s, S("new"));
	g_assert_cmpint(stream_commit_all(&s, 1, &failed), ==, 0);
	g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
	assert_content(path, "new");
	g_free(path);
	g_free(link);
	scratch_remove(dir);
	g_free(dir);
}

/* One that cannot be finished keeps all from being put in place. */
static void full_disk(void)
{
	char *dir = folder(), *small = g_build_filename(dir, "small", NULL),
	     *big = g_build_filename(dir, "big", NULL);
	struct stream *s[] = {open_or_die(small), open_or_die(big)};
	struct rlimit limit = {200000, 200000};
	size_t failed = 9;
	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	stream_puts(s[0], S("small"));
	for (int i = 0; i < 100000; i++)
		stream_puts(s[1], S("0123456789"));
	g_assert_cmpint(stream_commit_all(s, 2, &failed), ==, EFBIG);
	g_assert_cmpuint(failed, ==, 1);
	g_assert_cmpuint(entries(dir), ==, 0);
	g_free(small);
	g_free(big);
	scratch_remove(dir);
	g_free(dir);
}

/* One whose place is taken after all takes the others back: what stood there, and that nothing stood there.
 */
static void test_place_taken(void)
{
	char *dir = folder(), *old = g_build_filename(dir, "old", NULL),
	     *new = g_build_filename(dir, "new", NULL), *taken = g_build_filename(dir, "taken", NULL), *text;
	g_assert_true(g_file_set_contents(old, "before", -1, NULL));
	struct stream *s[] = {open_or_die(old), open_or_die(new), open_or_die(taken)};
	size_t failed = 9;
	for (size_t i = 0; i < G_N_ELEMENTS(s); i++)
		stream_puts(s[i], S("after"));
	g_assert_cmpint(g_mkdir(taken, 0700), ==, 0);
	g_assert_cmpint(stream_commit_all(s, 3, &failed), ==, EISDIR);
	g_assert_cmpuint(failed, ==, 2);
	g_assert_true(g_file_get_contents(old, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "before");
	g_assert_cmpuint(entries(dir), ==, 2);
	g_assert_cmpint(g_rmdir(taken), ==, 0);
	g_free(text);
	struct stream *again[] = {open_or_die(old), open_or_die(new), open_or_die(taken)};
	for (size_t i = 0; i < G_N_ELEMENTS(again); i++)
		stream_puts(again[i], S("after"));
	g_assert_cmpint(stream_commit_all(again, 3, &failed), ==, 0);
	g_assert_cmpuint(entries(dir), ==, 3);
	g_assert_true(g_file_get_contents(old, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "after");
	g_free(text);
	g_free(old);
	g_free(new);
	g_free(taken);
	scratch_remove(dir);
	g_free(dir);
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

/* Also where what it points at is not there yet, by one link or two. */
static void test_dangling_link_is_followed(void)
{
	char *dir = g_dir_make_tmp("stream-XXXXXX", NULL), *link = g_build_filename(dir, "link", NULL);
	char *second = g_build_filename(dir, "second", NULL), *real = g_build_filename(dir, "real", NULL);
	char *bytes = NULL;
	size_t failed;
	g_assert_cmpint(symlink("second", link), ==, 0);
	g_assert_cmpint(symlink(real, second), ==, 0);
	struct stream *s = open_or_die(link);
	stream_puts(s, S("text"));
	g_assert_cmpint(stream_commit_all(&s, 1, &failed), ==, 0);
	g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
	g_assert_true(g_file_test(second, G_FILE_TEST_IS_SYMLINK));
	g_assert_false(g_file_test(real, G_FILE_TEST_IS_SYMLINK));
	g_assert_true(g_file_get_contents(real, &bytes, NULL, NULL));
	g_assert_cmpstr(bytes, ==, "text");
	g_free(bytes);
	g_unlink(link);
	g_unlink(second);
	g_unlink(real);
	g_assert_cmpint(g_rmdir(dir), ==, 0);
	/* A ring of links is no place. */
	g_free(dir);
	dir = g_dir_make_tmp("stream-XXXXXX", NULL);
	g_free(link);
	link = g_build_filename(dir, "ring", NULL);
	g_assert_cmpint(symlink("ring", link), ==, 0);
	int error;
	g_assert_null(stream_open_file(link, &error));
	g_assert_cmpint(error, ==, ELOOP);
	g_unlink(link);
	g_assert_cmpint(g_rmdir(dir), ==, 0);
	g_free(link);
	g_free(second);
	g_free(real);
	g_free(dir);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/stream/replaces-only-at-commit", test_replaces_only_at_commit);
	g_test_add_func("/stream/abandon-leaves-nothing", test_abandon_leaves_nothing);
	g_test_add_func("/stream/patch-and-truncate", test_patch_and_truncate);
	g_test_add_func("/stream/patch-outside-fails", test_patch_outside_fails);
	g_test_add_func("/stream/bad-targets", test_bad_targets);
	g_test_add_func("/stream/link-is-followed", test_link_is_followed);
	g_test_add_func("/stream/dangling-link-is-followed", test_dangling_link_is_followed);
	g_test_add_func("/stream/place-taken", test_place_taken);
	g_test_add_func("/stream/full-disk", test_full_disk);
	return g_test_run();
}
