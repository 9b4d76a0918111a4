#include "raster/pens.h"

#include <ft2build.h>
#include <glib.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

/* A larger glyph than this many page sizes is a mistake of layout; the bound keeps
 * canvas_scale and freetype's 32 bits from overflowing. */
#define GLYPH_PAGES_MAX 4

struct pen {
	const struct face *face;
	FT_Face ft; /* NULL: freetype refuses it */
};

struct pens {
	FT_Library library;
	GArray *pens;     /* struct pen; a page has a handful */
	GByteArray *bits; /* coverage of one glyph */
};

/* Where a glyph goes: outline units to 1/64 px, y upwards as freetype has it. */
struct placing {
	int64_t scale; /* 1/65536 */
	struct sub_point at;
	bool sideways;
};

struct pens *pens_new(void)
{
	FT_Library library;
	if (FT_Init_FreeType(&library))
		return NULL;
	struct pens *p = g_new(struct pens, 1);
	*p = (struct pens){library, g_array_new(FALSE, FALSE, sizeof(struct pen)), g_byte_array_new()};
	return p;
}

void pens_free(struct pens *p)
{
	g_array_free(p->pens, TRUE);
	g_byte_array_free(p->bits, TRUE);
	FT_Done_FreeType(p->library); /* and all its faces */
	g_free(p);
}

static FT_Face open_face(struct pens *p, const struct face *face)
{
	struct str bytes = face_bytes(face);
	FT_Face ft = NULL;
	if (FT_New_Memory_Face(p->library, (const FT_Byte *)bytes.s, (FT_Long)bytes.n,
			       (FT_Long)face_index(face), &ft))
		return NULL;
	return ft;
}

static FT_Face lookup_face(struct pens *p, const struct face *face)
{
	for (guint i = 0; i < p->pens->len; i++)
		if (g_array_index(p->pens, struct pen, i).face == face)
			return g_array_index(p->pens, struct pen, i).ft;
	struct pen new = {face, open_face(p, face)};
	g_array_append_val(p->pens, new);
	return new.ft;
}

static FT_Pos scaled(int64_t units, int64_t scale)
{
	return (FT_Pos)((units * scale + 0x8000) >> 16);
}

/* Turned clockwise, up becomes right and right becomes down. */
static void place_outline(FT_Outline *outline, const struct placing *to)
{
	for (int i = 0; i < outline->n_points; i++) {
		FT_Vector *v = &outline->points[i];
		FT_Pos x = scaled(v->x, to->scale), y = scaled(v->y, to->scale);
		v->x = (FT_Pos)to->at.x + (to->sideways ? y : x);
		v->y = (to->sideways ? -x : y) - (FT_Pos)to->at.y;
	}
}

static FT_Pos px_floor(FT_Pos v)
{
	return v >> 6;
}

static FT_Pos px_ceil(FT_Pos v)
{
	return (v + SUB_PX - 1) >> 6;
}

/* The outline's pixels on the page; false when there are none. */
static bool clip_box(const struct canvas *c, const FT_Outline *outline, FT_BBox *box)
{
	FT_Outline_Get_CBox(outline, box);
	box->xMin = MAX(px_floor(box->xMin), 0);
	box->xMax = MIN(px_ceil(box->xMax), (FT_Pos)c->out->width);
	box->yMin = MAX(px_floor(box->yMin), -(FT_Pos)c->out->height);
	box->yMax = MIN(px_ceil(box->yMax), 0);
	return box->xMin < box->xMax && box->yMin < box->yMax;
}

static void draw_outline(struct pens *p, struct canvas *c, FT_Outline *outline, uint32_t ink)
{
	FT_BBox box;
	if (!clip_box(c, outline, &box))
		return;
	guint width = (guint)(box.xMax - box.xMin), height = (guint)(box.yMax - box.yMin);
	g_byte_array_set_size(p->bits, width * height);
	memset(p->bits->data, 0, p->bits->len);
	FT_Outline_Translate(outline, -box.xMin * SUB_PX, -box.yMin * SUB_PX);
	FT_Bitmap bitmap = {
		.rows = height,
		.width = width,
		.pitch = (int)width,
		.buffer = p->bits->data,
		.num_grays = 256,
		.pixel_mode = FT_PIXEL_MODE_GRAY,
	};
	if (FT_Outline_Get_Bitmap(p->library, outline, &bitmap))
		return;
	struct coverage cover = {p->bits->data, width, height, (int32_t)width};
	canvas_blend(c, (uint32_t)box.xMin, (uint32_t)-box.yMax, &cover, ink);
}

static void draw_glyph(struct pens *p, struct canvas *c, FT_Face ft, uint16_t gid, const struct placing *to,
		       uint32_t ink)
{
	if (FT_Load_Glyph(ft, gid, FT_LOAD_NO_SCALE | FT_LOAD_IGNORE_TRANSFORM) ||
	    ft->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
		return;
	place_outline(&ft->glyph->outline, to);
	draw_outline(p, c, &ft->glyph->outline, ink);
}

static bool size_sane(const struct canvas *c, coord size)
{
	int64_t side = MAX(c->page_width, c->page_height);
	return size > 0 && size <= side * GLYPH_PAGES_MAX;
}

void pens_draw(struct pens *p, struct canvas *c, const struct glyph_run *run, coord inl, coord blk)
{
	FT_Face ft = lookup_face(p, run->face);
	if (!ft || !ft->units_per_EM || !size_sane(c, run->size))
		return;
	struct placing to = {
		.scale = canvas_scale(c, run->size, ft->units_per_EM),
		.sideways = c->vertical && run->turn == TURN_SIDEWAYS,
	};
	for (uint32_t i = 0; i < run->count; i++) {
		const struct glyph *g = &run->glyphs[i];
		/* "Towards the line before" is up, or right in vertical text: against `blk` in both. */
		to.at = canvas_point(c, (int64_t)inl + g->at, (int64_t)blk - g->rise);
		draw_glyph(p, c, ft, g->gid, &to, run->ink);
	}
}
