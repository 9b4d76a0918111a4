/* The catalogue: an output folder as a library that any web server can show.
 *
 *   index.html            covers, for a phone and an e-reader's browser; no scripts
 *   opds.xml, opds.json   OPDS 1.2 and 2.0, for KOReader, Moon+, Thorium
 *   atom.xml              a feed of the newest issues
 *   catalogue/            the pages behind them
 *   covers/               the issues' pictures, which the build makes, and thumbnails
 *
 * Every address is relative and below the folder, so that it can be served from
 * anywhere.  Each file is whole or absent, pages before what leads to them, and is
 * written only when its bytes change; pages of issues that are gone are removed.  The
 * same issues give the same bytes.  An index.html, atom.xml, opds.xml or opds.json that was
 * not made here is left alone, and reported [foreign-index].
 */
#ifndef WENZHAI_JOB_CATALOGUE_H
#define WENZHAI_JOB_CATALOGUE_H

#include "base/diag.h"
#include "base/yaml.h"
#include "build/build.h"
#include "job/record.h"

#define CATALOGUE_PAGE   50u  /* issues of one page of a feed: an e-reader loads all their covers */
#define CATALOGUE_FRONT  12u  /* of one job on the front page; the others are on the job's own */
#define CATALOGUE_NEWEST 50u  /* in atom.xml */
#define CATALOGUE_LISTED 200u /* articles named of one issue */
/* A cover is drawn at this width, and its thumbnail at that. */
#define CATALOGUE_COVER_PX     600u
#define CATALOGUE_THUMBNAIL_PX 240u

/* The jobs file's `catalogue`: yes, no, or a map with `title`. */
struct catalogue_options {
	bool wanted;
	struct str title; /* empty: the only job's, or a word in its language */
};
/* NULL gives the default, yes.  False: reported [bad-jobs]. */
bool catalogue_read(struct yaml *node, struct arena *a, struct catalogue_options *options, struct diags *d);

/* The output that makes an issue's cover at `path` (record_cover_name below the output folder),
 * to be built beside the issue's own. */
struct output catalogue_cover(const char *path, struct str style);

struct catalogue {
	struct str folder;           /* the output folder */
	struct str title;            /* of catalogue_options */
	const struct record *issues; /* whose files are in the folder, of all jobs, in any order */
	size_t count;
};
bool catalogue_exists(struct str folder); /* was one written there? */
/* False: something could not be written, reported [cannot-write]; what was there stays. */
bool catalogue_write(const struct catalogue *c, struct diags *d);

#endif
