/* What an element's attributes mean: bold, italic, alignment, hidden.  All else
 * that style sheets say is dropped. */
#ifndef WENZHAI_CLEAN_MANNER_H
#define WENZHAI_CLEAN_MANNER_H

#include "clean/builder.h"

struct meaning {
	unsigned set, clear;    /* STYLE_ bits */
	enum block_align align; /* DEFAULT: says nothing; START: back to the default */
	bool hidden;            /* display: none, and its likes */
	bool invisible;         /* visibility: hidden */
	bool lines;             /* white-space: pre-line, pre-wrap */
};

struct meaning meaning_read(const GumboNode *node);

#endif
