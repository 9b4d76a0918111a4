/* Collecting: folders of posts become an issue. */
#ifndef WENZHAI_COLLECT_COLLECT_H
#define WENZHAI_COLLECT_COLLECT_H

#include "base/parallel.h"
#include "model/issue.h"

enum sort_key { SORT_DATE, SORT_DATE_DOWN, SORT_TITLE, SORT_SOURCE };
enum group_key { GROUP_CATEGORY, GROUP_SOURCE, GROUP_DAY, GROUP_NONE };

struct selection {
	struct category *include; /* any of these prefixes; none: all.  Sections come in this order */
	size_t include_count;
	struct category *exclude;
	size_t exclude_count;
	struct str *tags; /* any of these; none: all */
	size_t tag_count;
	struct str *authors; /* any of these; none: all */
	size_t author_count;
	bool ranged;         /* then articles without a date are left out */
	day_number from, to; /* inclusive */
	size_t limit;        /* 0: none; else the newest so many, in whatever order they are shown */
	enum sort_key sort;
	enum group_key group;
	bool keep_duplicates;
};

/* A post that is read whatever the folders hold. */
struct pick {
	struct str path, root; /* as in struct article */
	struct str *also;      /* becomes the article's */
	size_t also_count;
};

struct collect_options {
	struct str *paths; /* folders or files, in the user's order */
	size_t path_count;
	const struct pick *picks; /* not NULL: these posts, in place of those of `paths`; by path */
	size_t pick_count;
	struct selection selection;
	const struct zone *zone; /* of dates without one, and of days */
	instant now;
	unsigned jobs;
	const struct cancel *cancel;
};

/* Walks, reads, selects, sorts, groups.
 *
 * Sections (group): the first level of the category path that matched, else of the
 * post's first path (moved to categories[0]); the author; the local day; or one
 * section.  They come in the order of selection->include, then by pinyin (days by
 * date); 其他, of posts without, is last.  Within a section the sort key decides
 * alone (titles and sources by pinyin), then the date, then the path; a post without a
 * date is its section's last.  Of posts of the same title and author, or of the same
 * text (unless it is of a few words), the earliest stays.
 *
 * Every post left out is in `skipped`, in path order; what is wrong with one that was
 * left out for a fault of its own is in `diags`.  The result's sections, articles, skipped,
 * from/to, zone and now are filled; title and the like are the caller's.  Everything
 * lives in `a`, but each article's own arenas (issue_clear frees them).  Trouble
 * that belongs to no article goes to `diags`.  NULL when cancelled. */
struct issue *collect(const struct collect_options *options, struct arena *a, struct diags *diags);
void issue_clear(struct issue *issue); /* frees the articles' arenas */

/* ---- what users write on the command line; each false fills *message ---- */
bool parse_category(struct arena *a, struct str text, struct category *category);
bool parse_day(struct arena *a, struct str text, day_number *day, struct str *message); /* 2021-07-12 */
bool parse_week(struct arena *a, struct str text, day_number *from, day_number *to,
		struct str *message); /* 2021-W28 */
bool parse_month(struct arena *a, struct str text, day_number *from, day_number *to,
		 struct str *message); /* 2021-07 */
/* "7d", "2w", "1m", "12h": days that end with today's in the zone. */
bool parse_last(struct arena *a, struct str text, instant now, const struct zone *zone, day_number *from,
		day_number *to, struct str *message);
/* The same spans: the instant that long before now. */
bool parse_ago(struct arena *a, struct str text, instant now, const struct zone *zone, instant *at,
	       struct str *message);
/* A post's date in any known form; `zone` for those without one. */
bool parse_date(struct str text, const struct zone *zone, instant *at);
/* --now: a date form, or @SECONDS. */
bool parse_now(struct arena *a, struct str text, const struct zone *zone, instant *at, struct str *message);

#endif
