/* What an album holds: for album.c, album-content.c and squeeze.c. */
#ifndef WENZHAI_IMAGE_ALBUM_ENTRIES_H
#define WENZHAI_IMAGE_ALBUM_ENTRIES_H

#include "base/pile.h"
#include "image/album.h"
#include "image/source.h"

#include <glib.h>
#include <stdatomic.h>

/* How pictures are made smaller, least harm first.  Step 0 is what is usual: files that fit are
 * passed on.  From step 1 on they are written anew; those that had to be written anyway never
 * in a better quality than the usual one. */
struct squeeze_step {
	uint8_t quality;
	uint16_t scale;    /* 1/1000 */
	uint16_t expected; /* 1/1000 of the bytes of step 0, as measured on photographs */
};

/* Where the file to be shown is until it is written. */
enum place {
	PLACE_MEMORY, /* made.bytes: of small ones, and where nothing else takes them */
	PLACE_SOURCE, /* it is the source's own file */
	PLACE_STORE,  /* a variant of the store, by `sha` and `name` */
	PLACE_PILE,   /* the album's pile, from `at` on */
};

/* One file. */
struct entry {
	struct picture_content content; /* first: content_read finds the entry by it */
	struct album *album;
	struct picture_source *source;    /* of the first picture that shows it */
	uint32_t most_width, most_height; /* as narrowed; 0: not */
	unsigned step;                    /* of squeeze_steps */
	struct squeeze_step between;      /* it and the one before; quality 0: not */
	struct picture_fit fit;           /* what it is to be, or is */
	bool stale;                       /* to be made anew */
	/* As the last album_fit left it: */
	struct arena arena;    /* owns the name, and bytes in memory */
	struct rendition made; /* bytes: PLACE_MEMORY alone */
	struct str name;       /* fit_name; empty: nothing made yet */
	uint64_t hash;
	const char *fault; /* NULL, or why there is no rendition of it */
	bool lost;         /* its source is gone, or another file: for good */
	bool decoded;
	enum place place;
	char sha[STORE_SHA + 1]; /* of the source; empty: not known */
	uint64_t at;
	atomic_bool gone; /* content_read could not have it */
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
	struct arena names; /* scratch */
	struct pile *pile;  /* NULL: nowhere */
	struct arena trial_arena;
	struct trial trials[SQUEEZE_STEPS]; /* since album_reset */
	void (*show)(void *context, const char *stage, size_t done, size_t total);
	void *show_context;
};

/* ---- album-content.c ---- */

/* Puts what was made where content_read will find it; `in_store`: it was written there.  Any thread. */
void content_keep(struct entry *e, struct str bytes, bool in_store);
/* As struct picture_content says.  What is gone from the store or damaged there is made again. */
bool content_read(struct picture_content *content, struct arena *a, struct str *bytes);
/* Empties the pile where nothing that stays is in it.  One thread. */
void content_tidy(struct album *a);

/* ---- squeeze.c ---- */

void set_step(struct entry *e, unsigned step);

extern const struct squeeze_step squeeze_steps[SQUEEZE_STEPS];

#endif
