/* Inside text/: what breaking and shaping ask of a character, as a set of bits. */
#ifndef WENZHAI_TEXT_CHARS_H
#define WENZHAI_TEXT_CHARS_H

#include "base/str.h"

enum char_set {
	SET_NO_HEAD = 1 << 0, /* never begins a line */
	SET_NO_TAIL = 1 << 1, /* never ends one */
	SET_DIGIT = 1 << 2,
	SET_SUFFIX = 1 << 3, /* stays with the number before: % ℃ 元 */
	SET_PREFIX = 1 << 4, /* stays with the number after: ￥ № */
	SET_LETTER = 1 << 5, /* of a Latin word */
	SET_DASH = 1 << 6,
	SET_ELLIPSIS = 1 << 7,
	SET_POINT = 1 << 8,      /* leads or parts a number: .5 10:30 */
	SET_SQUARE = 1 << 9,     /* Han, kana, hangul, full-width: Chinese context */
	SET_SPACE = 1 << 10,     /* glue or absorbed */
	SET_JOINING = 1 << 11,   /* grapheme clusters here are more than one character, perhaps */
	SET_RTL = 1 << 12,       /* needs the bidi algorithm */
	SET_INVISIBLE = 1 << 13, /* controls and default ignorables */
	SET_STRONG = 1 << 14,    /* a letter of any other script */
	SET_KNOWN = 1 << 15,     /* for caches */
};

uint16_t char_sets(uint32_t c);

#endif
