/* An article to its galley: its head, its blocks, its notes. */
#include "layout/galley.h"
#include "layout/setter.h"
#include "layout/words.h"

#define TITLE_SIZE        1600 /* 1/1000 em */
#define TITLE_SIZE_NARROW 1350 /* in columns */
#define TITLE_PITCH       1350
#define META_SIZE         850
#define META_PITCH        1600
#define MISSING_SHOWN     12 /* characters named in the diagnostic */

struct geometry geometry_of(const struct page_style *s)
{
	coord inl = s->vertical ? s->profile.height : s->profile.width;
	coord blk = s->vertical ? s->profile.width : s->profile.height;
	coord start = s->vertical ? s->margin_top : s->margin_inner;
	coord end = s->vertical ? s->margin_bottom : s->margin_outer;
	coord top = s->vertical ? s->margin_outer : s->margin_top;
	coord bottom = s->vertical ? s->margin_inner : s->margin_bottom;
	struct geometry g = {.columns = s->profile.columns < 1 ? 1 : s->profile.columns};
	coord room = inl - start - end, left;

	g.measure = (room - s->column_gap * (g.columns - 1)) / g.columns / s->size * s->size;
	g.column_step = g.measure + s->column_gap;
	g.full = g.measure + g.column_step * (g.columns - 1);
	left = (room - g.full) / 2; /* what whole ems leave over goes to both sides */
	g.inl_odd = start + left;
	g.inl_even = s->mirrored && !s->vertical ? end + left : g.inl_odd;
	g.height = (blk - top - bottom) / s->leading * s->leading;
	g.blk = top + (blk - top - bottom - g.height) / 2;
	return g;
}

struct frame frame_body(const struct page_style *style, struct sheet *sheet, coord measure, struct str lang)
{
	return (struct frame){
		.sheet = sheet,
		.measure = measure,
		.role = ROLE_BODY,
		.size = style->size,
		.leading = style->leading,
		.ink = style->ink,
		.lang = lang,
		.indent = coord_scale(style->size, style->indent, 1000),
	};
}

struct frame frame_sized(const struct frame *f, enum font_role role, bool bold, int permille, int pitch)
{
	struct frame inner = *f;

	inner.role = role;
	inner.bold = bold;
	inner.size = coord_scale(f->size, permille, 1000);
	inner.leading = coord_scale(inner.size, pitch, 1000);
	inner.off_grid = true;
	inner.indent = 0;
	inner.measure = f->measure / inner.size * inner.size;
	if (inner.measure == 0)
		inner.measure = f->measure;
	return inner;
}

/* ---- the head ---- */

static void title_set(struct setter *st, const struct frame *f)
{
	bool narrow = st->style->profile.columns > 1;
	struct frame inner =
		frame_sized(f, ROLE_HEADING, true, narrow ? TITLE_SIZE_NARROW : TITLE_SIZE, TITLE_PITCH);
	struct text_options options = {.ragged = true, .keep = true};
	struct inline_text text = {0};

	inline_add_text(st, &inner, st->article->title, &text);
	text_set(st, &inner, &text, &options);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static struct str count_text(struct arena *a, const char *format, size_t n)
{
	return arena_printf(a, format, n);
}
#pragma GCC diagnostic pop

static void add_meta(struct setter *st, const struct frame *f, struct str part, struct inline_text *text)
{
	if (!part.n)
		return;
	if (text->pieces.n)
		inline_add_text(st, f, S(" · "), text);
	inline_add_text(st, f, part, text);
}

static void add_original(struct setter *st, const struct frame *f, const struct words *w,
			 struct inline_text *text)
{
	struct link *link;

	if (!st->article->link.n)
		return;
	link = ARENA_NEW(st->a, struct link);
	link->url = st->article->link;
	add_meta(st, f, str_from(w->original), text);
	text->looks.v[text->looks.n - 1].link = link;
	text->looks.v[text->looks.n - 1].ink = st->style->ink_link;
}

/* source · date · characters · reading time · original */
static void meta_set(struct setter *st, const struct frame *f)
{
	const struct article *art = st->article;
	const struct words *w = words_for(font_lang_from_tag(f->lang));
	size_t characters = art->document->characters, minutes = art->document->words / (size_t)w->speed;
	struct frame inner = frame_sized(f, ROLE_BODY, false, META_SIZE, META_PITCH);
	struct text_options options = {.ragged = true, .keep = true};
	struct inline_text text = {0};

	inner.ink = st->style->ink_soft;
	add_meta(st, &inner, art->author, &text);
	if (art->dated)
		add_meta(st, &inner, words_date(st->scratch, w, art->day), &text);
	if (characters)
		add_meta(st, &inner, count_text(st->scratch, w->characters, characters), &text);
	if (characters)
		add_meta(st, &inner, count_text(st->scratch, w->minutes, minutes ? minutes : 1), &text);
	add_original(st, &inner, w, &text);
	if (!text.pieces.n)
		return;
	sheet_space(f->sheet, f->leading / 4);
	sheet_keep(f->sheet, 1);
	text_set(st, &inner, &text, &options);
}

void article_head_set(struct setter *st, const struct frame *f)
{
	title_set(st, f);
	meta_set(st, f);
	sheet_space(f->sheet, f->leading);
	sheet_keep(f->sheet, 2);
}

/* ---- the galley ---- */

static void report_missing(struct setter *st)
{
	struct buf b = BUF(st->scratch);

	if (!st->missing.n)
		return;
	for (size_t i = 0; i < st->missing.n && i < MISSING_SHOWN; i++)
		buf_printf(&b, "%sU+%04X", i ? " " : "", (unsigned)st->missing.v[i]);
	if (st->missing.n > MISSING_SHOWN)
		buf_printf(&b, " and %zu more", st->missing.n - MISSING_SHOWN);
	diag_add(&st->article->diags, DIAG_NO_GLYPH, 0, "no font has %.*s; shown as boxes",
		 STR_FMT(buf_str(&b)));
}

struct galley *layout_article(const struct page_style *style, struct shaper *shaper, struct arena *a,
			      struct article *article, size_t index)
{
	struct geometry g = geometry_of(style);
	struct galley *galley = ARENA_NEW(a, struct galley);
	struct arena scratch;
	struct setter st = {
		.style = style,
		.shaper = shaper,
		.a = a,
		.scratch = &scratch,
		.article = article,
		.index = index,
		.lang = article->lang,
		.page_height = g.height,
	};
	struct frame f = frame_body(style, &galley->sheet, g.measure, article->lang);

	if (!article->document)
		return NULL;
	arena_init(&scratch);
	sheet_init(&galley->sheet, a);
	galley->article = article;
	galley->index = index;
	sheet_dest(&galley->sheet, arena_printf(a, "a%zu", index));
	article_head_set(&st, &f);
	blocks_set(&st, &f, article->document->root);
	link_notes_set(&st, &f);
	report_missing(&st);
	arena_clear(&scratch);
	return galley;
}
