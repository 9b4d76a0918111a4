/* What an album holds: for album.c and squeeze.c. */
#ifndef WENZHAI_IMAGE_ALBUM_ENTRIES_H
#define WENZHAI_IMAGE_ALBUM_ENTRIES_H

#include "image/album.h"
#include "image/source.h"

/* One file. */
struct entry {
	struct picture_source *source;    /* of the first picture that shows it */
	uint32_t most_width, most_height; /* as narrowed; 0: not */
	unsigned step;                    /* of squeeze_steps */
	/* As the last album_fit left it: */
	struct arena arena; /* owns the bytes */
	struct rendition made;
	struct str name; /* fit_name; empty: nothing made yet */
	uint64_t hash;
	const char *fault; /* NULL, or why there is no rendition */
	bool decoded;
};

/* How a step of squeeze_steps came out. */
#define SQUEEZE_STEPS 25u
struct trial {
	uint64_t total; /* bytes */
	size_t *sizes;  /* by entry; NULL: not tried */
};

struct album {
	const struct issue *issue;
	struct image_options options;
	struct arena arena;
	VEC(struct entry) entries;
	size_t decoded;
	struct arena trial_arena;
	struct trial trials[SQUEEZE_STEPS]; /* since album_reset */
	void (*show)(void *context, const char *stage, size_t done, size_t total);
	void *show_context;
};

/* How pictures are made smaller, least harm first.  Step 0 is what is usual: files that fit are
 * passed on.  From step 1 on they are written anew; those that had to be written anyway never
 * in a better quality than the usual one. */
struct squeeze_step {
	uint8_t quality;
	uint16_t scale;    /* 1/1000 */
	uint16_t expected; /* 1/1000 of the bytes of step 0, as measured on photographs */
};
extern const struct squeeze_step squeeze_steps[SQUEEZE_STEPS];

#endif
