/* Pictures for a build: found on disk or in data: URLs, never on the network.
 *
 * A picture is looked for relative to its post, then relative to the site's root
 * (for "/img/a.png": the PATH argument's folder and, for Hexo's source/_posts,
 * the `source` folder above it).  Never outside these folders, whatever links and
 * ".." say; never anything but a regular file.
 */
#ifndef WENZHAI_IMAGE_IMAGE_H
#define WENZHAI_IMAGE_IMAGE_H

#include "model/article.h"

struct codec;
struct store;

#define PICTURE_BYTES_MAX  (32u << 20) /* a larger file is refused */
#define PICTURE_PIXELS_MAX (64u << 20) /* bombs: 60,000 x 60,000 in 60 KB */
#define ARTICLE_PICTURES_MAX                                                          \
	(128u << 20) /* all files of an article: a post may name every file of a disk \
		      */

/* In --images DIR a remote picture is DIR/host/path (as wget -x and other mirrors
 * name it; its query may be part of the name), or DIR/<SHA-256 of the URL, hex>
 * with or without .png, .jpg, .jpeg.  A local name is looked for there last. */
struct image_options {
	struct str images_dir; /* --images: a store or folder; may be empty */
	bool none;             /* --no-images */
	struct codec *codec;   /* NULL: pictures that must be decoded are not measured (list) */
	struct store *store;   /* that of images_dir, for reading; NULL: a plain folder, or none */
};

/* Finds every picture of article->document that can be had, and sets its type, source
 * and natural size; the others keep PICTURE_NONE and their caption or alt stands for them.
 * What is no PNG or JPEG has the type PNG until an output is made; its size is 0 without a codec.
 * Reports in article->diags what is broken [bad-picture], outside [picture-outside],
 * missing on disk [no-picture], of a type that nobody reads [picture-type]; a remote
 * picture is a note [remote-picture].  Each src is reported once.
 * The bytes of small pictures (source.h) stay in article->arena, without what follows
 * the picture's end mark; places with the same file share them.  The hash is content_hash
 * of the bytes: quick and stable, but equal hashes can be made on purpose, so who stores
 * pictures once must compare the bytes too.  May be called for different articles at once. */
void image_load(struct article *article, const struct image_options *options);

/* The src as a message may show it: short, and without bytes that break a line. */
struct str image_shown(struct arena *a, struct str src);

/* What the bytes are, by their magic; NONE when not a whole PNG or JPEG by its
 * own structure (truncated, no pixels, over PICTURE_PIXELS_MAX). */
enum picture_type image_sniff(struct str bytes, uint32_t *width, uint32_t *height, uint8_t *components);

#endif
