#include "epub/xhtml.h"

#include "epub/escape.h"
#include "epub/writer.h"

/* ---- what each kind of block becomes ---- */

enum {
	OWN_LINE = 1 << 0, /* a line end follows its opening tag too: it holds blocks */
	SOLID = 1 << 1,    /* no part of a split article begins inside */
};

/* Where the tag depends on more than the kind, block_tag() decides. */
static const struct {
	const char *tag, *class;
	unsigned flags;
} elements[BLOCK_KIND_COUNT] = {
	[BLOCK_PARAGRAPH] = {"p", NULL, 0},
	[BLOCK_HEADING] = {NULL, NULL, 0},
	[BLOCK_CODE] = {"pre", NULL, 0},
	[BLOCK_CAPTION] = {NULL, NULL, 0},
	[BLOCK_TERM] = {"dt", NULL, 0},
	[BLOCK_SUMMARY] = {"p", "summary", 0},
	[BLOCK_RULE] = {"hr", NULL, 0},
	[BLOCK_QUOTE] = {"blockquote", NULL, OWN_LINE},
	[BLOCK_LIST] = {NULL, NULL, OWN_LINE},
	[BLOCK_ITEM] = {"li", NULL, 0},
	[BLOCK_DEFINITIONS] = {"dl", NULL, OWN_LINE},
	[BLOCK_DEFINITION] = {"dd", NULL, 0},
	[BLOCK_FIGURE] = {"figure", NULL, OWN_LINE | SOLID},
	[BLOCK_TABLE] = {"table", NULL, OWN_LINE | SOLID},
	[BLOCK_ROW] = {"tr", NULL, 0},
	[BLOCK_CELL] = {NULL, NULL, 0},
	/* Not <details>: what is folded cannot be unfolded on most e-readers. */
	[BLOCK_DETAILS] = {"div", "details", OWN_LINE},
	[BLOCK_NOTES] = {"section", "notes", OWN_LINE},
	[BLOCK_NOTE] = {"aside", "note", OWN_LINE | SOLID},
};

static const char *const headings[] = {"h1", "h2", "h3", "h4", "h5", "h6"};

/* A caption of a table is its first child in HTML; of a figure the first or last. */
static const char *caption_tag(const struct block *b)
{
	if (b->parent->kind == BLOCK_TABLE)
		return "caption";
	return !b->prev || !b->next ? "figcaption" : "div";
}

/* Does the cell head anything?  An empty <th> is announced and says nothing (axe: empty-table-header). */
static bool is_head(const struct block *cell)
{
	if (!cell->head)
		return false;
	for (const struct block *b = cell->first; b; b = block_after(b, cell)) {
		if (b->kind == BLOCK_PICTURE)
			return true;
		for (size_t i = 0; i < b->spans.n; i++)
			if (b->spans.v[i].picture || xml_visible(b->spans.v[i].text, S("")).n)
				return true;
	}
	return false;
}

static const char *block_tag(const struct writer *w, const struct block *b)
{
	switch (b->kind) {
	case BLOCK_HEADING:
		return headings[w->outline_n];
	case BLOCK_CAPTION:
		return caption_tag(b);
	case BLOCK_LIST:
		return b->ordered ? "ol" : "ul";
	case BLOCK_CELL:
		return is_head(b) ? "th" : "td";
	default:
		return elements[b->kind].tag;
	}
}

/* The only paragraph of an item, cell or definition needs no <p> around it: old readers set one apart with
 * space before and after, and MuPDF sets one in a cell as wide as the table. */
static bool is_bare(const struct block *b)
{
	enum block_kind in = b->parent->kind;
	return b->kind == BLOCK_PARAGRAPH && !b->prev && !b->next &&
	       (in == BLOCK_ITEM || in == BLOCK_CELL || in == BLOCK_DEFINITION) && !b->id.n && !b->lang.n &&
	       (b->align == ALIGN_DEFAULT || b->align == b->parent->align) && !b->verse;
}

/* ---- attributes ---- */

static const char *table_class(const struct writer *w, const struct block *b)
{
	if (slices_many(w, b))
		return "wide";
	return b->columns > 8 ? "wider" : b->columns > 4 ? "wide" : NULL;
}

static const char *align_class(const struct block *b)
{
	static const char *const class[] = {
		[ALIGN_START] = "align-start", [ALIGN_CENTER] = "align-center", [ALIGN_END] = "align-end"};
	return class[b->align];
}

static void write_classes(struct writer *w, const struct block *b, bool continued)
{
	const char *const classes[] = {
		elements[b->kind].class,
		b->kind == BLOCK_TABLE ? table_class(w, b) : NULL,
		b->kind == BLOCK_CAPTION && b->parent->kind == BLOCK_FIGURE && b->prev && b->next ? "caption"
												  : NULL,
		b->verse ? "verse" : NULL,
		b->kind == BLOCK_CELL && w->sliced.narrow ? "narrow" : NULL,
		align_class(b),
		continued ? "continued" : NULL,
	};
	bool any = false;
	for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
		if (!classes[i])
			continue;
		buf_add(&w->out, any ? S(" ") : S(" class=\""));
		buf_add(&w->out, str_from(classes[i]));
		any = true;
	}
	if (any)
		buf_add_char(&w->out, '"');
}

/* `first`: the item that is shown first, of a list that goes on from another part not its own. */
static void list_attributes(struct writer *w, const struct block *b, const struct block *first)
{
	if (!b->ordered)
		return;
	int32_t start = first ? first->value : b->start;
	if (start != 1)
		buf_printf(&w->out, " start=\"%d\"", (int)start);
	if (b->numbering && b->numbering != '1' && strchr("aAiI", b->numbering))
		buf_printf(&w->out, " type=\"%c\"", b->numbering);
}

static void item_attributes(struct writer *w, const struct block *b)
{
	bool counts = b->parent->ordered && b->prev && (int64_t)b->value != (int64_t)b->prev->value + 1;
	if (counts)
		buf_printf(&w->out, " value=\"%d\"", (int)b->value);
}

static void cell_attributes(struct writer *w, const struct block *b)
{
	if (is_head(b))
		buf_add(&w->out, b->row_scope ? S(" scope=\"row\"") : S(" scope=\"col\""));
	if (w->sliced.span > 1)
		buf_printf(&w->out, " colspan=\"%u\"", w->sliced.span);
	if (b->rowspan > 1)
		buf_printf(&w->out, " rowspan=\"%u\"", b->rowspan);
}

static void own_attributes(struct writer *w, const struct block *b, const struct block *first)
{
	switch (b->kind) {
	case BLOCK_LIST:
		list_attributes(w, b, first);
		break;
	case BLOCK_ITEM:
		item_attributes(w, b);
		break;
	case BLOCK_CELL:
		cell_attributes(w, b);
		break;
	case BLOCK_NOTES:
		buf_add(&w->out, S(" epub:type=\"endnotes\" role=\"doc-endnotes\""));
		xml_attr(&w->out, "aria-label", word(w->setting->words, WORD_NOTES));
		break;
	case BLOCK_NOTE:
		buf_add(&w->out, S(" epub:type=\"footnote\" role=\"doc-footnote\""));
		break;
	default:
		break;
	}
}

/* ---- tags ---- */

static void open_tag(struct writer *w, const struct block *b)
{
	buf_add_char(&w->out, '<');
	buf_add(&w->out, str_from(block_tag(w, b)));
	id_write(w, b->id);
	write_classes(w, b, false);
	own_attributes(w, b, b->first);
	xml_attr_lang(&w->out, b->lang);
	buf_add_char(&w->out, '>');
	if (elements[b->kind].flags & OWN_LINE)
		buf_add_char(&w->out, '\n');
}

static void close_tag(struct writer *w, const struct block *b)
{
	buf_add(&w->out, S("</"));
	buf_add(&w->out, str_from(block_tag(w, b)));
	buf_add(&w->out, S(">\n"));
}

/* ---- headings: no level is skipped ---- */

/* The page's own title is h1.  A heading stands one below the nearest heading
 * before it that is of a higher rank, whatever numbers the source gave them. */
static void outline_enter(struct writer *w, int level)
{
	while (w->outline_n && w->outline[w->outline_n - 1] >= level)
		w->outline_n--;
	if (w->outline_n < sizeof w->outline / sizeof w->outline[0])
		w->outline[w->outline_n++] = level;
}

/* ---- tables ---- */

static void write_leaf(struct writer *w, const struct block *b);

static void table_enter(struct writer *w, const struct block *b)
{
	rows_begin(w, b);
	if (slices_many(w, b) && w->slices.at) {
		struct str part = arena_printf(w->arena, "%zu/%zu", w->slices.at + 1, w->slices.count);
		buf_add(&w->out, S("<caption>"));
		xml_text(&w->out, words_fill(w->arena, w->setting->words, WORD_PART, part));
		buf_add(&w->out, S("</caption>\n"));
		return;
	}
	if (b->last && b->last->kind == BLOCK_CAPTION && b->last->prev)
		write_leaf(w, b->last);
}

/* ---- leaves ---- */

/* "language-yaml", HTML's own convention; a name that is no plain word is dropped. */
static void write_code_lang(struct writer *w, struct str lang)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-#_.";
	if (!lang.n || lang.n > 32)
		return;
	for (size_t i = 0; i < lang.n; i++)
		if (!lang.s[i] || !strchr(allowed, lang.s[i]))
			return;
	buf_add(&w->out, S(" class=\"language-"));
	buf_add(&w->out, lang);
	buf_add_char(&w->out, '"');
}

static void write_leaf(struct writer *w, const struct block *b)
{
	if (b->kind == BLOCK_HEADING)
		outline_enter(w, b->level);
	open_tag(w, b);
	if (b->kind == BLOCK_CODE) {
		buf_add(&w->out, S("<code"));
		write_code_lang(w, b->code_lang);
		buf_add_char(&w->out, '>');
	}
	spans_write(w, b);
	if (b->kind == BLOCK_CODE)
		buf_add(&w->out, S("</code>"));
	close_tag(w, b);
	/* Neither a term alone nor (see enter) a definition alone is content of <dl>. */
	if (b->kind == BLOCK_TERM && !b->next)
		buf_add(&w->out, S("<dd></dd>\n"));
}

static void write_rule(struct writer *w, const struct block *b)
{
	buf_add(&w->out, S("<hr"));
	id_write(w, b->id);
	buf_add(&w->out, S("/>\n"));
}

static void write_childless(struct writer *w, const struct block *b)
{
	if (b->kind == BLOCK_PICTURE)
		picture_write(w, b);
	else if (b->kind == BLOCK_RULE)
		write_rule(w, b);
	else if (b->kind == BLOCK_CAPTION && b->parent->kind == BLOCK_TABLE &&
		 (b->prev || (slices_many(w, b->parent) && w->slices.at)))
		return; /* table_enter has written it */
	else if (is_bare(b))
		spans_write(w, b);
	else
		write_leaf(w, b);
}

/* ---- containers ---- */

/* A footnote begins with its mark, which is the way back to where the mark stands;
 * nothing when it has no mark before it. */
static void write_back_link(struct writer *w, const struct block *note)
{
	const struct place *place = places_find(w->places, note->id);
	if (!place || !place->mark_written)
		return;
	struct str mark = xml_visible(place->mark, S("*"));
	struct str label = word(w->setting->words, WORD_BACK);
	buf_add(&w->out, S("<p class=\"back\"><a epub:type=\"backlink\" role=\"doc-backlink\""));
	href_write(w, 'r', place->number, place->mark_at);
	xml_attr(&w->out, "aria-label", arena_printf(w->arena, "%.*s %.*s", STR_FMT(label), STR_FMT(mark)));
	buf_add_char(&w->out, '>');
	xml_text(&w->out, mark);
	buf_add(&w->out, S("</a></p>\n"));
}

static void enter(struct writer *w, const struct block *b)
{
	if (b->kind == BLOCK_DEFINITION && !b->prev)
		buf_add(&w->out, S("<dt></dt>\n"));
	if (b->kind == BLOCK_ROW)
		rows_enter(w, b);
	if (b->kind == BLOCK_TABLE)
		slices_begin(w, b);
	open_tag(w, b);
	if (b->kind == BLOCK_TABLE)
		table_enter(w, b);
	if (b->kind == BLOCK_NOTE)
		write_back_link(w, b);
	w->solid += (elements[b->kind].flags & SOLID) != 0;
}

static void leave(struct writer *w, const struct block *b)
{
	if (b->kind == BLOCK_TABLE)
		rows_end(w);
	w->solid -= (elements[b->kind].flags & SOLID) != 0;
	close_tag(w, b);
}

/* ---- parts of a split article ---- */

/* The elements open around b, from the inside. */
static size_t open_around(const struct block *b, const struct block *root,
			  const struct block *around[DOCUMENT_DEPTH_MAX + 1])
{
	size_t n = 0;
	for (b = b->parent; b && b != root && n <= DOCUMENT_DEPTH_MAX; b = b->parent)
		around[n++] = b;
	return n;
}

/* No list of definitions begins with one: its term is said again. */
static void write_term_again(struct writer *w, const struct block *definition)
{
	const struct block *term = definition->prev;
	while (term && term->kind != BLOCK_TERM)
		term = term->prev;
	buf_add(&w->out, S("<dt class=\"continued\">"));
	if (term)
		xml_text(&w->out, block_text(w->arena, term));
	buf_add(&w->out, S("</dt>\n"));
}

static void reopen_tag(struct writer *w, const struct block *b, const struct block *first)
{
	buf_add_char(&w->out, '<');
	buf_add(&w->out, str_from(block_tag(w, b)));
	write_classes(w, b, b->kind == BLOCK_ITEM); /* its number stands in the part before */
	own_attributes(w, b, first);
	xml_attr_lang(&w->out, b->lang);
	buf_add(&w->out, S(">\n"));
	if (b->kind == BLOCK_DEFINITIONS && first->kind == BLOCK_DEFINITION)
		write_term_again(w, first);
}

static void part_end(struct writer *w)
{
	VEC_PUSH(w->arena, &w->body->parts, buf_str(&w->out));
	w->out = BUF(w->arena);
}

/* Closes what is open, ends the part, and opens it anew in the next one. */
static void part_change(struct writer *w, const struct block *b, const struct block *root)
{
	const struct block *around[DOCUMENT_DEPTH_MAX + 1];
	size_t n = open_around(b, root, around);
	if (b->kind == BLOCK_ROW)
		rows_break(w);
	for (size_t i = 0; i < n; i++)
		close_tag(w, around[i]);
	part_end(w);
	w->part++;
	w->outline_n = 0;
	while (n--)
		reopen_tag(w, around[n], n ? around[n - 1] : b);
	if (b->kind == BLOCK_ROW)
		rows_go_on(w);
}

/* Not before a first child: its container would be left empty in the part before. */
static bool may_begin_part(const struct writer *w, const struct block *b)
{
	bool follows = b->prev || b->parent->kind == BLOCK_DOCUMENT;
	bool torn = b->kind == BLOCK_DEFINITION && b->prev && b->prev->kind == BLOCK_TERM;
	return !w->solid && follows && !torn;
}

static size_t piece_of(const struct writer *w, const struct block *b)
{
	return slices_many(w, b) || slices_many(w, b->parent) ? w->slices.at : 0;
}

/* The cut that comes next, when it is here. */
static bool is_cut(const struct writer *w, const struct boundary *here)
{
	const struct boundary *cut = w->part < w->cuts.n ? &w->cuts.v[w->part] : NULL;
	return cut && cut->block == here->block && cut->piece == here->piece && cut->span == here->span &&
	       cut->at == here->at;
}

static void before_block(struct writer *w, const struct block *b, const struct block *root)
{
	struct boundary here = {.block = b, .piece = piece_of(w, b), .offset = w->out.n};
	if (w->again) {
		if (is_cut(w, &here))
			part_change(w, b, root);
		return;
	}
	here.weak = rows_may_break(w, b);
	if (here.weak || may_begin_part(w, b))
		VEC_PUSH(w->arena, &w->boundaries, here);
}

bool leaf_may_end(struct writer *w, const struct block *b, size_t span, size_t at)
{
	struct boundary here = {.block = b, .span = span, .at = at, .offset = w->out.n, .weak = true};
	if (w->again)
		return is_cut(w, &here);
	if (!w->solid)
		VEC_PUSH(w->arena, &w->boundaries, here);
	return false;
}

void leaf_cut(struct writer *w, const struct block *b)
{
	if (is_bare(b)) { /* what holds it is closed and opened again: the item, the cell */
		part_change(w, b, w->root);
		return;
	}
	if (b->kind == BLOCK_CODE)
		buf_add(&w->out, S("</code>"));
	close_tag(w, b);
	part_change(w, b, w->root);
	buf_add_char(&w->out, '<');
	buf_add(&w->out, str_from(block_tag(w, b)));
	write_classes(w, b, true);
	xml_attr_lang(&w->out, b->lang);
	buf_add(&w->out, b->kind == BLOCK_CODE ? S("><code>") : S(">"));
}

/* A part ends where a block does, unless it would be less than half full; then, and in a block that is
 * larger than a part, in a block.  What cannot be cut stays whole. */
static const struct boundary *choose_cut(const struct writer *w, size_t from, size_t last, size_t split)
{
	for (size_t i = last + 1; i-- > 0 && w->boundaries.v[i].offset >= from + split / 2;)
		if (!w->boundaries.v[i].weak)
			return &w->boundaries.v[i];
	return &w->boundaries.v[last];
}

static void plan_parts(struct writer *w, size_t split)
{
	size_t from = 0;
	for (size_t i = 1; i <= w->boundaries.n; i++) {
		size_t end = i < w->boundaries.n ? w->boundaries.v[i].offset : w->out.n;
		const struct boundary *cut = choose_cut(w, from, i - 1, split);
		if (end - from <= split || cut->offset == from)
			continue;
		VEC_PUSH(w->arena, &w->cuts, *cut);
		VEC_PUSH(w->arena, &w->part_starts, cut->offset);
		from = cut->offset;
		i = (size_t)(cut - w->boundaries.v);
	}
}

/* ---- the walk ---- */

/* Is the block a cell that is not in the present piece of its table? */
static bool is_elsewhere(struct writer *w, const struct block *b)
{
	if (b->kind != BLOCK_CELL)
		return false;
	w->sliced = slices_cell(w, b);
	return w->sliced.span == 0;
}

static void write_blocks(struct writer *w, const struct block *root)
{
	const struct block *b = root->first;
	while (b) {
		before_block(w, b, root);
		if (is_elsewhere(w, b)) {
			/* nothing of it */
		} else if (block_kind_is_leaf(b->kind) || b->kind == BLOCK_PICTURE || b->kind == BLOCK_RULE) {
			write_childless(w, b);
		} else {
			enter(w, b);
			if (b->first) {
				b = b->first;
				continue;
			}
			leave(w, b);
		}
		bool again = false;
		while (!again && !b->next && b->parent != root) {
			b = b->parent;
			leave(w, b);
			again = slices_next(w, b);
		}
		b = again ? b : b->next;
	}
}

static void write_again_in_parts(struct writer *w, const struct document *d)
{
	struct body *body = w->body;
	body->mentions.n = body->pictures.n = 0;
	places_rewind(w->places);
	w->again = true;
	w->outline_n = 0;
	w->out.n = 0;
	write_blocks(w, d->root);
}

void body_write(struct arena *a, const struct document *d, const struct setting *setting, size_t split,
		struct body *body)
{
	struct writer w = {.arena = a, .root = d->root, .out = BUF(a), .setting = setting, .body = body};
	w.places = places_survey(a, d);
	/* Three bytes a character and a little for tags: most articles then never grow. */
	buf_reserve(&w.out, d->characters * 4 + 4096);
	write_blocks(&w, d->root);
	if (w.out.n > split) {
		plan_parts(&w, split);
		write_again_in_parts(&w, d);
	}
	part_end(&w);
	places_free(w.places);
}
