/* What a page hides: a menu, a form's answer, an advert's mark.  And what it hides
 * only until a script shows it, which is the article. */
#ifndef WENZHAI_CLEAN_HIDDEN_H
#define WENZHAI_CLEAN_HIDDEN_H

#include "clean/manner.h"

/* Before the walk: looks for texts under `visibility: hidden`, into b->veiled. */
void hidden_survey(struct builder *b, const GumboNode *root);
/* Is the element, of this meaning, to be left out? */
bool hidden_element(const struct builder *b, const GumboNode *node, const struct meaning *m);
/* Percent of the body that the element takes. */
size_t share_of(const struct builder *b, const GumboNode *node);

#endif
