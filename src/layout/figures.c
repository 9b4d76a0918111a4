/* Pictures and their captions. */
#include "layout/setter.h"
#include "layout/words.h"

#define PAGE_PART     600  /* 1/1000 of the page's height, at most */
#define TIGHT_PART    850  /* 1/1000 of that, where a line or two of room is wanted */
#define ENLARGE_MOST  1500 /* 1/1000, against 96 dpi: more looks blurred */
#define WIDE_ENOUGH   500  /* 1/1000 of the measure: a picture over it may be enlarged */
#define CAPTION_SIZE  880  /* 1/1000 em */
#define CAPTION_PITCH 1500
#define FRAME_THICK   PT(0.4)

static bool has_content(const struct picture *p)
{
	return p && p->type != PICTURE_NONE && p->px_width && p->px_height;
}

/* The size at which the picture is shown, along and across the lines: as its source says
 * or at 96 dpi, wide ones enlarged towards the measure, none beyond it or too high.  In
 * vertical text, where lines run down, it stands upright all the same. */
static void picture_size(const struct setter *st, const struct frame *f, const struct picture *p,
			 coord *width, coord *height)
{
	int64_t wide = p->width && p->width < p->px_width ? p->width : p->px_width;
	int64_t along = f->vertical ? p->px_height : p->px_width;
	int64_t across = f->vertical ? p->px_width : p->px_height;
	int64_t natural = CSS_PX(f->vertical ? wide * p->px_height / p->px_width : wide);
	int64_t most = natural * ENLARGE_MOST / 1000, w = natural, h;
	int64_t high = (int64_t)st->page_height * PAGE_PART / 1000;

	if (st->tight)
		high = high * TIGHT_PART / 1000;
	if (natural * 1000 > (int64_t)f->measure * WIDE_ENOUGH)
		w = most;
	if (w > f->measure)
		w = f->measure;
	h = w * across / along;
	if (h > high) {
		w = high * along / across;
		h = high;
	}
	*width = w > 0 ? (coord)w : 1;
	*height = h > 0 ? (coord)h : 1;
}

static void frame_rects(struct setter *st, coord inl, coord width, coord height, struct paint rects[4])
{
	const coord t = FRAME_THICK;
	const coord box[4][4] = {{inl, 0, width, t},
				 {inl, height - t, width, t},
				 {inl, 0, t, height},
				 {inl + width - t, 0, t, height}};

	for (int i = 0; i < 4; i++) {
		rects[i] = (struct paint){.kind = PAINT_RECT, .inl = box[i][0], .blk = box[i][1]};
		rects[i].rect.inl_size = box[i][2];
		rects[i].rect.blk_size = box[i][3];
		rects[i].rect.ink = st->style->ink_rule;
	}
}

static struct frame caption_frame(const struct setter *st, const struct frame *f)
{
	struct frame inner = frame_sized(f, ROLE_QUOTE, false, CAPTION_SIZE, CAPTION_PITCH);

	inner.ink = st->style->ink_soft;
	inner.indent = 0;
	inner.align = ALIGN_CENTER;
	return inner;
}

/* The whole of a strip leads where its picture led. */
static struct strip linked(struct setter *st, const struct block *b, coord inl, coord width,
			   struct strip strip)
{
	struct area *area;

	if (!b->link)
		return strip;
	area = ARENA_NEW(st->a, struct area);
	*area = (struct area){.inl = inl, .inl_size = width, .blk_size = strip.height, .url = b->link->url};
	strip.areas = area;
	strip.area_count = 1;
	return strip;
}

/* One line in a quiet frame, as wide as its text: what a missing picture would have
 * shown, or only that there was one. */
static void framed_set(struct setter *st, const struct frame *f, const struct block *b, struct str label)
{
	struct frame inner = caption_frame(st, f);
	struct line_out out = {0};
	coord pad = inner.size, width, height = inner.leading;
	coord inl, baseline = frame_baseline(&inner);
	struct paint *paints;

	width = text_line(st, &inner, label, f->measure - 2 * pad, false, &out);
	inl = f->inl + (f->measure - width) / 2;
	paints = ARENA_ARRAY(st->a, out.paints.n + 4, struct paint);
	frame_rects(st, inl - pad, width + 2 * pad, height, paints);
	for (size_t i = 0; i < out.paints.n; i++) {
		paints[4 + i] = out.paints.v[i];
		paints[4 + i].inl += inl;
		paints[4 + i].blk += baseline;
	}
	sheet_add(f->sheet, linked(st, b, inl - pad, width + 2 * pad,
				   (struct strip){.height = height,
						  .paints = paints,
						  .paint_count = (uint32_t)out.paints.n + 4}));
}

static bool has_caption(const struct block *picture)
{
	const struct block *figure = picture->parent;

	for (const struct block *c = figure ? figure->first : NULL; c; c = c->next)
		if (c->kind == BLOCK_CAPTION)
			return true;
	return false;
}

/* Many sites put the article's title, or a file's name, into every alt. */
static struct str description(struct setter *st, const struct block *b)
{
	struct str alt = b->picture ? str_trim_wide(b->picture->alt) : (struct str){0};
	struct str last = st->alt;

	st->alt = alt;
	if (has_caption(b) || picture_is_file_name(alt) || str_eq(alt, last) ||
	    (st->article && str_eq(alt, st->article->title)))
		return (struct str){0};
	return alt;
}

/* Of several missing in a row that say nothing, one frame is enough. */
static void missing_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct str label = description(st, b);
	size_t begin;

	if (!label.n && st->frame_end && st->frame_end == f->sheet->strips.n)
		return;
	if (!label.n)
		label = str_from(words_for(font_lang_from_tag(f->lang))->picture);
	begin = block_begin(f);
	framed_set(st, f, b, label);
	block_end(f, begin);
	st->frame_end = f->sheet->strips.n;
}

static void shown_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct paint *paint = ARENA_NEW(st->a, struct paint);
	const struct picture *p = b->picture;
	coord width, height;
	size_t begin;

	picture_size(st, f, p, &width, &height);
	*paint = (struct paint){.kind = PAINT_PICTURE, .inl = f->inl + (f->measure - width) / 2};
	paint->picture.picture = p;
	paint->picture.inl_size = width;
	paint->picture.blk_size = height;
	begin = block_begin(f);
	sheet_add(f->sheet, linked(st, b, paint->inl, width,
				   (struct strip){.height = height, .paints = paint, .paint_count = 1}));
	block_end(f, begin);
}

void picture_set(struct setter *st, const struct frame *f, const struct block *b)
{
	if (b->id.n)
		sheet_dest(f->sheet, anchor_name(st, b->id));
	if (has_content(b->picture))
		shown_set(st, f, b);
	else
		missing_set(st, f, b);
}

void caption_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct frame inner = caption_frame(st, f);
	struct text_options options = {.ragged = true, .keep = true, .align = ALIGN_CENTER};
	struct inline_text text = {0};

	if (b->id.n)
		sheet_dest(f->sheet, anchor_name(st, b->id));
	inline_add_spans(st, &inner, b->spans.v, b->spans.n, &text);
	text_set(st, &inner, &text, &options);
	sheet_space(f->sheet, f->leading / 2);
}

/* The caption stays with the picture it is next to. */
void figure_set(struct setter *st, const struct frame *f, const struct block *b)
{
	size_t begin = block_begin(f);
	struct frame inner = *f;

	inner.off_grid = true;
	for (const struct block *c = b->first; c; c = c->next) {
		if (c->prev && (c->kind == BLOCK_CAPTION || c->prev->kind == BLOCK_CAPTION)) {
			f->sheet->space = 0;
			sheet_space(f->sheet, f->leading / 4);
			sheet_keep(f->sheet, 1);
		}
		block_set(st, &inner, c);
	}
	block_end(f, begin);
}
