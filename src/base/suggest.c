#include "base/suggest.h"

#include <glib.h>

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool alike(char a, char b)
{
	return g_ascii_tolower(a) == g_ascii_tolower(b);
}

/* Optimal string alignment (Damerau-Levenshtein without overlapping swaps). */
size_t suggest_distance(struct str a, struct str b)
{
	size_t rows[3][SUGGEST_LENGTH_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];
	if (a.n > SUGGEST_LENGTH_MAX || b.n > SUGGEST_LENGTH_MAX)
		return STR_NONE;
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *oldest = before;
		before = above;
		above = row;
		row = oldest;
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t replaced = above[j - 1] + !alike(a.s[i - 1], b.s[j - 1]);
			row[j] = least(replaced, least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && alike(a.s[i - 1], b.s[j - 2]) && alike(a.s[i - 2], b.s[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return row[b.n];
}

bool suggest_close(struct str typed, size_t distance)
{
	return distance <= 1 + typed.n / 4;
}
