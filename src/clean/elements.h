/* Elements: what becomes of each, as one table.
 *
 * The walk (walk.c) obeys it; the repair pass (repair.c) reads its syntax
 * flags.  An element that is not in the table is unwrapped: its text stays.
 * Pure data; any thread.
 */
#ifndef WENZHAI_CLEAN_ELEMENTS_H
#define WENZHAI_CLEAN_ELEMENTS_H

#include "base/str.h"

#include <gumbo.h>

/* What the walk does on meeting the element. */
enum become {
	BECOME_TEXT,    /* unwrapped: as if the tags were not there */
	BECOME_NOTHING, /* dropped with all that is in it */
	BECOME_FLOW,    /* p, div and their like: a paragraph ends before and after */
	BECOME_BREAK,   /* br */
	BECOME_SPACE,   /* wbr and the like: nothing, but never text */
	BECOME_STYLE,   /* adds `style` bits */
	BECOME_LINK,
	BECOME_QUOTED, /* q: marks around it */
	BECOME_RUBY,
	BECOME_RT,
	BECOME_PICTURE,
	BECOME_MEDIA, /* a link to what cannot be shown on paper */
	BECOME_HEADING,
	BECOME_RULE,
	BECOME_QUOTE,
	BECOME_LIST,
	BECOME_ITEM,
	BECOME_DEFINITIONS,
	BECOME_TERM,
	BECOME_DEFINITION,
	BECOME_TABLE,
	BECOME_ROWS, /* thead, tbody, tfoot */
	BECOME_ROW,
	BECOME_CELL,
	BECOME_TABLE_CAPTION,
	BECOME_FIGURE,
	BECOME_CAPTION,
	BECOME_CODE,
	BECOME_DETAILS,
	BECOME_SUMMARY,
	BECOME_CHECKBOX, /* input: a task list's mark, else nothing */
	BECOME_MATH,
	BECOME_SVG,      /* only the text in it is kept */
	BECOME_NOSCRIPT, /* the plain picture beside a lazy one */
};

/* Syntax, for the repair pass. */
enum {
	ELEMENT_VOID = 1 << 0,       /* has no end tag */
	ELEMENT_RAW = 1 << 1,        /* what is in it never reaches the parser (repair.c) */
	ELEMENT_FORMATTING = 1 << 2, /* HTML's "active formatting" list: reopened after each block */
	ELEMENT_MARKER = 1 << 3,     /* shields that list */
	ELEMENT_CLOSES_P = 1 << 4,   /* its start tag ends an open p */
	ELEMENT_SELF = 1 << 5,       /* its start tag may end an open one of its group: li, td, … */
	ELEMENT_SCOPE = 1 << 6,      /* stops the search for what to close */
	ELEMENT_SWALLOWS = 1 << 7,   /* dropped: an unclosed one would take the rest with it */
	ELEMENT_STRAY = 1 << 8,      /* its tags are removed before parsing: html, body, … */
};

struct element {
	GumboTag tag;
	enum become become;
	unsigned style;  /* STYLE_ bits */
	unsigned syntax; /* ELEMENT_ bits */
};

/* Never NULL. */
const struct element *element_lookup(GumboTag tag);
/* Names that HTML knows but gumbo does not (picture, dialog, slot, …). */
bool element_name_known(struct str name);

#endif
