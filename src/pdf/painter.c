#include "pdf/painter.h"

static void end_array(struct painter *p)
{
	if (!p->in_array)
		return;
	buf_add(&p->out, p->in_string ? S(")]TJ\n") : S("]TJ\n"));
	p->in_array = p->in_string = false;
}

static void begin_text(struct painter *p)
{
	if (p->in_text)
		return;
	buf_add(&p->out, S("BT\n"));
	p->in_text = true;
	p->turned = false;
	p->line_x = p->line_y = 0;
}

void painter_end_text(struct painter *p)
{
	if (!p->in_text)
		return;
	painter_end_span(p);
	painter_artifact(p, false);
	end_array(p);
	buf_add(&p->out, S("ET\n"));
	p->in_text = false;
}

/* ---- state ---- */

/* Colours of the display have 8 bits: three decimals keep them apart. */
static milli milli_from_byte(uint32_t byte)
{
	return ((byte & 0xff) * 1000 + 127) / 255;
}

void painter_ink(struct painter *p, uint32_t ink)
{
	if (p->ink == ink)
		return;
	p->ink = ink;
	end_array(p);
	milli r = milli_from_byte(ink >> 16), g = milli_from_byte(ink >> 8), b = milli_from_byte(ink);
	put_milli(&p->out, r);
	if (r == g && g == b) {
		buf_add(&p->out, S(" g\n"));
		return;
	}
	buf_add_char(&p->out, ' ');
	put_milli(&p->out, g);
	buf_add_char(&p->out, ' ');
	put_milli(&p->out, b);
	buf_add(&p->out, S(" rg\n"));
}

void painter_font(struct painter *p, const struct font *font, bool upright, milli size)
{
	if (p->font == font && p->upright == upright && p->size == size)
		return;
	end_array(p);
	buf_printf(&p->out, "/%c%u ", upright ? 'V' : 'F', (unsigned)font->index);
	put_milli(&p->out, size);
	buf_add(&p->out, S(" Tf\n"));
	p->font = font;
	p->upright = upright;
	p->size = size;
}

void painter_rise(struct painter *p, milli rise)
{
	if (p->rise == rise)
		return;
	end_array(p);
	p->rise = rise;
	put_milli(&p->out, rise);
	buf_add(&p->out, S(" Ts\n"));
}

static void put_place(struct painter *p, milli x, milli y, struct str operator)
{
	put_milli(&p->out, x);
	buf_add_char(&p->out, ' ');
	put_milli(&p->out, y);
	buf_add(&p->out, operator);
}

void painter_move(struct painter *p, bool turned, milli x, milli y)
{
	begin_text(p);
	end_array(p);
	if (turned || p->turned) {
		buf_add(&p->out, turned ? S("0 -1 1 0 ") : S("1 0 0 1 "));
		put_place(p, x, y, S(" Tm\n"));
	} else {
		put_place(p, x - p->line_x, y - p->line_y, S(" Td\n"));
	}
	p->turned = turned;
	p->line_x = x;
	p->line_y = y;
	p->pen = 0;
}

/* ---- marked content ---- */

void painter_artifact(struct painter *p, bool artifact)
{
	if (p->artifact == artifact)
		return;
	begin_text(p);
	end_array(p);
	buf_add(&p->out, artifact ? S("/Artifact BMC\n") : S("EMC\n"));
	p->artifact = artifact;
}

void painter_span(struct painter *p, struct str text)
{
	begin_text(p);
	end_array(p);
	buf_add(&p->out, S("/Span <</ActualText "));
	put_text(&p->out, text);
	buf_add(&p->out, S(">> BDC\n"));
	p->span = true;
}

void painter_end_span(struct painter *p)
{
	if (!p->span)
		return;
	end_array(p);
	buf_add(&p->out, S("EMC\n"));
	p->span = false;
}

/* ---- glyphs ---- */

static char *write_byte(char *to, unsigned char byte)
{
	if (byte == '\r') { /* a bare CR would be read as LF */
		*to++ = '\\';
		*to++ = 'r';
		return to;
	}
	if (byte == '(' || byte == ')' || byte == '\\')
		*to++ = '\\';
	*to++ = (char)byte;
	return to;
}

static char *write_adjustment(char *to, int64_t adjustment)
{
	if (adjustment < 0)
		*to++ = '-';
	return write_uint(to, (uint64_t)(adjustment < 0 ? -adjustment : adjustment));
}

/* "[", ")", a number, "(" and two escaped bytes. */
#define SHOW_BYTES_MAX 32

void painter_show(struct painter *p, uint16_t code, int64_t at, int advance)
{
	buf_reserve(&p->out, SHOW_BYTES_MAX);
	char *to = p->out.s + p->out.n;
	/* A positive adjustment moves the pen back on a line, and on down a column. */
	int64_t adjustment = p->upright ? at - p->pen : p->pen - at;
	if (!p->in_array)
		*to++ = '[';
	if (adjustment && p->in_string)
		*to++ = ')';
	if (adjustment)
		to = write_adjustment(to, adjustment);
	if (adjustment || !p->in_string)
		*to++ = '(';
	to = write_byte(to, (unsigned char)(code >> 8));
	to = write_byte(to, (unsigned char)(code & 0xff));
	p->out.n = (size_t)(to - p->out.s);
	p->in_array = p->in_string = true;
	p->pen = at + advance;
}
