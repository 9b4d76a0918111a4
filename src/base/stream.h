/* Output streams: writes return nothing, the first failure is latched and asked
 * for once, at the end.
 *
 * A file stream is atomic: bytes go to an unnamed or temporary file beside the
 * target, stream_commit syncs it and puts it in the target's place; a stream
 * that is abandoned leaves nothing behind.
 */
#ifndef WENZHAI_BASE_STREAM_H
#define WENZHAI_BASE_STREAM_H

#include "base/arena.h"

struct stream; /* owned by the caller until commit or abandon */

/* Opens the target for replacement.  NULL and *error = errno value on failure.
 * The target keeps its old content until stream_commit. */
struct stream *stream_open_file(const char *path, int *error);
/* Collects in memory; see stream_bytes. */
struct stream *stream_open_memory(void);

void stream_write(struct stream *s, const void *bytes, size_t n);
void stream_puts(struct stream *s, struct str text);
void stream_printf(struct stream *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Overwrites n bytes at `offset` that were written before (for zip headers). */
void stream_patch(struct stream *s, uint64_t offset, const void *bytes, size_t n);
/* Drops everything from `size` on. */
void stream_truncate(struct stream *s, uint64_t size);
/* Reads back what was written; returns the bytes read (0 past the end). */
size_t stream_read_back(struct stream *s, uint64_t offset, void *bytes, size_t n);

const char *stream_target(const struct stream *s); /* NULL: memory; borrowed */
uint64_t stream_size(const struct stream *s);      /* bytes written so far */
int stream_error(const struct stream *s);          /* 0, or the errno value of the first failure */
struct str stream_bytes(const struct stream *s);   /* memory streams; borrowed */

/* Another target than was said at first, on the same file system: for what is named by its content. */
void stream_move(struct stream *s, const char *path);
/* What can be had again need not wait until it is on the disk: after a power cut it may be there
 * in part, and whoever reads it must find that out. */
void stream_hurry(struct stream *s);
/* It will never be put in place, but read back: nothing of it is left after a kill, also where the file
 * system has no unnamed files. */
void stream_hide(struct stream *s);

/* Finishes every stream of the array (NULL: none), then puts all targets in place; if any
 * has failed, none is put in place, and what stood at those that were is put back (but not on
 * file systems without hard links).  A kill may leave some in place.  Frees the streams in
 * either case.
 * Returns 0, or an errno value with *failed the index of the stream. */
int stream_commit_all(struct stream *const *streams, size_t n, size_t *failed);
/* Frees the stream and what it wrote; NULL is nothing. */
void stream_abandon(struct stream *s);

#endif
