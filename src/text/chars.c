#include "text/chars.h"

#include <unicode/uchar.h>

/* TYPOGRAPHY "Breaking a line", and clreq 3.1.4, JLREQ 3.1.7 and 3.1.8. */
static const struct {
	uint16_t set;
	const char *chars;
} lists[] = {
	{SET_NO_HEAD, "、。，．：；！？）〕］｝〉》」』】〗〙〛”’～·％‰℃々〻"},
	{SET_NO_HEAD, "ーゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"},
	{SET_NO_HEAD, "〞〟｠‼⁇⁈⁉・‧℉′″¢°､｡｣･ｰ"},
	{SET_NO_HEAD, ",.:;!?)]}%"},
	{SET_NO_TAIL, "（〔［｛〈《「『【〖〘〚“‘〝｟｢￥＄№([{$£¥"},
	{SET_SUFFIX, "%％‰‱℃℉°′″¢￠㎡㎥㎝㎞㎏㎎㎜㏄㏎"},
	{SET_SUFFIX, "年月日时時分秒号號点點百千万萬亿億元角米克吨噸升岁歲度倍折円원"},
	{SET_PREFIX, "￥＄￡￦№¥$£€₩₽₹#±-−+"},
	{SET_DASH, "—―⸺⸻"},
	{SET_ELLIPSIS, "…‥"},
	{SET_POINT, ".,:;"},
};

static uint16_t listed(uint32_t c)
{
	uint16_t sets = 0;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct str chars = str_from(lists[i].chars);
		for (size_t at = 0; at < chars.n;)
			if (utf8_next(chars, &at) == c) {
				sets |= lists[i].set;
				break;
			}
	}
	return sets;
}

/* Syllables of hangul join only jamo after them, which are JOINING themselves;
 * a line feed and other controls stand alone. */
static bool joins(uint32_t c)
{
	int kind = u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK);

	return kind != U_GCB_OTHER && kind != U_GCB_LV && kind != U_GCB_LVT && kind != U_GCB_LF &&
	       kind != U_GCB_CONTROL;
}

static bool right_to_left(uint32_t c)
{
	switch (u_charDirection((UChar32)c)) {
	case U_RIGHT_TO_LEFT:
	case U_RIGHT_TO_LEFT_ARABIC:
	case U_ARABIC_NUMBER:
	case U_RIGHT_TO_LEFT_EMBEDDING:
	case U_RIGHT_TO_LEFT_OVERRIDE:
	case U_RIGHT_TO_LEFT_ISOLATE:
	case U_LEFT_TO_RIGHT_OVERRIDE: /* of digits, also to the left */
		return true;
	default:
		return false;
	}
}

static uint16_t letter_set(uint32_t c)
{
	if (!u_isalpha((UChar32)c))
		return 0;
	return u_hasBinaryProperty((UChar32)c, UCHAR_ALPHABETIC) && c < 0x0590 ? SET_LETTER : SET_STRONG;
}

static bool invisible(uint32_t c)
{
	return u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
	       u_charType((UChar32)c) == U_CONTROL_CHAR;
}

uint16_t char_sets(uint32_t c)
{
	uint16_t sets = SET_KNOWN | listed(c);

	if (c >= '0' && c <= '9')
		sets |= SET_DIGIT;
	if (c == ' ' || c == 0xA0 || c == 0x202F || c == 0x205F)
		sets |= SET_SPACE;
	if (char_is_cjk(c))
		sets |= SET_SQUARE;
	else
		sets |= letter_set(c);
	if (joins(c))
		sets |= SET_JOINING;
	if (right_to_left(c))
		sets |= SET_RTL;
	if (invisible(c))
		sets |= SET_INVISIBLE;
	return sets;
}
