/* Footnotes: an article's own notes and, in print styles, the addresses of its links.
 *
 * Both are numbered together, in the order in which they are met, anew for each
 * article: numbers that begin again on each page could only be known after the pages,
 * and a wider number would change the lines that the pages were made of.  A note that
 * is called again, and an address that is linked again, keep their number and stand on
 * the page of the first call.
 *
 * Lines only say which notes they call (strip.calls).  When the article is set, the
 * notes' own lines follow, in the order of the calls, on the galley's sheet of notes;
 * pages.c takes from it. */
#include "base/str-table.h"
#include "layout/galley.h"
#include "layout/setter.h"

#include <glib.h>

#define NOTE_SIZE   850 /* 1/1000 em */
#define NOTE_PITCH  1500
#define NOTE_STEP   2   /* ems that a note's text steps in, behind its number */
#define WIDE_NUMBER 100 /* ... and twice as much from here */

/* What a number stands for: an own note, or an address. */
struct footnote {
	const struct block *note;
	const struct link *link;
	struct str dest;
	bool placed; /* its lines are on the sheet of notes */
};

struct footnotes {
	VEC(struct footnote) list; /* number n at n - 1 */
	GHashTable *by_id;         /* of own notes: struct block */
	GHashTable *by_block;      /* numbers of own notes */
	GHashTable *by_url;        /* numbers of addresses */
	GHashTable *called;        /* blocks that some text calls */
	bool inside;               /* a note is being set */
};

/* "2", "[12]": what calls a note in code, where it stays text and a link. */
bool footnote_mark(struct str text)
{
	size_t digits = 0;

	text = str_trim_wide(text);
	if (str_starts(text, S("[")) && str_ends(text, S("]")))
		text = (struct str){text.s + 1, text.n - 2};
	while (digits < text.n && text.s[digits] >= '0' && text.s[digits] <= '9')
		digits++;
	return digits > 0 && digits == text.n;
}

/* The id of the note that a span calls; NULL: it calls none. */
static const struct str *called_id(const struct span *s)
{
	if (s->kind == SPAN_NOTE)
		return &s->id;
	return s->kind == SPAN_TEXT && s->link && footnote_mark(s->text) ? &s->link->id : NULL;
}

static void find_notes(struct footnotes *n, const struct block *root)
{
	for (const struct block *b = root->first; b; b = block_after(b, root))
		if (b->kind == BLOCK_NOTE && b->id.n)
			g_hash_table_insert(n->by_id, (gpointer)&b->id, (gpointer)b);
	if (!g_hash_table_size(n->by_id))
		return;
	for (const struct block *b = root->first; b; b = block_after(b, root))
		for (size_t i = 0; i < b->spans.n; i++) {
			const struct str *id = called_id(&b->spans.v[i]);
			gpointer note = id ? g_hash_table_lookup(n->by_id, id) : NULL;
			if (note)
				g_hash_table_add(n->called, note);
		}
}

void footnotes_begin(struct setter *st)
{
	struct footnotes *n = ARENA_NEW(st->a, struct footnotes);

	n->by_id = str_table_new();
	n->by_block = g_hash_table_new(NULL, NULL);
	n->by_url = str_table_new();
	n->called = g_hash_table_new(NULL, NULL);
	find_notes(n, st->article->document->root);
	st->foot = n;
}

void footnotes_end(struct setter *st)
{
	g_hash_table_destroy(st->foot->by_id);
	g_hash_table_destroy(st->foot->by_block);
	g_hash_table_destroy(st->foot->by_url);
	g_hash_table_destroy(st->foot->called);
	st->foot = NULL;
}

/* ---- numbers ---- */

static uint32_t new_number(struct setter *st, struct footnote note)
{
	VEC_PUSH(st->a, &st->foot->list, note);
	return (uint32_t)st->foot->list.n;
}

static uint32_t number_of_block(struct setter *st, const struct block *b)
{
	uint32_t number = GPOINTER_TO_UINT(g_hash_table_lookup(st->foot->by_block, b));

	if (number)
		return number;
	number = new_number(st, (struct footnote){.note = b, .dest = anchor_name(st, b->id)});
	g_hash_table_insert(st->foot->by_block, (gpointer)b, GUINT_TO_POINTER(number));
	return number;
}

uint32_t footnote_of_note(struct setter *st, struct str id)
{
	const struct block *b = st->foot ? g_hash_table_lookup(st->foot->by_id, &id) : NULL;

	return b ? number_of_block(st, b) : 0;
}

uint32_t footnote_of_link(struct setter *st, const struct link *link)
{
	uint32_t number;
	struct str dest;

	if (!st->foot)
		return 0;
	number = GPOINTER_TO_UINT(g_hash_table_lookup(st->foot->by_url, &link->url));
	if (number)
		return number;
	dest = arena_printf(st->a, "a%zu.%zu", st->index, st->foot->list.n + 1);
	number = new_number(st, (struct footnote){.link = link, .dest = dest});
	g_hash_table_insert(st->foot->by_url, (gpointer)&link->url, GUINT_TO_POINTER(number));
	return number;
}

struct str footnote_dest(const struct setter *st, uint32_t number)
{
	return st->foot->list.v[number - 1].dest;
}

bool footnote_inside(const struct setter *st)
{
	return st->foot && st->foot->inside;
}

/* ---- setting ---- */

static struct frame notes_frame(const struct frame *f, struct sheet *sheet)
{
	struct frame inner = *f;

	inner.foot = true;
	inner.sheet = sheet;
	inner.size = coord_scale(f->size, NOTE_SIZE, 1000);
	inner.leading = coord_scale(inner.size, NOTE_PITCH, 1000);
	inner.measure = f->measure / inner.size * inner.size;
	inner.off_grid = true;
	inner.tight = true;
	inner.indent = 0;
	inner.align = ALIGN_DEFAULT;
	inner.depth++;
	return inner;
}

static void link_set(struct setter *st, const struct frame *f, const struct link *link)
{
	struct text_options options = {0};
	struct inline_text text = {0};

	inline_add_link(st, f, link, &text);
	text_set(st, f, &text, &options);
}

static void note_set(struct setter *st, const struct frame *f, uint32_t number)
{
	const struct footnote *note = &st->foot->list.v[number - 1];
	coord step = NOTE_STEP * (1 + (number >= WIDE_NUMBER)) * f->size;
	struct frame outer = *f, inner = frame_inner(f, step, 0);
	struct arena_mark mark = arena_mark(st->scratch);
	size_t begin = f->sheet->strips.n;

	if (note->note)
		marker_side(st, &outer, &inner, note->note);
	marker_hang(st, &outer, &inner,
		    marker_number(st->scratch, &outer, arena_printf(st->scratch, "%u", (unsigned)number)));
	sheet_dest(f->sheet, note->dest);
	if (note->note)
		blocks_set(st, &inner, note->note);
	else
		link_set(st, &inner, note->link);
	marker_flush(f);
	f->sheet->strips.v[begin].opens = true;
	f->sheet->space = 0;
	arena_reset(st->scratch, mark);
}

static void place(struct setter *st, const struct frame *f, uint32_t number)
{
	struct footnote *note = &st->foot->list.v[number - 1];

	if (note->placed)
		return;
	note->placed = true;
	note_set(st, f, number);
}

/* The notes that a strip calls, and then those that these call. */
static void place_called(struct setter *st, const struct frame *f, struct strip *strip)
{
	struct sheet *notes = f->sheet;
	size_t at = notes->strips.n, begin = at;

	for (size_t i = 0; i < strip->call_count; i++)
		place(st, f, strip->calls[i]);
	for (; at < notes->strips.n; at++) {
		struct strip s = notes->strips.v[at]; /* the list may move */
		for (size_t i = 0; i < s.call_count; i++)
			place(st, f, s.calls[i]);
	}
	strip->notes += (uint32_t)(notes->strips.n - begin);
}

/* What is called in text that was not set (the heads of a table made a list) is not lost. */
static void place_rest(struct setter *st, const struct frame *f, struct strip *last)
{
	for (uint32_t number = 1; number <= st->foot->list.n; number++) {
		struct strip call = {.calls = &number, .call_count = 1};
		place_called(st, f, &call);
		last->notes += call.notes;
	}
}

/* In the order of the document, not of the table's. */
static void number_called(struct setter *st)
{
	const struct block *root = st->article->document->root;

	if (!g_hash_table_size(st->foot->called))
		return;
	for (const struct block *b = root->first; b; b = block_after(b, root))
		if (b->kind == BLOCK_NOTE && g_hash_table_contains(st->foot->called, b))
			number_of_block(st, b);
}

void footnotes_set(struct setter *st, const struct frame *f, struct sheet *notes)
{
	struct frame inner = notes_frame(f, notes);
	struct sheet *body = f->sheet;

	sheet_init(notes, st->a);
	if (!body->strips.n)
		return;
	st->foot->inside = true;
	for (size_t i = 0; i < body->strips.n; i++)
		if (body->strips.v[i].call_count)
			place_called(st, &inner, &body->strips.v[i]);
	number_called(st);
	place_rest(st, &inner, &body->strips.v[body->strips.n - 1]);
	st->foot->inside = false;
}

/* ---- what no text calls: a list where it stands ---- */

static void notes_rule(struct setter *st, const struct frame *f)
{
	sheet_space(f->sheet, f->leading / 2);
	rule_set(st, f, 0, f->measure / NOTES_RULE, NOTES_RULE_THICK);
	sheet_space(f->sheet, f->leading / 3);
	sheet_keep(f->sheet, 1);
}

void notes_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct frame outer = notes_frame(f, f->sheet);
	bool any = false;

	for (const struct block *c = b->first; c; c = c->next) {
		uint32_t number;

		if (!st->foot || (c->id.n && g_hash_table_contains(st->foot->called, c)))
			continue;
		if (!any)
			notes_rule(st, f);
		any = true;
		number = number_of_block(st, c);
		st->foot->list.v[number - 1].placed = true;
		note_set(st, &outer, number);
	}
}
