/* Walking: whatever a folder can hold. */
#include "collect/walk.h"

#include "scratch.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;

static char *folder_new(void)
{
	char *folder = g_dir_make_tmp("walk-XXXXXX", NULL);

	if (!folder) /* g_assert lets the compiler think that it may go on */
		g_error("no folder for the test");
	return folder;
}

/* Below the folder; its own folders are made. */
static void put(const char *folder, const char *name)
{
	char *path = g_build_filename(folder, name, NULL);
	char *parent = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, "x", 1, NULL));
	g_free(parent);
	g_free(path);
}

static void put_link(const char *folder, const char *target, const char *name)
{
	char *path = g_build_filename(folder, name, NULL);

	g_assert_cmpint(symlink(target, path), ==, 0);
	g_free(path);
}

static void put_fifo(const char *folder, const char *name)
{
	char *path = g_build_filename(folder, name, NULL);

	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	g_free(path);
}

/* "path[code]" for each, below the folder, in order. */
static const char *walked(const char *folder, struct diags *diags)
{
	struct str path = str_from(folder);
	struct walk walk = {0};
	struct buf text = BUF(&arena);

	diags_init(diags, &arena, S(""));
	g_assert_true(walk_paths(&path, 1, &arena, diags, NULL, &walk));
	for (size_t i = 0; i < walk.files.n; i++) {
		const struct found *found = &walk.files.v[i];
		struct skipped skipped = skip_entry(&arena, found->skip, found->path, found->detail);

		g_assert_true(str_eq(found->root, path));
		buf_add(&text, str_from_offset(found->path, path.n + 1));
		if (found->skip != SKIP_NONE)
			buf_printf(&text, "[%.*s]", STR_FMT(skipped.code));
		buf_add_char(&text, '\n');
	}
	return buf_cstr(&text);
}

static void test_names(void)
{
	char *folder = folder_new();
	struct diags diags;

	put(folder, "b/z.md");
	put(folder, "b/a.MARKDOWN");
	put(folder, "a b/it's \"q\".md");
	put(folder, "a b/new\nline.html");
	put(folder, "c.htm");
	put(folder, "c.txt");
	put(folder, "c.md~");
	put(folder, ".md");
	put(folder, ".hidden.md");
	put(folder, ".git/x.md");
	put(folder, "node_modules/x.md");
	put(folder, "_drafts/d/x.md");
	put(folder, "folder.md/x.md");
	put(folder, "\xff\xfe.md");
	g_assert_cmpstr(
		walked(folder, &diags), ==,
		"_drafts/d/x.md[draft]\na b/it's \"q\".md\na b/new\nline.html\nb/a.MARKDOWN\nb/z.md\nc.htm\n"
		"folder.md/x.md\n\xff\xfe.md\n");
	g_assert_cmpuint(diags.list.n, ==, 0);
	scratch_remove(folder);
	g_free(folder);
}

static void test_links(void)
{
	char *folder = folder_new();
	struct diags diags;

	put(folder, "a/x.md");
	put(folder, ".store/y.md");
	put(folder, "pictures/p.png");
	put_link(folder, ".", "loop");
	put_link(folder, "..", "a/up");
	put_link(folder, "a", "also-a");
	put_link(folder, "a/x.md", "also-x.md");
	put_link(folder, ".store/y.md", "y.md");
	put_link(folder, ".store", "store");
	put_link(folder, "/etc", "etc");
	put_link(folder, "/etc/passwd", "passwd.md");
	put_link(folder, "../../../../../../etc/passwd", "a/relative.md");
	put_link(folder, "nowhere", "dangling.md");
	put_link(folder, "self.md", "self.md");
	put_link(folder, "pictures/p.png", "p.png");
	g_assert_cmpstr(walked(folder, &diags), ==,
			"a/relative.md[link]\na/x.md\nalso-x.md[duplicate]\ndangling.md[unreadable]\n"
			"passwd.md[link]\nself.md[unreadable]\nstore/y.md\ny.md[duplicate]\n");
	g_assert_cmpuint(diags.list.n, ==, 5); /* the two links out, /etc, and the two that lead nowhere */
	scratch_remove(folder);
	g_free(folder);
}

static void test_special(void)
{
	char *folder = folder_new();
	struct diags diags;

	put(folder, "a.md");
	put_fifo(folder, "fifo.md");
	put_fifo(folder, "fifo");
	put_link(folder, "fifo.md", "link.md");
	g_assert_cmpstr(walked(folder, &diags), ==, "a.md\nfifo.md[unreadable]\nlink.md[unreadable]\n");
	scratch_remove(folder);
	g_free(folder);
}

static void test_depth(void)
{
	char *folder = folder_new();
	GString *name = g_string_new("");
	struct diags diags;

	for (unsigned i = 0; i < WALK_DEPTH_MAX + 2; i++)
		g_string_append(name, "d/");
	g_string_append(name, "deep.md");
	put(folder, name->str);
	put(folder, "a.md");
	g_assert_cmpstr(walked(folder, &diags), ==, "a.md\n");
	g_assert_cmpint(diags.list.v[0].id, ==, DIAG_WALK_LIMIT);
	g_string_free(name, TRUE);
	scratch_remove(folder);
	g_free(folder);
}

/* A file as PATH, a folder given twice, one in another, one that is not there. */
static void test_paths(void)
{
	char *folder = folder_new();
	struct str paths[5];
	struct walk walk = {0};
	struct diags diags;

	put(folder, "sub/a.md");
	put(folder, "note.txt");
	paths[0] = arena_printf(&arena, "%s/sub/", folder);
	paths[1] = str_from(folder);
	paths[2] = arena_printf(&arena, "%s/", folder);
	paths[3] = arena_printf(&arena, "%s/note.txt", folder);
	paths[4] = arena_printf(&arena, "%s/absent", folder);
	diags_init(&diags, &arena, S(""));
	g_assert_true(walk_paths(paths, 5, &arena, &diags, NULL, &walk));
	g_assert_cmpuint(walk.files.n, ==, 3);
	g_assert_true(str_ends(walk.files.v[0].path, S("/absent")));
	g_assert_cmpint(walk.files.v[0].skip, ==, SKIP_UNREADABLE);
	g_assert_true(str_ends(walk.files.v[1].path, S("/note.txt")));
	g_assert_true(str_eq(walk.files.v[1].root, str_from(folder)));
	g_assert_true(str_ends(walk.files.v[2].path, S("/sub/a.md")));
	g_assert_cmpuint(diags.list.n, ==, 1);
	g_assert_cmpint(diags.list.v[0].id, ==, DIAG_CANNOT_READ);
	scratch_remove(folder);
	g_free(folder);
}

/* The name with the test's folder in the place of a first "%". */
static struct str placed(const char *folder, const char *name)
{
	return name[0] == '%' ? arena_printf(&arena, "%s%s", folder, name + 1) : str_from(name);
}

/* Files that are named one by one: the deepest folder that holds all is their site. */
static void test_named(void)
{
	static const struct {
		const char *names[4], *root; /* "%": the folder made for the test; NULL: each its own */
	} cases[] = {
		{{"%/a/x.md", "%/a/b/y.md", "%/c/z.md"}, "%"},
		{{"%/a/x.md", "%/a/b/y.md"}, "%/a"},
		{{"%/a/b/y.md", "%/a/absent.md"}, "%/a"},
		{{"%/a/x.md"}, "%/a"},
		{{"%/a/b/y.md", "%/a/b/y2.md", "%/a/b"}, "%/a/b"},
		{{"a/x.md", "a/b/y.md"}, "a"},
		{{"a/x.md", "c/z.md"}, "."},
		{{"./a/x.md", "c/z.md"}, "."},
		{{"a/../c/z.md", "c/z2.md"}, NULL},
		{{"../absent.md", "c/z.md"}, NULL},
		{{"../../absent.md", "../absent.md"}, NULL},
		{{"../n/x.md", "../m/x.md"}, ".."},
		{{"%/c/z.md", "a/x.md"}, NULL},
		{{"%/c/z.md", "/etc/absent.md"}, NULL},
	};
	char *folder = folder_new(), *before = g_get_current_dir();

	put(folder, "a/x.md");
	put(folder, "a/b/y.md");
	put(folder, "a/b/y2.md");
	put(folder, "c/z.md");
	put(folder, "c/z2.md");
	g_assert_cmpint(chdir(folder), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct walk walk = {0};
		struct diags diags;
		struct str paths[4];
		size_t n = 0;
		while (n < 4 && cases[i].names[n])
			n++;
		for (size_t k = 0; k < n; k++)
			paths[k] = placed(folder, cases[i].names[k]);
		diags_init(&diags, &arena, S(""));
		g_assert_true(walk_paths(paths, n, &arena, &diags, NULL, &walk));
		for (size_t k = 0; k < walk.files.n; k++) {
			struct found *f = &walk.files.v[k];
			char *own = g_path_get_dirname(f->path.s);
			struct str want = cases[i].root ? placed(folder, cases[i].root) : str_from(own);
			g_test_message("%zu: %.*s: %.*s", i, STR_FMT(f->path), STR_FMT(f->root));
			g_assert_true(str_eq(f->root, want));
			g_free(own);
		}
	}
	g_assert_cmpint(chdir(before), ==, 0);
	scratch_remove(folder);
	g_free(before);
	g_free(folder);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/collect/walk/names", test_names);
	g_test_add_func("/collect/walk/named", test_named);
	g_test_add_func("/collect/walk/links", test_links);
	g_test_add_func("/collect/walk/special", test_special);
	g_test_add_func("/collect/walk/depth", test_depth);
	g_test_add_func("/collect/walk/paths", test_paths);
	arena_init(&arena);
	status = g_test_run();
	arena_clear(&arena);
	return status;
}
