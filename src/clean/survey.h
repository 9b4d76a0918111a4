/* The survey: one look over the tree before the walk, for what an element
 * cannot know of itself: which ids links lead to, and what is a footnote. */
#ifndef WENZHAI_CLEAN_SURVEY_H
#define WENZHAI_CLEAN_SURVEY_H

#include "clean/parse.h"
#include "model/article.h"

struct survey_entry {
	struct str id;          /* as the source has it */
	struct str name;        /* as the document has it: unique, an NCName */
	const GumboNode *place; /* the first element of that id, or NULL */
	bool noted;             /* some link to it looks like a footnote's mark */
	bool note;              /* it is a footnote: an item of a list of nothing else */
	bool back;              /* it is where a mark stands: links to it lead back from the note */
};

struct survey {
	struct survey_entry *entries; /* a hash table, open addressing */
	size_t mask;
	size_t count;
};

/* `keep`: where the document lives, for the names; the rest goes to `a`. */
void survey_tree(struct survey *s, struct arena *keep, struct arena *a, const GumboNode *root,
		 struct str article_link);
/* The entry of an id that some link leads to, or NULL. */
const struct survey_entry *survey_find(const struct survey *s, struct str id);
/* The fragment of a link into this very article; false when it leads elsewhere. */
bool survey_fragment(struct arena *a, struct str href, struct str article_link, struct str *id);
/* Is it a list of which every item is a footnote? */
bool survey_is_notes(const struct survey *s, const GumboNode *list);

#endif
