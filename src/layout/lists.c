/* Lists: markers hang before the text, nested lists step in, numbers keep the
 * source's start and value. */
#include "layout/setter.h"

/* Ems. */
#define MARKER_GAP    250 /* 1/1000 em between marker and text */
#define ROMAN_MAX     3999
#define MARKER_BYTES  32 /* MMMDCCCLXXXVIII. and -2147483648. are shorter */
#define BULLET_LEVELS 3
#define ITEM_LEAST    2   /* ems that a marker leaves to the text */
#define ITEM_AIR      400 /* 1/1000 of the pitch, between items */
#define PENALTY_LONE  900 /* of a page that ends after a list's first item, or before its last */
#define MARKER_INSET  850 /* 1/1000 em that markers stand in from the text around, at least */
#define BULLET_SIZE                                                                                      \
	1070 /* 1/1000 em: the faces' own is a speck beside a square; over 1080 it would be a heading to \
		programs that measure a page */
#define BULLET_DROP                                                            \
	190 /* 1/1000 of what it is larger; twice as much would centre it on a \
	       square, but programs that read a page take that for another line */

static const char *const bullets[BULLET_LEVELS] = {"•", "◦", "▪"};

struct str number_roman(struct arena *a, int32_t value, bool upper)
{
	static const struct {
		int32_t value;
		const char *lower, *upper;
	} digits[] = {
		{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"},  {400, "cd", "CD"}, {100, "c", "C"},
		{90, "xc", "XC"}, {50, "l", "L"},    {40, "xl", "XL"}, {10, "x", "X"},    {9, "ix", "IX"},
		{5, "v", "V"},    {4, "iv", "IV"},   {1, "i", "I"},
	};
	struct buf b = BUF(a);

	for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
		for (; value >= digits[i].value; value -= digits[i].value)
			buf_add(&b, str_from(upper ? digits[i].upper : digits[i].lower));
	return buf_str(&b);
}

static struct str alphabetic(struct arena *a, int32_t value, char first)
{
	char digits[8];
	size_t n = sizeof digits;

	for (; value > 0 && n; value = (value - 1) / 26)
		digits[--n] = (char)(first + (value - 1) % 26);
	return arena_str(a, (struct str){digits + n, sizeof digits - n});
}

/* HTML: what a numbering cannot write (0, negative, 4000 in Roman) is decimal. */
static struct str number_text(struct arena *a, int32_t value, char numbering)
{
	if ((numbering == 'i' || numbering == 'I') && value > 0 && value <= ROMAN_MAX)
		return number_roman(a, value, numbering == 'I');
	if ((numbering == 'a' || numbering == 'A') && value > 0)
		return alphabetic(a, value, numbering);
	return arena_printf(a, "%d", (int)value);
}

static int list_level(const struct block *list)
{
	int level = 0;

	for (const struct block *b = list->parent; b && level < BULLET_LEVELS - 1; b = b->parent)
		level += b->kind == BLOCK_LIST && !b->ordered;
	return level;
}

/* A point would lay a number of one or two digits on its side.  Markers are set as they are seen:
 * read from the right, the point stands left of the number. */
struct str marker_number(struct arena *a, const struct frame *f, struct str number)
{
	if (f->vertical)
		return number;
	return f->from_right ? arena_concat(a, S("."), number) : arena_concat(a, number, S("."));
}

static struct str marker_text(struct arena *a, const struct frame *f, const struct block *list,
			      const struct block *item)
{
	if (!list->ordered)
		return str_from(bullets[list_level(list)]);
	return marker_number(a, f, number_text(a, item->value, list->numbering));
}

struct marker {
	struct line_out out;
	coord width;
};

static struct marker make_marker(struct setter *st, const struct frame *f, struct str text, bool bullet)
{
	struct marker m = {0};
	struct frame plain = *f;

	if (bullet) {
		plain.role = ROLE_HEADING;
		plain.bold = true;
		plain.size = coord_scale(f->size, BULLET_SIZE, 1000);
	}
	m.width = text_line(st, &plain, text, f->measure, false, &m.out);
	for (size_t i = 0; !f->vertical && i < m.out.paints.n; i++)
		m.out.paints.v[i].blk += coord_scale(plain.size - f->size, BULLET_DROP, 1000);
	return m;
}

/* A bullet that fills a square brings its own space. */
static coord marker_gap(const struct frame *f, coord width)
{
	return width == coord_scale(f->size, BULLET_SIZE, 1000) ? 0 : coord_scale(f->size, MARKER_GAP, 1000);
}

/* Numbers of as many digits take the same step: 1 is narrower than 2. */
static struct str widest_digits(struct arena *a, struct str marker)
{
	char *s = arena_alloc(a, marker.n + 1);

	for (size_t i = 0; i < marker.n; i++)
		s[i] = marker.s[i] >= '0' && marker.s[i] <= '9' ? '0' : marker.s[i];
	return (struct str){s, marker.n};
}

/* The widest marker, which need be neither the first nor the last (LXXXVIII), and its gap. */
static coord marker_room(struct setter *st, const struct frame *f, const struct block *list)
{
	coord widest = 0;
	char bytes[MARKER_BYTES];
	struct str measured = {bytes, 0};

	for (const struct block *c = list->first; c; c = list->ordered ? c->next : NULL) {
		struct arena_mark mark = arena_mark(st->scratch);
		struct str text = widest_digits(st->scratch, marker_text(st->scratch, f, list, c));

		if (!str_eq(text, measured)) { /* most are as wide as the one before */
			struct marker m = make_marker(st, f, text, !list->ordered);
			widest = m.width > widest ? m.width : widest;
			measured.n = text.n < sizeof bytes ? text.n : 0;
			memcpy(bytes, text.s, measured.n);
		}
		arena_reset(st->scratch, mark);
	}
	return widest + marker_gap(f, widest);
}

/* All items of a list step in alike, by whole ems, so that the characters of the text keep their
 * columns.  In a column too narrow for that, by as few as the marker needs. */
static struct frame items_frame(struct setter *st, const struct frame *outer, const struct block *list)
{
	coord size = outer->size, needed = marker_room(st, outer, list);
	coord room = (needed + size - 1) / size * size;
	coord step = (needed + coord_scale(size, MARKER_INSET, 1000) + size - 1) / size * size;
	struct frame inner = frame_inner(outer, step > STEP_EMS * size ? step : STEP_EMS * size, 0);

	if (inner.inl == outer->inl && outer->measure >= room + ITEM_LEAST * size) {
		inner.inl += room;
		inner.measure -= room;
	}
	return inner;
}

/* The first text that it holds tells. */
static bool read_from_right(struct setter *st, const struct frame *f, const struct block *item)
{
	struct arena_mark mark = arena_mark(st->scratch);
	bool right = false;

	for (const struct block *b = item->first; b; b = block_after(b, item)) {
		struct str text = block_kind_is_leaf(b->kind) ? block_text(st->scratch, b) : (struct str){0};

		if (!text.n)
			continue;
		right = reads_right_to_left(text, b->lang.n ? b->lang : f->lang);
		break;
	}
	arena_reset(st->scratch, mark);
	return right;
}

void marker_side(struct setter *st, struct frame *f, struct frame *inner, const struct block *item)
{
	coord step = inner->inl - f->inl;

	f->from_right = read_from_right(st, f, item);
	if (f->from_right)
		inner->inl -= step;
}

/* Puts the marker's paints where the item's first line will fetch them. */
static void hang(struct setter *st, const struct frame *f, const struct frame *inner, struct str text,
		 bool bullet)
{
	struct marker m = make_marker(st, f, text, bullet);
	coord gap = marker_gap(f, m.width), last = f->inl + f->measure - m.width;
	coord inl = f->from_right ? inner->inl + inner->measure + gap : inner->inl - gap - m.width;

	if (f->from_right && inl > last)
		inl = last;
	if (inl < f->inl)
		inl = f->inl;
	for (size_t i = 0; i < m.out.paints.n; i++) {
		struct paint p = m.out.paints.v[i];
		p.inl += inl;
		VEC_PUSH(f->sheet->arena, &f->sheet->marker, p);
	}
}

void marker_hang(struct setter *st, const struct frame *f, const struct frame *inner, struct str text)
{
	hang(st, f, inner, text, false);
}

void marker_flush(const struct frame *f)
{
	if (f->sheet->marker.n)
		sheet_add_line(f->sheet, (struct strip){.height = f->leading, .grid = !f->off_grid},
			       frame_baseline(f));
}

static void item_set(struct setter *st, const struct frame *f, const struct frame *inner, struct str marker,
		     const struct block *item)
{
	const struct block *first = item->first;

	marker_flush(f); /* of an item around this one that begins with a list */
	hang(st, f, inner, marker, item->kind == BLOCK_ITEM && !item->parent->ordered);
	if (item->id.n)
		sheet_dest(f->sheet, anchor_name(st, item->id));
	if (inner->measure == f->measure) /* no room before the text: it stands above */
		marker_flush(f);
	if (!first || first->kind == BLOCK_PICTURE || first->kind == BLOCK_FIGURE ||
	    first->kind == BLOCK_TABLE || first->kind == BLOCK_CODE)
		marker_flush(f);
	blocks_set(st, inner, item);
	marker_flush(f);
}

/* Air between items: without it, items of one line read as one paragraph. */
static void air_set(const struct frame *f)
{
	sheet_space(f->sheet, coord_scale(f->leading, ITEM_AIR, 1000));
}

void list_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct frame outer = *f, inner;
	size_t begin = f->off_grid ? f->sheet->strips.n : block_begin(f);

	outer.off_grid = true;
	inner = items_frame(st, &outer, b);
	inner.indent = 0;
	inner.align = ALIGN_DEFAULT;
	for (const struct block *c = b->first; c; c = c->next) {
		struct frame around = outer, own = inner;

		marker_side(st, &around, &own, c);
		if (c->prev || f->off_grid)
			air_set(f);
		if (c->prev && (!c->prev->prev || !c->next))
			sheet_penalty(f->sheet, PENALTY_LONE);
		item_set(st, &around, &own, marker_text(st->scratch, &around, b, c), c);
	}
	if (f->off_grid)
		air_set(f);
	else
		block_end(f, begin);
}

void definitions_set(struct setter *st, const struct frame *f, const struct block *b)
{
	struct frame outer = *f, inner = frame_inner(f, STEP_EMS * f->size, 0);
	size_t begin = block_begin(f);

	outer.off_grid = inner.off_grid = true;
	inner.indent = 0;
	for (const struct block *c = b->first; c; c = c->next)
		block_set(st, c->kind == BLOCK_TERM ? &outer : &inner, c);
	block_end(f, begin);
}
