/* Pictures that are none: what only shows when their size is known. */
#include "image/image.h"
#include "image/source.h"

/* Both sides at most so long: counts readers ("tracking pixel"), or is a dot of a list. */
#define DOT_PX_MAX 4u
/* One side at most so long: pushes things apart ("spacer"), or is a line. */
#define SPACER_PX_MAX 2u

static bool is_nothing(const struct picture *p)
{
	if (!p->source || !p->px_width)
		return false;
	return (p->px_width <= DOT_PX_MAX && p->px_height <= DOT_PX_MAX) || p->px_width <= SPACER_PX_MAX ||
	       p->px_height <= SPACER_PX_MAX;
}

/* What its maker called it stays, where it said something. */
static struct str said(const struct picture *p)
{
	struct str alt = str_trim_wide(p->alt);
	return str_head(alt, picture_is_file_name(alt) ? 0 : alt.n);
}

/* In a line: the alt takes its place, or nothing does. */
static void clear_spans(struct block *b)
{
	size_t kept = 0;
	for (size_t i = 0; i < b->spans.n; i++) {
		struct span s = b->spans.v[i];
		if (s.kind == SPAN_PICTURE && is_nothing(s.picture)) {
			s.kind = SPAN_TEXT;
			s.text = said(s.picture);
			s.picture = NULL;
			if (!s.text.n)
				continue;
		}
		b->spans.v[kept++] = s;
	}
	b->spans.n = kept;
}

/* A block that is left out; its figure with it, when that held nothing else. */
static struct block *drop_block(struct block *b, const struct block *root)
{
	struct block *up = b->parent;
	bool alone = up->kind == BLOCK_FIGURE && up->first == b && up->last == b && !up->id.n;
	struct block *gone = alone ? up : b, *next = block_skip(gone, root);
	block_unlink(gone);
	return next;
}

/* Links may lead to what has an id: that stays, as an empty place. */
static bool is_to_go(struct block *b)
{
	bool had = b->spans.n > 0;
	if (b->kind == BLOCK_PICTURE)
		return is_nothing(b->picture) && !b->id.n;
	clear_spans(b);
	return had && !b->spans.n && b->kind == BLOCK_PARAGRAPH && !b->id.n;
}

size_t image_judge(struct document *d)
{
	size_t kept = 0, all = d->pictures.n;
	bool any = false;
	for (size_t i = 0; i < all; i++)
		any = any || is_nothing(d->pictures.v[i]);
	if (!any)
		return 0;
	for (struct block *b = block_after(d->root, d->root); b;)
		b = is_to_go(b) ? drop_block(b, d->root) : block_after(b, d->root);
	for (size_t i = 0; i < all; i++)
		if (!is_nothing(d->pictures.v[i]))
			d->pictures.v[kept++] = d->pictures.v[i];
	d->pictures.n = kept;
	return all - kept;
}
