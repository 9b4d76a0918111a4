/* The few words that pages carry of their own, by language. */
#ifndef WENZHAI_LAYOUT_WORDS_H
#define WENZHAI_LAYOUT_WORDS_H

#include "base/calendar.h"
#include "model/style.h"

struct words {
	const char *contents;   /* heading of the contents */
	const char *original;   /* link to the original */
	const char *also;       /* before the names of other sources */
	const char *joint;      /* between them */
	const char *picture;    /* in the frame of one that is missing */
	const char *links;      /* heading of the list of links */
	const char *articles;   /* printf format with one %zu */
	const char *characters; /* printf format with one %zu */
	const char *minutes;    /* printf format with one %zu: reading time */
	const char *issue;      /* printf format with one %d */
	const char *date;       /* printf format with three %d: year, month, day */
	int speed;              /* words read in a minute */
};

const struct words *words_for(enum font_lang lang);
/* articles, characters or minutes, so many of them: "12 篇". */
struct str words_count(struct arena *a, const char *format, size_t n);
struct str words_issue(struct arena *a, const struct words *w, int number); /* empty below 1 */
struct str words_date(struct arena *a, const struct words *w, day_number day);

#endif
