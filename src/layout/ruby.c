/* Ruby: an annotation of half size above its base (right of it in vertical text),
 * centred; a base that is narrower is spread (clreq 3.4, simple group ruby), but at
 * a line's edge stands at that edge (JLREQ 3.3.8).  It may hang over kana and the blank
 * half of a mark beside its base, never over an ideograph (JLREQ 3.3.8). */
#include "layout/setter.h"

/* 1/1000 em of the base, from its baseline to the annotation's; in vertical text both
 * are the middles of their lines. */
#define RUBY_RISE          920
#define RUBY_RISE_VERTICAL 770

/* Between two annotations in letters, as pinyin, 1/1000 of theirs: kana may touch, words not. */
#define WORDS_APART 400

static void widen(struct atoms *t, size_t first, size_t end, coord extra)
{
	coord n = (coord)(end - first), given = 0;

	for (size_t i = first; i < end; i++) {
		coord upto = coord_scale(extra, (int64_t)(i - first) + 1, n), share = upto - given;
		t->v[i].ink += share;
		t->v[i].start -= share / 2;
		t->v[i].widened = share;
		given = upto;
	}
}

static bool in_letters(const struct shaped *s)
{
	return s->count && s->clusters[0].klass == CLASS_LATIN &&
	       s->clusters[s->count - 1].klass == CLASS_LATIN;
}

static bool is_kana(const struct shaped *s, const struct cluster *c)
{
	size_t at = c->text;
	uint32_t point = c->length ? utf8_next(s->text, &at) : 0;

	return point >= 0x3041 && point <= 0x30FF;
}

/* May an annotation hang over atom i, which follows the base or comes before it? */
static bool lets_hang(const struct atoms *t, const struct look *looks, size_t i, bool follows)
{
	const struct cluster *c;
	struct mark_sides sides;

	if (i >= t->n || t->v[i].before == BREAK_FORCED)
		return false;
	c = &t->shaped->clusters[t->v[i].cluster];
	sides = class_sides((enum char_class)c->klass);
	return !looks[c->piece].ruby.n && (is_kana(t->shaped, c) || (follows ? sides.start : sides.end));
}

/* How far an annotation of size `size`, so much wider than its base, hangs over on either side:
 * on both alike, so that it stays in the middle. */
static coord overhang(const struct atoms *t, const struct look *looks, const struct ruby *r, coord more,
		      coord size)
{
	if (!r->first || !lets_hang(t, looks, r->first - 1, false) || !lets_hang(t, looks, r->end, true))
		return 0;
	return more / 2 < size ? more / 2 : size;
}

static void prepare_one(struct setter *st, struct atoms *t, const struct look *looks, coord size,
			struct ruby *r)
{
	uint32_t piece = t->shaped->clusters[t->v[r->first].cluster].piece;
	struct piece p = {
		.text = looks[piece].ruby, .role = ROLE_BODY, .lang = t->pieces[piece].lang, .size = size};
	struct paragraph_text pt = {.pieces = &p,
				    .count = 1,
				    .lang = str_from(font_lang_tag(p.lang)),
				    .vertical = st->style->vertical};
	struct shaped *s = ARENA_NEW(st->scratch, struct shaped);
	coord room;

	shape_paragraph(st->shaper, st->scratch, &pt, s);
	note_missing(st, s);
	r->shaped = s;
	r->size = size;
	for (size_t i = 0; i < s->count; i++)
		r->width += s->clusters[i].advance;
	r->base = (coord)atoms_between(t, r->first, r->end).width;
	room = r->width + (in_letters(s) ? coord_scale(size, WORDS_APART, 1000) : 0);
	if (room > r->base && !in_letters(s))
		room -= 2 * overhang(t, looks, r, room - r->base, size);
	if (room > r->base)
		widen(t, r->first, r->end, room - r->base);
}

size_t ruby_prepare(struct setter *st, struct atoms *t, const struct look *looks, struct ruby **rubies)
{
	VEC(struct ruby) list = {0};

	for (size_t i = 0; i < t->n; i++) {
		uint32_t piece = t->shaped->clusters[t->v[i].cluster].piece;
		struct ruby r = {.first = i, .end = i + 1};

		if (!looks[piece].ruby.n)
			continue;
		while (r.end < t->n && t->shaped->clusters[t->v[r.end].cluster].piece == piece)
			r.end++;
		prepare_one(st, t, looks, t->pieces[piece].size / 2, &r);
		VEC_PUSH(st->scratch, &list, r);
		i = r.end - 1;
	}
	if (list.n)
		atoms_sum(t);
	*rubies = list.v;
	return list.n;
}

/* Glyphs of the group move by up to half of what each was widened by: the first
 * not at all and the last all of it, or the other way round. */
static void lean(struct atoms *t, const struct ruby *r, bool to_end)
{
	coord n = (coord)(r->end - r->first);

	for (size_t i = r->first; i < r->end; i++) {
		coord k = (coord)(i - r->first);
		coord half = t->v[i].widened / 2;

		t->v[i].start -= to_end ? coord_scale(half, k + 1, n) : -coord_scale(half, n - k, n);
	}
}

void ruby_align(struct atoms *t, const struct ruby *rubies, size_t count, struct line_break line)
{
	for (size_t i = 0; i < count && rubies[i].first < line.to; i++) {
		if (rubies[i].first == line.from && rubies[i].end < line.to)
			lean(t, &rubies[i], false);
		else if (rubies[i].end == line.to && rubies[i].first > line.from)
			lean(t, &rubies[i], true);
	}
}

/* From the base's start to the annotation's; into the margin it does not hang. */
static coord within_line(const struct line_break *line, const struct ruby *r, coord start, coord width)
{
	if (start >= 0)
		return start;
	if (r->first == line->from)
		return 0;
	return r->end >= line->to ? width - r->width : start;
}

void ruby_paint(const struct line_job *job, const coord *at, struct line_out *out)
{
	int rise = job->st->style->vertical ? RUBY_RISE_VERTICAL : RUBY_RISE;

	for (size_t i = 0; i < job->ruby_count; i++) {
		const struct ruby *r = &job->rubies[i];
		const struct cluster *base;
		size_t end = r->end < job->line.to ? r->end : job->line.to;
		coord begin, width;

		if (r->first < job->line.from || r->first >= job->line.to)
			continue;
		begin = at[r->first - job->line.from];
		width = at[end - 1 - job->line.from] + job->atoms->v[end - 1].ink - begin;
		begin += within_line(&job->line, r, (width - r->width) / 2, width);
		base = &job->atoms->shaped->clusters[job->atoms->v[r->first].cluster];
		shaped_paint(job->st, r->shaped, NULL, r->size, job->looks[base->piece].ink, job->artifact,
			     begin, job->blk - coord_scale(r->size * 2, rise, 1000), out);
	}
}
