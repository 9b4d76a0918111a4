/* Where a head begins and ends, and its reading as YAML. */
#include "collect/head.h"

/* A line of dashes (YAML) or of plus signs (TOML), three or more. */
static bool is_fence(struct str line, char mark)
{
	line = str_trim(line);
	if (line.n < 3)
		return false;
	for (size_t i = 0; i < line.n; i++) {
		if (line.s[i] != mark)
			return false;
	}
	return true;
}

static bool ends_head(struct str line, char mark)
{
	if (line.n > 0 && line.s[0] == ' ')
		return false; /* in a block scalar */
	return is_fence(line, mark) || (mark == '-' && str_eq(str_trim(line), S("...")));
}

static bool is_blank(struct str line)
{
	return str_trim(line).n == 0;
}

/* Could the line stand in a head?  "key: …", "- item", indented, or a comment. */
static bool reads_like_head(struct str line)
{
	size_t at = 0;

	if (line.n == 0)
		return false;
	if (line.s[0] == ' ' || line.s[0] == '\t' || line.s[0] == '#')
		return !is_blank(line);
	if (str_starts(line, S("- ")))
		return true;
	while (at < line.n &&
	       (line.s[at] == '_' || line.s[at] == '-' || (line.s[at] >= '0' && line.s[at] <= '9') ||
		((line.s[at] | 0x20) >= 'a' && (line.s[at] | 0x20) <= 'z')))
		at++;
	return at > 0 && at < line.n && line.s[at] == ':' &&
	       (at + 1 == line.n || line.s[at + 1] == ' ' || line.s[at + 1] == '\t');
}

/* A line that no YAML can have where a key is due, beginning with a character of Chinese (a key's has a
 * colon). */
static bool is_prose(struct str line)
{
	size_t at = 0;
	return line.n && char_is_cjk(utf8_next(line, &at)) && str_find_char(line, ':', 0) == STR_NONE &&
	       str_find(line, S("："), 0) == STR_NONE;
}

/* A head without an end: its lines up to the first that does not read like one. */
static void take_open(struct head *head, struct str text, struct str rest)
{
	head->open = true;
	while (rest.s) {
		struct str before = rest;
		struct str line = str_cut(&rest, '\n');

		if (!reads_like_head(line) || (size_t)(line.s - text.s) > HEAD_BYTES_MAX) {
			rest = before;
			break;
		}
		head->body_line++;
	}
	head->text = rest.s ? str_slice(head->text.s, rest.s) : head->text;
	head->body = rest;
}

/* No fence opens it, but one ends it: Hexo's older form ("title: a", then "---"). */
static bool take_unfenced(struct head *head, struct str text, unsigned line)
{
	struct str rest = text;
	unsigned at = line;
	bool titled = false;

	while (rest.s) {
		struct str each = str_cut(&rest, '\n');

		at++;
		if (titled && is_fence(each, '-')) {
			*head = (struct head){HEAD_YAML, false, str_slice(text.s, each.s), line, rest, at};
			return true;
		}
		titled = titled || str_starts(each, S("title:"));
		if (!reads_like_head(each) || (size_t)(each.s - text.s) > HEAD_BYTES_MAX)
			return false;
	}
	return false;
}

struct head head_split(struct str text)
{
	struct head head = {.body = text, .line = 1, .body_line = 1};
	struct str rest = text, first, start;
	unsigned line = 0;
	char mark;

	do {
		start = rest;
		first = str_cut(&rest, '\n');
		line++;
	} while (rest.s && is_blank(first));
	mark = is_fence(first, '-') ? '-' : is_fence(first, '+') ? '+' : '\0';
	if (!mark || first.s[0] == ' ') {
		take_unfenced(&head, start, line);
		return head;
	}
	if (!rest.s)
		return head;
	head.kind = mark == '-' ? HEAD_YAML : HEAD_TOML;
	head.text = start = rest;
	head.line = head.body_line = line + 1;
	bool gap = false, quoted = false;
	while (rest.s && (size_t)(rest.s - start.s) <= HEAD_BYTES_MAX) {
		struct str each = str_cut(&rest, '\n');

		line++;
		if (mark == '-' && gap && !quoted && is_prose(each))
			break; /* a rule further down would end it, and take the text before along */
		gap = is_blank(each);
		for (size_t i = 0; i < each.n; i++)
			quoted ^= each.s[i] == '"' || each.s[i] == '\'';
		if (ends_head(each, mark)) {
			head.text = str_slice(start.s, each.s);
			head.body = rest;
			head.body_line = line + 1;
			return head;
		}
	}
	take_open(&head, start, start);
	if (head.text.n == 0) /* a rule, and then prose */
		return (struct head){.body = text, .line = 1, .body_line = 1};
	return head;
}

static void shift_lines(struct yaml *map, unsigned by)
{
	/* The readers of a head look at its entries and their items, no deeper. */
	for (struct yaml *entry = map->first; entry; entry = entry->next) {
		entry->line += by;
		for (struct yaml *item = entry->first; item; item = item->next)
			item->line += by;
	}
}

struct yaml *head_parse(struct arena *a, const struct head *head, struct diags *diags)
{
	struct yaml_error error = {0};
	struct yaml *map;

	if (head->kind != HEAD_YAML)
		return head_lines(a, head->text, head->line, head->kind == HEAD_TOML);
	map = yaml_parse(a, head->text, &error);
	if (map && map->kind == YAML_MAP) {
		shift_lines(map, head->line - 1);
		return map;
	}
	diag_add(diags, DIAG_BAD_YAML, error.line ? error.line + head->line - 1 : head->line,
		 "head is not YAML (%.*s), read line by line",
		 STR_FMT(error.text.n ? error.text : S("not a map")));
	return head_lines(a, head->text, head->line, false);
}
