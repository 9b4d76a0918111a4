/* A head that is not YAML, line by line: what the generator of such posts writes,
 * with nothing escaped, and the TOML that Hugo's users write. */
#include "collect/head.h"

#define LIST_DASHES_MAX 8 /* "- - - -": more is a rule, not a list */

struct reader {
	struct arena *arena;
	struct yaml *map;
	struct yaml *last; /* newest entry */
	struct yaml *item; /* its newest item */
	struct buf more;   /* its text, when over several lines */
	bool toml;
	bool bracket; /* in a list that a later line ends: tags = [ … ] */
	unsigned line;
};

static struct yaml *node_new(struct reader *r, enum yaml_kind kind, struct str text)
{
	struct yaml *node = ARENA_NEW(r->arena, struct yaml);

	node->kind = kind;
	node->line = r->line;
	node->text = text;
	node->plain = true;
	return node;
}

/* Does the text hold `quote` between its ends? */
static bool has_inner(struct str text, char quote)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.s[i] == quote)
			return true;
	}
	return false;
}

static size_t run_at_start(struct str text, char quote)
{
	size_t n = 0;

	while (n < text.n && text.s[n] == quote)
		n++;
	return n;
}

static size_t run_at_end(struct str text, char quote)
{
	size_t n = 0;

	while (n < text.n && text.s[text.n - 1 - n] == quote)
		n++;
	return n;
}

/* One layer of quotes comes off; a whole run of them ("""a""") only when none is
 * left inside, so that 'Who's who' keeps its own. */
static struct str unquote(struct str text)
{
	for (;;) {
		char quote = text.n >= 2 ? text.s[0] : '\0';
		size_t head, tail, off;
		struct str inner;

		if ((quote != '"' && quote != '\'') || text.s[text.n - 1] != quote)
			return text;
		head = run_at_start(text, quote);
		if (head == text.n) /* nothing but quotes */
			return S("");
		tail = run_at_end(text, quote);
		off = head < tail ? head : tail;
		inner = str_slice(text.s + off, text.s + text.n - off);
		if (has_inner(inner, quote))
			return str_slice(text.s + 1, text.s + text.n - 1);
		text = inner;
	}
}

static void add_entry(struct reader *r, struct yaml *node, struct str key)
{
	node->key = key;
	if (r->last)
		r->last->next = node;
	else
		r->map->first = node;
	r->last = node;
	r->item = NULL;
	r->more = BUF(r->arena);
}

static struct yaml *append(struct yaml *list, struct yaml *after, struct yaml *node)
{
	if (after)
		after->next = node;
	else
		list->first = node;
	return node;
}

/* The parts of "a, 'b', c" become the list's items. */
static void add_parts(struct reader *r, struct yaml *list, struct str parts, struct yaml **last)
{
	while (parts.s) {
		struct str part = unquote(str_trim(str_cut(&parts, ',')));

		if (part.n > 0)
			*last = append(list, *last, node_new(r, YAML_SCALAR, part));
	}
}

static bool is_bracketed(struct str value)
{
	return value.n >= 2 && value.s[0] == '[' && value.s[value.n - 1] == ']';
}

static struct yaml *list_node(struct reader *r, struct str value)
{
	struct yaml *list = node_new(r, YAML_LIST, S(""));
	struct yaml *last = NULL;

	add_parts(r, list, str_slice(value.s + 1, value.s + value.n - 1), &last);
	return list;
}

/* A head's texts are never lists, whatever they begin with: "[快讯] a, [公告] b". */
static bool key_is_text(struct str key)
{
	return str_eq(key, S("title")) || str_eq(key, S("author"));
}

static void on_value(struct reader *r, struct str key, struct str value)
{
	struct yaml *node;

	if (!key_is_text(key) && is_bracketed(value)) {
		add_entry(r, list_node(r, value), key);
	} else if (r->toml && str_eq(value, S("["))) {
		add_entry(r, node_new(r, YAML_LIST, S("")), key);
		r->bracket = true;
	} else {
		node = node_new(r, YAML_SCALAR, unquote(value));
		node->plain = node->text.n == value.n;
		add_entry(r, node, key);
	}
}

/* "- a", "- [a, b]", "- - a": an item of the newest entry. */
static void on_item(struct reader *r, struct str line)
{
	struct yaml *list = r->last;
	int dashes = 0;

	if (!list)
		return;
	if (list->kind == YAML_SCALAR) { /* it had no value: it becomes a list */
		if (list->text.n > 0)
			return;
		list->kind = YAML_LIST;
	}
	while (str_starts(line, S("-")) && dashes++ < LIST_DASHES_MAX && (line.n == 1 || line.s[1] == ' '))
		line = str_trim(str_from_offset(line, 1));
	if (line.n == 0)
		return;
	r->item = append(list, r->item,
			 is_bracketed(line) ? list_node(r, line) : node_new(r, YAML_SCALAR, unquote(line)));
}

/* A plain text over several lines: joined as YAML folds it.  The buffer grows with
 * the entry: copying the whole at each line would be quadratic. */
static void on_more(struct reader *r, struct str line)
{
	if (!r->last || r->last->kind != YAML_SCALAR)
		return;
	if (r->more.n == 0)
		buf_add(&r->more, r->last->text);
	if (r->more.n > 0)
		buf_add_char(&r->more, ' ');
	buf_add(&r->more, line);
	r->last->text = buf_str(&r->more);
}

static bool is_key_char(char c)
{
	return c == '_' || c == '-' || c == '.' || (c >= '0' && c <= '9') ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* "key: value", or "key = value"; false when the line is no such thing. */
static bool split_key(struct str line, bool toml, struct str *key, struct str *value)
{
	size_t at = 0, end;
	char mark = toml ? '=' : ':';

	while (at < line.n && is_key_char(line.s[at]))
		at++;
	end = at;
	while (toml && at < line.n && line.s[at] == ' ')
		at++;
	if (end == 0 || at >= line.n || line.s[at] != mark)
		return false;
	if (!toml && at + 1 < line.n && line.s[at + 1] != ' ' && line.s[at + 1] != '\t')
		return false;
	*key = str_head(line, end);
	*value = str_trim(str_from_offset(line, at + 1));
	return true;
}

static void on_line(struct reader *r, struct str line)
{
	struct str trimmed = str_trim(line);
	struct str key, value;

	if (r->bracket) {
		r->bracket = !str_ends(trimmed, S("]"));
		if (!r->bracket)
			trimmed = str_head(trimmed, trimmed.n - 1);
		add_parts(r, r->last, trimmed, &r->item);
	} else if (trimmed.n == 0 || line.s[0] == '#' || (r->toml && trimmed.s[0] == '[')) {
		return;
	} else if (split_key(line, r->toml, &key, &value)) {
		on_value(r, key, value);
	} else if (trimmed.s[0] == '-' && (trimmed.n == 1 || trimmed.s[1] == ' ')) {
		on_item(r, trimmed);
	} else {
		on_more(r, trimmed);
	}
}

struct yaml *head_lines(struct arena *a, struct str text, unsigned line, bool toml)
{
	struct reader r = {.arena = a, .toml = toml, .line = line};

	r.map = node_new(&r, YAML_MAP, S(""));
	for (; text.s; r.line++)
		on_line(&r, str_cut(&text, '\n'));
	return r.map;
}

struct str head_raw(const struct head *head, struct str key)
{
	struct str rest = head->text;

	while (rest.s) {
		struct str name, value;

		if (split_key(str_cut(&rest, '\n'), head->kind == HEAD_TOML, &name, &value) &&
		    str_eq(name, key))
			return unquote(value);
	}
	return S("");
}
