#include "layout/paragraph.h"

#include "layout/joints.h"

/* Demerits.  A line's badness is 100 when it uses all its comfortable glue
 * (TeX's scale); demerits are the square of it.  The rest is ordered by how much
 * a reader minds: spaced out, torn word, lone last character.  The dearest line
 * of every place of the largest paragraph (2^16 atoms) still fits 63 bits. */
#define BADNESS_MAX      1000000
#define COST_LINE        10
#define COST_HYPHEN      (INT64_C(60) * 60)
#define COST_TWO_HYPHENS (INT64_C(100) * 100)
#define COST_OPENING     INT64_C(20000)
#define COST_BELONGS     INT64_C(100000000) /* more than any line within its limits */
#define COST_NO_MARK     (INT64_C(50) * 50) /* in a title: is_poor_for_title */
#define COST_INSIDE      (INT64_C(50) * 50) /* of a word, in ragged lines */
#define COST_URL         (INT64_C(30) * 30)
#define COST_TIGHT_LINE  INT64_C(2000000) /* of each line where space is wanted: gaps give way first */
#define COST_SHORT_LAST  (INT64_C(50) * 50)
#define COST_JOINT       INT64_C(500000)    /* an eighth of an em between characters is worse */
#define COST_RESERVE     INT64_C(100000000) /* times the square of the part of it that is used */
#define COST_HUMP        INT64_C(250000000)
#define COST_SPACED      INT64_C(1000000000) /* times the square of need by what there is */
#define COST_LETTERS     INT64_C(1400000000)
#define COST_TORN        INT64_C(20000000000)
/* A line over this ratio is not spaced out: it stays short.  In a narrow column, where a
 * word decides what a line holds, that is sooner the lesser evil. */
#define SPACED_RAGGED 3
#define SPACED_NARROW 2
#define NARROW_EMS    16
#define RAGGED_PART   16 /* ... which is worse the more of its measure it misses */
#define COST_RUNT     INT64_C(1000000000000)
#define COST_ANYWHERE INT64_C(10000000000000)
#define COST_NONE     INT64_MAX

/* Of the stretch between Han characters so much is comfortable, and of that in gaps: word
 * spaces of half an em are allowed, but one sees them. */
#define HAN_COMFORT 4
#define GAP_COMFORT 2

/* Places looked back at from one place: 50,000 characters without width would
 * make them all candidates for one line.  More than any sane line has letters. */
#define ACTIVE_MAX 256

enum pass { PASS_LIMITS = 1, PASS_SPACED, PASS_TORN, PASS_ANYWHERE };

struct node {
	int64_t cost; /* of the best way here; COST_NONE: none */
	uint32_t prev;
};

struct breaker {
	const struct atoms *t;
	const struct fit *fit;
	enum pass pass;
	struct node *nodes; /* n + 1 */
	uint32_t *active;   /* places in order; [head, tail) */
	size_t head, tail;
};

static bool begins_paragraph(const struct atoms *t, size_t i)
{
	return i == 0 || t->v[i].before == BREAK_FORCED;
}

static coord line_measure(const struct breaker *b, size_t from)
{
	return b->fit->measure - (begins_paragraph(b->t, from) ? b->fit->indent : b->fit->hang);
}

static bool may_break(const struct breaker *b, size_t i)
{
	if (b->t->v[i].joint == JOINT_MARK || (b->t->v[i].joint == JOINT_HUMP && b->pass >= PASS_SPACED))
		return true;
	switch ((enum break_kind)b->t->v[i].before) {
	case BREAK_ALLOWED:
	case BREAK_INSIDE:
	case BREAK_HYPHEN:
	case BREAK_URL:
	case BREAK_FORCED:
		return true;
	case BREAK_GUESSED:
	case BREAK_LAST:
		return b->pass >= PASS_TORN;
	case BREAK_NEVER:
		break;
	}
	return b->pass >= PASS_ANYWHERE;
}

static bool ends_paragraph(const struct breaker *b, size_t to)
{
	return to == b->t->n ? !b->fit->open_ended : b->t->v[to].before == BREAK_FORCED;
}

/* need / give as a ratio, cubed: 100 when all is used. */
static int64_t badness(int64_t need, int64_t give)
{
	int64_t r;

	if (need == 0)
		return 0;
	if (give <= 0 || need / give >= 64)
		return BADNESS_MAX;
	r = need * 1024 / give;
	r = 100 * r / 1024 * r / 1024 * r / 1024;
	return r < BADNESS_MAX ? r : BADNESS_MAX;
}

static int64_t squared_line(int64_t bad)
{
	return (COST_LINE + bad) * (COST_LINE + bad);
}

/* A number behind a name and a space: Linux 5.12, iPhone 12. */
static bool is_version(const struct atoms *t, size_t to)
{
	const struct shaped *s = t->shaped;
	char c = s->text.s[s->clusters[t->v[to].cluster].text];

	return t->v[to].space && t->v[to - 1].weight == WEIGHT_LETTER && c >= '0' && c <= '9';
}

/* Titles break best behind a mark or a word of letters, but names keep their numbers. */
static bool is_poor_for_title(const struct atoms *t, size_t to)
{
	const struct atom *a = &t->v[to];

	if (a->space)
		return is_version(t, to);
	return a->before == BREAK_ALLOWED && a[-1].weight != WEIGHT_MARK &&
	       (a->stretch_rank != RANK_HAN_LATIN || !a->natural);
}

/* Does a line that ends before the atom end in a hyphen of its own? */
static bool has_hyphen(const struct atoms *t, size_t to)
{
	return to < t->n && (t->v[to].before == BREAK_HYPHEN || t->v[to].before == BREAK_GUESSED);
}

static int64_t break_cost(const struct breaker *b, size_t from, size_t to)
{
	const struct atom *v = b->t->v;

	if (to == b->t->n)
		return 0;
	switch ((enum joint)v[to].joint) {
	case JOINT_MARK:
		return COST_JOINT;
	case JOINT_HUMP:
		return COST_HUMP;
	case JOINT_LETTERS:
		return COST_LETTERS;
	case JOINT_NONE:
		break;
	}
	if (v[to].belongs)
		return COST_BELONGS;
	if (v[to].inside)
		return b->fit->balanced ? COST_BELONGS : COST_INSIDE;
	if (b->fit->balanced && is_poor_for_title(b->t, to))
		return COST_NO_MARK;
	if (b->fit->columns && v[to].start > 0)
		return COST_OPENING;
	switch ((enum break_kind)v[to].before) {
	case BREAK_HYPHEN:
		return COST_HYPHEN + (from && has_hyphen(b->t, from) ? COST_TWO_HYPHENS : 0);
	case BREAK_GUESSED:
		return COST_LETTERS;
	case BREAK_URL:
		return COST_URL;
	case BREAK_LAST:
		return v[to].fixed && v[to].space ? COST_HUMP : COST_TORN;
	case BREAK_NEVER:
		return COST_ANYWHERE;
	default:
		return 0;
	}
}

/* A last line of one Han character, with or without marks, is as bad as an
 * overfull one; one shorter than the next line's indent leaves a hole. */
static int64_t last_line_cost(const struct breaker *b, size_t from, struct atom_sum s, size_t atoms)
{
	if (begins_paragraph(b->t, from))
		return 0;
	if (s.han_count <= 1 && s.han_count + s.marks == atoms)
		return b->pass == PASS_LIMITS ? COST_NONE : COST_RUNT;
	return s.width < 2 * (int64_t)b->t->pieces[0].size ? COST_SHORT_LAST : 0;
}

static int64_t ragged_cost(const struct breaker *b, int64_t need, bool last)
{
	int64_t part = need * 100 / (b->fit->measure > 0 ? b->fit->measure : 1);

	return squared_line(last && !b->fit->balanced ? part / 4 : part);
}

/* Gaps as wide as words, or nothing between letters that could give: better a line
 * that ends early. */
static bool too_loose(const struct breaker *b, int64_t need, struct atom_sum s)
{
	bool narrow = b->fit->measure < NARROW_EMS * (int64_t)b->t->pieces[0].size;

	return need > (s.stretch + s.han) * (narrow ? SPACED_NARROW : SPACED_RAGGED) + s.reserve;
}

static int64_t justified_cost(const struct breaker *b, int64_t need, struct atom_sum s)
{
	int64_t limit = s.stretch + s.han, ratio;
	bool loose = too_loose(b, need, s);

	if (need < 0)
		return squared_line(badness(-need, s.shrink));
	if (need <= limit)
		return squared_line(badness(need, s.stretch / GAP_COMFORT + s.han / HAN_COMFORT));
	if (b->pass == PASS_LIMITS)
		return COST_NONE;
	if (need <= limit + s.reserve) {
		ratio = 1024 * (need - limit) / s.reserve;
		return COST_RESERVE + COST_RESERVE / 1024 * ratio / 1024 * ratio;
	}
	need -= s.reserve;
	if (b->pass == PASS_SPACED)
		return COST_NONE;
	ratio = loose ? SPACED_NARROW * 32 + need * 32 * RAGGED_PART / b->fit->measure : need * 32 / limit;
	return COST_SPACED / 1024 * ratio * ratio;
}

static int64_t ending_width(const struct breaker *b, size_t to)
{
	const struct atoms *t = b->t;

	if (has_hyphen(t, to))
		return b->fit->hyphen;
	return t->v[to - 1].kerning -
	       (b->fit->hang_marks && t->v[to - 1].hangs ? (int64_t)t->v[to - 1].ink : 0);
}

/* COST_NONE when the line does not fit; *short_line when it is so short that
 * every line that begins later is, too. */
static int64_t line_cost(const struct breaker *b, size_t from, size_t to, bool *short_line)
{
	struct atom_sum s = atoms_between(b->t, from, to);
	int64_t need = line_measure(b, from) - s.width - ending_width(b, to);
	bool last = ends_paragraph(b, to);
	int64_t cost, extra = last ? last_line_cost(b, from, s, to - from) : 0;

	*short_line = false;
	if (extra == COST_NONE)
		return COST_NONE;
	if (need < 0 && (b->fit->ragged || need < -s.shrink))
		return b->pass == PASS_ANYWHERE && to == from + 1 ? COST_ANYWHERE : COST_NONE;
	if (b->fit->ragged)
		cost = ragged_cost(b, need, last);
	else if (last && need >= 0)
		cost = squared_line(0);
	else
		cost = justified_cost(b, need, s);
	if (cost == COST_NONE) {
		*short_line = need > 0;
		return COST_NONE;
	}
	return cost + extra + break_cost(b, from, to) + (b->fit->tight ? COST_TIGHT_LINE : 0);
}

/* Drops places from which even the tightest line to `to` is too wide. */
static void retire(struct breaker *b, size_t to)
{
	int64_t hang = b->fit->hang_marks ? b->t->pieces[0].size : 0;

	while (b->head < b->tail) {
		size_t from = b->active[b->head];
		struct atom_sum s = atoms_between(b->t, from, to);

		if (s.width - s.shrink - hang <= line_measure(b, from) || to == from + 1)
			return;
		b->head++;
	}
}

static void look_back(struct breaker *b, size_t to)
{
	struct node best = {.cost = COST_NONE};
	size_t end = b->tail - b->head > ACTIVE_MAX ? b->head + ACTIVE_MAX : b->tail;

	for (size_t k = b->head; k < end; k++) {
		size_t from = b->active[k];
		bool short_line;
		int64_t cost = line_cost(b, from, to, &short_line);

		if (cost != COST_NONE && b->nodes[from].cost + cost < best.cost)
			best = (struct node){b->nodes[from].cost + cost, (uint32_t)from};
		if (short_line)
			break;
	}
	b->nodes[to] = best;
	if (to < b->t->n && b->t->v[to].before == BREAK_FORCED)
		b->head = b->tail; /* no line reaches over a forced end */
	if (best.cost != COST_NONE)
		b->active[b->tail++] = (uint32_t)to;
}

static bool run_pass(struct breaker *b)
{
	b->nodes[0] = (struct node){0};
	b->active[0] = 0;
	b->head = 0;
	b->tail = 1;
	for (size_t to = 1; to <= b->t->n; to++) {
		if (to < b->t->n && !may_break(b, to))
			continue;
		retire(b, to);
		look_back(b, to);
		if (b->head == b->tail)
			return false;
	}
	return b->nodes[b->t->n].cost != COST_NONE;
}

static bool is_loose(const struct breaker *b, size_t from, size_t to)
{
	struct atom_sum s = atoms_between(b->t, from, to);

	return !b->fit->ragged && too_loose(b, line_measure(b, from) - s.width - ending_width(b, to), s);
}

static enum line_end end_of(const struct atoms *t, size_t to)
{
	if (to == t->n)
		return END_TEXT;
	switch ((enum joint)t->v[to].joint) {
	case JOINT_MARK:
		return END_JOINT;
	case JOINT_HUMP:
		return END_HUMP;
	case JOINT_LETTERS:
		return END_LETTERS;
	case JOINT_NONE:
		break;
	}
	switch ((enum break_kind)t->v[to].before) {
	case BREAK_FORCED:
		return END_FORCED;
	case BREAK_ALLOWED:
	case BREAK_INSIDE:
		return END_FREE;
	case BREAK_HYPHEN:
	case BREAK_GUESSED:
		return END_HYPHEN;
	case BREAK_URL:
		return END_URL;
	case BREAK_LAST:
		return END_LETTERS;
	case BREAK_NEVER:
		break;
	}
	return END_ANYWHERE;
}

static size_t collect(struct arena *scratch, const struct breaker *b, struct line_break **lines)
{
	const struct atoms *t = b->t;
	size_t n = 0;

	for (size_t at = t->n; at; at = b->nodes[at].prev)
		n++;
	*lines = ARENA_ARRAY(scratch, n, struct line_break);
	for (size_t at = t->n, k = n; at; at = b->nodes[at].prev) {
		size_t from = b->nodes[at].prev;
		(*lines)[--k] = (struct line_break){
			.from = (uint32_t)from,
			.to = (uint32_t)at,
			.end = (uint8_t)end_of(t, at),
			.pass = (uint8_t)b->pass,
			.cost = b->nodes[at].cost - b->nodes[from].cost,
			.indent = begins_paragraph(t, from) ? b->fit->indent : b->fit->hang,
			.last = ends_paragraph(b, at),
			.hyphen = has_hyphen(t, at),
			.loose = is_loose(b, from, at),
		};
	}
	return n;
}

/* ---- first fit: what total fit is measured against ---- */

static bool line_fits(const struct breaker *b, size_t from, size_t to)
{
	struct atom_sum s = atoms_between(b->t, from, to);

	return s.width + ending_width(b, to) - s.shrink <= line_measure(b, from);
}

/* As browsers do: a line ends at the last place that fits; where there is none, before
 * the atom that does not.  Looks again at what did not fit, so at each atom twice. */
static void run_first_fit(struct breaker *b)
{
	size_t from = 0, last = 0, n = b->t->n;

	b->pass = PASS_SPACED;
	for (size_t to = 1; from < n; to++) {
		bool ends = to == n || b->t->v[to].before == BREAK_FORCED;
		size_t end = to;

		if (!line_fits(b, from, to) && to > from + 1)
			end = last > from ? last : to - 1;
		else if (!ends) {
			last = may_break(b, to) ? to : last;
			continue;
		}
		b->nodes[end] = (struct node){.prev = (uint32_t)from};
		from = last = to = end;
	}
}

size_t paragraph_break(struct arena *scratch, const struct atoms *t, const struct fit *fit,
		       struct line_break **lines)
{
	struct breaker b = {.t = t, .fit = fit};

	*lines = NULL;
	if (t->n == 0)
		return 0;
	b.nodes = ARENA_ARRAY(scratch, t->n + 1, struct node);
	b.active = ARENA_ARRAY(scratch, t->n + 2, uint32_t);
	if (fit->first) {
		run_first_fit(&b);
		return collect(scratch, &b, lines);
	}
	for (b.pass = PASS_LIMITS; b.pass <= PASS_ANYWHERE; b.pass++)
		if (run_pass(&b))
			return collect(scratch, &b, lines);
	/* The last pass finds a way for any text: each atom may be a line. */
	return 0;
}

void paragraph_widths(const struct atoms *t, coord *least, coord *most)
{
	size_t word = 0, line = 0;

	*least = *most = 0;
	for (size_t i = 1; i <= t->n; i++) {
		enum break_kind k = i < t->n ? (enum break_kind)t->v[i].before : BREAK_FORCED;
		int64_t width;

		if (k == BREAK_NEVER || k == BREAK_GUESSED || k == BREAK_LAST)
			continue;
		width = atoms_between(t, word, i).width;
		if (width > *least)
			*least = width < COORD_MAX ? (coord)width : COORD_MAX;
		word = i;
		if (k != BREAK_FORCED)
			continue;
		width = atoms_between(t, line, i).width;
		if (width > *most)
			*most = width < COORD_MAX ? (coord)width : COORD_MAX;
		line = i;
	}
}

coord paragraph_line_width(const struct atoms *t, const struct fit *fit, const struct line_break *line)
{
	int64_t width = atoms_between(t, line->from, line->to).width;

	if (fit->hang_marks && line->to > line->from && t->v[line->to - 1].hangs)
		width -= t->v[line->to - 1].ink;
	return width < COORD_MAX ? (coord)width : COORD_MAX;
}
