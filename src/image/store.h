/* The picture store: what `wenzhai fetch` brought, for every build after.
 *
 * A folder (--images DIR) with
 *
 *	pictures.sqlite   which URL has which content, its type and size, when it was fetched
 *	content/ab/cdef…  pictures as they came, each under the SHA-256 of its bytes
 *	made/ab/cdef….v   what builds made of them, by content and variant
 *
 * beside whatever else lies there (site.h: mirrors are plain files in the same folder).
 *
 * Any number of processes may use one store at once.  A file is put in place whole, then
 * named in the index; one that a kill, a full disk or a bad sector left otherwise is found
 * out by its hash and counts as not there, until fetch brings it again.  Reading writes
 * nothing, and works on a read-only disk.
 *
 * store_find, store_read, store_intact and the store_variant functions may be called from
 * any thread at once, without waiting for one another.  All else belongs to one thread.
 */
#ifndef WENZHAI_IMAGE_STORE_H
#define WENZHAI_IMAGE_STORE_H

#include "base/calendar.h"
#include "base/diag.h"
#include "image/probe.h"

struct store; /* NULL is a store with nothing in it, wherever one is only read */

enum store_mode {
	STORE_READ,  /* for a build: NULL where there is no index, a plain folder of pictures */
	STORE_WRITE, /* for fetch: made where there is none, its folder too */
};

/* NULL after a failure: reported in `diags`, as [bad-store] when the index cannot be read, as
 * [cannot-write] when it cannot be written.  A damaged index is set aside by STORE_WRITE, and
 * a new one begun: pictures come again, under the names they had. */
struct store *store_open(struct str dir, enum store_mode mode, struct diags *diags);
/* Reports [bad-store] when a look-up since the last call failed for the index: pictures that are there
 * counted as not in the store.  NULL is nothing. */
void store_report(struct store *s, struct diags *diags);
/* NULL is nothing. */
void store_close(struct store *s);

/* ---- looking up ---- */

#define STORE_SHA 64

struct stored {
	char sha[STORE_SHA + 1]; /* SHA-256 of the bytes, in hex; ends in NUL */
	enum probe_kind kind;    /* PROBE_UNKNOWN: a newer version's; probe the bytes */
	uint32_t width, height;  /* px */
	uint8_t components;      /* as in struct picture */
	uint64_t size;           /* bytes */
};

/* What is known of a remote picture, from the index alone; `url` as clean/ made it.  False
 * when it is not in the store. */
bool store_find(struct store *s, struct str url, struct stored *found);
/* Its bytes.  False when the file is gone or damaged: then it counts as not in the store. */
bool store_read(struct store *s, const struct stored *what, struct arena *a, struct str *bytes);
/* The same, looked at by a content_hash that was taken of the whole file before: six times as quick. */
bool store_read_known(struct store *s, const struct stored *what, uint64_t hash, struct arena *a,
		      struct str *bytes);
/* Is the file there with the right bytes?  Reads it. */
bool store_intact(struct store *s, const struct stored *what);

/* The SHA-256 of bytes that are in no index, for the functions below. */
void store_sha(struct str bytes, char sha[STORE_SHA + 1]);

/* ---- what a build makes of a picture, so that the next one need not ----
 *
 * `sha` names the source's bytes, which need not be in the store; `variant` says all
 * that decides about the result: letters, digits and "-_." of STORE_VARIANT_MAX at most. */
#define STORE_VARIANT_MAX 80

/* What its file's head says of it, so that its bytes need be read only when they are written. */
struct variant {
	uint64_t size; /* bytes */
	uint64_t hash; /* content_hash of them */
	uint32_t width, height;
	uint8_t type, components; /* as in struct picture; 0 where it is no picture */
};

/* Is it there, and its file whole by its length?  Reads its head alone. */
bool store_variant_look(struct store *s, const char *sha, struct str variant, struct variant *what);
/* False when it was not made yet, or is damaged. */
bool store_variant_read(struct store *s, const char *sha, struct str variant, struct arena *a,
			struct str *bytes);
/* Size and hash are filled in.  False when it is not there afterwards: a disk that is full or may
 * not be written is no failure, it will be made again. */
bool store_variant_write(struct store *s, const char *sha, struct str variant, struct str bytes,
			 struct variant *what);
/* Quick: two checksums.  Finds damage; malice could forge it. */
uint64_t content_hash(struct str bytes);

/* ---- filling it: STORE_WRITE, one thread ----
 *
 * Each call holds or fails as a whole; a failure is latched, and store_fault says it. */

/* What the index knows of a URL, also of one that failed. */
struct store_source {
	bool known, stored;        /* asked for before; in the store */
	struct stored content;     /* when stored */
	struct str etag, modified; /* for If-None-Match, If-Modified-Since; may be empty */
	instant checked;           /* when the server last gave or confirmed it */
	unsigned failures;         /* in a row, since it was last given */
	instant retry;             /* after a failure: not to be asked for before */
	struct str reason;         /* of the last failure */
};
/* Texts live in `a`.  Also of a store that is only read, and of NULL. */
struct store_source store_source(struct store *s, struct str url, struct arena *a);

/* Notes that selected posts name these, of those that are known: what nobody wants any more
 * is pruned. */
bool store_want(struct store *s, const struct str *urls, size_t n, instant now);

/* A file for bytes as they come; the caller's until it is kept or abandoned (stream.h).
 * NULL and *error = errno value on failure. */
struct stream *store_incoming(struct store *s, int *error);
/* Puts `bytes` (taken, also on failure) in place as the content of `url`. */
struct store_arrival {
	struct str url;
	struct stored content; /* with the hash of what was written to `bytes` */
	struct str etag, modified;
	instant now;
};
bool store_keep(struct store *s, const struct store_arrival *what, struct stream *bytes);
/* The server says that it has not changed. */
bool store_unchanged(struct store *s, struct str url, instant now);
bool store_failed(struct store *s, struct str url, const char *reason, instant now, instant retry);
/* Forgets a content whose file is gone or damaged, and the file. */
bool store_forget(struct store *s, const char *sha);

/* ---- keeping it small, and sound ---- */

struct store_prune {
	instant before; /* what no selected post has named since then goes; INT64_MIN: stays */
	uint64_t most;  /* bytes that may stay, the latest named first; UINT64_MAX: all */
};
struct store_pruned {
	size_t pictures; /* removed, each with what was made of it */
	uint64_t bytes;
	size_t left;
	uint64_t bytes_left;
};
/* Files that the index does not know (a kill left them) go too. */
bool store_prune(struct store *s, const struct store_prune *what, instant now, struct store_pruned *done);

struct store_health {
	size_t pictures, sources, failed; /* failed: sources that could not be fetched yet */
	uint64_t bytes, bytes_made;       /* of pictures; of what was made of them */
	size_t damaged;                   /* files that are gone or not what they were */
	struct str index;                 /* what is wrong with it; empty: nothing */
};
/* Reads every file, by `jobs` threads.  False when cancelled. */
struct cancel;
bool store_examine(struct store *s, unsigned jobs, const struct cancel *cancel, struct arena *a,
		   struct store_health *h);

/* False, with a message, after a failure of the disk or the index. */
bool store_sound(const struct store *s, struct str *message);

#endif
