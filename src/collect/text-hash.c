#include "collect/text-hash.h"

#include <glib.h>

struct text_reader {
	struct markup markup;
	size_t at;
};

static size_t find_nocase(struct str html, struct str wanted, size_t from)
{
	for (size_t at = from; (at = str_find_char(html, wanted.s[0], at)) != STR_NONE; at++)
		if (str_starts_nocase(str_from_offset(html, at), wanted))
			return at;
	return STR_NONE;
}

static size_t past_tag(struct str html, size_t at)
{
	size_t end = str_find_char(html, '>', at);
	return end == STR_NONE ? html.n : end + 1;
}

size_t markup_end(struct markup *m, size_t at)
{
	static const struct {
		const char *open, *close;
	} hidden[] = {{"<!--", "-->"}, {"<style", "</style"}, {"<script", "</script"}};
	struct str rest = str_from_offset(m->html, at);

	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
		struct str open = str_from(hidden[i].open);
		bool empty = i == 0 && (str_starts(rest, S("<!-->")) || str_starts(rest, S("<!--->")));
		size_t end;
		if (!str_starts_nocase(rest, open) || empty || m->unended[i])
			continue;
		end = find_nocase(m->html, str_from(hidden[i].close), at + open.n);
		if (end != STR_NONE)
			return i == 0 ? end + 3 : end; /* an end tag is markup again */
		m->unended[i] = true;
	}
	if (rest.n < 2 || !(g_ascii_isalpha(rest.s[1]) || strchr("/!?", rest.s[1])))
		return at;
	return past_tag(m->html, at);
}

/* Bytes of white space at `at`: ASCII, U+00A0, U+3000, &nbsp;. */
static size_t space_at(struct str html, size_t at)
{
	unsigned char c = (unsigned char)html.s[at];
	struct str rest;

	if (c > ' ' && c != '&' && c != 0xC2 && c != 0xE3)
		return 0;
	if (c <= ' ')
		return 1;
	rest = str_from_offset(html, at);
	if (str_starts(rest, S("\u3000")))
		return 3;
	if (str_starts(rest, S("\u00A0")))
		return 2;
	return str_starts(rest, S("&nbsp;")) ? 6 : 0;
}

/* Nearly all bytes of Chinese are above '<', and then only U+00A0 and U+3000 count. */
static bool may_end_run(unsigned char c)
{
	return c > '<' ? c == 0xC2 || c == 0xE3 : c <= ' ' || c == '<' || c == '&';
}

/* The next stretch of text without space or markup in it; false at the end. */
static bool next_run(struct text_reader *r, struct str *run)
{
	while (r->at < r->markup.html.n) {
		size_t begin = r->at;
		size_t space = space_at(r->markup.html, begin);

		if (space > 0)
			r->at += space;
		else if (r->markup.html.s[begin] == '<')
			r->at = markup_end(&r->markup, begin);
		if (r->at > begin)
			continue;
		do
			r->at++;
		while (r->at < r->markup.html.n && !may_end_run((unsigned char)r->markup.html.s[r->at]));
		*run = str_slice(r->markup.html.s + begin, r->markup.html.s + r->at);
		return true;
	}
	return false;
}

uint64_t text_hash(struct str html)
{
	struct text_reader r = {{.html = html}, 0};
	struct str run;
	uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a: stable, and the runs' bounds do not matter */
	bool any = false;

	while (next_run(&r, &run)) {
		any = true;
		for (size_t i = 0; i < run.n; i++)
			hash = (hash ^ (unsigned char)run.s[i]) * 0x100000001B3u;
	}
	return any ? hash | 1 : 0;
}

bool text_reaches(struct str html, size_t characters)
{
	struct text_reader r = {{.html = html}, 0};
	struct str run;
	size_t n = 0;

	while (n < characters && next_run(&r, &run))
		n += utf8_count(run);
	return n >= characters;
}

static size_t common_bytes(struct str a, struct str b)
{
	size_t n = 0;
	while (n < a.n && n < b.n && a.s[n] == b.s[n])
		n++;
	return n;
}

/* Up to so many characters of both. */
static bool same_until(struct str html, struct str other, size_t most)
{
	struct text_reader x = {{.html = html}, 0}, y = {{.html = other}, 0};
	struct str a = {0}, b = {0};

	for (size_t seen = 0; seen < most;) {
		size_t n;
		bool more_a = a.n > 0 || next_run(&x, &a);
		bool more_b = b.n > 0 || next_run(&y, &b);

		if (!more_a || !more_b)
			return more_a == more_b;
		n = a.n < b.n ? a.n : b.n;
		if (memcmp(a.s, b.s, n) != 0)
			return seen + utf8_count(str_head(a, common_bytes(a, b))) >= most;
		seen += utf8_count(str_head(a, n));
		a = str_from_offset(a, n);
		b = str_from_offset(b, n);
	}
	return true;
}

bool text_equal(struct str html, struct str other)
{
	return same_until(html, other, SIZE_MAX);
}

bool text_opens_alike(struct str html, struct str other, size_t characters)
{
	return same_until(html, other, characters);
}
