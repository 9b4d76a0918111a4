#include "layout/sheet.h"

/* A picture higher than about two lines is company enough for the heading above it. */
#define ENOUGH_ALONE PT(40)

void sheet_init(struct sheet *s, struct arena *arena)
{
	*s = (struct sheet){.arena = arena};
}

void sheet_reserve(struct sheet *s, size_t strips)
{
	s->strips.v = arena_take(s->arena, strips * sizeof *s->strips.v);
	s->strips.cap = strips;
}

void sheet_space(struct sheet *s, coord space)
{
	if (space > s->space)
		s->space = space;
}

void sheet_penalty(struct sheet *s, int32_t penalty)
{
	if (penalty > s->penalty)
		s->penalty = penalty;
}

void sheet_keep(struct sheet *s, int strips)
{
	if (strips > s->keep)
		s->keep = strips;
	s->kept = false;
}

void sheet_dest(struct sheet *s, struct str name)
{
	VEC_PUSH(s->arena, &s->dests, (struct sheet_dest){name, (uint32_t)s->strips.n});
}

struct strip *sheet_add(struct sheet *s, struct strip strip)
{
	if (s->space > strip.before)
		strip.before = s->space;
	if (s->penalty > strip.penalty)
		strip.penalty = s->penalty;
	if (s->keep > 0) {
		int32_t keep = s->kept ? PENALTY_KEEP : PENALTY_NEVER;
		if (keep > strip.penalty)
			strip.penalty = keep;
		s->keep = !strip.width && strip.height > ENOUGH_ALONE ? 0 : s->keep - 1;
		s->kept = s->keep > 0;
	}
	s->space = 0;
	s->penalty = 0;
	VEC_PUSH(s->arena, &s->strips, strip);
	return &s->strips.v[s->strips.n - 1];
}

struct strip *sheet_add_line(struct sheet *s, struct strip strip, coord baseline)
{
	size_t extra = s->marker.n;
	struct paint *paints;

	if (!extra)
		return sheet_add(s, strip);
	paints = ARENA_ARRAY(s->arena, extra + strip.paint_count, struct paint);
	for (size_t i = 0; i < extra; i++) {
		paints[i] = s->marker.v[i];
		paints[i].blk += baseline;
	}
	if (strip.paint_count)
		memcpy(paints + extra, strip.paints, strip.paint_count * sizeof *paints);
	strip.paints = paints;
	strip.paint_count += (uint32_t)extra;
	s->marker.n = 0;
	return sheet_add(s, strip);
}

void sheet_paint_more(struct sheet *s, const struct paint *paints, size_t n)
{
	struct strip *last = &s->strips.v[s->strips.n - 1];
	struct paint *all = ARENA_ARRAY(s->arena, last->paint_count + n, struct paint);

	if (last->paint_count)
		memcpy(all, last->paints, last->paint_count * sizeof *all);
	if (n)
		memcpy(all + last->paint_count, paints, n * sizeof *all);
	last->paints = all;
	last->paint_count += (uint32_t)n;
}

void strip_move(const struct strip *from, coord inl, coord blk, struct paint *paints, struct area *areas)
{
	for (size_t i = 0; i < from->paint_count; i++) {
		paints[i] = from->paints[i];
		paints[i].inl += inl;
		paints[i].blk += blk;
	}
	for (size_t i = 0; i < from->area_count; i++) {
		areas[i] = from->areas[i];
		areas[i].inl += inl;
		areas[i].blk += blk;
	}
}

int64_t sheet_height(const struct sheet *s)
{
	int64_t height = 0;

	for (size_t i = 0; i < s->strips.n; i++)
		height += s->strips.v[i].height + (int64_t)(i ? s->strips.v[i].before : 0);
	return height;
}
