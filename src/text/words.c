#include "text/words.h"

#include "text/face-open.h"

#include <glib.h>

/* The cache: a table in which a word has one place, and the newest keeps it. */
#define CACHE_ENTRIES 2048u
#define CACHE_TEXT    24u
#define CACHE_GLYPHS  12u

struct entry {
	const struct face *face; /* NULL: empty */
	uint32_t script;
	uint8_t look, way, lang, n;
	uint8_t bytes;
	char text[CACHE_TEXT];
	struct word_glyph glyphs[CACHE_GLYPHS];
};

struct words {
	hb_buffer_t *buffer;
	hb_language_t languages[FONT_LANG_COUNT];
	struct word_glyph *glyphs; /* the last word that was not cached */
	size_t capacity;
	struct entry *cache;
};

#define ON(a, b, c, d)                                                                \
	{                                                                             \
		HB_TAG(a, b, c, d), 1, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END \
	}
#define OFF(a, b, c, d)                                                               \
	{                                                                             \
		HB_TAG(a, b, c, d), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END \
	}

/* `palt` is nowhere: squares are squeezed by the spacing table. */
static const struct {
	hb_feature_t features[4];
	unsigned n;
} looks[LOOK_COUNT] = {
	[LOOK_TEXT] = {{ON('p', 'w', 'i', 'd')}, 1},
	[LOOK_CODE] = {{OFF('l', 'i', 'g', 'a'), OFF('c', 'l', 'i', 'g'), OFF('c', 'a', 'l', 't'),
			OFF('k', 'e', 'r', 'n')},
		       4},
	[LOOK_SQUARE] = {{ON('f', 'w', 'i', 'd')}, 1},
	[LOOK_HALF] = {{ON('h', 'w', 'i', 'd'), OFF('k', 'e', 'r', 'n')}, 2},
};

static const hb_direction_t directions[] = {
	[WAY_RIGHT] = HB_DIRECTION_LTR,
	[WAY_LEFT] = HB_DIRECTION_RTL,
	[WAY_DOWN] = HB_DIRECTION_TTB,
};

struct words *words_new(void)
{
	struct words *w = g_new0(struct words, 1);

	w->buffer = hb_buffer_create();
	w->cache = g_new0(struct entry, CACHE_ENTRIES);
	for (unsigned i = 0; i < FONT_LANG_COUNT; i++)
		w->languages[i] = hb_language_from_string(font_lang_tag((enum font_lang)i), -1);
	return w;
}

void words_free(struct words *w)
{
	if (!w)
		return;
	hb_buffer_destroy(w->buffer);
	g_free(w->cache);
	g_free(w->glyphs);
	g_free(w);
}

static void run_harfbuzz(struct words *w, const struct word_key *key)
{
	hb_buffer_t *b = w->buffer;

	hb_buffer_clear_contents(b);
	hb_buffer_set_flags(b, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
	hb_buffer_add_utf8(b, key->text.s, (int)key->text.n, 0, (int)key->text.n);
	hb_buffer_set_direction(b, directions[key->way]);
	hb_buffer_set_script(b, hb_script_from_iso15924_tag(key->script));
	hb_buffer_set_language(b, w->languages[key->lang]);
	hb_shape(key->face->font, b, looks[key->look].features, looks[key->look].n);
}

/* HarfBuzz's y runs upwards; a line's pen runs right or down. */
static struct word_glyph glyph_of(const hb_glyph_info_t *info, const hb_glyph_position_t *at, bool down)
{
	struct word_glyph g = {.gid = (uint16_t)info->codepoint, .at = (uint16_t)info->cluster};

	g.advance = down ? -at->y_advance : at->x_advance;
	g.offset = down ? -at->y_offset : at->x_offset;
	g.rise = down ? at->x_offset : at->y_offset;
	return g;
}

static struct word collect(struct words *w, bool down)
{
	unsigned n;
	const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(w->buffer, &n);
	const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(w->buffer, NULL);

	if (n > w->capacity) {
		w->capacity = n * 2;
		w->glyphs = g_renew(struct word_glyph, w->glyphs, w->capacity);
	}
	for (unsigned i = 0; i < n; i++)
		w->glyphs[i] = glyph_of(&infos[i], &positions[i], down);
	return (struct word){w->glyphs, n};
}

static struct entry *entry_of(struct words *w, const struct word_key *key)
{
	uint64_t hash = str_hash(key->text) ^ ((uint64_t)face_id(key->face) * 0x9E3779B97F4A7C15u) ^
			((uint64_t)key->look << 40) ^ ((uint64_t)key->way << 44);

	return &w->cache[(hash ^ hash >> 32) % CACHE_ENTRIES];
}

static bool entry_holds(const struct entry *e, const struct word_key *key)
{
	return e->face == key->face && e->bytes == key->text.n && e->script == key->script &&
	       e->look == key->look && e->way == key->way && e->lang == key->lang &&
	       !memcmp(e->text, key->text.s, key->text.n);
}

static void entry_fill(struct entry *e, const struct word_key *key, struct word word)
{
	e->face = key->face;
	e->script = key->script;
	e->look = key->look;
	e->way = key->way;
	e->lang = key->lang;
	e->bytes = (uint8_t)key->text.n;
	e->n = (uint8_t)word.n;
	memcpy(e->text, key->text.s, key->text.n);
	if (word.n)
		memcpy(e->glyphs, word.glyphs, word.n * sizeof *word.glyphs);
}

struct word words_shape(struct words *w, const struct word_key *key)
{
	struct entry *e = key->text.n <= CACHE_TEXT ? entry_of(w, key) : NULL;
	struct word word;

	if (e && entry_holds(e, key))
		return (struct word){e->glyphs, e->n};
	run_harfbuzz(w, key);
	word = collect(w, key->way == WAY_DOWN);
	if (e && word.n <= CACHE_GLYPHS)
		entry_fill(e, key, word);
	return word;
}

uint32_t word_script(uint32_t c, uint32_t otherwise)
{
	hb_script_t script;

	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? (uint32_t)HB_SCRIPT_LATIN : otherwise;
	script = hb_unicode_script(hb_unicode_funcs_get_default(), c);
	return script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED || script == HB_SCRIPT_UNKNOWN
		       ? otherwise
		       : (uint32_t)script;
}
