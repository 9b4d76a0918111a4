#include "collect/markdown-limit.h"

#include "collect/markdown-lines.h"

#include <glib.h>

struct limiter {
	struct str text;
	struct buf out;
	size_t copied; /* up to here the text is in `out` */
	size_t work;

	/* Of the chunk: lines that no paragraph goes beyond. */
	size_t end;
	size_t marks;      /* places where md4c will stop in it */
	size_t lines;      /* before this one */
	size_t open;       /* the first '[' that may still be open, or STR_NONE */
	size_t open_count; /* meaningful when exact: */
	bool exact;        /* nothing in it could hide a bracket, as a code span does */
};

static void escape(struct limiter *l, size_t at)
{
	buf_add(&l->out, str_slice(l->text.s + l->copied, l->text.s + at));
	buf_add_char(&l->out, '\\');
	l->copied = at;
}

/* Charges for the mark at `at`; false when it had to be taken away. */
static bool charge(struct limiter *l, size_t at, size_t work)
{
	l->work += work;
	if (l->work <= MARKDOWN_WORK_MAX)
		return true;
	l->work = MARKDOWN_WORK_MAX;
	escape(l, at);
	return false;
}

/* ---- chunks ---- */

/* How many marks md4c makes of a character at most: some reserve room for more. */
static const unsigned char mark_weights[256] = {
	['\\'] = 1, ['*'] = 1, ['_'] = 1, ['`'] = 1, ['&'] = 1, [';'] = 1, ['<'] = 1, ['>'] = 1,
	[']'] = 1,  ['|'] = 1, ['~'] = 1, ['['] = 3, ['@'] = 2, [':'] = 2, ['.'] = 2,
};

/* A blank line ends every paragraph, an item at the margin begins one.  White space is
 * what md4c takes for it: a form feed does not make a line blank. */
static bool begins_chunk(struct str line)
{
	size_t at = 0;
	struct str text;

	while (at < line.n && (line.s[at] == ' ' || line.s[at] == '\t'))
		at++;
	text = str_from_offset(line, at);
	return text.n == 0 || (indent_of(line) < 4 && text.n > 2 && strchr("-+*", text.s[0]) &&
			       text.s[1] == ' ' && !g_ascii_isspace(text.s[2]));
}

static void open_chunk(struct limiter *l, size_t begin)
{
	struct str rest = str_from_offset(l->text, begin), chunk;

	str_cut(&rest, '\n');
	for (struct str next = rest; rest.s && !begins_chunk(str_cut(&next, '\n'));)
		rest = next;
	l->end = rest.s ? (size_t)(rest.s - l->text.s) : l->text.n;
	chunk = str_slice(l->text.s + begin, l->text.s + l->end);
	l->marks = l->lines = l->open_count = 0;
	for (size_t i = 0; i < chunk.n; i++)
		l->marks += mark_weights[(unsigned char)chunk.s[i]];
	l->open = STR_NONE;
	l->exact = str_find_char(chunk, '`', 0) == STR_NONE && str_find_char(chunk, '<', 0) == STR_NONE;
}

/* ---- marks ---- */

/* md4c looks for the line of each pair of brackets from the first on, and reads the
 * text between them: at worst from the first bracket that can be open. */
static void close_bracket(struct limiter *l, size_t at)
{
	size_t label = l->open == STR_NONE ? 0 : at - l->open;

	if (charge(l, at, l->lines + label) && l->exact && l->open_count > 0 && --l->open_count == 0)
		l->open = STR_NONE;
}

/* It reads an address to its end, and the marks that follow up to one that counts. */
static void bare_address(struct limiter *l, size_t at)
{
	size_t word = at;

	while (l->work < MARKDOWN_WORK_MAX && word < l->end && !g_ascii_isspace(l->text.s[word]) &&
	       l->text.s[word] != '<')
		word++;
	charge(l, at, l->marks + (word - at));
}

/* For each end it goes back over the marks since the beginning.  More than two tildes are none. */
static size_t tildes(struct limiter *l, size_t at)
{
	size_t n = 1;

	while (at + n < l->end && l->text.s[at + n] == '~')
		n++;
	for (size_t i = 0; n < 3 && i < n; i++)
		charge(l, at + i, l->marks);
	return n;
}

/* Past the mark at `at`. */
static size_t limit_mark(struct limiter *l, size_t at)
{
	struct str here = str_slice(l->text.s + at, l->text.s + l->end);

	switch (here.s[0]) {
	case '\\':
		return at + 1 < l->end && l->text.s[at + 1] != '\n' ? at + 2 : at + 1;
	case '[':
		l->open = l->open == STR_NONE ? at : l->open;
		l->open_count++;
		break;
	case ']':
		close_bracket(l, at);
		break;
	case ':':
		if (str_starts(here, S("://")))
			bare_address(l, at);
		break;
	case '.':
		if (str_ends(str_slice(l->text.s, l->text.s + at), S("www")))
			bare_address(l, at);
		break;
	case '~':
		return at + tildes(l, at);
	default:
		break;
	}
	return at + 1;
}

/* ---- lists in lists, quotations in quotations ---- */

/* Bytes of the list's mark at the beginning of the text; 0: there is none. */
static size_t list_mark(struct str text)
{
	size_t n = 0;

	while (n < text.n && n < 9 && g_ascii_isdigit(text.s[n]))
		n++;
	if (n == text.n || !strchr(n > 0 ? ".)" : "-+*", text.s[n]))
		return 0;
	n++;
	return n == text.n || g_ascii_isspace(text.s[n]) ? n : 0;
}

/* Each blank line is compared with all the lists that are open; a quotation makes ten
 * bytes of HTML of one. */
static void limit_depth(struct limiter *l, size_t begin, size_t end)
{
	size_t column = 0;

	for (size_t at = begin; at < end;) {
		char c = l->text.s[at];
		size_t n = c == '>' ? 1 : list_mark(str_slice(l->text.s + at, l->text.s + end));

		if (n == 0 && c != ' ' && c != '\t')
			return;
		if (n > 0 && column >= NESTING_COLUMNS_MAX) {
			escape(l, at + n - 1);
			return;
		}
		column += c == '\t' ? 4 - column % 4 : MAX(n, 1);
		at += MAX(n, 1);
	}
}

static void limit_line(struct limiter *l, size_t begin, size_t end)
{
	limit_depth(l, begin, end);
	for (size_t at = begin; at < end;)
		at = limit_mark(l, at);
	l->lines++;
}

struct str markdown_limit(struct arena *a, struct str text, bool *excess)
{
	struct limiter l = {.text = text, .out = BUF(a)};
	struct str rest = text;

	while (rest.s) {
		struct str line = str_cut(&rest, '\n');
		size_t begin = line.n > 0 ? (size_t)(line.s - text.s) : 0;

		if (line.n == 0)
			continue;
		if (begin >= l.end)
			open_chunk(&l, begin);
		limit_line(&l, begin, begin + line.n);
	}
	*excess = l.out.n > 0;
	if (!*excess)
		return text;
	buf_add(&l.out, str_from_offset(text, l.copied));
	return buf_str(&l.out);
}
