#include "clean/repair.h"

#include "clean/nesting.h"

struct repair {
	struct str in;
	struct buf out;
	size_t copied; /* input bytes that are in `out`; 0 with an empty `out` while nothing was changed */
	struct nesting nesting;
	struct folds folds;
	size_t elements, flattened;
	size_t retried;  /* bytes looked at for nothing */
	size_t last_gt;  /* offset of the last '>', so that nobody looks for one in vain */
	bool unended;    /* no comment ends from here on */
	size_t data_end; /* where the open CDATA ends; STR_NONE: none is open */
	bool unended_data;
	struct close_set {
		uint64_t *hash; /* of lower-case names */
		size_t *offset; /* of the last end tag of that name */
		size_t mask;
		bool known;
	} closes;
};

struct tag {
	size_t start; /* of '<' */
	struct str name;
	size_t attributes; /* offset after the name */
	size_t cut;        /* where attributes beyond the bound begin; 0: none */
	size_t end;        /* after '>' */
	bool self_closing;
};

static void replace(struct repair *r, size_t from, size_t to, struct str with)
{
	buf_add(&r->out, str_head(str_from_offset(r->in, r->copied), from - r->copied));
	buf_add(&r->out, with);
	r->copied = to;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* ---- which names are closed somewhere ---- */

static uint64_t name_hash(struct str name)
{
	uint64_t hash = 14695981039346656037u;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.s[i];
		hash = (hash ^ (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c)) * 1099511628211u;
	}
	return hash | 1;
}

static struct str name_at(struct str in, size_t at)
{
	size_t end = at;
	while (end < in.n && !is_blank(in.s[end]) && in.s[end] != '/' && in.s[end] != '>')
		end++;
	return (struct str){in.s + at, end - at};
}

static size_t close_slot(const struct close_set *set, uint64_t hash)
{
	size_t i = (size_t)(hash >> 20) & set->mask;
	while (set->hash[i] && set->hash[i] != hash)
		i = (i + 1) & set->mask;
	return i;
}

/* The next "</" at or after `at`, or STR_NONE. */
static size_t next_close(struct str in, size_t at)
{
	while (at < in.n) {
		const char *lt = memchr(in.s + at, '<', in.n - at);
		if (!lt)
			break;
		at = (size_t)(lt - in.s);
		if (at + 1 < in.n && lt[1] == '/')
			return at;
		at++;
	}
	return STR_NONE;
}

/* Every end tag of the body, made when first asked for.  Names are cut at 64
 * bytes: "</</</…" is one long name for each. */
static void close_set_fill(struct repair *r)
{
	size_t tags = 0, size = 16;
	for (size_t at = 0; (at = next_close(r->in, at)) != STR_NONE; at += 2)
		tags++;
	while (size < tags * 2 + 2)
		size *= 2;
	r->closes = (struct close_set){ARENA_ARRAY(r->out.arena, size, uint64_t),
				       ARENA_ARRAY(r->out.arena, size, size_t), size - 1, true};
	for (size_t at = 0; (at = next_close(r->in, at)) != STR_NONE; at += 2) {
		struct str name = name_at(str_head(r->in, at + 66), at + 2);
		size_t slot = close_slot(&r->closes, name_hash(name));
		r->closes.hash[slot] = name_hash(name);
		r->closes.offset[slot] = at;
	}
}

static bool is_closed_after(struct repair *r, struct str name, size_t offset)
{
	if (!r->closes.known)
		close_set_fill(r);
	size_t slot = close_slot(&r->closes, name_hash(str_head(name, 64)));
	return r->closes.hash[slot] && r->closes.offset[slot] > offset;
}

/* ---- reading a tag ---- */

enum tag_read { TAG_READ, TAG_QUOTE_OPEN, TAG_UNENDED };

/* Moves past an attribute's value; false: its quote never closes. */
static bool skip_value(struct str in, size_t *at)
{
	while (*at < in.n && is_blank(in.s[*at]))
		++*at;
	if (*at >= in.n)
		return true;
	char quote = in.s[*at];
	if (quote == '"' || quote == '\'') {
		const char *close = memchr(in.s + *at + 1, quote, in.n - *at - 1);
		if (!close)
			return false;
		*at = (size_t)(close - in.s) + 1;
		return true;
	}
	while (*at < in.n && !is_blank(in.s[*at]) && in.s[*at] != '>')
		++*at;
	return true;
}

static enum tag_read read_tag(struct str in, struct tag *t, size_t attributes_max)
{
	size_t at = t->attributes, count = 0;
	for (;;) {
		while (at < in.n && (is_blank(in.s[at]) || in.s[at] == '/'))
			at++;
		if (at >= in.n)
			return TAG_UNENDED;
		if (in.s[at] == '>')
			break;
		if (count++ == attributes_max)
			t->cut = at;
		for (at++; at < in.n && !is_blank(in.s[at]) && !strchr("/>=", in.s[at]);)
			at++;
		while (at < in.n && is_blank(in.s[at]))
			at++;
		if (at < in.n && in.s[at] == '=') {
			at++;
			if (!skip_value(in, &at))
				return TAG_QUOTE_OPEN;
		}
	}
	t->self_closing = at > t->attributes && in.s[at - 1] == '/';
	t->end = at + 1;
	return TAG_READ;
}

/* ---- start tags ---- */

/* The tag's '<' was text; reading goes on behind it. */
static size_t show_as_text(struct repair *r, size_t at)
{
	replace(r, at, at + 1, S("&lt;"));
	return at + 1;
}

static bool was_text(struct repair *r, const struct tag *t, GumboTag tag)
{
	if (tag != GUMBO_TAG_UNKNOWN || r->nesting.foreign || element_name_known(t->name))
		return false;
	bool bare = t->end == t->attributes + 1 || t->self_closing;
	bool custom = memchr(t->name.s, '-', t->name.n) && !bare;
	return !custom && !is_closed_after(r, t->name, t->start);
}

static void escape_text(struct repair *r, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.s[i] == '<')
			buf_add(&r->out, S("&lt;"));
		else
			buf_add_char(&r->out, text.s[i]);
}

/* Where the raw element's end tag begins, or STR_NONE. */
static size_t raw_end(struct repair *r, const struct tag *t)
{
	if (!is_closed_after(r, t->name, t->start))
		return STR_NONE;
	size_t at = t->end;
	while ((at = next_close(r->in, at)) != STR_NONE) {
		if (str_eq_nocase(name_at(str_head(r->in, at + 66), at + 2), str_head(t->name, 64)))
			return at;
		at += 2;
	}
	return STR_NONE;
}

static struct str source(const struct repair *r, size_t from, size_t to)
{
	return str_head(str_from_offset(r->in, from), to - from);
}

/* MathJax: <script type="math/tex; mode=display">. */
static bool holds_tex(const struct repair *r, const struct tag *t)
{
	return str_find(source(r, t->attributes, t->end), S("math/tex"), 0) != STR_NONE;
}

/* A raw element is replaced by what of it may reach the parser. */
static size_t replace_raw(struct repair *r, const struct tag *t, GumboTag tag)
{
	size_t close = raw_end(r, t), content_end = close == STR_NONE ? t->end : close;
	bool code_without_end = close == STR_NONE && (tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE);
	const char *gt = close == STR_NONE ? NULL : memchr(r->in.s + close, '>', r->in.n - close);
	size_t end = gt ? (size_t)(gt - r->in.s) + 1 : close == STR_NONE ? t->end : r->in.n;
	if (code_without_end)
		end = r->in.n; /* as browsers do: what follows is no prose */
	replace(r, t->start, end, S(""));
	struct str content = source(r, t->end, content_end);
	if (tag == GUMBO_TAG_IFRAME) {
		buf_add(&r->out, source(r, t->start, t->cut ? t->cut : t->end));
		buf_add(&r->out, t->cut ? S("></iframe>") : S("</iframe>"));
	} else if (tag == GUMBO_TAG_XMP || tag == GUMBO_TAG_TEXTAREA) {
		buf_add(&r->out, S("<pre>\n"));
		escape_text(r, content);
		buf_add(&r->out, S("</pre>"));
	} else if (tag == GUMBO_TAG_SCRIPT && holds_tex(r, t)) {
		buf_add(&r->out, S("<x-tex>"));
		escape_text(r, content);
		buf_add(&r->out, S("</x-tex>"));
	}
	return end;
}

/* Drawings without words: the many icons. */
static size_t drop_drawing(struct repair *r, const struct tag *t)
{
	size_t close = r->retried > REPAIR_RETRY_MAX ? STR_NONE : raw_end(r, t);
	if (close == STR_NONE)
		return 0;
	struct str inside = source(r, t->end, close);
	if (str_find(inside, S("<text"), 0) != STR_NONE || str_find(inside, S("<foreign"), 0) != STR_NONE) {
		r->retried += inside.n;
		return 0;
	}
	replace(r, t->start, close, S(""));
	const char *gt = memchr(r->in.s + close, '>', r->in.n - close);
	r->copied = gt ? (size_t)(gt - r->in.s) + 1 : r->in.n;
	return r->copied;
}

static void flush_reopened(struct repair *r, size_t at)
{
	if (!r->nesting.stale)
		return;
	struct buf ends = BUF(r->out.arena);
	if (nesting_text(&r->nesting, &ends))
		replace(r, at, at, buf_str(&ends));
}

static size_t leave_out(struct repair *r, const struct tag *t, const struct element *e)
{
	bool block = e->syntax & ELEMENT_CLOSES_P;
	replace(r, t->start, t->end,
		r->elements >= REPAIR_ELEMENTS_MAX ? S("\n")
		: block                            ? S("<br>")
						   : S(""));
	r->flattened++;
	return t->end;
}

/* An element that is dropped, or is media, and never ends: ended at once, lest it take the rest along. */
static void end_at_once(struct repair *r, const struct tag *t)
{
	if (t->cut)
		replace(r, t->cut, t->end, S(">"));
	buf_add(&r->out, source(r, r->copied, t->end));
	r->copied = t->end;
	buf_printf(&r->out, "</%.*s>", STR_FMT(t->name));
}

static size_t open_element(struct repair *r, const struct tag *t, GumboTag tag)
{
	const struct element *e = element_lookup(tag);
	struct element unknown = {.tag = GUMBO_TAG_UNKNOWN};
	if (tag == GUMBO_TAG_UNKNOWN)
		e = &unknown;
	if (r->elements >= REPAIR_ELEMENTS_MAX)
		return leave_out(r, t, e);
	r->elements++;
	if (e->syntax & ELEMENT_SWALLOWS && !is_closed_after(r, t->name, t->start)) {
		end_at_once(r, t);
		return t->end;
	}
	if (!(e->syntax & ELEMENT_CLOSES_P))
		flush_reopened(r, t->start);
	if (!nesting_start(&r->nesting, e, nesting_key(tag, t->name)))
		return leave_out(r, t, e);
	if (t->cut)
		replace(r, t->cut, t->end, S(">"));
	return t->end;
}

static size_t start_element(struct repair *r, struct tag *t, GumboTag tag)
{
	unsigned syntax = element_lookup(tag)->syntax;
	if (r->nesting.foreign && t->self_closing) { /* outlines: no text in them */
		replace(r, t->start, t->end, S(""));
		return t->end;
	}
	if (was_text(r, t, tag))
		return show_as_text(r, t->start);
	if (syntax & ELEMENT_STRAY) {
		replace(r, t->start, t->end, S(" "));
		return t->end;
	}
	if (syntax & ELEMENT_RAW)
		return replace_raw(r, t, tag);
	size_t end = tag == GUMBO_TAG_SVG ? drop_drawing(r, t) : 0;
	return end ? end : open_element(r, t, tag);
}

/* The quote that never closes would take the rest of the article into an
 * attribute: the tag ends at its first '>' and keeps its name only. */
static size_t mend_quote(struct repair *r, struct tag *t, GumboTag tag)
{
	const char *gt = memchr(r->in.s + t->start, '>', r->in.n - t->start);
	r->retried += r->in.n - t->start;
	if (!gt)
		return show_as_text(r, t->start);
	t->end = (size_t)(gt - r->in.s) + 1;
	t->cut = t->attributes;
	return start_element(r, t, tag);
}

static GumboTag tag_of(struct str name)
{
	return name.n < 32 ? gumbo_tagn_enum(name.s, (unsigned)name.n) : GUMBO_TAG_UNKNOWN;
}

static size_t read_start(struct repair *r, size_t at)
{
	struct tag t = {.start = at, .name = name_at(r->in, at + 1)};
	t.attributes = at + 1 + t.name.n;
	GumboTag tag = tag_of(t.name);
	bool formatting = element_lookup(tag)->syntax & ELEMENT_FORMATTING && tag != GUMBO_TAG_A;
	if (r->retried > REPAIR_RETRY_MAX)
		return mend_quote(r, &t, tag);
	switch (read_tag(r->in, &t, formatting ? REPAIR_FORMATTING_ATTRIBUTES_MAX : REPAIR_ATTRIBUTES_MAX)) {
	case TAG_QUOTE_OPEN:
	case TAG_UNENDED:
		t.cut = 0;
		return mend_quote(r, &t, tag);
	case TAG_READ:
		break;
	}
	return start_element(r, &t, tag);
}

/* ---- the rest of markup ---- */

/* Where an end tag ends: even there, a '>' between quotes does not count. */
static size_t end_of_end(struct repair *r, size_t at, size_t gt)
{
	struct tag t = {.start = at, .attributes = at};
	if (r->retried > REPAIR_RETRY_MAX || !memchr(r->in.s + at, '=', gt - at))
		return gt + 1;
	if (read_tag(r->in, &t, REPAIR_ATTRIBUTES_MAX) == TAG_READ)
		return t.end;
	r->retried += r->in.n - at;
	return gt + 1;
}

static size_t read_end(struct repair *r, size_t at)
{
	struct str name = name_at(r->in, at + 2);
	size_t name_end = at + 2 + name.n, gt = str_find_char(r->in, '>', name_end);
	if (gt == STR_NONE)
		return show_as_text(r, at);
	size_t end = end_of_end(r, name_end, gt);
	GumboTag tag = tag_of(name);
	struct element unknown = {.tag = GUMBO_TAG_UNKNOWN};
	const struct element *e = tag == GUMBO_TAG_UNKNOWN ? &unknown : element_lookup(tag);
	bool gone = e->syntax & (ELEMENT_STRAY | ELEMENT_RAW) || r->elements >= REPAIR_ELEMENTS_MAX;
	if (gone || !nesting_end(&r->nesting, e, nesting_key(tag, name)))
		replace(r, at, end, e->syntax & ELEMENT_CLOSES_P ? S("<br>") : S(" "));
	else if (end > name_end + 1)
		replace(r, name_end, end, S(">"));
	return end;
}

static size_t skip_past(struct repair *r, size_t at, struct str mark)
{
	size_t found = str_find(r->in, mark, at);
	return found == STR_NONE ? STR_NONE : found + mark.n;
}

static size_t drop_past(struct repair *r, size_t at, struct str mark)
{
	size_t end = skip_past(r, at, mark);
	if (end == STR_NONE)
		return show_as_text(r, at);
	replace(r, at, end, S(""));
	return end;
}

/* Comments, document types, CDATA marks, processing instructions: none is text,
 * but CDATA's content.  A comment that never ends hides nothing. */
static size_t read_declaration(struct repair *r, size_t at)
{
	struct str rest = str_from_offset(r->in, at);
	if (str_starts(rest, S("<!--"))) {
		bool empty = str_starts(rest, S("<!-->")) || str_starts(rest, S("<!--->"));
		size_t end = empty ? at + 6 - (rest.s[4] == '>') : STR_NONE;
		if (!empty && !r->unended)
			end = skip_past(r, at + 4, S("-->"));
		if (end == STR_NONE) {
			r->unended = true;
			return drop_past(r, at, S(">"));
		}
		replace(r, at, end, S(""));
		return end;
	}
	if (str_starts(rest, S("<![CDATA["))) {
		replace(r, at, at + 9, S(""));
		if (!r->unended_data)
			r->data_end = str_find(r->in, S("]]>"), at);
		r->unended_data |= r->data_end == STR_NONE;
		return at + 9;
	}
	if (str_starts(rest, S("<?php")) || str_starts(rest, S("<?=")))
		return show_as_text(r, at);
	return drop_past(r, at, S(">"));
}

/* Feeds leave <![CDATA[ ]]> around their HTML: the marks go, the content stays. */
static void end_data(struct repair *r, size_t at, size_t next)
{
	if (r->data_end >= at && r->data_end < next)
		replace(r, r->data_end, r->data_end + 3, S(""));
	if (r->data_end < next)
		r->data_end = STR_NONE;
}

static size_t read_markup(struct repair *r, size_t at)
{
	char c = at + 1 < r->in.n ? r->in.s[at + 1] : ' ';
	char d = at + 2 < r->in.n ? r->in.s[at + 2] : ' ';
	if (at > r->last_gt)
		return show_as_text(r, at); /* nothing behind it ends */
	if (is_letter(c))
		return read_start(r, at);
	if (c == '/' && is_letter(d))
		return read_end(r, at);
	if (c == '!' || c == '?')
		return read_declaration(r, at);
	if (c != '/' || d != '>')
		return show_as_text(r, at); /* </3, a < b */
	replace(r, at, at + 3, S(""));
	return at + 3;
}

static void fold_text(struct repair *r, size_t from, size_t to)
{
	struct str text = str_head(r->in, to);
	for (struct str s = fold_next(&r->folds, text, &from); s.n; s = fold_next(&r->folds, text, &from)) {
		size_t at = (size_t)(s.s - r->in.s);
		replace(r, at, at + s.n, fold_add(&r->folds, s, r->out.n + at - r->copied));
	}
}

struct repaired repair_html(struct arena *scratch, struct str html)
{
	struct repair *r = ARENA_NEW(scratch, struct repair);
	r->in = html;
	r->out = BUF(scratch);
	r->data_end = STR_NONE;
	folds_init(&r->folds, scratch, html);
	const char *last_gt = memrchr(html.s, '>', html.n);
	r->last_gt = last_gt ? (size_t)(last_gt - html.s) : 0;
	size_t at = 0;
	while (at < html.n) {
		const char *lt = memchr(html.s + at, '<', html.n - at);
		size_t found = lt ? (size_t)(lt - html.s) : html.n;
		if (r->data_end != STR_NONE)
			end_data(r, at, found);
		if (found > at && lt)
			flush_reopened(r, at);
		fold_text(r, at > r->copied ? at : r->copied, found);
		if (!lt)
			break;
		at = read_markup(r, found);
	}
	if (!r->copied && !r->out.n)
		return (struct repaired){.html = html};
	replace(r, html.n, html.n, S(""));
	return (struct repaired){buf_str(&r->out), r->folds, r->flattened};
}
