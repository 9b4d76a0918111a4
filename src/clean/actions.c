#include "clean/actions.h"

#include "clean/formula.h"
#include "clean/links.h"

/* A heading with more in it is an unclosed one. */
#define HEADING_BYTES_MAX 450

static bool push_or_flow(struct builder *b, enum block_kind kind)
{
	build_boundary(b);
	return !build_no_blocks(b) && build_push(b, kind);
}

static void fix_leaf(struct builder *b, enum block_kind leaf)
{
	b->in.leaf = leaf;
	b->in.fixed = true;
}

/* ---- entering; true: go on into the children ---- */

static bool enter_text(struct builder *b, const GumboNode *node)
{
	(void)b;
	(void)node;
	return true;
}

static bool enter_nothing(struct builder *b, const GumboNode *node)
{
	(void)b;
	(void)node;
	return false;
}

static bool enter_flow(struct builder *b, const GumboNode *node)
{
	(void)node;
	build_boundary(b);
	return true;
}

static bool enter_break(struct builder *b, const GumboNode *node)
{
	(void)node;
	build_break(b);
	return false;
}

static bool enter_style(struct builder *b, const GumboNode *node)
{
	unsigned style = element_lookup(node->v.element.tag)->style;
	if (build_in_code(b)) {
		if (b->leaf && !b->leaf->code_lang.n)
			b->leaf->code_lang = code_language(b->arena, node);
		style &= STYLE_STRONG | STYLE_EM;
	}
	b->in.style |= style & ~b->denied;
	return true;
}

static void mark_note(struct builder *b, const GumboNode *node, const struct survey_entry *e)
{
	struct str text = build_label(b->arena, node_text(b->scratch, node));
	if (text.n > 2 && text.s[0] == '[' && text.s[text.n - 1] == ']')
		text = str_trim((struct str){text.s + 1, text.n - 2});
	unsigned style = b->in.style;
	b->in.style = 0; /* a mark is raised by what it is */
	build_span(b, (struct span){.kind = SPAN_NOTE, .text = text, .id = e->name});
	b->in.style = style;
}

static bool in_note(const struct block *container)
{
	for (; container; container = container->parent)
		if (container->kind == BLOCK_NOTE)
			return true;
	return false;
}

static bool enter_inner_link(struct builder *b, const GumboNode *node, struct str id)
{
	const struct survey_entry *e = survey_find(b->survey, id);
	if (!e || !e->place)
		return true;
	if (e->back && in_note(b->container) && node_text_within(node, 12))
		return false; /* the way back: writers make their own */
	if (e->note && e->noted && node_text_within(node, 12) && !build_in_code(b)) {
		mark_note(b, node, e);
		return false;
	}
	struct link *link = ARENA_NEW(b->arena, struct link);
	link->id = e->name;
	b->in.link = link;
	return true;
}

/* What the title says besides the link's own text, which many a site repeats there. */
static struct str link_title(struct builder *b, const GumboNode *node)
{
	struct str title = build_label(b->arena, node_attribute(node, "title"));
	bool said = title.n && str_eq(title, build_label(b->scratch, node_text(b->scratch, node)));
	return said ? S("") : title;
}

static bool enter_link(struct builder *b, const GumboNode *node)
{
	struct str href = node_attribute(node, "href"), id;
	if (!href.n)
		return true;
	if (survey_fragment(b->scratch, href, b->article->link, &id))
		return enter_inner_link(b, node, id);
	struct str url = link_url(b->arena, href, b->article->link);
	struct str page = url.n ? S("") : link_page(b->arena, href, b->article->link);
	b->in.link = NULL;
	if (!url.n && !page.n)
		return true;
	struct link *link = ARENA_NEW(b->arena, struct link);
	link->url = url;
	link->page = page;
	link->title = link_title(b, node);
	b->in.link = link;
	if (url.n)
		b->in.style &= ~(unsigned)STYLE_UNDERLINE;
	return true;
}

static bool enter_quoted(struct builder *b, const GumboNode *node)
{
	(void)node;
	build_text(b, b->quoted++ % 2 ? S("‘") : S("“"));
	return true;
}

static bool enter_ruby(struct builder *b, const GumboNode *node)
{
	(void)node;
	if (!build_in_code(b) && !b->in_ruby)
		build_ruby_begin(b);
	return true;
}

static bool enter_rt(struct builder *b, const GumboNode *node)
{
	(void)node;
	if (b->in_ruby && !b->in_rt) {
		build_flush(b);
		b->in_rt = true;
	}
	return true;
}

static bool enter_picture(struct builder *b, const GumboNode *node)
{
	build_img(b, node);
	return false;
}

static bool enter_media(struct builder *b, const GumboNode *node)
{
	build_media(b, node);
	return false;
}

/* Blocks in it, or too much text: it was never closed. */
static bool heading_is_open(const GumboNode *node)
{
	for (size_t i = 0; i < node_child_count(node); i++) {
		const GumboNode *child = node_child(node, i);
		if (!node_is_element(child))
			continue;
		enum become become = element_lookup(child->v.element.tag)->become;
		if (become == BECOME_LIST || become == BECOME_TABLE || become == BECOME_CODE ||
		    become == BECOME_QUOTE || node_is(child, GUMBO_TAG_P))
			return true;
	}
	return !node_text_within(node, HEADING_BYTES_MAX);
}

static bool enter_heading(struct builder *b, const GumboNode *node)
{
	build_boundary(b);
	if (build_no_blocks(b))
		return true;
	enum block_kind at = b->container->kind;
	if (at != BLOCK_DOCUMENT && at != BLOCK_DETAILS) {
		b->in.style |= STYLE_STRONG; /* in a cell or an item it heads no section */
		return true;
	}
	b->in.leaf = BLOCK_HEADING;
	b->in.level = (int)(node->v.element.tag - GUMBO_TAG_H1) + 1;
	b->in.fixed = !heading_is_open(node);
	b->heading_spent = false;
	return true;
}

static bool enter_rule(struct builder *b, const GumboNode *node)
{
	(void)node;
	build_rule(b);
	return false;
}

static bool enter_quote(struct builder *b, const GumboNode *node)
{
	(void)node;
	push_or_flow(b, BLOCK_QUOTE);
	return true;
}

static int32_t number_of(struct str text, int32_t otherwise)
{
	text = str_trim(text);
	bool minus = text.n && text.s[0] == '-';
	uint32_t value;
	if (!str_to_uint(minus ? str_from_offset(text, 1) : text, &value) || value > 100000000)
		return otherwise;
	return minus ? -(int32_t)value : (int32_t)value;
}

static char numbering_of(const GumboNode *node)
{
	struct str type = str_trim(node_attribute(node, "type"));
	return type.n == 1 && strchr("1aAiI", type.s[0]) ? type.s[0] : '1';
}

#define REVERSED INT32_MIN /* a list's start until it is known: counts down to 1 */

static bool enter_list(struct builder *b, const GumboNode *node)
{
	bool notes = survey_is_notes(b->survey, node);
	if (!push_or_flow(b, notes ? BLOCK_NOTES : BLOCK_LIST))
		return true;
	struct block *list = b->container;
	if (notes || node->v.element.tag != GUMBO_TAG_OL)
		return true;
	list->ordered = true;
	list->numbering = numbering_of(node);
	list->start =
		number_of(node_attribute(node, "start"), node_has_attribute(node, "reversed") ? REVERSED : 1);
	list->value = node_has_attribute(node, "reversed") ? -1 : 1; /* the step, until the list ends */
	return true;
}

/* An <li> outside any list, a <dt> outside any dl: a run of them makes one. */
static void adopt_orphan(struct builder *b, enum block_kind kind)
{
	struct block *last = b->container->last;
	if (last && last->kind == kind && last->level == 1) {
		b->container = last;
		b->depth++;
		return;
	}
	if (build_push(b, kind))
		b->container->level = 1; /* made up; until tidy */
}

static bool enter_item(struct builder *b, const GumboNode *node)
{
	build_boundary(b);
	if (build_no_blocks(b))
		return true;
	if (b->container->kind == BLOCK_NOTES) {
		const struct survey_entry *e = survey_find(b->survey, node_attribute(node, "id"));
		build_push(b, BLOCK_NOTE);
		b->container->id = e ? e->name : (struct str){0};
		return true;
	}
	if (b->container->kind != BLOCK_LIST)
		adopt_orphan(b, BLOCK_LIST);
	if (b->container->kind != BLOCK_LIST || !build_push(b, BLOCK_ITEM))
		return true;
	b->container->ordered = node_has_attribute(node, "value"); /* stated; until the list ends */
	b->container->value = number_of(node_attribute(node, "value"), 0);
	return true;
}

static bool enter_definitions(struct builder *b, const GumboNode *node)
{
	(void)node;
	push_or_flow(b, BLOCK_DEFINITIONS);
	return true;
}

/* Ends what was open; are we in definitions now? */
static bool in_definitions(struct builder *b)
{
	build_boundary(b);
	if (build_no_blocks(b))
		return false;
	if (b->container->kind != BLOCK_DEFINITIONS)
		adopt_orphan(b, BLOCK_DEFINITIONS);
	return b->container->kind == BLOCK_DEFINITIONS;
}

static bool enter_term(struct builder *b, const GumboNode *node)
{
	(void)node;
	if (in_definitions(b))
		fix_leaf(b, BLOCK_TERM);
	return true;
}

static bool enter_definition(struct builder *b, const GumboNode *node)
{
	(void)node;
	if (in_definitions(b))
		build_push(b, BLOCK_DEFINITION);
	return true;
}

static bool enter_table(struct builder *b, const GumboNode *node)
{
	build_boundary(b);
	if (!build_no_blocks(b) && !table_is_layout(node))
		build_push(b, BLOCK_TABLE);
	b->in.head = false;
	return true;
}

static bool enter_rows(struct builder *b, const GumboNode *node)
{
	build_boundary(b);
	b->in.head = node->v.element.tag == GUMBO_TAG_THEAD;
	return true;
}

static bool enter_row(struct builder *b, const GumboNode *node)
{
	(void)node;
	build_boundary(b);
	if (b->container->kind == BLOCK_TABLE && build_push(b, BLOCK_ROW))
		b->container->head = b->in.head;
	return true;
}

static bool enter_cell(struct builder *b, const GumboNode *node)
{
	build_boundary(b);
	if (b->container->kind == BLOCK_ROW && build_push(b, BLOCK_CELL))
		table_cell(b, b->container, node);
	return true;
}

static bool enter_table_caption(struct builder *b, const GumboNode *node)
{
	(void)node;
	build_boundary(b);
	if (!build_no_blocks(b) && b->container->kind == BLOCK_TABLE)
		fix_leaf(b, BLOCK_CAPTION);
	return true;
}

static bool enter_figure(struct builder *b, const GumboNode *node)
{
	(void)node;
	build_boundary(b);
	if (!b->figures++)
		b->figure_serial++;
	return true;
}

static bool enter_caption(struct builder *b, const GumboNode *node)
{
	(void)node;
	build_boundary(b);
	if (!build_no_blocks(b) && b->container->kind != BLOCK_TABLE && b->container->kind != BLOCK_ROW)
		fix_leaf(b, BLOCK_CAPTION);
	return true;
}

/* A box that a highlighter put around code. */
static bool is_code_box(const GumboNode *node)
{
	struct str words = node_classes(node);
	for (struct str word = next_word(&words); word.n; word = next_word(&words))
		if (str_starts_nocase(word, S("highlight")) || str_starts_nocase(word, S("code")) ||
		    str_starts_nocase(word, S("language-")) || str_starts_nocase(word, S("sourceCode")))
			return true;
	return false;
}

/* The language may be said by the pre, or by the box, which may be a table. */
static struct str language_around(struct builder *b, const GumboNode *node)
{
	struct str found = code_language(b->arena, node);
	for (int up = 0; up < 7 && !found.n && node->parent; up++) {
		node = node->parent;
		if (node_is_element(node) && is_code_box(node))
			found = code_language(b->arena, node);
	}
	return found;
}

static bool enter_code(struct builder *b, const GumboNode *node)
{
	build_boundary(b);
	if (b->in.fixed) {
		b->in.style |= STYLE_CODE;
		b->in.lines = true;
		return true;
	}
	if (build_in_code(b))
		return true;
	b->in.leaf = BLOCK_CODE;
	b->in.style = 0;
	b->code_newline = false;
	build_leaf_open(b);
	b->leaf->code_lang = language_around(b, node);
	return true;
}

static bool enter_details(struct builder *b, const GumboNode *node)
{
	(void)node;
	push_or_flow(b, BLOCK_DETAILS);
	return true;
}

static bool enter_summary(struct builder *b, const GumboNode *node)
{
	(void)node;
	build_boundary(b);
	if (build_no_blocks(b))
		return true;
	if (b->container->kind == BLOCK_DETAILS && !b->container->first)
		fix_leaf(b, BLOCK_SUMMARY);
	else
		b->in.style |= STYLE_STRONG;
	return true;
}

/* A task list's box; every other input is a form's. */
static bool enter_checkbox(struct builder *b, const GumboNode *node)
{
	const GumboNode *up = node->parent;
	while (up &&
	       (node_is(up, GUMBO_TAG_LABEL) || node_is(up, GUMBO_TAG_P) || node_is(up, GUMBO_TAG_SPAN)))
		up = up->parent;
	if (up && node_is(up, GUMBO_TAG_LI) && str_eq_nocase(node_attribute(node, "type"), S("checkbox")))
		build_text(b, node_has_attribute(node, "checked") ? S("[x] ") : S("[ ] "));
	return false;
}

static bool enter_math(struct builder *b, const GumboNode *node)
{
	return !formula_element(b, node);
}

static bool enter_svg(struct builder *b, const GumboNode *node)
{
	(void)node;
	b->in.drawing = true;
	return true;
}

/* Beside a lazy picture it holds the same once more. */
static bool enter_noscript(struct builder *b, const GumboNode *node)
{
	const GumboNode *before = node_sibling(node, -1);
	while (before && !node_is_element(before))
		before = node_sibling(before, -1);
	if (before && node_is(before, GUMBO_TAG_IMG) && node_text_within(node, 0) &&
	    picture_has_source(b, before))
		return false;
	build_boundary(b);
	return true;
}

/* ---- leaving ---- */

static void leave_boundary(struct builder *b)
{
	build_boundary(b);
}

static void leave_leaf(struct builder *b)
{
	build_leaf_close(b);
	b->heading_spent = false;
}

static void leave_quoted(struct builder *b)
{
	build_text(b, --b->quoted % 2 ? S("’") : S("”"));
}

static void leave_ruby(struct builder *b)
{
	if (b->in_ruby)
		build_ruby_end(b);
}

static void leave_rt(struct builder *b)
{
	if (b->in_rt)
		build_ruby_text_end(b);
}

static void number_items(struct block *list)
{
	int32_t count = 0, step = list->value ? list->value : 1;
	for (struct block *item = list->first; item; item = item->next)
		count++;
	if (list->start == REVERSED)
		list->start = count;
	int32_t number = list->start;
	for (struct block *item = list->first; item; item = item->next) {
		if (item->ordered)
			number = item->value;
		item->value = number;
		item->ordered = false;
		number += step;
	}
	list->value = 0;
	if (list->first)
		list->start = list->first->value;
}

static void leave_list(struct builder *b)
{
	build_boundary(b);
	if (b->container->kind == BLOCK_LIST && b->container->ordered)
		number_items(b->container);
}

static void leave_table(struct builder *b)
{
	build_boundary(b);
	if (b->container->kind == BLOCK_TABLE)
		table_finish(b, b->container);
}

static void leave_figure(struct builder *b)
{
	build_boundary(b);
	b->figures--;
}

static const struct action actions[] = {
	[BECOME_TEXT] = {enter_text, NULL},
	[BECOME_NOTHING] = {enter_nothing, NULL},
	[BECOME_FLOW] = {enter_flow, leave_boundary},
	[BECOME_BREAK] = {enter_break, NULL},
	[BECOME_SPACE] = {enter_nothing, NULL},
	[BECOME_STYLE] = {enter_style, NULL},
	[BECOME_LINK] = {enter_link, NULL},
	[BECOME_QUOTED] = {enter_quoted, leave_quoted},
	[BECOME_RUBY] = {enter_ruby, leave_ruby},
	[BECOME_RT] = {enter_rt, leave_rt},
	[BECOME_PICTURE] = {enter_picture, NULL},
	[BECOME_MEDIA] = {enter_media, NULL},
	[BECOME_HEADING] = {enter_heading, leave_leaf},
	[BECOME_RULE] = {enter_rule, NULL},
	[BECOME_QUOTE] = {enter_quote, leave_boundary},
	[BECOME_LIST] = {enter_list, leave_list},
	[BECOME_ITEM] = {enter_item, leave_boundary},
	[BECOME_DEFINITIONS] = {enter_definitions, leave_boundary},
	[BECOME_TERM] = {enter_term, leave_leaf},
	[BECOME_DEFINITION] = {enter_definition, leave_boundary},
	[BECOME_TABLE] = {enter_table, leave_table},
	[BECOME_ROWS] = {enter_rows, leave_boundary},
	[BECOME_ROW] = {enter_row, leave_boundary},
	[BECOME_CELL] = {enter_cell, leave_boundary},
	[BECOME_TABLE_CAPTION] = {enter_table_caption, leave_leaf},
	[BECOME_FIGURE] = {enter_figure, leave_figure},
	[BECOME_CAPTION] = {enter_caption, leave_leaf},
	[BECOME_CODE] = {enter_code, leave_leaf},
	[BECOME_DETAILS] = {enter_details, leave_boundary},
	[BECOME_SUMMARY] = {enter_summary, leave_leaf},
	[BECOME_CHECKBOX] = {enter_checkbox, NULL},
	[BECOME_MATH] = {enter_math, NULL},
	[BECOME_SVG] = {enter_svg, leave_boundary},
	[BECOME_NOSCRIPT] = {enter_noscript, leave_boundary},
};

const struct action *action_lookup(enum become become)
{
	return &actions[become];
}
