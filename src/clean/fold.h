/* Folding: text that means nothing to the parser does not pass through it.
 *
 * gumbo decodes, classifies and copies every character by itself, and nine tenths
 * of an article are plain text.  So each stretch of it is replaced by a mark before
 * parsing, and the mark by the stretch in the tree's text nodes afterwards.  A mark
 * is two characters that are treated as any letter is: U+10FFFD, which nobody has a
 * use for, and an ideograph that counts the stretches.
 */
#ifndef WENZHAI_CLEAN_FOLD_H
#define WENZHAI_CLEAN_FOLD_H

#include "clean/parse.h"

struct fold {
	struct str text; /* borrowed from the body */
	size_t at;       /* where its mark is, in the source as parsed */
	size_t saved;    /* bytes by which the source has become shorter up to here */
};

struct folds {
	struct arena *arena;
	VEC(struct fold) v;
	bool off; /* nothing is folded: the body holds what might be taken for a mark */
};

void folds_init(struct folds *f, struct arena *a, struct str body);

/* The next stretch at or after *from in text that stands outside of tags; *from moves
 * past it.  Empty: there is none. */
struct str fold_next(const struct folds *f, struct str text, size_t *from);
/* Folds it; returns the mark, which is to stand at offset `at`.  Valid until the next call. */
struct str fold_add(struct folds *f, struct str text, size_t at);

/* An offset of gumbo's, as it were had nothing been folded. */
size_t fold_offset(const struct folds *f, size_t at);
/* Puts everything back into the tree. */
void folds_undo(const struct folds *f, GumboNode *root);

#endif
