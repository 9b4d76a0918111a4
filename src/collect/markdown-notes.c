#include "collect/markdown-notes.h"

#include "collect/markdown-lines.h"

#include <glib.h>

#define CODE_INDENT    4u
#define CODE_SPAN_MOST 4096u /* how far a code span's end is looked for: a run of each length has none */

/* ---- which lines are code ---- */

struct place {
	struct fence fence;
	bool listed; /* in a list: what is indented is an item's */
	bool text;   /* the last line was a paragraph's: what is indented goes on with it */
};

static bool is_list_item(struct str text)
{
	return is_item(text) && text.s[0] != '>';
}

static bool is_code(struct place *place, struct str line)
{
	struct str text = str_trim(line);
	size_t indent = indent_of(line);
	bool code;

	if (text.n > 0 && indent < CODE_INDENT)
		place->listed = is_list_item(text) || (place->listed && indent > 0);
	if (fence_step(&place->fence, text)) {
		place->text = false;
		return true;
	}
	code = indent >= CODE_INDENT && !place->listed && !place->text;
	place->text = text.n > 0 && !code;
	return code;
}

/* ---- names ---- */

/* The name in "[^name]" at the beginning of the text; empty when it is none. */
static struct str mark_name(struct str text)
{
	size_t n = 2;

	if (!str_starts(text, S("[^")))
		return S("");
	while (n < text.n && n <= NOTE_NAME_MOST + 2 && !strchr("[]\\` \t\n", text.s[n]))
		n++;
	return n < text.n && text.s[n] == ']' ? str_slice(text.s + 2, text.s + n) : S("");
}

/* The same in "[^name]:"; *rest is what follows. */
static struct str definition_name(struct str text, struct str *rest)
{
	struct str name = mark_name(text);

	*rest = name.n > 0 ? str_from_offset(text, name.n + 3) : text;
	if (name.n == 0 || !str_starts(*rest, S(":")))
		return S("");
	*rest = str_from_offset(*rest, 1);
	return name;
}

static int by_name(const void *x, const void *y)
{
	struct str a = (*(struct note *const *)x)->name, b = (*(struct note *const *)y)->name;
	int order = str_cmp(a, b);

	return order ? order : (a.s > b.s) - (a.s < b.s); /* both are of the text: the first is first */
}

static struct note *note_lookup(const struct notes *notes, struct str name)
{
	size_t low = 0, high = notes->name_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(notes->by_name[middle]->name, name);

		if (order == 0)
			return notes->by_name[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void index_names(struct notes *notes)
{
	size_t count = notes->list.n;

	notes->by_name = ARENA_ARRAY(notes->arena, count, struct note *);
	notes->by_number = ARENA_ARRAY(notes->arena, count, struct note *);
	for (size_t i = 0; i < count; i++)
		notes->by_name[i] = &notes->list.v[i];
	if (count > 0)
		qsort(notes->by_name, count, sizeof *notes->by_name, by_name);
	for (size_t i = 0; i < count; i++) {
		struct note *note = notes->by_name[i];

		if (i == 0 || !str_eq(notes->by_name[notes->name_count - 1]->name, note->name))
			notes->by_name[notes->name_count++] = note;
	}
}

/* ---- taking the notes out ---- */

struct taker {
	struct notes *notes;
	struct place place;
	struct buf out;
	struct str name; /* of the note that is open; empty: none */
	struct buf text; /* of it */
	size_t indent;   /* of its first line */
	bool gap;        /* a blank line came since */
};

static void close_note(struct taker *t)
{
	if (t->name.n > 0)
		VEC_PUSH(t->notes->arena, &t->notes->list,
			 (struct note){.name = t->name, .text = buf_str(&t->text)});
	t->name = S("");
}

/* A paragraph's line, which needs no indent to go on with the one before. */
static bool is_plain(struct str text)
{
	struct str rest;

	return !is_item(text) && !is_heading(text) && !is_fence(text) && !strchr("<|", text.s[0]) &&
	       definition_name(text, &rest).n == 0;
}

/* The line without so many columns of white space. */
static struct str outdent(struct str line, size_t columns)
{
	size_t at = 0, column = 0;

	for (; at < line.n && column < columns; at++)
		column = line.s[at] == '\t' ? column / 4 * 4 + 4 : column + 1;
	return str_from_offset(line, at);
}

/* Is the line the open note's?  Then it goes there, without the indent that says so. */
static bool continue_note(struct taker *t, struct str line)
{
	struct str text = str_trim(line);
	size_t indent = t->indent + CODE_INDENT;

	if (t->name.n == 0)
		return false;
	if (indent_of(line) >= indent)
		line = outdent(line, indent);
	else if (text.n > 0 && (t->gap || !is_plain(text)))
		return false;
	t->gap = text.n == 0;
	buf_add(&t->text, line);
	buf_add_char(&t->text, '\n');
	return true;
}

static bool open_note(struct taker *t, struct str line)
{
	struct str rest, name = definition_name(str_trim(line), &rest);

	if (name.n == 0)
		return false;
	close_note(t);
	t->name = name;
	t->text = BUF(t->notes->arena);
	t->indent = indent_of(line);
	t->gap = false;
	buf_add(&t->text, str_trim(rest));
	buf_add_char(&t->text, '\n');
	return true;
}

/* What md4c would take for a link's address and not show: in a quotation, behind an
 * item's mark, or with a name that is none. */
static void keep_line(struct taker *t, struct str line)
{
	struct str rest;
	size_t at = 0;

	while (at < line.n && strchr(" \t>-+*.)0123456789", line.s[at]))
		at++;
	rest = str_from_offset(line, at);
	buf_add(&t->out, str_head(line, at));
	if (str_starts(rest, S("[^")) && str_find(rest, S("]:"), 0) != STR_NONE)
		buf_add_char(&t->out, '\\');
	buf_add(&t->out, rest);
}

static void take_line(struct taker *t, struct str line)
{
	bool code;

	if (continue_note(t, line))
		return;
	code = is_code(&t->place, line);
	if (!code && open_note(t, line))
		return;
	close_note(t);
	if (code)
		buf_add(&t->out, line);
	else
		keep_line(t, line);
}

static struct str take_definitions(struct notes *notes, struct str text)
{
	struct taker t = {.notes = notes, .out = BUF(notes->arena)};
	struct str rest = text;

	buf_reserve(&t.out, text.n);
	while (rest.s) {
		struct str line = str_cut(&rest, '\n');

		take_line(&t, line);
		if (rest.s)
			buf_add_char(&t.out, '\n');
	}
	close_note(&t);
	index_names(notes);
	return buf_str(&t.out);
}

/* ---- their marks ---- */

struct marker {
	struct notes *notes;
	struct str line;
	struct buf out;
};

static void add_mark(struct marker *m, struct note *note)
{
	bool first = note->number == 0;

	if (first) {
		m->notes->by_number[m->notes->marked] = note;
		note->number = ++m->notes->marked;
	}
	buf_printf(&m->out, "<sup><a href=\"#fn-%u\"", note->number);
	if (first)
		buf_printf(&m->out, " id=\"fnref-%u\"", note->number);
	buf_printf(&m->out, ">%u</a></sup>", note->number);
	m->notes->marks++;
}

/* Bytes of the code span that begins at the text's beginning, or of the backticks there. */
static size_t code_span(struct str text)
{
	size_t n = 0, run = 0;

	while (n < text.n && text.s[n] == '`')
		n++;
	for (size_t at = n; at < text.n && at < CODE_SPAN_MOST; at++) {
		run = text.s[at] == '`' ? run + 1 : 0;
		if (run == n && (at + 1 == text.n || text.s[at + 1] != '`'))
			return at + 1;
	}
	return n;
}

/* Writes what stands at the text's beginning; returns its bytes. */
static size_t mark_piece(struct marker *m, struct str text)
{
	struct str name = mark_name(text);
	struct note *note = name.n > 0 ? note_lookup(m->notes, name) : NULL;
	size_t n = 1;

	if (note && m->notes->marks < NOTE_MARKS_MAX) {
		add_mark(m, note);
		return name.n + 3;
	}
	if (text.s[0] == '`')
		n = code_span(text);
	else if (text.s[0] == '\\' && text.n > 1)
		n = 2;
	buf_add(&m->out, str_head(text, n));
	return n;
}

static struct str mark_text(struct notes *notes, struct str text)
{
	struct marker m = {.notes = notes, .out = BUF(notes->arena)};
	struct place place = {0};
	struct str rest = text;

	buf_reserve(&m.out, text.n);
	while (rest.s) {
		struct str line = str_cut(&rest, '\n');

		if (is_code(&place, line))
			buf_add(&m.out, line);
		else
			for (size_t at = 0; at < line.n;)
				at += mark_piece(&m, str_from_offset(line, at));
		if (rest.s)
			buf_add_char(&m.out, '\n');
	}
	return buf_str(&m.out);
}

/* A note that nothing refers to stays in the text, at its end, as it was written. */
static struct str append_unmarked(struct notes *notes, struct str text)
{
	struct buf out = BUF(notes->arena);

	buf_add(&out, text);
	for (size_t i = 0; i < notes->list.n; i++) {
		const struct note *note = &notes->list.v[i];

		if (note->number == 0)
			buf_printf(&out, "\n\n\\[^%.*s]: %.*s", STR_FMT(note->name), STR_FMT(note->text));
	}
	return buf_str(&out);
}

struct str notes_take(struct notes *notes, struct arena *a, struct str text)
{
	*notes = (struct notes){.arena = a};
	if (str_find(text, S("[^"), 0) == STR_NONE)
		return text;
	text = take_definitions(notes, text);
	if (notes->list.n == 0)
		return text;
	text = mark_text(notes, text);
	for (size_t i = 0; i < notes->list.n; i++)
		notes->list.v[i].text = mark_text(notes, notes->list.v[i].text);
	return append_unmarked(notes, text);
}
