/* Inside text/: where a name that no pattern knows (Mozilla, Prometheus, toolchain) falls into
 * syllables.  A guess, for lines that would have holes else. */
#ifndef WENZHAI_TEXT_SYLLABLES_H
#define WENZHAI_TEXT_SYLLABLES_H

#include "base/str.h"

/* Letters: of a word, before a place and behind it. */
#define SYLLABLES_WORD_MIN  7u
#define SYLLABLES_LEFT_MIN  2u
#define SYLLABLES_RIGHT_MIN 2u

/* May an English word be parted before word.s[at]?  Behind a vowel, before one consonant (or a
 * pair that begins words: th, br) and a vowel; or between two consonants that do not.  False for
 * words that are shorter, or have anything but a to z behind their first letter. */
bool syllable_begins(struct str word, size_t at);

#endif
