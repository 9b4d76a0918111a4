#include "clean/mathml.h"

/* ---- what becomes of elements that are not of the model ---- */

enum fate {
	KEEP,       /* as `element` */
	FIRST,      /* only its first element, in its place */
	FENCED,     /* a row between fences, with commas (MathML 2's mfenced) */
	TABLE_ROW,  /* mlabeledtr: a row without its label */
	SKIP,       /* nothing of it shows */
	OUTLANDISH, /* no formula that we know */
};

static const struct {
	const char *name;
	enum fate fate;
	enum math_element element;
} fates[] = {
	{"semantics", FIRST, MATH_MROW},  {"maction", FIRST, MATH_MROW},
	{"annotation", SKIP, MATH_MROW},  {"annotation-xml", SKIP, MATH_MROW},
	{"maligngroup", SKIP, MATH_MROW}, {"malignmark", SKIP, MATH_MROW},
	{"menclose", KEEP, MATH_MROW},    {"merror", KEEP, MATH_MROW},
	{"mfenced", FENCED, MATH_MROW},   {"mlabeledtr", TABLE_ROW, MATH_MTR},
};

#define NAME_MAX 16

static enum fate fate_of(const GumboNode *node, enum math_element *element)
{
	char lower[NAME_MAX];
	struct str name = node_name(node);
	if (!name.n || name.n > NAME_MAX)
		return OUTLANDISH;
	for (size_t i = 0; i < name.n; i++)
		lower[i] = (char)(name.s[i] >= 'A' && name.s[i] <= 'Z' ? name.s[i] | 32 : name.s[i]);
	name.s = lower;
	if (math_lookup(name, element))
		return KEEP;
	for (size_t i = 0; i < sizeof fates / sizeof *fates; i++)
		if (str_eq(name, str_from(fates[i].name))) {
			*element = fates[i].element;
			return fates[i].fate;
		}
	return OUTLANDISH;
}

/* ---- making the tree ---- */

struct reader {
	struct arena *arena, *scratch;
	struct math *root;
	size_t nodes;
	bool failed;
};

static struct math *add(struct reader *r, struct math *parent, enum math_element element)
{
	struct math *m = ARENA_NEW(r->arena, struct math);
	*m = (struct math){.element = element, .parent = parent};
	if (!parent)
		r->root = m;
	else if (parent->last)
		parent->last = parent->last->next = m;
	else
		parent->first = parent->last = m;
	r->failed |= ++r->nodes > MATH_NODES_MAX || (parent && math_children(parent->element) == MATH_TOKEN);
	return m;
}

/* White space folded, without what XML forbids. */
static struct str token_text(struct reader *r, struct str text)
{
	struct buf out = BUF(r->arena);
	bool gap = false;
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		if (c <= ' ' || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF) {
			gap = out.n > 0;
			continue;
		}
		if (gap)
			buf_add_char(&out, ' ');
		gap = false;
		buf_add_code_point(&out, c);
	}
	return buf_str(&out);
}

static void add_operator(struct reader *r, struct math *parent, struct str sign, bool fence)
{
	struct math *m = add(r, parent, MATH_MO);
	struct math_attribute *a = ARENA_NEW(r->arena, struct math_attribute);
	m->text = token_text(r, sign);
	*a = (struct math_attribute){.name = fence ? "fence" : "separator", .value = S("true")};
	m->attributes = a;
}

static void take_attributes(struct reader *r, struct math *m, const GumboNode *node)
{
	const GumboVector *all = &node->v.element.attributes;
	struct math_attribute **end = &m->attributes;
	for (unsigned i = 0; i < all->length; i++) {
		const GumboAttribute *from = all->data[i];
		struct str value = str_trim(str_from(from->value));
		const char *name = math_attribute(m->element, str_from(from->name), value);
		if (!name)
			continue;
		*end = ARENA_NEW(r->arena, struct math_attribute);
		**end = (struct math_attribute){.name = name, .value = arena_str(r->arena, value)};
		end = &(*end)->next;
	}
}

/* An element of the source that is open. */
struct frame {
	const GumboNode *node;
	struct math *m; /* where its children go */
	size_t next, taken;
	enum fate fate;
};

static struct str fence_of(const GumboNode *node, const char *name, struct str otherwise)
{
	return node_has_attribute(node, name) ? node_attribute(node, name) : otherwise;
}

/* True: its children are to be read. */
static bool open_node(struct reader *r, const GumboNode *node, struct frame *parent, struct frame *f)
{
	enum math_element element;
	enum fate fate = fate_of(node, &element);
	r->failed |= fate == OUTLANDISH;
	if (fate == SKIP || fate == OUTLANDISH || (parent->fate == FIRST && parent->taken) ||
	    (parent->fate == TABLE_ROW && !parent->taken++))
		return false;
	if (parent->fate == FENCED && parent->taken)
		add_operator(r, parent->m, S(","), false);
	parent->taken++;
	*f = (struct frame){.node = node, .m = parent->m, .fate = fate};
	if (fate == FIRST)
		return true;
	f->m = add(r, parent->m, element);
	take_attributes(r, f->m, node);
	if (fate == FENCED)
		add_operator(r, f->m, fence_of(node, "open", S("(")), true);
	if (math_children(element) != MATH_TOKEN)
		return true;
	f->m->text = token_text(r, node_text(r->scratch, node));
	return false;
}

static void close_frame(struct reader *r, const struct frame *f)
{
	if (f->fate == FENCED)
		add_operator(r, f->m, fence_of(f->node, "close", S(")")), true);
	if (f->fate == FIRST && !f->taken)
		r->failed = true;
}

static void read_nodes(struct reader *r, const GumboNode *math)
{
	struct frame stack[MATH_DEPTH_MAX + 1];
	size_t depth = 1;
	stack[0] = (struct frame){.node = math, .m = add(r, NULL, MATH_MATH)};
	take_attributes(r, r->root, math);
	while (depth && !r->failed) {
		struct frame *f = &stack[depth - 1];
		if (f->next == node_child_count(f->node)) {
			close_frame(r, f);
			depth--;
			continue;
		}
		const GumboNode *child = node_child(f->node, f->next++);
		if (node_is_text(child)) /* between elements only white space may stand */
			r->failed |= str_trim_wide(str_from(child->v.text.text)).n > 0;
		else if (node_is_element(child) && depth > MATH_DEPTH_MAX)
			r->failed = true;
		else if (node_is_element(child) && open_node(r, child, f, &stack[depth]))
			depth++;
	}
}

/* ---- is it what MathML asks for? ---- */

static bool is_sound(const struct math *m)
{
	int want = math_children(m->element), have = 0;
	for (const struct math *c = m->first; c; c = c->next, have++) {
		bool row = c->element == MATH_MTR, cell = c->element == MATH_MTD;
		if (row != (m->element == MATH_MTABLE) || cell != (m->element == MATH_MTR))
			return false;
	}
	return want < 0 || want == have;
}

struct math *mathml_read(struct arena *a, struct arena *scratch, const GumboNode *math)
{
	struct reader r = {.arena = a, .scratch = scratch};
	read_nodes(&r, math);
	for (const struct math *m = r.root; m && !r.failed; m = math_after(m, r.root))
		r.failed = !is_sound(m);
	return r.failed || !mathml_text(scratch, r.root).n ? NULL : r.root;
}

/* ---- a formula in a line of text: x=(-b±√(b^2-4ac))/(2a) ---- */

/* What stands before an element's first, second and third child. */
static const char *const joints[MATH_ELEMENT_COUNT][3] = {
	[MATH_MFRAC] = {"", "/", ""},       [MATH_MSUP] = {"", "^", ""},   [MATH_MSUB] = {"", "_", ""},
	[MATH_MSUBSUP] = {"", "_", "^"},    [MATH_MUNDER] = {"", "_", ""}, [MATH_MOVER] = {"", "^", ""},
	[MATH_MUNDEROVER] = {"", "_", "^"}, [MATH_MSQRT] = {"√", "", ""},  [MATH_MROOT] = {"√", "^1/", ""},
};

static bool is_single(const struct math *m)
{
	while (m->first && !m->first->next && m->element == MATH_MROW)
		m = m->first;
	return math_children(m->element) == MATH_TOKEN;
}

/* Of a root all, of a fraction and its kin each part that is more than one sign. */
static bool in_parentheses(const struct math *m)
{
	if (m->element == MATH_MSQRT)
		return !m->first || m->first->next || !is_single(m->first);
	return m->parent && m->parent->element != MATH_MSQRT && joints[m->parent->element][1] &&
	       !is_single(m);
}

static void text_begin(struct buf *out, const struct math *m)
{
	size_t place = 0;
	for (const struct math *c = m->parent ? m->parent->first : m; c != m; c = c->next)
		place++;
	const char *joint = m->parent && place < 3 ? joints[m->parent->element][place] : NULL;
	if (joint && m->parent->element != MATH_MSQRT)
		buf_add(out, str_from(joint));
	if (out->n && (m->element == MATH_MTEXT || m->element == MATH_MTR || m->element == MATH_MTD) &&
	    out->s[out->n - 1] != ' ')
		buf_add_char(out, ' ');
	if (m->element == MATH_MSQRT)
		buf_add(out, str_from(joints[MATH_MSQRT][0]));
	if (in_parentheses(m))
		buf_add_char(out, '(');
	buf_add(out, m->text);
}

static void text_end(struct buf *out, const struct math *m)
{
	if (in_parentheses(m))
		buf_add_char(out, ')');
	if (m->parent && m->parent->element == MATH_MROOT && m != m->parent->first)
		buf_add_char(out, ')');
}

struct str mathml_text(struct arena *a, const struct math *math)
{
	struct buf out = BUF(a);
	const struct math *m = math;
	while (m) {
		text_begin(&out, m);
		if (m->first) {
			m = m->first;
			continue;
		}
		text_end(&out, m);
		while (m != math && !m->next) {
			m = m->parent;
			text_end(&out, m);
		}
		m = m == math ? NULL : m->next;
	}
	return str_trim(buf_str(&out));
}
