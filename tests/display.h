/* Displays set by hand for the tests of pdf/: one face after the other, each
 * character its cmap's glyph, a quarter em between Chinese and Latin. */
#ifndef WENZHAI_TESTS_DISPLAY_H
#define WENZHAI_TESTS_DISPLAY_H

#include "layout/display.h"

#include <glib.h>

struct setting {
	struct arena *arena;
	struct fonts *fonts;
	struct display display;
	struct page *page; /* the last */
	enum font_role role;
	coord size;
	uint32_t ink;
	bool artifact;
	coord stretch; /* added beside Chinese characters */
};

static inline void set_page(struct setting *s)
{
	VEC_PUSH(s->arena, &s->display.pages, (struct page){0});
	s->page = &s->display.pages.v[s->display.pages.n - 1];
}

static inline struct setting setting_new(struct arena *a, struct fonts *fonts, bool vertical)
{
	struct setting s = {.arena = a, .fonts = fonts, .size = PT(12)};
	s.display = (struct display){.arena = a, .width = PT(400), .height = PT(300), .vertical = vertical};
	set_page(&s);
	return s;
}

static inline void set_paint(struct setting *s, struct paint paint)
{
	VEC_PUSH(s->arena, &s->page->paints, paint);
}

/* The run being set: its glyphs grow until the face changes. */
struct set_run {
	struct glyph_run run;
	VEC(struct glyph) glyphs;
	coord inl;
	size_t text;
};

static inline void set_run_end(struct setting *s, struct set_run *r, struct str text, size_t end, coord blk)
{
	if (!r->glyphs.n)
		return;
	struct glyph_run *run = ARENA_NEW(s->arena, struct glyph_run);
	*run = r->run;
	run->glyphs = r->glyphs.v;
	run->count = (uint32_t)r->glyphs.n;
	run->text = (struct str){text.s + r->text, end - r->text};
	set_paint(s, (struct paint){.kind = PAINT_GLYPHS, .inl = r->inl, .blk = blk, .run = run});
	*r = (struct set_run){.inl = 0};
}

/* Sets one line; a space has no glyph but belongs to the text of the one before.
 * Returns the place behind it.  In vertical text Chinese stands upright: its origin
 * is left below the middle of the glyph's head. */
static inline coord set_line(struct setting *s, coord inl, coord blk, const char *literal)
{
	struct str text = str_from(literal);
	struct set_run r = {.inl = 0};
	bool cjk_before = false, any = false;
	for (size_t i = 0, begin = 0; i < text.n; begin = i) {
		uint32_t c = utf8_next(text, &i);
		if (c == ' ') {
			inl += s->size / 4;
			if (r.glyphs.n)
				r.glyphs.v[r.glyphs.n - 1].text_bytes++;
			any = false;
			continue;
		}
		struct str cluster = {text.s + begin, i - begin};
		const struct face *face = fonts_for_cluster(s->fonts, s->role, FONT_SC, false, cluster);
		g_assert_nonnull(face);
		bool cjk = char_is_cjk(c), upright = s->display.vertical && cjk;
		uint16_t gid = face_glyph(face, c);
		coord width = coord_scale(s->size, face_advance(face, gid), face_upem(face));
		if (any)
			inl += (cjk || cjk_before ? s->stretch : 0) + (cjk != cjk_before ? s->size / 4 : 0);
		enum turn turn = s->display.vertical && !cjk ? TURN_SIDEWAYS : TURN_NONE;
		if (r.glyphs.n && (r.run.face != face || r.run.turn != turn))
			set_run_end(s, &r, text, begin, blk);
		if (!r.glyphs.n) {
			r.run = (struct glyph_run){.face = face,
						   .size = s->size,
						   .ink = s->ink,
						   .turn = turn,
						   .artifact = s->artifact};
			r.inl = inl;
			r.text = begin;
		}
		struct glyph glyph = {.at = inl - r.inl, .gid = gid, .text_bytes = (uint16_t)cluster.n};
		if (upright) {
			glyph.at += coord_scale(s->size, 880, 1000);
			glyph.rise = -width / 2;
		}
		VEC_PUSH(s->arena, &r.glyphs, glyph);
		inl += upright ? s->size : width;
		cjk_before = cjk;
		any = true;
	}
	set_run_end(s, &r, text, text.n, blk);
	return inl;
}

static inline void set_rect(struct setting *s, coord inl, coord blk, coord inl_size, coord blk_size,
			    uint32_t ink)
{
	struct paint paint = {.kind = PAINT_RECT, .inl = inl, .blk = blk};
	paint.rect.inl_size = inl_size;
	paint.rect.blk_size = blk_size;
	paint.rect.ink = ink;
	set_paint(s, paint);
}

static inline void set_picture(struct setting *s, const struct picture *picture, coord inl, coord blk,
			       coord inl_size, coord blk_size)
{
	struct paint paint = {.kind = PAINT_PICTURE, .inl = inl, .blk = blk};
	paint.picture.picture = picture;
	paint.picture.inl_size = inl_size;
	paint.picture.blk_size = blk_size;
	set_paint(s, paint);
}

static inline void set_area(struct setting *s, coord inl, coord blk, coord width, coord height,
			    struct str url, struct str dest)
{
	struct area area = {inl, blk, width, height, url, dest};
	VEC_PUSH(s->arena, &s->page->areas, area);
}

/* A place at the top of the last page, with an outline entry. */
static inline void set_dest(struct setting *s, struct str name, struct str title, int level)
{
	struct dest dest = {.name = name, .page = (uint32_t)(s->display.pages.n - 1), .blk = PT(20)};
	VEC_PUSH(s->arena, &s->display.dests, dest);
	struct outline_entry entry = {title, level, (uint32_t)(s->display.dests.n - 1)};
	VEC_PUSH(s->arena, &s->display.outline, entry);
}

#endif
