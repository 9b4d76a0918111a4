/* A ticket: which articles one issue has, as a text.
 *
 * It is written three times, always the same: into the state before an issue is
 * made, so that a crash can be cleared up; into every file of the issue (META-INF/
 * of an EPUB, /PieceInfo of a PDF), so that a lost state can be made anew from what
 * was published; and into a plan, so that another machine can make the issue
 * without the state.
 *
 *   wenzhai-issue 1
 *   job finance-weekly
 *   key 2021-W28
 *   number 28
 *   range 2021-07-12 2021-07-18
 *   now 1626649200
 *   article PATH LINK DATE TITLE SOURCE SIGNATURE     fields between tabs
 *   also PATH LINK DATE TITLE SOURCE SIGNATURE        another source of the article before
 *   end 0123456789abcdef                              hash of all lines before
 *
 * Paths are as the jobs file would write them, so that its bytes do not depend on where
 * that lies.  DATE is in seconds since 1970, or "-".  SIGNATURE is near.h's, in base 64.
 */
#ifndef WENZHAI_JOB_TICKET_H
#define WENZHAI_JOB_TICKET_H

#include "base/calendar.h"
#include "job/near.h"

#define TICKET_BEGIN        "wenzhai-issue 1\n"
#define TICKET_BYTES_MAX    (64u << 20) /* a text that is no ticket of ours */
#define TICKET_ARTICLES_MAX 200000u

/* What is known of a post that is, or may be, published. */
struct story {
	struct str path; /* as the jobs file would write it */
	struct str link, title, source;
	bool dated;
	instant date;
	struct signature signature;
	bool also; /* stands beneath the story before it, which says the same */
};

struct ticket {
	struct str job, key; /* the period's */
	int number;
	day_number from, to;
	instant now; /* the issue's */
	VEC(struct story) stories;
};

struct str ticket_write(struct arena *a, const struct ticket *t);
/* False when the text is no whole ticket.  What follows its end is not looked at. */
bool ticket_read(struct arena *a, struct str text, struct ticket *t);
/* Of an issue's file, by its content.  False when it carries none. */
bool ticket_of_file(struct arena *a, const char *path, struct ticket *t);
/* Were both written for the same attempt at one issue? */
bool ticket_same(const struct ticket *a, const struct ticket *b);

#endif
