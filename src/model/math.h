/* Formulas: presentation MathML as a tree, by allowlist (MathML Core and what of MathML 3 scraped
 * pages hold).  Made by clean/, written by epub/; a page of a PDF shows the span's text.
 *
 * Tokens (mi, mn, mo, mtext, ms) hold text and no children, the others children and no text;
 * elements have as many children as MathML asks for.  Lives in the article's arena.
 */
#ifndef WENZHAI_MODEL_MATH_H
#define WENZHAI_MODEL_MATH_H

#include "base/str.h"

/* A page of a million mrows is no formula; what is deeper than this no renderer draws. */
#define MATH_NODES_MAX 2000
#define MATH_DEPTH_MAX 48

/* name as in XML, the least and the most children; -1: any number; -2: a token. */
#define MATH_ELEMENTS(X)               \
	X(MATH, "math", -1)            \
	X(MROW, "mrow", -1)            \
	X(MI, "mi", -2)                \
	X(MN, "mn", -2)                \
	X(MO, "mo", -2)                \
	X(MTEXT, "mtext", -2)          \
	X(MS, "ms", -2)                \
	X(MSPACE, "mspace", 0)         \
	X(MFRAC, "mfrac", 2)           \
	X(MSQRT, "msqrt", -1)          \
	X(MROOT, "mroot", 2)           \
	X(MSTYLE, "mstyle", -1)        \
	X(MPADDED, "mpadded", -1)      \
	X(MPHANTOM, "mphantom", -1)    \
	X(MSUB, "msub", 2)             \
	X(MSUP, "msup", 2)             \
	X(MSUBSUP, "msubsup", 3)       \
	X(MUNDER, "munder", 2)         \
	X(MOVER, "mover", 2)           \
	X(MUNDEROVER, "munderover", 3) \
	X(MTABLE, "mtable", -1)        \
	X(MTR, "mtr", -1)              \
	X(MTD, "mtd", -1)

enum math_element {
#define MATH_ENUM(name, tag, children) MATH_##name,
	MATH_ELEMENTS(MATH_ENUM)
#undef MATH_ENUM
		MATH_ELEMENT_COUNT
};

#define MATH_ANY_CHILDREN (-1)
#define MATH_TOKEN        (-2)

/* An attribute that survived: its name is one of math_attribute's. */
struct math_attribute {
	const char *name;
	struct str value; /* ASCII, checked */
	struct math_attribute *next;
};

struct math {
	enum math_element element;
	struct str text; /* of a token: valid UTF-8 */
	struct math_attribute *attributes;
	struct math *parent, *first, *last, *next;
};

const char *math_name(enum math_element element);
int math_children(enum math_element element); /* how many it must have, or one of the two above */
/* False when there is no such element. */
bool math_lookup(struct str name, enum math_element *element);
/* The attribute's name when an element may bear it with that value; NULL otherwise. */
const char *math_attribute(enum math_element element, struct str name, struct str value);

/* Document order below `root`, without recursion; NULL at the end. */
const struct math *math_after(const struct math *m, const struct math *root);
void math_check(const struct math *root); /* asserts what is said above */

#endif
