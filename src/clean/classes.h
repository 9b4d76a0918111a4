/* Classes that a cleaner knows: what sites call captions, gutters, formulas.
 * Only what says what a thing is; what is clutter is said by styles/clutter.yaml. */
#ifndef WENZHAI_CLEAN_CLASSES_H
#define WENZHAI_CLEAN_CLASSES_H

#include "clean/parse.h"

enum class_role {
	ROLE_NONE,
	ROLE_CAPTION, /* of a picture */
	ROLE_GUTTER,  /* a highlighter's line numbers */
	ROLE_KATEX,   /* a formula with its TeX in it */
	ROLE_MATHJAX, /* what MathJax drew for the TeX that stands beside */
};

enum class_role class_role(const GumboNode *node); /* an element; the first word that is known decides */

#endif
