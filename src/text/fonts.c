/* The faces of a run: opened when first asked for, then shared by all threads. */
#include "text/face-open.h"
#include "text/stacks.h"
#include "text/system.h"

#include <glib.h>
#include <pthread.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* A cluster's face depends on its first characters; a base under 50,000 marks
 * must not be compared with every font in full. */
#define CLUSTER_CHARS_MAX 32u
/* Found fallbacks are remembered; a text of ever new clusters must not grow this for ever. */
#define FALLBACKS_MAX 65536u
/* A broken font file is passed over for the next that has the characters. */
#define CANDIDATES_MAX 4u

/* A family at a weight. */
struct slot {
	struct str family;
	struct font_place place; /* path NULL: not installed */
	bool bold;
	bool opened; /* face is final; under the lock */
	_Atomic(struct face *) face;
};

struct slot_stack {
	struct slot *slots[STACK_FAMILIES_MAX];
	size_t count;
};

struct fonts {
	struct arena arena;
	struct system_fonts *system;
	struct slot_stack stacks[ROLE_COUNT][FONT_LANG_COUNT][2]; /* [bold] */
	_Atomic(const struct face *) primary[ROLE_COUNT][FONT_LANG_COUNT][2];
	VEC(struct slot *) slots;
	pthread_mutex_t lock;  /* guards what follows, and opening; not a GMutex, which TSan cannot see */
	GPtrArray *faces;      /* struct face, owned; an id is its place */
	GHashTable *fallbacks; /* code points and weight → struct face, or NULL */
	const UNormalizer2 *nfc, *nfd;
};

/* ---- opening ---- */

static struct face *find_open(const struct fonts *f, struct font_place place)
{
	for (guint i = 0; i < f->faces->len; i++) {
		struct face *face = f->faces->pdata[i];
		if (face->index == place.index && !strcmp(face->path, place.path))
			return face;
	}
	return NULL;
}

/* Under the lock. */
static struct face *open_place(struct fonts *f, struct font_place place)
{
	struct face *face = find_open(f, place);

	if (face)
		return face;
	face = face_open(place.path, place.index);
	if (!face)
		return NULL;
	face->id = f->faces->len;
	g_ptr_array_add(f->faces, face);
	return face;
}

static const struct face *slot_face(struct fonts *f, struct slot *slot)
{
	struct face *face = atomic_load_explicit(&slot->face, memory_order_acquire);

	if (face || !slot->place.path)
		return face;
	pthread_mutex_lock(&f->lock);
	if (!slot->opened) {
		atomic_store(&slot->face, open_place(f, slot->place));
		slot->opened = true;
	}
	pthread_mutex_unlock(&f->lock);
	return atomic_load(&slot->face);
}

/* ---- making ---- */

static struct slot *find_slot(struct fonts *f, struct str family, bool bold)
{
	struct slot *slot;

	for (size_t i = 0; i < f->slots.n; i++)
		if (f->slots.v[i]->bold == bold && str_eq_nocase(f->slots.v[i]->family, family))
			return f->slots.v[i];
	slot = ARENA_NEW(&f->arena, struct slot);
	slot->family = family;
	slot->bold = bold;
	if (!system_find_family(f->system, family, bold, &slot->place))
		slot->place.path = NULL;
	VEC_PUSH(&f->arena, &f->slots, slot);
	return slot;
}

static void fill_stack(struct fonts *f, struct slot_stack *to, const struct stack *from, bool bold)
{
	for (size_t i = 0; i < from->count; i++)
		to->slots[to->count++] = find_slot(f, from->families[i], bold);
}

static void fill_stacks(struct fonts *f, const struct stacks *s)
{
	for (unsigned role = 0; role < ROLE_COUNT; role++)
		for (unsigned lang = 0; lang < FONT_LANG_COUNT; lang++)
			for (unsigned bold = 0; bold < 2; bold++)
				fill_stack(f, &f->stacks[role][lang][bold], &s->by_role[role][lang], bold);
}

static bool own_installed(const struct slot_stack *stack, size_t own)
{
	for (size_t i = 0; i < own; i++)
		if (stack->slots[i]->place.path)
			return true;
	return false;
}

/* Families are alternatives: only a list of which none is there is worth a word. */
static void report_missing(const struct fonts *f, const struct stacks *s, struct diags *diags)
{
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		for (unsigned lang = 0; lang < FONT_LANG_COUNT; lang++) {
			const struct stack *stack = &s->by_role[role][lang];
			if (!stack->own || own_installed(&f->stacks[role][lang][0], stack->own))
				continue;
			diag_add_file(diags, DIAG_NO_FAMILY, (struct str){0}, 0,
				      "font family '%.*s' (%s, %s) is not installed, another was used",
				      STR_FMT(stack->families[0]), stacks_role_key((enum font_role)role),
				      font_lang_tag((enum font_lang)lang));
		}
	}
}

static void free_face(gpointer face)
{
	face_close(face);
}

static void free_key(gpointer key)
{
	g_bytes_unref(key);
}

static struct fonts *fonts_init(const char *dir)
{
	struct fonts *f = g_new0(struct fonts, 1);
	UErrorCode error = U_ZERO_ERROR;

	arena_init(&f->arena);
	pthread_mutex_init(&f->lock, NULL);
	f->system = system_fonts_new(dir);
	f->faces = g_ptr_array_new_with_free_func(free_face);
	f->fallbacks = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, free_key, NULL);
	f->nfc = unorm2_getNFCInstance(&error);
	f->nfd = unorm2_getNFDInstance(&error);
	return f;
}

static const struct face *find_primary(struct fonts *f, enum font_role role, enum font_lang lang, bool bold)
{
	const struct slot_stack *stack = &f->stacks[role][lang][bold];
	const struct face *face = NULL;

	for (size_t i = 0; i < stack->count && !face; i++)
		face = slot_face(f, stack->slots[i]);
	return face;
}

struct fonts *fonts_new(const char *dir, struct diags *diags)
{
	struct fonts *f = fonts_init(dir);
	struct stacks *stacks = ARENA_NEW(&f->arena, struct stacks);

	if (!stacks_read(stacks, &f->arena, dir, diags)) {
		fonts_free(f);
		return NULL;
	}
	fill_stacks(f, stacks);
	/* Every stack ends with all body families, so one face serves them all. */
	if (!find_primary(f, ROLE_BODY, FONT_SC, false)) {
		diag_add_file(diags, DIAG_NO_FONTS, (struct str){0}, 0,
			      "none of the font families in %s/%s is installed", dir, STACKS_FILE);
		fonts_free(f);
		return NULL;
	}
	report_missing(f, stacks, diags);
	return f;
}

/* The family's next best file, if it was this one. */
static void look_elsewhere(struct fonts *f, struct slot *slot, const char *path)
{
	if (!slot->place.path || strcmp(slot->place.path, path) != 0)
		return;
	if (!system_find_family(f->system, slot->family, slot->bold, &slot->place))
		slot->place.path = NULL;
	atomic_store(&slot->face, NULL);
	slot->opened = false;
}

bool fonts_reject(struct fonts *f, const struct face *face)
{
	system_drop_file(f->system, face->path);
	for (size_t i = 0; i < f->slots.n; i++)
		look_elsewhere(f, f->slots.v[i], face->path);
	for (unsigned role = 0; role < ROLE_COUNT; role++)
		for (unsigned lang = 0; lang < FONT_LANG_COUNT; lang++)
			for (unsigned bold = 0; bold < 2; bold++)
				atomic_store(&f->primary[role][lang][bold], NULL);
	g_hash_table_remove_all(f->fallbacks);
	return find_primary(f, ROLE_BODY, FONT_SC, false) != NULL;
}

void fonts_free(struct fonts *f)
{
	if (!f)
		return;
	g_hash_table_destroy(f->fallbacks);
	g_ptr_array_free(f->faces, TRUE);
	system_fonts_free(f->system);
	pthread_mutex_destroy(&f->lock);
	arena_clear(&f->arena);
	g_free(f);
}

/* ---- asking ---- */

const struct face *fonts_primary(struct fonts *f, enum font_role role, enum font_lang lang, bool bold)
{
	_Atomic(const struct face *) *place = &f->primary[role][lang][bold];
	const struct face *face = atomic_load_explicit(place, memory_order_acquire);

	if (!face) {
		face = find_primary(f, role, lang, bold);
		atomic_store(place, face);
	}
	return face;
}

/* What a font must have: all but what is invisible when it is not there. */
struct wanted {
	uint32_t chars[CLUSTER_CHARS_MAX];
	size_t n;
};

static void want(struct wanted *w, uint32_t c)
{
	if (w->n < CLUSTER_CHARS_MAX && !u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
		w->chars[w->n++] = c;
}

static struct wanted wanted_of(struct str cluster)
{
	struct wanted w = {.n = 0};
	size_t at = 0;

	for (size_t i = 0; i < CLUSTER_CHARS_MAX && at < cluster.n; i++)
		want(&w, utf8_next(cluster, &at));
	return w;
}

/* HarfBuzz composes and decomposes as a font needs it, so either form will do. */
static struct wanted normalized(const UNormalizer2 *form, const struct wanted *from)
{
	UChar in[2 * CLUSTER_CHARS_MAX], out[8 * CLUSTER_CHARS_MAX];
	UChar32 chars[8 * CLUSTER_CHARS_MAX];
	UErrorCode error = U_ZERO_ERROR;
	struct wanted w = {.n = 0};
	int32_t n = 0;

	for (size_t i = 0; i < from->n; i++)
		U16_APPEND_UNSAFE(in, n, from->chars[i]);
	n = unorm2_normalize(form, in, n, out, G_N_ELEMENTS(out), &error);
	u_strToUTF32(chars, G_N_ELEMENTS(chars), &n, out, n, &error);
	if (U_FAILURE(error))
		return *from;
	for (int32_t i = 0; i < n; i++)
		want(&w, (uint32_t)chars[i]);
	return w;
}

static bool face_has(const struct face *face, const struct wanted *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (!face_glyph(face, w->chars[i]))
			return false;
	return true;
}

static const struct face *search_stack(struct fonts *f, const struct slot_stack *stack,
				       const struct wanted *forms, size_t count)
{
	for (size_t i = 0; i < stack->count; i++) {
		const struct face *face = slot_face(f, stack->slots[i]);
		for (size_t k = 0; face && k < count; k++)
			if (face_has(face, &forms[k]))
				return face;
	}
	return NULL;
}

/* Under the lock. */
static const struct face *search_system(struct fonts *f, const struct wanted *forms, size_t count, bool bold)
{
	for (size_t k = 0; k < count; k++) {
		struct font_place places[CANDIDATES_MAX];
		size_t n = system_find_covering(f->system, forms[k].chars, forms[k].n, bold, places,
						CANDIDATES_MAX);
		for (size_t i = 0; i < n; i++) {
			const struct face *face = open_place(f, places[i]);
			if (face && face_has(face, &forms[k]))
				return face;
		}
	}
	return NULL;
}

/* A search of all fonts is slow, and its answer hangs on characters and weight alone. */
static const struct face *system_fallback(struct fonts *f, const struct wanted *forms, size_t count,
					  bool bold)
{
	struct wanted key = forms[0];
	GBytes *bytes;
	gpointer face = NULL;

	key.chars[0] |= bold ? 1u << 31 : 0;
	bytes = g_bytes_new(key.chars, key.n * sizeof *key.chars);
	pthread_mutex_lock(&f->lock);
	if (!g_hash_table_lookup_extended(f->fallbacks, bytes, NULL, &face)) {
		face = (gpointer)search_system(f, forms, count, bold);
		if (g_hash_table_size(f->fallbacks) < FALLBACKS_MAX)
			g_hash_table_insert(f->fallbacks, g_bytes_ref(bytes), face);
	}
	pthread_mutex_unlock(&f->lock);
	g_bytes_unref(bytes);
	return face;
}

const struct face *fonts_for_cluster(struct fonts *f, enum font_role role, enum font_lang lang, bool bold,
				     struct str cluster)
{
	struct wanted forms[3] = {wanted_of(cluster)};
	size_t count = 1;
	const struct face *face;

	if (!forms[0].n)
		return fonts_primary(f, role, lang, bold);
	forms[count++] = normalized(f->nfc, &forms[0]);
	forms[count++] = normalized(f->nfd, &forms[0]);
	face = search_stack(f, &f->stacks[role][lang][bold], forms, count);
	return face ? face : system_fallback(f, forms, count, bold);
}

/* ---- listing ---- */

size_t fonts_list(struct fonts *f, struct arena *a, struct font_entry **entries)
{
	VEC(struct font_entry) list = {0};

	for (unsigned key = 0; key < ROLE_COUNT * FONT_LANG_COUNT * 2; key++) {
		unsigned role = key / (FONT_LANG_COUNT * 2), lang = key / 2 % FONT_LANG_COUNT;
		const struct slot_stack *stack = &f->stacks[role][lang][key % 2];
		for (size_t i = 0; i < stack->count; i++) {
			const struct face *face = slot_face(f, stack->slots[i]);
			struct font_entry e = {.role = (enum font_role)role,
					       .lang = (enum font_lang)lang,
					       .bold = key % 2,
					       .family = stack->slots[i]->family};
			if (face) {
				e.file = face_file(face);
				e.name = face_postscript_name(face);
			}
			VEC_PUSH(a, &list, e);
		}
	}
	*entries = list.v;
	return list.n;
}
