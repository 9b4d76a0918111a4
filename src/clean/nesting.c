#include "clean/nesting.h"

#define NESTING_STALE  (-1)
#define NESTING_MARKER (-2)

uint32_t nesting_key(GumboTag tag, struct str name)
{
	if (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6)
		return GUMBO_TAG_H1; /* </h3> closes an <h2> */
	if (tag != GUMBO_TAG_UNKNOWN)
		return (uint32_t)tag;
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < name.n; i++)
		hash = (hash ^ ((unsigned char)name.s[i] | 0x20)) * 16777619u;
	return hash | 0x80000000u;
}

/* ---- the active formatting list ---- */

static void count_stale(struct nesting *n)
{
	n->stale = 0;
	for (size_t i = n->active_count; i-- && n->active[i].slot != NESTING_MARKER;)
		n->stale += n->active[i].slot == NESTING_STALE;
}

static void clear_to_marker(struct nesting *n)
{
	while (n->active_count && n->active[--n->active_count].slot != NESTING_MARKER)
		;
	count_stale(n);
}

static void active_remove(struct nesting *n, size_t i)
{
	n->stale -= n->active[i].slot == NESTING_STALE;
	n->active_count--;
	for (; i < n->active_count; i++)
		n->active[i] = n->active[i + 1];
}

/* How many since the last marker. */
static size_t active_here(const struct nesting *n)
{
	size_t count = 0;
	while (count < n->active_count && n->active[n->active_count - 1 - count].slot != NESTING_MARKER)
		count++;
	return count;
}

/* ---- the stack ---- */

static void push(struct nesting *n, uint32_t key, GumboTag tag)
{
	n->open[n->depth++] = (struct nesting_open){key, tag};
	n->foreign += tag == GUMBO_TAG_SVG || tag == GUMBO_TAG_MATH;
}

static void pop(struct nesting *n)
{
	const struct nesting_open *top = &n->open[--n->depth];
	unsigned syntax = element_lookup(top->tag)->syntax;
	n->foreign -= top->tag == GUMBO_TAG_SVG || top->tag == GUMBO_TAG_MATH;
	if (syntax & ELEMENT_MARKER)
		clear_to_marker(n);
	if (!(syntax & ELEMENT_FORMATTING))
		return;
	for (size_t i = n->active_count; i--;)
		if (n->active[i].slot == (int)n->depth) {
			n->active[i].slot = NESTING_STALE;
			count_stale(n);
			return;
		}
}

static void pop_to(struct nesting *n, size_t slot)
{
	while (n->depth > slot)
		pop(n);
	while (n->depth && !n->open[n->depth - 1].key)
		pop(n);
}

/* In the line: an end tag's search goes through it. */
static bool is_inline(GumboTag tag)
{
	const struct element *e = element_lookup(tag);
	bool plain = e->become == BECOME_TEXT || e->become == BECOME_STYLE || e->become == BECOME_LINK;
	return plain && !(e->syntax & ~(unsigned)ELEMENT_FORMATTING);
}

/* What the search of a start tag for the p or li that it ends goes through. */
static bool is_transparent(GumboTag tag)
{
	return tag == GUMBO_TAG_P || tag == GUMBO_TAG_DIV || tag == GUMBO_TAG_ADDRESS || is_inline(tag);
}

/* The kinds that a start tag ends, when only transparent ones stand between. */
static bool ends(GumboTag tag, GumboTag open)
{
	switch (tag) {
	case GUMBO_TAG_DT:
	case GUMBO_TAG_DD:
		return open == GUMBO_TAG_DT || open == GUMBO_TAG_DD;
	case GUMBO_TAG_TD:
	case GUMBO_TAG_TH:
		return open == GUMBO_TAG_TD || open == GUMBO_TAG_TH;
	default:
		return open == tag;
	}
}

static void close_before(struct nesting *n, GumboTag tag, bool p_only)
{
	for (size_t i = n->depth; i--;) {
		GumboTag open = n->open[i].tag;
		if (p_only ? open == GUMBO_TAG_P : ends(tag, open)) {
			pop_to(n, i);
			return;
		}
		if (!is_transparent(open))
			return;
	}
}

static bool is_ruby_part(GumboTag tag)
{
	return tag == GUMBO_TAG_RT || tag == GUMBO_TAG_RP || tag == GUMBO_TAG_RB || tag == GUMBO_TAG_RTC;
}

/* <tr> in a cell ends cell and row; a ruby's parts end each other. */
static void close_parts(struct nesting *n, GumboTag tag)
{
	if (is_ruby_part(tag)) {
		if (n->depth > 1 && is_ruby_part(n->open[n->depth - 1].tag) &&
		    n->open[n->depth - 2].tag == GUMBO_TAG_RUBY)
			pop(n);
		return;
	}
	if (tag == GUMBO_TAG_TR)
		close_before(n, GUMBO_TAG_TD, false);
	close_before(n, tag, false);
}

static bool active_add(struct nesting *n, uint32_t key, GumboTag tag, int slot)
{
	if (n->active_count == NESTING_ACTIVE_ALL)
		return false;
	n->active[n->active_count++] = (struct nesting_active){key, tag, slot};
	return true;
}

static void end_formatting(struct nesting *n, uint32_t key);

bool nesting_start(struct nesting *n, const struct element *e, uint32_t key)
{
	if (e->syntax & ELEMENT_CLOSES_P)
		close_before(n, e->tag, true);
	if (e->syntax & ELEMENT_SELF)
		close_parts(n, e->tag);
	if (e->syntax & ELEMENT_VOID)
		return true;
	if (e->tag == GUMBO_TAG_A || e->tag == GUMBO_TAG_NOBR)
		end_formatting(n, key); /* a link in a link ends the first */
	if (key == GUMBO_TAG_H1 && n->depth && n->open[n->depth - 1].key == GUMBO_TAG_H1)
		pop_to(n, n->depth - 1);
	bool fits = n->depth < NESTING_DEPTH_MAX;
	if (fits && e->syntax & ELEMENT_FORMATTING)
		fits = active_here(n) < NESTING_ACTIVE_MAX && active_add(n, key, e->tag, (int)n->depth);
	else if (fits && e->syntax & ELEMENT_MARKER && active_add(n, key, e->tag, NESTING_MARKER))
		n->stale = 0;
	else if (e->syntax & ELEMENT_MARKER)
		fits = false;
	if (!fits) {
		n->left_out[key & 255]++;
		return false;
	}
	push(n, key, e->tag);
	return true;
}

/* The parser's adoption agency: with blocks between, it leaves a copy of the
 * element in them, which goes when they do. */
static void end_formatting(struct nesting *n, uint32_t key)
{
	for (size_t i = n->active_count; i-- && n->active[i].slot != NESTING_MARKER;) {
		if (n->active[i].key != key)
			continue;
		int slot = n->active[i].slot;
		active_remove(n, i);
		if (slot < 0)
			return;
		bool clear = true;
		for (size_t k = (size_t)slot + 1; k < n->depth; k++)
			clear &= is_inline(n->open[k].tag);
		if (clear)
			pop_to(n, (size_t)slot);
		else
			n->open[slot] = (struct nesting_open){0, GUMBO_TAG_SPAN};
		return;
	}
}

/* Does an end tag of this kind look past `open`? */
static bool looks_past(const struct element *e, GumboTag open)
{
	const struct element *o = element_lookup(open);
	if (e->become == BECOME_ROWS || e->become == BECOME_ROW || e->become == BECOME_CELL ||
	    e->become == BECOME_TABLE_CAPTION || e->tag == GUMBO_TAG_TABLE)
		return open != GUMBO_TAG_TABLE;
	if (e->syntax & ELEMENT_CLOSES_P)
		return !(o->syntax & ELEMENT_SCOPE);
	return is_inline(open);
}

bool nesting_end(struct nesting *n, const struct element *e, uint32_t key)
{
	if (n->left_out[key & 255]) {
		n->left_out[key & 255]--;
		return false;
	}
	if (e->syntax & ELEMENT_FORMATTING) {
		end_formatting(n, key);
		return true;
	}
	for (size_t i = n->depth; i--;) {
		if (n->open[i].key == key) {
			pop_to(n, i);
			return true;
		}
		if (!looks_past(e, n->open[i].tag))
			return true;
	}
	return true;
}

bool nesting_text(struct nesting *n, struct buf *out)
{
	if (!n->stale)
		return false;
	n->reopened += n->stale;
	bool reopen = n->reopened < NESTING_REOPENED_MAX && n->depth + n->stale <= NESTING_DEPTH_MAX;
	size_t first = n->active_count - active_here(n);
	for (size_t i = first; i < n->active_count;) {
		struct nesting_active *a = &n->active[i];
		if (a->slot != NESTING_STALE) {
			i++;
		} else if (reopen) {
			a->slot = (int)n->depth;
			push(n, a->key, a->tag);
			i++;
		} else {
			buf_printf(out, "</%s>", gumbo_normalized_tagname(a->tag));
			active_remove(n, i);
		}
	}
	n->stale = 0;
	return !reopen;
}
