#include "clean/hidden.h"

/* Elements that a page hides hold a menu; one that holds most of the body is
 * the article, waiting for a script to show it (WeChat's #js_content). */
#define HIDDEN_SHARE_MAX 50 /* percent */

static size_t begin_of(const struct builder *b, const GumboNode *node)
{
	return fold_offset(b->folds, node->v.element.start_pos.offset);
}

static size_t end_of(const struct builder *b, const GumboNode *node)
{
	return fold_offset(b->folds, node->v.element.end_pos.offset);
}

size_t share_of(const struct builder *b, const GumboNode *node)
{
	size_t begin = begin_of(b, node), end = end_of(b, node);
	return b->bytes && end > begin ? (end - begin) * 100 / b->bytes : 0;
}

/* Most elements say nothing of it, and are not read twice. */
static bool is_invisible(const GumboNode *node)
{
	struct str style = node_attribute(node, "style");
	return (str_find(style, S("isibility"), 0) != STR_NONE ||
		str_find(style, S("ISIBILITY"), 0) != STR_NONE) &&
	       meaning_read(node).invisible;
}

/* A library for animations hides each paragraph alone and shows it when the reader
 * comes there: so all of them are added up. */
void hidden_survey(struct builder *b, const GumboNode *root)
{
	size_t bytes = 0, covered = 0;
	for (const GumboNode *n = root; n; n = node_after(n, root)) {
		if (!node_is_element(n) || !is_invisible(n) || begin_of(b, n) < covered ||
		    end_of(b, n) <= begin_of(b, n))
			continue;
		covered = end_of(b, n);
		bytes += covered - begin_of(b, n);
	}
	b->veiled = b->bytes && bytes * 100 / b->bytes > HIDDEN_SHARE_MAX;
}

/* Pictures are made invisible until they are loaded. */
bool hidden_element(const struct builder *b, const GumboNode *node, const struct meaning *m)
{
	if (m->hidden)
		return share_of(b, node) <= HIDDEN_SHARE_MAX;
	return m->invisible && !b->veiled && !node_is(node, GUMBO_TAG_IMG);
}
