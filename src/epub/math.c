/* A formula: the tree of model/math.h as it is, every name from its tables. */
#include "epub/escape.h"
#include "epub/writer.h"

static void open_math(struct writer *w, const struct math *m)
{
	buf_add_char(&w->out, '<');
	buf_add(&w->out, str_from(math_name(m->element)));
	if (m->element == MATH_MATH)
		buf_add(&w->out, S(" xmlns=\"http://www.w3.org/1998/Math/MathML\""));
	for (const struct math_attribute *a = m->attributes; a; a = a->next)
		xml_attr(&w->out, a->name, a->value);
}

static void close_math(struct writer *w, const struct math *m)
{
	buf_add(&w->out, S("</"));
	buf_add(&w->out, str_from(math_name(m->element)));
	buf_add_char(&w->out, '>');
}

static const struct math *next_math(struct writer *w, const struct math *m, const struct math *root)
{
	if (m->first)
		return m->first;
	close_math(w, m);
	while (m != root && !m->next) {
		m = m->parent;
		close_math(w, m);
	}
	return m == root ? NULL : m->next;
}

void math_write(struct writer *w, const struct span *s)
{
	w->body->math = true;
	for (const struct math *m = s->math; m; m = next_math(w, m, s->math)) {
		open_math(w, m);
		if (m == s->math)
			xml_attr_some(&w->out, "alttext", s->text);
		buf_add_char(&w->out, '>');
		xml_text(&w->out, m->text);
	}
}
