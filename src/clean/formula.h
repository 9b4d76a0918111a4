/* Formulas: MathML where the page holds it, else its TeX, shown as source. */
#ifndef WENZHAI_CLEAN_FORMULA_H
#define WENZHAI_CLEAN_FORMULA_H

#include "clean/builder.h"
#include "clean/classes.h"

/* A longer stretch between two $$ is prose about prices. */
#define FORMULA_BYTES_MAX 2000

/* Text in which $$…$$, \(…\) and \[…\] become formulas. */
void formula_text(struct builder *b, struct str text);
/* <math>, <x-tex>, <mjx-container>; false: neither MathML nor TeX in it, its text is to be shown. */
bool formula_element(struct builder *b, const GumboNode *node);
/* By class; true: nothing else of the element is to be shown. */
bool formula_by_class(struct builder *b, const GumboNode *node, enum class_role role);

#endif
