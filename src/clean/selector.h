/* Selectors: the part of CSS that rules for clutter need.
 *
 *   tag  .class  #id  [attr]  [attr=x]  [attr^=x]  [attr$=x]  [attr*=x]  [attr~=x]
 *   a b (below)  a > b (directly below)  a, b (either)
 *
 * A set holds the selectors of many rules, compiled once, immutable afterwards
 * and shared by threads.  It is indexed by what the rightmost part asks for, so
 * that an element is tried against a handful of rules, not all of them.
 */
#ifndef WENZHAI_CLEAN_SELECTOR_H
#define WENZHAI_CLEAN_SELECTOR_H

#include "clean/parse.h"

/* A rules file is the user's own, yet one compound per element and level is
 * what matching costs. */
#define SELECTOR_PARTS_MAX 16
/* How far up a descendant combinator looks, all in all, for one element. */
#define SELECTOR_STEPS_MAX 4096

struct selector_set;

struct selector_set *selector_set_new(struct arena *a); /* lives in the arena */
/* Adds each selector of the list under the rule's number.  False: *message says
 * what was not understood; then nothing of it was added. */
bool selector_set_add(struct selector_set *set, struct str text, unsigned rule, struct str *message);
/* Calls found(context, rule) for each rule of which a selector matches; a rule
 * may be found more than once. */
void selector_set_match(const struct selector_set *set, const GumboNode *node,
			void (*found)(void *context, unsigned rule), void *context);

#endif
