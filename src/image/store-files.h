/* What the store's own files share: its folders and its index.  For image/store*.c alone. */
#ifndef WENZHAI_IMAGE_STORE_FILES_H
#define WENZHAI_IMAGE_STORE_FILES_H

#include "base/database.h"
#include "base/parallel.h"
#include "image/store.h"

#include <stdatomic.h>

#define STORE_INDEX   "pictures.sqlite"
#define STORE_CONTENT "content"
#define STORE_MADE    "made"

struct store {
	char *dir, *index; /* paths */
	enum store_mode mode;
	struct database *writer; /* STORE_WRITE: the one connection that writes */
	int error; /* STORE_WRITE: errno value of the first file that could not be put in place */
	/* Readers that nobody uses just now: taken and put back by exchange, so that threads
	 * never wait.  There are as many as threads ever looked at once. */
	_Atomic(struct database *) readers[PARALLEL_JOBS_MAX];
	_Atomic(struct database *) failed; /* the first reader with a fault, kept for what it has to say */
	atomic_bool variants_fail;         /* the disk takes no more: not tried five hundred times */
};

extern const struct database_kind store_kind;

/* A connection for a moment: never NULL, but it may have a fault. */
struct database *store_take_reader(struct store *s);
void store_put_back(struct store *s, struct database *db); /* closed when it has one */

/* The path of DIR/FOLDER/ab/cdef…SUFFIX, g_malloc'ed. */
char *store_path(const struct store *s, const char *folder, const char *sha, struct str suffix);
/* Makes the two folders above; false: errno says why. */
bool store_make_folders(const struct store *s, const char *folder, const char *sha);

const char *store_kind_name(enum probe_kind kind);
enum probe_kind store_kind_named(struct str name);

/* Columns that stand for a struct stored, in order: sha, type, width, height, components, size. */
#define STORE_COLUMNS "c.sha, c.type, c.width, c.height, c.components, c.size"
/* From the query's columns `first` and following; false when the index holds nonsense. */
bool store_read_row(struct query *q, int first, struct stored *what);

#endif
