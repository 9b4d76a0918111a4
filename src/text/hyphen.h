/* Inside text/: hyphenation of English words by libhyphen's patterns. */
#ifndef WENZHAI_TEXT_HYPHEN_H
#define WENZHAI_TEXT_HYPHEN_H

#include "base/str.h"

/* Liang's own bounds for English: two letters before, three after. */
#define HYPHEN_WORD_MIN  5u
#define HYPHEN_LEFT_MIN  2u
#define HYPHEN_RIGHT_MIN 3u
/* No English word is longer; a line of 300,000 letters is none. */
#define HYPHEN_WORD_MAX 48u

#define HYPHEN_DICTIONARY "/usr/share/hyphen/hyph_en_US.dic"

struct hyphenator;
struct hyphenator *hyphenator_new(const char *dictionary); /* NULL: it is not installed */
void hyphenator_free(struct hyphenator *h);

/* points[i] is set where a hyphen may follow word.s[i]; points has word.n places.
 * Only ASCII letters, of which at most the first is a capital: names like iPhone
 * and NASA are not words of the dictionary.  False: nowhere. */
bool hyphenate(const struct hyphenator *h, struct str word, bool *points);

/* Is English hyphenation right for Latin words in a text of this language (BCP 47)? */
bool hyphen_suits(struct str language);

#endif
