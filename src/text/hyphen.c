#include "text/hyphen.h"

#include <hyphen.h>
#include <stdlib.h>
#include <unistd.h>

struct hyphenator {
	HyphenDict *dict;
};

struct hyphenator *hyphenator_new(const char *dictionary)
{
	struct hyphenator *h;
	HyphenDict *dict = access(dictionary, R_OK) == 0 ? hnj_hyphen_load(dictionary) : NULL;

	if (!dict)
		return NULL;
	h = malloc(sizeof *h);
	if (!h)
		abort();
	h->dict = dict;
	return h;
}

void hyphenator_free(struct hyphenator *h)
{
	if (!h)
		return;
	hnj_hyphen_free(h->dict);
	free(h);
}

/* In lower case, as the patterns are; false when it is not a word of theirs. */
static bool fold(struct str word, char *lower)
{
	for (size_t i = 0; i < word.n; i++) {
		char c = word.s[i];
		if (i == 0 && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c < 'a' || c > 'z')
			return false;
		lower[i] = c;
	}
	return true;
}

/* Patterns of some languages change letters at a break; English has none, and
 * a dictionary that wants it is not followed there. */
static void free_replacements(char **replace, int *at, int *cut, size_t n, char *marks)
{
	for (size_t i = 0; replace && i < n; i++) {
		if (replace[i]) {
			marks[i] = '0';
			free(replace[i]);
		}
	}
	free(replace);
	free(at);
	free(cut);
}

bool hyphenate(const struct hyphenator *h, struct str word, bool *points)
{
	/* The library is given the length, but looks for a NUL too. */
	char lower[HYPHEN_WORD_MAX + 1] = "", marks[HYPHEN_WORD_MAX + 8];
	char **replace = NULL;
	int *at = NULL, *cut = NULL;
	bool any = false;

	memset(points, 0, word.n * sizeof *points);
	if (word.n < HYPHEN_WORD_MIN || word.n > HYPHEN_WORD_MAX || !fold(word, lower))
		return false;
	if (hnj_hyphen_hyphenate2(h->dict, lower, (int)word.n, marks, NULL, &replace, &at, &cut))
		return false;
	free_replacements(replace, at, cut, word.n, marks);
	for (size_t i = HYPHEN_LEFT_MIN - 1; i + HYPHEN_RIGHT_MIN < word.n; i++) {
		points[i] = (marks[i] - '0') & 1;
		any = any || points[i];
	}
	return any;
}

bool hyphen_suits(struct str language)
{
	static const char *const suited[] = {"zh", "ja", "ko", "yue", "en"};

	for (size_t i = 0; i < sizeof suited / sizeof *suited; i++) {
		struct str rest = str_from_offset(language, strlen(suited[i]));
		if (str_starts_nocase(language, str_from(suited[i])) && (!rest.n || rest.s[0] == '-'))
			return true;
	}
	return language.n == 0;
}
