/* The cover: whitespace, two rules and type.  It must be legible on e-ink and as
 * a thumbnail of a finger's width, so the title is as large as its length allows,
 * and nothing is grey that matters. */
#include "layout/entries.h"

/* Parts of the page, in 1/1000 of its width (along the lines) or height. */
#define SIDE          95  /* margins, of the width */
#define TOP_RULE      105 /* of the height */
#define TITLE_TOP     150
#define HEADS_END     865 /* headlines end here */
#define FOOT_BASE     925
#define TITLE_MOST    170 /* size of the title, of the shorter side */
#define TITLE_LEAST   70
#define TITLE_LINES   3
#define DATE_SIZE     45
#define HEAD_SIZE     40
#define FOOT_SIZE     32
#define HEADLINES     5
#define PICTURE_RULE  60  /* of the height: where title begins above a picture */
#define PICTURE_END   690 /* ... and the picture ends */
#define PICTURE_LEAST 150 /* in less room there is none */
#define BAND_LEAST    300
#define BAND_END      745

struct cover {
	struct setter *st;
	struct page *page;
	coord width, height, side; /* along and across the lines */
	coord unit;                /* the shorter side: sizes are parts of it */
	coord measure;
	coord y;      /* where the next thing goes */
	uint32_t ink; /* of what is set next */
};

static coord part(coord whole, int permille)
{
	return coord_scale(whole, permille, 1000);
}

static void put_box(struct cover *c, coord x, coord y, coord width, coord height)
{
	struct paint p = {.kind = PAINT_RECT, .inl = x, .blk = y};

	p.rect.inl_size = width;
	p.rect.blk_size = height;
	p.rect.ink = c->st->style->ink;
	VEC_PUSH(c->st->a, &c->page->paints, p);
}

static void put_rule(struct cover *c, coord y, coord width, coord thick)
{
	put_box(c, c->side, y, width, thick);
}

/* How far across the lines a picture goes that goes so far along them.  It stands upright in either mode. */
static coord picture_across(const struct cover *c, const struct picture *p, coord along)
{
	bool down = c->st->style->vertical;

	return coord_scale(along, (int)(down ? p->px_width : p->px_height),
			   (int)(down ? p->px_height : p->px_width));
}

/* As large as the box allows, in its middle. */
static void put_picture(struct cover *c, const struct picture *picture, coord x, coord y, coord width,
			coord height)
{
	struct paint p = {.kind = PAINT_PICTURE};
	coord high = picture_across(c, picture, width);
	coord wide = width;

	if (high > height) {
		wide = coord_scale(width, height, high);
		high = height;
	}
	p.inl = x + (width - wide) / 2;
	p.blk = y + (height - high) / 2;
	p.picture.picture = picture;
	p.picture.inl_size = wide;
	p.picture.blk_size = high;
	VEC_PUSH(c->st->a, &c->page->paints, p);
}

static struct frame cover_frame(struct cover *c, struct sheet *sheet, enum font_role role, bool bold,
				coord size, int pitch)
{
	return (struct frame){
		.sheet = sheet,
		.measure = c->measure,
		.vertical = c->st->style->vertical,
		.role = role,
		.bold = bold,
		.size = size,
		.leading = coord_scale(size, pitch, 1000),
		.ink = c->ink,
		.lang = c->st->lang,
		.off_grid = true,
	};
}

static void put_sheet(struct cover *c, const struct sheet *sheet, coord y)
{
	for (size_t i = 0; i < sheet->strips.n; i++) {
		const struct strip *s = &sheet->strips.v[i];

		y += i ? s->before : 0;
		for (size_t k = 0; k < s->paint_count; k++) {
			struct paint p = s->paints[k];
			p.inl += c->side;
			p.blk += y;
			VEC_PUSH(c->st->a, &c->page->paints, p);
		}
		y += s->height;
	}
	c->y = y;
}

static size_t add_text(struct cover *c, const struct frame *f, struct str text)
{
	struct text_options options = {.ragged = true, .hang = 0};
	struct inline_text it = {0};

	inline_add_text(c->st, f, text, &it);
	return text_set(c->st, f, &it, &options);
}

/* In `most` lines; a longer text ends in "…". */
static void add_clipped(struct cover *c, const struct frame *f, struct str text, size_t most)
{
	struct sheet *s = f->sheet;
	size_t begin = s->strips.n, low = 0, high = text.n;
	coord space;

	if (add_text(c, f, text) <= most)
		return;
	space = s->strips.v[begin].before;
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;
		struct str head = str_trim_wide(utf8_head(text, middle));

		s->strips.n = begin;
		if (add_text(c, f, arena_concat(c->st->scratch, head, S("…"))) <= most)
			low = middle;
		else
			high = middle - 1;
	}
	s->strips.n = begin;
	add_text(c, f, arena_concat(c->st->scratch, str_trim_wide(utf8_head(text, low)), S("…")));
	s->strips.v[begin].before = space;
}

/* The largest size at which the title takes three lines at most and no word is torn. */
static void put_title(struct cover *c, struct str title, coord top)
{
	struct sheet sheet;

	for (int size = TITLE_MOST; size >= TITLE_LEAST; size -= 5) {
		struct frame f = cover_frame(c, &sheet, ROLE_HEADING, true, part(c->unit, size), 1250);
		struct inline_text it = {0};
		coord least, most;

		inline_add_text(c->st, &f, title, &it);
		text_widths(c->st, &f, &it, &least, &most);
		if ((least > f.measure || most > (int64_t)f.measure * TITLE_LINES - f.size) &&
		    size > TITLE_LEAST)
			continue;
		sheet_init(&sheet, c->st->a);
		if (size - 5 < TITLE_LEAST)
			add_clipped(c, &f, title,
				    TITLE_LINES + 1); /* of a thousand characters: the rest is inside */
		else if (add_text(c, &f, title) > TITLE_LINES)
			continue;
		break;
	}
	put_sheet(c, &sheet, top);
}

static void put_dates(struct cover *c, const struct issue *issue)
{
	struct sheet sheet;
	struct frame f = cover_frame(c, &sheet, ROLE_BODY, false, part(c->unit, DATE_SIZE), 1500);

	sheet_init(&sheet, c->st->a);
	if (issue->dates.n)
		add_text(c, &f, issue->dates);
	if (issue->number > 0)
		add_text(c, &f, issue_text(c->st, issue->number));
	put_sheet(c, &sheet, c->y + part(c->height, 12));
}

/* The first articles' titles, two lines each at most, from the bottom up. */
static void put_headlines(struct cover *c, const struct issue *issue)
{
	struct sheet sheet;
	struct frame f = cover_frame(c, &sheet, ROLE_BODY, false, part(c->unit, HEAD_SIZE), 1400);
	coord end = part(c->height, HEADS_END), room = end - c->y - part(c->height, 40);
	size_t n = 0;

	sheet_init(&sheet, c->st->a);
	for (size_t i = 0; i < issue->article_count && n < HEADLINES; i++, n++) {
		size_t before = sheet.strips.n;

		sheet_space(&sheet, n ? f.leading / 2 : 0);
		add_clipped(c, &f, issue->articles[i]->title, 2);
		if (sheet_height(&sheet) > room) {
			sheet.strips.n = before;
			break;
		}
	}
	if (sheet.strips.n)
		put_sheet(c, &sheet, end - (coord)sheet_height(&sheet));
}

static void put_foot(struct cover *c, const struct issue *issue)
{
	struct frame f = cover_frame(c, NULL, ROLE_BODY, false, part(c->unit, FOOT_SIZE), 1200);
	coord base = part(c->height, FOOT_BASE), width;
	struct line_out left = {0}, right = {0};

	width = text_line(c->st, &f, articles_text(c->st, issue_articles(issue)), c->measure / 3, false,
			  &right);
	text_line(c->st, &f, issue->creator, c->measure - width - f.size, false, &left);
	for (size_t i = 0; i < left.paints.n; i++) {
		left.paints.v[i].inl += c->side;
		left.paints.v[i].blk += base;
		VEC_PUSH(c->st->a, &c->page->paints, left.paints.v[i]);
	}
	for (size_t i = 0; i < right.paints.n; i++) {
		right.paints.v[i].inl += c->side + c->measure - width;
		right.paints.v[i].blk += base;
		VEC_PUSH(c->st->a, &c->page->paints, right.paints.v[i]);
	}
}

/* ---- the arrangements ---- */

static void put_lower_half(struct cover *c, const struct issue *issue)
{
	c->ink = c->st->style->ink;
	put_headlines(c, issue);
	put_rule(c, part(c->height, HEADS_END) + part(c->height, 18), c->measure, part(c->unit, 4));
	put_foot(c, issue);
}

static void paint_plain(struct cover *c, const struct issue *issue)
{
	put_rule(c, part(c->height, TOP_RULE), c->measure, 4 * part(c->unit, 4));
	put_title(c, issue->title, part(c->height, TITLE_TOP));
	put_dates(c, issue);
	put_lower_half(c, issue);
}

/* The picture takes what title and dates leave of the upper two thirds. */
static void paint_picture(struct cover *c, const struct issue *issue)
{
	coord top, room;

	put_rule(c, part(c->height, PICTURE_RULE), c->measure, 4 * part(c->unit, 4));
	put_title(c, issue->title, part(c->height, PICTURE_RULE + 25));
	put_dates(c, issue);
	top = c->y + part(c->height, 25);
	room = part(c->height, PICTURE_END) - top;
	if (room > part(c->height, PICTURE_LEAST)) {
		coord high = picture_across(c, issue->picture, c->measure);
		high = high < room ? high : room;
		put_picture(c, issue->picture, c->side, top, c->measure, high);
		c->y = top + high;
	}
	put_lower_half(c, issue);
}

static void paint_band(struct cover *c, const struct issue *issue)
{
	const size_t at = c->page->paints.n;
	struct paint *band;

	put_box(c, 0, 0, c->width, 0); /* as high as what stands on it, which is known later */
	c->ink = 0xFFFFFF;
	put_title(c, issue->title, part(c->height, PICTURE_RULE));
	put_dates(c, issue);
	c->y += part(c->height, 30);
	band = &c->page->paints.v[at];
	band->rect.blk_size = c->y > part(c->height, BAND_LEAST) ? c->y : part(c->height, BAND_LEAST);
	c->y = band->rect.blk_size;
	if (issue->picture && !c->st->style->vertical &&
	    part(c->height, BAND_END) - c->y > part(c->height, PICTURE_LEAST)) {
		coord high = picture_across(c, issue->picture, c->width);
		coord room = part(c->height, BAND_END) - c->y;
		high = high < room ? high : room;
		band->rect.blk_size += high; /* behind a picture that is too high for the whole width */
		put_picture(c, issue->picture, 0, c->y, c->width, high);
		c->y += high;
	}
	put_lower_half(c, issue);
}

void cover_paint(struct setter *st, struct page *page, const struct issue *issue, coord width, coord height)
{
	struct cover c = {
		.st = st,
		.page = page,
		.width = width,
		.height = height,
		.side = part(width, SIDE),
		.ink = st->style->ink,
	};

	c.unit = width < height ? width : height;
	c.measure = width - 2 * c.side;
	/* Between columns there is no room for a picture that is wider than high. */
	bool pictured = issue->picture && !st->style->vertical;
	if (issue->cover)
		put_picture(&c, issue->cover, 0, 0, width, height);
	else if (st->style->cover_design == COVER_BAND)
		paint_band(&c, issue);
	else if (st->style->cover_design == COVER_PICTURE && pictured)
		paint_picture(&c, issue);
	else
		paint_plain(&c, issue);
}

struct display *layout_cover(const struct page_style *style, struct shaper *shaper, struct arena *a,
			     const struct issue *issue, coord width, coord height)
{
	struct display *d = ARENA_NEW(a, struct display);
	struct page_style own = *style;
	struct arena scratch;
	struct setter st = {
		.style = &own, .shaper = shaper, .a = a, .scratch = &scratch, .lang = issue->language};

	/* A picture wants a title across, below or above it. */
	own.vertical = style->vertical && !issue->cover && !issue->picture;
	arena_init(&scratch);
	*d = (struct display){.arena = a, .width = width, .height = height, .vertical = own.vertical};
	VEC_PUSH(a, &d->pages, (struct page){0});
	cover_paint(&st, &d->pages.v[0], issue, own.vertical ? height : width, own.vertical ? width : height);
	arena_clear(&scratch);
	return d;
}
