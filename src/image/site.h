/* The folders that an article's pictures may come from, and opening a file in
 * them without ever leaving them.
 *
 * Roots are real paths (no links in them).  A name is first made absolute by
 * its text alone (".." as a browser reads it) and must then be below a root; what
 * it leads to when links are followed must be below a root as well; and that
 * is opened folder by folder without following any link, so that nothing that
 * changes meanwhile leads outside either.
 *
 * That takes some twenty system calls a picture.  The common case, a name that
 * leads to a file below the PATH given, is one openat2 with RESOLVE_BENEATH; where
 * the kernel lacks it, or refuses (an absolute link that stays inside), or finds
 * nothing, the long way is gone and says why.
 */
#ifndef WENZHAI_IMAGE_SITE_H
#define WENZHAI_IMAGE_SITE_H

#include "base/arena.h"

#define SITE_ROOTS_MAX 3

struct site {
	struct arena *scratch;         /* names; may be reset between two calls */
	struct arena arena;            /* the folders below */
	struct str post, root, images; /* as given */
	int root_fd;                   /* `root`, for the short way; -1: not open */
	bool root_tried, settled;
	/* Once settled: */
	struct str post_dir;              /* real; empty when it cannot be found */
	struct str asset_dir;             /* Hexo's post_asset_folder: "a/" beside "a.md"; need not exist */
	struct str roots[SITE_ROOTS_MAX]; /* the PATH's folder, the `source` above it */
	size_t root_count;
	struct str images_dir; /* --images, real; empty: none */
};

/* `post`: the article's path; `root`: the site's folder (collect/walk.h).
 * Borrows all three; touches no file yet. */
void site_init(struct site *s, struct arena *scratch, struct str post, struct str root, struct str images);
void site_clear(struct site *s);

/* In the order in which one answer outweighs another. */
enum site_result {
	SITE_MISSING,
	SITE_OUTSIDE,    /* error is EXDEV when a link led there */
	SITE_UNREADABLE, /* error says why: EINVAL when it is no regular file */
	SITE_FOUND,
};

struct site_file {
	enum site_result result;
	int fd;    /* SITE_FOUND: open for reading, owned by the caller; else -1 */
	int error; /* errno value */
};

/* A local picture as the source names it: looked for below the post's folder, its
 * asset folder, the roots, --images; as a URL's path, then as a plain name. */
struct site_file site_open_local(struct site *s, struct str src);
/* A remote picture in --images: DIR/host/path, with its query or without; or
 * DIR/<SHA-256 of the URL in hex>, with or without .png, .jpg, .jpeg. */
struct site_file site_open_remote(struct site *s, struct str url);

#endif
