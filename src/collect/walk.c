#include "collect/walk.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder or link that waits to be walked. */
struct place {
	struct str path;
	unsigned depth;
	bool drafts; /* it is _drafts, or below it */
};

struct walker {
	struct arena *arena;
	struct diags *diags;
	const struct cancel *cancel;
	struct walk *walk;
	GHashTable *seen; /* identities of folders walked and files found */
	size_t entries;   /* looked at so far */
	struct str root;  /* of the PATH that is walked */
	bool named;       /* that PATH is a file */
	char *real_root;  /* the same, without links */
	VEC(struct place) folders;
	VEC(struct place) links; /* after all folders: a post's own place comes first */
};

static const char *const extensions[] = {".md", ".markdown", ".html", ".htm"};

static bool is_post_name(struct str name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(extensions); i++) {
		struct str extension = str_from(extensions[i]);

		if (name.n > extension.n &&
		    str_eq_nocase(str_from_offset(name, name.n - extension.n), extension))
			return true;
	}
	return false;
}

/* Folders that hold no posts though they may hold .md files. */
static bool is_passed_over(struct str name)
{
	return name.n == 0 || name.s[0] == '.' || str_eq(name, S("node_modules"));
}

static struct str join(struct arena *a, struct str folder, struct str name)
{
	if (str_ends(folder, S("/")))
		return arena_concat(a, folder, name);
	return arena_printf(a, "%.*s/%.*s", STR_FMT(folder), STR_FMT(name));
}

/* ---- what was seen ---- */

struct identity {
	uint64_t device, inode;
	struct str path; /* where it was seen first */
};

static guint identity_hash(gconstpointer key)
{
	const struct identity *id = key;

	return (guint)(id->inode * 0x9E3779B97F4A7C15u >> 32) ^ (guint)id->device;
}

static gboolean identity_equal(gconstpointer x, gconstpointer y)
{
	const struct identity *a = x, *b = y;

	return a->device == b->device && a->inode == b->inode;
}

/* NULL when the file is new; else what it was seen as. */
static const struct identity *see(struct walker *w, const struct stat *st, struct str path)
{
	struct identity *id = ARENA_NEW(w->arena, struct identity);
	const struct identity *before;

	*id = (struct identity){(uint64_t)st->st_dev, (uint64_t)st->st_ino, path};
	before = g_hash_table_lookup(w->seen, id);
	if (!before)
		g_hash_table_add(w->seen, id);
	return before;
}

static void found(struct walker *w, struct str path, enum skip why, struct str detail)
{
	VEC_PUSH(w->arena, &w->walk->files,
		 (struct found){
			 .path = path, .root = w->root, .named = w->named, .skip = why, .detail = detail});
}

static int64_t nanoseconds(const struct timespec *t)
{
	return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

static void stamp_last(struct walker *w, const struct stat *st)
{
	w->walk->files.v[w->walk->files.n - 1].stamp = (struct stamp){
		.inode = (uint64_t)st->st_ino,
		.size = st->st_size,
		.modified = nanoseconds(&st->st_mtim),
		.changed = nanoseconds(&st->st_ctim),
	};
}

static void unreadable(struct walker *w, struct str path, int error)
{
	diag_add_file(w->diags, DIAG_CANNOT_READ, path, 0, "cannot be read, left out: %s",
		      file_error_text(error));
}

static void on_file(struct walker *w, const struct place *place, const struct stat *st)
{
	const struct identity *before;

	if (!S_ISREG(st->st_mode)) {
		unreadable(w, place->path, EINVAL);
		found(w, place->path, SKIP_UNREADABLE, str_from(file_error_text(EINVAL)));
		return;
	}
	before = see(w, st, place->path);
	if (before)
		found(w, place->path, SKIP_SAME_FILE, before->path);
	else
		found(w, place->path, place->drafts ? SKIP_DRAFT : SKIP_NONE, S(""));
	stamp_last(w, st);
}

/* ---- folders ---- */

static void on_entry(struct walker *w, const struct place *folder, struct str name)
{
	struct place place = {join(w->arena, folder->path, name), folder->depth + 1, folder->drafts};
	struct stat st;

	if (lstat(arena_cstr(w->arena, place.path), &st) != 0) {
		if (is_post_name(name))
			unreadable(w, place.path, errno);
		return;
	}
	if (S_ISLNK(st.st_mode)) {
		VEC_PUSH(w->arena, &w->links, place);
	} else if (S_ISDIR(st.st_mode)) {
		place.drafts = place.drafts || str_eq(name, S("_drafts"));
		VEC_PUSH(w->arena, &w->folders, place);
	} else if (is_post_name(name)) {
		on_file(w, &place, &st);
	}
}

static int compare_names(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

struct names {
	VEC(struct str) list;
};

static bool read_names(struct walker *w, DIR *dir, struct names *names)
{
	const struct dirent *entry;

	while ((entry = readdir(dir))) {
		struct str name = str_from(entry->d_name);

		if (is_passed_over(name))
			continue;
		if (w->entries++ >= WALK_FILES_MAX)
			return false;
		VEC_PUSH(w->arena, &names->list, arena_str(w->arena, name));
	}
	return true;
}

/* Sorted at once: of two names for one file, which is first must not depend on the disk. */
static void walk_folder(struct walker *w, const struct place *folder)
{
	DIR *dir = opendir(arena_cstr(w->arena, folder->path));
	struct names names = {0};
	struct stat st;

	if (!dir) {
		unreadable(w, folder->path, errno);
		return;
	}
	if (fstat(dirfd(dir), &st) == 0 && !see(w, &st, folder->path)) {
		if (!read_names(w, dir, &names))
			diag_add_file(w->diags, DIAG_WALK_LIMIT, folder->path, 0,
				      "over %u names in all folders, the rest left out", WALK_FILES_MAX);
	}
	closedir(dir);
	if (names.list.n > 0)
		qsort(names.list.v, names.list.n, sizeof *names.list.v, compare_names);
	for (size_t i = 0; i < names.list.n && !cancel_requested(w->cancel); i++)
		on_entry(w, folder, names.list.v[i]);
}

static void walk_folders(struct walker *w)
{
	while (w->folders.n > 0 && !cancel_requested(w->cancel)) {
		struct place folder = w->folders.v[--w->folders.n];

		if (folder.depth > WALK_DEPTH_MAX)
			diag_add_file(w->diags, DIAG_WALK_LIMIT, folder.path, 0,
				      "over %u folders deep, left out", WALK_DEPTH_MAX);
		else
			walk_folder(w, &folder);
	}
}

/* ---- links ---- */

static bool is_inside(struct str path, struct str root)
{
	if (str_eq(root, S("/")))
		return path.n > 0 && path.s[0] == '/';
	return str_starts(path, root) && (path.n == root.n || path.s[root.n] == '/');
}

static void on_link(struct walker *w, const struct place *link)
{
	char *path = arena_cstr(w->arena, link->path);
	char *real = realpath(path, NULL);
	bool is_post = is_post_name(str_after_last(link->path, '/'));
	struct stat st;

	if (!real || stat(path, &st) != 0) {
		int error = errno;

		if (is_post) {
			unreadable(w, link->path, error);
			found(w, link->path, SKIP_UNREADABLE, str_from(file_error_text(error)));
		}
	} else if (!is_post && !S_ISDIR(st.st_mode)) {
		; /* a picture, or whatever else it is */
	} else if (!is_inside(str_from(real), str_from(w->real_root))) {
		diag_add_file(w->diags, DIAG_LINK_OUTSIDE, link->path, 0,
			      "link leads out of the folder, not followed");
		if (is_post)
			found(w, link->path, SKIP_LINK, S(""));
	} else if (S_ISDIR(st.st_mode)) {
		VEC_PUSH(w->arena, &w->folders, *link);
	} else {
		on_file(w, link, &st);
	}
	free(real);
}

static int compare_places(const void *x, const void *y)
{
	return str_cmp(((const struct place *)x)->path, ((const struct place *)y)->path);
}

/* Links may lead to folders with links: rounds, until none is left.  It ends, for
 * no folder is walked twice. */
static void walk_links(struct walker *w)
{
	while (w->links.n > 0 && !cancel_requested(w->cancel)) {
		struct place *links = w->links.v;
		size_t count = w->links.n;

		memset(&w->links, 0, sizeof w->links);
		qsort(links, count, sizeof *links, compare_places);
		for (size_t i = 0; i < count; i++) {
			on_link(w, &links[i]);
			walk_folders(w);
		}
	}
}

/* ---- PATHs ---- */

/* "posts/" and "posts" are the same folder. */
static struct str without_slashes(struct str path)
{
	while (path.n > 1 && path.s[path.n - 1] == '/')
		path.n--;
	return path;
}

static struct str folder_of(struct arena *a, struct str path)
{
	struct str name = str_after_last(path, '/');

	if (name.n == path.n)
		return S(".");
	return arena_str(a, without_slashes(str_head(path, path.n - name.n)));
}

static void walk_path(struct walker *w, struct str path)
{
	struct place place = {.path = arena_str(w->arena, without_slashes(path))};
	struct stat st;
	int error = stat(arena_cstr(w->arena, place.path), &st) ? errno : 0;

	w->named = error || !S_ISDIR(st.st_mode);
	w->root = w->named ? folder_of(w->arena, place.path) : place.path;
	if (error) {
		unreadable(w, place.path, error);
		found(w, place.path, SKIP_UNREADABLE, str_from(file_error_text(error)));
		return;
	}
	if (w->named) {
		on_file(w, &place, &st);
		return;
	}
	w->real_root = realpath(arena_cstr(w->arena, place.path), NULL);
	if (!w->real_root) {
		unreadable(w, place.path, errno);
		return;
	}
	VEC_PUSH(w->arena, &w->folders, place);
	walk_folders(w);
	walk_links(w);
	free(w->real_root);
	w->real_root = NULL;
}

/* ---- the site of files that were named one by one ---- */

static bool climbs(struct str path)
{
	while (path.s)
		if (str_eq(str_cut(&path, '/'), S("..")))
			return true;
	return false;
}

/* The deepest folder above both; empty when the names do not tell. */
static struct str common_folder(struct arena *a, struct str x, struct str y)
{
	bool here = false;

	while (!is_inside(y, x) && !here) {
		if (str_eq(x, S("/")) || str_eq(str_after_last(x, '/'), S("..")))
			return S("");
		x = folder_of(a, x);
		here = str_eq(x, S("."));
	}
	return climbs(str_from_offset(y, here ? 0 : x.n)) || (here && y.s[0] == '/') ? S("") : x;
}

/* As if that folder had been the PATH: pictures may lie beside the posts' own folders.  The
 * whole disk is no site: then each post's folder is its own, as for one file alone. */
static void share_root(struct walker *w)
{
	struct found *files = w->walk->files.v;
	struct str root = {0};

	for (size_t i = 0; i < w->walk->files.n; i++) {
		if (!files[i].named)
			continue;
		root = root.s ? common_folder(w->arena, root, files[i].root) : files[i].root;
		if (!root.n)
			return;
	}
	if (str_eq(root, S("/")))
		return;
	for (size_t i = 0; i < w->walk->files.n; i++)
		if (files[i].named)
			files[i].root = root;
}

static int compare_found(const void *x, const void *y)
{
	return str_cmp(((const struct found *)x)->path, ((const struct found *)y)->path);
}

/* One PATH given twice finds its files twice, under one name: that is no duplicate. */
static void drop_repeated(struct walk *walk)
{
	size_t kept = 0;

	for (size_t i = 0; i < walk->files.n; i++) {
		struct found *file = &walk->files.v[i];

		if (file->skip == SKIP_SAME_FILE && str_eq(file->path, file->detail))
			continue;
		walk->files.v[kept++] = *file;
	}
	walk->files.n = kept;
}

bool walk_paths(const struct str *paths, size_t count, struct arena *a, struct diags *diags,
		const struct cancel *cancel, struct walk *walk)
{
	struct walker w = {.arena = a, .diags = diags, .cancel = cancel, .walk = walk};

	w.seen = g_hash_table_new(identity_hash, identity_equal);
	for (size_t i = 0; i < count && !cancel_requested(cancel); i++)
		walk_path(&w, paths[i]);
	g_hash_table_destroy(w.seen);
	drop_repeated(walk);
	share_root(&w);
	if (walk->files.n > 0)
		qsort(walk->files.v, walk->files.n, sizeof *walk->files.v, compare_found);
	return !cancel_requested(cancel);
}
