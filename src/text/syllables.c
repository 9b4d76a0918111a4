#include "text/syllables.h"

#include <string.h>

static bool is_plain(struct str word)
{
	for (size_t i = 0; i < word.n; i++) {
		char c = word.s[i];
		bool capital = c >= 'A' && c <= 'Z';
		if (!(c >= 'a' && c <= 'z') && !(capital && i == 0))
			return false;
	}
	return true;
}

static bool is_vowel(struct str word, size_t i)
{
	return i < word.n && strchr("aeiouyAEIOUY", word.s[i]);
}

/* Two consonants that are one sound, or begin English words. */
static bool is_onset(struct str word, size_t i)
{
	static const char pairs[] = "bl br ch cl cr dr fl fr gh gl gr kn ph pl pr sc sh sk sl sm sn sp st sw "
				    "th tr tw wh wr";

	for (const char *pair = pairs; i + 1 < word.n && *pair; pair += pair[2] ? 3 : 2)
		if (pair[0] == word.s[i] && pair[1] == word.s[i + 1])
			return true;
	return false;
}

/* Pairs that end a syllable whole: Rock-et, not Roc-ket. */
static bool is_coda(struct str word, size_t i)
{
	return word.s[i] == 'c' && word.s[i + 1] == 'k';
}

/* A silent e is no vowel of its own: Chrome. */
static bool has_vowel(struct str word, size_t i)
{
	return is_vowel(word, i) && !(i + 1 == word.n && word.s[i] == 'e');
}

bool syllable_begins(struct str word, size_t at)
{
	if (word.n < SYLLABLES_WORD_MIN || at < SYLLABLES_LEFT_MIN || at + SYLLABLES_RIGHT_MIN > word.n ||
	    !is_plain(word) || is_vowel(word, at) || !has_vowel(word, at + (is_onset(word, at) ? 2 : 1)))
		return false;
	if (is_vowel(word, at - 1))
		return true;
	return is_vowel(word, at - 2) && !is_onset(word, at - 1) && !is_coda(word, at - 1);
}
