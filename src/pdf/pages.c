#include "pdf/pages.h"

#include "pdf/syntax.h"

/* Children of a node.  A viewer finds a page among 100,000 in three steps. */
#define FAN 64

unsigned *pages_reserve(struct pdf *pdf, struct arena *a, size_t count)
{
	unsigned *pages = ARENA_ARRAY(a, count, unsigned);
	for (size_t i = 0; i < count; i++)
		pages[i] = pdf_reserve(pdf);
	return pages;
}

/* ---- one page ---- */

/* Only the pictures that are on it: whoever splits a file takes no others along. */
static void put_images(struct buf *b, const struct page *page, unsigned object, const struct imageset *images)
{
	bool any = false;
	for (size_t i = 0; i < page->paints.n; i++) {
		const struct paint *paint = &page->paints.v[i];
		struct image *image =
			paint->kind == PAINT_PICTURE ? imageset_lookup(images, paint->picture.picture) : NULL;
		if (!image || !image->ok || image->listed == object)
			continue;
		buf_printf(b, "%s/I%u %u 0 R", any ? " " : " /XObject << ", (unsigned)image->index,
			   image->object);
		image->listed = object;
		any = true;
	}
	if (any)
		buf_add(b, S(" >>"));
}

static struct str page_entries(struct pdf *pdf, struct arena *a, const struct page *page, unsigned object,
			       unsigned parent, struct str content, unsigned fonts, const struct links *links,
			       const struct imageset *images)
{
	struct buf b = BUF(a), refs = BUF(a);
	unsigned stream = pdf_add_stream(pdf, S("/Filter /FlateDecode"), content);
	links_write(links, page, pdf, a, &refs);
	buf_printf(&b, "/Type /Page /Parent %u 0 R /Contents %u 0 R\n/Resources << /Font %u 0 R", parent,
		   stream, fonts);
	put_images(&b, page, object, images);
	buf_add(&b, S(" >>"));
	if (refs.n)
		buf_printf(&b, "\n/Annots [%.*s ]", STR_FMT(buf_str(&refs)));
	return buf_str(&b);
}

/* ---- the tree ---- */

/* A node's children are FAN neighbours of the level below. */
struct level {
	unsigned *objects;
	size_t *leaves; /* pages below each */
	size_t n;
};

static struct level level_above(struct pdf *pdf, struct arena *a, const struct level *below)
{
	struct level level = {.n = (below->n + FAN - 1) / FAN};
	level.objects = ARENA_ARRAY(a, level.n, unsigned);
	level.leaves = ARENA_ARRAY(a, level.n, size_t);
	for (size_t i = 0; i < level.n; i++)
		level.objects[i] = level.n == 1 ? pdf_page_root(pdf) : pdf_reserve(pdf);
	for (size_t i = 0; i < below->n; i++)
		level.leaves[i / FAN] += below->leaves[i];
	return level;
}

static void fill_node(struct pdf *pdf, struct arena *a, const struct display *d, const struct level *level,
		      size_t i, const struct level *below, unsigned parent)
{
	struct buf b = BUF(a);
	buf_printf(&b, "/Type /Pages /Count %zu", level->leaves[i]);
	if (parent) {
		buf_printf(&b, " /Parent %u 0 R", parent);
	} else { /* every page inherits its size */
		buf_add(&b, S(" /MediaBox [0 0 "));
		put_milli(&b, milli_from_coord(d->width));
		buf_add_char(&b, ' ');
		put_milli(&b, milli_from_coord(d->height));
		buf_add_char(&b, ']');
	}
	buf_add(&b, S("\n/Kids ["));
	for (size_t k = i * FAN; k < below->n && k < (i + 1) * FAN; k++) {
		put_ref(&b, below->objects[k]);
		buf_add_char(&b, ' ');
	}
	buf_add_char(&b, ']');
	pdf_fill(pdf, level->objects[i], buf_str(&b));
}

#define LEVELS_MAX 12 /* 64^12 pages */

/* Makes all nodes; returns the parents of the pages. */
static struct level build_tree(struct pdf *pdf, struct arena *a, const struct display *d, struct level pages)
{
	struct level levels[LEVELS_MAX] = {pages};
	size_t top = 0;
	do {
		levels[top + 1] = level_above(pdf, a, &levels[top]);
		top++;
	} while (levels[top].n > 1);
	for (size_t l = top; l > 0; l--)
		for (size_t i = 0; i < levels[l].n; i++)
			fill_node(pdf, a, d, &levels[l], i, &levels[l - 1],
				  l == top ? 0 : levels[l + 1].objects[i / FAN]);
	return levels[1];
}

void pages_write(const struct display *d, struct pdf *pdf, struct arena *a, const unsigned *pages,
		 const struct str *contents, unsigned fonts, const struct imageset *images)
{
	struct level leaves = {.n = d->pages.n};
	leaves.objects = ARENA_ARRAY(a, leaves.n, unsigned);
	leaves.leaves = ARENA_ARRAY(a, leaves.n, size_t);
	for (size_t i = 0; i < leaves.n; i++) {
		leaves.objects[i] = pages[i];
		leaves.leaves[i] = 1;
	}
	struct level parents = build_tree(pdf, a, d, leaves);
	struct links links;
	links_init(&links, d, pages);
	for (size_t i = 0; i < d->pages.n; i++)
		pdf_fill(pdf, pages[i],
			 page_entries(pdf, a, &d->pages.v[i], pages[i], parents.objects[i / FAN], contents[i],
				      fonts, &links, images));
	links_clear(&links);
}
