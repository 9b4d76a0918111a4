/* Near duplicates: one story in the words of several feeds.
 *
 * An article's text becomes a set of runs of NEAR_GRAM tokens (a CJK character, or a
 * word of other letters; no marks, no spaces, no case), and that set a signature whose
 * bytes two similar sets have in common as often as they have runs in common (MinHash
 * with one permutation: Li, Owen, Zhang 2012; a byte of each minimum: Li, König 2010).
 * Numbers are kept apart, each with what is counted, for two days' market reports differ in nothing
 * else; and they are the same in digits and in Chinese characters (numerals.h).
 *
 * What holds of the measures is measured, on tests/near/stories.txt by tests/unit/job-near.c: of 136
 * texts all 56 pairs that tell one story are found, and one that does not: two appointments in one
 * form of words, which differ in names alone.  Nothing here tells such apart.
 */
#ifndef WENZHAI_JOB_NEAR_H
#define WENZHAI_JOB_NEAR_H

#include "model/document.h"

#define NEAR_GRAM    3   /* tokens of a run */
#define NEAR_BINS    128 /* bytes of a signature: a similarity is known to within some 4 % */
#define NEAR_NUMBERS 32  /* numbers of a text that are kept: those of the least hashes */

/* Two texts are one story from this similarity on, in per mille of runs in common ... */
#define NEAR_SIMILAR 400
/* ... or where the shorter is contained so far in the longer: a feed that cuts. */
#define NEAR_CONTAINED 850
/* ... or so far, where NEAR_WITNESSES numbers or more bear it out. */
#define NEAR_WITNESSED 650
#define NEAR_WITNESSES 3
/* So many of the numbers of the text that has fewer must be in the other, in per mille (an editor
 * adds a date), and one of its days and months, if the other has any ... */
#define NEAR_SAME_NUMBERS 800
/* ... and all, where the words are this similar: then they are a form, filled in twice. */
#define NEAR_FORM 850
/* Shorter texts say too little to be compared: equal they must be. */
#define NEAR_TOKENS_MIN 40
/* The same title of one source on one day: an edition of it, if so much is common. */
#define NEAR_EDITION 150

struct signature {
	uint64_t text;   /* of all tokens as written: equal texts have equal ones; 0: no text */
	uint32_t tokens; /* how many */
	unsigned char bins[NEAR_BINS];
	uint32_t number_count;          /* 0..NEAR_NUMBERS */
	uint16_t numbers[NEAR_NUMBERS]; /* hashes, increasing */
};

/* Of a cleaned document: what is clutter is not compared. */
struct signature signature_of(const struct document *d, struct arena *scratch);
struct signature signature_of_text(struct str text);

/* Runs in common, per mille of those of both; of those of the shorter. */
int signature_similarity(const struct signature *a, const struct signature *b);
int signature_containment(const struct signature *a, const struct signature *b);
/* Are they one story? */
bool signature_near(const struct signature *a, const struct signature *b);

/* For tickets and the state: the same bytes on every machine. */
#define SIGNATURE_BYTES (16 + NEAR_BINS + 2 * NEAR_NUMBERS)
struct str signature_pack(struct arena *a, const struct signature *s); /* SIGNATURE_BYTES bytes */
bool signature_unpack(struct str bytes, struct signature *s);

#endif
