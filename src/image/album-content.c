/* Where converted pictures are until they are written: not in memory, for there may be
 * thousands.  In the store, where there is one that takes them; else in a file without a
 * name beside the output, the pile. */
#include "image/album-entries.h"

void content_tidy(struct album *a)
{
	bool used = false;
	for (size_t i = 0; i < a->entries.n; i++)
		used = used || (a->entries.v[i].place == PLACE_PILE && !a->entries.v[i].stale);
	if (a->pile && !used)
		pile_empty(a->pile);
}

/* ---- keeping ---- */

void content_keep(struct entry *e, struct str bytes, bool in_store)
{
	e->made.bytes = (struct str){0};
	e->content.size = bytes.n;
	if (e->made.untouched)
		e->place = PLACE_SOURCE;
	else if (in_store)
		e->place = PLACE_STORE;
	else if (e->album->pile && bytes.n > SOURCE_KEPT_MAX && pile_put(e->album->pile, bytes, &e->at))
		e->place = PLACE_PILE;
	else
		e->place = PLACE_MEMORY;
	if (e->place == PLACE_MEMORY)
		e->made.bytes = arena_str(&e->arena, bytes);
}

/* ---- reading ---- */

/* Its variant is damaged, or was pruned just now, or the pile's disk fails: the same comes out again. */
static bool make_again(const struct entry *e, struct arena *a, struct str *bytes)
{
	struct str original;
	struct rendition made;
	struct variant v;
	struct arena scratch;
	const struct image_options *o = &e->album->options;
	arena_init(&scratch);
	bool ok = source_read(e->source, o, &scratch, &original) &&
		  !convert(o->codec, &e->source->seen.probe, original, &e->fit, &scratch, &made) &&
		  made.bytes.n == e->content.size && content_hash(made.bytes) == e->hash;
	if (ok) {
		v = (struct variant){0, 0, made.width, made.height, (uint8_t)made.type, made.components};
		store_variant_write(o->store, e->sha, e->name, made.bytes, &v);
		*bytes = arena_str(a, made.bytes);
	}
	arena_clear(&scratch);
	return ok;
}

static bool read_variant(const struct entry *e, struct arena *a, struct str *bytes)
{
	struct store *store = e->album->options.store;
	bool there = store_variant_read(store, e->sha, e->name, a, bytes) && bytes->n == e->content.size;
	return there || make_again(e, a, bytes);
}

bool content_read(struct picture_content *content, struct arena *a, struct str *bytes)
{
	struct entry *e = (struct entry *)content;
	bool ok = true;
	if (e->place == PLACE_MEMORY)
		*bytes = e->made.bytes;
	else if (e->place == PLACE_SOURCE)
		ok = source_read(e->source, &e->album->options, a, bytes);
	else if (e->place == PLACE_STORE)
		ok = read_variant(e, a, bytes);
	else
		ok = pile_read(e->album->pile, e->at, content->size, a, bytes) || make_again(e, a, bytes);
	if (!ok)
		atomic_store(&e->gone, true);
	return ok;
}
