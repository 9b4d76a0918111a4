#include "clean/srcset.h"

#include <stdlib.h>

/* HTML's white space: no vertical tab. */
static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static struct str skip(struct str text, bool commas)
{
	size_t at = 0;
	while (at < text.n && (is_space(text.s[at]) || (commas && text.s[at] == ',')))
		at++;
	return str_from_offset(text, at);
}

static struct str take_word(struct str *rest)
{
	size_t at = 0;
	while (at < rest->n && !is_space(rest->s[at]))
		at++;
	struct str word = str_head(*rest, at);
	*rest = str_from_offset(*rest, at);
	return word;
}

/* Up to a comma that stands in no parentheses. */
static struct str take_descriptors(struct str *rest)
{
	size_t at = 0;
	bool inside = false;
	while (at < rest->n && (inside || rest->s[at] != ',')) {
		inside = rest->s[at] == '(' || (inside && rest->s[at] != ')');
		at++;
	}
	struct str taken = str_head(*rest, at);
	*rest = str_from_offset(*rest, at + 1);
	return taken;
}

/* "1.5": in hundredths, at most 100 times; 0: no number. */
static uint32_t hundredths(struct str text)
{
	uint32_t whole = 0, part = 0, unit = 100;
	struct str rest = text, head = str_cut(&rest, '.');
	if (head.n && (!str_to_uint(head, &whole) || whole > 100))
		return 0;
	for (size_t i = 0; rest.s && i < rest.n; i++) {
		if (rest.s[i] < '0' || rest.s[i] > '9')
			return 0;
		unit /= 10;
		part += unit * (uint32_t)(rest.s[i] - '0');
	}
	return whole * 100 + part;
}

/* "640w", "2x", "640w 480h"; none is 1x. */
static uint32_t width_of(struct str descriptors, uint32_t natural)
{
	uint32_t width = natural, number = 0;
	for (descriptors = skip(descriptors, false); descriptors.n; descriptors = skip(descriptors, false)) {
		struct str word = take_word(&descriptors), value = str_head(word, word.n - 1);
		char unit = word.s[word.n - 1];
		if (unit == 'w')
			width = str_to_uint(value, &number) && number <= 100000 ? number : 0;
		else if (unit == 'x')
			width = natural * hundredths(value) / 100;
		else if (unit != 'h')
			return 0;
	}
	return width;
}

static bool ends_in_comma(struct str word)
{
	return word.n && word.s[word.n - 1] == ',';
}

size_t srcset_read(struct str set, uint32_t natural, struct srcset_candidate *candidates)
{
	size_t n = 0;
	natural = natural && natural <= SRCSET_WIDTH_MAX ? natural : SRCSET_WIDTH_ASSUMED;
	for (set = skip(set, true); set.n && n < SRCSET_CANDIDATES_MAX; set = skip(set, true)) {
		struct str url = take_word(&set), descriptors = {0};
		if (!ends_in_comma(url)) /* a URL may hold commas, but not end in one */
			descriptors = take_descriptors(&set);
		while (ends_in_comma(url))
			url.n--;
		candidates[n++] = (struct srcset_candidate){url, width_of(descriptors, natural)};
	}
	return n;
}

/* ---- the choice ---- */

/* The smaller the better; candidates that are alike stay as they were written. */
struct ranked {
	struct srcset_candidate candidate;
	uint32_t class, rank;
	size_t place;
};

static struct ranked rank(struct srcset_candidate c, size_t place, uint32_t wanted)
{
	bool enough = (uint64_t)c.width * 10 >= (uint64_t)wanted * 9;
	if (!c.width)
		return (struct ranked){c, 3, 0, place};
	if (c.width > SRCSET_WIDTH_MAX)
		return (struct ranked){c, 2, c.width, place};
	return enough ? (struct ranked){c, 0, c.width, place}
		      : (struct ranked){c, 1, SRCSET_WIDTH_MAX - c.width, place};
}

static int by_rank(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

void srcset_sort(struct srcset_candidate *candidates, size_t n, uint32_t wanted)
{
	struct ranked ranked[SRCSET_CANDIDATES_MAX] = {0};
	for (size_t i = 0; i < n; i++)
		ranked[i] = rank(candidates[i], i, wanted);
	qsort(ranked, n, sizeof *ranked, by_rank);
	for (size_t i = 0; i < n; i++)
		candidates[i] = ranked[i].candidate;
}
