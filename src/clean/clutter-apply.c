#include "clean/clutter-rules.h"

void clutter_view_init(struct clutter_view *v, const struct clutter *c, struct str author,
		       struct arena *scratch)
{
	*v = (struct clutter_view){.clutter = c, .scratch = scratch};
	if (!c)
		return;
	v->applies = ARENA_ARRAY(scratch, c->rules.n + 1, bool);
	for (size_t i = 0; i < c->rules.n; i++) {
		const struct rule *rule = &c->rules.v[i];
		v->applies[i] = !rule->author_count;
		for (size_t k = 0; k < rule->author_count; k++)
			v->applies[i] |= str_find(author, rule->authors[k], 0) != STR_NONE;
	}
}

/* ---- elements ---- */

struct decision {
	const struct clutter_view *view;
	enum clutter_action action; /* the strongest: their order is the enum's */
	unsigned rule;
};

static void decide(void *context, unsigned rule)
{
	struct decision *d = context;
	enum clutter_action action = d->view->clutter->rules.v[rule].action;
	if (d->view->applies[rule] && action > d->action) {
		d->action = action;
		d->rule = rule;
	}
}

enum clutter_action clutter_element(const struct clutter_view *v, const GumboNode *node, unsigned *rule)
{
	struct decision d = {.view = v};
	if (v->clutter)
		selector_set_match(v->clutter->selectors, node, decide, &d);
	*rule = d.rule;
	return d.action == CLUTTER_KEEP ? CLUTTER_NONE : d.action;
}

/* ---- blocks ---- */

struct pass {
	struct clutter_view *view;
	struct document *document;
	size_t total;  /* bytes of the article's text */
	size_t before; /* bytes of the leaves that were passed */
};

static size_t leaf_bytes(const struct block *b)
{
	size_t bytes = 0;
	for (size_t i = 0; i < b->spans.n; i++)
		bytes += b->spans.v[i].text.n;
	return bytes;
}

/* A leaf's text as the patterns see it: one line, trimmed. */
static struct str leaf_text(struct arena *scratch, const struct block *b)
{
	if (b->spans.n == 1 && b->spans.v[0].kind == SPAN_TEXT)
		return str_trim_wide(b->spans.v[0].text);
	size_t bytes = leaf_bytes(b);
	return bytes > CLUTTER_BLOCK_MAX ? (struct str){NULL, bytes} : str_trim_wide(block_text(scratch, b));
}

/* Is what begins here at most so many characters?  Counts no further: a page may say "related" on each line.
 */
static bool is_short_from(const struct block *first, const struct block *root, size_t most)
{
	size_t count = 0;
	for (const struct block *b = first; b && count <= most; b = block_after(b, root))
		for (size_t i = 0; i < b->spans.n && count <= most; i++)
			count += utf8_count(b->spans.v[i].text);
	return count <= most;
}

static bool regex_matches(const GRegex *regex, struct str text)
{
	return g_regex_match_full(regex, text.s, (gssize)text.n, 0, 0, NULL, NULL);
}

/* False when no pattern can match; one that gave up may hide another that does. */
static bool any_matches(const struct clutter *c, struct str text)
{
	GError *error = NULL;
	if (!c->any || g_regex_match_full(c->any, text.s, (gssize)text.n, 0, 0, NULL, &error))
		return true;
	bool gave_up = error != NULL;
	g_clear_error(&error);
	return gave_up;
}

/* The strongest rule whose pattern is the whole text. */
static enum clutter_action match_text(const struct clutter_view *v, struct str text, unsigned *rule)
{
	struct decision d = {.view = v};
	const struct clutter *c = v->clutter;
	if (!text.s || !text.n || text.n > CLUTTER_BLOCK_MAX || !any_matches(c, text))
		return CLUTTER_NONE;
	for (unsigned i = 0; i < c->rules.n; i++) {
		const struct rule *r = &c->rules.v[i];
		if (r->regex && v->applies[i] && r->action > d.action && regex_matches(r->regex, text))
			decide(&d, i);
	}
	*rule = d.rule;
	return d.action;
}

static void drop_block(struct clutter_view *v, struct block *b)
{
	struct str text = block_text(v->scratch, b);
	if (text.n)
		VEC_PUSH(v->scratch, &v->texts, text);
	block_unlink(b);
}

/* Drops `b` and all that follows it. */
static void drop_tail(struct pass *p, struct block *b)
{
	while (b) {
		struct block *next = block_skip(b, p->document->root);
		drop_block(p->view, b);
		b = next;
	}
	p->view->dropped++;
}

static bool is_near_end(const struct pass *p, unsigned rule)
{
	return (p->total - p->before) * 100 <= p->total * p->view->clutter->rules.v[rule].within;
}

/* A tail may go only when it is near the end, and short. */
static bool tail_allowed(const struct pass *p, const struct block *first, unsigned rule)
{
	return is_near_end(p, rule) &&
	       is_short_from(first, p->document->root, p->view->clutter->rules.v[rule].most);
}

static bool tail_marked(const struct pass *p, const struct block *previous, const struct block *first)
{
	for (size_t i = 0; i < p->view->tails.n; i++)
		if (p->view->tails.v[i].after == previous && tail_allowed(p, first, p->view->tails.v[i].rule))
			return true;
	return false;
}

/* Items and cells are the article's own, however short. */
static bool is_prose(const struct block *b)
{
	if (!block_kind_is_leaf(b->kind) || b->kind == BLOCK_CODE || b->kind == BLOCK_TERM)
		return false;
	for (const struct block *up = b->parent; up; up = up->parent)
		if (up->kind == BLOCK_LIST || up->kind == BLOCK_TABLE || up->kind == BLOCK_NOTES)
			return false;
	return true;
}

/* The block to go on with; NULL after a tail was dropped. */
static struct block *visit(struct pass *p, struct block *b)
{
	struct block *next = block_after(b, p->document->root);
	unsigned rule = 0;
	enum clutter_action action =
		is_prose(b) ? match_text(p->view, leaf_text(p->view->scratch, b), &rule) : CLUTTER_NONE;
	if (action == CLUTTER_TAIL && tail_allowed(p, b, rule)) {
		drop_tail(p, b);
		return NULL;
	}
	/* A heading is of the article, unless it heads what follows it (a tail). */
	bool gone = action == CLUTTER_DROP && b->kind != BLOCK_HEADING && is_near_end(p, rule);
	p->before += leaf_bytes(b);
	if (gone) {
		next = block_skip(b, p->document->root);
		drop_block(p->view, b);
		p->view->dropped++;
	}
	return next;
}

void clutter_blocks(struct clutter_view *v, struct document *document)
{
	struct pass p = {.view = v, .document = document};
	if (!v->clutter)
		return;
	for (const struct block *b = document->root->first; b; b = block_after(b, document->root))
		p.total += leaf_bytes(b);
	struct block *previous = NULL;
	for (struct block *b = document->root->first; b;) {
		bool visible = block_kind_is_leaf(b->kind) || b->kind == BLOCK_PICTURE;
		if (v->tails.n && visible && tail_marked(&p, previous, b)) {
			drop_tail(&p, b);
			return;
		}
		if (visible)
			previous = b;
		b = visit(&p, b);
	}
}
