/* A short text set across vertical lines, as in a horizontal page: page numbers. */
#include "layout/setter.h"

static struct str cluster_text(const struct shaped *s, const struct cluster *c, size_t glyph)
{
	if (glyph)
		return (struct str){0};
	return (struct str){s->text.s + c->text, c->length};
}

/* One run for all: faces of page numbers do not change within one. */
static struct glyph_run *run_of(struct setter *st, const struct frame *f, const struct shaped *s, coord width)
{
	struct glyph_run *run = ARENA_NEW(st->a, struct glyph_run);
	struct glyph *glyphs = ARENA_ARRAY(st->a, s->glyph_count, struct glyph);
	coord pen = -width / 2;

	*run = (struct glyph_run){.face = s->faces[s->clusters[0].face],
				  .size = f->size,
				  .ink = f->ink,
				  .text = arena_str(st->a, s->text),
				  .glyphs = glyphs};
	for (size_t i = 0; i < s->count; i++) {
		const struct cluster *c = &s->clusters[i];
		for (size_t k = 0; k < c->glyphs; k++) {
			const struct shaped_glyph *g = &s->glyphs[c->glyph + k];
			glyphs[run->count++] = (struct glyph){
				.at = -g->rise,
				.rise = pen + g->offset,
				.gid = g->gid,
				.text_bytes = (uint16_t)cluster_text(s, c, k).n,
			};
			pen += g->advance;
		}
	}
	return run;
}

coord text_across(struct setter *st, const struct frame *f, struct str text, bool artifact,
		  struct line_out *out)
{
	struct piece piece = frame_piece(f, text);
	struct paragraph_text pt = {.pieces = &piece, .count = 1, .lang = f->lang};
	struct paint paint = {.kind = PAINT_GLYPHS, .inl = coord_scale(f->size, EM_ABOVE, 1000)};
	struct shaped s = {0};
	struct glyph_run *run;
	coord width = 0;

	piece.verbatim = true; /* no spacing */
	shape_paragraph(st->shaper, st->scratch, &pt, &s);
	for (size_t i = 0; i < s.glyph_count; i++)
		width += s.glyphs[i].advance;
	if (!s.glyph_count)
		return 0;
	run = run_of(st, f, &s, width);
	run->artifact = artifact;
	paint.run = run;
	VEC_PUSH(st->scratch, &out->paints, paint);
	return width;
}
