#include "image/site.h"

#include "base/file.h"
#include "image/url.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A src of megabytes is no name: it would be copied once per folder that it is looked for in. */
#define SRC_NAME_MAX (3 * PATH_MAX)

/* ---- paths as text ---- */

static struct str parent_of(struct str path)
{
	size_t n = path.n;
	while (n > 0 && path.s[n - 1] != '/')
		n--;
	while (n > 1 && path.s[n - 1] == '/')
		n--;
	return n ? str_head(path, n) : S(".");
}

/* "a/b.c.md" gives "b.c". */
static struct str stem_of(struct str path)
{
	size_t start = path.n, dot = path.n;
	while (start > 0 && path.s[start - 1] != '/')
		if (path.s[--start] == '.' && dot == path.n)
			dot = start;
	return str_slice(path.s + start, path.s + dot);
}

/* Adds the parts of `path` to an absolute path, ".." taking one away; false when
 * there was none to take: for a URL that is the root still, for a file another place. */
static bool add_parts(struct buf *b, struct str path)
{
	bool inside = true;
	while (path.s) {
		struct str part = str_cut(&path, '/');
		if (str_eq(part, S(".."))) {
			inside = inside && b->n > 0;
			while (b->n > 0 && b->s[--b->n] != '/')
				;
		} else if (part.n && !str_eq(part, S("."))) {
			buf_add_char(b, '/');
			buf_add(b, part);
		}
	}
	return inside;
}

static const char *join(struct arena *a, struct str dir, struct str name)
{
	struct buf b = BUF(a);
	buf_reserve(&b, dir.n + name.n + 2);
	add_parts(&b, dir);
	add_parts(&b, name);
	return buf_cstr(&b);
}

/* The same relative to a root, without a first slash; NULL when it leads out of it. */
static const char *join_below(struct arena *a, struct str dir, struct str name)
{
	struct buf b = BUF(a);
	buf_reserve(&b, dir.n + name.n + 2);
	if (!add_parts(&b, dir) || !add_parts(&b, name) || !b.n)
		return NULL;
	return buf_cstr(&b) + 1;
}

/* What follows `root` and a slash in `path`; empty when path is not below it. */
static struct str below(struct str root, struct str path)
{
	if (str_eq(root, S("/")))
		return str_from_offset(path, 1);
	if (!root.n || path.n <= root.n || !str_starts(path, root) || path.s[root.n] != '/')
		return (struct str){0};
	return str_from_offset(path, root.n + 1);
}

/* ---- the site ---- */

static struct str real(struct arena *a, struct str path)
{
	char *resolved = path.n ? realpath(arena_cstr(a, path), NULL) : NULL;
	struct str copy = resolved ? arena_str(a, str_from(resolved)) : (struct str){0};
	free(resolved);
	return copy;
}

/* Empty when there is no such folder. */
static struct str real_dir(struct arena *a, struct str path)
{
	struct str dir = real(a, path);
	return dir.n && dir_exists(dir.s) ? dir : (struct str){0};
}

static void add_root(struct site *s, struct str dir)
{
	if (dir.n && s->root_count < SITE_ROOTS_MAX)
		s->roots[s->root_count++] = dir;
}

/* Hexo keeps posts in source/_posts and serves source/ as "/". */
static struct str hexo_source(struct str dir)
{
	struct str mark = S("/source/_posts"), found = {0};
	for (size_t at = str_find(dir, mark, 0); at != STR_NONE; at = str_find(dir, mark, at + 1)) {
		struct str rest = str_from_offset(dir, at + mark.n);
		if (!rest.n || str_starts(rest, S("/")))
			found = str_head(dir, at + strlen("/source"));
	}
	return found;
}

void site_init(struct site *s, struct arena *scratch, struct str post, struct str root, struct str images)
{
	*s = (struct site){.scratch = scratch, .post = post, .root = root, .images = images, .root_fd = -1};
	arena_init(&s->arena);
}

void site_clear(struct site *s)
{
	if (s->root_fd >= 0)
		close(s->root_fd);
	arena_clear(&s->arena);
}

/* Finds the folders; most articles never need them. */
static void settle(struct site *s)
{
	if (s->settled)
		return;
	s->settled = true;
	s->post_dir = real_dir(&s->arena, parent_of(s->post));
	s->images_dir = real_dir(&s->arena, s->images);
	/* A post that was named itself may lie in a linked folder: that is its site then. */
	struct str root_dir = real_dir(&s->arena, s->root);
	add_root(s, root_dir);
	if (!str_eq(root_dir, s->post_dir) && !below(root_dir, s->post_dir).n)
		add_root(s, s->post_dir);
	add_root(s, hexo_source(s->post_dir));
	if (s->post_dir.n)
		s->asset_dir = str_from(join(&s->arena, s->post_dir, stem_of(s->post)));
}

/* ---- the short way ---- */

static int open_beneath(int dir, const char *name)
{
	struct open_how how = {
		.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};
	return (int)syscall(SYS_openat2, dir, name, &how, sizeof how);
}

static int root_fd(struct site *s)
{
	if (!s->root_tried && s->root.n)
		s->root_fd = open(arena_cstr(&s->arena, s->root), O_PATH | O_DIRECTORY | O_CLOEXEC);
	s->root_tried = true;
	return s->root_fd;
}

/* The post's folder as it is named below the root; false when the names do not show it. */
static bool post_below_root(const struct site *s, struct str *dir)
{
	struct str root = s->root;
	while (root.n > 1 && root.s[root.n - 1] == '/')
		root.n--;
	*dir = below(root, parent_of(s->post));
	return dir->n || str_eq(root, parent_of(s->post));
}

/* -1 for any reason at all: the long way finds out which. */
static int open_quickly(struct site *s, struct str src)
{
	struct str dir, name = url_unescape(s->scratch, url_strip_query(src));
	if (!post_below_root(s, &dir) || !name.n || memchr(name.s, '\0', name.n) || root_fd(s) < 0)
		return -1;
	if (name.s[0] == '/')
		dir.n = 0;
	const char *path = join_below(s->scratch, dir, name);
	return path ? open_beneath(s->root_fd, path) : -1;
}

/* ---- the long way ---- */

/* `rest` below the folder `root`, no link followed: it has none, unless it was put there just now. */
static int open_below(struct arena *a, struct str root, struct str rest)
{
	int dir = open(arena_cstr(a, root), O_PATH | O_DIRECTORY | O_CLOEXEC);
	while (dir >= 0) {
		const char *part = arena_cstr(a, str_cut(&rest, '/'));
		int flags = rest.s ? O_PATH | O_DIRECTORY : O_RDONLY | O_NONBLOCK | O_NOCTTY;
		int next = openat(dir, part, flags | O_NOFOLLOW | O_CLOEXEC);
		int error = errno;
		close(dir);
		errno = error;
		if (!rest.s)
			return next;
		dir = next;
	}
	return dir;
}

static bool error_means_missing(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG;
}

static struct site_file file_error(int error)
{
	enum site_result result = error_means_missing(error) ? SITE_MISSING : SITE_UNREADABLE;
	return (struct site_file){.result = result, .fd = -1, .error = error};
}

/* The root that `path` is below, with the rest of the path. */
static bool find_root(const struct site *s, struct str extra, struct str path, struct str *root,
		      struct str *rest)
{
	for (size_t i = 0; i <= s->root_count; i++) {
		*root = i < s->root_count ? s->roots[i] : extra;
		*rest = below(*root, path);
		if (rest->n)
			return true;
	}
	return false;
}

static struct site_file open_real(struct site *s, struct str images, struct str path)
{
	struct str root, rest;
	if (!find_root(s, images, path, &root, &rest))
		return (struct site_file){.result = SITE_OUTSIDE, .fd = -1, .error = EXDEV};
	struct stat st;
	if (lstat(path.s, &st) == 0 && !S_ISREG(st.st_mode))
		return file_error(EINVAL); /* opening a device may already do something */
	int fd = open_below(s->scratch, root, rest);
	return fd < 0 ? file_error(errno) : (struct site_file){.result = SITE_FOUND, .fd = fd};
}

static struct site_file open_name(struct site *s, struct str base, struct str name)
{
	if (!base.n || !name.n || name.n > PATH_MAX || memchr(name.s, '\0', name.n))
		return file_error(ENOENT);
	struct str root, rest, images = str_eq(base, s->images_dir) ? base : (struct str){0};
	const char *path = join(s->scratch, base, name);
	if (!find_root(s, images, str_from(path), &root, &rest))
		return (struct site_file){.result = SITE_OUTSIDE, .fd = -1};
	char *resolved = realpath(path, NULL);
	if (!resolved)
		return file_error(errno);
	struct str copy = arena_str(s->scratch, str_from(resolved));
	free(resolved);
	return open_real(s, images, copy);
}

/* The first of bases x names that opens; else the first answer, unless one says
 * more.  A "../" that leaves the site counts where the reader of the page would
 * take it from, which is the first base: the others are guesses. */
static struct site_file open_first(struct site *s, const struct str *bases, size_t base_count,
				   const struct str *names, size_t name_count)
{
	struct site_file best = {.result = SITE_MISSING, .fd = -1};
	for (size_t i = 0; i < base_count * name_count && best.result != SITE_FOUND; i++) {
		struct str name = names[i % name_count];
		if (i % name_count && str_eq(name, names[i % name_count - 1]))
			continue;
		struct site_file got = open_name(s, bases[i / name_count], name);
		bool guess = i > 0 && got.result == SITE_OUTSIDE && got.error != EXDEV;
		if (!guess && got.result > best.result)
			best = got;
	}
	return best;
}

struct site_file site_open_local(struct site *s, struct str src)
{
	if (src.n > SRC_NAME_MAX)
		return file_error(ENOENT);
	int fd = open_quickly(s, src);
	if (fd >= 0)
		return (struct site_file){.result = SITE_FOUND, .fd = fd};
	settle(s);
	/* As a URL; a file that a crawler named with its query; and names with a % of their own. */
	struct str names[] = {url_unescape(s->scratch, url_strip_query(src)), url_unescape(s->scratch, src),
			      src};
	struct str bases[3 + SITE_ROOTS_MAX] = {s->post_dir, s->asset_dir};
	size_t n = 2;
	if (str_starts(src, S("/")))
		n = 0;
	for (size_t i = 0; i < s->root_count; i++)
		bases[n++] = s->roots[i];
	bases[n++] = s->images_dir;
	return open_first(s, bases, n, names, G_N_ELEMENTS(names));
}

static struct str url_digest(struct arena *a, struct str url)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(sum, (const guchar *)url.s, (gssize)url.n);
	struct str hex = arena_str(a, str_from(g_checksum_get_string(sum)));
	g_checksum_free(sum);
	return hex;
}

struct site_file site_open_remote(struct site *s, struct str url)
{
	if (!s->images.n || url.n > SRC_NAME_MAX)
		return file_error(ENOENT);
	settle(s);
	if (str_starts(url, S("//")))
		url = arena_concat(s->scratch, S("https:"), url);
	struct str host, path, digest = url_digest(s->scratch, url);
	url_split_remote(s->scratch, url, &host, &path);
	struct str whole = arena_concat(s->scratch, host, path);
	struct str names[] = {
		url_unescape(s->scratch, whole),
		whole,
		url_unescape(s->scratch, url_strip_query(whole)),
		url_strip_query(whole),
		digest,
		arena_concat(s->scratch, digest, S(".png")),
		arena_concat(s->scratch, digest, S(".jpg")),
		arena_concat(s->scratch, digest, S(".jpeg")),
	};
	return open_first(s, &s->images_dir, 1, names, G_N_ELEMENTS(names));
}
