#include "layout/frame.h"

#include "text/face.h"

#define MEASURE_LEAST 6 /* ems: what steps in further stays where it is */

struct frame frame_body(const struct page_style *style, struct sheet *sheet, coord measure, struct str lang)
{
	return (struct frame){
		.sheet = sheet,
		.measure = measure,
		.vertical = style->vertical,
		.role = ROLE_BODY,
		.size = style->size,
		.leading = style->leading,
		.ink = style->ink,
		.lang = lang,
		.indent = coord_scale(style->size, style->indent, 1000),
	};
}

struct frame frame_sized(const struct frame *f, enum font_role role, bool bold, int permille, int pitch)
{
	struct frame inner = *f;

	inner.role = role;
	inner.bold = bold;
	inner.size = coord_scale(f->size, permille, 1000);
	inner.leading = coord_scale(inner.size, pitch, 1000);
	inner.off_grid = true;
	inner.indent = 0;
	inner.measure = f->measure / inner.size * inner.size;
	if (inner.measure == 0)
		inner.measure = f->measure;
	return inner;
}

struct frame frame_inner(const struct frame *f, coord start, coord end)
{
	struct frame inner = *f;

	inner.depth++;
	if (f->measure - start - end >= MEASURE_LEAST * f->size) {
		inner.inl += start;
		inner.measure -= start + end;
	}
	return inner;
}

coord frame_baseline(const struct frame *f)
{
	if (f->vertical)
		return f->leading / 2;
	return (f->leading - f->size) / 2 + coord_scale(f->size, EM_ABOVE, 1000);
}
