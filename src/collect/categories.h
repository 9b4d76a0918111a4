/* Categories and tags of a head: the rules of Hexo, Jekyll and Hugo. */
#ifndef WENZHAI_COLLECT_CATEGORIES_H
#define WENZHAI_COLLECT_CATEGORIES_H

#include "base/yaml.h"
#include "model/article.h"

#define CATEGORIES_MAX 32u /* paths of one post: a head is 64 KB of them otherwise */
#define TAGS_MAX       128u

enum dialect {
	DIALECT_HEXO,   /* a text is one name, a list one path, a list of lists several */
	DIALECT_JEKYLL, /* "a b" is the path a/b; told by the file's name, 2021-07-12-title.md */
	DIALECT_HUGO,   /* a list is several names; told by a head in TOML */
};

/* Fill article->categories and ->tags from the head's entries (NULL: none).  Cuts are
 * reported [head-limit]. */
void categories_read(struct article *article, const struct yaml *entry, enum dialect dialect);
void tags_read(struct article *article, const struct yaml *entry, enum dialect dialect);

/* Is `prefix` the beginning of `path`?  Names are equal also when one has a mark in
 * front that the other has not: "— 资讯" and "资讯" (sites' feeds name channels so). */
bool category_has_prefix(const struct category *path, const struct category *prefix);

#endif
