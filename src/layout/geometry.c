#include "layout/geometry.h"

struct geometry geometry_of(const struct page_style *s)
{
	coord inl = s->vertical ? s->profile.height : s->profile.width;
	coord blk = s->vertical ? s->profile.width : s->profile.height;
	coord start = s->vertical ? s->margin_top : s->margin_inner;
	coord end = s->vertical ? s->margin_bottom : s->margin_outer;
	/* A vertical book is bound on the right: there a right-hand page's text begins. */
	coord top = s->vertical ? s->margin_inner : s->margin_top;
	coord bottom = s->vertical ? s->margin_outer : s->margin_bottom;
	struct geometry g = {.columns = s->profile.columns < 1 ? 1 : s->profile.columns};
	coord room = inl - start - end, left;

	g.measure = (room - s->column_gap * (g.columns - 1)) / g.columns / s->size * s->size;
	g.column_step = g.measure + s->column_gap;
	g.full = g.measure + g.column_step * (g.columns - 1);
	left = (room - g.full) / 2; /* what whole ems leave over goes to both sides */
	g.inl_odd = start + left;
	g.inl_even = s->mirrored && !s->vertical ? end + left : g.inl_odd;
	g.height = (blk - top - bottom) / s->leading * s->leading;
	left = (blk - top - bottom - g.height) / 2;
	g.blk_odd = top + left;
	g.blk_even = s->mirrored && s->vertical ? bottom + left : g.blk_odd;
	return g;
}
