/* Where converted pictures are until they are written: not in memory, for there may be
 * thousands.  In the store, where there is one that takes them; else in a file without a
 * name beside the output, the pile. */
#include "image/album-entries.h"

/* ---- the pile ---- */

static bool begin_pile(struct album *a)
{
	int error;
	if (!a->pile_tried && a->beside)
		a->pile = stream_open_file(a->beside, &error);
	a->pile_tried = true;
	return a->pile != NULL;
}

/* False: there is none, or its disk is full. */
static bool pile_put(struct album *a, struct str bytes, uint64_t *at)
{
	pthread_mutex_lock(&a->pile_lock);
	bool ok = begin_pile(a);
	if (ok) {
		*at = stream_size(a->pile);
		stream_puts(a->pile, bytes);
		ok = !stream_error(a->pile);
	}
	pthread_mutex_unlock(&a->pile_lock);
	return ok;
}

static bool pile_read(struct album *a, uint64_t at, size_t n, struct arena *to, struct str *bytes)
{
	char *room = arena_take(to, n);
	pthread_mutex_lock(&a->pile_lock);
	bool ok = stream_read_back(a->pile, at, room, n) == n;
	pthread_mutex_unlock(&a->pile_lock);
	*bytes = (struct str){room, n};
	return ok;
}

void pile_tidy(struct album *a)
{
	bool used = false;
	for (size_t i = 0; i < a->entries.n; i++)
		used = used || (a->entries.v[i].place == PLACE_PILE && !a->entries.v[i].stale);
	if (a->pile && !used)
		stream_truncate(a->pile, 0);
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
	else if (bytes.n > SOURCE_KEPT_MAX && pile_put(e->album, bytes, &e->at))
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
		ok = pile_read(e->album, e->at, content->size, a, bytes) || make_again(e, a, bytes);
	if (!ok)
		atomic_store(&e->gone, true);
	return ok;
}
