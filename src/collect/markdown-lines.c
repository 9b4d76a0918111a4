#include "collect/markdown-lines.h"

#include <glib.h>

bool is_heading(struct str line)
{
	size_t n = 0;

	while (n < line.n && line.s[n] == '#')
		n++;
	return n >= 1 && n <= 6 && n < line.n && line.s[n] == ' ';
}

bool is_item(struct str line)
{
	size_t n = 0;

	while (n < line.n && n < 9 && g_ascii_isdigit(line.s[n]))
		n++;
	if (n > 0)
		return n + 1 < line.n && (line.s[n] == '.' || line.s[n] == ')') && line.s[n + 1] == ' ';
	return line.n > 1 && strchr("-*+>", line.s[0]) && line.s[1] == ' ';
}

bool is_fence(struct str line)
{
	return str_starts(line, S("```")) || str_starts(line, S("~~~"));
}

bool is_table_rule(struct str line)
{
	size_t bars = 0;

	for (size_t i = 0; i < line.n; i++) {
		if (!strchr("|-: ", line.s[i]))
			return false;
		bars += line.s[i] == '|';
	}
	return bars > 0 && str_find_char(line, '-', 0) != STR_NONE;
}

bool fence_step(struct fence *fence, struct str line)
{
	char mark = line.n > 0 ? line.s[0] : '\0';
	size_t n = 0;

	while (n < line.n && line.s[n] == mark)
		n++;
	if (fence->n > 0) {
		if (mark == fence->mark && n >= fence->n && n == line.n)
			fence->n = 0;
		return true;
	}
	/* "```a```" is a code span. */
	if (!is_fence(line) || (mark == '`' && str_find_char(line, '`', n) != STR_NONE))
		return false;
	*fence = (struct fence){mark, n};
	return true;
}

size_t indent_of(struct str line)
{
	size_t columns = 0;

	for (size_t i = 0; i < line.n && (line.s[i] == ' ' || line.s[i] == '\t'); i++)
		columns = line.s[i] == '\t' ? columns / 4 * 4 + 4 : columns + 1;
	return columns;
}
