/* A font of marks whose free side is cut off: what a page names at a line's edge.
 *
 * Written as the smallest CFF font there can be (Adobe TN 5176): name-keyed, with the
 * predefined charset, outlines as Type 2 charstrings (TN 5177) without hints. */
#include "text/face-open.h"

#include <hb-ot.h>
#include <math.h>

#define EM 1000 /* the default FontMatrix of CFF */

enum { OP_RLINETO = 5, OP_RRCURVETO = 8, OP_ENDCHAR = 14, OP_RMOVETO = 21 };
enum { DICT_FONT_BBOX = 5, DICT_CHARSTRINGS = 17, DICT_PRIVATE = 18, DICT_DEFAULT_WIDTH = 20 };

/* ---- outlines ---- */

struct outline {
	struct buf *out;
	double scale;
	int shift; /* added to every x */
	int x, y;  /* the pen */
	int *bbox; /* of all glyphs so far */
};

/* TN 5177, 3.2. */
static void put_number(struct buf *b, int v)
{
	if (v >= -107 && v <= 107) {
		buf_add_char(b, (char)(v + 139));
	} else if (v >= 108 && v <= 1131) {
		buf_add_char(b, (char)((v - 108) / 256 + 247));
		buf_add_char(b, (char)((v - 108) % 256));
	} else if (v >= -1131 && v <= -108) {
		buf_add_char(b, (char)((-v - 108) / 256 + 251));
		buf_add_char(b, (char)((-v - 108) % 256));
	} else {
		buf_add_char(b, 28);
		buf_add_char(b, (char)(((unsigned)v >> 8) & 0xff));
		buf_add_char(b, (char)((unsigned)v & 0xff));
	}
}

static int to_em(double units)
{
	double em = rint(units);

	return em > 16000 ? 16000 : em < -16000 ? -16000 : (int)em; /* differences fit 16 bits */
}

/* Moves the pen, and writes by how much. */
static void put_point(struct outline *o, float fx, float fy)
{
	int x = to_em((double)fx * o->scale) + o->shift, y = to_em((double)fy * o->scale);

	put_number(o->out, x - o->x);
	put_number(o->out, y - o->y);
	o->x = x;
	o->y = y;
	o->bbox[0] = x < o->bbox[0] ? x : o->bbox[0];
	o->bbox[1] = y < o->bbox[1] ? y : o->bbox[1];
	o->bbox[2] = x > o->bbox[2] ? x : o->bbox[2];
	o->bbox[3] = y > o->bbox[3] ? y : o->bbox[3];
}

static void move_to(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
	struct outline *o = data;

	(void)funcs, (void)state, (void)user;
	put_point(o, x, y);
	buf_add_char(o->out, OP_RMOVETO);
}

static void line_to(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
	struct outline *o = data;

	(void)funcs, (void)state, (void)user;
	put_point(o, x, y);
	buf_add_char(o->out, OP_RLINETO);
}

static void cubic_to(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x1, float y1, float x2,
		     float y2, float x, float y, void *user)
{
	struct outline *o = data;

	(void)funcs, (void)state, (void)user;
	put_point(o, x1, y1);
	put_point(o, x2, y2);
	put_point(o, x, y);
	buf_add_char(o->out, OP_RRCURVETO);
}

/* Quadratic curves, of which there is no operator, HarfBuzz turns into cubic ones. */
static hb_draw_funcs_t *draw_funcs(void)
{
	hb_draw_funcs_t *funcs = hb_draw_funcs_create();

	hb_draw_funcs_set_move_to_func(funcs, move_to, NULL, NULL);
	hb_draw_funcs_set_line_to_func(funcs, line_to, NULL, NULL);
	hb_draw_funcs_set_cubic_to_func(funcs, cubic_to, NULL, NULL);
	hb_draw_funcs_make_immutable(funcs);
	return funcs;
}

/* ---- the file ---- */

/* A Card16 or an offset of four bytes. */
static void put_card(struct buf *b, size_t value, unsigned bytes)
{
	while (bytes--)
		buf_add_char(b, (char)((value >> (8 * bytes)) & 0xff));
}

/* A number of a DICT in its longest form, so that a DICT's size does not hang on it. */
static void put_long(struct buf *b, int value)
{
	buf_add_char(b, 29);
	put_card(b, (size_t)(uint32_t)value, 4);
}

/* An INDEX of the parts of `data` that end at `ends`. */
static void put_index(struct buf *b, struct str data, const size_t *ends, size_t n)
{
	put_card(b, n, 2);
	if (!n)
		return;
	buf_add_char(b, 4); /* bytes of an offset */
	put_card(b, 1, 4);
	for (size_t i = 0; i < n; i++)
		put_card(b, ends[i] + 1, 4);
	buf_add(b, data);
}

#define HEADER_BYTES 4
#define INDEX_BYTES  11 /* of one element, besides the element */
#define TOP_BYTES    (4 * 5 + 1 + 5 + 1 + 10 + 1)
#define PRIVATE_SIZE 2

static struct str assemble(struct arena *a, struct str name, struct str glyphs, const size_t *ends, size_t n,
			   const int *bbox)
{
	struct buf b = BUF(a), top = BUF(a);
	size_t top_end = TOP_BYTES, name_end = name.n;
	size_t private_at = HEADER_BYTES + INDEX_BYTES + name.n + INDEX_BYTES + TOP_BYTES + 2 + 2;

	for (unsigned i = 0; i < 4; i++)
		put_long(&top, bbox[i]);
	buf_add_char(&top, DICT_FONT_BBOX);
	put_long(&top, (int)private_at + PRIVATE_SIZE);
	buf_add_char(&top, DICT_CHARSTRINGS);
	put_long(&top, PRIVATE_SIZE);
	put_long(&top, (int)private_at);
	buf_add_char(&top, DICT_PRIVATE);
	buf_add(&b, (struct str){"\1\0\4\4", HEADER_BYTES});
	put_index(&b, name, &name_end, 1);
	put_index(&b, buf_str(&top), &top_end, 1);
	put_index(&b, (struct str){0}, NULL, 0); /* no strings */
	put_index(&b, (struct str){0}, NULL, 0); /* no subroutines */
	put_number(&b, 0);
	buf_add_char(&b, DICT_DEFAULT_WIDTH);
	put_index(&b, glyphs, ends, n);
	return buf_str(&b);
}

struct str face_trimmed(const struct face *f, struct arena *a, const struct trimmed_mark *marks, size_t n)
{
	struct buf glyphs = BUF(a);
	size_t *ends = ARENA_ARRAY(a, n + 1, size_t);
	int bbox[4] = {0};
	hb_draw_funcs_t *funcs = draw_funcs();

	if (n > TRIMMED_MARKS_MAX)
		n = TRIMMED_MARKS_MAX;
	put_number(&glyphs, EM);
	buf_add_char(&glyphs, OP_ENDCHAR); /* .notdef */
	ends[0] = glyphs.n;
	for (size_t i = 0; i < n; i++) {
		struct outline o = {.out = &glyphs,
				    .scale = (double)EM / f->upem,
				    .shift = -marks[i].start,
				    .bbox = bbox};

		put_number(&glyphs, marks[i].width);
		hb_font_get_glyph_shape(f->font, marks[i].gid, funcs, &o);
		buf_add_char(&glyphs, OP_ENDCHAR);
		ends[i + 1] = glyphs.n;
	}
	hb_draw_funcs_destroy(funcs);
	return assemble(a, face_postscript_name(f), buf_str(&glyphs), ends, n + 1, bbox);
}
