/* The catalogue's own words, in the languages in which an issue can be made. */
#ifndef WENZHAI_JOB_CATALOGUE_WORDS_H
#define WENZHAI_JOB_CATALOGUE_WORDS_H

#include "base/arena.h"

struct catalogue_words {
	const char *lang;     /* BCP 47 */
	const char *digest;   /* the catalogue's title where none is given and there are several jobs */
	const char *newest;   /* all issues, newest first */
	const char *all;      /* link to a job's own page; {} issues */
	const char *home;     /* link back */
	const char *articles; /* {} articles */
	const char *none;     /* nothing here yet */
	const char *readers;  /* what the addresses at the foot are for */
	const char *feed;     /* the Atom feed */
};

/* By the longest of "zh-Hant", "zh" and so on that begins the tag; English else. */
const struct catalogue_words *catalogue_words_for(struct str language);
/* `text` with the number in the place of {}. */
struct str catalogue_count(struct arena *a, const char *text, size_t number);

#endif
