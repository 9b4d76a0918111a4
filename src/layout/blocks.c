/* Which block is set by what, and the plain ones: paragraphs, headings,
 * quotations, rules, details. */
#include "layout/setter.h"

/* Ems; the quotation's face stands beside the body's best a little smaller. */
#define QUOTE_SIZE    950  /* 1/1000 */
#define HEADING_PITCH 1200 /* 1/1000 of its size, at least */
#define RUBY_PITCH    1500 /* ... where ruby stands between its lines */
#define RULE_PART     4    /* a rule is a quarter of the measure wide */
#define RULE_THICK    PT(0.5)
#define BLOCK_SPACE   500 /* 1/1000 of the line pitch, above and below a block, at least */
#define PENALTY_LEAD  400 /* of ending a page between “as follows:” and what follows */

/* Headings by level; sizes over 1.08 so that no reader takes them for text. */
/* Space and height of one line make whole lines, so that the text goes on where
 * the grid is. */
static const struct {
	int16_t size;          /* 1/1000 em */
	int16_t before, after; /* 1/1000 of the line pitch */
} headings[] = {
	{1400, 1300, 700}, {1250, 650, 350}, {1150, 650, 350}, {1100, 700, 300}, {1100, 700, 300},
};
#define HEADING_LEVELS ((int)(sizeof headings / sizeof *headings))

size_t block_begin(const struct frame *f)
{
	if (f->off_grid)
		sheet_space(f->sheet, f->leading / 2);
	return f->sheet->strips.n;
}

void block_end(const struct frame *f, size_t begin)
{
	struct sheet *s = f->sheet;
	int64_t least = 2 * (int64_t)coord_scale(f->leading, BLOCK_SPACE, 1000), height = 0;
	coord space = f->leading / 2;

	if (begin == s->strips.n)
		return;
	for (size_t i = begin; i < s->strips.n; i++)
		height += s->strips.v[i].height + (int64_t)(i > begin ? s->strips.v[i].before : 0);
	if (!f->off_grid) {
		int64_t lines = (height + least + f->leading - 1) / f->leading;
		space = (coord)((lines * f->leading - height) / 2);
		if (s->strips.v[begin].before < space)
			s->strips.v[begin].before = space;
	}
	sheet_space(s, space);
}

static void add_block_text(struct setter *st, const struct frame *f, const struct block *b,
			   struct inline_text *text)
{
	if (b->id.n)
		sheet_dest(f->sheet, anchor_name(st, b->id));
	inline_add_spans(st, f, b->spans.v, b->spans.n, text);
}

static bool fits_one_line(struct setter *st, const struct frame *f, const struct inline_text *text)
{
	coord least, most;

	text_widths(st, f, text, &least, &most);
	return most <= f->measure;
}

/* Verse steps in, and lines that are too long hang one em further. */
static void verse_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct frame inner = frame_inner(f, STEP_EMS * f->size, 0);
	struct text_options options = {.hang = f->size, .align = b->align};
	struct inline_text text = {0};

	add_block_text(st, &inner, b, &text);
	text_set(st, &inner, &text, &options);
}

/* Does it end in a colon: is what follows its object? */
static bool leads_in(const struct block *b)
{
	struct str last = b->spans.n ? str_trim_wide(b->spans.v[b->spans.n - 1].text) : (struct str){0};

	return str_ends(last, S("：")) || str_ends(last, S(":"));
}

static bool all_bold(const struct block *b)
{
	for (size_t i = 0; i < b->spans.n; i++)
		if (!(b->spans.v[i].style & STYLE_STRONG))
			return false;
	return b->spans.n > 0;
}

/* A centred line below a picture is about that, and not what follows. */
static bool captions(const struct block *b)
{
	return b->prev && (b->prev->kind == BLOCK_PICTURE || b->prev->kind == BLOCK_FIGURE ||
			   b->prev->kind == BLOCK_TABLE);
}

/* Centred and flush lines are not indented; when there is more than one they fill
 * the measure, and only the last is centred: two ragged edges are hard to read. */
void paragraph_set(struct setter *st, const struct frame *f, const struct block *b)
{
	enum block_align align = b->align != ALIGN_DEFAULT ? b->align : f->align;
	struct text_options options = {.indent = f->indent, .align = align};
	struct frame inner = *f;
	struct inline_text text = {0};
	int32_t lead = 0;

	if (b->lang.n)
		inner.lang = b->lang;
	if (b->verse) {
		verse_set(st, &inner, b);
		return;
	}
	add_block_text(st, &inner, b, &text);
	if (b->next && leads_in(b))
		lead = PENALTY_LEAD;
	if (b->next && all_bold(b) && fits_one_line(st, &inner, &text))
		lead = PENALTY_NEVER; /* a heading in all but name */
	else if (b->next && align == ALIGN_CENTER && !captions(b) && fits_one_line(st, &inner, &text))
		lead = PENALTY_LEAD; /* or it may be one */
	if (f->tight && align != ALIGN_DEFAULT) {
		options.ragged = true; /* a narrow cell */
		options.balanced = f->role == ROLE_HEADING;
	} else if (align == ALIGN_CENTER || align == ALIGN_END) {
		options.indent = 0;
		options.ragged = fits_one_line(st, &inner, &text);
	}
	text_set(st, &inner, &text, &options);
	sheet_penalty(f->sheet, lead);
}

static bool has_ruby(const struct block *b)
{
	for (size_t i = 0; i < b->spans.n; i++)
		if (b->spans.v[i].ruby.n)
			return true;
	return false;
}

static struct frame heading_frame(const struct frame *f, int level, int pitch)
{
	struct frame inner = *f;

	inner.role = ROLE_HEADING;
	inner.bold = true;
	inner.size = coord_scale(f->size, headings[level].size, 1000);
	inner.leading = f->leading;
	if (inner.leading < coord_scale(inner.size, pitch, 1000))
		inner.leading = coord_scale(inner.size, pitch, 1000);
	inner.off_grid = true;
	inner.measure = f->measure / inner.size * inner.size;
	return inner;
}

/* What follows a heading of height `h` so that all of it takes whole lines. */
static coord space_after(const struct frame *f, coord before, coord h, int after)
{
	coord least = before + h + coord_scale(f->leading, after, 1000) - f->leading / 8;

	return (least + f->leading - 1) / f->leading * f->leading - before - h;
}

void heading_set(struct setter *st, const struct frame *f, const struct block *b)
{
	int level = b->level < 1 ? 0 : b->level > HEADING_LEVELS ? HEADING_LEVELS - 1 : b->level - 1;
	struct frame inner = heading_frame(f, level, has_ruby(b) ? RUBY_PITCH : HEADING_PITCH);
	struct text_options options = {
		.ragged = true, .balanced = true, .keep = true, .heading = true, .align = b->align};
	coord before = coord_scale(f->leading, headings[level].before, 1000);
	struct inline_text text = {0};
	size_t lines;

	if (b->lang.n)
		inner.lang = b->lang;
	sheet_space(f->sheet, before);
	add_block_text(st, &inner, b, &text);
	lines = text_set(st, &inner, &text, &options);
	if (lines == 0)
		return;
	if (lines < 100) /* a heading of more lines is none: and the sum must fit a coord */
		sheet_space(f->sheet,
			    space_after(f, before, (coord)lines * inner.leading, headings[level].after));
	sheet_keep(f->sheet, 2);
}

static void quote_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct frame inner = frame_inner(f, STEP_EMS * f->size, STEP_EMS * f->size);
	coord size = coord_scale(f->size, QUOTE_SIZE, 1000), slack;
	size_t begin = block_begin(f);

	inner.role = ROLE_QUOTE;
	if (f->role != ROLE_QUOTE)
		inner.size = size;
	/* A whole number of the quotation's own ems, in the middle of its room. */
	slack = inner.measure % inner.size;
	inner.measure -= slack;
	inner.inl += slack / 2;
	/* In an item or a cell, where no line is indented, only to tell paragraphs apart. */
	inner.indent = f->indent || (b->first && b->first->next)
			       ? coord_scale(inner.size, st->style->indent, 1000)
			       : 0;
	inner.off_grid = true;
	blocks_set(st, &inner, b);
	block_end(f, begin);
}

void rule_set(struct setter *st, const struct frame *f, coord inl, coord width, coord thick)
{
	struct paint *p = ARENA_NEW(st->a, struct paint);

	*p = (struct paint){.kind = PAINT_RECT, .inl = f->inl + inl};
	p->rect.inl_size = width;
	p->rect.blk_size = thick;
	p->rect.ink = st->style->ink_rule;
	sheet_add(f->sheet, (struct strip){.height = thick, .paints = p, .paint_count = 1});
}

static void break_set(struct setter *st, const struct frame *f)
{
	coord width = f->measure / RULE_PART;
	size_t begin = block_begin(f);

	sheet_penalty(f->sheet, PENALTY_NEVER);
	rule_set(st, f, (f->measure - width) / 2, width, RULE_THICK);
	block_end(f, begin);
}

static void summary_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct frame inner = *f;

	inner.bold = true;
	inner.indent = 0;
	paragraph_set(st, &inner, b);
	sheet_keep(f->sheet, 1);
}

static void details_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct frame inner = frame_inner(f, f->size, 0);

	for (const struct block *c = b->first; c; c = c->next)
		block_set(st, c->kind == BLOCK_SUMMARY ? f : &inner, c);
}

/* A table row or list item that stands where none should is its content. */
static void children_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct frame inner = frame_inner(f, 0, 0);

	blocks_set(st, &inner, b);
}

typedef void block_setter(struct setter *st, const struct frame *f, const struct block *b);

static void thematic_break_set(struct setter *st, const struct frame *f, const struct block *b)
{
	(void)b;
	break_set(st, f);
}

static block_setter *const setters[BLOCK_KIND_COUNT] = {
	[BLOCK_PARAGRAPH] = paragraph_set,
	[BLOCK_HEADING] = heading_set,
	[BLOCK_CODE] = code_set,
	[BLOCK_CAPTION] = caption_set,
	[BLOCK_TERM] = summary_set,
	[BLOCK_SUMMARY] = summary_set,
	[BLOCK_PICTURE] = picture_set,
	[BLOCK_RULE] = thematic_break_set,
	[BLOCK_DOCUMENT] = children_set,
	[BLOCK_QUOTE] = quote_set,
	[BLOCK_LIST] = list_set,
	[BLOCK_ITEM] = children_set,
	[BLOCK_DEFINITIONS] = definitions_set,
	[BLOCK_DEFINITION] = children_set,
	[BLOCK_FIGURE] = figure_set,
	[BLOCK_TABLE] = table_set,
	[BLOCK_ROW] = children_set,
	[BLOCK_CELL] = children_set,
	[BLOCK_DETAILS] = details_set,
	[BLOCK_NOTES] = notes_set,
	[BLOCK_NOTE] = children_set,
};

/* What is nested deeper than any document may be is set as its text. */
static void flat_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct text_options options = {.indent = f->indent};
	struct inline_text text = {0};

	inline_add_text(st, f, block_text(st->scratch, b), &text);
	text_set(st, f, &text, &options);
}

void block_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct arena_mark mark = arena_mark(st->scratch);

	if (b->id.n && !block_kind_is_leaf(b->kind))
		sheet_dest(f->sheet, anchor_name(st, b->id));
	if (f->depth > FRAME_DEPTH_MAX)
		flat_set(st, f, b);
	else
		setters[b->kind](st, f, b);
	arena_reset(st->scratch, mark);
}

void blocks_set(struct setter *st, const struct frame *f, const struct block *parent)
{
	for (const struct block *c = parent->first; c; c = c->next)
		block_set(st, f, c);
}
