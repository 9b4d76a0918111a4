#include "text/breaks.h"

#include "text/chars.h"

#include <glib.h>
#include <unicode/ubrk.h>

/* ICU's own tailoring by language: `strict` keeps small kana and ー off a line's
 * head, and Chinese and Japanese know “ ” as brackets. */
static const char *const locales[FONT_LANG_COUNT] = {
	[FONT_SC] = "zh@lb=strict", [FONT_TC] = "zh-Hant@lb=strict", [FONT_HK] = "zh-Hant@lb=strict",
	[FONT_JP] = "ja@lb=strict", [FONT_KR] = "ko@lb=strict",      [FONT_LATIN] = "",
};

struct breaker {
	UBreakIterator *lines[FONT_LANG_COUNT]; /* opened when first wanted */
	UBreakIterator *words[FONT_LANG_COUNT];
	UBreakIterator *graphemes;
	UChar *units; /* the text at hand; ICU reads UTF-16 twice as fast as UTF-8 */
	size_t capacity;
};

struct breaker *breaker_new(void)
{
	return g_new0(struct breaker, 1);
}

void breaker_free(struct breaker *b)
{
	if (!b)
		return;
	for (unsigned i = 0; i < FONT_LANG_COUNT; i++) {
		if (b->lines[i])
			ubrk_close(b->lines[i]);
		if (b->words[i])
			ubrk_close(b->words[i]);
	}
	if (b->graphemes)
		ubrk_close(b->graphemes);
	g_free(b->units);
	g_free(b);
}

/* A unit never takes more than its bytes did. */
static int32_t fill_units(struct breaker *b, struct str text)
{
	int32_t n = 0;

	if (b->capacity < text.n) {
		b->capacity = text.n * 2;
		b->units = g_renew(UChar, b->units, b->capacity);
	}
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		if (c >= 0x10000)
			b->units[n++] = U16_LEAD(c);
		b->units[n++] = c >= 0x10000 ? U16_TRAIL(c) : (UChar)c;
	}
	return n;
}

/* Marks every boundary that the iterator finds in the text. */
static void mark_boundaries(struct breaker *b, UBreakIterator *it, struct str text, uint8_t bit,
			    uint8_t *marks)
{
	UErrorCode error = U_ZERO_ERROR;
	size_t byte = 0;
	int32_t n = fill_units(b, text); /* before b->units is looked at: it may move */

	ubrk_setText(it, b->units, n, &error);
	if (U_FAILURE(error))
		return;
	for (int32_t unit = 0, at = ubrk_first(it); at != UBRK_DONE; at = ubrk_next(it)) {
		while (unit < at)
			unit += utf8_next(text, &byte) >= 0x10000 ? 2 : 1;
		marks[byte] |= bit;
	}
}

static UBreakIterator *open_iterator(UBreakIterator **place, UBreakIteratorType type, const char *locale)
{
	UErrorCode error = U_ZERO_ERROR;

	if (!*place)
		*place = ubrk_open(type, locale, NULL, 0, &error);
	return *place;
}

/* Classes of UAX #14 that matter below, with LB1's resolution. */
enum line_class { LB_OTHER, LB_LETTER, LB_NUMBER, LB_HYPHEN, LB_INFIX, LB_SLASH, LB_SPACE, LB_ZERO, LB_MARK };

static enum line_class line_class(uint32_t c)
{
	if (c >= 0x3000 && c < 0xA000)
		return c == 0x3099 || c == 0x309A || (c >= 0x302A && c <= 0x302F) ? LB_MARK : LB_OTHER;
	if (c == 0x2010)
		return LB_HYPHEN;
	switch (u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK)) {
	case U_LB_COMPLEX_CONTEXT:
		return U_MASK(u_charType((UChar32)c)) & (U_GC_MN_MASK | U_GC_MC_MASK) ? LB_MARK : LB_LETTER;
	case U_LB_ALPHABETIC:
	case U_LB_AMBIGUOUS:
	case U_LB_UNKNOWN:
	case U_LB_SURROGATE:
		return LB_LETTER;
	case U_LB_NUMERIC:
		return LB_NUMBER;
	case U_LB_HYPHEN:
		return LB_HYPHEN;
	case U_LB_INFIX_NUMERIC:
		return LB_INFIX;
	case U_LB_BREAK_SYMBOLS:
		return LB_SLASH;
	case U_LB_SPACE:
		return LB_SPACE;
	case U_LB_ZWSPACE:
		return LB_ZERO;
	case U_LB_COMBINING_MARK:
	case U_LB_ZWJ:
		return LB_MARK;
	default:
		return LB_OTHER;
	}
}

/* What stands before a place, for the rules below. */
struct before {
	enum line_class last; /* passing over combining marks */
	bool number;          /* in a number: NU (NU | SY | IS)* */
	bool zero;            /* a zero-width space, and spaces since */
};

static void standardize_at(const struct before *b, enum line_class class, uint8_t *mark)
{
	/* ICU's LB 20.09, from Finnish: none between a word's leading hyphen and its letter. */
	if (b->last == LB_HYPHEN && class == LB_LETTER)
		*mark |= AT_BREAK;
	/* ICU counts a leading point as the number's (" .35"); the standard's LB 25 does not. */
	if (b->last == LB_INFIX && class == LB_NUMBER && !b->number)
		*mark |= AT_BREAK;
	if (b->last == LB_SPACE && class == LB_INFIX && !b->zero)
		*mark = (uint8_t)(*mark & ~AT_BREAK);
}

static void pass(struct before *b, enum line_class class)
{
	if (class == LB_MARK && b->last != LB_SPACE && b->last != LB_ZERO)
		return;
	b->number = class == LB_NUMBER || (b->number && (class == LB_INFIX || class == LB_SLASH));
	b->zero = class == LB_ZERO || (b->zero && class == LB_SPACE);
	b->last = class;
}

/* U+4E00 to U+9FFF, most of a Chinese text: none of the rules is about them. */
static bool plain_square(struct str text, size_t at)
{
	uint8_t lead = (uint8_t)text.s[at];

	return at + 3 <= text.n &&
	       ((lead > 0xE4 && lead <= 0xE9) || (lead == 0xE4 && (uint8_t)text.s[at + 1] >= 0xB8));
}

/* Base rules are the standard's own: where ICU departs from it, what the standard
 * says is put back.  The tailorings below then keep such words whole. */
static void standardize(struct str text, uint8_t *marks)
{
	struct before b = {LB_OTHER, false, false};

	for (size_t at = 0; at < text.n;) {
		size_t start = at;
		if (plain_square(text, at)) {
			b = (struct before){LB_OTHER, false, false};
			at += 3;
			continue;
		}
		enum line_class class = line_class(utf8_next(text, &at));
		if (start && class != LB_OTHER)
			standardize_at(&b, class, &marks[start]);
		pass(&b, class);
	}
}

void breaker_lines(struct breaker *b, struct str text, enum font_lang lang, uint8_t *marks)
{
	UBreakIterator *it = open_iterator(&b->lines[lang], UBRK_LINE, locales[lang]);

	if (!it || !text.n)
		return;
	mark_boundaries(b, it, text, AT_BREAK, marks);
	standardize(text, marks);
}

void breaker_words(struct breaker *b, struct str text, enum font_lang lang, uint8_t *marks)
{
	UBreakIterator *it = open_iterator(&b->words[lang], UBRK_WORD, locales[lang]);

	if (it && text.n)
		mark_boundaries(b, it, text, AT_WORD, marks);
}

void breaker_graphemes(struct breaker *b, struct str text, uint8_t *marks)
{
	UBreakIterator *it = open_iterator(&b->graphemes, UBRK_CHARACTER, "");

	if (it && text.n)
		mark_boundaries(b, it, text, AT_GRAPHEME, marks);
}

#define ANY 0xffff

/* TYPOGRAPHY "Breaking a line"; each row has its test in tests/unit/text-breaks.c. */
const struct tailoring tailorings[] = {
	{"no-closing-mark-at-head", ANY, SET_NO_HEAD, true},
	{"no-opening-mark-at-tail", SET_NO_TAIL, ANY, true},
	{"dash-whole", SET_DASH, SET_DASH, false},
	{"ellipsis-whole", SET_ELLIPSIS, SET_ELLIPSIS, false},
	{"number-whole", SET_DIGIT, SET_DIGIT, false},
	{"number-with-unit", SET_DIGIT, SET_SUFFIX, true},
	{"sign-with-number", SET_PREFIX, SET_DIGIT, false},
	{"letters-whole", SET_LETTER, SET_LETTER, false},
	{"point-with-number", SET_POINT, SET_DIGIT, false},
};
const size_t tailoring_count = G_N_ELEMENTS(tailorings);

/* The sets of the table: two characters in none of them need no look at it. */
#define TAILORED                                                                                     \
	(SET_NO_HEAD | SET_NO_TAIL | SET_DASH | SET_ELLIPSIS | SET_DIGIT | SET_SUFFIX | SET_PREFIX | \
	 SET_LETTER | SET_POINT)

const struct tailoring *tailoring_between(uint16_t before, bool spaces, uint16_t after)
{
	if (!((before | after) & TAILORED))
		return NULL;
	for (size_t i = 0; i < tailoring_count; i++) {
		const struct tailoring *t = &tailorings[i];
		if ((t->before & before) && (t->after & after) && (t->across_spaces || !spaces))
			return t;
	}
	return NULL;
}

/* Units that are written after a space: "5 km".  SI's common ones and computing's. */
static const char *const units[] = {
	"kg", "mg", "g",   "t",   "km",  "cm",  "mm",  "nm",  "m",   "L",   "ml",  "mL",  "kW",  "MW",  "GW",
	"W",  "V",  "A",   "kWh", "GWh", "TWh", "Hz",  "kHz", "MHz", "GHz", "KB",  "kB",  "MB",  "GB",  "TB",
	"PB", "B",  "bps", "bp",  "ms",  "s",   "min", "h",   "USD", "RMB", "CNY", "HKD", "EUR", "JPY", "GBP",
};

/* And Chinese ones of several characters, whose first says nothing by itself. */
static const char *const long_units[] = {
	"公里", "公斤", "公顷", "公頃", "公升", "公分", "公尺", "公吨", "公噸", "平方",
	"立方", "小时", "小時", "分钟", "分鐘", "毫米", "厘米", "毫升", "毫秒", "海里",
	"英里", "英寸", "美元", "美金", "欧元", "歐元", "日元", "日圆", "港元", "港币",
	"英镑", "英鎊", "韩元", "卢布", "法郎", "兆瓦", "赫兹",
};

static bool starts_with_long_unit(struct str text)
{
	for (size_t i = 0; i < G_N_ELEMENTS(long_units); i++)
		if (str_starts(text, str_from(long_units[i])))
			return true;
	return false;
}

static size_t letters(struct str text)
{
	size_t n = 0;

	while (n < text.n && g_ascii_isalpha(text.s[n]) && n < 8)
		n++;
	return n;
}

bool starts_with_unit(struct str text)
{
	struct str word = str_head(text, letters(text));

	if (!word.n)
		return starts_with_long_unit(text);
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (str_eq(word, str_from(units[i])))
			return true;
	return false;
}
