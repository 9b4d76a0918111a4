/* What stands before and between articles: cover, contents, mastheads, sections. */
#ifndef WENZHAI_LAYOUT_FRONT_H
#define WENZHAI_LAYOUT_FRONT_H

#include "layout/compose.h"
#include "model/issue.h"

/* Paints a cover of that size on the (empty) page. */
void cover_paint(struct setter *st, struct page *page, const struct issue *issue, coord width, coord height);

/* Title of the contents, then sections and articles with leaders and numbers. */
void contents_set(struct setter *st, const struct geometry *g, const struct issue *issue,
		  struct galley *const *galleys, struct sheet *sheet);
/* Title, dates and the headlines of the issue, for the head of the first page. */
void masthead_set(struct setter *st, const struct geometry *g, const struct issue *issue,
		  struct galley *const *galleys, struct sheet *sheet);
/* The opening of a section: its name and number of articles, and on a page of
 * its own (`listed`) the list of its articles.  `first`: index of its first article. */
void section_set(struct setter *st, const struct geometry *g, const struct issue *issue, size_t section,
		 size_t first, struct galley *const *galleys, bool listed, struct sheet *sheet);

#endif
