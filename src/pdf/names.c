#include "pdf/navigation.h"
#include "pdf/place.h"

#include <stdlib.h>

#define FAN 64 /* entries of a node: a viewer looks a name up without reading all */

struct entry {
	struct str name;
	const struct dest *dest;
};

/* A run of entries that one node of the tree covers. */
struct node {
	struct str first, last;
	unsigned object;
};

/* "a12", "s2": what is counted from 0 inside is counted from 1 outside. */
static bool counted_name(struct arena *a, struct str name, struct str *out)
{
	uint32_t number;

	if (name.n < 2 || (name.s[0] != 'a' && name.s[0] != 's') ||
	    !str_to_uint(str_from_offset(name, 1), &number))
		return false;
	*out = arena_printf(a, "%c%u", name.s[0], (unsigned)number + 1);
	return true;
}

static int by_name(const void *x, const void *y)
{
	return str_cmp(((const struct entry *)x)->name, ((const struct entry *)y)->name);
}

static size_t list_entries(const struct display *d, struct arena *a, struct entry *entries)
{
	size_t n = 0;
	for (size_t i = 0; i < d->dests.n; i++) {
		struct entry e = {.dest = &d->dests.v[i]};
		if (str_eq(e.dest->name, S("toc")))
			e.name = S("contents");
		else if (!counted_name(a, e.dest->name, &e.name))
			continue;
		entries[n++] = e;
	}
	if (n)
		qsort(entries, n, sizeof *entries, by_name);
	return n;
}

static void put_limits(struct buf *b, const struct node *node)
{
	buf_add(b, S("/Limits ["));
	put_literal(b, node->first);
	buf_add_char(b, ' ');
	put_literal(b, node->last);
	buf_add(b, S("]"));
}

static struct node add_leaf(const struct display *d, struct pdf *pdf, struct arena *a, const struct entry *v,
			    size_t n, const unsigned *pages)
{
	struct node node = {.first = v[0].name, .last = v[n - 1].name};
	struct buf b = BUF(a);
	put_limits(&b, &node);
	buf_add(&b, S(" /Names ["));
	for (size_t i = 0; i < n; i++) {
		put_literal(&b, v[i].name);
		buf_add_char(&b, ' ');
		put_destination(&b, d, v[i].dest, pages);
		buf_add_char(&b, ' ');
	}
	buf_add_char(&b, ']');
	node.object = pdf_add(pdf, buf_str(&b));
	return node;
}

static struct node add_node(struct pdf *pdf, struct arena *a, const struct node *v, size_t n, bool root)
{
	struct node node = {.first = v[0].first, .last = v[n - 1].last};
	struct buf b = BUF(a);
	if (!root)
		put_limits(&b, &node);
	buf_add(&b, S(" /Kids ["));
	for (size_t i = 0; i < n; i++) {
		put_ref(&b, v[i].object);
		buf_add_char(&b, ' ');
	}
	buf_add_char(&b, ']');
	node.object = pdf_add(pdf, buf_str(&b));
	return node;
}

static size_t fans(size_t n)
{
	return (n + FAN - 1) / FAN;
}

static size_t fan_at(size_t n, size_t i)
{
	return n - i * FAN < FAN ? n - i * FAN : FAN;
}

unsigned names_write(const struct display *d, struct pdf *pdf, struct arena *a, const unsigned *pages)
{
	struct entry *entries = ARENA_ARRAY(a, d->dests.n, struct entry);
	size_t n = list_entries(d, a, entries), count = fans(n);
	if (!n)
		return 0;
	struct node *nodes = ARENA_ARRAY(a, count, struct node);
	for (size_t i = 0; i < count; i++)
		nodes[i] = add_leaf(d, pdf, a, entries + i * FAN, fan_at(n, i), pages);
	for (; count > FAN; count = fans(count)) /* in place: a node is made of later ones */
		for (size_t i = 0; i < fans(count); i++)
			nodes[i] = add_node(pdf, a, nodes + i * FAN, fan_at(count, i), false);
	return add_node(pdf, a, nodes, count, true).object;
}
