/* Is a body Markdown, or HTML in a .md file? */
#include "collect/markdown-lines.h"
#include "collect/markdown.h"

#include <glib.h>

#define LOOK_BYTES ((size_t)64 << 10) /* a longer body has shown what it is by then */

struct evidence {
	size_t tags;       /* block-level HTML tags */
	size_t marks;      /* lines that only Markdown begins so, or that hold its marks */
	size_t paragraphs; /* blank lines between two lines of bare text */
};

static const char *const block_elements[] = {
	"address", "article", "aside",  "blockquote", "body",  "br",   "center", "dd",    "details", "div",
	"dl",      "dt",      "figure", "footer",     "h1",    "h2",   "h3",     "h4",    "h5",      "h6",
	"head",    "header",  "hr",     "html",       "li",    "main", "nav",    "ol",    "p",       "pre",
	"script",  "section", "style",  "table",      "tbody", "td",   "th",     "thead", "tr",      "ul",
};

/* The element's name behind '<' or '</'; empty when it is no tag. */
static struct str tag_name(struct str text, size_t at)
{
	size_t begin = at + 1, end;

	if (begin < text.n && text.s[begin] == '/')
		begin++;
	for (end = begin; end < text.n && end - begin < 16 && g_ascii_isalnum(text.s[end]); end++)
		;
	if (begin == end || !g_ascii_isalpha(text.s[begin]))
		return S("");
	if (end < text.n && !g_ascii_isspace(text.s[end]) && text.s[end] != '>' && text.s[end] != '/')
		return S(""); /* "<https://…>" */
	return str_slice(text.s + begin, text.s + end);
}

static bool is_block_element(struct str name)
{
	for (size_t i = 0; name.n > 0 && i < G_N_ELEMENTS(block_elements); i++) {
		if (str_eq_nocase(name, str_from(block_elements[i])))
			return true;
	}
	return false;
}

static size_t count_tags(struct str text)
{
	size_t n = 0;

	for (size_t at = 0; (at = str_find_char(text, '<', at)) != STR_NONE; at++)
		n += is_block_element(tag_name(text, at));
	return n;
}

static bool has_inline_mark(struct str line)
{
	return str_find(line, S("]("), 0) != STR_NONE || str_find(line, S("**"), 0) != STR_NONE;
}

static struct evidence gather(struct str text)
{
	struct evidence e = {.tags = count_tags(text)};
	struct str rest = text;
	bool bare = false,
	     gap = false; /* was the last line that is not blank bare text; have blank ones followed */

	while (rest.s) {
		struct str line = str_cut(&rest, '\n');
		struct str trimmed = str_trim(line);
		bool indented = trimmed.n > 0 && trimmed.s - line.s > 3;

		if (trimmed.n == 0) {
			gap = true;
			continue;
		}
		if (!indented && (is_fence(trimmed) || is_heading(trimmed) || is_item(trimmed) ||
				  is_table_rule(trimmed) || has_inline_mark(trimmed)))
			e.marks++;
		if (gap && bare && trimmed.s[0] != '<')
			e.paragraphs++;
		bare = trimmed.s[trimmed.n - 1] != '>';
		gap = false;
	}
	return e;
}

/* Past white space and comments. */
static struct str skip_comments(struct str text)
{
	for (;;) {
		size_t end;

		text = str_trim_wide(text);
		if (!str_starts(text, S("<!--")))
			return text;
		end = str_find(text, S("-->"), 4);
		if (end == STR_NONE)
			return S("");
		text = str_from_offset(text, end + 3);
	}
}

/* Is there Markdown between one element of that name and the next, in none of them? */
static bool marks_between(struct str body, struct str name)
{
	size_t depth = 0, from = 0;

	for (size_t at = 0; (at = str_find_char(body, '<', at)) != STR_NONE; at++) {
		if (!str_eq_nocase(tag_name(body, at), name))
			continue;
		if (at + 1 < body.n && body.s[at + 1] != '/') {
			/* Of "</p <p>" the end is behind the next one's beginning. */
			if (depth++ == 0 && from < at &&
			    gather(str_slice(body.s + from, body.s + at)).marks > 0)
				return true;
		} else if (depth > 0 && --depth == 0) {
			from = str_find_char(body, '>', at);
			from = from == STR_NONE ? body.n : from + 1;
		}
	}
	return false;
}

/* Opened by a <div> (or the like) and closed by its end tag: what such posts are, unless
 * these are the frames of a title and of an end, and Markdown stands between. */
static bool is_wrapped(struct str body, struct str name)
{
	size_t close = body.n;

	if (!is_block_element(name) || body.s[body.n - 1] != '>')
		return false;
	while (close > 0 && body.s[close - 1] != '<')
		close--;
	return close > 0 && close < body.n && body.s[close] == '/' &&
	       str_eq_nocase(tag_name(body, close - 1), name) &&
	       !marks_between(str_head(body, LOOK_BYTES), name);
}

bool body_is_markdown(struct str body)
{
	struct str text = skip_comments(body);
	struct str name;
	struct evidence e;

	if (text.n == 0)
		return false;
	if (str_starts_nocase(text, S("<!doctype")) || str_starts(text, S("<?xml")))
		return false;
	name = tag_name(text, 0);
	if (text.s[0] == '<' && name.n == 0) /* an autolink, or prose */
		return true;
	if (text.s[0] == '<' && is_wrapped(text, name))
		return false;
	e = gather(str_head(text, LOOK_BYTES));
	if (text.s[0] != '<') /* bare text: HTML only if nothing in it would be lost by saying so */
		return e.tags == 0 || e.marks > 0 || e.paragraphs > 0;
	return e.marks > 0 && e.marks + e.paragraphs > e.tags / 2;
}
