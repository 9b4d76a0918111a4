/* Spans to pieces of text: which face, which size, what is drawn besides. */
#include "layout/setter.h"
#include "text/address.h"

/* Parts of the em, in 1/1000. */
#define SIZE_SCRIPT 650 /* sub, sup */
#define SIZE_SMALL  850
#define SIZE_CODE   900 /* monospaced faces look large beside a book face */
#define RISE_SUP    350
#define RISE_SUB    (-150)
#define OBJECT_HIGH 1300 /* a picture in the line: more would push lines apart */

#define STYLES_DRAWN (STYLE_DEL | STYLE_UNDERLINE | STYLE_MARK | STYLE_DOTS)

/* What a style bit changes; applied in this order, so that code in a heading is code. */
struct style_rule {
	unsigned bit;
	int role; /* enum font_role, or -1 */
	bool bold;
	int16_t size, rise; /* 1/1000 em; 0: as it is */
};

static const struct style_rule style_rules[] = {
	{STYLE_STRONG, -1, true, 0, 0},
	{STYLE_EM, ROLE_QUOTE, false, 0, 0},
	{STYLE_CITE, ROLE_QUOTE, false, 0, 0},
	{STYLE_SMALL, -1, false, SIZE_SMALL, 0},
	{STYLE_SUB, -1, false, SIZE_SCRIPT, RISE_SUB},
	{STYLE_SUP, -1, false, SIZE_SCRIPT, RISE_SUP},
	{STYLE_CODE, ROLE_CODE, false, SIZE_CODE, 0},
	{STYLE_KBD, ROLE_CODE, false, SIZE_CODE, 0},
};

struct piece frame_piece(const struct frame *f, struct str text)
{
	return (struct piece){
		.text = text,
		.role = f->role,
		.lang = font_lang_from_tag(f->lang),
		.bold = f->bold,
		.size = f->size,
	};
}

struct look frame_look(const struct frame *f)
{
	return (struct look){.ink = f->ink};
}

struct str anchor_name(struct setter *st, struct str id)
{
	return arena_printf(st->a, "a%zu-%.*s", st->index, STR_FMT(id));
}

/* Horizontal pieces of all sizes share a baseline, vertical ones the middle of the line:
 * what a smaller piece is raised by is less by what it is nearer to the middle. */
static coord raised(const struct style_rule *r, coord em, bool vertical)
{
	int nearer = vertical && r->rise ? (1000 - r->size) * EM_MIDDLE / 1000 : 0;

	return coord_scale(em, r->rise - nearer, 1000);
}

static void apply_style(struct piece *p, struct look *l, unsigned style, bool vertical)
{
	coord em = p->size;

	for (size_t i = 0; i < sizeof style_rules / sizeof *style_rules; i++) {
		const struct style_rule *r = &style_rules[i];

		if (!(style & r->bit))
			continue;
		if (r->role >= 0 && !(p->role == ROLE_HEADING && r->role == ROLE_QUOTE))
			p->role = (enum font_role)r->role;
		p->bold |= r->bold;
		if (r->size)
			p->size = coord_scale(p->size, r->size, 1000);
		l->rise += raised(r, em, vertical);
	}
	p->verbatim = (style & (STYLE_CODE | STYLE_KBD)) != 0;
	p->script = (style & (STYLE_SUB | STYLE_SUP)) != 0;
	l->style = style & STYLES_DRAWN;
}

static void add(struct setter *st, struct inline_text *out, struct piece p, struct look l)
{
	VEC_PUSH(st->scratch, &out->pieces, p);
	VEC_PUSH(st->scratch, &out->looks, l);
}

static void add_with_urls(struct setter *st, struct inline_text *out, struct piece p, struct look l)
{
	struct str text = p.text;
	struct address_search search = address_search_begin(p.verbatim ? S("") : text);
	size_t from = 0, begin, end;

	while (address_next(&search, &begin, &end)) {
		p.text = str_slice(text.s + from, text.s + begin);
		p.url = false;
		if (p.text.n)
			add(st, out, p, l);
		p.text = str_slice(text.s + begin, text.s + end);
		p.url = true;
		add(st, out, p, l);
		from = end;
	}
	p.text = str_from_offset(text, from);
	p.url = false;
	if (p.text.n)
		add(st, out, p, l);
}

static void add_picture(struct setter *st, const struct frame *f, const struct span *s, struct piece p,
			struct look l, struct inline_text *out)
{
	const struct picture *pic = s->picture;
	coord most = coord_scale(f->size, OBJECT_HIGH, 1000), width;
	int64_t along, across; /* px; a picture stands upright in vertical text, too */

	if (!pic || pic->type == PICTURE_NONE || !pic->px_width || !pic->px_height) {
		if (pic && pic->alt.n) {
			p.text = arena_printf(st->scratch, "[%.*s]", STR_FMT(pic->alt));
			add(st, out, p, l);
		}
		return;
	}
	along = f->vertical ? pic->px_height : pic->px_width;
	across = f->vertical ? pic->px_width : pic->px_height;
	l.picture_height = most;
	if (CSS_PX(across) < most)
		l.picture_height = (coord)CSS_PX(across);
	width = coord_scale(l.picture_height, along, across);
	if (width > f->measure) {
		l.picture_height = coord_scale(l.picture_height, f->measure, width);
		width = f->measure;
	}
	p.text = S("\xEF\xBF\xBC");
	p.object = width;
	l.picture = pic;
	add(st, out, p, l);
}

static void add_note(struct setter *st, const struct frame *f, const struct span *s, struct piece p,
		     struct look l, struct inline_text *out)
{
	apply_style(&p, &l, s->style | STYLE_SUP, f->vertical);
	l.note = footnote_of_note(st, s->id);
	p.text = l.note ? arena_printf(st->scratch, "%u", (unsigned)l.note) : s->text;
	p.nowrap = true;
	l.ink = st->style->ink_link;
	l.dest = anchor_name(st, s->id);
	add(st, out, p, l);
}

static void set_link(struct setter *st, const struct link *link, struct look *l)
{
	if (!link)
		return;
	if (link->url.n)
		l->link = link;
	else if (link->id.n)
		l->dest = anchor_name(st, link->id);
	else
		return;
	l->ink = st->style->ink_link;
}

/* "[2]" in code, which leads to a note: the note's own number in place of the source's. */
static void set_mark(struct setter *st, const struct span *s, struct piece *p, struct look *l)
{
	struct str number;

	if (!s->link || !s->link->id.n || !footnote_mark(s->text))
		return;
	l->note = footnote_of_note(st, s->link->id);
	if (!l->note)
		return;
	number = arena_printf(st->scratch, "%u", (unsigned)l->note);
	p->text = str_find_char(s->text, '[', 0) == STR_NONE
			  ? number
			  : arena_printf(st->scratch, "[%.*s]", STR_FMT(number));
}

static void add_span(struct setter *st, const struct frame *f, const struct span *s, struct inline_text *out)
{
	struct piece p = frame_piece(f, s->text);
	struct look l = frame_look(f);

	if (s->lang.n) {
		p.lang = font_lang_from_tag(s->lang);
		p.language = s->lang;
	}
	set_link(st, s->link, &l);
	switch (s->kind) {
	case SPAN_TEXT:
		apply_style(&p, &l, s->style, f->vertical);
		set_mark(st, s, &p, &l);
		l.ruby = s->ruby;
		p.nowrap = s->ruby.n > 0;
		add_with_urls(st, out, p, l);
		break;
	case SPAN_BREAK:
		p.text = S("\n");
		add(st, out, p, l);
		break;
	case SPAN_PICTURE:
		add_picture(st, f, s, p, l, out);
		break;
	case SPAN_ANCHOR:
		VEC_PUSH(st->scratch, &out->anchors,
			 (struct anchor){(uint32_t)out->pieces.n, anchor_name(st, s->id)});
		break;
	case SPAN_NOTE:
		add_note(st, f, s, p, l, out);
		break;
	case SPAN_TEX:
		apply_style(&p, &l, s->style | STYLE_CODE, f->vertical);
		add(st, out, p, l);
		break;
	case SPAN_MATH:
		apply_style(&p, &l, s->style, f->vertical);
		add(st, out, p, l);
		break;
	}
}

/* Where links are footnotes, the mark follows the last span of the link. */
void inline_add_link_mark(struct setter *st, const struct frame *f, const struct link *link,
			  struct inline_text *out)
{
	struct piece p = frame_piece(f, (struct str){0});
	struct look l = frame_look(f);

	l.note = footnote_of_link(st, link);
	if (!l.note)
		return;
	apply_style(&p, &l, STYLE_SUP, f->vertical);
	p.text = arena_printf(st->scratch, "%u", (unsigned)l.note);
	p.nowrap = true;
	l.ink = st->style->ink_link;
	l.dest = footnote_dest(st, l.note);
	add(st, out, p, l);
}

/* A footnote has none of its own: the address follows. */
static void add_link_address(struct setter *st, const struct frame *f, const struct link *link,
			     struct inline_text *out)
{
	inline_add_text(st, f, S(" "), out);
	inline_add_link(st, f, link, out);
}

/* Is spans[last] the last of a link that has a text, and whose text is not its address? */
static bool wants_address(const struct setter *st, const struct span *spans, size_t last, size_t n)
{
	const struct link *link = spans[last].link;
	bool text = false, shown = false;

	if (!st->style->link_footnotes || !link || !link->url.n ||
	    (last + 1 < n && spans[last + 1].link == link))
		return false;
	for (size_t i = last + 1; i-- > 0 && spans[i].link == link;) {
		bool is_text = spans[i].kind == SPAN_TEXT && spans[i].text.n;
		text = text || is_text;
		shown = shown || (is_text && (str_eq(spans[i].text, link->url) ||
					      str_find(spans[i].text, S("://"), 0) != STR_NONE));
	}
	return text && !shown;
}

void inline_add_spans(struct setter *st, const struct frame *f, const struct span *spans, size_t n,
		      struct inline_text *out)
{
	for (size_t i = 0; i < n; i++) {
		add_span(st, f, &spans[i], out);
		if (!wants_address(st, spans, i, n))
			continue;
		if (footnote_inside(st))
			add_link_address(st, f, spans[i].link, out);
		else
			inline_add_link_mark(st, f, spans[i].link, out);
	}
}

void inline_add_text(struct setter *st, const struct frame *f, struct str text, struct inline_text *out)
{
	if (text.n)
		add(st, out, frame_piece(f, text), frame_look(f));
}

void inline_add_link(struct setter *st, const struct frame *f, const struct link *link,
		     struct inline_text *out)
{
	struct piece p = frame_piece(f, link->url);
	struct look l = frame_look(f);

	l.link = link;
	l.ink = st->style->ink_link;
	p.url = true;
	add(st, out, p, l);
}
