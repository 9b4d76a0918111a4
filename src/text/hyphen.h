/* Inside text/ (and for doctor): hyphenation by libhyphen's patterns, which are found
 * at run time, a file a language.  A language without a file is not hyphenated. */
#ifndef WENZHAI_TEXT_HYPHEN_H
#define WENZHAI_TEXT_HYPHEN_H

#include "base/str.h"

/* Letters: of a word, before a hyphen and after it (Liang's own bounds for English; a
 * dictionary may ask for more). */
#define HYPHEN_WORD_MIN  5u
#define HYPHEN_LEFT_MIN  2u
#define HYPHEN_RIGHT_MIN 3u
/* Bytes.  No word is longer; a line of 300,000 letters is none. */
#define HYPHEN_WORD_MAX 96u

/* Debian's hyphen-* packages put hyph_de_DE.dic and the like here. */
#define HYPHEN_DIR      "/usr/share/hyphen"
#define HYPHEN_PATH_MAX 256u

/* The language (BCP 47) whose patterns part the words of a text in `lang`: a Latin word
 * among Chinese, Japanese or Korean is taken for English. */
struct str hyphen_language(struct str lang);
/* The file of patterns for that language: of its region, else of the language alone, else
 * the first by name of any region.  False when the folder has none. */
bool hyphen_file(const char *dir, struct str lang, char path[HYPHEN_PATH_MAX]);

struct hyphenator;
/* NULL: no such file, or none that can be read. */
struct hyphenator *hyphenator_new(const char *file);
void hyphenator_free(struct hyphenator *h);

/* points[i] is set where a hyphen may follow the character that ends in word.s[i];
 * points has word.n places.  Only letters that the patterns' own charset has, of which
 * at most the first is a capital: names like iPhone and NASA are no words of a
 * dictionary.  False: nowhere. */
bool hyphenate(const struct hyphenator *h, struct str word, bool *points);

/* ---- those that are loaded, each once; of one thread at a time ---- */

/* A page may name as many languages as it likes; each file takes megabytes. */
#define HYPHEN_LANGUAGES_MAX 8u

struct hyphens;
struct hyphens *hyphens_new(const char *dir);
void hyphens_free(struct hyphens *h);
/* For words in a text of `lang`; NULL: they are not hyphenated. */
const struct hyphenator *hyphens_lookup(struct hyphens *h, struct str lang);

#endif
