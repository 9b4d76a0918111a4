#include "collect/markdown-tables.h"

#include "collect/markdown-lines.h"

/* A cell "-" becomes "---", ":-" becomes ":---". */
static void add_widened(struct buf *out, struct str rule)
{
	for (size_t i = 0; i < rule.n; i++) {
		bool first = rule.s[i] == '-' && (i == 0 || rule.s[i - 1] != '-');

		buf_add(out, first ? S("---") : S(""));
		buf_add_char(out, rule.s[i]);
	}
}

/* A cell of one or two characters is in it. */
static bool is_short(struct str rule)
{
	while (rule.s) {
		struct str cell = str_trim(str_cut(&rule, '|'));

		if (cell.n > 0 && cell.n < 3 && str_find_char(cell, '-', 0) != STR_NONE)
			return true;
	}
	return false;
}

struct str tables_widen(struct arena *a, struct str text)
{
	struct buf out = BUF(a);
	struct fence fence = {0};
	struct str rest = text;
	size_t copied = 0;
	bool header = false; /* the line before has cells */

	while (rest.s) {
		struct str line = str_cut(&rest, '\n');
		struct str trimmed = str_trim(line);

		if (fence_step(&fence, trimmed)) {
			header = false;
			continue;
		}
		if (header && is_table_rule(trimmed) && is_short(trimmed)) {
			buf_add(&out, str_slice(text.s + copied, trimmed.s));
			add_widened(&out, trimmed);
			copied = (size_t)(trimmed.s - text.s) + trimmed.n;
		}
		header = str_find_char(trimmed, '|', 0) != STR_NONE;
	}
	if (copied == 0)
		return text;
	buf_add(&out, str_from_offset(text, copied));
	return buf_str(&out);
}
