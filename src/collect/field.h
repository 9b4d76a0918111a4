/* Texts of a head made clean: entities decoded, one line, no control characters. */
#ifndef WENZHAI_COLLECT_FIELD_H
#define WENZHAI_COLLECT_FIELD_H

#include "base/arena.h"

/* &#123; and &#125; become braces: the generator of such posts writes them so in
 * the whole file, even where HTML would not decode them.  Borrowed when there are none. */
struct str decode_braces(struct arena *a, struct str text);

/* Character references decoded: numeric ones, and the names in common use.  What is
 * no reference stays as it is. */
struct str decode_entities(struct arena *a, struct str text);

/* One line, trimmed: entities decoded; white space collapsed to one space (one
 * U+3000 where there is nothing else: Chinese titles use it as a mark); control and
 * direction-override characters dropped, which could disguise a name. */
struct str field_line(struct arena *a, struct str text);

/* The text of a piece of HTML on one line, for an excerpt: no tags, at most `most`
 * characters, ended by "…" when cut. */
struct str field_plain(struct arena *a, struct str html, size_t most);

#endif
