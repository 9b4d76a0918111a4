#include "collect/text-hash.h"

#include <glib.h>

struct text_reader {
	struct str html;
	size_t at;
};

size_t markup_end(struct str html, size_t at)
{
	static const struct {
		const char *open, *close;
	} hidden[] = {{"<!--", "-->"}, {"<style", "</style"}, {"<script", "</script"}};
	struct str rest = str_from_offset(html, at);
	size_t end;

	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
		if (!str_starts_nocase(rest, str_from(hidden[i].open)))
			continue;
		end = str_find(html, str_from(hidden[i].close), at);
		at = end == STR_NONE ? html.n : end;
		return i == 0 && at < html.n ? at + 3 : at; /* an end tag is markup again */
	}
	if (rest.n < 2 || !(g_ascii_isalpha(rest.s[1]) || strchr("/!?", rest.s[1])))
		return at;
	end = str_find_char(html, '>', at);
	return end == STR_NONE ? html.n : end + 1;
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
	while (r->at < r->html.n) {
		size_t begin = r->at;
		size_t space = space_at(r->html, begin);

		if (space > 0)
			r->at += space;
		else if (r->html.s[begin] == '<')
			r->at = markup_end(r->html, begin);
		if (r->at > begin)
			continue;
		do
			r->at++;
		while (r->at < r->html.n && !may_end_run((unsigned char)r->html.s[r->at]));
		*run = str_slice(r->html.s + begin, r->html.s + r->at);
		return true;
	}
	return false;
}

uint64_t text_hash(struct str html)
{
	struct text_reader r = {html, 0};
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
	struct text_reader r = {html, 0};
	struct str run;
	size_t n = 0;

	while (n < characters && next_run(&r, &run))
		n += utf8_count(run);
	return n >= characters;
}

bool text_equal(struct str html, struct str other)
{
	struct text_reader x = {html, 0}, y = {other, 0};
	struct str a = {0}, b = {0};

	for (;;) {
		size_t n;
		bool more_a = a.n > 0 || next_run(&x, &a);
		bool more_b = b.n > 0 || next_run(&y, &b);

		if (!more_a || !more_b)
			return more_a == more_b;
		n = a.n < b.n ? a.n : b.n;
		if (memcmp(a.s, b.s, n) != 0)
			return false;
		a = str_from_offset(a, n);
		b = str_from_offset(b, n);
	}
}
