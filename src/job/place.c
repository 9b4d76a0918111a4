#include "job/place.h"

#include <sys/stat.h>

struct str place_clean(struct arena *a, struct str path)
{
	struct buf b = BUF(a);
	if (str_starts(path, S("/")))
		buf_add_char(&b, '/');
	for (struct str rest = path; rest.s && rest.n;) {
		struct str part = str_cut(&rest, '/');
		if (!part.n || str_eq(part, S(".")))
			continue;
		if (b.n && b.s[b.n - 1] != '/')
			buf_add_char(&b, '/');
		buf_add(&b, part);
	}
	return b.n ? buf_str(&b) : S(".");
}

/* ---- below the folder ---- */

static bool is_folder(struct arena *a, struct str path, const struct stat *folder)
{
	struct stat st;
	return stat(arena_cstr(a, path), &st) == 0 && st.st_dev == folder->st_dev &&
	       st.st_ino == folder->st_ino;
}

#define FOLDERS_ABOVE 64 /* no site lies deeper */

/* A folder that the jobs file's lies in would have other names from there: it becomes "../..". */
static struct str above(struct arena *a, struct str folder, struct str path)
{
	struct stat st;
	struct str up = S("..");
	if (stat(arena_cstr(a, path), &st) != 0)
		return path;
	for (int i = 0; i < FOLDERS_ABOVE; i++) {
		struct str at = place_outside(a, folder, up);
		if (is_folder(a, at, &st))
			return at;
		up = arena_concat(a, S("../"), up);
	}
	return path;
}

struct str place_settle(struct arena *a, struct str folder, struct str path)
{
	struct stat st;
	if (!str_starts(path, S("/")) || stat(arena_cstr(a, folder), &st) != 0)
		return path;
	for (size_t n = path.n; n > 0; n--) {
		if (n < path.n && path.s[n] != '/')
			continue;
		if (is_folder(a, str_head(path, n), &st))
			return place_outside(a, folder, n < path.n ? str_from_offset(path, n + 1) : S("."));
	}
	if (is_folder(a, S("/"), &st))
		return place_outside(a, folder, str_from_offset(path, 1));
	return above(a, folder, path);
}

struct str place_inside(struct str folder, struct str path)
{
	if (str_eq(path, folder))
		return S(".");
	if (str_eq(folder, S(".")))
		return str_starts(path, S("./")) ? str_from_offset(path, 2) : path;
	if (!str_starts(path, folder))
		return path;
	struct str rest = str_from_offset(path, folder.n);
	if (str_ends(folder, S("/")))
		return rest;
	return str_starts(rest, S("/")) ? str_from_offset(rest, 1) : path;
}

struct str place_outside(struct arena *a, struct str folder, struct str path)
{
	if (str_starts(path, S("/")) || str_eq(folder, S(".")))
		return path;
	if (str_eq(path, S(".")))
		return folder;
	return arena_printf(a, "%.*s%s%.*s", STR_FMT(folder), str_ends(folder, S("/")) ? "" : "/",
			    STR_FMT(path));
}

bool place_below(struct str root, struct str path)
{
	struct str rest = path;
	if (str_eq(root, path))
		return true;
	if (!str_eq(root, S("."))) {
		if (!str_starts(path, root))
			return false;
		rest = str_from_offset(path, root.n);
		if (!str_ends(root, S("/")) && !str_starts(rest, S("/")))
			return false;
		if (str_starts(rest, S("/")))
			rest = str_from_offset(rest, 1);
	} else if (str_starts(path, S("/"))) {
		return false;
	}
	return !str_eq(str_cut(&rest, '/'), S(".."));
}
