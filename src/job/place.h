/* Names of files that hold wherever a run starts and however it names the jobs file: what is
 * remembered of a post, under them, must be found again.
 *
 * What lies below the jobs file's folder is named from there ("source/_posts/a.md"), also when the
 * jobs file says "/srv/site/source/_posts"; another place by what the jobs file says ("../other/a.md",
 * "/mnt/a.md").  Links in a name stay as they are: a link to a disk is the post's place, whatever
 * disk it is.
 *
 * All functions are pure but place_settle, which looks at folders.  Results are borrowed from their
 * arguments or live in `a`.
 */
#ifndef WENZHAI_JOB_PLACE_H
#define WENZHAI_JOB_PLACE_H

#include "base/arena.h"

/* What a user wrote, without "." and doubled or last slashes; ".." may lead anywhere and stays. */
struct str place_clean(struct arena *a, struct str path);
/* The same file, named below `folder` when it lies there: "./posts" of "/srv/site/posts" in ".". */
struct str place_settle(struct arena *a, struct str folder, struct str path);

/* "posts/a.md" of "/srv/site/posts/a.md" in "/srv/site", and of "./posts/a.md" in "."; the folder
 * itself is ".".  What lies elsewhere stays as it is. */
struct str place_inside(struct str folder, struct str path);
/* And back: as a file is opened. */
struct str place_outside(struct arena *a, struct str folder, struct str path);

/* Is the file `root` or below it?  Both as place_inside gives them. */
bool place_below(struct str root, struct str path);

#endif
