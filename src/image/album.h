/* The pictures of an issue, each file once however often it is shown, made ready for
 * one output after another.
 *
 *   struct album *a = album_new(issue, &options);     after image_load of every article
 *   album_pile(a, path);                              where room on a disk may be taken
 *   album_fit(a, &fit, jobs, cancel);                 for an output: all pictures
 *   album_narrow(a, picture, px, px); album_fit(...)  where one is shown smaller than that
 *   album_squeeze(a, &fit, bytes, ...);               where all together are too large
 *   album_reset(a);                                   before the next output
 *   album_free(a);
 *
 * album_fit reads, converts and forgets one picture after another on each thread: memory
 * grows with the threads, not with the pictures.  What was made stays in the store, in the
 * pile, or is the source's own file, and is read when it is written (picture_file); a few
 * KB of each small one stay in memory.  It sets type, bytes or content, hash and components
 * of every picture of the issue; one that cannot be decoded becomes PICTURE_NONE and is
 * reported once in its article [bad-picture].  They live until the next album_fit, or the
 * album's end.  All but the conversions is done by the calling thread.
 */
#ifndef WENZHAI_IMAGE_ALBUM_H
#define WENZHAI_IMAGE_ALBUM_H

#include "base/parallel.h"
#include "image/convert.h"
#include "image/image.h"
#include "model/issue.h"

struct album;

struct album *album_new(const struct issue *issue, const struct image_options *options);
void album_free(struct album *a); /* NULL is nothing */

/* Files that must wait go into one without a name, in the folder of `beside`; not said, or that
 * disk full: into memory. */
void album_pile(struct album *a, const char *beside);

/* The progress of album_fit: from any thread; may be NULL. */
void album_progress(struct album *a,
		    void (*show)(void *context, const char *stage, size_t done, size_t total), void *context);

/* False: cancelled. What already is as the fit wants it is not made again. */
bool album_fit(struct album *a, const struct picture_fit *fit, unsigned jobs, const struct cancel *cancel);

/* Has a picture_file failed since: a file was taken away between its album_fit and its being
 * written?  The next album_fit leaves it out and reports it. */
bool album_lost(const struct album *a);

/* The picture is shown no larger than so many pixels (the most of several calls counts),
 * until album_reset. */
void album_narrow(struct album *a, const struct picture *picture, uint32_t width, uint32_t height);

/* Steps down in quality, then in size, until the pictures together take no more than
 * `bytes`, then lets as many back up one step as there is room for: chosen by their
 * content, so that an article's place in the issue gives it no better pictures.
 * Ends with an album_fit.  False: cancelled. */
struct album_squeeze {
	unsigned quality; /* of most pictures */
	unsigned scale;   /* 1/1000 */
	bool fits;        /* false: at the last step they still take more */
};
bool album_squeeze(struct album *a, const struct picture_fit *fit, uint64_t bytes, unsigned jobs,
		   const struct cancel *cancel, struct album_squeeze *done);

/* Forgets what narrow and squeeze asked for. */
void album_reset(struct album *a);

/* Of the last album_fit: files that differ, and their bytes together. */
struct album_count {
	size_t pictures, untouched;
	size_t decoded; /* by the calls of album_fit so far */
	uint64_t bytes;
};
struct album_count album_count(const struct album *a);

#endif
