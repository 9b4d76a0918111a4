#include "image/album-entries.h"

#include <glib.h>
#include <stdatomic.h>

/* ---- which files there are ---- */

static guint file_hash(gconstpointer key)
{
	const struct file_id *id = key;
	return (guint)(id->inode * 31 + id->device + (guint)id->size);
}

static gboolean file_equal(gconstpointer x, gconstpointer y)
{
	const struct file_id *a = x, *b = y;
	return a->inode == b->inode && a->device == b->device && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

#define ENTRY_NONE SIZE_MAX

/* To their entries. */
struct found {
	GHashTable *by_file, *by_sha;
};

static void add_source(struct album *a, const struct found *found, struct picture_source *s)
{
	gpointer known;
	bool stored = s->stored.sha[0], shared = stored || s->is_file;
	GHashTable *table = stored ? found->by_sha : found->by_file;
	gpointer key = stored ? (gpointer)s->stored.sha : &s->file;
	if (s->entry != ENTRY_NONE)
		return;
	if (shared && g_hash_table_lookup_extended(table, key, NULL, &known)) {
		s->entry = GPOINTER_TO_SIZE(known);
		return;
	}
	s->entry = a->entries.n;
	if (shared)
		g_hash_table_insert(table, key, GSIZE_TO_POINTER(s->entry));
	VEC_PUSH(&a->arena, &a->entries, (struct entry){.source = s});
}

/* Calls for every picture of the issue that was found, in its order. */
typedef void each_picture(struct album *a, struct article *article, struct picture *picture, void *context);
static void album_each(struct album *a, each_picture *call, void *context)
{
	for (size_t i = 0; i < a->issue->article_count; i++) {
		struct article *article = a->issue->articles[i];
		for (size_t p = 0; article->document && p < article->document->pictures.n; p++)
			if (article->document->pictures.v[p]->source)
				call(a, article, article->document->pictures.v[p], context);
	}
}

static void forget_entry(struct album *a, struct article *article, struct picture *picture, void *context)
{
	(void)a, (void)article, (void)context;
	picture->source->entry = ENTRY_NONE;
}

static void find_entry(struct album *a, struct article *article, struct picture *picture, void *context)
{
	(void)article;
	add_source(a, context, picture->source);
}

struct album *album_new(const struct issue *issue, const struct image_options *options)
{
	struct album *a = g_new0(struct album, 1);
	struct found found = {g_hash_table_new(file_hash, file_equal),
			      g_hash_table_new(g_str_hash, g_str_equal)};
	a->issue = issue;
	a->options = *options;
	album_each(a, forget_entry, NULL);
	album_each(a, find_entry, &found);
	g_hash_table_destroy(found.by_file);
	g_hash_table_destroy(found.by_sha);
	return a;
}

void album_free(struct album *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->entries.n; i++)
		arena_clear(&a->entries.v[i].arena);
	arena_clear(&a->trial_arena);
	arena_clear(&a->arena);
	g_free(a);
}

void album_progress(struct album *a,
		    void (*show)(void *context, const char *stage, size_t done, size_t total), void *context)
{
	a->show = show;
	a->show_context = context;
}

/* ---- converting ---- */

struct fitting {
	struct album *album;
	const struct picture_fit *fit;
	atomic_size_t done;
};

static struct picture_fit fit_of(const struct entry *e, const struct picture_fit *fit)
{
	struct picture_fit own = *fit;
	const struct squeeze_step *step = &squeeze_steps[e->step];
	if (e->most_width && e->most_width < own.width)
		own.width = e->most_width;
	if (e->most_height && e->most_height < own.height)
		own.height = e->most_height;
	bool passed = fit_already(&own, &e->source->probe, e->source->probe.size);
	own.quality = !passed && step->quality > QUALITY_USUAL ? QUALITY_USUAL : step->quality;
	own.scale = step->scale;
	/* A name of its own, so that what is made of it is not taken for the file itself. */
	own.anew = e->step > 0 && (passed || own.quality < QUALITY_USUAL);
	return own;
}

/* What an earlier build made of it. */
static bool find_made(struct album *a, struct entry *e, const char *sha, struct arena *scratch)
{
	struct str bytes;
	if (!store_variant_read(a->options.store, sha, e->name, scratch, &bytes))
		return false;
	struct probe p = probe_picture(bytes);
	if (!probe_usable(&p) || p.kind > PROBE_JPEG)
		return false;
	pass_on(&p, bytes, &e->made);
	e->made.untouched = false;
	return true;
}

static const char *decode(struct album *a, struct entry *e, struct str bytes, const struct picture_fit *fit,
			  const char *sha, struct arena *scratch)
{
	const struct probe *p = &e->source->probe;
	const char *fault = convert(a->options.codec, p, bytes, fit, scratch, &e->made);
	e->decoded = true;
	if (!fault)
		store_variant_write(a->options.store, sha, e->name, e->made.bytes);
	if (!fault || !codec_fault(a->options.codec) || p->kind > PROBE_JPEG)
		return fault;
	/* Without libvips what can be shown as it is, is. */
	e->decoded = false;
	pass_on(p, bytes, &e->made);
	return NULL;
}

/* A picture of the store has its hash from there; others are hashed only if there is a
 * store that may know what was made of them. */
static const char *find_or_make(struct album *a, struct entry *e, const struct picture_fit *fit,
				struct arena *scratch)
{
	const struct picture_source *s = e->source;
	char sha[STORE_SHA + 1] = "";
	struct str bytes;
	bool as_it_is = fit_already(fit, &s->probe, s->probe.size);
	memcpy(sha, s->stored.sha, sizeof sha);
	if (!as_it_is && sha[0] && find_made(a, e, sha, scratch))
		return NULL;
	if (!source_read(s, &a->options, scratch, &bytes))
		return "it changed meanwhile";
	if (as_it_is) {
		pass_on(&s->probe, bytes, &e->made);
		return NULL;
	}
	if (!sha[0] && a->options.store) {
		store_sha(bytes, sha);
		if (find_made(a, e, sha, scratch))
			return NULL;
	}
	return decode(a, e, bytes, fit, sha, scratch);
}

static void make(struct album *a, struct entry *e, const struct picture_fit *fit)
{
	struct arena scratch;
	arena_init(&scratch);
	e->fault = find_or_make(a, e, fit, &scratch);
	if (e->fault)
		e->made = (struct rendition){.type = PICTURE_NONE};
	else if (e->made.bytes.s != e->source->bytes.s)
		e->made.bytes = arena_str(&e->arena, e->made.bytes);
	e->hash = str_hash(e->made.bytes);
	arena_clear(&scratch);
}

static void fit_one(void *context, size_t index, unsigned worker)
{
	struct fitting *f = context;
	struct album *a = f->album;
	struct entry *e = &a->entries.v[index];
	const struct picture_fit own = fit_of(e, f->fit);
	struct arena names;
	(void)worker;
	arena_init(&names);
	struct str name = fit_name(&own, drawn_size(&e->source->probe, e->source->natural), &names);
	e->decoded = false;
	if (!str_eq(name, e->name)) {
		arena_clear(&e->arena);
		e->name = arena_str(&e->arena, name);
		make(a, e, &own);
	}
	arena_clear(&names);
	size_t done = atomic_fetch_add(&f->done, 1) + 1;
	if (a->show)
		a->show(a->show_context, "pictures", done, a->entries.n);
}

/* ---- results ---- */

static void show_entry(struct album *a, struct article *article, struct picture *picture, void *context)
{
	struct picture_source *s = picture->source;
	const struct entry *e = &a->entries.v[s->entry];
	(void)context;
	picture->type = e->made.type;
	picture->bytes = e->made.bytes;
	picture->components = e->made.components;
	picture->hash = e->hash;
	if (!e->fault || s->reported)
		return;
	s->reported = true;
	/* A data: URL has megabytes. */
	diag_add(&article->diags, DIAG_BAD_PICTURE, picture->line,
		 "picture left out, a bad %s file, %s: %.*s", e->source->probe.name, e->fault,
		 STR_FMT(image_shown(&a->arena, picture->src)));
}

bool album_fit(struct album *a, const struct picture_fit *fit, unsigned jobs, const struct cancel *cancel)
{
	struct fitting work = {.album = a, .fit = fit};
	if (!parallel_for(a->entries.n, jobs, fit_one, &work, cancel))
		return false;
	for (size_t i = 0; i < a->entries.n; i++)
		a->decoded += a->entries.v[i].decoded;
	album_each(a, show_entry, NULL);
	return true;
}

void album_narrow(struct album *a, const struct picture *picture, uint32_t width, uint32_t height)
{
	if (!picture->source)
		return;
	struct entry *e = &a->entries.v[picture->source->entry];
	e->most_width = width > e->most_width ? width : e->most_width;
	e->most_height = height > e->most_height ? height : e->most_height;
}

void album_reset(struct album *a)
{
	for (size_t i = 0; i < a->entries.n; i++) {
		struct entry *e = &a->entries.v[i];
		e->most_width = e->most_height = 0;
		e->step = 0;
	}
	arena_clear(&a->trial_arena);
	memset(a->trials, 0, sizeof a->trials);
}

/* Two files may hold the same picture: outputs store it once, so it counts once. */
static guint hash_of(gconstpointer key)
{
	return (guint)((const struct entry *)key)->hash;
}

static gboolean same_bytes(gconstpointer x, gconstpointer y)
{
	const struct entry *a = x, *b = y;
	return a->hash == b->hash && a->made.bytes.n == b->made.bytes.n;
}

struct album_count album_count(const struct album *a)
{
	struct album_count count = {.decoded = a->decoded};
	GHashTable *seen = g_hash_table_new(hash_of, same_bytes);
	for (size_t i = 0; i < a->entries.n; i++) {
		struct entry *e = &a->entries.v[i];
		if (e->made.type == PICTURE_NONE || !g_hash_table_add(seen, e))
			continue;
		count.pictures++;
		count.untouched += e->made.untouched;
		count.bytes += e->made.bytes.n;
	}
	g_hash_table_destroy(seen);
	return count;
}
