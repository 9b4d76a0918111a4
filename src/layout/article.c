/* An article to its galley: its head, its blocks, its notes. */
#include "layout/galley.h"
#include "layout/geometry.h"
#include "layout/pages.h"
#include "layout/setter.h"
#include "layout/words.h"

#define TITLE_SIZE        1600 /* 1/1000 em */
#define TITLE_SIZE_NARROW 1350 /* in columns */
#define TITLE_PITCH       1350
#define META_SIZE         850
#define META_PITCH        1600
#define LAST_LINES        3  /* a last page with no more is worth avoiding */
#define MISSING_SHOWN     12 /* characters named in the diagnostic */

/* ---- the head ---- */

static void title_set(struct setter *st, const struct frame *f)
{
	bool narrow = st->style->profile.columns > 1;
	struct frame inner =
		frame_sized(f, ROLE_HEADING, true, narrow ? TITLE_SIZE_NARROW : TITLE_SIZE, TITLE_PITCH);
	struct text_options options = {.ragged = true, .balanced = true, .keep = true};
	struct inline_text text = {0};

	inline_add_text(st, &inner, st->article->title, &text);
	text_set(st, &inner, &text, &options);
}

/* Returns where the part's looks begin. */
static size_t add_meta(struct setter *st, const struct frame *f, struct str part, struct inline_text *text)
{
	size_t first;

	if (part.n && text->pieces.n)
		inline_add_text(st, f, S(" · "), text);
	first = text->looks.n;
	if (part.n)
		inline_add_text(st, f, part, text);
	return first;
}

static void add_original(struct setter *st, const struct frame *f, const struct words *w,
			 struct inline_text *text)
{
	struct link *link;

	if (!st->article->link.n)
		return;
	link = ARENA_NEW(st->a, struct link);
	link->url = st->article->link;
	for (size_t i = add_meta(st, f, str_from(w->original), text); i < text->looks.n; i++) {
		text->looks.v[i].link = link;
		text->looks.v[i].ink = st->style->ink_link;
	}
	if (st->style->link_footnotes)
		inline_add_link_mark(st, f, link, text);
}

/* Other sources of the same story. */
static void add_also(struct setter *st, const struct frame *f, const struct words *w,
		     struct inline_text *text)
{
	struct buf b = BUF(st->scratch);

	for (size_t i = 0; i < st->article->also_count; i++) {
		buf_add(&b, str_from(i ? w->joint : w->also));
		buf_add(&b, st->article->also[i]);
	}
	add_meta(st, f, buf_str(&b), text);
}

/* source · date · characters · reading time · original · other sources */
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
		add_meta(st, &inner, words_count(st->scratch, w->characters, characters), &text);
	if (characters)
		add_meta(st, &inner, words_count(st->scratch, w->minutes, minutes ? minutes : 1), &text);
	add_original(st, &inner, w, &text);
	add_also(st, &inner, w, &text);
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

/* The last lines of paragraphs are half empty; and there are a head, lists and pictures. */
static size_t lines_expected(const struct setter *st, coord measure)
{
	size_t ems = (size_t)(measure / st->style->size);
	size_t full = st->article->characters / (ems ? ems : 1);
	return full + full / 2 + 16;
}

static void galley_set(struct setter *st, struct galley *galley, coord measure)
{
	struct frame f = frame_body(st->style, &galley->sheet, measure, st->article->lang);

	sheet_init(&galley->sheet, st->a);
	sheet_reserve(&galley->sheet, lines_expected(st, measure));
	sheet_dest(&galley->sheet, arena_printf(st->a, "a%zu", st->index));
	footnotes_begin(st);
	article_head_set(st, &f);
	blocks_set(st, &f, st->article->document->root);
	footnotes_set(st, &f, &galley->notes);
	footnotes_end(st);
}

/* How many pages the galley takes, and how much of the last. */
static size_t pages_of(struct setter *st, const struct galley *g, coord height, coord *last)
{
	struct column_rooms h = {.rest = {height, height, false},
				 .pitch = st->style->leading,
				 .notes = g->notes.strips.v,
				 .note_count = g->notes.strips.n,
				 .note_gap = notes_gap(st->style)};
	struct arena_mark mark = arena_mark(st->scratch);
	struct column *v;
	size_t n = columns_break(st->scratch, g->sheet.strips.v, g->sheet.strips.n, &h, &v, NULL);

	*last = 0;
	for (size_t i = n ? v[n - 1].from : 0; n && i < v[n - 1].to; i++)
		*last = strip_top(&g->sheet.strips.v[i], *last, i == v[n - 1].from, h.pitch) +
			g->sheet.strips.v[i].height;
	arena_reset(st->scratch, mark);
	return n;
}

/* An article whose last page would have a line or two is set once more, a little
 * tighter; should that not save the page, it stays as it was. */
static void save_last_page(struct setter *st, struct galley *galley, const struct geometry *g)
{
	struct setter again = {.style = st->style,
			       .shaper = st->shaper,
			       .a = st->a,
			       .scratch = st->scratch,
			       .article = st->article,
			       .index = st->index,
			       .lang = st->lang,
			       .tight = true,
			       .page_height = st->page_height};
	struct galley tight = *galley;
	size_t pages;
	coord last;

	if (!st->style->article_on_new_page || g->columns > 1)
		return;
	pages = pages_of(st, galley, g->height, &last);
	if (pages < 2 || last > LAST_LINES * st->style->leading)
		return;
	struct arena_mark before = arena_mark(st->a);
	galley_set(&again, &tight, g->measure);
	if (pages_of(st, &tight, g->height, &last) < pages)
		*galley = tight;
	else
		arena_reset(st->a, before);
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

	if (!article->document)
		return NULL;
	arena_init(&scratch);
	galley->article = article;
	galley->index = index;
	galley_set(&st, galley, g.measure);
	save_last_page(&st, galley, &g);
	report_missing(&st);
	arena_clear(&scratch);
	return galley;
}
