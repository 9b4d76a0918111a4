#include "epub/places.h"

#include <glib.h>

struct entry {
	struct str id;
	struct place place;
};

struct places {
	struct arena *arena;
	GHashTable *by_id; /* struct entry * is its own key (id comes first); NULL: no entry at all */
};

static guint entry_hash(gconstpointer entry)
{
	uint64_t h = str_hash(((const struct entry *)entry)->id);
	return (guint)(h ^ (h >> 32));
}

static gboolean entry_equal(gconstpointer x, gconstpointer y)
{
	return str_eq(((const struct entry *)x)->id, ((const struct entry *)y)->id);
}

static void want(struct places *p, struct str id)
{
	if (!id.n)
		return;
	if (!p->by_id)
		p->by_id = g_hash_table_new(entry_hash, entry_equal);
	struct entry probe = {.id = id};
	if (g_hash_table_contains(p->by_id, &probe))
		return;
	struct entry *e = ARENA_NEW(p->arena, struct entry);
	e->id = id;
	g_hash_table_add(p->by_id, e);
}

static void want_targets(struct places *p, const struct block *b)
{
	for (size_t i = 0; i < b->spans.n; i++) {
		const struct span *s = &b->spans.v[i];
		if (s->kind == SPAN_NOTE)
			want(p, s->id);
		else if (s->link && !s->link->url.n)
			want(p, s->link->id);
	}
}

static struct place *look_up(const struct places *p, struct str id)
{
	struct entry probe = {.id = id};
	struct entry *e = p->by_id && id.n ? g_hash_table_lookup(p->by_id, &probe) : NULL;
	return e ? &e->place : NULL;
}

static void number(struct places *p, struct str id, size_t *last)
{
	struct place *place = look_up(p, id);
	if (place && !place->number)
		place->number = ++*last;
}

static void number_places(struct places *p, const struct block *b, size_t *last)
{
	number(p, b->id, last);
	for (size_t i = 0; i < b->spans.n; i++)
		if (b->spans.v[i].kind == SPAN_ANCHOR)
			number(p, b->spans.v[i].id, last);
}

struct places *places_survey(struct arena *a, const struct document *d)
{
	struct places *p = ARENA_NEW(a, struct places);
	p->arena = a;
	for (const struct block *b = d->root; b; b = block_after(b, d->root))
		want_targets(p, b);
	/* Not the root: a link to the whole article leads nowhere in particular. */
	size_t last = 0;
	for (const struct block *b = d->root; b && p->by_id; b = block_after(b, d->root))
		if (b != d->root)
			number_places(p, b, &last);
	return p;
}

struct place *places_find(const struct places *p, struct str id)
{
	struct place *place = look_up(p, id);
	return place && place->number ? place : NULL;
}

static void rewind_entry(gpointer key, gpointer value, gpointer unused)
{
	(void)value;
	(void)unused;
	struct entry *e = key;
	e->place.target_written = e->place.mark_written = false;
}

void places_rewind(struct places *p)
{
	if (p->by_id)
		g_hash_table_foreach(p->by_id, rewind_entry, NULL);
}

void places_free(struct places *p)
{
	if (p->by_id)
		g_hash_table_unref(p->by_id);
}
