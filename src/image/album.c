#include "image/album-entries.h"

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
	VEC_PUSH(&a->arena, &a->entries,
		 (struct entry){.content.read = content_read, .album = a, .source = s});
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
	pile_free(a->pile);
	arena_clear(&a->trial_arena);
	arena_clear(&a->names);
	arena_clear(&a->arena);
	g_free(a);
}

void album_pile(struct album *a, const char *beside)
{
	pile_free(a->pile);
	a->pile = pile_new(beside);
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
	atomic_size_t done;
};

static struct picture_fit fit_of(const struct entry *e, const struct picture_fit *fit)
{
	struct picture_fit own = *fit;
	const struct squeeze_step *step = e->between.quality ? &e->between : &squeeze_steps[e->step];
	if (e->most_width && e->most_width < own.width)
		own.width = e->most_width;
	if (e->most_height && e->most_height < own.height)
		own.height = e->most_height;
	const struct probe *p = &e->source->seen.probe;
	bool passed = fit_already(&own, p, p->size);
	own.quality = !passed && step->quality > QUALITY_USUAL ? QUALITY_USUAL : step->quality;
	own.scale = step->scale;
	/* A name of its own, so that what is made of it is not taken for the file itself. */
	own.anew = e->step > 0 && (passed || own.quality < QUALITY_USUAL);
	return own;
}

/* What an earlier build made of it; it is read when it is written. */
static bool find_made(struct entry *e)
{
	struct variant v;
	if (!e->sha[0] || !store_variant_look(e->album->options.store, e->sha, e->name, &v) || !v.size ||
	    !v.width || !v.height || (v.type != PICTURE_JPEG && v.type != PICTURE_PNG))
		return false;
	e->made = (struct rendition){.type = (enum picture_type)v.type,
				     .width = v.width,
				     .height = v.height,
				     .components = v.components};
	e->content.size = (size_t)v.size;
	e->hash = v.hash;
	e->place = PLACE_STORE;
	return true;
}

/* Without libvips what can be shown as it is, is. */
static void pass_on_source(struct entry *e)
{
	pass_on(&e->source->seen.probe, e->source->bytes, &e->made);
	e->hash = e->source->seen.hash;
	e->content.size = e->source->seen.probe.size;
	e->place = e->made.bytes.n ? PLACE_MEMORY : PLACE_SOURCE;
}

static const char *decode(struct entry *e, struct str bytes, struct arena *scratch)
{
	const struct image_options *o = &e->album->options;
	const struct probe *p = &e->source->seen.probe;
	struct rendition *r = &e->made;
	const char *fault = convert(o->codec, p, bytes, &e->fit, scratch, r);
	e->decoded = true;
	if (!fault) {
		struct variant v = {.width = r->width,
				    .height = r->height,
				    .type = (uint8_t)r->type,
				    .components = r->components};
		bool kept = store_variant_write(o->store, e->sha, e->name, r->bytes, &v);
		e->hash = v.hash;
		content_keep(e, r->bytes, kept);
	}
	if (!fault || !codec_fault(o->codec) || p->kind > PROBE_JPEG)
		return fault;
	e->decoded = false;
	pass_on_source(e);
	return NULL;
}

/* A picture of the store has its hash from there; others are hashed only if there is a
 * store that may know what was made of them. */
static const char *find_or_make(struct entry *e, struct arena *scratch)
{
	const struct picture_source *s = e->source;
	const struct image_options *o = &e->album->options;
	struct str bytes;
	if (fit_already(&e->fit, &s->seen.probe, s->seen.probe.size)) {
		pass_on_source(e);
		return NULL;
	}
	if (!e->sha[0])
		memcpy(e->sha, s->stored.sha, sizeof e->sha);
	if (find_made(e))
		return NULL;
	if (!source_read(s, o, scratch, &bytes)) {
		atomic_store(&e->gone, true);
		return NULL;
	}
	if (!e->sha[0] && o->store) {
		store_sha(bytes, e->sha);
		if (find_made(e))
			return NULL;
	}
	return decode(e, bytes, scratch);
}

static void show_nothing(struct entry *e)
{
	e->made = (struct rendition){.type = PICTURE_NONE};
	e->content.size = 0;
	e->place = PLACE_MEMORY;
}

/* Nothing can be made any more of what could not be read, in this build. */
static void find_lost(struct album *a)
{
	for (size_t i = 0; i < a->entries.n; i++) {
		struct entry *e = &a->entries.v[i];
		if (!atomic_exchange(&e->gone, false))
			continue;
		e->lost = true;
		show_nothing(e);
	}
}

static void make(struct entry *e)
{
	struct arena scratch;
	arena_init(&scratch);
	e->fault = find_or_make(e, &scratch);
	if (e->fault)
		show_nothing(e);
	arena_clear(&scratch);
}

static void fit_one(void *context, size_t index, unsigned worker)
{
	struct fitting *f = context;
	struct album *a = f->album;
	struct entry *e = &a->entries.v[index];
	(void)worker;
	e->decoded = false;
	if (e->stale)
		make(e);
	size_t done = atomic_fetch_add(&f->done, 1) + 1;
	if (a->show)
		a->show(a->show_context, "pictures", done, a->entries.n);
}

/* What is to be made of it, and whether that is so already. */
static void plan(struct album *a, struct entry *e, const struct picture_fit *fit)
{
	const struct facts *seen = &e->source->seen;
	struct arena_mark mark = arena_mark(&a->names);
	const struct picture_fit own = fit_of(e, fit);
	struct str name = fit_name(&own, drawn_size(&seen->probe, seen->natural), &a->names);
	e->stale = !str_eq(name, e->name) && !e->lost;
	if (e->stale) {
		e->fit = own;
		arena_clear(&e->arena);
		e->name = arena_str(&e->arena, name);
	}
	arena_reset(&a->names, mark);
}

/* ---- results ---- */

/* A data: URL has megabytes: image_shown. */
static void report(struct album *a, struct article *article, const struct picture *picture,
		   const struct entry *e)
{
	struct str src = image_shown(&a->arena, picture->src), why;
	if (!e->lost)
		why = arena_printf(&a->arena, "a bad %s file, %s", e->source->seen.probe.name, e->fault);
	else if (e->source->stored.sha[0])
		why = S("its file in the store is gone or damaged");
	else
		why = S("its file changed meanwhile");
	diag_add(&article->diags, DIAG_BAD_PICTURE, picture->line, "picture left out, %.*s: %.*s",
		 STR_FMT(why), STR_FMT(src));
}

static void show_entry(struct album *a, struct article *article, struct picture *picture, void *context)
{
	struct picture_source *s = picture->source;
	struct entry *e = &a->entries.v[s->entry];
	(void)context;
	picture->type = e->made.type;
	picture->bytes = e->made.bytes;
	picture->content = &e->content;
	picture->components = e->made.components;
	picture->hash = e->hash;
	/* fetch brings it again. */
	picture->remote = picture->remote || (e->lost && e->source->stored.sha[0]);
	if ((e->fault || e->lost) && !s->reported)
		report(a, article, picture, e);
	s->reported = s->reported || e->fault || e->lost;
}

bool album_fit(struct album *a, const struct picture_fit *fit, unsigned jobs, const struct cancel *cancel)
{
	struct fitting work = {.album = a};
	find_lost(a);
	for (size_t i = 0; i < a->entries.n; i++)
		plan(a, &a->entries.v[i], fit);
	content_tidy(a);
	if (!parallel_for(a->entries.n, jobs, fit_one, &work, cancel))
		return false;
	find_lost(a);
	for (size_t i = 0; i < a->entries.n; i++)
		a->decoded += a->entries.v[i].decoded;
	album_each(a, show_entry, NULL);
	return true;
}

bool album_lost(const struct album *a)
{
	for (size_t i = 0; i < a->entries.n; i++)
		if (atomic_load(&a->entries.v[i].gone))
			return true;
	return false;
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
		set_step(e, 0);
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
	return a->hash == b->hash && a->content.size == b->content.size;
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
		count.bytes += e->content.size;
	}
	g_hash_table_destroy(seen);
	return count;
}
