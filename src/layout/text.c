/* Pieces of text to lines on a sheet. */
#include "layout/justify.h"
#include "layout/setter.h"

/* A paragraph is shaped and broken in windows of so many bytes, so that one of 3 MB
 * takes no more memory than one of 64 KB.  The last lines of a window are set
 * anew with the next: they did not know what follows. */
#define WINDOW_BYTES 65536
#define WINDOW_REDO  3

/* 1/1000 em: what a last line may miss and still be brought to the edge. */
#define NEAR_FULL 1750

/* A paragraph of one line has no lines above it to align with: it is brought to the edge only
 * where this part of its stretch does it. */
#define ALONE_PART 6

/* Lines of the paragraph to come, when they are not counted yet. */
#define LINES_MORE 1000

/* Characters without a font: more different ones than that are a binary file. */
#define MISSING_MAX 200

struct cursor {
	size_t piece, offset;
};

/* A paragraph on its way: what one window knows. */
struct setting {
	struct setter *st;
	const struct frame *f;
	const struct text_options *options;
	const struct inline_text *text;
	struct cursor at;
	size_t lines; /* added so far */
	const struct line_note *last_line;
	bool prose;      /* its first line is running text */
	bool second_odd; /* ... and the second is not */
	size_t anchors;  /* placed so far */
	bool sets;       /* lines are wanted, not only widths */
	bool begins;     /* the window begins a paragraph, or follows a forced end */
	/* of the window */
	struct piece *pieces;
	size_t piece_count;
	size_t first_piece; /* index of pieces[0] in the text */
	bool more;          /* text follows the window */
	struct shaped shaped;
	struct atoms atoms;
	struct ruby *rubies;
	size_t ruby_count;
};

static enum mark_style marks_of(const struct frame *f)
{
	return mark_style_of(font_lang_from_tag(f->lang));
}

/* The pieces from s->at on, cut off after WINDOW_BYTES, or as many pieces: they may be empty. */
static void slice(struct setting *s)
{
	size_t room = WINDOW_BYTES, i = s->at.piece, offset = s->at.offset;
	size_t left = s->text->pieces.n - i, most = left < WINDOW_BYTES ? left : WINDOW_BYTES;

	s->first_piece = i;
	s->piece_count = 0;
	s->more = false;
	s->pieces = ARENA_ARRAY(s->st->scratch, most + 1, struct piece);
	for (; s->piece_count < most && room; i++, offset = 0) {
		struct piece p = s->text->pieces.v[i];
		size_t n;

		p.text = str_from_offset(p.text, offset);
		n = utf8_head(p.text, room).n;
		if (n < p.text.n && s->piece_count && n == 0)
			break;
		s->more = n < p.text.n || i + 1 < s->text->pieces.n;
		p.text = str_head(p.text, n);
		s->pieces[s->piece_count++] = p;
		room -= n < room ? n : room;
		if (n < str_from_offset(s->text->pieces.v[i].text, offset).n)
			break;
	}
}

void note_missing(struct setter *st, const struct shaped *s)
{
	for (size_t i = 0; i < s->missing_count && st->missing.n < MISSING_MAX; i++) {
		size_t k = 0;
		while (k < st->missing.n && st->missing.v[k] != s->missing[i])
			k++;
		if (k == st->missing.n)
			VEC_PUSH(st->a, &st->missing, s->missing[i]);
	}
}

static void shape_window(struct setting *s)
{
	struct paragraph_text pt = {
		.pieces = s->pieces,
		.count = s->piece_count,
		.lang = s->f->lang,
		.hyphenate = !s->options->ragged,
		.words = s->sets && s->options->ragged && s->f->role != ROLE_CODE &&
			 (!s->f->tight || s->options->balanced),
		.vertical = s->st->style->vertical,
	};

	s->shaped = (struct shaped){0};
	shape_paragraph(s->st->shaper, s->st->scratch, &pt, &s->shaped);
	note_missing(s->st, &s->shaped);
	atoms_build(s->st->scratch, &s->shaped, s->pieces, marks_of(s->f), &s->atoms);
	s->ruby_count = ruby_prepare(s->st, &s->atoms, s->text->looks.v + s->first_piece, &s->rubies);
}

/* A style's eight ems may be more than a narrow sheet has: the text would stand beside it. */
static coord within(coord indent, coord measure)
{
	return indent > measure / 2 ? measure / 2 : indent;
}

static struct fit window_fit(const struct setting *s)
{
	const struct text_options *o = s->options;

	return (struct fit){
		.measure = s->f->measure,
		.indent = within(s->begins ? o->indent : o->hang, s->f->measure),
		.hang = within(o->hang, s->f->measure),
		.hyphen = s->f->size * 2 / 5, /* no face's is wider */
		.first = !s->st->style->total_fit && !o->ragged,
		.tight = s->st->tight,
		.columns = s->st->style->profile.columns > 1,
		.ragged = o->ragged,
		.balanced = o->balanced,
		.hang_marks = s->st->style->hang_marks,
		.open_ended = s->more,
	};
}

static coord hyphen_width(const struct setting *s, const struct line_break *line)
{
	const struct cluster *c;

	if (!line->hyphen)
		return 0;
	c = &s->shaped.clusters[s->atoms.v[line->to - 1].cluster];
	return shape_hyphen(&s->shaped, s->atoms.v[line->to - 1].cluster, s->pieces[c->piece].size).advance;
}

/* Text that runs from right to left throughout begins at the other side. */
static bool right_to_left(const struct setting *s, const struct line_break *line)
{
	if (!s->shaped.bidi)
		return false;
	for (size_t i = line->from; i < line->to; i++)
		if (!s->shaped.clusters[s->atoms.v[i].cluster].level)
			return false;
	return true;
}

/* An indent stands where reading begins. */
static coord measure_start(const struct setting *s, const struct line_break *line)
{
	return s->f->inl + (right_to_left(s, line) ? 0 : line->indent);
}

static coord aligned_start(const struct setting *s, const struct line_break *line, int64_t slack)
{
	bool rtl = right_to_left(s, line);
	enum block_align align = s->options->align;

	if (slack <= 0)
		return 0;
	if (align == ALIGN_CENTER)
		return (coord)(slack / 2);
	return (align == ALIGN_END) != rtl ? (coord)slack : 0;
}

static void place_anchors(struct setting *s, const struct line_break *line)
{
	size_t last = line->to - 1;
	size_t piece = s->shaped.clusters[s->atoms.v[last].cluster].piece + s->first_piece;

	while (s->anchors < s->text->anchors.n && s->text->anchors.v[s->anchors].piece <= piece)
		sheet_dest(s->f->sheet, s->text->anchors.v[s->anchors++].name);
}

/* Which footnotes the line calls. */
static void note_calls(const struct setting *s, const struct line_break *line, struct strip *strip)
{
	VEC(uint32_t) calls = {0};

	for (size_t i = line->from; i < line->to; i++) {
		uint32_t piece = s->shaped.clusters[s->atoms.v[i].cluster].piece;
		uint32_t note = s->text->looks.v[s->first_piece + piece].note;
		if (note && (!calls.n || calls.v[calls.n - 1] != note))
			VEC_PUSH(s->f->sheet->arena, &calls, note);
	}
	strip->calls = calls.v;
	strip->call_count = (uint32_t)calls.n;
}

/* Does the line go on with what the line before began?  Only of code is it asked. */
static bool wraps(const struct setting *s, const struct line_break *line)
{
	bool begins = line->from ? s->atoms.v[line->from].before == BREAK_FORCED : s->begins;

	return s->options->wrapped && !begins;
}

/* Running text, at a glance: six tenths of it in the body's size, and half of it Chinese, when
 * the gaps between scripts are counted, too. */
static bool is_prose(const struct setting *s, const struct line_break *line)
{
	size_t chinese = 0, gaps = 0, other_size = 0, n = line->to - line->from;

	if (s->f->role != ROLE_BODY || s->f->size != s->st->style->size)
		return false;
	for (size_t i = line->from; i < line->to; i++) {
		const struct atom *a = &s->atoms.v[i];
		const struct cluster *c = &s->shaped.clusters[a->cluster];

		chinese += a->weight == WEIGHT_HAN || class_has_blank((enum char_class)c->klass);
		gaps += i > line->from && (a->space || a->stretch_rank == RANK_HAN_LATIN);
		other_size += s->pieces[c->piece].size != s->f->size;
	}
	return 2 * chinese >= n + gaps && 10 * (n - other_size) >= 6 * n;
}

/* No widow, no orphan: two lines at least on either side of a page's end.  Where one of the two
 * is hardly Chinese the other seems to stand alone; `after`: lines of the paragraph below it. */
static int32_t line_penalty(const struct setting *s, const struct line_break *line, size_t after, bool prose)
{
	if (s->lines == 0)
		return 0;
	if (s->options->keep)
		return PENALTY_NEVER;
	if (!s->options->runs_on && (s->lines == 1 || after == 0))
		return PENALTY_NEVER;
	if (!s->options->runs_on && ((s->lines == 2 && s->second_odd) || (after == 1 && !prose && s->prose)))
		return PENALTY_ALONE;
	return wraps(s, line) ? PENALTY_LIST : 0;
}

static struct strip keep_paints(struct arena *a, const struct line_out *out, struct strip strip)
{
	strip.paint_count = (uint32_t)out->paints.n;
	strip.area_count = (uint32_t)out->areas.n;
	if (out->paints.n) {
		struct paint *paints = ARENA_ARRAY(a, out->paints.n, struct paint);
		memcpy(paints, out->paints.v, out->paints.n * sizeof *paints);
		strip.paints = paints;
	}
	if (out->areas.n) {
		struct area *areas = ARENA_ARRAY(a, out->areas.n, struct area);
		memcpy(areas, out->areas.v, out->areas.n * sizeof *areas);
		strip.areas = areas;
	}
	return strip;
}

/* What code has beside its lines: a bar, and a mark where a line goes on. */
static void paint_aside(const struct setting *s, const struct line_break *line, struct line_out *out)
{
	const struct text_options *o = s->options;

	if (o->bar) {
		struct paint p = *o->bar;
		p.rect.blk_size = s->f->leading;
		VEC_PUSH(s->st->scratch, &out->paints, p);
	}
	for (size_t i = 0; wraps(s, line) && i < o->wrapped->paints.n; i++) {
		struct paint p = o->wrapped->paints.v[i];
		p.inl += s->f->inl;
		p.blk += frame_baseline(s->f);
		VEC_PUSH(s->st->scratch, &out->paints, p);
	}
}

/* A last line that would miss the edge by an em or so looks like a mistake: it is
 * brought to the edge, where its glue can do it. */
static bool fills_measure(const struct setting *s, const struct line_break *line, coord target, coord hanging)
{
	struct atom_sum sum = atoms_between(&s->atoms, line->from, line->to);
	int64_t slack = (int64_t)target + hanging - sum.width;

	if (s->options->ragged)
		return false;
	if (!line->last)
		return !line->loose;
	return s->options->align == ALIGN_DEFAULT && slack * 1000 < (int64_t)s->f->size * NEAR_FULL &&
	       slack <= (sum.stretch + sum.han) / (line->from ? 2 : ALONE_PART);
}

static bool is_spread(const struct setting *s, const struct line_break *line)
{
	for (size_t i = line->from; s->ruby_count && i < line->to; i++)
		if (s->atoms.v[i].widened)
			return true;
	return false;
}

static bool is_boxed(const struct setting *s, const struct line_break *line)
{
	for (size_t i = line->from; s->shaped.missing_count && i < line->to; i++)
		if (s->shaped.clusters[s->atoms.v[i].cluster].missing)
			return true;
	return false;
}

/* Knuth and Plass's adjustment ratio. */
static int32_t ratio_of(const struct setting *s, const struct line_break *line, int64_t need)
{
	struct atom_sum sum = atoms_between(&s->atoms, line->from, line->to);
	int64_t give = need < 0 ? sum.shrink : sum.stretch + sum.han, ratio;

	if (give <= 0)
		return 0;
	ratio = need * 1000 / give;
	return ratio > INT32_MAX ? INT32_MAX : (int32_t)ratio;
}

static struct line_note *note_line(struct setting *s, const struct line_break *line,
				   const struct adjustment *adjustment)
{
	struct line_note *note = ARENA_NEW(s->st->a, struct line_note);

	*note = (struct line_note){
		.before = s->last_line,
		.start = measure_start(s, line),
		.size = s->f->size,
		.reserve = adjustment->reserve,
		.beyond = adjustment->beyond,
		.cost = line->cost,
		.end = line->end,
		.pass = line->pass,
		.short_end = line->last,
		.loose = line->loose && !line->last,
		.heading = s->options->heading,
		.grid = !s->f->off_grid,
		.code = s->f->role == ROLE_CODE,
		.spaced = s->atoms.v[line->from].space > 0,
		.bidi = s->shaped.bidi,
		.foot = s->f->foot,
		.spread = is_spread(s, line),
		.boxed = is_boxed(s, line),
		.runs_on = s->options->runs_on,
		.marks = (uint8_t)marks_of(s->f),
	};
	memcpy(note->by_rank, adjustment->by_rank, sizeof note->by_rank);
	s->last_line = note;
	return note;
}

/* Where the line's first run stands. */
static coord first_of(const struct line_out *out, const struct line_note *note)
{
	for (size_t i = 0; i < out->paints.n; i++)
		if (out->paints.v[i].kind == PAINT_GLYPHS && out->paints.v[i].run->line == note)
			return out->paints.v[i].inl;
	return 0;
}

static void set_line(struct setting *s, const struct fit *fit, const struct line_break *line, size_t after)
{
	struct setter *st = s->st;
	const struct frame *f = s->f;
	struct line_out out = {0};
	coord *gaps = ARENA_ARRAY(st->scratch, line->to - line->from + 1, coord);
	coord natural = paragraph_line_width(&s->atoms, fit, line);
	coord hanging = (coord)(atoms_between(&s->atoms, line->from, line->to).width - natural);
	coord kerning = line->hyphen ? 0 : s->atoms.v[line->to - 1].kerning;
	coord target = fit->measure - line->indent - hyphen_width(s, line) - kerning;
	bool justified = fills_measure(s, line, target, hanging), prose = is_prose(s, line);
	struct adjustment adjustment;
	int64_t width = justify_line(&s->atoms, line->from, line->to, (int64_t)target + hanging, justified,
				     gaps, &adjustment) -
			hanging + kerning;
	struct line_note *note = note_line(s, line, &adjustment);
	coord baseline = frame_baseline(f);
	struct line_job job = {
		.st = st,
		.atoms = &s->atoms,
		.looks = s->text->looks.v + s->first_piece,
		.rubies = s->rubies,
		.ruby_count = s->ruby_count,
		.line = *line,
		.note = note,
		.gaps = gaps,
		.inl = measure_start(s, line) + aligned_start(s, line, target + kerning - width),
		.blk = baseline,
		.leading = f->leading,
	};
	struct strip strip = {
		.height = f->leading,
		.grid = !f->off_grid,
		.penalty = line_penalty(s, line, after, prose),
		.prose = prose,
		.heading = s->options->heading,
		.width = (coord)width > 0 ? (coord)width : 1,
		.natural = natural,
		.line = note,
	};

	note->natural = natural;
	note->width = (coord)width;
	note->ratio = ratio_of(s, line, width - natural);
	note->measure = fit->measure - line->indent;
	note->justified = justified;
	note->hangs = hanging > 0;
	note->last = after == 0;
	note->prose = strip.prose;
	ruby_align(&s->atoms, s->rubies, s->ruby_count, *line);
	place_anchors(s, line);
	note_calls(s, line, &strip);
	paint_aside(s, line, &out);
	line_paint(&job, &out);
	note->first = first_of(&out, note);
	sheet_add_line(f->sheet, keep_paints(f->sheet->arena, &out, strip), baseline);
	if (s->lines == 0)
		s->prose = prose;
	else if (s->lines == 1)
		s->second_odd = s->prose && !prose;
	s->lines++;
}

static void advance(struct setting *s, uint32_t atom)
{
	uint32_t byte = s->shaped.clusters[s->atoms.v[atom].cluster].text;
	size_t i = 0;

	s->begins = s->atoms.v[atom].before == BREAK_FORCED;
	while (i + 1 < s->piece_count && byte >= s->pieces[i].text.n) {
		byte -= (uint32_t)s->pieces[i].text.n;
		i++;
	}
	s->at.offset = (s->first_piece + i == s->at.piece ? s->at.offset : 0) + byte;
	s->at.piece = s->first_piece + i;
}

/* Returns false when the text is at its end. */
static bool set_window(struct setting *s)
{
	struct line_break *lines;
	struct fit fit;
	size_t n, end;

	slice(s);
	shape_window(s);
	fit = window_fit(s);
	n = end = paragraph_break(s->st->scratch, &s->atoms, &fit, &lines);
	if (s->more && n > WINDOW_REDO)
		end = n - WINDOW_REDO;
	for (size_t i = 0; i < end; i++)
		set_line(s, &fit, &lines[i], s->more ? LINES_MORE : n - i - 1);
	if (!s->more)
		return false;
	if (end < n) {
		advance(s, lines[end].from);
		return true;
	}
	/* Blank, or a few lines for 64 KB: go on behind the window. */
	s->at.offset = (s->piece_count == 1 ? s->at.offset : 0) + s->pieces[s->piece_count - 1].text.n;
	s->at.piece = s->first_piece + s->piece_count - 1;
	return true;
}

size_t text_set(struct setter *st, const struct frame *f, const struct inline_text *text,
		const struct text_options *options)
{
	struct setting s = {.st = st, .f = f, .options = options, .text = text, .sets = true, .begins = true};
	bool more = text->pieces.n > 0;

	while (more) {
		struct arena_mark mark = arena_mark(st->scratch);
		more = set_window(&s);
		arena_reset(st->scratch, mark);
	}
	while (s.anchors < text->anchors.n)
		sheet_dest(f->sheet, text->anchors.v[s.anchors++].name);
	return s.lines;
}

void text_widths(struct setter *st, const struct frame *f, const struct inline_text *text, coord *least,
		 coord *most)
{
	struct text_options options = {.ragged = true};
	struct setting s = {.st = st, .f = f, .options = &options, .text = text};
	struct arena_mark mark = arena_mark(st->scratch);

	*least = *most = 0;
	if (text->pieces.n) {
		slice(&s);
		shape_window(&s);
		paragraph_widths(&s.atoms, least, most);
		if (s.more)
			*most = COORD_MAX / 4;
	}
	arena_reset(st->scratch, mark);
}

/* ---- single lines ---- */

static struct str shortened(struct setter *st, const struct setting *s, coord most)
{
	size_t end = s->atoms.n;
	struct str head;

	while (end > 1 && atoms_between(&s->atoms, 0, end).width > most - s->f->size)
		end--;
	head = str_head(s->shaped.text, s->shaped.clusters[s->atoms.v[end - 1].cluster].text +
						s->shaped.clusters[s->atoms.v[end - 1].cluster].length);
	return arena_printf(st->scratch, "%.*s…", STR_FMT(head));
}

coord text_line(struct setter *st, const struct frame *f, struct str text, coord most, bool artifact,
		struct line_out *out)
{
	struct text_options options = {.ragged = true};
	struct inline_text it = {0};
	struct setting s = {.st = st, .f = f, .options = &options, .text = &it};
	struct line_job job = {.st = st, .artifact = artifact, .leading = f->leading};
	coord *gaps, width;

	inline_add_text(st, f, utf8_head(text, WINDOW_BYTES / 16), &it);
	if (!it.pieces.n)
		return 0;
	slice(&s);
	shape_window(&s);
	if (s.atoms.n && s.atoms.sum[s.atoms.n].width > most) {
		it.pieces.v[0].text = shortened(st, &s, most);
		it.pieces.n = it.looks.n = 1;
		slice(&s);
		shape_window(&s);
	}
	gaps = ARENA_ARRAY(st->scratch, s.atoms.n + 1, coord);
	width = (coord)justify_line(&s.atoms, 0, s.atoms.n, most, false, gaps, NULL);
	job.atoms = &s.atoms;
	job.looks = it.looks.v;
	job.gaps = gaps;
	job.line = (struct line_break){.to = (uint32_t)s.atoms.n, .last = true};
	line_paint(&job, out);
	return width;
}
