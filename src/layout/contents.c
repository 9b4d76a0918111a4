/* Lists of articles with leaders and page numbers: the contents, a section's
 * opening, a masthead's headlines.  The numbers are slots: they are filled in
 * when all pages are there. */
#include "layout/front.h"
#include "layout/words.h"

#define ENTRY_SIZE     950 /* 1/1000 em */
#define ENTRY_PITCH    1700
#define HEADING_SIZE   1800
#define HEADING_PITCH  1400
#define SECTION_SIZE   1100
#define SECTION_PITCH  1600
#define OPENING_SIZE   2400
#define NUMBER_ROOM    3   /* ems kept for a page number */
#define LEADER_STEP    500 /* 1/1000 em from dot to dot */
#define MASTHEAD_SIZE  2600
#define MASTHEAD_LINES 12 /* headlines at most: the first page is for reading too */

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
	paint = (struct paint){.kind = PAINT_GLYPHS, .inl = begin, .blk = line_baseline(f->leading, f->size)};
	paint.run = run;
	sheet_paint_more(f->sheet, &paint, 1);
}

/* A line or two that lead to `dest`, and its page number at the end of the last. */
static void entry_set(struct setter *st, const struct frame *f, struct str title, struct str dest,
		      bool leader)
{
	coord end = f->inl + f->measure;
	struct frame inner = *f;
	struct text_options options = {.ragged = true, .keep = true, .hang = f->size};
	struct inline_text text = {0};
	size_t lines;

	inner.measure -= NUMBER_ROOM * f->size;
	inline_add_text(st, &inner, title, &text);
	for (size_t i = 0; i < text.looks.n; i++)
		text.looks.v[i].dest = dest;
	lines = text_set(st, &inner, &text, &options);
	if (!lines)
		return;
	VEC_PUSH(st->a, &f->sheet->slots,
		 (struct sheet_slot){(uint32_t)f->sheet->strips.n - 1, end,
				     line_baseline(f->leading, f->size), f->size, dest});
	if (leader)
		add_leader(st, f,
			   f->inl + (lines > 1 ? f->size : 0) +
				   f->sheet->strips.v[f->sheet->strips.n - 1].width,
			   end - 2 * f->size);
}

static void plain_line(struct setter *st, const struct frame *f, struct str text)
{
	struct text_options options = {.ragged = true, .keep = true, .align = f->align};
	struct inline_text it = {0};

	inline_add_text(st, f, text, &it);
	text_set(st, f, &it, &options);
}

static struct str article_dest(struct setter *st, size_t index)
{
	return arena_printf(st->a, "a%zu", index);
}

static struct frame page_frame(struct setter *st, const struct geometry *g, struct sheet *sheet)
{
	return frame_body(st->style, sheet, g->full, st->lang);
}

static void add_rule(struct setter *st, const struct frame *f, coord thick)
{
	rule_set(st, f, 0, f->measure, thick);
}

static void contents_section(struct setter *st, const struct frame *f, const struct issue *issue,
			     size_t section, size_t first, struct galley *const *galleys)
{
	const struct section *s = &issue->sections[section];
	struct frame head = frame_sized(f, ROLE_HEADING, true, SECTION_SIZE, SECTION_PITCH);
	struct frame entry = frame_sized(f, ROLE_BODY, false, ENTRY_SIZE, ENTRY_PITCH);

	head.measure = f->measure;
	entry.measure = f->measure;
	sheet_space(f->sheet, f->leading / 2);
	entry_set(st, &head, s->name, arena_printf(st->a, "s%zu", section), false);
	sheet_keep(f->sheet, 1);
	for (size_t i = 0; i < s->count; i++)
		if (galleys[first + i])
			entry_set(st, &entry, s->articles[i]->title, article_dest(st, first + i), true);
}

void contents_set(struct setter *st, const struct geometry *g, const struct issue *issue,
		  struct galley *const *galleys, struct sheet *sheet)
{
	struct frame f = page_frame(st, g, sheet);
	struct frame head = frame_sized(&f, ROLE_HEADING, true, HEADING_SIZE, HEADING_PITCH);
	size_t first = 0;

	sheet_dest(sheet, S("toc"));
	plain_line(st, &head, str_from(words_for(font_lang_from_tag(st->lang))->contents));
	sheet_keep(sheet, 3);
	sheet_space(sheet, f.leading / 2);
	add_rule(st, &f, PT(0.5));
	for (size_t i = 0; i < issue->section_count; i++) {
		struct arena_mark mark = arena_mark(st->scratch);
		contents_section(st, &f, issue, i, first, galleys);
		first += issue->sections[i].count;
		arena_reset(st->scratch, mark);
	}
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static struct str articles_text(struct setter *st, size_t n)
{
	return arena_printf(st->scratch, words_for(font_lang_from_tag(st->lang))->articles, n);
}
#pragma GCC diagnostic pop

static size_t galley_count(const struct section *s, size_t first, struct galley *const *galleys)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		n += galleys[first + i] != NULL;
	return n;
}

/* On a page of its own: a third down the page, the name, a rule, the list. */
static void opening_set(struct setter *st, const struct geometry *g, const struct section *s, size_t first,
			struct galley *const *galleys, struct sheet *sheet)
{
	struct frame f = page_frame(st, g, sheet);
	struct frame name = frame_sized(&f, ROLE_HEADING, true, OPENING_SIZE, HEADING_PITCH);
	struct frame small = frame_sized(&f, ROLE_BODY, false, ENTRY_SIZE, ENTRY_PITCH);

	small.measure = f.measure;
	sheet_add(sheet, (struct strip){.height = g->height / 6});
	sheet_keep(sheet, 4);
	plain_line(st, &name, s->name);
	small.ink = st->style->ink_soft;
	plain_line(st, &small, articles_text(st, galley_count(s, first, galleys)));
	small.ink = st->style->ink;
	sheet_space(sheet, f.leading / 2);
	add_rule(st, &f, PT(1));
	sheet_space(sheet, f.leading / 2);
	for (size_t i = 0; i < s->count; i++)
		if (galleys[first + i])
			entry_set(st, &small, s->articles[i]->title, article_dest(st, first + i), true);
}

/* Between articles: a rule over the full width, the name, space. */
static void run_in_set(struct setter *st, const struct geometry *g, const struct section *s,
		       struct sheet *sheet)
{
	struct frame f = page_frame(st, g, sheet);
	struct frame name = frame_sized(&f, ROLE_HEADING, true, HEADING_SIZE, HEADING_PITCH);

	sheet_space(sheet, f.leading);
	add_rule(st, &f, PT(1.5));
	sheet_keep(sheet, 2);
	sheet_space(sheet, f.leading / 4);
	plain_line(st, &name, s->name);
	sheet_keep(sheet, 1);
	sheet_add(sheet, (struct strip){.height = f.leading / 2});
}

void section_set(struct setter *st, const struct geometry *g, const struct issue *issue, size_t section,
		 size_t first, struct galley *const *galleys, bool listed, struct sheet *sheet)
{
	sheet_dest(sheet, arena_printf(st->a, "s%zu", section));
	if (listed)
		opening_set(st, g, &issue->sections[section], first, galleys, sheet);
	else
		run_in_set(st, g, &issue->sections[section], sheet);
}

static struct str masthead_line(struct setter *st, const struct issue *issue)
{
	struct buf b = BUF(st->scratch);
	struct str parts[] = {issue->dates, issue->creator, articles_text(st, issue->article_count)};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (b.n && parts[i].n)
			buf_add(&b, S(" · "));
		buf_add(&b, parts[i]);
	}
	return buf_str(&b);
}

void masthead_set(struct setter *st, const struct geometry *g, const struct issue *issue,
		  struct galley *const *galleys, struct sheet *sheet)
{
	struct frame f = page_frame(st, g, sheet);
	struct frame title = frame_sized(&f, ROLE_HEADING, true, MASTHEAD_SIZE, HEADING_PITCH);
	struct frame small = frame_sized(&f, ROLE_BODY, false, ENTRY_SIZE, ENTRY_PITCH);
	size_t shown = 0;

	small.measure = f.measure;
	if (!st->style->contents)
		sheet_dest(sheet, S("toc"));
	add_rule(st, &f, PT(3));
	sheet_space(sheet, f.leading / 2);
	plain_line(st, &title, issue->title);
	small.ink = st->style->ink_soft;
	plain_line(st, &small, masthead_line(st, issue));
	small.ink = st->style->ink;
	sheet_space(sheet, f.leading / 4);
	add_rule(st, &f, PT(0.5));
	sheet_space(sheet, f.leading / 4);
	for (size_t i = 0; i < issue->article_count && shown < MASTHEAD_LINES; i++) {
		if (!galleys[i])
			continue;
		entry_set(st, &small, issue->articles[i]->title, article_dest(st, i), true);
		shown++;
	}
	sheet_space(sheet, f.leading / 4);
	add_rule(st, &f, PT(0.5));
	sheet_add(sheet, (struct strip){.height = f.leading / 2});
}
