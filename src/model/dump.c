/* document_dump: stable text for golden tests.
 *
 *   paragraph align=center
 *     "日前，" strong "某公司" link=https://example.com/
 */
#include "model/document.h"

static const char *const style_names[STYLE_COUNT] = {"strong",    "em",   "code",  "sub", "sup",  "del",
						     "underline", "mark", "small", "kbd", "cite", "dots"};
static const char *const span_names[] = {"text", "break", "picture", "anchor", "note", "tex", "math"};
static const char *const align_names[] = {"default", "start", "center", "end"};

static void dump_quoted(struct str text, struct stream *out)
{
	stream_puts(out, S("\""));
	for (size_t i = 0; i < text.n; i++) {
		char c = text.s[i];
		if (c == '"' || c == '\\')
			stream_printf(out, "\\%c", c);
		else if (c == '\n')
			stream_puts(out, S("\\n"));
		else if (c == '\t')
			stream_puts(out, S("\\t"));
		else
			stream_write(out, &c, 1);
	}
	stream_puts(out, S("\""));
}

static void dump_field(const char *name, struct str value, struct stream *out)
{
	if (!value.n)
		return;
	stream_printf(out, " %s=", name);
	dump_quoted(value, out);
}

static void dump_number(const char *name, long value, struct stream *out)
{
	if (value)
		stream_printf(out, " %s=%ld", name, value);
}

static void dump_picture(const struct picture *p, struct stream *out)
{
	dump_field("src", p->src, out);
	dump_field("alt", p->alt, out);
	dump_field("title", p->title, out);
	dump_number("width", p->width, out);
	dump_number("height", p->height, out);
}

static void dump_link(const struct link *l, struct stream *out)
{
	dump_field("link", l->url, out);
	dump_field("to", l->id, out);
	dump_field("page", l->page, out);
	dump_field("title", l->title, out);
}

/* (math (msup (mi "x") (mn "2"))) */
static void dump_math(const struct math *root, struct stream *out)
{
	for (const struct math *m = root; m;) {
		stream_printf(out, " (%s", math_name(m->element));
		for (const struct math_attribute *a = m->attributes; a; a = a->next)
			stream_printf(out, " %s=%.*s", a->name, STR_FMT(a->value));
		if (math_children(m->element) == MATH_TOKEN) {
			stream_puts(out, S(" "));
			dump_quoted(m->text, out);
		}
		const struct math *next = math_after(m, root);
		for (; !next || m != next->parent; m = m->parent) {
			stream_puts(out, S(")"));
			if (m == root || (next && m->parent == next->parent))
				break;
		}
		m = next;
	}
}

static void dump_span(const struct span *s, int depth, struct stream *out)
{
	stream_printf(out, "%*s", depth * 2, "");
	bool has_text = s->kind != SPAN_BREAK && s->kind != SPAN_ANCHOR && s->kind != SPAN_PICTURE;
	if (s->kind != SPAN_TEXT)
		stream_printf(out, "%s%s", span_names[s->kind], has_text ? " " : "");
	if (has_text)
		dump_quoted(s->text, out);
	for (int i = 0; i < STYLE_COUNT; i++)
		if (s->style & 1u << i)
			stream_printf(out, " %s", style_names[i]);
	dump_field("ruby", s->ruby, out);
	dump_field("lang", s->lang, out);
	dump_field("id", s->id, out);
	if (s->link)
		dump_link(s->link, out);
	if (s->picture)
		dump_picture(s->picture, out);
	if (s->math)
		dump_math(s->math, out);
	stream_puts(out, S("\n"));
}

static void dump_list(const struct block *b, struct stream *out)
{
	if (b->kind == BLOCK_LIST && b->ordered)
		stream_printf(out, " ordered=%c start=%d", b->numbering, b->start);
	if (b->kind == BLOCK_ITEM && b->parent && b->parent->ordered)
		stream_printf(out, " value=%d", b->value);
}

static void dump_block(const struct block *b, int depth, struct stream *out)
{
	stream_printf(out, "%*s%s", depth * 2, "", block_kind_name(b->kind));
	dump_number("level", b->level, out);
	dump_list(b, out);
	dump_field("id", b->id, out);
	dump_field("lang", b->lang, out);
	if (b->align)
		stream_printf(out, " align=%s", align_names[b->align]);
	dump_field("code-lang", b->code_lang, out);
	dump_number("verse", b->verse, out);
	dump_number("head", b->head, out);
	dump_number("row-scope", b->row_scope, out);
	dump_number("colspan", b->colspan > 1 ? b->colspan : 0, out);
	dump_number("rowspan", b->rowspan > 1 ? b->rowspan : 0, out);
	dump_number("columns", b->columns, out);
	if (b->picture)
		dump_picture(b->picture, out);
	if (b->link)
		dump_link(b->link, out);
	stream_puts(out, S("\n"));
	for (size_t i = 0; i < b->spans.n; i++)
		dump_span(&b->spans.v[i], depth + 1, out);
}

void document_dump(const struct document *d, struct stream *out)
{
	int depth = 0;
	for (const struct block *b = d->root; b;) {
		dump_block(b, depth, out);
		const struct block *next = block_after(b, d->root);
		if (next && next->parent == b)
			depth++;
		else
			for (; next && b->parent != next->parent; b = b->parent)
				depth--;
		b = next;
	}
}
