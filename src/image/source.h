/* Where a picture's bytes are, and what was seen of them when the article was loaded.
 *
 * Only small pictures are kept in memory from then on: five hundred photographs would
 * be two gigabytes.  The others are read again, the same way and under the same
 * rules, when an output wants them, and must then be what they were.
 */
#ifndef WENZHAI_IMAGE_SOURCE_H
#define WENZHAI_IMAGE_SOURCE_H

#include "image/codec.h"
#include "image/image.h"
#include "image/store.h"

#include <sys/types.h>
#include <time.h>

/* Up to this size a picture's bytes are kept: reading costs more than having. */
#define SOURCE_KEPT_MAX ((size_t)16 << 10)

/* Which file it is; equal in all: the same, unchanged. */
struct file_id {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

/* What was seen of a picture. */
struct facts {
	struct probe probe;
	struct codec_size natural; /* upright; 0 x 0: not measured */
	uint64_t hash;             /* content_hash of its bytes, without what follows its end mark */
};

/* In the article's arena; shared by its pictures with the same src or file. */
struct picture_source {
	const struct article *article;
	const struct picture *first; /* its src says where */
	struct facts seen;
	struct str bytes;     /* when kept */
	struct stored stored; /* sha empty: not from the store */
	bool is_file;
	struct file_id file;
	size_t entry;  /* in the album */
	bool reported; /* that it cannot be shown */
	bool code;     /* a QR code that calls for being followed */
};

/* All bytes of the picture, in `a` or kept.  False: it is no longer what it was. */
bool source_read(const struct picture_source *s, const struct image_options *options, struct arena *a,
		 struct str *bytes);

/* Marks QR codes that call for being followed (picture_source.code): by their pixels, and where they
 * stand.  Nothing is marked without a codec, nor where codes are what the article is about. */
void codes_find(struct article *article, const struct image_options *options);

/* Leaves out pictures that show nothing (spacers, dots, what counts readers) and codes; in a line
 * their alt takes their place. */
struct judged {
	size_t nothing, codes;
};
struct judged image_judge(struct document *d);

/* What was seen of a picture in the store is kept there too, so that the next build need not
 * read it. */
bool facts_read(struct store *store, const char *sha, struct facts *f);
void facts_write(struct store *store, const char *sha, const struct facts *f);

#endif
