/* Cleaning: an article's body becomes its document.
 *
 * HTML in, blocks and spans out: an allowlist of meanings (elements.h) and tables
 * for all else.  Nothing of the article's own text is lost; what rules for clutter
 * take is counted in a note [clutter].  The head's `headimg` is not put into the
 * document: where it belongs to the article, the body has it already.  The text of
 * a BLOCK_CODE has '\n' between its lines and none at its end.
 *
 * The order of things: repair.h (source) → parse.h (gumbo) → survey.h → walk.c,
 * actions.h → builder.h (blocks.c, spans.c, leaf.c, code.c, tables.c, media.c,
 * formula.h) → clutter.h → tidy.c → language.h, original.h.
 */
#ifndef WENZHAI_CLEAN_CLEAN_H
#define WENZHAI_CLEAN_CLEAN_H

#include "model/article.h"

/* De-cluttering rules: styles/clutter.yaml (and a style's own).  Read once,
 * immutable, shared by threads. */
struct clutter;
/* Adds the file's rules to `into` (NULL: a new set).  What cannot be understood is
 * reported [bad-rule] with its line and left out.  Never NULL. */
struct clutter *clutter_read(struct clutter *into, struct str text, struct str file, struct diags *diags);
void clutter_free(struct clutter *c);

/* Makes article->document (in article->arena) and the article's numbers and, where
 * the head did not say, its language; clears article->body_arena.  Diagnostics go
 * to article->diags.  Returns false when the article had to be given up (reported).
 * `scratch` is reset on return.  Any thread. */
bool clean_article(struct article *article, const struct clutter *clutter, struct arena *scratch);

/* BCP 47 tag of the text's language: zh-Hans, zh-Hant, ja, ko, en. */
struct str clean_detect_language(struct str text);

#endif
