/* Articles in order and in sections. */
#ifndef WENZHAI_COLLECT_ARRANGE_H
#define WENZHAI_COLLECT_ARRANGE_H

#include "collect/collect.h"

/* Fills issue->articles and ->sections from the articles (NULLs aside), in the issue's arena.
 *
 * Sections: by category, the first level of the path that the article stands under;
 * by source, its author; by day, its local day; or a single one.  They come in the
 * order of the categories that were asked for, then by name as a Chinese dictionary
 * has it (days by date); 其他, of those without, last.  Within a section the sort key
 * decides alone; what it leaves equal goes by date, then by path.  An article without
 * a date is the last of its section. */
void arrange(struct issue *issue, struct article *const *articles, size_t count,
	     const struct selection *selection);

#endif
