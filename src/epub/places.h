/* The places inside one article that something leads to: anchors and footnotes.
 *
 * Ids are given anew, by number ("x1", "x2", …, in reading order; "r1" for the
 * mark of a footnote x1), so that whatever a source calls its anchors, ids in
 * the book are unique, well-formed and cannot meet our own.  A place that
 * nothing leads to gets none.
 */
#ifndef WENZHAI_EPUB_PLACES_H
#define WENZHAI_EPUB_PLACES_H

#include "model/document.h"

struct place {
	size_t number;    /* from 1, in reading order; 0: no such place in the document */
	size_t target_at; /* offset of the place in the article's XHTML, and … */
	size_t mark_at;   /* … of the first mark that refers to it (a footnote's) */
	bool target_written, mark_written;
	struct str mark; /* the text of that mark */
};

struct places; /* in the arena; belongs to one thread */

struct places *places_survey(struct arena *a, const struct document *d);
/* NULL when `id` is empty, or nothing leads there, or there is nothing there. */
struct place *places_find(const struct places *p, struct str id);
/* Before the article is written once more: nothing is written yet; offsets stay. */
void places_rewind(struct places *p);
void places_free(struct places *p);

#endif
