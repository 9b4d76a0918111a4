/* Footnotes of Markdown: "[^a]" in the text, "[^a]: its note" on a line of its own.
 * md4c takes the one for text and the other for a link's address. */
#ifndef WENZHAI_COLLECT_MARKDOWN_NOTES_H
#define WENZHAI_COLLECT_MARKDOWN_NOTES_H

#include "base/arena.h"

#define NOTE_NAME_MOST 100u   /* bytes of a name: longer "[^…]" is text */
#define NOTE_MARKS_MAX 10000u /* marks of a text: each makes forty bytes of HTML of four */

struct note {
	struct str name;
	struct str text; /* Markdown */
	unsigned number; /* of its first mark, from 1; 0: it has none */
};

struct notes {
	struct arena *arena;
	struct note **by_name; /* of the same name only the first */
	size_t name_count;
	struct note **by_number;
	unsigned marked, marks;
	VEC(struct note) list; /* as they come */
};

/* Returns the text without its notes, its lines where they were, the marks as HTML:
 * <sup><a href="#fn-1" id="fnref-1">1</a></sup>.  A mark without a note and a note
 * without a mark (which goes to the end) are shown as written. */
struct str notes_take(struct notes *notes, struct arena *a, struct str text);

#endif
