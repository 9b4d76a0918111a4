#include "pdf/plan.h"

/* poppler ends a word at a gap of a tenth of an em, and so nearly do others. */
#define GAP_READ_AS_SPACE 90 /* em/1000 */

/* Between two runs, what is wider than the widest stretched space between 中 and A is
 * the way to the next column or to a label.  Inside a run, it is a loose line. */
#define GAP_TOO_WIDE 700 /* em/1000 */

struct planner {
	const struct display *display;
	const struct fontset *fonts;
	struct arena *arena;
	VEC(struct planned) parts;
};

/* Neighbours on one line: nothing is painted between them. */
static bool same_line(const struct paint *a, const struct paint *b)
{
	return b - a <= 1 && a->blk == b->blk && a->run->turn == b->run->turn &&
	       a->run->artifact == b->run->artifact;
}

/* Only beside a square character: between Latin letters a gap is a space, whatever
 * the text says. */
static bool square_at_joint(struct str before, struct str after)
{
	size_t end = before.n, begin = 0;
	return before.n && after.n &&
	       (char_is_cjk(utf8_prev(before, &end)) || char_is_cjk(utf8_next(after, &begin)));
}

/* A typed space that was set as a glyph. */
static bool is_space(struct str text)
{
	return str_eq(text, S(" "));
}

static bool joins(const struct planned *a, const struct planned *b, milli size)
{
	milli gap = (b->start - a->end) * 1000;
	return gap > GAP_READ_AS_SPACE * size && (a->paint == b->paint || gap < GAP_TOO_WIDE * size) &&
	       !a->part.space_after && !b->part.space_before && !is_space(a->part.text) &&
	       !is_space(b->part.text) && square_at_joint(a->part.text, b->part.text);
}

static void place(const struct planner *p, const struct paint *paint, const struct font *font, milli size,
		  struct planned *planned)
{
	const struct glyph *first = &paint->run->glyphs[planned->part.first];
	const struct glyph *last = first + planned->part.count - 1;
	milli trim = fontset_trim(font, paint->run) * size / 1000;
	milli start = milli_from_coord((int64_t)paint->inl + first->at) + trim;
	if (run_is_upright(p->display, paint->run)) {
		planned->start = start - EM_ABOVE * size / 1000;
		planned->end = planned->start + UPRIGHT_ADVANCE * size / 1000;
	} else {
		planned->start = start;
		planned->end = milli_from_coord((int64_t)paint->inl + last->at) + trim +
			       font_glyph(font, last->gid)->width * size / 1000;
	}
}

static void plan_run(struct planner *p, const struct paint *paint)
{
	const struct font *font = fontset_lookup(p->fonts, paint->run, p->display->vertical);
	milli size = milli_from_coord(paint->run->size);
	struct part_cursor at = {0};
	struct planned next = {.paint = paint};
	while (part_next(paint->run, &at, &next.part)) {
		struct planned *last = p->parts.n ? &p->parts.v[p->parts.n - 1] : NULL;
		place(p, paint, font, size, &next);
		if (last && same_line(last->paint, paint))
			last->joined = joins(last, &next, size);
		VEC_PUSH(p->arena, &p->parts, next);
	}
}

struct planned *plan_page(const struct display *d, const struct fontset *fonts, const struct page *page,
			  struct arena *a, size_t *n)
{
	struct planner p = {.display = d, .fonts = fonts, .arena = a};
	for (size_t i = 0; i < page->paints.n; i++)
		if (page->paints.v[i].kind == PAINT_GLYPHS)
			p.parts.cap += page->paints.v[i].run->count;
	p.parts.v = arena_take(a, p.parts.cap * sizeof *p.parts.v);
	for (size_t i = 0; i < page->paints.n; i++)
		if (page->paints.v[i].kind == PAINT_GLYPHS)
			plan_run(&p, &page->paints.v[i]);
	*n = p.parts.n;
	return p.parts.v;
}
