/* The walk over gumbo's tree: asks the tables what each element becomes and
 * tells the builder.  One loop with a stack of frames: no recursion. */
#include "clean/actions.h"
#include "clean/classes.h"
#include "clean/formula.h"
#include "clean/hidden.h"

/* aria-hidden: "#", "¶" beside a heading. */
#define ARIA_HIDDEN_BYTES_MAX 4

struct frame {
	const GumboNode *node;
	size_t next; /* child */
	enum become become;
	struct manner saved;
	struct block *container;
	int depth;
};

/* ---- before an element is entered ---- */

static void drop(struct builder *b, const GumboNode *node)
{
	struct str text = node_text(b->scratch, node);
	if (str_trim_wide(text).n)
		VEC_PUSH(b->scratch, &b->view->texts, text);
	b->view->dropped++;
}

static struct block *last_leaf(const struct builder *b)
{
	struct block *at = b->document->root;
	while (at->last)
		at = at->last;
	return at == b->document->root ? NULL : at;
}

/* What the rules say; true: the element is gone. */
static bool is_clutter(struct builder *b, const GumboNode *node, enum become *become)
{
	unsigned rule;
	switch (clutter_element(b->view, node, &rule)) {
	case CLUTTER_DROP:
		if (share_of(b, node) > CLUTTER_SHARE_MAX)
			return false;
		drop(b, node);
		return true;
	case CLUTTER_TAIL:
		build_boundary(b);
		VEC_PUSH(b->scratch, &b->view->tails, (struct tail_mark){last_leaf(b), rule});
		return false;
	case CLUTTER_UNWRAP:
		*become = BECOME_TEXT;
		return false;
	default:
		return false;
	}
}

/* One character of Chinese is a word. */
static bool is_a_sign(struct builder *b, const GumboNode *node)
{
	if (!node_text_within(node, ARIA_HIDDEN_BYTES_MAX))
		return false;
	struct str text = node_text(b->scratch, node);
	for (size_t at = 0; at < text.n;)
		if (char_is_cjk(utf8_next(text, &at)))
			return false;
	return true;
}

static bool is_aria_hidden(struct builder *b, const GumboNode *node)
{
	return str_eq(node_attribute(node, "aria-hidden"), S("true")) &&
	       (is_a_sign(b, node) || node_has_class(node, S("katex-html")));
}

static void apply_meaning(struct builder *b, const struct meaning *m)
{
	b->denied = m->clear;
	b->in.style = (b->in.style & ~m->clear) | (build_in_code(b) ? m->set & STYLE_STRONG : m->set);
	if (m->align == ALIGN_START)
		b->in.align = ALIGN_DEFAULT; /* sites say left of every paragraph */
	else if (m->align)
		b->in.align = m->align;
	b->in.lines |= m->lines && !build_in_code(b);
}

static bool is_lang(struct str lang)
{
	for (size_t i = 0; i < lang.n; i++) {
		char c = lang.s[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      (c == '-' && i > 1)))
			return false;
	}
	return lang.n >= 2 && lang.n <= 35 && lang.s[lang.n - 1] != '-';
}

static void apply_lang(struct builder *b, const GumboNode *node)
{
	struct str lang = node_attribute(node, "lang");
	if (!lang.n)
		lang = node_attribute(node, "xml:lang");
	if (is_lang(lang))
		b->in.lang = arena_str(b->arena, lang);
}

static void apply_anchor(struct builder *b, const GumboNode *node)
{
	struct str id = node_attribute(node, "id");
	const struct survey_entry *e = survey_find(b->survey, id.n ? id : node_attribute(node, "name"));
	bool inline_place = element_lookup(node->v.element.tag)->become < BECOME_PICTURE &&
			    element_lookup(node->v.element.tag)->become != BECOME_FLOW;
	if (e && e->place == node && !e->note)
		build_anchor(b, e->name, inline_place);
}

/* Everything that attributes say; false: the element is not shown. */
static bool read_attributes(struct builder *b, const GumboNode *node, enum become *become)
{
	struct meaning m = meaning_read(node);
	if (hidden_element(b, node, &m))
		return false;
	if (is_aria_hidden(b, node))
		return false;
	enum class_role role = class_role(node);
	if (role == ROLE_GUTTER || formula_by_class(b, node, role))
		return false;
	if (role == ROLE_CAPTION && (*become == BECOME_FLOW || *become == BECOME_TEXT))
		*become = BECOME_CAPTION;
	apply_meaning(b, &m);
	apply_lang(b, node);
	if (b->survey->count)
		apply_anchor(b, node);
	return true;
}

/* Elements that gumbo has no number for. */
static enum become unknown_becomes(const struct builder *b, const GumboNode *node)
{
	struct str name = node_name(node);
	if (b->in.drawing)
		return str_eq_nocase(name, S("text")) ? BECOME_FLOW : BECOME_TEXT;
	if (str_eq(name, S("x-tex")) || str_eq_nocase(name, S("mjx-container")))
		return BECOME_MATH;
	return str_eq_nocase(name, S("dialog")) || str_eq_nocase(name, S("search")) ? BECOME_FLOW
										    : BECOME_TEXT;
}

static bool shows(struct builder *b, const GumboNode *node, enum become *become)
{
	if (is_clutter(b, node, become))
		return false;
	bool plain = !node->v.element.attributes.length && node->v.element.tag != GUMBO_TAG_CENTER;
	return plain || read_attributes(b, node, become);
}

static bool enter(struct builder *b, struct frame *f)
{
	const GumboNode *node = f->node;
	GumboTag tag = node->v.element.tag;
	f->become = tag == GUMBO_TAG_UNKNOWN ? unknown_becomes(b, node) : element_lookup(tag)->become;
	b->denied = 0;
	if (!shows(b, node, &f->become)) {
		if (element_lookup(tag)->syntax & ELEMENT_CLOSES_P)
			build_boundary(b); /* what stood on its two sides is still apart */
		return false;
	}
	if (b->in.drawing && f->become == BECOME_FLOW)
		b->in.drawing = false;
	return action_lookup(f->become)->enter(b, node);
}

static void restore(struct builder *b, const struct frame *f)
{
	bool spent = b->heading_spent && f->saved.leaf == BLOCK_HEADING && !f->saved.fixed;
	b->in = f->saved;
	if (spent)
		b->in.leaf = BLOCK_PARAGRAPH;
	build_pop(b, f->container, f->depth);
	if (b->deferred.n && !build_no_blocks(b))
		build_deferred(b);
}

static void leave(struct builder *b, const struct frame *f)
{
	if (action_lookup(f->become)->leave)
		action_lookup(f->become)->leave(b);
	restore(b, f);
}

/* ---- text ---- */

static void take_text(struct builder *b, const GumboNode *node)
{
	struct str text = str_from(node->v.text.text);
	if (b->in.drawing)
		return;
	if (b->in_rt)
		buf_add(&b->ruby, text);
	else if (build_in_code(b))
		build_code_text(b, text);
	else
		formula_text(b, text);
}

static void set_line(struct builder *b, const GumboNode *node)
{
	unsigned line = node_line(node);
	if (line)
		b->line = b->article->body_line + line - 1;
}

void walk(struct builder *b, const GumboNode *root)
{
	VEC(struct frame) stack = {0};
	VEC_PUSH(b->scratch, &stack,
		 (struct frame){.node = root, .saved = b->in, .container = b->container, .depth = b->depth});
	while (stack.n) {
		struct frame *f = &stack.v[stack.n - 1];
		if (f->next == node_child_count(f->node)) {
			leave(b, f);
			stack.n--;
			continue;
		}
		const GumboNode *child = node_child(f->node, f->next++);
		set_line(b, child);
		if (node_is_text(child)) {
			take_text(b, child);
		} else if (node_is_element(child)) {
			struct frame next = {
				.node = child, .saved = b->in, .container = b->container, .depth = b->depth};
			if (enter(b, &next))
				VEC_PUSH(b->scratch, &stack, next);
			else
				restore(b, &next);
		}
	}
	build_leaf_close(b);
	build_deferred(b);
}
