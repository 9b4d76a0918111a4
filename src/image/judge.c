/* Pictures that are none: what only shows when their size is known. */
#include "image/image.h"
#include "image/source.h"

/* Both sides at most so long: counts readers ("tracking pixel"), or is a dot of a list. */
#define DOT_PX_MAX 4u
/* One side at most so long: pushes things apart ("spacer"), or is a line. */
#define SPACER_PX_MAX 2u

static bool is_code(const struct picture *p)
{
	return p->source && p->source->code;
}

static bool is_nothing(const struct picture *p)
{
	if (!p->source || !p->px_width)
		return false;
	return (p->px_width <= DOT_PX_MAX && p->px_height <= DOT_PX_MAX) || p->px_width <= SPACER_PX_MAX ||
	       p->px_height <= SPACER_PX_MAX;
}

static bool goes(const struct picture *p)
{
	return is_code(p) || is_nothing(p);
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
		if (s.kind == SPAN_PICTURE && goes(s.picture)) {
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
		return goes(b->picture) && !b->id.n;
	clear_spans(b);
	return had && !b->spans.n && b->kind == BLOCK_PARAGRAPH && !b->id.n;
}

struct judged image_judge(struct document *d)
{
	size_t kept = 0, all = d->pictures.n;
	struct judged out = {0};
	for (size_t i = 0; i < all; i++) {
		out.codes += is_code(d->pictures.v[i]);
		out.nothing += !is_code(d->pictures.v[i]) && is_nothing(d->pictures.v[i]);
	}
	if (!out.codes && !out.nothing)
		return out;
	for (struct block *b = block_after(d->root, d->root); b;)
		b = is_to_go(b) ? drop_block(b, d->root) : block_after(b, d->root);
	for (size_t i = 0; i < all; i++)
		if (!goes(d->pictures.v[i]))
			d->pictures.v[kept++] = d->pictures.v[i];
	d->pictures.n = kept;
	return out;
}
