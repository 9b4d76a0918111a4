/* md4c's events written as HTML, by tables; stops where md4c's own writer would not. */
#include "collect/markdown.h"

#include "collect/markdown-limit.h"
#include "collect/markdown-notes.h"
#include "collect/markdown-tables.h"

#include <md4c.h>

#define MARKDOWN_FLAGS \
	(MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEAUTOLINKS | MD_FLAG_TASKLISTS)

struct renderer {
	struct str source;
	struct buf out;
	struct buf pending; /* tags of blocks that no text has followed yet */
	bool opened;        /* a block has been, since the last text */
	struct buf alt;     /* text of the picture that is open */
	size_t lines;       /* line ends in `out` */
	size_t source_at;   /* up to here the source's line ends are counted: */
	size_t source_lines;
	size_t most;       /* bytes of output */
	unsigned pictures; /* pictures open: they nest */
};

/* ---- output ---- */

static void add(struct renderer *r, struct str text)
{
	buf_add(r->pictures ? &r->alt : &r->out, text);
}

static void add_escaped(struct buf *out, struct str text)
{
	size_t from = 0;

	for (size_t i = 0; i < text.n; i++) {
		const char *reference = text.s[i] == '&'   ? "&amp;"
					: text.s[i] == '<' ? "&lt;"
					: text.s[i] == '>' ? "&gt;"
					: text.s[i] == '"' ? "&quot;"
							   : NULL;

		if (!reference)
			continue;
		buf_add(out, str_slice(text.s + from, text.s + i));
		buf_add(out, str_from(reference));
		from = i + 1;
	}
	buf_add(out, str_from_offset(text, from));
}

static size_t line_ends(struct str text)
{
	size_t n = 0;

	for (size_t at = 0; (at = str_find_char(text, '\n', at)) != STR_NONE; at++)
		n++;
	return n;
}

/* The tags that wait are written, behind as many line ends as bring the text that
 * follows to its line in the source.  Between blocks these mean nothing. */
static void flush_pending(struct renderer *r, struct str text)
{
	uintptr_t begin = (uintptr_t)r->source.s, at = (uintptr_t)text.s;

	if (!r->opened)
		return;
	if (at >= begin + r->source_at && at < begin + r->source.n) { /* not one of md4c's own texts */
		size_t offset = (size_t)(at - begin);

		r->source_lines += line_ends(str_slice(r->source.s + r->source_at, r->source.s + offset));
		r->source_at = offset;
		for (; r->lines < r->source_lines; r->lines++)
			buf_add_char(&r->out, '\n');
	}
	buf_add(&r->out, buf_str(&r->pending));
	r->pending.n = 0;
	r->opened = false;
}

/* md4c 0.4.8 gives texts that pass the end of its input by a byte or so: cut there. */
static struct str clamp(const struct renderer *r, const char *s, size_t n)
{
	uintptr_t begin = (uintptr_t)r->source.s, at = (uintptr_t)s;

	if (at >= begin && at < begin + r->source.n && n > begin + r->source.n - at)
		n = begin + r->source.n - at;
	return (struct str){s, n};
}

static int verdict(const struct renderer *r)
{
	return r->out.n + r->pending.n + r->alt.n > r->most; /* non-zero ends the parse */
}

static void add_attribute(struct buf *out, const char *name, const MD_ATTRIBUTE *value)
{
	buf_printf(out, " %s=\"", name);
	for (size_t i = 0; value->size > 0 && value->substr_offsets[i] < value->size; i++) {
		struct str part = str_slice(value->text + value->substr_offsets[i],
					    value->text + value->substr_offsets[i + 1]);

		if (value->substr_types[i] == MD_TEXT_ENTITY)
			buf_add(out, part);
		else
			add_escaped(out, part);
	}
	buf_add_char(out, '"');
}

/* ---- blocks ---- */

static const char *const block_tags[] = {
	[MD_BLOCK_QUOTE] = "blockquote",
	[MD_BLOCK_UL] = "ul",
	[MD_BLOCK_OL] = "ol",
	[MD_BLOCK_LI] = "li",
	[MD_BLOCK_HR] = "hr",
	[MD_BLOCK_H] = "h",
	[MD_BLOCK_CODE] = "pre",
	[MD_BLOCK_P] = "p",
	[MD_BLOCK_TABLE] = "table",
	[MD_BLOCK_THEAD] = "thead",
	[MD_BLOCK_TBODY] = "tbody",
	[MD_BLOCK_TR] = "tr",
	[MD_BLOCK_TH] = "th",
	[MD_BLOCK_TD] = "td",
	[MD_BLOCK_DOC] = NULL,
	[MD_BLOCK_HTML] = NULL,
};

static const char *const cell_alignments[] = {
	[MD_ALIGN_DEFAULT] = "",
	[MD_ALIGN_LEFT] = " align=\"left\"",
	[MD_ALIGN_CENTER] = " align=\"center\"",
	[MD_ALIGN_RIGHT] = " align=\"right\"",
};

static void open_code(struct buf *out, const MD_BLOCK_CODE_DETAIL *detail)
{
	struct str lang = {detail->lang.text, detail->lang.size};

	buf_add(out, S("<pre><code"));
	if (lang.n > 0) {
		buf_add(out, S(" class=\"language-"));
		add_escaped(out, lang);
		buf_add_char(out, '"');
	}
	buf_add_char(out, '>');
}

static int on_block_open(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct renderer *r = context;
	struct buf *out = &r->pending;
	const MD_BLOCK_LI_DETAIL *item = detail;

	r->opened = true;
	if (!block_tags[type])
		return verdict(r);
	switch (type) {
	case MD_BLOCK_OL:
		buf_printf(out, "<ol start=\"%u\">", ((const MD_BLOCK_OL_DETAIL *)detail)->start);
		break;
	case MD_BLOCK_LI:
		buf_printf(out, "<li>%s", !item->is_task ? "" : item->task_mark == ' ' ? "☐ " : "☑ ");
		break;
	case MD_BLOCK_H:
		buf_printf(out, "<h%u>", ((const MD_BLOCK_H_DETAIL *)detail)->level);
		break;
	case MD_BLOCK_CODE:
		open_code(out, detail);
		break;
	case MD_BLOCK_TH:
	case MD_BLOCK_TD:
		buf_printf(out, "<%s%s>", block_tags[type],
			   cell_alignments[((const MD_BLOCK_TD_DETAIL *)detail)->align]);
		break;
	default:
		buf_printf(out, "<%s>", block_tags[type]);
	}
	return verdict(r);
}

static int on_block_close(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct renderer *r = context;

	flush_pending(r, S(""));
	if (!block_tags[type] || type == MD_BLOCK_HR)
		return verdict(r);
	if (type == MD_BLOCK_H)
		buf_printf(&r->out, "</h%u>", ((const MD_BLOCK_H_DETAIL *)detail)->level);
	else
		buf_printf(&r->out, "%s</%s>", type == MD_BLOCK_CODE ? "</code>" : "", block_tags[type]);
	return verdict(r);
}

/* ---- spans ---- */

static const char *const span_tags[] = {
	[MD_SPAN_EM] = "em",        [MD_SPAN_STRONG] = "strong",
	[MD_SPAN_A] = "a",          [MD_SPAN_IMG] = NULL,
	[MD_SPAN_CODE] = "code",    [MD_SPAN_DEL] = "del",
	[MD_SPAN_LATEXMATH] = NULL, [MD_SPAN_LATEXMATH_DISPLAY] = NULL,
	[MD_SPAN_WIKILINK] = NULL,  [MD_SPAN_U] = NULL,
};

static void open_link(struct buf *out, const MD_SPAN_A_DETAIL *link)
{
	buf_add(out, S("<a"));
	add_attribute(out, "href", &link->href);
	if (link->title.size > 0)
		add_attribute(out, "title", &link->title);
	buf_add_char(out, '>');
}

static int on_span_open(MD_SPANTYPE type, void *detail, void *context)
{
	struct renderer *r = context;

	flush_pending(r, S(""));
	if (type == MD_SPAN_IMG) {
		if (r->pictures++ == 0)
			r->alt.n = 0;
	} else if (r->pictures == 0 && type == MD_SPAN_A) {
		open_link(&r->out, detail);
	} else if (r->pictures == 0 && span_tags[type]) {
		buf_printf(&r->out, "<%s>", span_tags[type]);
	}
	return verdict(r);
}

static void close_picture(struct renderer *r, const MD_SPAN_IMG_DETAIL *picture)
{
	if (r->pictures == 0 || --r->pictures > 0)
		return;
	buf_add(&r->out, S("<img"));
	add_attribute(&r->out, "src", &picture->src);
	buf_add(&r->out, S(" alt=\""));
	buf_add(&r->out, buf_str(&r->alt)); /* escaped as it was collected */
	buf_add_char(&r->out, '"');
	if (picture->title.size > 0)
		add_attribute(&r->out, "title", &picture->title);
	buf_add_char(&r->out, '>');
	r->alt.n = 0;
}

static int on_span_close(MD_SPANTYPE type, void *detail, void *context)
{
	struct renderer *r = context;

	if (type == MD_SPAN_IMG)
		close_picture(r, detail);
	else if (r->pictures == 0 && span_tags[type])
		buf_printf(&r->out, "</%s>", span_tags[type]);
	return verdict(r);
}

/* ---- text ---- */

static int on_text(MD_TEXTTYPE type, const MD_CHAR *s, MD_SIZE n, void *context)
{
	struct renderer *r = context;
	struct str text = clamp(r, s, n);

	flush_pending(r, text);
	switch (type) {
	case MD_TEXT_NULLCHAR:
		add(r, S("\uFFFD"));
		break;
	case MD_TEXT_BR:
		add(r, r->pictures ? S(" ") : S("<br>\n"));
		r->lines += r->pictures == 0;
		break;
	case MD_TEXT_SOFTBR:
		add(r, r->pictures ? S(" ") : S("\n"));
		r->lines += r->pictures == 0;
		break;
	case MD_TEXT_HTML:
		if (r->pictures)
			break;
		add(r, text);
		r->lines += line_ends(text);
		break;
	case MD_TEXT_ENTITY:
		add(r, text);
		break;
	default:
		add_escaped(r->pictures ? &r->alt : &r->out, text);
		r->lines += r->pictures ? 0 : line_ends(text);
	}
	return verdict(r);
}

/* md4c 0.4.8 also reads past the end where the last line has no line end: the text it
 * gets ends in one, and in zeros that it may look at. */
#define MD4C_PADDING 64u

static struct str padded(struct arena *a, struct str text)
{
	char *copy = arena_alloc(a, text.n + 1 + MD4C_PADDING);

	if (text.n > 0)
		memcpy(copy, text.s, text.n);
	copy[text.n] = '\n';
	return (struct str){copy, text.n + 1};
}

/* HTML of the text behind what `html` holds already; false when it would pass `most` bytes. */
static bool render(struct buf *html, struct str text, size_t most)
{
	const MD_PARSER parser = {
		.flags = MARKDOWN_FLAGS,
		.enter_block = on_block_open,
		.leave_block = on_block_close,
		.enter_span = on_span_open,
		.leave_span = on_span_close,
		.text = on_text,
	};
	struct renderer r = {
		.source = padded(html->arena, text),
		.out = *html,
		.pending = BUF(html->arena),
		.alt = BUF(html->arena),
		.most = most,
	};
	bool whole = md_parse(r.source.s, (MD_SIZE)r.source.n, &parser, &r) == 0;

	*html = r.out;
	return whole;
}

/* The list that clean/ knows for footnotes: each item is where a mark leads. */
static bool render_notes(struct buf *html, const struct notes *notes, size_t most)
{
	bool whole = true;

	buf_add(html, S("\n<ol>"));
	for (unsigned i = 0; i < notes->marked && whole; i++) {
		buf_printf(html, "\n<li id=\"fn-%u\">", i + 1);
		whole = render(html, notes->by_number[i]->text, most);
		buf_add(html, S("</li>"));
	}
	buf_add(html, S("\n</ol>"));
	return whole;
}

enum markdown_loss markdown_render(struct arena *a, struct str text, struct str *html)
{
	size_t most = text.n * MARKDOWN_GROWTH + MARKDOWN_EXTRA;
	struct buf out = BUF(a);
	struct notes notes;
	bool excess, whole;

	text = markdown_limit(a, tables_widen(a, text), &excess);
	text = notes_take(&notes, a, text);
	whole = render(&out, text, most);
	if (whole && notes.marked > 0)
		whole = render_notes(&out, &notes, most);
	*html = buf_str(&out);
	return !whole ? MARKDOWN_CUT : excess ? MARKDOWN_LITERAL : MARKDOWN_WHOLE;
}
