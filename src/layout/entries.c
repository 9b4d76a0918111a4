#include "layout/entries.h"
#include "layout/words.h"

#define NUMBER_ROOM   3   /* ems kept for a page number */
#define LEADER_STEP   500 /* 1/1000 em from dot to dot */
#define EXCERPT_SIZE  900
#define EXCERPT_PITCH 1600
#define EXCERPT_MOST  400 /* characters looked at: more than any excerpt's lines hold */

/* Dots from the text's end to the number, on a raster of the line's, so that the
 * dots of all entries stand under each other. */
static void add_leader(struct setter *st, const struct frame *f, coord from, coord to)
{
	coord step = coord_scale(f->size, LEADER_STEP, 1000);
	coord begin = (from + f->size / 2 + step - 1) / step * step;
	size_t n = to - f->size / 2 > begin ? (size_t)((to - f->size / 2 - begin) / step) : 0;
	struct line_out dot = {0};
	struct glyph_run *run;
	struct glyph *glyphs;
	struct paint paint;

	text_line(st, f, S("."), f->size, true, &dot);
	if (n == 0 || dot.paints.n != 1 || dot.paints.v[0].kind != PAINT_GLYPHS)
		return;
	run = ARENA_NEW(st->a, struct glyph_run);
	*run = *dot.paints.v[0].run;
	glyphs = ARENA_ARRAY(st->a, n, struct glyph);
	for (size_t i = 0; i < n; i++)
		glyphs[i] = (struct glyph){.at = (coord)i * step, .gid = run->glyphs[0].gid};
	run->glyphs = glyphs;
	run->count = (uint32_t)n;
	run->text = (struct str){0};
	run->ink = st->style->ink_rule;
	paint = (struct paint){.kind = PAINT_GLYPHS, .inl = begin, .blk = frame_baseline(f)};
	paint.run = run;
	sheet_paint_more(f->sheet, &paint, 1);
}

/* A line or two that lead to `dest`, and its page number at the end of the last. */
void entry_set(struct setter *st, const struct frame *f, struct str title, struct str dest, bool leader)
{
	coord end = f->inl + f->measure;
	struct frame inner = *f;
	struct text_options options = {.ragged = true, .balanced = true, .keep = true, .hang = f->size};
	struct inline_text text = {0};
	size_t lines;

	inner.measure -= NUMBER_ROOM * f->size;
	inline_add_text(st, &inner, title, &text);
	for (size_t i = 0; i < text.looks.n; i++)
		text.looks.v[i].dest = dest;
	lines = text_set(st, &inner, &text, &options);
	if (!lines)
		return;
	VEC_PUSH(
		st->a, &f->sheet->slots,
		(struct sheet_slot){(uint32_t)f->sheet->strips.n - 1, end, frame_baseline(f), f->size, dest});
	if (leader)
		add_leader(st, f,
			   f->inl + (lines > 1 ? f->size : 0) +
				   f->sheet->strips.v[f->sheet->strips.n - 1].width,
			   end - 2 * f->size);
}

void line_set(struct setter *st, const struct frame *f, struct str text)
{
	struct text_options options = {.ragged = true, .keep = true, .align = f->align};
	struct inline_text it = {0};

	inline_add_text(st, f, text, &it);
	text_set(st, f, &it, &options);
}

struct str article_dest(struct setter *st, size_t index)
{
	return arena_printf(st->a, "a%zu", index);
}

struct frame page_frame(struct setter *st, const struct geometry *g, struct sheet *sheet)
{
	return frame_body(st->style, sheet, g->full, st->lang);
}

void full_rule_set(struct setter *st, const struct frame *f, coord thick)
{
	rule_set(st, f, 0, f->measure, thick);
}

struct str articles_text(struct setter *st, size_t n)
{
	return words_count(st->scratch, words_for(font_lang_from_tag(st->lang))->articles, n);
}

struct str issue_text(struct setter *st, int number)
{
	return words_issue(st->scratch, words_for(font_lang_from_tag(st->lang)), number);
}

/* As many characters as stand on `lines` lines: two bytes of ASCII are a square. */
static size_t excerpt_length(const struct frame *f, int lines)
{
	return (size_t)(f->measure / f->size) * (size_t)lines;
}

void excerpt_set(struct setter *st, const struct frame *f, const struct article *article, int lines)
{
	struct frame body = frame_body(st->style, f->sheet, f->measure, f->lang);
	struct frame inner = frame_sized(&body, ROLE_QUOTE, false, EXCERPT_SIZE, EXCERPT_PITCH);
	struct text_options options = {.keep = true};
	struct inline_text it = {0};
	size_t most;
	struct str text;

	inner.measure = (f->measure - NUMBER_ROOM * f->size) / inner.size * inner.size;
	inner.ink = st->style->ink_soft;
	most = excerpt_length(&inner, lines) - 1;
	if (!article->document)
		return;
	text = document_excerpt(st->a, article->document, most < EXCERPT_MOST ? most : EXCERPT_MOST);
	inline_add_text(st, &inner, text, &it);
	sheet_keep(f->sheet, 1);
	text_set(st, &inner, &it, &options);
}
