/* Addresses in running text: what has "://" in it, with the scheme before it, and what begins with the
 * name of a host that is written without one ("www.", "WWW3.").  A line ends at their joints, without a
 * hyphen.  Pure; any thread.
 *
 *	struct address_search search = address_search_begin(text);
 *
 *	while (address_next(&search, &begin, &end))
 *		… text.s[begin] to text.s[end - 1] …
 *
 * The whole search takes time linear in the text's length.
 */
#ifndef WENZHAI_TEXT_ADDRESS_H
#define WENZHAI_TEXT_ADDRESS_H

#include "base/str.h"

struct address_search {
	struct str text;
	size_t from; /* where the last address ended */
	/* The next hit of either kind, kept until the text before it is done: a text of addresses is not
	 * searched to its end for each of them.  STR_NONE: no more. */
	size_t scheme, www;
};

struct address_search address_search_begin(struct str text);
/* False when there is no more; *begin and *end are offsets in the text. */
bool address_next(struct address_search *search, size_t *begin, size_t *end);

#endif
