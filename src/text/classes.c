#include "text/classes.h"

#include <unicode/uchar.h>

/* Punctuation that is set in a square, and other exceptions; what is not listed
 * is CLASS_HAN when it is CJK and CLASS_LATIN when not.  In the order of code
 * points.  The columns differ where the styles do: traditional type centres
 * ，。、；：, and there and in Japan ？！ fill their square (clreq 3.1.3, JLREQ 3.1.2). */
struct range {
	uint32_t first, last; /* first of all: see char_row */
	uint8_t klass[3];     /* by enum mark_style */
};

#define ALIKE(c)                                \
	{                                       \
		CLASS_##c, CLASS_##c, CLASS_##c \
	}
#define STYLED(m, t, j)                         \
	{                                       \
		CLASS_##m, CLASS_##t, CLASS_##j \
	}

static const struct range ranges[] = {
	{0x0021, 0x0022, ALIKE(LATIN_MARK)},
	{0x0025, 0x0025, ALIKE(LATIN)}, /* % goes with its number */
	{0x0027, 0x002A, ALIKE(LATIN_MARK)},
	{0x002C, 0x002F, ALIKE(LATIN_MARK)},
	{0x0030, 0x0039, ALIKE(DIGIT)},
	{0x003A, 0x003B, ALIKE(LATIN_MARK)},
	{0x003C, 0x003C, ALIKE(LATIN_MARK)},
	{0x003E, 0x003F, ALIKE(LATIN_MARK)},
	{0x005B, 0x005D, ALIKE(LATIN_MARK)},
	{0x007B, 0x007E, ALIKE(LATIN_MARK)},
	{0x00A1, 0x00A1, ALIKE(LATIN_MARK)},
	{0x00AB, 0x00AB, ALIKE(LATIN_MARK)},
	{0x00B7, 0x00B7, ALIKE(MIDDLE)},
	{0x00BB, 0x00BB, ALIKE(LATIN_MARK)},
	{0x00BF, 0x00BF, ALIKE(LATIN_MARK)},
	{0x060C, 0x060C, ALIKE(LATIN_MARK)}, /* Arabic comma, semicolon, question mark */
	{0x061B, 0x061B, ALIKE(LATIN_MARK)},
	{0x061F, 0x061F, ALIKE(LATIN_MARK)},
	{0x2002, 0x200A, ALIKE(FIXED)},
	{0x2010, 0x2013, ALIKE(LATIN_MARK)},
	{0x2014, 0x2015, ALIKE(DASH)},
	{0x2018, 0x2018, ALIKE(OPEN)},
	{0x2019, 0x2019, ALIKE(CLOSE)},
	{0x201C, 0x201C, ALIKE(OPEN)},
	{0x201D, 0x201D, ALIKE(CLOSE)},
	{0x2025, 0x2026, ALIKE(DASH)},
	{0x2027, 0x2027, ALIKE(MIDDLE)},
	{0x2030, 0x2037, ALIKE(LATIN)}, /* ‰ ′ ″ : with their number, as % */
	{0x2103, 0x2103, ALIKE(LATIN)}, /* ℃ */
	{0x2109, 0x2109, ALIKE(LATIN)},
	{0x2116, 0x2116, ALIKE(LATIN)}, /* № */
	{0x2150, 0x215F, ALIKE(LATIN)}, /* ⅓, as ½ */
	{0x2236, 0x2236, ALIKE(DASH)},  /* ∶ joins numbers, as those below */
	{0x2E3A, 0x2E3B, ALIKE(DASH)},
	{0x3000, 0x3000, ALIKE(FIXED)},
	{0x3001, 0x3001, STYLED(COMMA, CENTERED, COMMA)},
	{0x3002, 0x3002, STYLED(STOP, CENTERED, STOP)},
	{0x3008, 0x3008, ALIKE(OPEN)},
	{0x3009, 0x3009, ALIKE(CLOSE)},
	{0x300A, 0x300A, ALIKE(OPEN)},
	{0x300B, 0x300B, ALIKE(CLOSE)},
	{0x300C, 0x300C, ALIKE(OPEN)},
	{0x300D, 0x300D, ALIKE(CLOSE)},
	{0x300E, 0x300E, ALIKE(OPEN)},
	{0x300F, 0x300F, ALIKE(CLOSE)},
	{0x3010, 0x3010, ALIKE(OPEN)},
	{0x3011, 0x3011, ALIKE(CLOSE)},
	{0x3014, 0x3014, ALIKE(OPEN)},
	{0x3015, 0x3015, ALIKE(CLOSE)},
	{0x3016, 0x3016, ALIKE(OPEN)},
	{0x3017, 0x3017, ALIKE(CLOSE)},
	{0x3018, 0x3018, ALIKE(OPEN)},
	{0x3019, 0x3019, ALIKE(CLOSE)},
	{0x301A, 0x301A, ALIKE(OPEN)},
	{0x301B, 0x301B, ALIKE(CLOSE)},
	{0x301C, 0x301C, ALIKE(DASH)}, /* 〜 */
	{0x301D, 0x301D, ALIKE(OPEN)},
	{0x301E, 0x301F, ALIKE(CLOSE)},
	{0x30FB, 0x30FB, ALIKE(MIDDLE)},
	{0xFF01, 0xFF01, STYLED(BANG, CENTERED, CENTERED)},
	{0xFF04, 0xFF05, ALIKE(LATIN)}, /* ＄ ％ */
	{0xFF08, 0xFF08, ALIKE(OPEN)},
	{0xFF09, 0xFF09, ALIKE(CLOSE)},
	{0xFF0B, 0xFF0B, ALIKE(DASH)}, /* ＋ */
	{0xFF0C, 0xFF0C, STYLED(COMMA, CENTERED, COMMA)},
	{0xFF0D, 0xFF0D, ALIKE(DASH)}, /* － */
	{0xFF0E, 0xFF0E, STYLED(STOP, CENTERED, STOP)},
	{0xFF1A, 0xFF1B, STYLED(COMMA, CENTERED, MIDDLE)},
	{0xFF1D, 0xFF1D, ALIKE(DASH)}, /* ＝ */
	{0xFF1F, 0xFF1F, STYLED(BANG, CENTERED, CENTERED)},
	{0xFF3B, 0xFF3B, ALIKE(OPEN)},
	{0xFF3D, 0xFF3D, ALIKE(CLOSE)},
	{0xFF5B, 0xFF5B, ALIKE(OPEN)},
	{0xFF5D, 0xFF5D, ALIKE(CLOSE)},
	{0xFF5E, 0xFF5E, ALIKE(DASH)}, /* ～ */
	{0xFF5F, 0xFF5F, ALIKE(OPEN)},
	{0xFF60, 0xFF60, ALIKE(CLOSE)},
	{0xFF61, 0xFF65, ALIKE(HAN)}, /* half-width kana marks fill their half square */
	{0xFFE0, 0xFFE1, ALIKE(LATIN)},
	{0xFFE5, 0xFFE6, ALIKE(LATIN)}, /* ￥ */
	{0xFFFC, 0xFFFC, ALIKE(OBJECT)},
};

/* ① ■ ★ → and emoji stand in a row of ideographs as one of them; letters that
 * are as wide in old fonts (Greek, Cyrillic) do not (UAX #11). */
static bool wide_symbol(uint32_t c)
{
	int width = u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH);
	uint32_t kind = U_MASK(u_charType((UChar32)c));

	if (c < 0x2100 || !(kind & (U_GC_SO_MASK | U_GC_SM_MASK | U_GC_NO_MASK | U_GC_CN_MASK)))
		return false;
	return width == U_EA_WIDE || width == U_EA_FULLWIDTH || width == U_EA_AMBIGUOUS;
}

enum char_class class_of(enum mark_style style, uint32_t c)
{
	const struct range *range = CHAR_ROW(ranges, c);

	if (range)
		return (enum char_class)range->klass[style];
	if (c == '\n' || c == 0x200B || c == 0xFEFF)
		return CLASS_NONE;
	if (char_is_space(c))
		return CLASS_SPACE;
	return char_is_cjk(c) || wide_symbol(c) ? CLASS_HAN : CLASS_LATIN;
}

enum char_class class_vertical(enum char_class k, uint32_t c)
{
	bool colon = c == 0xFF1A || c == 0xFF1B;

	return k == CLASS_BANG || (k == CLASS_COMMA && colon) ? CLASS_CENTERED : k;
}

enum mark_style mark_style_of(enum font_lang lang)
{
	switch (lang) {
	case FONT_TC:
	case FONT_HK:
		return MARKS_TRADITIONAL;
	case FONT_JP:
	case FONT_KR:
		return MARKS_JAPANESE;
	default:
		return MARKS_MAINLAND;
	}
}

bool char_is_ambiguous(uint32_t c)
{
	return c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D || c == 0x2014 || c == 0x2015 ||
	       c == 0x2025 || c == 0x2026 || c == 0x00B7 || c == 0x2027;
}

bool class_is_mark(enum char_class c)
{
	return c >= CLASS_OPEN && c <= CLASS_CENTERED;
}

bool class_has_blank(enum char_class c)
{
	return c >= CLASS_OPEN && c <= CLASS_MIDDLE;
}

struct mark_sides class_sides(enum char_class c)
{
	static const struct mark_sides sides[CLASS_COUNT] = {
		[CLASS_OPEN] = {500, 0}, [CLASS_CLOSE] = {0, 500}, [CLASS_COMMA] = {0, 500},
		[CLASS_STOP] = {0, 500}, [CLASS_BANG] = {0, 500},  [CLASS_MIDDLE] = {250, 250},
	};
	return sides[c];
}

coord class_lead(enum char_class c, coord rest)
{
	if (c == CLASS_OPEN)
		return rest;
	return c == CLASS_MIDDLE || c == CLASS_CENTERED || c == CLASS_DASH ? rest / 2 : 0;
}
