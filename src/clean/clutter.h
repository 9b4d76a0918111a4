/* Clutter: the rules of styles/clutter.yaml, compiled, as the cleaner uses them.
 *
 * Selectors are tried on elements while the tree is walked; patterns on short
 * finished blocks afterwards.  A set is immutable once read and shared by
 * threads; a view of it belongs to one article.
 */
#ifndef WENZHAI_CLEAN_CLUTTER_H
#define WENZHAI_CLEAN_CLUTTER_H

#include "clean/clean.h"
#include "clean/parse.h"
#include "clean/selector.h"

/* Blocks with more text than this are the article's own whatever they say. */
#define CLUTTER_BLOCK_MAX 400 /* bytes */
/* No rule takes an element that holds more of the body than this. */
#define CLUTTER_SHARE_MAX 60 /* percent */
/* Defaults: percent of the article, from its end; characters. */
#define CLUTTER_DROP_WITHIN 100
#define CLUTTER_TAIL_WITHIN 40
#define CLUTTER_TAIL_MOST   600
/* "(a+)+$" must cost a rule, not an afternoon. */
#define CLUTTER_MATCH_LIMIT "(*LIMIT_MATCH=5000)"
/* Patterns of one file. */
#define CLUTTER_RULES_MAX 2000

enum clutter_action {
	CLUTTER_NONE,
	CLUTTER_UNWRAP,
	CLUTTER_DROP,
	CLUTTER_TAIL,
	CLUTTER_KEEP,
};

struct clutter_view {
	const struct clutter *clutter; /* NULL: no rules */
	struct arena *scratch;
	bool *applies;         /* by rule */
	size_t dropped;        /* what was dropped so far: elements, blocks, tails */
	VEC(struct str) texts; /* the text that was dropped, piece by piece */
	VEC(struct tail_mark {
		struct block *after; /* the leaf before which the tail begins; NULL: the first */
		unsigned rule;
	})
	tails;
};

void clutter_view_init(struct clutter_view *v, const struct clutter *c, struct str author,
		       struct arena *scratch);
/* What the rules say about an element. `*rule` is the deciding one. */
enum clutter_action clutter_element(const struct clutter_view *v, const GumboNode *node, unsigned *rule);
/* Applies the patterns and the tails to the finished blocks. */
void clutter_blocks(struct clutter_view *v, struct document *document);

#endif
