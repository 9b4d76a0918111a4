/* Which articles are in an issue, and in what order. */
#ifndef WENZHAI_COLLECT_SELECT_H
#define WENZHAI_COLLECT_SELECT_H

#include "collect/collect.h"
#include "collect/skip.h"

/* Does the head pass?  SKIP_NONE: yes.  Moves the category path that was asked for to
 * the front, so that the article stands under it. */
enum skip select_article(const struct selection *selection, struct article *article);

/* A post set aside after all were read. */
struct aside {
	size_t index; /* into the array passed */
	enum skip why;
	const struct article *of; /* DUPLICATE: the one that is kept */
};

/* Both make NULL what they drop from `articles` (where others are NULL already), write
 * it to `asides` (room for count), and return how many it was. */

/* Of articles of the same text, or of the same title and source that are of one day or open
 * alike (a column has one title every day), the earliest stays, of equally early ones the
 * first by path. */
size_t drop_duplicates(struct article **articles, size_t count, struct aside *asides);
/* The `limit` newest stay; those without a date count as the oldest. */
size_t drop_beyond(struct article **articles, size_t count, size_t limit, struct aside *asides);

#endif
