#include "model/document.h"

static const struct {
	const char *name;
	bool leaf;
} kinds[BLOCK_KIND_COUNT] = {
	[BLOCK_PARAGRAPH] = {"paragraph", true},
	[BLOCK_HEADING] = {"heading", true},
	[BLOCK_CODE] = {"code", true},
	[BLOCK_CAPTION] = {"caption", true},
	[BLOCK_TERM] = {"term", true},
	[BLOCK_SUMMARY] = {"summary", true},
	[BLOCK_PICTURE] = {"picture", false},
	[BLOCK_RULE] = {"rule", false},
	[BLOCK_DOCUMENT] = {"document", false},
	[BLOCK_QUOTE] = {"quote", false},
	[BLOCK_LIST] = {"list", false},
	[BLOCK_ITEM] = {"item", false},
	[BLOCK_DEFINITIONS] = {"definitions", false},
	[BLOCK_DEFINITION] = {"definition", false},
	[BLOCK_FIGURE] = {"figure", false},
	[BLOCK_TABLE] = {"table", false},
	[BLOCK_ROW] = {"row", false},
	[BLOCK_CELL] = {"cell", false},
	[BLOCK_DETAILS] = {"details", false},
	[BLOCK_NOTES] = {"notes", false},
	[BLOCK_NOTE] = {"note", false},
};

const char *block_kind_name(enum block_kind kind)
{
	return kinds[kind].name;
}

bool block_kind_is_leaf(enum block_kind kind)
{
	return kinds[kind].leaf;
}

struct block *block_new(struct arena *a, enum block_kind kind, struct block *parent)
{
	struct block *b = ARENA_NEW(a, struct block);
	b->kind = kind;
	if (parent)
		block_append(parent, b);
	return b;
}

void block_append(struct block *parent, struct block *child)
{
	child->parent = parent;
	child->prev = parent->last;
	child->next = NULL;
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

void block_insert_before(struct block *at, struct block *child)
{
	child->parent = at->parent;
	child->prev = at->prev;
	child->next = at;
	if (at->prev)
		at->prev->next = child;
	else
		at->parent->first = child;
	at->prev = child;
}

void block_unlink(struct block *b)
{
	if (b->prev)
		b->prev->next = b->next;
	else if (b->parent)
		b->parent->first = b->next;
	if (b->next)
		b->next->prev = b->prev;
	else if (b->parent)
		b->parent->last = b->prev;
	b->parent = b->prev = b->next = NULL;
}

struct block *block_skip(const struct block *b, const struct block *root)
{
	for (; b && b != root; b = b->parent)
		if (b->next)
			return b->next;
	return NULL;
}

struct block *block_after(const struct block *b, const struct block *root)
{
	return b->first ? b->first : block_skip(b, root);
}

static void add_spans(struct buf *out, const struct block *b)
{
	for (size_t i = 0; i < b->spans.n; i++) {
		const struct span *s = &b->spans.v[i];
		if (s->kind == SPAN_BREAK)
			buf_add_char(out, '\n');
		else if (s->kind == SPAN_PICTURE)
			buf_add(out, s->picture->alt);
		else
			buf_add(out, s->text);
	}
}

struct str block_text(struct arena *a, const struct block *b)
{
	struct buf out = BUF(a);
	for (const struct block *at = b; at; at = block_after(at, b)) {
		if (!at->spans.n)
			continue;
		if (out.n)
			buf_add_char(&out, '\n');
		add_spans(&out, at);
	}
	return buf_str(&out);
}
