#include "clean/builder.h"

/* ---- the run: text of one manner ---- */

static bool same_manner(const struct manner *a, const struct manner *b)
{
	return a->style == b->style && a->link == b->link && str_eq(a->lang, b->lang);
}

bool has_cjk(struct str text)
{
	for (size_t at = 0; at < text.n;)
		if ((unsigned char)text.s[at] < 0x80)
			at++;
		else if (char_is_cjk(utf8_next(text, &at)))
			return true;
	return false;
}

/* Word marks Chinese as lang="EN-US". */
static struct str believable_lang(const struct builder *b, struct str text)
{
	struct str lang = b->run_in.lang;
	if (str_eq(lang, b->leaf->lang) || (str_starts_nocase(lang, S("en")) && has_cjk(text)))
		return (struct str){0};
	return lang;
}

void build_flush(struct builder *b)
{
	if (!b->run.n)
		return;
	struct str text = arena_str(b->arena, buf_str(&b->run));
	struct span s = {.kind = SPAN_TEXT, .style = b->run_in.style, .text = text, .link = b->run_in.link};
	if (b->run_in.lang.n)
		s.lang = believable_lang(b, text);
	VEC_PUSH(b->scratch, &b->spans, s);
	size_t end = text.n;
	b->last = utf8_prev(text, &end);
	b->run.n = 0;
}

static uint32_t last_char(const struct builder *b)
{
	size_t end = b->run.n;
	return end ? utf8_prev(buf_str(&b->run), &end) : b->last;
}

/* Text in another manner than the run's begins a new run. */
static void turn_to(struct builder *b)
{
	if (b->run.n && !same_manner(&b->run_in, &b->in))
		build_flush(b);
	if (!b->run.n)
		b->run_in = b->in;
}

/* ---- gaps ---- */

static bool is_hangul(uint32_t c)
{
	return (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3130 && c <= 0x318F);
}

/* Marks that Chinese shares with Latin: “ ” ‘ ’ — …. */
static bool is_shared_mark(uint32_t c)
{
	return (c >= 0x2014 && c <= 0x201D) || c == 0x2026 || c == 0xB7;
}

/* A newline in the source between two such is no space (CSS Text 4.1.3). */
static bool joins_lines(uint32_t before, uint32_t after)
{
	bool x = char_is_cjk(before) && !is_hangul(before), y = char_is_cjk(after) && !is_hangul(after);
	return (x && y) || (x && is_shared_mark(after)) || (is_shared_mark(before) && y);
}

static bool ends_sentence(uint32_t c)
{
	static const uint32_t marks[] = {0x3002, 0xFF01, 0xFF1F, 0x2026, 0x201D, 0x300D,
					 0xFF1B, 0xFF1A, '.',    '!',    '?'};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (c == marks[i])
			return true;
	return false;
}

/* Two full-width spaces, or a handful of no-break ones, begin a Chinese paragraph. */
static bool is_indent(const struct gap *g)
{
	return g->wide >= 2 || g->nbsp >= 4 || (g->wide && g->nbsp >= 2);
}

static bool begins_paragraph(const struct builder *b, const struct gap *g)
{
	if (b->in.fixed || b->in.lines || b->in.leaf != BLOCK_PARAGRAPH || b->in_ruby)
		return false;
	return g->breaks > 1 || (g->breaks && is_indent(g)) || (g->wide >= 2 && ends_sentence(last_char(b)));
}

static void add_break(struct builder *b)
{
	build_flush(b);
	VEC_PUSH(b->scratch, &b->spans, (struct span){.kind = SPAN_BREAK});
	b->last = 0;
}

/* How much a manner does to its text. */
static int weight(const struct manner *m)
{
	return __builtin_popcount(m->style) + (m->link ? 1 : 0);
}

static void add_gap_space(struct builder *b, const struct gap *g, uint32_t next)
{
	/* The space beside a link or a code word is not part of it. */
	if (b->run.n && weight(&b->run_in) > weight(&b->in))
		turn_to(b);
	if (!b->run.n)
		b->run_in = b->in;
	uint32_t before = last_char(b);
	if (g->wide)
		for (unsigned i = 0; i < g->wide && i < 4; i++)
			buf_add(&b->run, S("　"));
	else if (g->nbsp == 1 && !g->space && !char_is_cjk(before) && !char_is_cjk(next))
		buf_add(&b->run, S("\xC2\xA0"));
	else if (!(g->newline && !g->nbsp && joins_lines(before, next)))
		buf_add_char(&b->run, ' ');
}

/* Decides on the white space before `next`; may end the paragraph. */
static void settle_gap(struct builder *b, uint32_t next)
{
	struct gap g = b->gap;
	b->gap = (struct gap){0};
	if (!b->leaf || build_at_start(b))
		return;
	if (begins_paragraph(b, &g)) {
		build_leaf_close(b);
		return;
	}
	for (unsigned i = 0; i < g.breaks && i < 2; i++)
		add_break(b);
	if (!g.breaks && (b->last || b->run.n) && (g.space || g.nbsp || g.wide))
		add_gap_space(b, &g, next);
}

static void open_for(struct builder *b, uint32_t next)
{
	settle_gap(b, next);
	if (b->leaf)
		return;
	build_leaf_open(b);
	for (size_t i = 0; i < b->anchors.n; i++)
		VEC_PUSH(b->scratch, &b->spans, (struct span){.kind = SPAN_ANCHOR, .id = b->anchors.v[i]});
	b->anchors.n = 0;
}

/* ---- text ---- */

/* Bytes that are looked at: blanks, controls, and the lead bytes of the wide
 * and invisible ones. */
static bool is_plain(unsigned char c)
{
	return c > ' ' && c != 0x7F && c != 0xC2 && c != 0xE2 && c != 0xE3 && c != 0xEF;
}

enum text_class { PLAIN, SPACE, NEWLINE, NBSP, WIDE, GONE };

static enum text_class classify(uint32_t c)
{
	switch (c) {
	case '\n':
	case '\r':
	case 0x2028:
	case 0x2029:
		return NEWLINE;
	case ' ':
	case '\t':
	case '\f':
	case '\v':
		return SPACE;
	case 0xA0:
	case 0x202F:
		return NBSP;
	case 0x2001:
	case 0x2003: /* &emsp;&emsp; indents as often as two U+3000 do */
	case 0x3000:
		return WIDE;
	case 0xAD:   /* soft hyphen: hyphenation is the layout's */
	case 0x200B: /* zero-width space */
	case 0x2060:
	case 0xFEFF:
	case 0xFFFE:
	case 0xFFFF:
	case 0x202A: /* bidi overrides and embeddings */
	case 0x202B:
	case 0x202C:
	case 0x202D:
	case 0x202E:
		return GONE;
	default:
		if (c >= 0x2000 && c <= 0x200A)
			return SPACE; /* en, thin and hair spaces: the layout's own business */
		return c < 0x20 || (c >= 0x7F && c < 0xA0) ? GONE : PLAIN;
	}
}

/* Does a character with one of those lead bytes need a decision?  Most are Chinese
 * marks: the answer is had without decoding. */
static bool needs_look(struct str text, size_t at)
{
	const unsigned char *c = (const unsigned char *)text.s + at;
	if (text.n - at < 3)
		return true;
	switch (c[0]) {
	case 0xE2: /* U+2000..U+200B, U+2028..U+202F, U+2060 */
		return c[1] == 0x80 ? c[2] <= 0x8B || (c[2] >= 0xA8 && c[2] <= 0xAF)
				    : c[1] == 0x81 && c[2] == 0xA0;
	case 0xE3: /* U+3000 */
		return c[1] == 0x80 && c[2] == 0x80;
	case 0xEF: /* U+FEFF, U+FFFE, U+FFFF */
		return c[1] == 0xBB || (c[1] == 0xBF && c[2] >= 0xBE);
	default:
		return true;
	}
}

/* The length of text that begins at `from` and is taken as it is. */
static size_t plain_length(struct str text, size_t from)
{
	size_t at = from;
	while (at < text.n) {
		size_t next = at;
		unsigned char c = (unsigned char)text.s[at];
		bool han = c >= 0xE4 && c <= 0xE9 && text.n - at >= 3; /* U+4000..U+9FFF */
		if (!han && is_plain(c))
			next++;
		else if (han || (c > ' ' && !needs_look(text, at)))
			next += 3;
		else if (c <= ' ' || classify(utf8_next(text, &next)) != PLAIN)
			break;
		at = next;
	}
	return at - from;
}

static void note_gap(struct builder *b, enum text_class class)
{
	struct gap *g = &b->gap;
	g->space |= class == SPACE || class == NEWLINE;
	g->newline |= class == NEWLINE;
	g->nbsp += class == NBSP;
	g->wide += class == WIDE;
	if (class == NEWLINE && b->in.lines)
		g->breaks++;
}

/* "\n2. …": Markdown's numbers, left over in a paragraph. */
static bool begins_item(struct str text)
{
	size_t digits = 0;
	while (digits < text.n && text.s[digits] >= '0' && text.s[digits] <= '9')
		digits++;
	return digits && digits < 3 && str_starts(str_from_offset(text, digits), S(".")) &&
	       digits + 1 == text.n;
}

static void add_run(struct builder *b, struct str text)
{
	size_t at = 0;
	if (b->gap.newline && !b->gap.breaks && begins_item(text))
		b->gap.breaks = 1;
	open_for(b, utf8_next(text, &at));
	turn_to(b);
	buf_add(&b->run, text);
}

void build_text(struct builder *b, struct str text)
{
	for (size_t at = 0; at < text.n;) {
		size_t plain = plain_length(text, at);
		if (plain) {
			add_run(b, str_head(str_from_offset(text, at), plain));
			at += plain;
			continue;
		}
		note_gap(b, classify(utf8_next(text, &at)));
	}
}

void build_exact(struct builder *b, struct str text)
{
	if (!text.n)
		return;
	open_for(b, (unsigned char)text.s[0]);
	turn_to(b);
	buf_add(&b->run, text);
}

void build_break(struct builder *b)
{
	if (b->in.leaf == BLOCK_CODE) {
		build_code_break(b);
		return;
	}
	struct gap *g = &b->gap;
	unsigned breaks = g->breaks + 1;
	*g = (struct gap){.breaks = breaks}; /* what stood before the line's end is nothing */
}

void build_span(struct builder *b, struct span span)
{
	open_for(b, 'x');
	build_flush(b);
	span.style = b->in.style;
	span.link = b->in.link;
	VEC_PUSH(b->scratch, &b->spans, span);
	b->last = 'x';
}

void build_anchor(struct builder *b, struct str id, bool here)
{
	if (here && b->leaf && !build_at_start(b)) {
		build_flush(b);
		VEC_PUSH(b->scratch, &b->spans, (struct span){.kind = SPAN_ANCHOR, .id = id});
		return;
	}
	VEC_PUSH(b->scratch, &b->anchors, id);
}

/* ---- ruby ---- */

/* A longer one is an <rt> that was never closed. */
#define RUBY_BYTES_MAX 160

struct str build_label(struct arena *a, struct str text)
{
	struct buf out = BUF(a);
	text = str_trim_wide(text);
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		bool space = c <= ' ' || (c >= 0x7F && c <= 0xA0) || c == 0x2028 || c == 0x2029;
		if (space && out.n && out.s[out.n - 1] != ' ')
			buf_add_char(&out, ' ');
		else if (!space && c != 0xFFFE && c != 0xFFFF)
			buf_add_code_point(&out, c);
	}
	return arena_str(a, str_trim(buf_str(&out)));
}

void build_ruby_begin(struct builder *b)
{
	open_for(b, 0x4E00);
	build_flush(b);
	b->in_ruby = true;
	b->ruby_from = b->spans.n;
	b->ruby_leaf = b->leaf;
	b->ruby.n = 0;
}

/* Spans of the base become one, in the manner of the first. */
static void join_base(struct builder *b)
{
	struct span *first = &b->spans.v[b->ruby_from];
	struct buf text = BUF(b->arena);
	for (size_t i = b->ruby_from; i < b->spans.n; i++)
		buf_add(&text, b->spans.v[i].text);
	first->text = arena_str(b->arena, buf_str(&text));
	b->spans.n = b->ruby_from + 1;
}

static bool base_is_text(const struct builder *b)
{
	if (b->leaf != b->ruby_leaf || b->spans.n <= b->ruby_from)
		return false;
	for (size_t i = b->ruby_from; i < b->spans.n; i++)
		if (b->spans.v[i].kind != SPAN_TEXT)
			return false;
	return true;
}

void build_ruby_text_end(struct builder *b)
{
	struct str ruby = build_label(b->arena, buf_str(&b->ruby));
	b->in_rt = false;
	build_flush(b);
	if (!ruby.n)
		return;
	if (base_is_text(b) && ruby.n <= RUBY_BYTES_MAX) {
		if (b->spans.n > b->ruby_from + 1)
			join_base(b);
		b->spans.v[b->ruby_from].ruby = ruby;
	} else {
		build_text(b, ruby); /* over nothing: in the line */
		build_flush(b);
	}
	b->ruby_from = b->spans.n;
	b->ruby_leaf = b->leaf;
	b->ruby.n = 0;
}

void build_ruby_end(struct builder *b)
{
	build_flush(b);
	b->in_ruby = b->in_rt = false;
}
