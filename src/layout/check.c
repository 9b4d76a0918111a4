#include "layout/check.h"

#include <glib.h>

/* Rounding: each place is rounded by itself, to 1/1024 pt. */
#define TOLERANCE 3

/* TYPOGRAPHY "Breaking a line", as it is written there: another list than the breaker's. */
static const char NO_HEAD[] = "、。，．：；！？）〕］｝〉》」』】〗”’～·％‰℃ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎ"
			      "ァィゥェォッャュョヮヵヶ"
			      ",.:;!?)]}%";
static const char NO_TAIL[] = "（〔［｛〈《「『【〖“‘￥＄№([{$";

/* ---- what is measured: the ink of a line ---- */

struct ink {
	uint32_t c;       /* its first character */
	uint32_t last;    /* its last: of a ligature, say */
	coord begin, end; /* its ink square, on the page */
	coord size;
	const struct face *face;
	uint8_t klass; /* enum char_class */
	bool space;    /* a typed space stands before it */
	bool hole;     /* something without a glyph stands before it, or it is of code */
	coord space_width;
};

/* Where a line stands, and how it ends: for the line after it. */
struct seen {
	const struct line_note *note;
	uint32_t page;
	coord column, blk; /* where its measure begins; its baseline */
	uint32_t last;     /* character */
	bool hyphen;
};

struct checker {
	const struct display *d;
	const struct page_style *style;
	struct arena *arena;
	struct findings *found;
	GHashTable *seen; /* struct seen by its note */
	/* The line at hand. */
	const struct line_note *note;
	uint32_t page;
	coord shift; /* from where the note says to where it is */
	coord blk;
	VEC(struct ink) inks;
	struct buf text;
	size_t boxes; /* pictures and missing characters met since the last glyph */
	/* Of the flow. */
	const struct seen *heading; /* the last line, when it was a heading's */
	coord grid;                 /* a baseline on it; 0: none yet */
};

static void add_fault(struct checker *c, enum rule rule, const struct seen *at, coord by)
{
	size_t n = c->found->count[rule]++;

	if (n < FAULTS_KEPT)
		VEC_PUSH(c->arena, &c->found->faults,
			 (struct fault){rule, at->page, at->column, at->blk, by,
					arena_str(c->arena, buf_str(&c->text))});
}

static void fault(struct checker *c, enum rule rule, coord by)
{
	struct seen at = {.page = c->page, .column = c->note->start + c->shift, .blk = c->blk};

	add_fault(c, rule, &at, by);
}

/* ---- reading a line ---- */

static bool is_letter(uint32_t c)
{
	return c < 0x80 && g_ascii_isalpha((char)c);
}

static bool is_digit(uint32_t c)
{
	return c < 0x80 && g_ascii_isdigit((char)c);
}

static bool is_upright(const struct checker *c, const struct glyph_run *run)
{
	return c->d->vertical && run->turn == TURN_NONE;
}

static coord advance_of(const struct checker *c, const struct glyph_run *run, uint16_t gid)
{
	int units = is_upright(c, run) ? face_advance_vertical(run->face, gid) : face_advance(run->face, gid);

	return coord_scale(run->size, units, face_upem(run->face));
}

/* The class that spacing gives the character: code is solid, upright digits fill a square,
 * and of “ ” — · the width tells whether they are Chinese ones. */
static enum char_class class_on_page(const struct checker *c, const struct glyph_run *run, uint32_t ch,
				     coord advance)
{
	enum char_class k = class_of((enum mark_style)c->note->marks, ch);
	bool wide = advance * 3 >= run->size * 2;

	if (c->d->vertical) {
		if (run->turn == TURN_NONE && ch < 0x80 && g_ascii_isdigit((char)ch))
			return CLASS_HAN; /* a number in a square */
		k = class_vertical(k, ch);
	}
	if (run->verbatim)
		return k == CLASS_LATIN || k == CLASS_DIGIT || k == CLASS_LATIN_MARK ? CLASS_LATIN
										     : CLASS_HAN;
	if (is_upright(c, run))
		return is_digit(ch) ? CLASS_HAN : class_vertical(k, ch);
	if (!wide && (class_is_mark(k) || k == CLASS_DASH) && !run->trim_start && !run->trim_end)
		return CLASS_LATIN_MARK;
	return k;
}

/* Upright glyphs of vertical text are placed by their own horizontal origin; digits that
 * share a square, as an ideograph is. */
static coord place_of(const struct checker *c, const struct paint *p, const struct glyph *g, bool digit)
{
	const struct glyph_run *run = p->run;
	coord origin;

	if (!is_upright(c, run))
		return p->inl + g->at;
	origin = coord_scale(run->size, face_origin_vertical(run->face, g->gid), face_upem(run->face));
	return p->inl + g->at - (digit ? coord_scale(run->size, EM_ABOVE, 1000) : origin);
}

static void add_ink(struct checker *c, const struct paint *p, const struct glyph *g, struct str text,
		    coord *space)
{
	const struct glyph_run *run = p->run;
	size_t begin = 0, end = text.n;
	uint32_t first = utf8_next(text, &begin);
	coord at = place_of(c, p, g, is_digit(first)), advance = advance_of(c, run, g->gid);
	enum char_class k = class_on_page(c, run, first, advance);
	struct mark_sides sides = class_sides(run->verbatim ? CLASS_FIXED : k);
	struct ink ink = {.c = first, .last = utf8_prev(text, &end), .size = run->size, .face = run->face};

	if (is_upright(c, run) && is_digit(first))
		advance = run->size;
	if (!run->verbatim && class_is_mark(k) && advance < run->size) {
		at -= class_lead(k, run->size - advance);
		advance = run->size;
	}
	ink.begin = at + coord_scale(run->size, sides.start, 1000);
	ink.end = at + advance - coord_scale(run->size, sides.end, 1000);
	ink.klass = (uint8_t)k;
	ink.space = *space > 0;
	ink.space_width = *space;
	ink.hole = c->boxes > 0 || run->verbatim || char_is_space(first);
	c->boxes = 0;
	*space = 0;
	VEC_PUSH(c->arena, &c->inks, ink);
}

static bool is_space(struct str text)
{
	size_t at = 0;

	return char_is_space(utf8_next(text, &at));
}

static void read_run(struct checker *c, const struct paint *p, coord *space)
{
	const struct glyph_run *run = p->run;

	buf_add(&c->text, run->text);
	for (size_t i = 0, at = 0; i < run->count; i++) {
		const struct glyph *g = &run->glyphs[i];
		struct str text = str_head(str_from_offset(run->text, at), g->text_bytes);

		at += text.n;
		if (!text.n) { /* another glyph of the same cluster */
			coord end = place_of(c, p, g, false) + advance_of(c, run, g->gid);
			if (c->inks.n && !is_digit(c->inks.v[c->inks.n - 1].c) &&
			    end > c->inks.v[c->inks.n - 1].end)
				c->inks.v[c->inks.n - 1].end = end;
		} else if (is_space(text)) {
			*space = advance_of(c, run, g->gid);
			c->boxes += text.s[0] != ' ';
		} else {
			add_ink(c, p, g, text, space);
		}
	}
}

/* ---- rules of one line's edges ---- */

static bool is_torn(const struct seen *before, uint32_t b)
{
	uint32_t a = before->last;
	bool name = before->note->end == END_URL || before->note->end == END_JOINT ||
		    before->note->end == END_HUMP;

	if (a == b && (a == 0x2014 || a == 0x2026))
		return true;
	if (is_digit(a))
		return !name && (is_digit(b) || utf8_listed("%％‰℃", b));
	return false;
}

static bool is_torn_word(const struct seen *before, uint32_t b)
{
	return before->note->end == END_LETTERS && !before->hyphen && is_letter(before->last) && is_letter(b);
}

static void check_edges(struct checker *c, const struct seen *before)
{
	const struct ink *first = &c->inks.v[0], *last = &c->inks.v[c->inks.n - 1];
	bool goes_on = before && before->note->end != END_FORCED;

	if (goes_on && utf8_listed(NO_HEAD, first->c))
		fault(c, RULE_HEAD, 0);
	if (!c->note->short_end && utf8_listed(NO_TAIL, last->last))
		fault(c, RULE_TAIL, 0);
	if (goes_on && !c->note->spaced && is_torn(before, first->c))
		fault(c, RULE_SPLIT, 0);
	if (goes_on && is_torn_word(before, first->c))
		fault(c, RULE_TORN, 0);
}

static void check_width(struct checker *c)
{
	const struct line_note *n = c->note;
	coord begin = n->start + c->shift, end = begin + n->measure, ink = 0;

	for (size_t i = 0; i < c->inks.n; i++)
		ink = c->inks.v[i].end > ink ? c->inks.v[i].end : ink;
	if (n->hangs)
		ink -= c->inks.v[c->inks.n - 1].end - c->inks.v[c->inks.n - 1].begin;
	if (ink > end + TOLERANCE)
		fault(c, RULE_OVER, ink - end);
	else if (n->justified && !n->short_end && !n->boxed && ink < end - TOLERANCE)
		fault(c, RULE_RAGGED, ink - end);
	if (n->loose)
		fault(c, RULE_LOOSE, ink - end);
}

/* A call of a note or an exponent, by its size: code is not that small. */
#define SCRIPT_SIZE 750 /* 1/1000 of the line's, at most */

static bool is_script(const struct checker *c, const struct ink *ink)
{
	return ink->size <= coord_scale(c->note->size, SCRIPT_SIZE, 1000);
}

/* In a narrower column (a table's cell) a unit may be all that a line has room for. */
#define RUNT_EMS 6

static void check_runt(struct checker *c, const struct seen *before)
{
	size_t han = 0;

	if (!c->note->short_end || !before || before->note->end == END_FORCED)
		return;
	for (size_t i = 0; i < c->inks.n; i++) {
		if (is_script(c, &c->inks.v[i]))
			continue;
		han += c->inks.v[i].klass == CLASS_HAN;
		if (c->inks.v[i].klass == CLASS_LATIN || c->inks.v[i].klass == CLASS_DIGIT)
			return;
	}
	if (han <= 1 && c->note->measure >= RUNT_EMS * (int64_t)c->note->size)
		fault(c, RULE_RUNT, 0);
}

/* ---- rules of the space between two neighbours ---- */

struct gap {
	coord width, natural, shrink, stretch;
	uint8_t shrink_rank, stretch_rank;
	bool known; /* what it is from the two characters alone */
};

static bool is_closing(unsigned k)
{
	return k >= CLASS_CLOSE && k <= CLASS_BANG;
}

static bool between_words(const struct ink *a, const struct ink *b)
{
	return b->space && !class_has_blank((enum char_class)a->klass) &&
	       !class_has_blank((enum char_class)b->klass) &&
	       spacing_between(MARKS_MAINLAND, (enum char_class)a->klass, (enum char_class)b->klass)
			       .natural == 0;
}

/* An exponent or a call stands at its base, and no gap is theirs. */
#define SCRIPT_MOST 700 /* 1/1000 of its base's em */

static bool beside_script(const struct ink *a, const struct ink *b)
{
	coord small = a->size < b->size ? a->size : b->size, em = a->size > b->size ? a->size : b->size;

	return (int64_t)small * 1000 < (int64_t)em * SCRIPT_MOST;
}

static struct gap gap_before(const struct checker *c, const struct ink *a, const struct ink *b)
{
	coord em = a->size > b->size ? a->size : b->size;
	struct spacing s = spacing_between((enum mark_style)c->note->marks, (enum char_class)a->klass,
					   (enum char_class)b->klass);
	struct gap g = {.width = b->begin - a->end};

	g.known = !a->hole && !b->hole && !char_is_ambiguous(a->last) && !char_is_ambiguous(b->c) &&
		  !beside_script(a, b);
	if (between_words(a, b)) {
		s = spacing_of_space(coord_scale(b->space_width, 1000, em));
		g.known = g.known && a->face == b->face && a->size == b->size;
	}
	g.natural = between_words(a, b) ? b->space_width : coord_scale(em, s.natural, 1000);
	g.shrink = coord_scale(em, s.shrink, 1000);
	g.stretch = coord_scale(em, s.stretch, 1000);
	g.shrink_rank = s.shrink_rank;
	g.stretch_rank = s.stretch_rank;
	return g;
}

static void check_gap(struct checker *c, const struct ink *a, const struct ink *b, const struct gap *g)
{
	coord em = a->size > b->size ? a->size : b->size;
	bool latin = (a->klass == CLASS_HAN && (b->klass == CLASS_LATIN || b->klass == CLASS_DIGIT)) ||
		     (b->klass == CLASS_HAN && (a->klass == CLASS_LATIN || a->klass == CLASS_DIGIT));

	if (a->hole || b->hole)
		return;
	if (latin && !beside_script(a, b) &&
	    (g->width < em / 8 - TOLERANCE || (!c->note->beyond && g->width > em / 2 + TOLERANCE)))
		fault(c, RULE_GAP, g->width - em / 4);
	if (!class_has_blank((enum char_class)a->klass) || !class_has_blank((enum char_class)b->klass))
		return;
	if ((is_closing(a->klass) && is_closing(b->klass)) ||
	    (a->klass == CLASS_OPEN && b->klass == CLASS_OPEN)) {
		if (g->width > TOLERANCE || g->width < -TOLERANCE)
			fault(c, RULE_PAIR, g->width);
	} else if (g->width < g->natural - g->shrink - TOLERANCE ||
		   (!c->note->reserve && !c->note->beyond &&
		    g->width > g->natural + g->stretch + TOLERANCE)) {
		fault(c, RULE_PAIR, g->width - g->natural);
	}
}

/* Of each rank: has a gap of it changed, and had one of it more to give? */
struct rank_use {
	bool changed[RANK_COUNT], left[RANK_COUNT];
};

static void note_use(struct rank_use *shrunk, struct rank_use *stretched, const struct gap *g)
{
	coord more = g->width - g->natural;

	if (!g->known)
		return; /* nor is the space between two letters, which is kerned */
	if (g->shrink > 0 && more < -TOLERANCE)
		shrunk->changed[g->shrink_rank] = true;
	if (g->shrink > 0 && more > TOLERANCE - g->shrink)
		shrunk->left[g->shrink_rank] = true;
	if (g->stretch > 0 && more > TOLERANCE)
		stretched->changed[g->stretch_rank] = true;
	if (g->stretch > 0 && more < g->stretch - TOLERANCE)
		stretched->left[g->stretch_rank] = true;
}

/* Nothing of a rank is touched while an earlier one has some left. */
static bool in_order(const struct rank_use *use)
{
	bool left = false;

	for (unsigned r = 0; r < RANK_COUNT; r++) {
		if (use->changed[r] && left)
			return false;
		left = left || use->left[r];
	}
	return true;
}

static void check_spaces(struct checker *c)
{
	struct rank_use shrunk = {0}, stretched = {0};
	coord widest = 0;

	for (size_t i = 1; i < c->inks.n; i++) {
		const struct ink *a = &c->inks.v[i - 1], *b = &c->inks.v[i];
		struct gap g = gap_before(c, a, b);
		coord em = a->size > b->size ? a->size : b->size;

		check_gap(c, a, b, &g);
		note_use(&shrunk, &stretched, &g);
		if (a->klass == CLASS_HAN && b->klass == CLASS_HAN && !a->hole && !b->hole && !b->space &&
		    g.width - em / 4 > widest)
			widest = g.width - em / 4;
	}
	if (widest > TOLERANCE)
		fault(c, RULE_STRETCH, widest);
	if (!in_order(&shrunk) || !in_order(&stretched))
		fault(c, RULE_ORDER, 0);
}

/* ---- rules of pages ---- */

static bool same_column(const struct seen *a, const struct seen *b)
{
	return a->page == b->page && a->blk <= b->blk;
}

static void check_page(struct checker *c, const struct seen *here, const struct seen *before)
{
	const struct line_note *n = c->note;

	if (before && !same_column(before, here) && !n->runs_on) {
		if (!before->note->before)
			add_fault(c, RULE_ORPHAN, before, 0);
		if (n->last)
			fault(c, RULE_WIDOW, 0);
	}
	if (n->grid && n->prose) {
		if (!c->grid)
			c->grid = here->blk;
		if ((here->blk - c->grid) % c->style->leading)
			fault(c, RULE_GRID, (here->blk - c->grid) % c->style->leading);
	}
	if (n->foot)
		return; /* stands between the columns of the text */
	if (c->heading && !same_column(c->heading, here))
		add_fault(c, RULE_HEADING, c->heading, 0);
	c->heading = n->heading ? here : NULL;
}

/* ---- the whole ---- */

static void check_line(struct checker *c)
{
	const struct seen *before = c->note->before ? g_hash_table_lookup(c->seen, c->note->before) : NULL;
	struct seen *here = ARENA_NEW(c->arena, struct seen);

	*here = (struct seen){.note = c->note,
			      .page = c->page,
			      .column = c->note->start + c->shift,
			      .blk = c->blk,
			      .last = c->inks.v[c->inks.n - 1].last};
	here->hyphen = here->last == 0xAD || here->last == '-' || here->last == 0x2010;
	c->found->lines++;
	check_width(c);
	if (!c->note->code && !c->note->bidi && !c->note->boxed) {
		check_edges(c, before);
		check_runt(c, before);
		if (!c->note->spread)
			check_spaces(c);
	}
	check_page(c, here, before);
	g_hash_table_insert(c->seen, (void *)c->note, here);
}

static void end_line(struct checker *c)
{
	if (c->note && c->inks.n)
		check_line(c);
	c->note = NULL;
	c->inks.n = 0;
	c->text.n = 0;
	c->boxes = 0;
}

/* A picture stands below the heading. */
static void follow_heading(struct checker *c)
{
	end_line(c);
	c->heading = NULL;
}

static void begin_line(struct checker *c, const struct paint *p)
{
	end_line(c);
	c->note = p->run->line;
	c->shift = p->inl - c->note->first;
	c->blk = p->blk;
}

static void check_pages(struct checker *c)
{
	for (size_t i = 0; i < c->d->pages.n; i++) {
		const struct page *page = &c->d->pages.v[i];
		coord space = 0;

		for (size_t k = 0; k < page->paints.n; k++) {
			const struct paint *p = &page->paints.v[k];
			c->boxes += p->kind == PAINT_PICTURE || (p->kind == PAINT_RECT && c->inks.n);
			if (p->kind == PAINT_PICTURE && p->picture.blk_size > 2 * c->style->leading)
				follow_heading(c);
			if (p->kind != PAINT_GLYPHS || !p->run->line)
				continue;
			if (c->note != p->run->line || c->blk != p->blk) {
				begin_line(c, p);
				c->page = (uint32_t)i;
				space = 0;
			}
			read_run(c, p, &space);
		}
		end_line(c);
	}
}

void display_check(const struct display *d, const struct page_style *style, struct arena *a,
		   struct findings *found)
{
	struct checker c = {.d = d, .style = style, .arena = a, .found = found, .text = BUF(a)};

	*found = (struct findings){0};
	c.seen = g_hash_table_new(NULL, NULL);
	check_pages(&c);
	g_hash_table_destroy(c.seen);
}

void findings_dump(const struct findings *found, struct stream *out)
{
	static const char *const names[RULE_COUNT] = {
		[RULE_HEAD] = "head",     [RULE_TAIL] = "tail",       [RULE_SPLIT] = "split",
		[RULE_TORN] = "torn",     [RULE_OVER] = "over",       [RULE_RAGGED] = "ragged",
		[RULE_LOOSE] = "loose",   [RULE_RUNT] = "runt",       [RULE_STRETCH] = "stretch",
		[RULE_GAP] = "gap",       [RULE_PAIR] = "pair",       [RULE_ORDER] = "order",
		[RULE_GRID] = "grid",     [RULE_HEADING] = "heading", [RULE_WIDOW] = "widow",
		[RULE_ORPHAN] = "orphan",
	};

	stream_printf(out, "lines %zu\n", found->lines);
	for (unsigned r = 0; r < RULE_COUNT; r++) {
		stream_printf(out, "%s %zu\n", names[r], found->count[r]);
		for (size_t i = 0; i < found->faults.n; i++) {
			const struct fault *f = &found->faults.v[i];
			if (f->rule == r)
				stream_printf(out, "  page %u at %d,%d by %d: %.*s\n", (unsigned)f->page + 1,
					      (int)(f->inl / 1024), (int)(f->blk / 1024), (int)f->by,
					      STR_FMT(f->text));
		}
	}
}
