/* epub/: whatever tree it is given, what it writes is well-formed.
 *
 * Trees are made at random from every kind of block and span, with the
 * invariants of document.h and nothing else; g_test's seed makes a failure
 * repeatable.  EPUB_KEEP=DIRECTORY keeps the books, for EPUBCheck.
 */
#include "epub-check.h"
#include "epub-fixture.h"
#include "epub/xhtml.h"

#define BLOCKS_MOST 120

struct maker {
	struct arena *a;
	size_t blocks, ids;
	bool headless; /* no table has a head: it would be said again in each part */
};

static size_t any(size_t below)
{
	return (size_t)g_test_rand_int_range(0, (gint32)below);
}

static bool now_and_then(size_t one_in)
{
	return any(one_in) == 0;
}

static const struct str texts[] = {
	{"天光", 6},    {"<b>&amp;]]>", 11}, {"", 0},
	{" ", 1},       {"a  b\tc", 6},      {"𠮷野", 7},
	{"\"q' --", 6}, {"مرحبا", 10},       {"x\xCC\x81\xCC\x81", 5},
};

static struct str any_text(void)
{
	return texts[any(G_N_ELEMENTS(texts))];
}

static struct str any_lang(void)
{
	static const struct str langs[] = {{"", 0}, {"ja", 2}, {"zh-Hant", 7}, {"en-US", 5}, {"??", 2}};
	return now_and_then(4) ? langs[any(G_N_ELEMENTS(langs))] : S("");
}

static struct str id_number(struct maker *m, size_t number)
{
	return arena_printf(m->a, "id-%zu", number);
}

static struct str new_id(struct maker *m)
{
	return now_and_then(4) ? id_number(m, m->ids++) : S("");
}

static const struct link *any_link(struct maker *m)
{
	static const char *const urls[] = {"https://example.com/3.html", "http://example.org/a?b=c&d=%",
					   "mailto:a@example.com",       "javascript:x",
					   "http://a_b.c/[1]",           "http://0x7f/"};
	static const char *const pages[] = {"/archives/5.html", "/archives/none.html", "/"};
	struct link *link = ARENA_NEW(m->a, struct link);
	if (now_and_then(2))
		link->url = str_from(urls[any(G_N_ELEMENTS(urls))]);
	else if (now_and_then(3))
		link->page = str_from(pages[any(G_N_ELEMENTS(pages))]);
	else
		link->id = id_number(m, any(40));
	link->title = any_text();
	return link;
}

static struct picture *any_picture(struct maker *m)
{
	struct picture *p = fixture_picture(m->a, now_and_then(2) ? "图 <1>" : "");
	if (now_and_then(2))
		p->type = PICTURE_NONE;
	p->px_height = (uint32_t)(1 + any(3000));
	p->px_width = (uint32_t)(1 + any(3000));
	p->title = any_text();
	return p;
}

static struct math *add_math(struct maker *m, struct math *parent, enum math_element element)
{
	struct math *node = ARENA_NEW(m->a, struct math);
	*node = (struct math){.element = element, .parent = parent};
	if (parent && parent->last)
		parent->last = parent->last->next = node;
	else if (parent)
		parent->first = parent->last = node;
	if (math_children(element) == MATH_TOKEN)
		node->text = any_text();
	return node;
}

/* A formula with the children that each element asks for, three deep. */
static const struct math *any_math(struct maker *m)
{
	struct math *root = add_math(m, NULL, MATH_MATH), *level = root;
	for (size_t deep = 0; deep < 3 && level; deep++) {
		int want = math_children(level->element);
		struct math *inner = NULL;
		for (int n = want == MATH_ANY_CHILDREN ? (int)any(4) : want; n > 0; n--) {
			enum math_element e = (enum math_element)any(MATH_MTABLE);
			bool plain = e == MATH_MATH || deep == 2 || (inner && math_children(e) > 0);
			struct math *child = add_math(m, level, plain ? MATH_MI : e);
			inner = math_children(child->element) > 0 ? child : inner;
		}
		level = inner;
	}
	return root;
}

static struct span any_span(struct maker *m, const struct link *link, bool in_code)
{
	struct span s = {.kind = (enum span_kind)any(SPAN_MATH + 1), .lang = any_lang()};
	s.style = now_and_then(2) ? (unsigned)any(1u << STYLE_COUNT) : 0;
	s.link = now_and_then(3) ? link : NULL;
	if (s.kind == SPAN_MATH) {
		s.math = any_math(m);
		s.text = S("x = \"<y>\"");
	}
	if (s.kind == SPAN_TEXT || s.kind == SPAN_NOTE || s.kind == SPAN_TEX)
		s.text = in_code && now_and_then(3) ? S("x\n  y") : any_text();
	if (s.kind == SPAN_TEXT && now_and_then(5))
		s.ruby = any_text();
	if (s.kind == SPAN_ANCHOR)
		s.id = id_number(m, m->ids++);
	if (s.kind == SPAN_NOTE)
		s.id = id_number(m, any(40));
	if (s.kind == SPAN_PICTURE)
		s.picture = any_picture(m);
	return s;
}

static void fill_spans(struct maker *m, struct block *b)
{
	const struct link *link = any_link(m);
	for (size_t n = any(8); n; n--)
		VEC_PUSH(m->a, &b->spans, any_span(m, link, b->kind == BLOCK_CODE));
}

static struct block *add(struct maker *m, struct block *parent, enum block_kind kind)
{
	struct block *b = block_new(m->a, kind, parent);
	m->blocks++;
	b->id = new_id(m);
	b->lang = any_lang();
	b->align = (enum block_align)(now_and_then(4) ? any(4) : 0);
	b->level = kind == BLOCK_HEADING ? 1 + (int)any(5) : 0;
	b->verse = kind == BLOCK_PARAGRAPH && now_and_then(5);
	if (kind == BLOCK_CODE)
		b->code_lang = any_text();
	if (block_kind_is_leaf(kind))
		fill_spans(m, b);
	return b;
}

static void add_list(struct maker *m, struct block *parent, size_t children)
{
	struct block *list = add(m, parent, BLOCK_LIST);
	list->ordered = now_and_then(2);
	list->start = g_test_rand_int();
	list->numbering = "1aAiI"[any(5)];
	for (size_t i = 0; i < children; i++)
		add(m, list, BLOCK_ITEM)->value = now_and_then(2) ? list->start : (int32_t)i;
}

static void add_row(struct maker *m, struct block *table)
{
	struct block *row = add(m, table, BLOCK_ROW);
	row->head = !m->headless && now_and_then(3);
	for (size_t n = any(5); n; n--) {
		struct block *cell = add(m, row, BLOCK_CELL);
		cell->head = now_and_then(3);
		cell->row_scope = now_and_then(3);
		cell->colspan = (uint16_t)(now_and_then(3) ? 1 + any(TABLE_SPAN_MAX) : 1);
		cell->rowspan = (uint16_t)(now_and_then(3) ? 1 + any(4) : 1);
	}
}

static void add_table(struct maker *m, struct block *parent, size_t children)
{
	struct block *table = add(m, parent, BLOCK_TABLE);
	size_t caption = any(6);
	table->columns = (uint16_t)(1 + any(12));
	if (caption == 0)
		add(m, table, BLOCK_CAPTION);
	for (size_t i = 0; i < children; i++)
		add_row(m, table);
	if (caption == 1)
		add(m, table, BLOCK_CAPTION);
}

static void add_figure(struct maker *m, struct block *parent, size_t children)
{
	struct block *figure = add(m, parent, BLOCK_FIGURE);
	size_t caption = any(4);
	if (caption == 0)
		add(m, figure, BLOCK_CAPTION);
	for (size_t i = 0; i < children; i++)
		add(m, figure, BLOCK_PICTURE)->picture = any_picture(m);
	if (caption == 1)
		add(m, figure, BLOCK_CAPTION);
}

static void add_definitions(struct maker *m, struct block *parent, size_t children)
{
	struct block *list = add(m, parent, BLOCK_DEFINITIONS);
	for (size_t i = 0; i < children; i++)
		add(m, list, now_and_then(2) ? BLOCK_TERM : BLOCK_DEFINITION);
}

static void add_notes(struct maker *m, struct block *parent, size_t children)
{
	struct block *notes = add(m, parent, BLOCK_NOTES);
	for (size_t i = 0; i < children; i++) {
		struct block *note = add(m, notes, BLOCK_NOTE);
		note->id = note->id.n ? note->id : id_number(m, m->ids++);
	}
}

static void add_details(struct maker *m, struct block *parent, size_t children)
{
	(void)children;
	struct block *details = add(m, parent, BLOCK_DETAILS);
	if (now_and_then(2))
		add(m, details, BLOCK_SUMMARY);
}

static void add_any(struct maker *m, struct block *parent)
{
	static void (*const containers[])(struct maker *, struct block *, size_t) = {
		add_list, add_table, add_figure, add_definitions, add_notes, add_details};
	static const enum block_kind plain[] = {BLOCK_PARAGRAPH, BLOCK_HEADING, BLOCK_CODE,     BLOCK_RULE,
						BLOCK_QUOTE,     BLOCK_QUOTE,   BLOCK_PARAGRAPH};
	if (now_and_then(2))
		containers[any(G_N_ELEMENTS(containers))](m, parent, any(5));
	else
		add(m, parent, plain[any(G_N_ELEMENTS(plain))]);
}

static bool takes_anything(const struct block *b)
{
	static const enum block_kind kinds[] = {BLOCK_DOCUMENT,   BLOCK_QUOTE,   BLOCK_ITEM, BLOCK_CELL,
						BLOCK_DEFINITION, BLOCK_DETAILS, BLOCK_NOTE};
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (b->kind == kinds[i])
			return true;
	return false;
}

static size_t depth(const struct block *b)
{
	size_t n = 0;
	for (; b->parent; b = b->parent)
		n++;
	return n;
}

/* Walks over what it is making, so that the tree grows as it goes. */
static void fill(struct maker *m, struct block *root)
{
	size_t most = any(BLOCKS_MOST);
	for (struct block *b = root; b; b = block_after(b, root))
		for (size_t n = takes_anything(b) && depth(b) + 4 < DOCUMENT_DEPTH_MAX ? 1 + any(3) : 0;
		     n && m->blocks < most; n--)
			add_any(m, b);
}

/* ---- what came of it ---- */

#define BOOKS             6
#define ARTICLES_PER_BOOK 30

static void make_book(size_t number)
{
	struct fixture f;
	fixture_init(&f, ARTICLES_PER_BOOK, 1 + any(8));
	f.options.profile.ems = (uint8_t)any(8); /* so narrow that tables come in pieces */
	for (size_t i = 0; i < ARTICLES_PER_BOOK; i++) {
		struct maker m = {.a = &f.arena};
		f.issue.articles[i]->permalink = arena_printf(&f.arena, "archives/%zu.html", i);
		fill(&m, f.issue.articles[i]->document->root);
	}
	struct stream *out = fixture_book(&f);
	char *name = g_strdup_printf("random-%zu", number);
	book_keep(name, stream_bytes(out));
	struct book b = book_open(stream_bytes(out));
	book_check(&b);
	book_close(&b);
	g_free(name);
	stream_abandon(out);
	fixture_clear(&f);
}

/* ---- articles in many parts ---- */

static void collect_text(GMarkupParseContext *context, const char *text, gsize n, gpointer all,
			 GError **error)
{
	(void)context, (void)error;
	g_string_append_len(all, text, (gssize)n);
}

/* Without what a part says again: the term of a definition that was cut. */
static struct str without_repeats(struct arena *a, struct str part)
{
	struct str begin = S("<dt class=\"continued\">"), end = S("</dt>");
	struct buf b = BUF(a);
	size_t at;
	while ((at = str_find(part, begin, 0)) != STR_NONE) {
		buf_add(&b, str_head(part, at));
		part = str_from_offset(part, str_find(part, end, at) + end.n);
	}
	buf_add(&b, part);
	return buf_str(&b);
}

/* Parses a part by itself and adds its text, white space apart. */
static void read_part(struct str part, GString *all)
{
	static const GMarkupParser parser = {.text = collect_text};
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, all, NULL);
	GError *error = NULL;
	g_markup_parse_context_parse(context, "<body>", -1, &error);
	if (!error)
		g_markup_parse_context_parse(context, part.s, (gssize)part.n, &error);
	if (!error)
		g_markup_parse_context_parse(context, "</body>", -1, &error);
	if (!error)
		g_markup_parse_context_end_parse(context, &error);
	if (error)
		g_error("%s: %.*s", error->message, STR_FMT(part));
	g_markup_parse_context_free(context);
}

static char *text_of(struct arena *a, const struct document *d, const struct epub_options *options,
		     size_t split, size_t *parts)
{
	struct setting setting = {.words = words_lookup(S("zh")), .profile = &options->profile};
	struct body body = {0};
	GString *all = g_string_new("");
	body_write(a, d, &setting, split, &body);
	for (size_t i = 0; i < body.parts.n; i++)
		read_part(without_repeats(a, body.parts.v[i]), all);
	*parts = body.parts.n;
	/* Tags open and close on lines of their own: that much white space may differ. */
	gsize n = 0;
	for (gsize i = 0; i < all->len; i++)
		if (!g_ascii_isspace(all->str[i]))
			all->str[n++] = all->str[i];
	g_string_truncate(all, n);
	return g_string_free(all, FALSE);
}

static void test_split(void)
{
	size_t split = 0;
	for (size_t i = 0; i < 100; i++) {
		struct fixture f;
		fixture_init(&f, 1, 1);
		f.options.profile.ems = (uint8_t)any(8);
		struct document *d = f.issue.articles[0]->document;
		fill(&(struct maker){.a = &f.arena, .headless = true}, d->root);
		size_t one, many;
		char *whole = text_of(&f.arena, d, &f.options, SIZE_MAX, &one);
		char *in_parts = text_of(&f.arena, d, &f.options, 400, &many);
		g_assert_cmpstr(whole, ==, in_parts);
		g_assert_cmpuint(one, ==, 1);
		split += many > 1;
		g_free(whole);
		g_free(in_parts);
		fixture_clear(&f);
	}
	g_assert_cmpuint(split, >, 10);
}

static void test_random(void)
{
	for (size_t i = 0; i < BOOKS; i++)
		make_book(i);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/epub/random/books", test_random);
	g_test_add_func("/epub/random/split", test_split);
	return g_test_run();
}
