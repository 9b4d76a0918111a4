#include "pdf/content.h"

#include "pdf/painter.h"
#include "pdf/place.h"
#include "pdf/plan.h"

/* One page being painted. */
struct page_writer {
	const struct content *content;
	struct arena *arena;
	struct painter painter;
	const struct planned *plan;
	size_t planned;  /* parts in the plan */
	size_t next;     /* the part that comes now */
	size_t span_end; /* first part behind the open span */
	int trim;        /* em/1000 from the glyphs' origins to where those that are shown begin */
};

/* ---- text ---- */

static milli em_from_coord(coord length, milli size)
{
	int64_t scaled = (int64_t)length * 1000000, unit = 1024 * size;
	return unit > 0 ? (scaled + (scaled < 0 ? -unit : unit) / 2) / unit : 0;
}

/* Does what is shown for this part, by its glyph's own map, say its text? */
static bool says_itself(const struct font *font, const struct glyph_run *run, const struct part *part)
{
	return !part->text.n ||
	       (part->count == 1 && font_glyph_says(font, run->glyphs[part->first].gid, part->text));
}

/* All that is joined from part `begin` on, as one text. */
static struct str joined_text(const struct page_writer *w, size_t begin, size_t end)
{
	struct buf b = BUF(w->arena);
	for (size_t i = begin; i < end; i++)
		buf_add(&b, w->plan[i].part.text);
	return buf_str(&b);
}

static void open_span(struct page_writer *w, const struct font *font, const struct glyph_run *run)
{
	size_t end = w->next + 1;
	while (end < w->planned && w->plan[end - 1].joined)
		end++;
	if (end == w->next + 1 && says_itself(font, run, &w->plan[w->next].part))
		return;
	painter_span(&w->painter, joined_text(w, w->next, end));
	w->span_end = end;
}

static void show_space(struct page_writer *w, const struct font *font)
{
	if (!font->space_gid || w->painter.upright)
		return;
	const struct glyph_use *space = font_glyph(font, font->space_gid);
	painter_show(&w->painter, space->code, w->painter.pen, space->width);
}

/* A glyph on a line, or turned with it. */
static void show_along(struct page_writer *w, const struct glyph_use *use, const struct glyph *glyph)
{
	struct painter *p = &w->painter;
	painter_rise(p, milli_from_coord(glyph->rise));
	painter_show(p, use->code, em_from_coord(glyph->at, p->size) + w->trim, use->width);
}

/* Differences across the column that nobody sees and every rounding makes. */
#define ACROSS_TOLERANCE 2

static milli upright_x(const struct display *d, const struct paint *paint, const struct glyph *glyph)
{
	return milli_from_coord((int64_t)d->width - paint->blk + glyph->rise) +
	       UPRIGHT_PEN_X * milli_from_coord(paint->run->size) / 1000;
}

/* A glyph of a column: the viewer's pen is where /W2 says, the display's at the
 * glyph's horizontal origin. */
static void show_upright(struct page_writer *w, const struct paint *paint, const struct glyph_use *use,
			 const struct glyph *glyph)
{
	struct painter *p = &w->painter;
	const struct display *d = w->content->display;
	milli x = upright_x(d, paint, glyph);
	milli off = x - p->line_x;
	if (off < -ACROSS_TOLERANCE || off > ACROSS_TOLERANCE)
		painter_move(p, false, x, p->line_y);
	painter_show(p, use->code, em_from_coord(glyph->at, p->size) - UPRIGHT_PEN_Y, UPRIGHT_ADVANCE);
}

static void paint_part(struct page_writer *w, const struct paint *paint, const struct font *font)
{
	const struct glyph_run *run = paint->run;
	const struct part *part = &w->plan[w->next].part;
	bool upright = w->painter.upright;
	if (part->space_before)
		show_space(w, font);
	if (!w->painter.span)
		open_span(w, font, run);
	for (uint32_t i = part->first; i < part->first + part->count; i++) {
		const struct glyph *glyph = &run->glyphs[i];
		const struct glyph_use *use = font_glyph(font, glyph->gid);
		if (upright)
			show_upright(w, paint, use, glyph);
		else
			show_along(w, use, glyph);
	}
	w->next++;
	if (w->painter.span && w->next == w->span_end)
		painter_end_span(&w->painter);
	if (part->space_after)
		show_space(w, font);
}

static void paint_run(struct page_writer *w, const struct paint *paint)
{
	const struct display *d = w->content->display;
	const struct glyph_run *run = paint->run;
	const struct font *font = fontset_lookup(w->content->fonts, run, d->vertical);
	struct painter *p = &w->painter;
	bool upright = run_is_upright(d, run), turned = d->vertical && !upright;
	milli x = upright       ? upright_x(d, paint, run->glyphs)
		  : d->vertical ? milli_from_coord((int64_t)d->width - paint->blk)
				: milli_from_coord(paint->inl);
	milli y = milli_from_coord((int64_t)d->height - (d->vertical ? paint->inl : paint->blk));
	painter_ink(p, run->ink);
	painter_artifact(p, run->artifact);
	painter_font(p, font, upright, milli_from_coord(run->size));
	painter_rise(p, 0);
	w->trim = fontset_trim(font, run);
	painter_move(p, turned, x, y);
	while (w->next < w->planned && w->plan[w->next].paint == paint)
		paint_part(w, paint, font);
}

/* ---- rules and pictures ---- */

static void put_numbers(struct buf *b, const milli *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		put_milli(b, numbers[i]);
		buf_add_char(b, ' ');
	}
}

static void paint_rect(struct page_writer *w, const struct paint *paint)
{
	struct painter *p = &w->painter;
	struct box box = place_box(w->content->display, paint->inl, paint->blk, paint->rect.inl_size,
				   paint->rect.blk_size);
	painter_end_text(p);
	painter_ink(p, paint->rect.ink);
	put_numbers(&p->out, (const milli[]){box.x, box.y, box.width, box.height}, 4);
	buf_add(&p->out, S("re f\n"));
}

static void paint_picture(struct page_writer *w, const struct paint *paint)
{
	const struct image *image = imageset_lookup(w->content->images, paint->picture.picture);
	if (!image || !image->ok)
		return;
	struct painter *p = &w->painter;
	struct box box = place_box(w->content->display, paint->inl, paint->blk, paint->picture.inl_size,
				   paint->picture.blk_size);
	painter_end_text(p);
	buf_add(&p->out, S("q "));
	put_numbers(&p->out, (const milli[]){box.width, 0, 0, box.height, box.x, box.y}, 6);
	buf_printf(&p->out, "cm /I%u Do Q\n", (unsigned)image->index);
}

struct str content_paint(const struct content *c, const struct page *page, struct arena *a)
{
	struct page_writer w = {.content = c, .arena = a, .painter.out = BUF(a)};
	w.plan = plan_page(c->display, c->fonts, page, a, &w.planned);
	for (size_t i = 0; i < page->paints.n; i++) {
		const struct paint *paint = &page->paints.v[i];
		if (paint->kind == PAINT_GLYPHS)
			paint_run(&w, paint);
		else if (paint->kind == PAINT_RECT)
			paint_rect(&w, paint);
		else
			paint_picture(&w, paint);
	}
	painter_end_text(&w.painter);
	return buf_str(&w.painter.out);
}
