/* Finding the posts: folders are walked, files taken as they are. */
#ifndef WENZHAI_COLLECT_WALK_H
#define WENZHAI_COLLECT_WALK_H

#include "base/parallel.h"
#include "collect/skip.h"

#define WALK_DEPTH_MAX 64u        /* folders in folders: a tree of a million levels */
#define WALK_FILES_MAX (1u << 20) /* entries of all folders: a folder of a billion files */

/* What a file's state is told by: a change that keeps all of it is none. */
struct stamp {
	uint64_t inode;
	int64_t size, modified, changed; /* bytes; nanoseconds since 1970 (mtime, ctime) */
};

struct found {
	struct str path; /* as the user would write it: the PATH, '/', the names below */
	struct str root; /* the PATH; of PATHs that are files, the deepest folder that holds them all */
	bool named;      /* the file is itself a PATH */
	struct stamp stamp;
	enum skip skip; /* NONE, or why it need not be read */
	struct str detail;
};

struct walk {
	VEC(struct found) files; /* by path, byte for byte; each file once */
};

/* Walks `paths` into *walk (in the arena).  Taken are .md .markdown .html .htm, whatever
 * a PATH names itself; left out are hidden names and node_modules.  Links are followed
 * to places inside the PATH only, and no place is walked twice.  Fifos, devices and
 * sockets are never opened.  Posts in _drafts are found, and marked as drafts.
 * What cannot be walked goes to `diags`.  False when cancelled. */
bool walk_paths(const struct str *paths, size_t count, struct arena *a, struct diags *diags,
		const struct cancel *cancel, struct walk *walk);

#endif
