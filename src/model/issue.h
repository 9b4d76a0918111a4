/* An issue: the articles of one EPUB or PDF, in sections, in order. */
#ifndef WENZHAI_MODEL_ISSUE_H
#define WENZHAI_MODEL_ISSUE_H

#include "model/article.h"

struct section {
	struct str name;           /* what the heading says: 金融, 2021-07-12, … never empty */
	struct article **articles; /* in order; each article stands in one section of the issue */
	size_t count;              /* at least 1 */
};

/* A post that was found but is not in the issue. */
struct skipped {
	struct str path;
	struct str reason; /* one phrase: "outside the date range", "duplicate of FILE" */
	struct str code;   /* for programs: "date", "category", "duplicate", "draft", "unreadable", … */
	bool fault;        /* something is wrong with the post itself (counts as skipped in the summary);
			      false: it was just not selected */
};

struct issue {
	struct arena *arena;

	struct str title;      /* without dates: 财经周刊 */
	struct str dates;      /* "2021-07-12 – 2021-07-18", one day, or empty */
	struct str creator;    /* may be empty */
	struct str language;   /* BCP 47: zh-Hans, … never empty */
	struct str series;     /* name of the series; empty: none */
	int number;            /* of the issue, in its series; 0: none */
	struct str identifier; /* "urn:uuid:…", from name and dates alone */
	struct str ticket;     /* carried in each file as it is, for whoever published it: META-INF/ of an
				  EPUB, /PieceInfo of a PDF; empty: none */
	instant now;           /* dcterms:modified, CreationDate */
	const struct zone *zone;
	const struct picture *picture; /* a good one of its articles' for a drawn cover, or NULL */
	const struct picture *cover;   /* given by the user: the whole cover, or NULL */
	bool ranged;
	day_number from, to; /* inclusive; valid when ranged */

	struct section *sections;
	size_t section_count;
	struct article **articles; /* of all sections, in order */
	size_t article_count;
	bool blank;              /* its one article says that there are none: it does not count */
	struct skipped *skipped; /* in path order */
	size_t skipped_count;
};

/* As readers are told. */
static inline size_t issue_articles(const struct issue *issue)
{
	return issue->blank ? 0 : issue->article_count;
}

#endif
