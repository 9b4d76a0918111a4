#include "text/address.h"

/* What an address is written with (RFC 3986) in running text, where ' more often ends a quotation. */
static bool address_char(char c)
{
	return c > ' ' && c < 0x7f && !strchr("<>\"'`{}|\\^", c);
}

static bool letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* "www.", "www3." */
static bool www_at(struct str text, size_t at)
{
	size_t end = at + 3;

	if (!str_starts_nocase(str_from_offset(text, at), S("www")) ||
	    (at > 0 && address_char(text.s[at - 1])))
		return false;
	while (end < text.n && text.s[end] >= '0' && text.s[end] <= '9')
		end++;
	return end < text.n && text.s[end] == '.';
}

static size_t find_www(struct str text, size_t from)
{
	for (size_t at = from; at < text.n; at++)
		if ((text.s[at] | 0x20) == 'w' && www_at(text, at))
			return at;
	return STR_NONE;
}

struct address_search address_search_begin(struct str text)
{
	return (struct address_search){text, 0, str_find(text, S("://"), 0), find_www(text, 0)};
}

bool address_next(struct address_search *search, size_t *begin, size_t *end)
{
	struct str text = search->text;
	size_t at;

	if (search->scheme < search->from)
		search->scheme = str_find(text, S("://"), search->from);
	if (search->www < search->from)
		search->www = find_www(text, search->from);
	at = search->www < search->scheme ? search->www : search->scheme;
	if (at == STR_NONE)
		return false;
	*begin = at;
	while (*begin > search->from && at != search->www && letter(text.s[*begin - 1]))
		(*begin)--;
	*end = at + 3;
	while (*end < text.n && address_char(text.s[*end]))
		(*end)++;
	search->from = *end;
	return true;
}
