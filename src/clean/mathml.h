/* <math> to a tree of model/math.h: what is on its allowlist stays, the rest gives up the formula. */
#ifndef WENZHAI_CLEAN_MATHML_H
#define WENZHAI_CLEAN_MATHML_H

#include "clean/parse.h"
#include "model/math.h"

/* The formula in `a`; NULL when it is too large or is not what MathML asks for (a fraction of three
 * parts, an element that nobody knows): then its TeX or its text is to be shown. */
struct math *mathml_read(struct arena *a, struct arena *scratch, const GumboNode *math);
/* The formula in a line, x=(-b±√(b^2-4ac))/(2a): what one who sees none reads. */
struct str mathml_text(struct arena *a, const struct math *math);

#endif
