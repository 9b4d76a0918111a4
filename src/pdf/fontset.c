#include "pdf/fontset.h"

#include "pdf/parts.h"

/* ---- glyphs ---- */

static struct glyph_use *glyph_slot(struct arena *a, struct font *font, uint16_t gid)
{
	struct glyph_use **block = &font->blocks[gid / GLYPH_BLOCK];
	if (!*block)
		*block = ARENA_ARRAY(a, GLYPH_BLOCK, struct glyph_use);
	return &(*block)[gid % GLYPH_BLOCK];
}

const struct glyph_use *font_glyph(const struct font *font, uint16_t gid)
{
	return &font->blocks[gid / GLYPH_BLOCK][gid % GLYPH_BLOCK];
}

static int16_t width_of(const struct face *face, uint16_t gid)
{
	int upem = (int)face_upem(face);
	return (int16_t)coord_scale(face_advance(face, gid), 1000, upem > 0 ? upem : 1000);
}

static struct glyph_use *use_glyph(struct arena *a, struct font *font, uint16_t gid)
{
	struct glyph_use *use = glyph_slot(a, font, gid);
	if (!use->text) {
		use->text = GLYPH_NO_TEXT;
		use->width = width_of(font->face, gid);
		font->used++;
	}
	return use;
}

/* The value of glyph_use.text for a text: its one character, or UINT32_MAX. */
static uint32_t single_character(struct str text)
{
	size_t end = 0;
	uint32_t c = text.n ? utf8_next(text, &end) : 0;
	return c && end == text.n ? c : UINT32_MAX;
}

/* The first text of a glyph is what its map says. */
static void learn_text(struct arena *a, struct font *font, struct glyph_use *use, struct str text)
{
	if (use->text != GLYPH_NO_TEXT || !text.n || text.n > GLYPH_TEXT_BYTES_MAX)
		return;
	uint32_t c = single_character(text);
	if (c == UINT32_MAX) {
		c = GLYPH_TEXTS + (uint32_t)font->texts.n;
		VEC_PUSH(a, &font->texts, text);
	}
	use->text = c;
}

bool font_glyph_says(const struct font *font, uint16_t gid, struct str text)
{
	uint32_t said = font_glyph(font, gid)->text;
	if (said >= GLYPH_TEXTS)
		return str_eq(font->texts.v[said - GLYPH_TEXTS], text);
	return said == single_character(text);
}

/* ---- collecting ---- */

static struct font *font_of(struct fontset *set, const struct face *face)
{
	unsigned id = face_id(face);
	while (set->by_id.n <= id)
		VEC_PUSH(set->arena, &set->by_id, NULL);
	if (!set->by_id.v[id]) {
		struct font *font = ARENA_NEW(set->arena, struct font);
		font->face = face;
		font->index = (uint32_t)set->fonts.n;
		set->by_id.v[id] = font;
		VEC_PUSH(set->arena, &set->fonts, font);
	}
	return set->by_id.v[id];
}

/* ---- marks at the edges of lines ---- */

static struct trimmed_mark trimmed_of(const struct glyph_run *run)
{
	uint16_t gid = run->glyphs[0].gid;
	int start = coord_scale(run->trim_start, 1000, run->size);
	int end = coord_scale(run->trim_end, 1000, run->size);
	int width = width_of(run->face, gid) - start - end;

	return (struct trimmed_mark){gid, (int16_t)start, (int16_t)(width > 0 ? width : 0)};
}

/* Upright glyphs have their places in a column from /DW2, which knows no widths. */
static bool is_trimmed(const struct glyph_run *run, bool vertical)
{
	return (run->trim_start || run->trim_end) && run->count == 1 && run->size > 0 && !vertical;
}

/* Has the font a glyph trimmed in just this way?  Another way than the first, which
 * another language's habits may want of the same glyph, is not worth a font. */
static bool has_mark(const struct font *font, struct trimmed_mark mark)
{
	for (size_t i = 0; i < font->marks.n; i++)
		if (font->marks.v[i].gid == mark.gid)
			return font->marks.v[i].start == mark.start && font->marks.v[i].width == mark.width;
	return false;
}

static bool add_mark(struct fontset *set, struct font *font, struct trimmed_mark mark)
{
	for (size_t i = 0; i < font->marks.n; i++)
		if (font->marks.v[i].gid == mark.gid)
			return has_mark(font, mark);
	if (font->marks.n >= TRIMMED_MARKS_MAX)
		return false;
	VEC_PUSH(set->arena, &font->marks, mark);
	use_glyph(set->arena, font, mark.gid)->width = mark.width;
	glyph_slot(set->arena, font, mark.gid)->code = (uint16_t)font->marks.n;
	return true;
}

/* NULL: the run is shown in the face's own font. */
static struct font *collect_trimmed(struct fontset *set, struct font *font, const struct glyph_run *run)
{
	if (!font->trimmed) {
		font->trimmed = ARENA_NEW(set->arena, struct font);
		font->trimmed->face = font->face;
		font->trimmed->index = (uint32_t)set->fonts.n;
		font->trimmed->along = true;
		VEC_PUSH(set->arena, &set->fonts, font->trimmed);
	}
	return add_mark(set, font->trimmed, trimmed_of(run)) ? font->trimmed : NULL;
}

const struct font *fontset_lookup(const struct fontset *set, const struct glyph_run *run, bool vertical)
{
	const struct font *font = set->by_id.v[face_id(run->face)];

	if (is_trimmed(run, vertical) && font->trimmed && has_mark(font->trimmed, trimmed_of(run)))
		return font->trimmed;
	return font;
}

int fontset_trim(const struct font *font, const struct glyph_run *run)
{
	return font->marks.n ? trimmed_of(run).start : 0;
}

/* ---- runs ---- */

/* A word space has no glyph in a run, but a page that has one there is searched and
 * copied better by readers that do not guess words from gaps. */
static void use_space(struct arena *a, struct font *font)
{
	if (font->space_gid)
		return;
	font->space_gid = face_glyph(font->face, ' ');
	if (font->space_gid)
		use_glyph(a, font, font->space_gid)->text = ' ';
}

static void collect_run(struct fontset *set, const struct glyph_run *run, bool vertical)
{
	struct font *font = font_of(set, run->face);
	struct font *trimmed = is_trimmed(run, vertical) ? collect_trimmed(set, font, run) : NULL;
	bool upright = vertical && run->turn == TURN_NONE;
	font = trimmed ? trimmed : font;
	*(upright ? &font->upright : &font->along) = true;
	struct part_cursor at = {0};
	struct part part;
	while (part_next(run, &at, &part)) {
		for (uint32_t i = 1; i < part.count; i++)
			use_glyph(set->arena, font, run->glyphs[part.first + i].gid);
		struct glyph_use *use = use_glyph(set->arena, font, run->glyphs[part.first].gid);
		if (part.count == 1)
			learn_text(set->arena, font, use, part.text);
		if ((part.space_before || part.space_after) && !upright)
			use_space(set->arena, font);
	}
}

void fontset_collect(struct fontset *set, struct arena *a, const struct display *display)
{
	*set = (struct fontset){.arena = a};
	for (size_t i = 0; i < display->pages.n; i++) {
		const struct page *page = &display->pages.v[i];
		for (size_t j = 0; j < page->paints.n; j++)
			if (page->paints.v[j].kind == PAINT_GLYPHS)
				collect_run(set, page->paints.v[j].run, display->vertical);
	}
}

void fontset_clear(struct fontset *set)
{
	for (size_t i = 0; i < set->fonts.n; i++)
		arena_clear(&set->fonts.v[i]->arena);
}
