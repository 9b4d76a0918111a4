/* Parsing: gumbo, over an arena, and what one wants to ask its tree.
 *
 * The tree and all that it points at live in the arena that was passed (and in
 * the source text).  Nodes are walked by their parent pointers and indices,
 * never by recursion.
 */
#ifndef WENZHAI_CLEAN_PARSE_H
#define WENZHAI_CLEAN_PARSE_H

#include "base/arena.h"

#include <gumbo.h>

/* The fragment's root: an html element whose children are the body's. */
GumboNode *parse_html(struct arena *a, struct str html);

static inline bool node_is_element(const GumboNode *n)
{
	return n->type == GUMBO_NODE_ELEMENT || n->type == GUMBO_NODE_TEMPLATE;
}

static inline bool node_is_text(const GumboNode *n)
{
	return n->type == GUMBO_NODE_TEXT || n->type == GUMBO_NODE_WHITESPACE || n->type == GUMBO_NODE_CDATA;
}

static inline bool node_is(const GumboNode *n, GumboTag tag)
{
	return node_is_element(n) && n->v.element.tag == tag;
}

size_t node_child_count(const GumboNode *n);
GumboNode *node_child(const GumboNode *n, size_t i);
GumboNode *node_sibling(const GumboNode *n, int step); /* NULL at the end */
/* The next element beside it, past white space; NULL when text or the end comes first. */
GumboNode *node_next_element(const GumboNode *n);

/* Document order below `root`; NULL at the end. */
GumboNode *node_after(const GumboNode *n, const GumboNode *root);
/* The same, not into n. */
GumboNode *node_skip(const GumboNode *n, const GumboNode *root);

/* An attribute's value; the empty str when it is absent or empty. Borrowed. */
struct str node_attribute(const GumboNode *n, const char *name);
bool node_has_attribute(const GumboNode *n, const char *name);
/* Is `name` one of the words of its class? */
struct str node_classes(const GumboNode *n); /* the head of `class`, for next_word */
bool node_has_class(const GumboNode *n, struct str name);
/* The name as written, for elements that gumbo does not know: "x-tex". */
struct str node_name(const GumboNode *n);
/* All text below, as it is. */
struct str node_text(struct arena *a, const GumboNode *n);
/* Is there no more than `most` bytes of text below that is not white space? */
bool node_text_within(const GumboNode *n, size_t most);
unsigned node_line(const GumboNode *n);

/* The next word of a class attribute: cut off `*rest`; empty at the end. */
struct str next_word(struct str *rest);

#endif
