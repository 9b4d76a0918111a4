/* Actions: what is done on entering and on leaving an element that becomes this
 * or that (elements.h), as one table. */
#ifndef WENZHAI_CLEAN_ACTIONS_H
#define WENZHAI_CLEAN_ACTIONS_H

#include "clean/builder.h"
#include "clean/elements.h"

struct action {
	/* True: go on into the children. */
	bool (*enter)(struct builder *b, const GumboNode *node);
	/* Still in the element's manner and container; NULL: nothing.  Not called when
	 * `enter` said false. */
	void (*leave)(struct builder *b);
};

const struct action *action_lookup(enum become become);

#endif
