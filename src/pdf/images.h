/* The pictures of one file, each once, however often it is shown.
 *
 *   imageset_collect  walks the display (one thread)
 *   image_encode      makes one picture's streams (any thread, each picture once)
 *   imageset_whole    are all files there still?
 *   imageset_write    adds the objects (libharu's thread)
 *
 * A JPEG goes in as it is.  So does a PNG that is neither interlaced nor transparent:
 * its deflated rows are what /FlateDecode with predictor 15 reads.  Others are
 * decoded, transparency becomes an /SMask.  What goes in as it is stays where it lies, and what
 * was decoded waits in a pile beside the output; both are read again as the file is written.
 */
#ifndef WENZHAI_PDF_IMAGES_H
#define WENZHAI_PDF_IMAGES_H

#include "base/pile.h"
#include "layout/display.h"
#include "pdf/object.h"

#include <glib.h>

/* Where a stream's bytes wait until the file is written. */
enum image_place {
	IMAGE_NONE,
	IMAGE_OWN,    /* the picture's own bytes */
	IMAGE_PILE,   /* decoded, from `at` on in the set's pile */
	IMAGE_MEMORY, /* decoded, where no pile takes it */
};

/* One image XObject. */
struct image_stream {
	struct str entries; /* all but /Length and /SMask */
	enum image_place place;
	size_t size; /* bytes */
	uint64_t at;
	struct str bytes; /* IMAGE_MEMORY */
};

struct image {
	const struct picture *picture;     /* the first of its content */
	uint32_t index;                    /* its name in pages: /I0, /I1, ... */
	bool ok;                           /* false: broken, nothing is shown */
	bool gone;                         /* its file cannot be had (picture_file) */
	struct arena arena;                /* owns the streams */
	struct image_stream colour, alpha; /* alpha: mostly none */
	struct pile *pile;                 /* its set's */
	unsigned object;
	unsigned listed; /* the last page object whose /XObject names it */
};

struct imageset {
	struct arena *arena;
	GHashTable *by_content;     /* struct picture to struct image */
	VEC(struct image *) images; /* in order of first use */
	struct pile *pile;          /* owned */
};

/* `beside` is the output's path; NULL: it is in memory. */
void imageset_collect(struct imageset *set, struct arena *a, const struct display *display,
		      const char *beside);
/* NULL when the picture has no content. */
struct image *imageset_lookup(const struct imageset *set, const struct picture *picture);
void image_encode(struct image *image);
bool imageset_whole(const struct imageset *set);
/* Reports broken pictures as [bad-picture]. */
void imageset_write(const struct imageset *set, struct pdf *pdf, struct diags *diags);
void imageset_clear(struct imageset *set);

#endif
