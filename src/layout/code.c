/* Code: set solid in a monospaced face, every space kept, a bar at its side; a line
 * that is too long goes on after a mark ↪. */
#include "layout/setter.h"

#define CODE_SIZE   850  /* 1/1000 em */
#define CODE_PITCH  1400 /* 1/1000 of its own em */
#define CODE_STEP   1    /* ems from the bar to the text */
#define CODE_HANG   2    /* ems of its own that a wrapped line hangs */
#define BAR_WIDTH   PT(2)
#define TAB_COLUMNS 4

/* Tabs become spaces: their width depends on what stands before them. */
static struct str expand_tabs(struct arena *a, struct str text, size_t *column)
{
	struct buf b = BUF(a);
	size_t offset = 0;

	if (str_find_char(text, '\t', 0) == STR_NONE && str_find_char(text, '\n', 0) == STR_NONE) {
		*column += utf8_count(text);
		return text;
	}
	while (offset < text.n) {
		uint32_t c = utf8_next(text, &offset);
		size_t n = c == '\t' ? TAB_COLUMNS - *column % TAB_COLUMNS : 1;

		if (c == '\t')
			for (size_t i = 0; i < n; i++)
				buf_add_char(&b, ' ');
		else
			buf_add_code_point(&b, c);
		*column = c == '\n' ? 0 : *column + n;
	}
	return buf_str(&b);
}

static void add_code(struct setter *st, const struct frame *f, const struct block *b,
		     struct inline_text *text)
{
	size_t column = 0;

	for (size_t i = 0; i < b->spans.n; i++) {
		struct span s = b->spans.v[i];

		s.text = expand_tabs(st->scratch, s.text, &column);
		s.style &= ~(unsigned)(STYLE_CODE | STYLE_KBD); /* it is code already */
		inline_add_spans(st, f, &s, 1, text);
	}
	for (size_t i = 0; i < text->pieces.n; i++) {
		text->pieces.v[i].verbatim = true;
		text->pieces.v[i].url = false;
	}
}

/* One newline at the end ends the last line, and begins no other. */
static void drop_last_newline(struct inline_text *text)
{
	struct piece *last = text->pieces.n ? &text->pieces.v[text->pieces.n - 1] : NULL;

	if (last && str_ends(last->text, S("\n")))
		last->text.n--;
}

void code_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct frame inner = frame_inner(f, CODE_STEP * f->size, 0), mark;
	struct paint bar = {.kind = PAINT_RECT, .inl = f->inl};
	struct line_out wrapped = {0};
	struct text_options options = {.ragged = true, .wrapped = &wrapped, .bar = &bar};
	struct inline_text text = {0};
	size_t begin;

	inner.role = ROLE_CODE;
	inner.bold = false;
	inner.size = coord_scale(f->size, CODE_SIZE, 1000);
	inner.leading = coord_scale(inner.size, CODE_PITCH, 1000);
	inner.off_grid = true;
	mark = inner;
	mark.ink = st->style->ink_soft;
	options.hang = CODE_HANG * inner.size;
	bar.rect.inl_size = BAR_WIDTH;
	bar.rect.ink = st->style->ink_rule;
	text_line(st, &mark, S("↪"), inner.measure, true, &wrapped);
	begin = block_begin(f);
	if (b->id.n)
		sheet_dest(f->sheet, anchor_name(st, b->id));
	add_code(st, &inner, b, &text);
	drop_last_newline(&text);
	text_set(st, &inner, &text, &options);
	block_end(f, begin);
}
