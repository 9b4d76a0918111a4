/* What a line of Markdown begins, told by its text alone (white space at its ends taken off). */
#ifndef WENZHAI_COLLECT_MARKDOWN_LINES_H
#define WENZHAI_COLLECT_MARKDOWN_LINES_H

#include "base/str.h"

bool is_heading(struct str line);    /* "# " to "###### " */
bool is_item(struct str line);       /* "- ", "* ", "+ ", "1. ", "1) ", "> " */
bool is_fence(struct str line);      /* "```" or "~~~" */
bool is_table_rule(struct str line); /* |---|:-:| */

/* A code fence that is open: its mark and how long it was; none: n is 0. */
struct fence {
	char mark;
	size_t n;
};

/* Is the line a fence's, or between two?  Keeps `fence` for the next line. */
bool fence_step(struct fence *fence, struct str line);

/* Columns of white space before the text of a line, a tab reaching to the next fourth. */
size_t indent_of(struct str line);

#endif
