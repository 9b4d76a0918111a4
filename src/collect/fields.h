/* A head's entries become an article's fields. */
#ifndef WENZHAI_COLLECT_FIELDS_H
#define WENZHAI_COLLECT_FIELDS_H

#include "collect/collect.h"
#include "collect/head.h"

struct publication {
	bool draft;       /* draft: true */
	bool unpublished; /* published: false */
};

/* Fills title (empty where the head has none), author, link, permalink, lang, excerpt, headimg, date,
 * categories and tags. article->path and ->diags are set before.  `map` is what head_parse gave. */
struct publication fields_read(struct article *article, const struct head *head, struct yaml *map,
			       const struct zone *zone);

#endif
