/* What is remembered of an issue once its files are in place: plain data.
 *
 * The state keeps it, deliveries are made from it, the catalogue and the metrics
 * are written from it.  All texts are borrowed (an arena of the caller's), UTF-8
 * and perhaps hostile: titles come from posts.  Whoever writes XML, JSON, a mail
 * header or a file name escapes them there.
 */
#ifndef WENZHAI_JOB_RECORD_H
#define WENZHAI_JOB_RECORD_H

#include "base/calendar.h"

enum record_format { RECORD_EPUB, RECORD_PDF, RECORD_FORMAT_COUNT };

struct record_file {
	struct str
		name; /* below the output folder: "finance-2021-W28.epub", "2021/28.pdf"; never with ".." */
	enum record_format format;
	uint64_t bytes;
	struct str sha256; /* 64 hexadecimal digits, lower case */
};

struct record_article {
	struct str title;
	struct str source; /* may be empty */
	struct str path;   /* the post's */
	struct str link;   /* the original's http(s) URL, or empty */
};

struct record {
	struct str job;        /* its name in the jobs file */
	struct str title;      /* without dates: 财经周刊 */
	struct str dates;      /* as on the cover: "2021-07-12 – 2021-07-18", or empty */
	struct str creator;    /* may be empty */
	struct str language;   /* BCP 47 */
	struct str identifier; /* "urn:uuid:…" */
	struct str summary;    /* a sentence or some headlines; may be empty */
	int number;            /* from 1; 0: unnumbered */
	bool ranged;
	day_number from, to; /* inclusive; valid when ranged */
	instant made;        /* `now` of the run that made it */

	struct record_file *files;
	size_t file_count;
	struct str cover;                      /* a JPEG's name below the output folder; empty: none */
	const struct record_article *articles; /* in the order */
	size_t article_count;
};

const char *record_format_type(enum record_format format); /* "application/epub+zip" */
const char *record_format_name(enum record_format format); /* "epub" */

/* Where the pictures of an issue stand, from the name of its first file:
 * "2021/28.epub" has "covers/2021/28.epub.jpg" and "covers/2021/28.epub.small.jpg".
 * No other file's are called so: each ends in .epub or .pdf, and "28.pdf" may be another job's.
 * Whoever removes an issue's files removes these too. */
struct str record_cover_name(struct arena *a, struct str file);
struct str record_thumbnail_name(struct arena *a, struct str cover);

#endif
