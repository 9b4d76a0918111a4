/* Building one issue: collect, clean, pictures, chapters and galleys in parallel
 * over articles, results folded in order, outputs put in place together. */
#ifndef WENZHAI_BUILD_BUILD_H
#define WENZHAI_BUILD_BUILD_H

#include "collect/collect.h"
#include "model/profile.h"

enum output_format {
	OUTPUT_EPUB,
	OUTPUT_PDF,
	OUTPUT_COVER, /* the cover alone, a JPEG of the profile's width; absent where there are no fonts */
};

struct output {
	const char *path;
	enum output_format format;
	struct profile profile;
	struct str style;    /* name or folder; empty: classic */
	uint64_t bytes_most; /* --max-size, else the profile's budget; 0: none */
};

enum dump_stage { DUMP_NONE, DUMP_DOC, DUMP_LINES, DUMP_PAINT, DUMP_XHTML, DUMP_CHECK };

struct build_options {
	struct collect_options collect;
	struct output *outputs;
	size_t output_count;
	struct str title; /* empty: a default in the issue's language */
	struct str creator, language;
	int number;                  /* of the issue in its series; 0: none */
	struct str data_dir;         /* where styles/ and fonts/ are */
	const struct picture *cover; /* instead of a drawn one; NULL: none */
	struct str images_dir;
	bool embed_fonts; /* into EPUBs */
	bool no_images;
	bool blank;  /* without articles, the issue says so: not BUILD_EMPTY */
	bool strict; /* nothing is written when a warning or worse was given */
	unsigned jobs;
	const struct cancel *cancel;
	/* Called once the articles are settled, before anything is made of them: fills what the
	 * caller knows of the issue (number, series, identifier, ticket).  May be NULL. */
	void (*settle)(void *context, struct issue *issue);
	void *settle_context;
	enum dump_stage dump; /* instead of outputs */
	struct stream *dump_to;
	/* Called from any thread, now and then; may be NULL. */
	void (*progress)(void *context, const char *stage, size_t done, size_t total);
	void *progress_context;
};

enum build_status { /* the exit statuses of the contract */
		    BUILD_DONE = 0,
		    BUILD_FAILED = 1,
		    BUILD_EMPTY = 3,
		    BUILD_STRICT = 4,
};

struct build_result {
	size_t articles, skipped; /* skipped: given up or unreadable, duplicates too */
	uint64_t characters;
	size_t pages, chapters;
	size_t pictures_missing;
	size_t pictures_remote; /* of those: on the network, and not in --images */
	struct issue *issue;    /* in the arena passed; NULL when collecting failed */
};

/* Diagnostics of all articles, in order, end in `diags`. */
enum build_status build_issue(const struct build_options *options, struct arena *a, struct diags *diags,
			      struct build_result *result);
/* Collects and cleans only.  Articles' documents stay with `documents` only; else they are
 * empty once they have been counted. */
enum build_status build_list(const struct build_options *options, bool documents, struct arena *a,
			     struct diags *diags, struct build_result *result);

#endif
