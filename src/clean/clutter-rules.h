/* What a set of rules is made of; for clutter.c and clutter-apply.c alone. */
#ifndef WENZHAI_CLEAN_CLUTTER_RULES_H
#define WENZHAI_CLEAN_CLUTTER_RULES_H

#include "clean/clutter.h"

#include <glib.h>

struct rule {
	struct str name;
	enum clutter_action action;
	struct str *authors; /* parts of the author's name; none: all */
	size_t author_count;
	uint32_t within; /* patterns and tails: percent of the article, from its end */
	uint32_t most;   /* tail: characters */
	struct str pattern;
	GRegex *regex; /* NULL: the rule is a selector's */
};

struct clutter {
	struct arena arena;
	VEC(struct rule) rules;
	struct selector_set *selectors;
	GRegex *any; /* all patterns joined; NULL: none, or they do not go together */
};

#endif
