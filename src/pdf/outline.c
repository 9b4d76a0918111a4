#include "pdf/navigation.h"
#include "pdf/place.h"

#define LEVELS_MAX 8

/* A longer outline opens with its first level alone: 300 articles are no overview. */
#define OPEN_ENTRIES_MAX 60

#define NONE UINT32_MAX

/* One bookmark and its neighbours, by index. */
struct item {
	uint32_t parent, previous, next, first, last;
	uint32_t children, descendants;
	unsigned object;
};

/* Levels that skip one are pulled up: each entry is at most one below its
 * predecessor. */
static int nested_level(int level, int depth)
{
	if (level > depth + 1)
		level = depth + 1;
	if (level > LEVELS_MAX)
		level = LEVELS_MAX;
	return level < 1 ? 1 : level;
}

static void link_item(struct item *items, struct item *root, uint32_t i)
{
	struct item *item = &items[i], *parent = item->parent == NONE ? root : &items[item->parent];
	item->previous = parent->last;
	item->next = item->first = item->last = NONE;
	if (parent->last == NONE)
		parent->first = i;
	else
		items[parent->last].next = i;
	parent->last = i;
	parent->children++;
}

static void build_tree(const struct display *d, struct item *items, struct item *root)
{
	uint32_t open[LEVELS_MAX + 1]; /* the last entry of each level */
	int depth = 0;
	for (uint32_t i = 0; i < d->outline.n; i++) {
		depth = nested_level(d->outline.v[i].level, depth);
		open[depth] = i;
		items[i].parent = depth > 1 ? open[depth - 1] : NONE;
		link_item(items, root, i);
	}
	for (uint32_t i = (uint32_t)d->outline.n; i-- > 0;) {
		struct item *parent = items[i].parent == NONE ? root : &items[items[i].parent];
		parent->descendants += 1 + items[i].descendants;
	}
}

static void put_neighbour(struct buf *b, const char *key, const struct item *items, uint32_t i)
{
	if (i != NONE)
		buf_printf(b, " /%s %u 0 R", key, items[i].object);
}

static void write_item(const struct display *d, struct pdf *pdf, struct buf *b, const struct item *items,
		       uint32_t i, unsigned root, const unsigned *pages, bool open)
{
	const struct item *item = &items[i];
	const struct outline_entry *entry = &d->outline.v[i];
	buf_add(b, S("/Title "));
	put_text(b, entry->title);
	buf_printf(b, "\n/Parent %u 0 R", item->parent == NONE ? root : items[item->parent].object);
	put_neighbour(b, "Prev", items, item->previous);
	put_neighbour(b, "Next", items, item->next);
	put_neighbour(b, "First", items, item->first);
	put_neighbour(b, "Last", items, item->last);
	if (item->children)
		buf_printf(b, " /Count %s%u", open ? "" : "-",
			   (unsigned)(open ? item->descendants : item->children));
	if (entry->dest < d->dests.n) {
		buf_add(b, S(" /Dest "));
		put_destination(b, d, &d->dests.v[entry->dest], pages);
	}
	pdf_fill(pdf, item->object, buf_str(b));
}

unsigned outline_write(const struct display *d, struct pdf *pdf, struct arena *a, const unsigned *pages)
{
	if (!d->outline.n)
		return 0;
	bool open = d->outline.n <= OPEN_ENTRIES_MAX;
	struct item *items = ARENA_ARRAY(a, d->outline.n, struct item);
	struct item root = {.first = NONE, .last = NONE, .object = pdf_reserve(pdf)};
	for (size_t i = 0; i < d->outline.n; i++)
		items[i].object = pdf_reserve(pdf);
	build_tree(d, items, &root);
	for (uint32_t i = 0; i < d->outline.n; i++) {
		struct buf b = BUF(a);
		write_item(d, pdf, &b, items, i, root.object, pages, open);
	}
	pdf_fill(pdf, root.object,
		 arena_printf(a, "/Type /Outlines /First %u 0 R /Last %u 0 R /Count %u",
			      items[root.first].object, items[root.last].object,
			      (unsigned)(open ? root.descendants : root.children)));
	return root.object;
}
