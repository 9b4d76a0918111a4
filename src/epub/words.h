/* The interface's words (previous, contents, source …) in the languages in which
 * an issue can be made.
 *
 * "{}" stands for the number or name that words_fill puts there.
 */
#ifndef WENZHAI_EPUB_WORDS_H
#define WENZHAI_EPUB_WORDS_H

#include "base/arena.h"
#include "base/calendar.h"

/* name, and what it says. */
#define WORDS(X)                                                                            \
	X(CONTENTS)       /* title of the contents page */                                  \
	X(COVER)          /* label of the cover */                                          \
	X(COVER_OF)       /* alternative text of the cover picture; {} the issue's title */ \
	X(COLOPHON)       /* title of the closing page */                                   \
	X(PREVIOUS)       /* the bar's link to the article before */                        \
	X(NEXT)           /* … and to the one after */                                    \
	X(BAR_HEAD)       /* what a screen reader calls the bar at the head */              \
	X(BAR_FOOT)       /* … and at the foot */                                         \
	X(ORIGINAL)       /* link to the article on the web */                              \
	X(ALSO)           /* other sources that carry the same story; {} their names, */    \
	X(NAME_JOINT)     /* with this between them */                                      \
	X(MINUTES)        /* reading time; {} minutes */                                    \
	X(PART)           /* behind the title of an article's further file; {} "2/3" */     \
	X(MORE)           /* link to the article's next file; {} "2/3" */                   \
	X(NOTES)          /* what a screen reader calls the footnotes */                    \
	X(BACK)           /* link from a footnote to its mark */                            \
	X(MISSING)        /* stands for a picture that is not there and says nothing */     \
	X(ISSUE)          /* number of the issue; {} */                                     \
	X(ARTICLES)       /* {} articles */                                                 \
	X(LABEL_DATES)    /* the colophon's labels: days covered, */                        \
	X(LABEL_MADE)     /* when it was made, */                                           \
	X(LABEL_COUNT)    /* how many articles, */                                          \
	X(LABEL_LENGTH)   /* how many characters, */                                        \
	X(LABEL_SOURCES)  /* where from, */                                                 \
	X(LABEL_FONTS)    /* which fonts it brings, */                                      \
	X(LABEL_LEFT_OUT) /* and what was left out */                                       \
	X(LENGTH)         /* {} characters */                                               \
	X(UNSIGNED)       /* articles without a source */                                   \
	X(AND_MORE)       /* end of a list that was cut; {} how many more */                \
	X(COLOPHON_NOTE)  /* the last sentence: what made this, whose the articles are */   \
	X(MAKER)          /* creator of an issue that names none */                         \
	X(LIST_JOINT)     /* between the headlines of a description */                      \
	X(DATE)           /* a day; {y} {m} {d} */                                          \
	X(WHY_DUPLICATE)  /* why an article was left out */                                 \
	X(WHY_UNREADABLE)                                                                   \
	X(WHY_UNDATED)                                                                      \
	X(WHY_EMPTY)                                                                        \
	X(WHY_BAD)                                                                          \
	X(SUMMARY_PLAIN)    /* accessibility summary: text alone, */                        \
	X(SUMMARY_PICTURES) /* with pictures that all have a text, */                       \
	X(SUMMARY_SOME)     /* with pictures of which some have none */

enum word {
#define WORD_ENUM(name) WORD_##name,
	WORDS(WORD_ENUM)
#undef WORD_ENUM
		WORD_COUNT
};

struct words {
	const char *lang;  /* BCP 47 */
	size_t per_minute; /* words (document.h) that a reader takes in a minute */
	const char *word[WORD_COUNT];
};

/* The words for a language tag; English for a language that is not among them,
 * simplified Chinese for Chinese of no stated script or region. */
const struct words *words_lookup(struct str tag);
struct str word(const struct words *words, enum word which);
/* The word with `by` in the place of "{}". */
struct str words_fill(struct arena *a, const struct words *words, enum word which, struct str by);
struct str words_number(struct arena *a, const struct words *words, enum word which, size_t number);
struct str words_day(struct arena *a, const struct words *words, day_number day);
/* Minutes that reading takes, at least 1. */
size_t words_minutes(const struct words *words, size_t count);

#endif
