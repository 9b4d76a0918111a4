/* What may be done before each grapheme cluster: the base rules, tailored. */
#include "text/units.h"

#include "text/address.h"
#include "text/syllables.h"

/* After so many clusters that must not be parted some may: a hundred ！ in a row
 * would else be wider than any page. */
#define UNBREAKABLE_MAX 12u

/* ---- addresses ---- */

/* Those in the units [from, to), which may be in several pieces: a part of one may be bold. */
static void mark_addresses(struct units *u, size_t from, size_t to)
{
	uint32_t base = u->v[from].at;
	struct address_search search =
		address_search_begin(str_slice(u->text.s + base, u->text.s + u->v[to].at));
	size_t i = from, begin, end;

	while (address_next(&search, &begin, &end)) {
		while (u->v[i].at < base + begin)
			i++;
		for (; i < to && u->v[i].at < base + end; i++)
			u->v[i].flags |= UNIT_URL;
	}
}

/* In code there are none: it is torn as code is. */
static void find_addresses(struct units *u)
{
	for (size_t from = 0, to; from < u->n; from = to) {
		bool verbatim = unit_piece(u, &u->v[from])->verbatim;

		for (to = from; to < u->n && unit_piece(u, &u->v[to])->verbatim == verbatim; to++)
			if (unit_piece(u, &u->v[to])->url && u->v[to].c != '\n')
				u->v[to].flags |= UNIT_URL;
		if (!verbatim)
			mark_addresses(u, from, to);
	}
}

/* ---- between two clusters ---- */

/* The clusters before a place. */
struct place {
	const struct unit *before;  /* first unit of the cluster before */
	const struct unit *visible; /* the same, passing over spaces */
	const struct unit *last;    /* the unit before */
	unsigned held;              /* how many in a row could not be parted */
	bool first;                 /* that cluster began the line */
};

/* Part of a word or number, which may be torn when nothing else helps. */
static bool wordlike(const struct unit *unit)
{
	return !(unit->sets & (SET_SQUARE | SET_SPACE)) && unit->c != 0xA0 &&
	       (unit->klass == CLASS_LATIN || unit->klass == CLASS_DIGIT || unit->klass == CLASS_LATIN_MARK);
}

/* TYPOGRAPHY: a URL breaks after these. */
static bool url_joint(uint32_t c)
{
	return c && c < 0x80 && strchr("/?&=.-_", (int)c);
}

/* Not inside "//" or "...": the joint is after the last. */
static enum break_kind url_kind(const struct place *p, const struct unit *unit)
{
	if ((unit->sets & SET_NO_HEAD) || (p->last->sets & SET_NO_TAIL))
		return BREAK_NEVER;
	return url_joint(p->last->c) && !url_joint(unit->c) ? BREAK_URL : BREAK_LAST;
}

/* What remains where a break is forbidden: can the worst be avoided here? */
static enum break_kind last_resort(const struct units *u, const struct place *p, const struct unit *unit)
{
	const struct piece *piece = unit_piece(u, unit);
	bool same = p->before->piece == unit->piece;

	bool marked = (unit->sets & SET_NO_HEAD) || (p->before->sets & SET_NO_TAIL);

	if (same && (piece->verbatim || piece->nowrap) && !(unit->sets & SET_SPACE) &&
	    (!marked || p->held >= UNBREAKABLE_MAX))
		return BREAK_LAST;
	if (wordlike(p->before) && wordlike(unit) && !(unit->sets & SET_NO_HEAD) &&
	    !(p->before->sets & SET_NO_TAIL))
		return BREAK_LAST;
	return p->held >= UNBREAKABLE_MAX && !(unit->sets & SET_SPACE) ? BREAK_LAST : BREAK_NEVER;
}

static bool number_with_unit(const struct units *u, const struct place *p, const struct unit *unit)
{
	return p->visible && (p->visible->sets & SET_DIGIT) && (unit->sets & (SET_LETTER | SET_SQUARE)) &&
	       starts_with_unit(str_from_offset(u->text, unit->at));
}

/* "-option", "–5": the hyphen that begins a word is the word's (ICU's LB 20.09). */
static bool leading_hyphen(const struct place *p, const struct unit *unit)
{
	bool begins = p->before->before == BREAK_ALLOWED || p->before->before == BREAK_FORCED || p->first;

	return begins && (p->before->c == '-' || p->before->c == 0x2010) &&
	       (unit->sets & (SET_LETTER | SET_DIGIT));
}

static bool tailored(const struct units *u, const struct place *p, const struct unit *unit)
{
	bool spaces = p->visible != p->before;

	if (!p->visible)
		return false;
	return tailoring_between(p->visible->sets, spaces, unit->sets) || leading_hyphen(p, unit) ||
	       number_with_unit(u, p, unit);
}

/* `marks` of the place: may a line break here, do words meet here? */
static enum break_kind kind_before(const struct units *u, const struct place *p, const struct unit *unit,
				   uint8_t marks)
{
	const struct piece *piece = unit_piece(u, unit);

	if (unit->c == '\n')
		return BREAK_FORCED;
	if (!p->before || p->before->c == '\n' || (unit->flags & UNIT_CUT))
		return BREAK_NEVER; /* the line has just begun */
	if ((unit->flags & p->last->flags & UNIT_URL))
		return url_kind(p, unit);
	if (!(marks & AT_BREAK) || (unit->sets & SET_SPACE) || tailored(u, p, unit))
		return last_resort(u, p, unit);
	if (piece->nowrap && p->before->piece == unit->piece)
		return BREAK_LAST;
	if (p->last->c == 0xAD)
		return BREAK_HYPHEN;
	return u->paragraph->words && !(marks & AT_WORD) ? BREAK_INSIDE : BREAK_ALLOWED;
}

static void find_places(struct units *u, const uint8_t *marks)
{
	struct place p = {NULL, NULL, NULL, 0, false};

	for (size_t i = 0; i < u->n; i++) {
		struct unit *unit = &u->v[i];
		if (unit->flags & UNIT_START) {
			unit->before = (uint8_t)kind_before(u, &p, unit, marks[unit->at]);
			p.first = !p.before || p.before->c == '\n';
			p.held = unit->before == BREAK_NEVER ? p.held + 1 : 0;
			p.before = unit;
			if (!(unit->sets & SET_SPACE))
				p.visible = unit;
		}
		p.last = unit;
	}
}

/* ---- hyphenation ---- */

static bool hyphenable(const struct units *u, const struct unit *unit)
{
	const struct piece *piece = unit_piece(u, unit);

	return (unit->sets & SET_LETTER) && !(unit->flags & UNIT_URL) && !piece->verbatim && !piece->nowrap;
}

/* Parts of names of things (foo_bar, a1b, x@y, len(…), page.tsx) are no words: a
 * hyphen in them would be read as theirs.  Nor are those of an address (go-package/carbon). */
static bool name_char(const struct units *u, size_t i)
{
	const struct unit *unit = &u->v[i];

	return i < u->n && ((unit->sets & SET_DIGIT) || unit->c == '_' || unit->c == '@' || unit->c == '(' ||
			    unit->c == '/');
}

static bool letter_at(const struct units *u, size_t i)
{
	return i < u->n && (u->v[i].sets & SET_LETTER) && u->v[i].c < 0x80;
}

static bool in_name(const struct units *u, size_t from, size_t to)
{
	if (name_char(u, to) || (to < u->n && u->v[to].c == '.' && letter_at(u, to + 1)))
		return true;
	return from && (name_char(u, from - 1) || u->v[from - 1].c == '.') && u->v[from - 1].c != '(';
}

/* Letters before and after a hyphen between the parts of JavaScript.  (Web-Assembly and Mongo-DB
 * are no good places either: layout/joints.h takes short parts for what they are.) */
#define HUMP_PART_LEAST 3u
#define HUMP_TAIL_LEAST 2u

static bool is_hump(struct str word, size_t i)
{
	return i > 0 && word.s[i] >= 'A' && word.s[i] <= 'Z' && word.s[i - 1] >= 'a';
}

static bool has_hump(struct str word)
{
	for (size_t i = 1; i < word.n; i++)
		if (is_hump(word, i))
			return true;
	return false;
}

static bool is_program_name(struct str word)
{
	size_t humps = 0;

	for (size_t i = 1; i < word.n; i++)
		humps += is_hump(word, i);
	return word.s[0] >= 'a' || (humps >= PROGRAM_HUMPS && word.n >= PROGRAM_LETTERS_LEAST);
}

/* JavaScript is parted between its words alone, toString never. */
static void hyphenate_humps(struct units *u, struct str word, size_t from)
{
	if (is_program_name(word))
		return;
	for (size_t i = HUMP_PART_LEAST; i + HUMP_TAIL_LEAST <= word.n; i++)
		if (is_hump(word, i) && u->v[from + i].before == BREAK_LAST)
			u->v[from + i].before = BREAK_HYPHEN;
}

static struct str language_of(const struct units *u, size_t i)
{
	const struct piece *piece = unit_piece(u, &u->v[i]);

	return piece->language.n ? piece->language : u->paragraph->lang;
}

/* NULL: no patterns for it; or it is not English, which a word among Chinese is taken for. */
static const struct hyphenator *hyphenator_for(const struct units *u, struct hyphens *hyphens, size_t from,
					       bool ascii)
{
	struct str lang = language_of(u, from);

	if (!ascii && !str_eq(hyphen_language(lang), lang))
		return NULL;
	return hyphens_lookup(hyphens, lang);
}

static bool is_english(struct str lang)
{
	return str_starts(hyphen_language(lang), S("en"));
}

static void guess_hyphens(struct units *u, struct str word, size_t from)
{
	for (size_t i = 1; i < word.n; i++)
		if (u->v[from + i].before == BREAK_LAST && syllable_begins(word, i))
			u->v[from + i].before = BREAK_GUESSED;
}

static void hyphenate_word(struct units *u, struct hyphens *hyphens, size_t from, size_t to)
{
	bool points[HYPHEN_WORD_MAX];
	struct str word = {u->text.s + u->v[from].at, u->v[to].at - u->v[from].at};
	bool ascii = word.n == to - from;
	const struct hyphenator *h;

	if (word.n > HYPHEN_WORD_MAX || in_name(u, from, to))
		return;
	if (ascii && has_hump(word)) {
		hyphenate_humps(u, word, from);
		return;
	}
	h = hyphenator_for(u, hyphens, from, ascii);
	if (!h)
		return;
	if (!hyphenate(h, word, points)) {
		if (ascii && is_english(language_of(u, from)))
			guess_hyphens(u, word, from);
		return;
	}
	for (size_t i = from + 1; i < to; i++)
		if (points[u->v[i].at - u->v[from].at - 1] && u->v[i].before == BREAK_LAST)
			u->v[i].before = BREAK_HYPHEN;
}

static void find_hyphens(struct units *u, struct hyphens *hyphens)
{
	for (size_t i = 0; i < u->n;) {
		size_t end = i;
		while (end < u->n && hyphenable(u, &u->v[end]) &&
		       str_eq(language_of(u, end), language_of(u, i)))
			end++;
		if (end > i)
			hyphenate_word(u, hyphens, i, end);
		i = end > i ? end : i + 1;
	}
}

void units_break(struct units *u, struct arena *scratch, struct breaker *breaker, struct hyphens *hyphens)
{
	uint8_t *marks = arena_alloc(scratch, u->text.n + 1);

	breaker_lines(breaker, u->text, font_lang_from_tag(u->paragraph->lang), marks);
	if (u->paragraph->words)
		breaker_words(breaker, u->text, font_lang_from_tag(u->paragraph->lang), marks);
	find_addresses(u);
	find_places(u, marks);
	if (u->paragraph->hyphenate && (u->sets & SET_LETTER))
		find_hyphens(u, hyphens);
}
