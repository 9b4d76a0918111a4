/* One line to paints: positions first, then what lies behind the text, the
 * glyphs, what lies over it, and the links. */
#include "layout/setter.h"

/* Parts of the em, in 1/1000. */
#define LINE_THICK    45
#define DOT_SIZE      150
#define BOX_MARGIN    60 /* of the box for a character that no font has */
#define BOX_THICK     30
#define DIGIT_SIZE    300
#define MARK_INK      0xFFF2C6u
#define MARK_INK_GREY 0xE4E4E4u

/* Where things stand across a line, from its baseline towards the next line (below;
 * in vertical text on the left), in 1/1000 em. */
struct across {
	int16_t ascent, descent; /* of a Han square, both positive */
	int16_t underline, del;  /* their upper (right) edge */
	int16_t dot;             /* an emphasis dot's */
	int16_t code[2];         /* the two rows of a missing character's code */
};

/* clreq 3.3.1, 3.3.5: emphasis dots and proper name lines stand under horizontal text
 * and right of vertical. */
static const struct across across_horizontal = {EM_ABOVE, EM_BELOW, 160, -330, 210, {-440, -95}};
static const struct across across_vertical = {
	500, 500, -580 - LINE_THICK, -LINE_THICK / 2, -560 - DOT_SIZE, {-200, 200}};

struct painter {
	const struct line_job *job;
	struct line_out *out;
	struct placed *placed; /* in visual order */
	size_t n;
	/* The run that grows. */
	const struct face *face;
	coord size, origin;
	uint32_t ink;
	bool turned, verbatim;
	coord trim_start, trim_end;
	VEC(struct glyph) glyphs;
	struct buf text;
	size_t owner; /* the glyph that has the last cluster's text */
};

static const struct cluster *cluster_of(const struct line_job *job, const struct atom *a)
{
	return &job->atoms->shaped->clusters[a->cluster];
}

static const struct look *look_of(const struct line_job *job, const struct atom *a)
{
	return &job->looks[cluster_of(job, a)->piece];
}

static coord size_of(const struct line_job *job, const struct atom *a)
{
	return job->atoms->pieces[cluster_of(job, a)->piece].size;
}

static const struct across *across_of(const struct painter *p)
{
	return p->job->st->style->vertical ? &across_vertical : &across_horizontal;
}

static void push_rect(struct painter *p, coord inl, coord blk, coord inl_size, coord blk_size, uint32_t ink)
{
	struct paint paint = {.kind = PAINT_RECT, .inl = inl, .blk = blk};

	paint.rect.inl_size = inl_size;
	paint.rect.blk_size = blk_size;
	paint.rect.ink = ink;
	VEC_PUSH(p->job->st->scratch, &p->out->paints, paint);
}

/* ---- runs ---- */

static void flush_run(struct painter *p)
{
	struct arena *a = p->job->st->a;
	struct paint paint = {.kind = PAINT_GLYPHS, .inl = p->origin, .blk = p->job->blk};
	struct glyph_run *run;
	struct glyph *glyphs;

	if (!p->glyphs.n)
		return;
	run = ARENA_NEW(a, struct glyph_run);
	glyphs = ARENA_ARRAY(a, p->glyphs.n, struct glyph);
	memcpy(glyphs, p->glyphs.v, p->glyphs.n * sizeof *glyphs);
	*run = (struct glyph_run){
		.face = p->face,
		.size = p->size,
		.ink = p->ink,
		.turn = p->turned ? TURN_SIDEWAYS : TURN_NONE,
		.verbatim = p->verbatim,
		.artifact = p->job->artifact,
		.line = p->job->note,
		.trim_start = p->trim_start,
		.trim_end = p->trim_end,
		.text = arena_str(a, buf_str(&p->text)),
		.glyphs = glyphs,
		.count = (uint32_t)p->glyphs.n,
	};
	paint.run = run;
	VEC_PUSH(p->job->st->scratch, &p->out->paints, paint);
	p->glyphs.n = 0;
	p->text.n = 0;
	p->owner = 0;
	p->trim_start = p->trim_end = 0;
}

static void want_run(struct painter *p, const struct face *face, coord size, uint32_t ink, bool turned,
		     coord at)
{
	if (p->glyphs.n && p->face == face && p->size == size && p->ink == ink && p->turned == turned)
		return;
	flush_run(p);
	p->face = face;
	p->size = size;
	p->ink = ink;
	p->turned = turned;
	p->origin = at;
}

/* A run for an atom of the line. */
static void want_atom_run(struct painter *p, const struct atom *a, const struct face *face, bool turned,
			  coord at)
{
	bool verbatim = p->job->atoms->pieces[cluster_of(p->job, a)->piece].verbatim;

	if (p->verbatim != verbatim)
		flush_run(p);
	p->verbatim = verbatim;
	want_run(p, face, size_of(p->job, a), look_of(p->job, a)->ink, turned, at);
}

static void push_glyph(struct painter *p, coord at, coord rise, uint16_t gid, struct str text)
{
	struct glyph g = {.at = at - p->origin, .rise = rise, .gid = gid};

	text = str_head(text, UINT16_MAX);
	g.text_bytes = (uint16_t)text.n;
	if (text.n) {
		buf_add(&p->text, text);
		p->owner = p->glyphs.n;
	}
	VEC_PUSH(p->job->st->scratch, &p->glyphs, g);
}

/* A cluster without glyphs leaves its text to the glyph before it. */
static void lend_text(struct painter *p, struct str text)
{
	struct glyph *g;

	if (!p->glyphs.n)
		return;
	g = &p->glyphs.v[p->owner];
	if (g->text_bytes + text.n > UINT16_MAX || p->owner + 1 != p->glyphs.n)
		return;
	g->text_bytes = (uint16_t)(g->text_bytes + text.n);
	buf_add(&p->text, text);
}

static struct str cluster_text(const struct line_job *job, const struct cluster *c)
{
	return (struct str){job->atoms->shaped->text.s + c->text, c->length};
}

/* A typed space is set as a glyph, though only its text matters: what copies the
 * text of a page wants it. */
static void paint_space(struct painter *p, const struct atom *a, coord at)
{
	const struct line_job *job = p->job;
	const struct cluster *c = &job->atoms->shaped->clusters[a->space - 1];
	struct str text;
	uint16_t gid;

	if (!p->glyphs.n || (gid = face_glyph(p->face, ' ')) == 0)
		return;
	text = cluster_text(job, c);
	if (a->fixed) /* code: all of them */
		text.n = cluster_of(job, a)->text - c->text;
	push_glyph(p, at, 0, gid, text);
}

/* A space that has a width of its own (code) is a glyph, so that it is copied;
 * what has none leaves its text to the glyph before it. */
static void paint_blank(struct painter *p, const struct atom *a, coord at)
{
	const struct cluster *c = cluster_of(p->job, a);
	const struct shaped *s = p->job->atoms->shaped;
	uint16_t gid = a->ink > 0 && c->face < s->face_count ? face_glyph(s->faces[c->face], ' ') : 0;

	if (!gid) {
		lend_text(p, cluster_text(p->job, c));
		return;
	}
	want_atom_run(p, a, s->faces[c->face], false, at);
	push_glyph(p, at, 0, gid, cluster_text(p->job, c));
}

/* A mark at the line's edge has lost its free half: what selects and copies text by the
 * boxes of its glyphs should not find one that reaches into the margin. */
static void trim_mark(struct painter *p, const struct atom *a, coord pen, const struct shaped_glyph *g)
{
	const struct line_job *job = p->job;
	const struct cluster *c = cluster_of(job, a);
	const struct face *face = job->atoms->shaped->faces[c->face];
	coord box = coord_scale(size_of(job, a), face_advance(face, g->gid), face_upem(face));
	bool first = a == &job->atoms->v[job->line.from], last = a == &job->atoms->v[job->line.to - 1];

	first = first && a->start > 0;
	last = last && c->advance > a->start + a->ink;
	if (c->glyphs != 1 || a->widened || job->atoms->shaped->vertical || job->atoms->shaped->bidi ||
	    !(first || last))
		return;
	flush_run(p);
	want_atom_run(p, a, face, false, pen + g->offset);
	/* In a face where the mark is narrower than its square, it stands in it by `offset`. */
	p->trim_start = first ? a->start - g->offset : 0;
	p->trim_end = last ? box + g->offset - a->start - a->ink : 0;
}

static void paint_cluster(struct painter *p, const struct atom *a, coord at)
{
	const struct line_job *job = p->job;
	const struct shaped *s = job->atoms->shaped;
	const struct cluster *c = cluster_of(job, a);
	const struct look *l = look_of(job, a);
	coord pen = at - a->start;

	if (c->glyphs == 0) {
		paint_blank(p, a, at);
		return;
	}
	for (size_t i = 0; i < c->glyphs; i++) {
		const struct shaped_glyph *g = &s->glyphs[c->glyph + i];

		trim_mark(p, a, pen, g);
		want_atom_run(p, a, s->faces[c->face], g->turned, pen + g->offset);
		push_glyph(p, pen + g->offset, g->rise + l->rise, g->gid,
			   i ? (struct str){NULL, 0} : cluster_text(job, c));
		pen += g->advance;
	}
	if (p->trim_start || p->trim_end)
		flush_run(p);
}

static void paint_picture(struct painter *p, const struct atom *a, coord at)
{
	const struct look *l = look_of(p->job, a);
	struct paint paint = {.kind = PAINT_PICTURE, .inl = at};

	flush_run(p);
	paint.blk = p->job->blk - coord_scale(size_of(p->job, a), across_of(p)->ascent, 1000);
	if (p->job->st->style->vertical)
		paint.blk = p->job->blk - l->picture_height / 2;
	else if (l->picture_height < size_of(p->job, a))
		paint.blk = p->job->blk - l->picture_height;
	paint.picture.picture = l->picture;
	paint.picture.inl_size = a->ink;
	paint.picture.blk_size = l->picture_height;
	VEC_PUSH(p->job->st->scratch, &p->out->paints, paint);
}

/* ---- characters that no font has ---- */

static void paint_box(struct painter *p, coord at, coord width, coord size)
{
	coord thick = coord_scale(size, BOX_THICK, 1000), margin = coord_scale(size, BOX_MARGIN, 1000);
	coord high = size - 2 * margin, wide = width - 2 * margin;
	coord top = p->job->blk - coord_scale(size, across_of(p)->ascent, 1000) + margin;
	uint32_t ink = p->job->st->style->ink_soft;

	at += margin;
	if (wide <= 2 * thick)
		return;
	push_rect(p, at, top, wide, thick, ink);
	push_rect(p, at, top + high - thick, wide, thick, ink);
	push_rect(p, at, top, thick, high, ink);
	push_rect(p, at + wide - thick, top, thick, high, ink);
}

static uint32_t first_code_point(struct str text)
{
	size_t offset = 0;

	return text.n ? utf8_next(text, &offset) : UTF8_BAD;
}

/* A box `wide` that begins at `at`, for a character of size `size`.  The code's digits stand in
 * it in two rows; the character itself is the text of the first. */
static void paint_missing(struct painter *p, struct str text, coord at, coord wide, coord size)
{
	const struct line_job *job = p->job;
	coord small = coord_scale(size, DIGIT_SIZE, 1000);
	struct str code = arena_printf(job->st->scratch, "%04X", (unsigned)first_code_point(text));
	size_t upper = (code.n + 1) / 2;
	struct piece piece = {.role = ROLE_CODE, .lang = FONT_LATIN, .verbatim = true, .size = small};

	flush_run(p);
	paint_box(p, at, wide, size);
	for (int row = 0; row < 2; row++) {
		struct paragraph_text pt = {
			.pieces = &piece, .count = 1, .lang = S("en"), .vertical = job->st->style->vertical};
		struct shaped shaped = {0};
		struct str none = {0};
		coord width = 0, drop = coord_scale(size, across_of(p)->code[row], 1000);

		piece.text = row ? str_from_offset(code, upper) : str_head(code, upper);
		shape_paragraph(job->st->shaper, job->st->scratch, &pt, &shaped);
		for (size_t i = 0; i < shaped.glyph_count; i++)
			width += shaped.glyphs[i].advance;
		shaped_paint(job->st, &shaped, row ? &none : &text, small, job->st->style->ink_soft,
			     job->artifact, at + (wide - width) / 2, job->blk + drop, p->out);
	}
}

/* The text of glyph k of cluster i: its cluster's, or all of `whole` for the very first. */
static struct str glyph_text(const struct shaped *s, size_t i, size_t k, const struct str *whole)
{
	if (k || (whole && s->clusters[i].glyph))
		return (struct str){0};
	return whole ? *whole : (struct str){s->text.s + s->clusters[i].text, s->clusters[i].length};
}

void shaped_paint(struct setter *st, const struct shaped *s, const struct str *whole, coord size,
		  uint32_t ink, bool artifact, coord inl, coord blk, struct line_out *out)
{
	struct line_job job = {.st = st, .blk = blk, .artifact = artifact};
	struct painter p = {.job = &job, .out = out, .text = BUF(st->scratch)};

	for (size_t i = 0; i < s->count; i++) {
		const struct cluster *c = &s->clusters[i];
		if (c->missing && !whole)
			paint_missing(&p, glyph_text(s, i, 0, NULL), inl, c->advance, size);
		inl += c->glyphs ? 0 : c->advance; /* a space, a box */
		for (size_t k = 0; k < c->glyphs; k++) {
			const struct shaped_glyph *g = &s->glyphs[c->glyph + k];
			want_run(&p, s->faces[c->face], size, ink, g->turned, inl + g->offset);
			push_glyph(&p, inl + g->offset, g->rise, g->gid, glyph_text(s, i, k, whole));
			inl += g->advance;
		}
	}
	flush_run(&p);
}

/* ---- what is drawn besides ---- */

/* A bar along each stretch of neighbours that share a look's bit, in `ink`, or 0: in the text's own. */
static void draw_style(struct painter *p, unsigned bit, int drop, int thick, uint32_t ink)
{
	const struct line_job *job = p->job;

	for (size_t i = 0; i < p->n; i++) {
		const struct atom *a = &job->atoms->v[p->placed[i].atom];
		coord size = size_of(job, a), begin = p->placed[i].at, end = begin + a->ink;
		size_t first = i;

		if (!(look_of(job, a)->style & bit))
			continue;
		while (i + 1 < p->n && look_of(job, &job->atoms->v[p->placed[i + 1].atom])->style & bit) {
			i++;
			end = p->placed[i].at + job->atoms->v[p->placed[i].atom].ink;
		}
		push_rect(p, begin, job->blk + coord_scale(size, drop, 1000), end - begin,
			  coord_scale(size, thick, 1000),
			  ink ? ink : look_of(job, &job->atoms->v[p->placed[first].atom])->ink);
	}
}

static void draw_dots(struct painter *p)
{
	const struct line_job *job = p->job;

	for (size_t i = 0; i < p->n; i++) {
		const struct atom *a = &job->atoms->v[p->placed[i].atom];
		coord size = size_of(job, a), dot = coord_scale(size, DOT_SIZE, 1000);

		if (!(look_of(job, a)->style & STYLE_DOTS) || a->weight == WEIGHT_MARK)
			continue;
		push_rect(p, p->placed[i].at + (a->ink - dot) / 2,
			  job->blk + coord_scale(size, across_of(p)->dot, 1000), dot, dot,
			  look_of(job, a)->ink);
	}
}

static unsigned styles_of_line(const struct painter *p)
{
	unsigned styles = 0;

	for (size_t i = 0; i < p->n; i++)
		styles |= look_of(p->job, &p->job->atoms->v[p->placed[i].atom])->style;
	return styles;
}

static bool same_target(const struct look *x, const struct look *y)
{
	return x->link == y->link && str_eq(x->dest, y->dest);
}

static void push_areas(struct painter *p)
{
	const struct line_job *job = p->job;
	const struct across *across = across_of(p);

	for (size_t i = 0; i < p->n; i++) {
		const struct atom *a = &job->atoms->v[p->placed[i].atom];
		const struct look *l = look_of(job, a);
		coord size = size_of(job, a), begin = p->placed[i].at, end = begin + a->ink;

		if (!l->link && !l->dest.n)
			continue;
		for (; i + 1 < p->n; i++) {
			const struct atom *b = &job->atoms->v[p->placed[i + 1].atom];
			if (!same_target(l, look_of(job, b)))
				break;
			end = p->placed[i + 1].at + b->ink;
		}
		VEC_PUSH(job->st->scratch, &p->out->areas,
			 (struct area){
				 .inl = begin,
				 .blk = job->blk - l->rise - coord_scale(size, across->ascent, 1000),
				 .inl_size = end - begin,
				 .blk_size = coord_scale(size, across->ascent + across->descent, 1000),
				 .url = l->link ? l->link->url : (struct str){0},
				 .dest = l->dest,
			 });
	}
}

static void paint_hyphen(struct painter *p)
{
	const struct line_job *job = p->job;
	const struct atom *a;
	struct shaped_glyph g;
	coord at;

	if (!job->line.hyphen || !p->n)
		return;
	a = &job->atoms->v[p->placed[p->n - 1].atom];
	at = p->placed[p->n - 1].at + a->ink;
	g = shape_hyphen(job->atoms->shaped, a->cluster, size_of(job, a));
	want_run(p, job->atoms->shaped->faces[cluster_of(job, a)->face], size_of(job, a),
		 look_of(job, a)->ink, g.turned, at);
	/* A soft hyphen as its text: what copies the line joins the word. */
	push_glyph(p, at, g.rise + look_of(job, a)->rise, g.gid, S("\xC2\xAD"));
}

static void paint_atoms(struct painter *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct atom *a = &p->job->atoms->v[p->placed[i].atom];
		const struct cluster *c = cluster_of(p->job, a);
		coord at = p->placed[i].at;

		if (a->space && p->placed[i].atom != p->job->line.from && !(p->placed[i].level & 1))
			paint_space(p, a, p->placed[i].gap);
		if (c->missing)
			paint_missing(p, cluster_text(p->job, c), at, a->ink, size_of(p->job, a));
		else if (look_of(p->job, a)->picture)
			paint_picture(p, a, at);
		else
			paint_cluster(p, a, at);
	}
	paint_hyphen(p);
	flush_run(p);
}

void line_paint(const struct line_job *job, struct line_out *out)
{
	struct painter p = {.job = job, .out = out, .text = BUF(job->st->scratch)};
	const struct page_style *style = job->st->style;
	const struct across *across = across_of(&p);
	unsigned styles;

	p.n = job->line.to - job->line.from;
	p.placed = line_order(job);
	styles = styles_of_line(&p);
	if (styles & STYLE_MARK)
		draw_style(&p, STYLE_MARK, -across->ascent, across->ascent + across->descent + 40,
			   style->profile.grey ? MARK_INK_GREY : MARK_INK);
	paint_atoms(&p);
	if (styles & STYLE_UNDERLINE)
		draw_style(&p, STYLE_UNDERLINE, across->underline, LINE_THICK, 0);
	if (styles & STYLE_DEL)
		draw_style(&p, STYLE_DEL, across->del, LINE_THICK, 0);
	if (styles & STYLE_DOTS)
		draw_dots(&p);
	if (job->ruby_count) {
		coord *at = ARENA_ARRAY(job->st->scratch, p.n + 1, coord);
		for (size_t i = 0; i < p.n; i++)
			at[p.placed[i].atom - job->line.from] = p.placed[i].at;
		ruby_paint(job, at, out);
	}
	push_areas(&p);
}
