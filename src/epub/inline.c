/* Spans: a flat list of styled pieces becomes nested elements.
 *
 * A link is outermost, then the styles in the order of their bits, then a
 * language.  Between two spans the elements that both want stay open, the
 * others are closed and opened: <a>x<strong>y</strong></a>.
 */
#include "epub/escape.h"
#include "epub/names.h"
#include "epub/writer.h"

static const struct {
	const char *open, *close;
} styles[STYLE_COUNT] = {
	{"<strong>", "</strong>"}, /* in the order of the STYLE_ bits */
	{"<em>", "</em>"},
	{"<code>", "</code>"},
	{"<sub>", "</sub>"},
	{"<sup>", "</sup>"},
	{"<del>", "</del>"},
	{"<u>", "</u>"},
	{"<mark>", "</mark>"},
	{"<small>", "</small>"},
	{"<kbd>", "</kbd>"},
	{"<cite>", "</cite>"},
	{"<em class=\"dots\">", "</em>"},
};

/* An element that a span wants around it. */
struct wrap {
	enum { WRAP_LINK, WRAP_STYLE, WRAP_LANG } kind;
	const struct link *link;
	size_t style; /* number of the bit */
	struct str lang;
};

#define WRAPS_MAX (STYLE_COUNT + 2)

struct wraps {
	struct wrap v[WRAPS_MAX];
	size_t n;
};

static bool wrap_eq(const struct wrap *x, const struct wrap *y)
{
	return x->kind == y->kind && x->link == y->link && x->style == y->style && str_eq(x->lang, y->lang);
}

/* ---- links ---- */

static size_t part_of(const struct writer *w, size_t at)
{
	size_t part = 0;
	while (part < w->part_starts.n && w->part_starts.v[part] <= at)
		part++;
	return part;
}

void href_write(struct writer *w, char kind, size_t number, size_t at)
{
	size_t part = part_of(w, at);
	buf_add(&w->out, S(" href=\""));
	if (part != w->part)
		buf_add(&w->out, name_chapter(w->arena, w->setting->article, part));
	buf_printf(&w->out, "#%c%zu\"", kind, number);
}

void id_write(struct writer *w, struct str id)
{
	struct place *place = places_find(w->places, id);
	if (!place || place->target_written)
		return;
	place->target_written = true;
	if (!w->again)
		place->target_at = w->out.n;
	buf_printf(&w->out, " id=\"x%zu\"", place->number);
}

static bool leads_inward(const struct writer *w, const struct link *link, size_t *article)
{
	return w->setting->links && links_lead(w->setting->links, link, article) &&
	       *article != w->setting->article;
}

/* Does the link lead anywhere?  One that does not is shown as text.  The URL is
 * kept: 50,000 pieces of one link must not each clean its 4 KB. */
static bool link_is_good(struct writer *w, const struct link *link)
{
	size_t article;
	if (link->page.n)
		return leads_inward(w, link, &article);
	if (!link->url.n)
		return places_find(w->places, link->id) != NULL;
	if (link != w->link) {
		w->link = link;
		w->link_url = url_clean(w->arena, link->url);
	}
	return w->link_url.n > 0;
}

/* As URL_BYTES_MAX: what is repeated must be short. */
#define LINK_TITLE_BYTES_MAX 512

/* `label`: what the link is called where it holds no text; else empty. */
static void open_link(struct writer *w, const struct link *link, struct str label)
{
	size_t article;
	buf_add(&w->out, S("<a"));
	if (link->id.n) {
		const struct place *place = places_find(w->places, link->id);
		href_write(w, 'x', place->number, place->target_at);
	} else if (leads_inward(w, link, &article)) {
		/* The class tells this link from the bar's when it must be turned outward again. */
		VEC_PUSH(w->arena, &w->body->mentions, article);
		xml_attr(&w->out, "class", S("inward"));
		xml_attr(&w->out, "href", name_chapter(w->arena, article, 0));
	} else {
		xml_attr(&w->out, "href", w->link_url);
	}
	if (link->title.n <= LINK_TITLE_BYTES_MAX)
		xml_attr_some(&w->out, "title", link->title);
	xml_attr_some(&w->out, "aria-label", label);
	buf_add_char(&w->out, '>');
}

bool picture_link_open(struct writer *w, const struct link *link, bool named)
{
	if (!link || !link_is_good(w, link))
		return false;
	open_link(w, link, named ? S("") : url_host(w->link_url));
	return true;
}

/* ---- wraps ---- */

/* Styles that the element around or the piece itself has already. */
static unsigned style_implied(const struct block *b, const struct span *s)
{
	bool tex = s->kind == SPAN_TEX || s->kind == SPAN_MATH;
	return (b->kind == BLOCK_CODE || tex ? STYLE_CODE : 0u) | (s->kind == SPAN_NOTE ? STYLE_SUP : 0u);
}

static struct wraps wraps_wanted(struct writer *w, const struct block *b, const struct span *s)
{
	struct wraps wanted = {.n = 0};
	unsigned style = s->style & ~style_implied(b, s);
	if (s->link && s->kind != SPAN_NOTE && link_is_good(w, s->link)) /* a note's mark is a link itself */
		wanted.v[wanted.n++] = (struct wrap){.kind = WRAP_LINK, .link = s->link};
	for (size_t i = 0; style >> i; i++)
		if (style & 1u << i)
			wanted.v[wanted.n++] = (struct wrap){.kind = WRAP_STYLE, .style = i};
	struct str lang = xml_lang(s->lang);
	if (lang.n)
		wanted.v[wanted.n++] = (struct wrap){.kind = WRAP_LANG, .lang = lang};
	return wanted;
}

static void open_wrap(struct writer *w, const struct wrap *wrap)
{
	switch (wrap->kind) {
	case WRAP_LINK:
		open_link(w, wrap->link, S(""));
		break;
	case WRAP_STYLE:
		buf_add(&w->out, str_from(styles[wrap->style].open));
		break;
	case WRAP_LANG:
		buf_add(&w->out, S("<span"));
		xml_attr_lang(&w->out, wrap->lang);
		buf_add_char(&w->out, '>');
		break;
	}
}

static void close_wrap(struct writer *w, const struct wrap *wrap)
{
	static const char *const close[] = {[WRAP_LINK] = "</a>", [WRAP_LANG] = "</span>"};
	buf_add(&w->out, str_from(wrap->kind == WRAP_STYLE ? styles[wrap->style].close : close[wrap->kind]));
}

static void change_wraps(struct writer *w, struct wraps *open, const struct wraps *wanted)
{
	size_t same = 0;
	while (same < open->n && same < wanted->n && wrap_eq(&open->v[same], &wanted->v[same]))
		same++;
	while (open->n > same)
		close_wrap(w, &open->v[--open->n]);
	for (; open->n < wanted->n; open->n++) {
		open->v[open->n] = wanted->v[open->n];
		open_wrap(w, &open->v[open->n]);
	}
}

/* ---- spans ---- */

/* ---- 直排: one or two digits stand upright in the column (clreq 2.4.2, 纵中横) ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does the character belong to the Latin word or number beside it? */
static bool is_latin(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr(".,%:/-+$#@_", c));
}

/* How many digits from `at` go upright: 1 or 2 that stand alone, else 0. */
static size_t upright_digits(struct str text, size_t at)
{
	size_t n = 0;
	while (at + n < text.n && n < 3 && is_digit(text.s[at + n]))
		n++;
	bool alone = n && n < 3 && (at == 0 || !is_latin(text.s[at - 1])) &&
		     (at + n == text.n || !is_latin(text.s[at + n]));
	return alone ? n : 0;
}

static void write_columns(struct writer *w, struct str text)
{
	size_t from = 0;
	for (size_t at = 0; at < text.n;) {
		size_t n = upright_digits(text, at);
		if (!n) {
			at++;
			continue;
		}
		xml_text(&w->out, str_slice(text.s + from, text.s + at));
		buf_add(&w->out, S("<span class=\"tcy\">"));
		buf_add(&w->out, str_slice(text.s + at, text.s + at + n));
		buf_add(&w->out, S("</span>"));
		from = at += n;
	}
	xml_text(&w->out, str_from_offset(text, from));
}

static void write_plain(struct writer *w, const struct span *s)
{
	if (w->setting->vertical && !w->rows_n && !(s->style & STYLE_CODE))
		write_columns(w, s->text);
	else
		xml_text(&w->out, s->text);
}

static void write_text(struct writer *w, const struct span *s)
{
	if (!s->ruby.n) {
		write_plain(w, s);
		return;
	}
	w->body->ruby = true;
	buf_add(&w->out, S("<ruby>"));
	xml_text(&w->out, s->text);
	buf_add(&w->out, S("<rt>"));
	xml_text(&w->out, s->ruby);
	buf_add(&w->out, S("</rt></ruby>"));
}

/* The first mark of a footnote is where the footnote leads back to. */
static void write_note_mark(struct writer *w, const struct span *s)
{
	struct place *place = places_find(w->places, s->id);
	if (!place) {
		buf_add(&w->out, S("<sup>"));
		xml_text(&w->out, s->text);
		buf_add(&w->out, S("</sup>"));
		return;
	}
	buf_add(&w->out, S("<sup><a class=\"noteref\" epub:type=\"noteref\" role=\"doc-noteref\""));
	if (!place->mark_written) {
		place->mark_written = true;
		place->mark = s->text;
		if (!w->again)
			place->mark_at = w->out.n;
		buf_printf(&w->out, " id=\"r%zu\"", place->number);
	}
	href_write(w, 'x', place->number, place->target_at);
	buf_add_char(&w->out, '>');
	xml_text(&w->out, xml_visible(s->text, S("*")));
	buf_add(&w->out, S("</a></sup>"));
}

static void write_anchor(struct writer *w, const struct span *s)
{
	const struct place *place = places_find(w->places, s->id);
	if (!place || place->target_written)
		return;
	buf_add(&w->out, S("<span"));
	id_write(w, s->id);
	buf_add(&w->out, S("></span>"));
}

static void write_tex(struct writer *w, const struct span *s)
{
	buf_add(&w->out, S("<code class=\"tex\">"));
	xml_text(&w->out, s->text);
	buf_add(&w->out, S("</code>"));
}

static void write_span(struct writer *w, const struct span *s, bool in_code)
{
	switch (s->kind) {
	case SPAN_TEXT:
		if (in_code)
			xml_text(&w->out, s->text);
		else
			write_text(w, s);
		break;
	case SPAN_BREAK:
		buf_add(&w->out, in_code ? S("\n") : S("<br/>\n"));
		break;
	case SPAN_PICTURE:
		picture_write_inline(w, s->picture);
		break;
	case SPAN_ANCHOR:
		write_anchor(w, s);
		break;
	case SPAN_NOTE:
		write_note_mark(w, s);
		break;
	case SPAN_TEX:
		write_tex(w, s);
		break;
	case SPAN_MATH:
		math_write(w, s);
		break;
	}
}

/* ---- a footnote's mark stays with the character that it is of ---- */

/* What is not to be broken must fit the line: a source may have a thousand marks, or long ones. */
#define NOTED_MOST      4
#define MARK_BYTES_MOST 12

static bool wraps_eq(const struct wraps *x, const struct wraps *y)
{
	size_t i = 0;
	while (i < x->n && i < y->n && wrap_eq(&x->v[i], &y->v[i]))
		i++;
	return i == x->n && i == y->n;
}

static bool is_mark(struct writer *w, const struct block *b, size_t span, const struct wraps *open)
{
	if (span >= b->spans.n || b->spans.v[span].kind != SPAN_NOTE ||
	    b->spans.v[span].text.n > MARK_BYTES_MOST)
		return false;
	struct wraps wanted = wraps_wanted(w, b, &b->spans.v[span]);
	return wraps_eq(open, &wanted);
}

/* A line may end behind an ideograph, also before a mark that is raised: text whose last character is one,
 * and the marks that follow.  How many spans that were; 0: it is nothing of the kind. */
static size_t write_noted(struct writer *w, const struct block *b, size_t span, const struct wraps *open)
{
	struct span text = b->spans.v[span];
	size_t last = text.text.n, n = 1;
	if (text.kind != SPAN_TEXT || !last || text.ruby.n || b->kind == BLOCK_CODE ||
	    !char_is_cjk(utf8_prev(text.text, &last)) || !is_mark(w, b, span + 1, open))
		return 0;
	struct str character = str_from_offset(text.text, last);
	text.text = str_head(text.text, last);
	write_span(w, &text, false);
	buf_add(&w->out, S("<span class=\"noted\">"));
	xml_text(&w->out, character);
	for (; n <= NOTED_MOST && is_mark(w, b, span + n, open); n++)
		write_span(w, &b->spans.v[span + n], false);
	buf_add(&w->out, S("</span>"));
	return n;
}

/* A line end or an anchor stands in whatever is open: it closes no link. */
static bool takes_what_is_open(const struct span *s)
{
	return s->kind == SPAN_BREAK || s->kind == SPAN_ANCHOR;
}

/* ---- leaves so long that a part may have to end in them ---- */

#define LEAF_LONG   (32u * 1024) /* bytes of text: shorter ones stay whole */
#define CHUNK_LEAST (4u * 1024)  /* between two places where it may be cut */
#define CHUNK_MOST  (16u * 1024) /* where no sentence ends */

static bool is_long(const struct block *b)
{
	size_t n = 0;
	bool may = b->kind == BLOCK_CODE || b->kind == BLOCK_PARAGRAPH;
	for (size_t i = 0; may && n <= LEAF_LONG && i < b->spans.n; i++)
		n += b->spans.v[i].text.n;
	return n > LEAF_LONG;
}

/* After a line of code or a sentence; closing marks belong to it. */
static bool ends_here(struct str text, size_t at, bool code)
{
	size_t before = at, next = at;
	uint32_t c = utf8_prev(text, &before);
	if (code)
		return c == '\n';
	uint32_t then = at < text.n ? utf8_next(text, &next) : ' ';
	if (then == 0x201D || then == 0x2019 || then == 0x300D || then == 0x300F || then == ')' ||
	    then == 0xFF09)
		return false;
	bool closing = c == 0x201D || c == 0x300D || c == 0x300F || c == 0xFF09;
	if (closing)
		c = before ? utf8_prev(text, &before) : 0;
	return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF1B || (c == '.' && then == ' ');
}

/* The next place after `at` where the text may be cut, `since` bytes after the last one; its end when there
 * is none. */
static size_t next_cut(struct str text, size_t at, size_t since, bool code)
{
	size_t i = at + (since < CHUNK_LEAST ? CHUNK_LEAST - since : 1);
	while (i < text.n && ((unsigned char)text.s[i] & 0xC0) == 0x80)
		i++;
	while (i < text.n && !ends_here(text, i, code) && since + (i - at) < CHUNK_MOST)
		utf8_next(text, &i);
	return i < text.n ? i : text.n;
}

/* May the leaf be cut before this span?  `since`: bytes of text from where it last might. */
static bool ends_before(const struct block *b, size_t span, size_t *since)
{
	const struct span *before = span ? &b->spans.v[span - 1] : NULL;
	bool ends = before &&
		    (before->kind == SPAN_BREAK ||
		     (before->text.n && ends_here(before->text, before->text.n, b->kind == BLOCK_CODE)));
	if (*since < CHUNK_LEAST || (!ends && *since < CHUNK_MOST))
		return false;
	*since = 0;
	return true;
}

static void cut_leaf(struct writer *w, const struct block *b, struct wraps *open)
{
	static const struct wraps none = {.n = 0};
	struct wraps again = *open;
	change_wraps(w, open, &none);
	leaf_cut(w, b);
	change_wraps(w, open, &again);
}

/* The span's text piece by piece. */
static void write_long_span(struct writer *w, const struct block *b, size_t span, struct wraps *open,
			    size_t *since)
{
	bool code = b->kind == BLOCK_CODE;
	struct span piece = b->spans.v[span];
	struct str text = piece.text;
	for (size_t at = 0; at < text.n;) {
		size_t end = next_cut(text, at, *since, code);
		piece.text = str_slice(text.s + at, text.s + end);
		write_span(w, &piece, code);
		*since += end - at;
		at = end;
		if (at == text.n)
			break;
		*since = 0;
		if (leaf_may_end(w, b, span, at))
			cut_leaf(w, b, open);
	}
}

void spans_write(struct writer *w, const struct block *b)
{
	struct wraps open = {.n = 0};
	const bool lengthy = is_long(b);
	size_t since = 0;
	static const struct wraps none = {.n = 0};
	for (size_t i = 0; i < b->spans.n; i++) {
		const struct span *s = &b->spans.v[i];
		if (lengthy && ends_before(b, i, &since) && leaf_may_end(w, b, i, 0)) {
			change_wraps(w, &open, &none); /* or the next part begins with an empty link */
			leaf_cut(w, b);
		}
		if (!takes_what_is_open(s)) {
			struct wraps wanted = wraps_wanted(w, b, s);
			change_wraps(w, &open, &wanted);
		}
		size_t noted = lengthy ? 0 : write_noted(w, b, i, &open);
		if (noted)
			i += noted - 1;
		else if (lengthy && s->kind == SPAN_TEXT && !s->ruby.n)
			write_long_span(w, b, i, &open, &since);
		else
			write_span(w, s, b->kind == BLOCK_CODE);
	}
	change_wraps(w, &open, &none);
}
