/* Cleaning with an account of what the rules took, for tests and --dump. */
#ifndef WENZHAI_CLEAN_REPORT_H
#define WENZHAI_CLEAN_REPORT_H

#include "clean/clean.h"

struct clean_report {
	struct arena *arena;
	VEC(struct str) dropped; /* the text that rules left out, piece by piece */
};

/* clean_article, and the account in *out (NULL: none). */
bool clean_article_report(struct article *article, const struct clutter *clutter, struct arena *scratch,
			  struct clean_report *out);

#endif
