#include "text/shape.h"

#include "text/face-open.h"
#include "text/units.h"
#include "text/words.h"

#include <glib.h>
#include <hb.h>
#include <unicode/uchar.h>

struct shaper {
	struct fonts *fonts;
	struct breaker *breaker;
	struct hyphens *hyphens;
	struct words *words;
	struct arena scratch;
	struct set_cache sets;
};

struct shaper *shaper_new(struct fonts *fonts)
{
	struct shaper *s = g_new0(struct shaper, 1);

	s->fonts = fonts;
	s->breaker = breaker_new();
	s->words = words_new();
	s->hyphens = hyphens_new(HYPHEN_DIR);
	arena_init(&s->scratch);
	return s;
}

void shaper_free(struct shaper *s)
{
	if (!s)
		return;
	breaker_free(s->breaker);
	hyphens_free(s->hyphens);
	words_free(s->words);
	arena_clear(&s->scratch);
	g_free(s);
}

/* ---- the result as it grows ---- */

/* What all clusters of a piece have in common. */
struct look {
	const struct piece *piece;
	const struct face *primary;
	uint16_t face; /* its index in the result */
	unsigned upem;
};

struct work {
	struct shaper *shaper;
	struct arena *arena;
	const struct units *units;
	struct shaped *out;
	struct look look; /* of the piece at hand */
	size_t glyph_capacity;
	VEC(const struct face *) faces;
	VEC(uint32_t) missing;
	uint8_t *missing_seen; /* a bit per code point; NULL until one is missing */
};

static uint16_t face_place(struct work *w, const struct face *face)
{
	for (size_t i = w->faces.n; i-- > 0;)
		if (w->faces.v[i] == face)
			return (uint16_t)i;
	VEC_PUSH(w->arena, &w->faces, face);
	return (uint16_t)(w->faces.n - 1);
}

static void set_look(struct work *w, const struct piece *piece)
{
	if (w->look.piece == piece)
		return;
	w->look.piece = piece;
	w->look.primary = fonts_primary(w->shaper->fonts, piece->role, piece->lang, piece->bold);
	w->look.upem = face_upem(w->look.primary);
	w->look.face = face_place(w, w->look.primary);
}

static struct shaped_glyph *add_glyphs(struct work *w, size_t n)
{
	struct shaped *out = w->out;

	if (out->glyph_count + n > w->glyph_capacity) {
		size_t capacity = (out->glyph_count + n) * 2;
		out->glyphs =
			arena_grow(w->arena, out->glyphs, w->glyph_capacity, capacity, sizeof *out->glyphs);
		w->glyph_capacity = capacity;
	}
	out->glyph_count += n;
	return &out->glyphs[out->glyph_count - n];
}

/* A cluster of the units [from, to), with no glyph yet. */
static struct cluster *add_cluster(struct work *w, const struct unit *from, const struct unit *to)
{
	struct cluster *c = &w->out->clusters[w->out->count++];

	c->text = from->at;
	c->length = (uint16_t)(to->at - from->at);
	c->piece = from->piece;
	c->glyph = (uint32_t)w->out->glyph_count;
	c->klass = from->klass;
	if (w->units->paragraph->vertical)
		c->klass = (uint8_t)class_vertical((enum char_class)from->klass, from->c);
	c->before = from->before;
	c->level = from->level;
	c->face = w->look.face;
	return c;
}

/* ---- simple clusters ---- */

static void note_missing(struct work *w, const struct unit *from, const struct unit *to)
{
	if (!w->missing_seen)
		w->missing_seen = arena_alloc(&w->shaper->scratch, 0x110000 / 8);
	for (; from < to; from++) {
		uint8_t bit = (uint8_t)(1u << (from->c % 8));
		if ((from->sets & SET_INVISIBLE) || (w->missing_seen[from->c / 8] & bit))
			continue;
		w->missing_seen[from->c / 8] |= bit;
		VEC_PUSH(w->arena, &w->missing, from->c);
	}
}

static void add_missing(struct work *w, const struct unit *from, const struct unit *to)
{
	struct cluster *c = add_cluster(w, from, to);

	c->missing = 1;
	c->advance = w->look.piece->size;
	note_missing(w, from, to);
}

static coord scaled(const struct work *w, int units, unsigned upem)
{
	return units == (int)upem ? w->look.piece->size : coord_scale(w->look.piece->size, units, upem);
}

/* A mark fills its square also in a font where it is narrower. */
static void fill_square(struct work *w, struct cluster *c, size_t squares)
{
	int64_t want = (int64_t)w->look.piece->size * (int64_t)squares;
	coord rest = (coord)(want > COORD_MAX ? 0 : want) - c->advance;

	if (rest <= 0 || !c->glyphs)
		return;
	w->out->glyphs[c->glyph].offset += class_lead((enum char_class)c->klass, rest);
	for (size_t i = 1; i < c->glyphs; i++)
		w->out->glyphs[c->glyph + i].offset += class_lead((enum char_class)c->klass, rest);
	w->out->glyphs[c->glyph + c->glyphs - 1].advance += rest;
	c->advance += rest;
}

static bool is_square_mark(unsigned klass)
{
	return class_is_mark((enum char_class)klass) || klass == CLASS_DASH;
}

/* One character, one glyph, straight from the cmap: most of a Chinese text. */
static void add_plain(struct work *w, const struct unit *from, const struct unit *to, struct face_cell cell)
{
	struct cluster *c = add_cluster(w, from, to);
	struct shaped_glyph *g = add_glyphs(w, 1);

	g->gid = cell.gid;
	g->advance = c->advance = scaled(w, cell.advance, w->look.upem);
	c->glyphs = 1;
	if (is_square_mark(from->klass) && c->advance != w->look.piece->size)
		fill_square(w, c, 1);
}

/* The same set downwards, for an ideograph: the top of its em box at the pen. */
static void add_plain_down(struct work *w, const struct unit *from, const struct unit *to,
			   struct face_cell cell)
{
	hb_font_t *font = w->look.primary->font;
	hb_position_t x = 0, y = 0;
	struct cluster *c = add_cluster(w, from, to);
	struct shaped_glyph *g = add_glyphs(w, 1);

	hb_font_get_glyph_v_origin(font, cell.gid, &x, &y);
	g->gid = cell.gid;
	g->offset = scaled(w, y, w->look.upem);
	g->rise = -scaled(w, x, w->look.upem);
	g->advance = c->advance = scaled(w, face_advance_vertical(w->look.primary, cell.gid), w->look.upem);
	c->glyphs = 1;
}

/* The em spaces and their parts, for fonts without them (Unicode 6.2, table 6-2);
 * in 1/1000 em from U+2000. */
static const int16_t space_widths[] = {500, 1000, 500, 1000, 333, 250, 167};

static coord space_advance(const struct work *w, uint32_t c)
{
	struct face_cell cell = face_cell(w->look.primary, c);

	if (c == 0x3000)
		return w->look.piece->size;
	if (c == '\t')
		return 4 * scaled(w, face_cell(w->look.primary, ' ').advance, w->look.upem);
	if (cell.gid)
		return scaled(w, cell.advance, w->look.upem);
	if (c >= 0x2000 && c - 0x2000 < G_N_ELEMENTS(space_widths))
		return coord_scale(w->look.piece->size, space_widths[c - 0x2000], 1000);
	return w->look.piece->size / 4;
}

static bool is_space(const struct unit *unit)
{
	return unit->klass == CLASS_SPACE || (unit->klass == CLASS_FIXED && char_is_space(unit->c));
}

/* Clusters without glyphs.  False when it is none of those. */
static bool add_blank(struct work *w, const struct unit *from, const struct unit *to)
{
	if (from->klass == CLASS_NONE) {
		add_cluster(w, from, to);
	} else if (from->klass == CLASS_OBJECT) {
		add_cluster(w, from, to)->advance = w->look.piece->object;
	} else if (is_space(from)) {
		add_cluster(w, from, to)->advance = space_advance(w, from->c);
	} else {
		return false;
	}
	return true;
}

/* ---- words ---- */

/* Upright in vertical text: squares, and Chinese marks; Latin lies down (UAX #50). */
static bool upright(const struct work *w, const struct unit *unit)
{
	int way;

	if (!w->units->paragraph->vertical || (unit->flags & UNIT_LATIN))
		return false;
	way = u_getIntPropertyValue((UChar32)unit->c, UCHAR_VERTICAL_ORIENTATION);
	return way != U_VO_ROTATED || is_square_mark(unit->klass);
}

static const struct unit *cluster_end(const struct work *w, const struct unit *unit)
{
	const struct unit *end = w->units->v + w->units->n;

	do
		unit++;
	while (unit < end && !(unit->flags & UNIT_START));
	return unit;
}

/* Has the primary face all of the cluster?  Most often, and cheaply known. */
static bool primary_has(const struct work *w, const struct unit *from, const struct unit *to)
{
	for (; from < to; from++)
		if (!(from->sets & SET_INVISIBLE) && !face_glyph(w->look.primary, from->c))
			return false;
	return true;
}

static const struct face *face_of(const struct work *w, const struct unit *from, const struct unit *to)
{
	const struct piece *p = w->look.piece;
	struct str text = {w->units->text.s + from->at, to->at - from->at};

	if (primary_has(w, from, to))
		return w->look.primary;
	return fonts_for_cluster(w->shaper->fonts, p->role, p->lang, p->bold, text);
}

/* A run of clusters that HarfBuzz sees at once. */
struct run {
	const struct unit *from, *to;
	struct word_key key;
	bool upright, square;
};

/* Full-width marks go alone, or with their like: —— is one glyph of two squares. */
static bool stands_alone(const struct unit *unit)
{
	return (unit->sets & SET_SQUARE) || is_square_mark(unit->klass);
}

static bool fits_run(const struct work *w, const struct run *run, const struct unit *from,
		     const struct unit *to, uint32_t *script)
{
	*script = word_script(from->c, run->key.script);
	if (from >= w->units->v + w->units->n || from->klass == CLASS_NONE || from->klass == CLASS_OBJECT ||
	    is_space(from) || from->piece != run->from->piece || from->level != run->from->level ||
	    to->at - run->from->at > WORD_BYTES_MAX)
		return false;
	if (run->square || stands_alone(from))
		return run->from->klass == CLASS_DASH && from->c == run->from->c;
	/* Common characters lead into any script. */
	if (*script != run->key.script && run->key.script != HB_SCRIPT_COMMON)
		return false;
	return upright(w, from) == run->upright && face_of(w, from, to) == run->key.face;
}

static enum word_look look_of(const struct work *w, const struct unit *unit)
{
	if (w->look.piece->verbatim)
		return LOOK_CODE;
	return is_square_mark(unit->klass) ? LOOK_SQUARE : LOOK_TEXT;
}

static void begin_run(const struct work *w, struct run *run, const struct unit *from, const struct face *face)
{
	run->from = from;
	run->square = stands_alone(from);
	run->upright = upright(w, from);
	run->key = (struct word_key){.face = face,
				     .script = word_script(from->c, HB_SCRIPT_COMMON),
				     .look = (uint8_t)look_of(w, from),
				     .way = run->upright      ? WAY_DOWN
					    : from->level & 1 ? WAY_LEFT
							      : WAY_RIGHT,
				     .lang = (uint8_t)w->look.piece->lang};
}

static void extend_run(const struct work *w, struct run *run, const struct unit *to)
{
	uint32_t script;

	run->to = to;
	while (run->to < w->units->v + w->units->n) {
		const struct unit *end = cluster_end(w, run->to);
		if (!fits_run(w, run, run->to, end, &script))
			break;
		run->key.script = script;
		run->to = end;
	}
	run->key.text = (struct str){w->units->text.s + run->from->at, run->to->at - run->from->at};
}

static bool has_notdef(const struct word_glyph *g, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!g[i].gid)
			return true;
	return false;
}

static void copy_glyphs(struct work *w, struct cluster *c, const struct run *run,
			const struct word_glyph *from, size_t n)
{
	struct shaped_glyph *to = add_glyphs(w, n);
	unsigned upem = face_upem(run->key.face);
	bool turned = w->units->paragraph->vertical && !run->upright;
	coord centre = turned ? coord_scale(w->look.piece->size, EM_MIDDLE, 1000) : 0;

	for (size_t i = 0; i < n; i++) {
		to[i] = (struct shaped_glyph){.gid = from[i].gid,
					      .advance = scaled(w, from[i].advance, upem),
					      .offset = scaled(w, from[i].offset, upem),
					      .rise = scaled(w, from[i].rise, upem) - centre,
					      .turned = turned};
		c->advance += to[i].advance;
	}
	c->glyphs = (uint16_t)n;
}

/* A colour of skin that its face does not join with what it colours is a swatch beside it:
 * it is left out, as programs do that know no colours (UTS #51, 2.4). */
static size_t without_swatch(const struct run *run, const struct unit *from, const struct unit *to,
			     const struct word_glyph *glyphs, size_t n)
{
	uint32_t c = to[-1].c;
	bool swatch = c >= 0x1F3FB && c <= 0x1F3FF && to - from > 1 && n > 1;

	return swatch && glyphs[n - 1].gid == face_glyph(run->key.face, c) ? n - 1 : n;
}

/* The glyphs of one HarfBuzz cluster, for the units [from, to). */
static void add_shaped(struct work *w, const struct run *run, const struct unit *from, const struct unit *to,
		       const struct word_glyph *glyphs, size_t n)
{
	struct cluster *c;

	if (has_notdef(glyphs, n)) {
		add_missing(w, from, to);
		return;
	}
	c = add_cluster(w, from, to);
	c->face = face_place(w, run->key.face);
	copy_glyphs(w, c, run, glyphs, without_swatch(run, from, to, glyphs, n));
	if (!n)
		c->klass = CLASS_NONE;
	if (is_square_mark(c->klass))
		fill_square(w, c, (size_t)(to - from));
}

/* The first unit at or after a byte offset. */
static const struct unit *unit_at(const struct unit *from, const struct unit *end, uint32_t at)
{
	while (from < end && from->at < at)
		from++;
	return from;
}

/* Glyphs come in visual order; clusters are wanted in the order of the text. */
static void add_word(struct work *w, const struct run *run, struct word word)
{
	bool back = run->key.way == WAY_LEFT;
	const struct unit *from = run->from;
	size_t left = word.n;

	while (left) {
		size_t first = back ? left - 1 : word.n - left, n = 1;
		uint16_t at = word.glyphs[first].at;
		const struct unit *to = run->to;
		while (n < left && word.glyphs[back ? first - 1 : first + n].at <= at) {
			first -= back ? 1 : 0;
			n++;
		}
		left -= n;
		if (left)
			to = unit_at(from, run->to,
				     run->from->at + word.glyphs[back ? first - 1 : first + n].at);
		add_shaped(w, run, from, to, &word.glyphs[first], n);
		from = to;
	}
	if (from < run->to)
		add_shaped(w, run, from, run->to, NULL, 0);
}

static const struct unit *add_run(struct work *w, const struct unit *from, const struct unit *to)
{
	const struct face *face = face_of(w, from, to);
	struct run run;

	if (!face) {
		add_missing(w, from, to);
		return to;
	}
	begin_run(w, &run, from, face);
	extend_run(w, &run, to);
	add_word(w, &run, words_shape(w->shaper->words, &run.key));
	return run.to;
}

/* ---- numbers in a cell ---- */

static void add_cell(struct work *w, const struct unit *from, int digits, const struct face *face)
{
	struct word_key key = {.face = face,
			       .text = {w->units->text.s + from->at, (size_t)digits},
			       .script = HB_SCRIPT_COMMON,
			       .look = digits > 1 ? LOOK_HALF : LOOK_TEXT,
			       .way = WAY_RIGHT,
			       .lang = (uint8_t)w->look.piece->lang};
	struct word word = words_shape(w->shaper->words, &key);
	struct cluster *c = add_cluster(w, from, from + digits);
	struct shaped_glyph *g = add_glyphs(w, word.n);
	coord x = 0, size = w->look.piece->size;
	unsigned upem = face_upem(face);

	c->face = face_place(w, face);
	c->glyphs = (uint16_t)word.n;
	c->klass = CLASS_HAN;
	c->advance = size;
	for (size_t i = 0; i < word.n; i++) {
		g[i] = (struct shaped_glyph){.gid = word.glyphs[i].gid,
					     .offset = coord_scale(size, EM_ABOVE, 1000),
					     .rise = x + scaled(w, word.glyphs[i].offset, upem)};
		x += scaled(w, word.glyphs[i].advance, upem);
	}
	for (size_t i = 0; i < word.n; i++)
		g[i].rise -= x / 2;
	if (word.n)
		g[word.n - 1].advance = size;
}

/* ---- the whole ---- */

/* Does the cmap alone know the glyph?  Not for what has a form of its own in
 * vertical lines, nor for “ ” … —, whose square form is a feature of the font. */
static bool plain(const struct work *w, const struct unit *from, const struct unit *to)
{
	return to - from == 1 && (from->sets & SET_SQUARE) && !(from->sets & SET_JOINING) &&
	       !is_space(from) && (!w->units->paragraph->vertical || char_is_han(from->c));
}

static const struct unit *add_next(struct work *w, const struct unit *from)
{
	const struct unit *to = cluster_end(w, from);
	const struct face *face;
	struct face_cell cell;
	int digits;

	set_look(w, unit_piece(w->units, from));
	if (plain(w, from, to)) {
		cell = face_cell(w->look.primary, from->c);
		if (cell.gid && w->units->paragraph->vertical) {
			add_plain_down(w, from, to, cell);
			return to;
		}
		if (cell.gid) {
			add_plain(w, from, to, cell);
			return to;
		}
	}
	if (add_blank(w, from, to))
		return to;
	digits = w->look.piece->verbatim ? 0 : units_in_cell(w->units, from);
	face = digits ? face_of(w, from, to) : NULL;
	if (!face)
		return add_run(w, from, to);
	add_cell(w, from, digits, face);
	return from + digits;
}

static void shape_units(struct work *w)
{
	const struct units *u = w->units;
	struct shaped *out = w->out;

	out->text = u->text;
	out->bidi = u->bidi;
	out->vertical = u->paragraph->vertical;
	out->clusters = ARENA_ARRAY(w->arena, u->n + 1, struct cluster);
	w->glyph_capacity = u->n + 1;
	out->glyphs = ARENA_ARRAY(w->arena, w->glyph_capacity, struct shaped_glyph);
	for (const struct unit *at = u->v; at < u->v + u->n;)
		at = add_next(w, at);
	out->faces = w->faces.v;
	out->face_count = w->faces.n;
	out->missing = w->missing.v;
	out->missing_count = w->missing.n;
}

void shape_paragraph(struct shaper *s, struct arena *a, const struct paragraph_text *p, struct shaped *out)
{
	struct arena_mark mark = arena_mark(&s->scratch);
	struct units units;
	struct work work = {.shaper = s, .arena = a, .units = &units, .out = out};

	*out = (struct shaped){.count = 0};
	units_read(&units, a, &s->scratch, p, &s->sets, s->breaker);
	units_classify(&units);
	units_break(&units, &s->scratch, s->breaker, s->hyphens);
	shape_units(&work);
	arena_reset(&s->scratch, mark);
}

/* U+2010, but where a face has none, or one that fills a square: then the hyphen-minus is meant. */
static struct face_cell hyphen_cell(const struct face *face)
{
	struct face_cell hyphen = face_cell(face, 0x2010), minus = face_cell(face, '-');

	if (hyphen.gid && (hyphen.advance * 2u <= face_upem(face) || !minus.gid))
		return hyphen;
	return minus;
}

struct shaped_glyph shape_hyphen(const struct shaped *t, size_t i, coord size)
{
	const struct cluster *c = &t->clusters[i];
	const struct face *face = t->faces[c->face];
	struct face_cell cell = hyphen_cell(face);
	/* In vertical text it stands, or lies down, as its word does. */
	const struct shaped_glyph *beside = t->vertical && c->glyphs ? &t->glyphs[c->glyph] : NULL;

	return (struct shaped_glyph){.gid = cell.gid,
				     .advance = coord_scale(size, cell.advance, face_upem(face)),
				     .rise = beside ? beside->rise : 0,
				     .turned = beside && beside->turned};
}
