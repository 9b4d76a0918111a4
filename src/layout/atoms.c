#include "layout/joints.h"

/* A full-width mark from a face in which it is narrower has no half to lose. */
#define FULL_WIDTH_PERMILLE 900

static bool is_newline(const struct shaped *s, const struct cluster *c)
{
	return c->length == 1 && s->text.s[c->text] == '\n';
}

/* In code every cluster is of a fixed width, whatever its class. */
static bool is_blank(const struct shaped *s, const struct cluster *c)
{
	size_t at = c->text;

	return c->length > 0 && c->advance > 0 && char_is_space(utf8_next(s->text, &at));
}

static enum char_class effective_class(const struct shaped *s, const struct cluster *c, const struct piece *p)
{
	enum char_class k = (enum char_class)c->klass;

	if (c->missing)
		return CLASS_HAN;
	if (p->verbatim && is_blank(s, c))
		return CLASS_FIXED;
	if (p->verbatim) /* solid inside; outside it stands beside Han as a word does */
		return k == CLASS_LATIN || k == CLASS_DIGIT || k == CLASS_LATIN_MARK ? CLASS_LATIN
										     : CLASS_HAN;
	if (class_has_blank(k) && c->advance < coord_scale(p->size, FULL_WIDTH_PERMILLE, 1000))
		return CLASS_LATIN_MARK;
	return k;
}

static enum atom_weight weigh(enum char_class k)
{
	switch (k) {
	case CLASS_HAN:
	case CLASS_OBJECT:
		return WEIGHT_HAN;
	case CLASS_LATIN:
	case CLASS_DIGIT:
		return WEIGHT_LETTER;
	default:
		return WEIGHT_MARK;
	}
}

/* What lies between the last atom and the one that comes. */
struct pending {
	uint32_t space; /* 1 + cluster index */
	bool typed;     /* the space is of ordinary text, not of code */
	coord space_advance;
	coord wide; /* of spaces with a width of their own, as U+3000 */
	bool forced;
};

static void set_glue(struct atom *a, struct spacing s, coord em)
{
	a->natural = coord_scale(em, s.natural, 1000);
	a->shrink = coord_scale(em, s.shrink, 1000);
	a->stretch = coord_scale(em, s.stretch, 1000);
	if (a->shrink > a->natural)
		a->shrink = a->natural;
	a->shrink_rank = s.shrink_rank < RANK_COUNT ? s.shrink_rank : RANK_HAN;
	a->stretch_rank = s.stretch_rank < RANK_COUNT ? s.stretch_rank : RANK_HAN;
}

/* An address may be torn anywhere, and then fills its line: no reader sees a twentieth
 * of an em between its letters. */
static const struct spacing tracking = {0, 0, 50, RANK_HAN, RANK_HAN};

static const struct spacing solid = {0, 0, 0, RANK_HAN, RANK_HAN};

/* Nor does one see as much between the letters of a long name whose line has no other
 * glue left: it is the last resort before gaps grow over their limits. */
#define LETTERS_APART 50 /* 1/1000 em */

/* Beside a mark more space is less of a hole than between all characters of a line: times
 * its stretch, which makes it an em at the most. */
#define MARK_RESERVE 3

static bool of_word(enum char_class k)
{
	return k == CLASS_LATIN || k == CLASS_DIGIT || k == CLASS_LATIN_MARK;
}

/* TYPOGRAPHY: a space typed between Han and Latin is their gap, not one more;
 * none stands beside a full-width mark. */
static void glue_between(struct atom *a, enum mark_style marks, enum char_class before, enum char_class after,
			 coord em, const struct pending *p)
{
	struct spacing s = spacing_between(marks, before, after);

	set_glue(a, s, em);
	if (!p->space || p->wide || a->natural > 0 || class_has_blank(before) || class_has_blank(after))
		return;
	s = spacing_of_space(coord_scale(p->space_advance, 1000, em));
	set_glue(a, s, em);
	a->natural = p->space_advance; /* exactly */
}

/* ０ to ９: to UAX #14 they are ideographs, but a number is never torn. */
static bool wide_digit(const struct shaped *s, const struct cluster *c)
{
	const unsigned char *t = (const unsigned char *)s->text.s + c->text;

	return c->length == 3 && t[0] == 0xEF && t[1] == 0xBC && t[2] >= 0x90 && t[2] <= 0x99;
}

/* A call of a note, an exponent: no line begins with it, no gap parts it from its base, and
 * behind it is the gap that would be behind its base, as the blank half of a full stop. */
static bool enters_script(const struct piece *before, const struct piece *p)
{
	return before && p && p->script && !before->script;
}

struct builder {
	struct atoms *out;
	enum mark_style marks;
	enum char_class last; /* class of the last atom */
	enum char_class base; /* ... before the last script */
	const struct piece *last_piece;
	struct pending pending;
};

static bool belongs_before(const struct builder *b, const struct cluster *c)
{
	const struct shaped *s = b->out->shaped;
	const struct cluster *last = &s->clusters[b->out->v[b->out->n - 2].cluster];

	return c->length && last->length && parts_belong(s->text, last->text + last->length, c->text);
}

/* A letter's width holds its kerning with the next, which may begin another line. */
static coord kerning_of(const struct shaped *s, const struct cluster *c, const struct piece *p)
{
	const struct shaped_glyph *g = &s->glyphs[c->glyph];
	const struct face *face;

	if (c->glyphs != 1 || c->missing || s->bidi || s->vertical != g->turned)
		return 0;
	face = s->faces[c->face];
	return coord_scale(p->size, face_advance(face, g->gid), face_upem(face)) - g->advance;
}

/* May a line end before it, in a word? */
static bool may_end_before(const struct atom *a)
{
	return !a->space && (a->joint || a->before != BREAK_NEVER);
}

static void enter_script(struct builder *b, struct atom *a)
{
	b->base = b->last;
	if (b->pending.space || b->pending.forced)
		return;
	a->before = BREAK_NEVER;
	a->joint = JOINT_NONE;
}

/* The glue before an atom of class k. */
static void set_gap(const struct builder *b, struct atom *a, const struct piece *p, enum char_class k)
{
	coord em = b->last_piece->size > p->size ? b->last_piece->size : p->size;
	enum char_class before = b->last;

	if (enters_script(p, b->last_piece) && !of_word(b->base))
		before = b->base; /* the script is behind it, and a part of it */
	glue_between(a, b->marks, before, k, em, &b->pending);
	a->natural += b->pending.wide;
	if (p->url && p == b->last_piece)
		set_glue(a, tracking, em);
	if (a->stretch_rank == RANK_MARK)
		a->reserve = a->stretch * MARK_RESERVE;
	if (!a->natural && !a->stretch && !p->verbatim && of_word(b->last) && of_word(k))
		a->reserve = coord_scale(em, LETTERS_APART, 1000);
	if (enters_script(b->last_piece, p) && (before == CLASS_HAN || class_has_blank(before)))
		set_glue(a, solid, em);
}

static void add_atom(struct builder *b, size_t i, const struct cluster *c, const struct piece *p)
{
	enum char_class k = effective_class(b->out->shaped, c, p);
	struct mark_sides sides = class_sides(p->verbatim ? CLASS_FIXED : k);
	struct atom *a = &b->out->v[b->out->n++];
	coord end = coord_scale(p->size, sides.end, 1000);

	a->cluster = (uint32_t)i;
	a->start = coord_scale(p->size, sides.start, 1000);
	a->ink = c->advance - a->start - end;
	if (a->ink < 0)
		a->ink = 0;
	a->before = b->pending.forced ? BREAK_FORCED : c->before == BREAK_INSIDE ? BREAK_ALLOWED : c->before;
	if (c->before == BREAK_ALLOWED && wide_digit(b->out->shaped, c) && i > 0 &&
	    wide_digit(b->out->shaped, c - 1))
		a->before = BREAK_NEVER;
	if (b->out->n > 1 && !b->pending.space)
		a->joint = (uint8_t)joint_before(b->out->shaped, c, c - 1, p);
	if (b->out->n > 1 && (c->before == BREAK_ALLOWED || c->before == BREAK_HYPHEN))
		a->belongs = belongs_before(b, c);
	if (enters_script(b->last_piece, p))
		enter_script(b, a);
	a->inside = c->before == BREAK_INSIDE && !b->pending.forced;
	a->weight = p->script ? WEIGHT_MARK : (uint8_t)weigh(k);
	a->hangs = k == CLASS_COMMA || k == CLASS_STOP;
	a->fixed = p->verbatim && b->last_piece && b->last_piece->verbatim && !b->pending.typed;
	a->space = b->pending.space;
	if (b->out->n > 1 && of_word(k) && of_word(b->last) && may_end_before(a))
		a[-1].kerning = kerning_of(b->out->shaped, c - 1, b->last_piece);
	if (a->fixed)
		a->natural = b->pending.space_advance; /* as wide as typed, but gone at a line's edge */
	else if (b->last_piece)
		set_gap(b, a, p, k);
	b->last = k;
	b->last_piece = p;
	b->pending = (struct pending){0};
}

/* Two newlines in a row leave an empty line: an atom of no width between them. */
static void add_newline(struct builder *b, size_t i, const struct piece *p)
{
	if (b->pending.forced || b->out->n == 0) {
		struct atom *a = &b->out->v[b->out->n++];
		a->cluster = (uint32_t)i;
		a->before = b->pending.forced ? BREAK_FORCED : BREAK_NEVER;
		a->fixed = true;
		b->last = CLASS_NONE;
		b->last_piece = p;
	}
	b->pending = (struct pending){.forced = true};
}

/* Spaces at the head of a line of code are its indent: atoms, not glue. */
static bool follows_ink(const struct builder *b)
{
	return b->out->n > 0 && !b->pending.forced && b->last != CLASS_FIXED;
}

/* A space with a width of its own (U+3000, U+2003) keeps it, but is gone at a line's edge. */
static bool is_wide_space(const struct shaped *s, const struct cluster *c)
{
	return c->klass == CLASS_FIXED && is_blank(s, c);
}

static bool is_glue(const struct builder *b, const struct cluster *c, const struct piece *p)
{
	const struct shaped *s = b->out->shaped;

	if (p->verbatim)
		return is_blank(s, c) && follows_ink(b);
	return c->klass == CLASS_SPACE || (is_wide_space(s, c) && follows_ink(b));
}

static void add_space(struct builder *b, size_t i, const struct cluster *c, const struct piece *p)
{
	if (!b->pending.space)
		b->pending.space = (uint32_t)i + 1;
	b->pending.typed = b->pending.typed || !p->verbatim;
	if (p->verbatim)
		b->pending.space_advance += c->advance;
	else if (c->klass == CLASS_FIXED)
		b->pending.wide += c->advance;
	else
		b->pending.space_advance = c->advance;
}

void atoms_build(struct arena *scratch, const struct shaped *shaped, const struct piece *pieces,
		 enum mark_style marks, struct atoms *out)
{
	struct builder b = {.out = out, .marks = marks, .last = CLASS_NONE};

	*out = (struct atoms){.shaped = shaped, .pieces = pieces};
	out->v = ARENA_ARRAY(scratch, shaped->count + 1, struct atom);
	for (size_t i = 0; i < shaped->count; i++) {
		const struct cluster *c = &shaped->clusters[i];
		const struct piece *p = &pieces[c->piece];

		if (is_newline(shaped, c)) {
			add_newline(&b, i, p);
		} else if (is_glue(&b, c, p)) {
			add_space(&b, i, c, p);
		} else if (c->klass == CLASS_NONE && c->advance == 0 && !c->missing) {
			continue;
		} else {
			add_atom(&b, i, c, p);
		}
	}
	out->sum = ARENA_ARRAY(scratch, out->n + 1, struct atom_sum);
	atoms_sum(out);
}

void atoms_sum(struct atoms *t)
{
	struct atom_sum s = {0};

	for (size_t i = 0; i < t->n; i++) {
		const struct atom *a = &t->v[i];
		t->sum[i] = s;
		s.width += (int64_t)a->ink + a->natural;
		s.shrink += a->shrink;
		if (a->stretch_rank == RANK_HAN)
			s.han += a->stretch;
		else
			s.stretch += a->stretch;
		s.reserve += a->reserve;
		s.marks += a->weight == WEIGHT_MARK;
		s.han_count += a->weight == WEIGHT_HAN;
	}
	t->sum[t->n] = s;
}
