/* Nesting: a cheap model of the parser's stack of open elements and of its list
 * of active formatting elements, so that both stay bounded.
 *
 * Where the model is not sure that the parser closes an element, it keeps it
 * open: it may think the stack deeper than it is, never shallower.
 */
#ifndef WENZHAI_CLEAN_NESTING_H
#define WENZHAI_CLEAN_NESTING_H

#include "base/arena.h"
#include "clean/elements.h"

/* gumbo takes 2.6 s for 10,000 nested divs and 47 s for 50,000; no real page
 * comes near 512. */
#define NESTING_DEPTH_MAX 512
/* <b><i><b>… reopened by every following paragraph. */
#define NESTING_ACTIVE_MAX 64
#define NESTING_ACTIVE_ALL 512
/* How many elements the parser may reopen in all: 64 for each of 700,000
 * paragraphs would be seven gigabytes. */
#define NESTING_REOPENED_MAX 50000

struct nesting {
	struct nesting_open {
		uint32_t key; /* tag, or a hash of an unknown name; 0: moved away by the parser */
		GumboTag tag;
	} open[NESTING_DEPTH_MAX + NESTING_ACTIVE_MAX];
	size_t depth;
	struct nesting_active {
		uint32_t key;
		GumboTag tag;
		int slot; /* in `open`, or NESTING_STALE, or NESTING_MARKER */
	} active[NESTING_ACTIVE_ALL];
	size_t active_count;
	size_t stale; /* entries since the last marker that the next text reopens */
	size_t reopened;
	size_t foreign;         /* open svg and math elements */
	uint32_t left_out[256]; /* start tags left out, by key: so are their end tags */
};

uint32_t nesting_key(GumboTag tag, struct str name);

/* A start tag; false: leave it out. */
bool nesting_start(struct nesting *n, const struct element *e, uint32_t key);
/* An end tag; false: leave it out, its start tag was. */
bool nesting_end(struct nesting *n, const struct element *e, uint32_t key);
/* Text, or an element in the line, follows: formatting elements are reopened.
 * End tags for those that must not be are written to `out`; false when there are none. */
bool nesting_text(struct nesting *n, struct buf *out);

#endif
