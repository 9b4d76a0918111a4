#include "job/ticket.h"

#include "epub/ticket.h"
#include "pdf/ticket.h"

#include <glib.h>

/* ---- writing ---- */

/* Tabs and line ends are the form's; a carriage return would be a PDF reader's to lose. */
static void put_field(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.s[i];
		if (c == '\\' || c == '\t' || c == '\n' || c == '\r') {
			buf_add_char(b, '\\');
			c = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c;
		}
		buf_add_char(b, c);
	}
}

static void put_signature(struct buf *b, const struct signature *s)
{
	struct str bytes = signature_pack(b->arena, s);
	char *text = g_base64_encode((const guchar *)bytes.s, bytes.n);
	buf_add(b, str_from(text));
	g_free(text);
}

static void put_story(struct buf *b, const struct story *s)
{
	buf_add(b, s->also ? S("also ") : S("article "));
	put_field(b, s->path);
	buf_add_char(b, '\t');
	put_field(b, s->link);
	if (s->dated)
		buf_printf(b, "\t%lld\t", (long long)s->date);
	else
		buf_add(b, S("\t-\t"));
	put_field(b, s->title);
	buf_add_char(b, '\t');
	put_field(b, s->source);
	buf_add_char(b, '\t');
	put_signature(b, &s->signature);
	buf_add_char(b, '\n');
}

static void put_line(struct buf *b, const char *name, struct str text)
{
	buf_printf(b, "%s ", name);
	put_field(b, text);
	buf_add_char(b, '\n');
}

struct str ticket_write(struct arena *a, const struct ticket *t)
{
	struct buf b = BUF(a);
	buf_add(&b, S(TICKET_BEGIN));
	put_line(&b, "job", t->job);
	put_line(&b, "key", t->key);
	buf_printf(&b, "number %d\nrange", t->number);
	buf_printf(&b, " %.*s %.*s", STR_FMT(day_iso(a, t->from)), STR_FMT(day_iso(a, t->to)));
	buf_printf(&b, "\nnow %lld\n", (long long)t->now);
	for (size_t i = 0; i < t->stories.n; i++)
		put_story(&b, &t->stories.v[i]);
	buf_printf(&b, "end %016llx\n", (unsigned long long)str_hash(buf_str(&b)));
	return buf_str(&b);
}

/* ---- reading ---- */

static struct str take_field(struct arena *a, struct str text)
{
	if (str_find_char(text, '\\', 0) == STR_NONE)
		return arena_str(a, text);
	struct buf b = BUF(a);
	for (size_t i = 0; i < text.n; i++) {
		char c = text.s[i];
		if (c == '\\' && i + 1 < text.n) {
			c = text.s[++i];
			c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
		}
		buf_add_char(&b, c);
	}
	return buf_str(&b);
}

static bool take_number(struct str text, int64_t *number)
{
	bool minus = str_starts(text, S("-"));
	uint64_t value = 0;
	text = str_from_offset(text, minus);
	if (!text.n || text.n > 12)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (!g_ascii_isdigit(text.s[i]))
			return false;
		value = value * 10 + (uint64_t)(text.s[i] - '0');
	}
	*number = minus ? -(int64_t)value : (int64_t)value;
	return true;
}

static bool take_day(struct str text, day_number *day)
{
	uint32_t year, month, date;
	struct str rest = text;
	if (!str_to_uint(str_cut(&rest, '-'), &year) || !str_to_uint(str_cut(&rest, '-'), &month) ||
	    !str_to_uint(rest, &date) || year > 9999)
		return false;
	struct civil c = {.year = (int)year, .month = (int)month, .day = (int)date};
	if (!civil_valid(&c))
		return false;
	*day = day_from_civil(c.year, c.month, c.day);
	return true;
}

static bool take_signature(struct arena *a, struct str text, struct signature *s)
{
	gsize n;
	guchar *bytes = g_base64_decode(arena_cstr(a, text), &n);
	bool good = signature_unpack((struct str){(const char *)bytes, n}, s);
	g_free(bytes);
	return good;
}

static bool take_story(struct arena *a, struct ticket *t, struct str rest, bool also)
{
	struct story s = {.also = also};
	int64_t date;
	s.path = take_field(a, str_cut(&rest, '\t'));
	s.link = take_field(a, str_cut(&rest, '\t'));
	struct str day = str_cut(&rest, '\t');
	s.dated = take_number(day, &date);
	s.date = s.dated ? date : 0;
	s.title = take_field(a, str_cut(&rest, '\t'));
	s.source = take_field(a, str_cut(&rest, '\t'));
	if (t->stories.n == TICKET_ARTICLES_MAX || (also && !t->stories.n) || !rest.s ||
	    !take_signature(a, rest, &s.signature))
		return false;
	VEC_PUSH(a, &t->stories, s);
	return true;
}

static bool take_line(struct arena *a, struct ticket *t, struct str word, struct str rest)
{
	int64_t number;
	if (str_eq(word, S("job")))
		t->job = take_field(a, rest);
	else if (str_eq(word, S("key")))
		t->key = take_field(a, rest);
	else if (str_eq(word, S("number")) && take_number(rest, &number) && number >= 0 && number < INT32_MAX)
		t->number = (int)number;
	else if (str_eq(word, S("now")) && take_number(rest, &number))
		t->now = number;
	else if (str_eq(word, S("range")))
		return take_day(str_cut(&rest, ' '), &t->from) && take_day(rest, &t->to);
	else
		return (str_eq(word, S("article")) || str_eq(word, S("also"))) &&
		       take_story(a, t, rest, str_eq(word, S("also")));
	return true;
}

bool ticket_read(struct arena *a, struct str text, struct ticket *t)
{
	struct str rest = text;
	*t = (struct ticket){0};
	if (text.n > TICKET_BYTES_MAX || !str_starts(text, S(TICKET_BEGIN)))
		return false;
	str_cut(&rest, '\n');
	while (rest.s) {
		struct str before = str_slice(text.s, rest.s);
		struct str line = str_cut(&rest, '\n');
		struct str word = str_cut(&line, ' ');
		if (str_eq(word, S("end")))
			return str_eq(line,
				      arena_printf(a, "%016llx", (unsigned long long)str_hash(before))) &&
			       t->job.n && t->key.n;
		if (!line.s || !take_line(a, t, word, line))
			return false;
	}
	return false; /* it has no end */
}

bool ticket_of_file(struct arena *a, const char *path, struct ticket *t)
{
	struct str text;
	return (epub_ticket(path, a, &text) || pdf_ticket(path, S(TICKET_BEGIN), a, &text)) &&
	       ticket_read(a, text, t);
}

bool ticket_same(const struct ticket *a, const struct ticket *b)
{
	return str_eq(a->job, b->job) && str_eq(a->key, b->key) && a->number == b->number &&
	       a->from == b->from && a->to == b->to && a->now == b->now;
}
