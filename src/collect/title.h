/* An article's title where its head has none. */
#ifndef WENZHAI_COLLECT_TITLE_H
#define WENZHAI_COLLECT_TITLE_H

#include "model/article.h"

/* Fills an empty article->title: with the page's <title>, its heading, or the file's
 * name.  `body` is HTML; `line` is the head's.  Gives [no-title]. */
void title_complete(struct article *article, struct str body, unsigned line);

#endif
