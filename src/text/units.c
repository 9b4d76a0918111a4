#include "text/units.h"

#include <unicode/ubidi.h>

static struct str join(struct arena *a, const struct paragraph_text *p)
{
	size_t n = 0;
	char *s;

	for (size_t i = 0; i < p->count; i++)
		n += p->pieces[i].text.n;
	if (n > TEXT_BYTES_MAX)
		n = TEXT_BYTES_MAX;
	s = arena_alloc(a, n + 1);
	for (size_t i = 0, at = 0; i < p->count && at < n; i++) {
		struct str piece = str_head(p->pieces[i].text, n - at);
		if (piece.n)
			memcpy(s + at, piece.s, piece.n);
		at += piece.n;
	}
	return (struct str){s, n};
}

static uint16_t cached_sets(struct set_cache *cache, uint32_t c)
{
	if (c >= 0x10000)
		return char_sets(c);
	if (!cache->bmp[c])
		cache->bmp[c] = char_sets(c);
	return cache->bmp[c];
}

/* Offset of the end of piece i, when it begins at `from`. */
static size_t piece_end(const struct units *u, size_t i, size_t from)
{
	size_t n = u->paragraph->pieces[i].text.n;

	return n > u->text.n - from ? u->text.n : from + n;
}

static void decode_piece(struct units *u, size_t piece, size_t from, size_t to, struct set_cache *cache)
{
	struct str text = {u->text.s, to};
	uint16_t index = (uint16_t)(piece < PIECES_MAX ? piece : PIECES_MAX - 1);

	for (size_t at = from; at < to;) {
		struct unit *unit = &u->v[u->n++];
		unit->at = (uint32_t)at;
		unit->c = utf8_next(text, &at);
		unit->piece = index;
		unit->sets = cached_sets(cache, unit->c);
		u->sets |= unit->sets;
	}
}

/* How many characters decode_piece will find.  A malformed byte is one of its
 * own, also where the next piece would have completed it. */
static size_t count_units(struct str text)
{
	size_t count = 0;

	if (utf8_valid_prefix(text) != text.n)
		return text.n;
	for (size_t i = 0; i < text.n; i++)
		count += ((uint8_t)text.s[i] & 0xC0) != 0x80 ? 1 : 0;
	return count;
}

static void decode(struct units *u, struct arena *scratch, struct set_cache *cache)
{
	size_t capacity = 1, from = 0;

	for (size_t i = 0; i < u->paragraph->count; i++) {
		size_t to = piece_end(u, i, from);
		capacity += count_units((struct str){u->text.s + from, to - from});
		from = to;
	}
	u->v = ARENA_ARRAY(scratch, capacity, struct unit);
	from = 0;
	for (size_t i = 0; i < u->paragraph->count; i++) {
		size_t to = piece_end(u, i, from);
		decode_piece(u, i, from, to, cache);
		from = to;
	}
	u->v[u->n] = (struct unit){.at = (uint32_t)u->text.n, .flags = UNIT_START, .before = BREAK_NEVER};
}

/* Only where some character can join its neighbour need the rules be asked. */
static void find_graphemes(struct units *u, struct arena *scratch, struct breaker *breaker)
{
	uint8_t *marks = NULL;
	size_t length = 0;

	if (u->sets & SET_JOINING) {
		marks = arena_alloc(scratch, u->text.n + 1);
		breaker_graphemes(breaker, u->text, marks);
	}
	for (size_t i = 0; i < u->n; i++) {
		struct unit *unit = &u->v[i];
		bool start = i == 0 || !marks || (marks[unit->at] & AT_GRAPHEME);
		if (start || ++length >= GRAPHEME_UNITS_MAX || unit->piece != unit[-1].piece) {
			unit->flags = (uint8_t)(start ? UNIT_START : UNIT_START | UNIT_CUT);
			length = 0;
		}
	}
}

static void copy_levels(struct units *u, UBiDi *bidi)
{
	UErrorCode error = U_ZERO_ERROR;
	const UBiDiLevel *levels = ubidi_getLevels(bidi, &error);
	size_t at = 0;

	if (U_FAILURE(error))
		return;
	for (size_t i = 0; i < u->n; i++) {
		u->v[i].level = levels[at] & 0x7f;
		u->bidi = u->bidi || u->v[i].level;
		at += u->v[i].c > 0xFFFF ? 2 : 1;
	}
}

/* Languages that are written from right to left. */
static bool right_to_left_language(struct str lang)
{
	static const char *const tags[] = {"ar", "he", "fa", "ur", "yi", "ps", "dv", "ug", "ckb", "sd"};
	struct str rest = lang, primary = str_cut(&rest, '-');

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (str_eq_nocase(primary, str_from(tags[i])))
			return true;
	return false;
}

/* A Chinese paragraph may begin with a word of Hebrew, and is Chinese for all that: its
 * direction comes from its language (UAX #9, HL1), and from its letters only where all of
 * them run the other way. */
bool reads_right_to_left(struct str text, struct str lang)
{
	bool by_language = right_to_left_language(lang), any = false;

	for (size_t at = 0; at < text.n && !(any && by_language);) {
		uint16_t sets = char_sets(utf8_next(text, &at));

		if (sets & SET_RTL)
			any = true;
		else if ((sets & (SET_SQUARE | SET_LETTER)) && !by_language)
			return false;
	}
	return any;
}

static void find_levels(struct units *u, struct arena *scratch)
{
	UErrorCode error = U_ZERO_ERROR;
	UBiDi *bidi = ubidi_open();
	UChar *utf16 = ARENA_ARRAY(scratch, u->n * 2, UChar);
	size_t n = 0;

	for (size_t i = 0; i < u->n; i++)
		U16_APPEND_UNSAFE(utf16, n, u->v[i].c);
	if (n <= INT32_MAX)
		ubidi_setPara(bidi, utf16, (int32_t)n, reads_right_to_left(u->text, u->paragraph->lang), NULL,
			      &error);
	if (n <= INT32_MAX && U_SUCCESS(error))
		copy_levels(u, bidi);
	ubidi_close(bidi);
}

void units_read(struct units *u, struct arena *text, struct arena *scratch, const struct paragraph_text *p,
		struct set_cache *cache, struct breaker *breaker)
{
	*u = (struct units){.paragraph = p};
	u->text = join(text, p);
	decode(u, scratch, cache);
	find_graphemes(u, scratch, breaker);
	if (u->sets & SET_RTL)
		find_levels(u, scratch);
}

/* ---- numbers in a square ---- */

#define CELL_DIGITS 2

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* Latin text, which is turned as a whole. */
static bool lies_down(const struct unit *unit)
{
	return unit && (unit->klass == CLASS_LATIN || unit->klass == CLASS_DIGIT ||
			unit->klass == CLASS_LATIN_MARK || (unit->flags & UNIT_LATIN));
}

/* The next unit that is no space; NULL: none. */
static const struct unit *beside(const struct units *u, ptrdiff_t at, int step)
{
	ptrdiff_t n = (ptrdiff_t)u->n;

	while (at >= 0 && at < n && u->v[at].klass == CLASS_SPACE)
		at += step;
	return at >= 0 && at < n ? &u->v[at] : NULL;
}

int units_in_cell(const struct units *u, const struct unit *from)
{
	const struct unit *end = u->v + u->n, *to = from;

	if (!u->paragraph->vertical || from->level || !is_digit(from->c))
		return 0;
	while (to < end && to - from <= CELL_DIGITS && to->piece == from->piece && is_digit(to->c))
		to++;
	if (to - from > CELL_DIGITS || lies_down(beside(u, to - u->v, 1)) ||
	    lies_down(beside(u, from - u->v - 1, -1)))
		return 0;
	return (int)(to - from);
}
