#include "clean/parse.h"

/* Zeroed: gumbo 0.10.1 decides by memory that it never wrote (valgrind), and the same
 * input must give the same document. */
static void *parse_alloc(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

static void parse_free(void *arena, void *memory)
{
	(void)arena;
	(void)memory; /* dies with the arena */
}

GumboNode *parse_html(struct arena *a, struct str html)
{
	GumboOptions options = kGumboDefaultOptions;
	options.allocator = parse_alloc;
	options.deallocator = parse_free;
	options.userdata = a;
	options.max_errors = 0; /* 5,000 nested elements made 200 MB of messages */
	options.fragment_context = GUMBO_TAG_BODY;
	return gumbo_parse_with_options(&options, html.n ? html.s : "", html.n)->root;
}

size_t node_child_count(const GumboNode *n)
{
	return node_is_element(n) ? n->v.element.children.length : 0;
}

GumboNode *node_child(const GumboNode *n, size_t i)
{
	return n->v.element.children.data[i];
}

GumboNode *node_sibling(const GumboNode *n, int step)
{
	const GumboNode *parent = n->parent;
	size_t at = n->index_within_parent + (size_t)step; /* -1 wraps beyond the end */
	return parent && at < node_child_count(parent) ? node_child(parent, at) : NULL;
}

GumboNode *node_next_element(const GumboNode *n)
{
	GumboNode *next = node_sibling(n, 1);
	while (next && (next->type == GUMBO_NODE_WHITESPACE || next->type == GUMBO_NODE_COMMENT))
		next = node_sibling(next, 1);
	return next && node_is_element(next) ? next : NULL;
}

GumboNode *node_skip(const GumboNode *n, const GumboNode *root)
{
	for (; n && n != root; n = n->parent) {
		GumboNode *next = node_sibling(n, 1);
		if (next)
			return next;
	}
	return NULL;
}

GumboNode *node_after(const GumboNode *n, const GumboNode *root)
{
	return node_child_count(n) ? node_child(n, 0) : node_skip(n, root);
}

static const GumboAttribute *find_attribute(const GumboNode *n, const char *name)
{
	const GumboVector *all = &n->v.element.attributes;
	for (unsigned i = 0; i < all->length; i++) {
		const GumboAttribute *a = all->data[i];
		if (a->name[0] == name[0] && !strcmp(a->name, name))
			return a;
	}
	return NULL;
}

struct str node_attribute(const GumboNode *n, const char *name)
{
	const GumboAttribute *a = node_is_element(n) ? find_attribute(n, name) : NULL;
	return a ? str_from(a->value) : (struct str){0};
}

bool node_has_attribute(const GumboNode *n, const char *name)
{
	return node_is_element(n) && find_attribute(n, name);
}

struct str next_word(struct str *rest)
{
	if (!rest->n)
		return (struct str){0};
	size_t from = 0;
	while (from < rest->n && (unsigned char)rest->s[from] <= ' ')
		from++;
	size_t to = from;
	while (to < rest->n && (unsigned char)rest->s[to] > ' ')
		to++;
	struct str word = {rest->s + from, to - from};
	*rest = str_from_offset(*rest, to);
	return word;
}

/* Each picture, each box of code asks those around it: a longer list would be read as often as they are many.
 */
#define CLASSES_BYTES_MAX 2048

struct str node_classes(const GumboNode *n)
{
	return str_head(node_attribute(n, "class"), CLASSES_BYTES_MAX);
}

bool node_has_class(const GumboNode *n, struct str name)
{
	struct str words = node_classes(n);
	for (struct str word = next_word(&words); word.n; word = next_word(&words))
		if (str_eq_nocase(word, name))
			return true;
	return false;
}

struct str node_name(const GumboNode *n)
{
	if (!node_is_element(n))
		return (struct str){0};
	if (n->v.element.tag != GUMBO_TAG_UNKNOWN)
		return str_from(gumbo_normalized_tagname(n->v.element.tag));
	GumboStringPiece name = n->v.element.original_tag;
	if (!name.data)
		return (struct str){0};
	gumbo_tag_from_original_text(&name);
	return (struct str){name.data, name.length};
}

struct str node_text(struct arena *a, const GumboNode *n)
{
	struct buf out = BUF(a);
	for (const GumboNode *at = n; at; at = node_after(at, n))
		if (node_is_text(at))
			buf_add(&out, str_from(at->v.text.text));
	return buf_str(&out);
}

bool node_text_within(const GumboNode *n, size_t most)
{
	size_t bytes = 0;
	for (const GumboNode *at = n; at; at = node_after(at, n)) {
		if (at->type == GUMBO_NODE_TEXT)
			bytes += str_trim_wide(str_from(at->v.text.text)).n;
		if (bytes > most)
			return false;
	}
	return true;
}

unsigned node_line(const GumboNode *n)
{
	return n->type == GUMBO_NODE_ELEMENT ? n->v.element.start_pos.line
	       : node_is_text(n)             ? n->v.text.start_pos.line
					     : 0;
}
