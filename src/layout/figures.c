/* Pictures and their captions. */
#include "layout/setter.h"

#define PAGE_PART     600  /* 1/1000 of the page's height, at most */
#define ENLARGE_MOST  1500 /* 1/1000, against 96 dpi: more looks blurred */
#define WIDE_ENOUGH   500  /* 1/1000 of the measure: a picture over it may be enlarged */
#define CAPTION_SIZE  880  /* 1/1000 em */
#define CAPTION_PITCH 1500
#define FRAME_THICK   PT(0.4)
#define PX_TO_PT(px)  ((int64_t)(px) * (72 * 1024) / 96)

static bool has_content(const struct picture *p)
{
	return p && p->type != PICTURE_NONE && p->px_width && p->px_height;
}

/* The width at which the picture is shown: as its source says or at 96 dpi, wide
 * ones enlarged towards the measure, none beyond it or too high. */
static void picture_size(const struct setter *st, const struct frame *f, const struct picture *p,
			 coord *width, coord *height)
{
	int64_t natural = PX_TO_PT(p->width && p->width < p->px_width ? p->width : p->px_width);
	int64_t most = natural * ENLARGE_MOST / 1000, w = natural, h;
	int64_t high = (int64_t)st->page_height * PAGE_PART / 1000;

	if (natural * 1000 > (int64_t)f->measure * WIDE_ENOUGH)
		w = most;
	if (w > f->measure)
		w = f->measure;
	h = w * p->px_height / p->px_width;
	if (h > high) {
		w = high * p->px_width / p->px_height;
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

/* A quiet frame with what a missing picture would have shown. */
static void framed_text_set(struct setter *st, const struct frame *f, const struct inline_text *text)
{
	struct sheet sheet;
	struct frame inner = caption_frame(st, f);
	struct text_options options = {.ragged = true, .align = ALIGN_CENTER};
	coord pad = inner.size;
	struct paint rects[4];
	struct strip strip;

	sheet_init(&sheet, st->a);
	inner.sheet = &sheet;
	inner.inl = 0;
	inner.measure = (f->measure - 2 * pad) / inner.size * inner.size;
	if (inner.measure <= 0 || text_set(st, &inner, text, &options) == 0)
		return;
	strip = sheet_join(&sheet, st->a, f->inl + (f->measure - inner.measure) / 2);
	frame_rects(st, f->inl, f->measure, strip.height + pad, rects);
	for (uint32_t i = 0; i < strip.paint_count; i++)
		((struct paint *)strip.paints)[i].blk += pad / 2;
	for (uint32_t i = 0; i < strip.area_count; i++)
		((struct area *)strip.areas)[i].blk += pad / 2;
	strip.height += pad;
	sheet_space(f->sheet, f->leading / 2);
	sheet_add(f->sheet, strip);
	sheet_paint_more(f->sheet, rects, 4);
	sheet_space(f->sheet, f->leading / 2);
}

static void missing_set(struct setter *st, const struct frame *f, const struct picture *p)
{
	struct inline_text text = {0};
	struct frame inner = caption_frame(st, f);

	if (!p || !str_trim_wide(p->alt).n)
		return;
	inline_add_text(st, &inner, str_trim_wide(p->alt), &text);
	framed_text_set(st, f, &text);
}

static void shown_set(struct setter *st, const struct frame *f, const struct picture *p)
{
	struct paint *paint = ARENA_NEW(st->a, struct paint);
	coord width, height;

	picture_size(st, f, p, &width, &height);
	*paint = (struct paint){.kind = PAINT_PICTURE, .inl = f->inl + (f->measure - width) / 2};
	paint->picture.picture = p;
	paint->picture.inl_size = width;
	paint->picture.blk_size = height;
	sheet_space(f->sheet, f->leading / 2);
	sheet_add(f->sheet, (struct strip){.height = height, .paints = paint, .paint_count = 1});
	sheet_space(f->sheet, f->leading / 2);
}

void picture_set(struct setter *st, const struct frame *f, const struct block *b)
{
	if (b->id.n)
		sheet_dest(f->sheet, anchor_name(st, b->id));
	if (has_content(b->picture))
		shown_set(st, f, b->picture);
	else
		missing_set(st, f, b->picture);
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

static size_t shown_count(const struct block *figure)
{
	size_t n = 0;

	for (const struct block *c = figure->first; c; c = c->next)
		n += c->kind == BLOCK_PICTURE && has_content(c->picture);
	return n;
}

static const struct block *caption_of(const struct block *figure)
{
	for (const struct block *c = figure->first; c; c = c->next)
		if (c->kind == BLOCK_CAPTION)
			return c;
	return NULL;
}

/* Of a figure whose pictures are all missing the caption is what is left. */
static void lost_figure_set(struct setter *st, const struct frame *f, const struct block *b)
{
	const struct block *caption = caption_of(b);
	struct frame inner = caption_frame(st, f);
	struct inline_text text = {0};

	if (!caption) {
		blocks_set(st, f, b);
		return;
	}
	inline_add_spans(st, &inner, caption->spans.v, caption->spans.n, &text);
	framed_text_set(st, f, &text);
	for (const struct block *c = b->first; c; c = c->next)
		if (c->kind != BLOCK_CAPTION && c->kind != BLOCK_PICTURE)
			block_set(st, f, c);
}

/* The caption stays with the picture it is next to. */
void figure_set(struct setter *st, const struct frame *f, const struct block *b)
{
	if (shown_count(b) == 0) {
		lost_figure_set(st, f, b);
		return;
	}
	sheet_space(f->sheet, f->leading / 2);
	for (const struct block *c = b->first; c; c = c->next) {
		if (c->prev && (c->kind == BLOCK_CAPTION || c->prev->kind == BLOCK_CAPTION)) {
			f->sheet->space = 0;
			sheet_space(f->sheet, f->leading / 4);
			sheet_keep(f->sheet, 1);
		}
		block_set(st, f, c);
	}
	sheet_space(f->sheet, f->leading / 2);
}
