/* One article: head, bars, body, the original's link; in as many files as it needs. */
#include "epub/book.h"
#include "epub/escape.h"
#include "epub/names.h"
#include "epub/page.h"
#include "epub/pictures.h"
#include "epub/xhtml.h"

/* About three lines: a letter takes half the room of an ideograph. */
#define EXCERPT_CJK   90
#define EXCERPT_LATIN 180

bool chapter_exists(const struct epub *e, size_t article)
{
	return e->chapters[article].part_count > 0;
}

/* ---- the head ---- */

static struct str part_label(struct arena *a, size_t part, size_t count)
{
	return arena_printf(a, "%zu/%zu", part + 1, count);
}

/* A part after the first is titled "title（2/3）". */
static struct str part_title(struct arena *a, const struct epub *e, size_t article, size_t part, size_t count)
{
	struct str title = article_title(e->issue->articles[article]);
	if (!part)
		return title;
	return arena_concat(a, title, words_fill(a, e->words, WORD_PART, part_label(a, part, count)));
}

static void write_byline(struct buf *b, const struct epub *e, size_t article)
{
	const struct article *at = e->issue->articles[article];
	buf_add(b, S("<p class=\"by\""));
	if (!str_eq(article_lang(e, at), book_lang(e)))
		xml_attr_lang(b, book_lang(e));
	buf_add_char(b, '>');
	xml_text(b, article_byline(b->arena, e, article, true));
	struct str url = url_clean(b->arena, at->link);
	if (url.n) {
		buf_add(b, S(" · <a"));
		xml_attr(b, "href", url);
		buf_add_char(b, '>');
		xml_text(b, word(e->words, WORD_ORIGINAL));
		buf_add(b, S("</a>"));
	}
	buf_add(b, S("</p>\n"));
}

static void write_head(struct buf *b, const struct epub *e, size_t article, struct str title, bool first)
{
	buf_add(b, S("<section epub:type=\"chapter\" role=\"doc-chapter\" aria-labelledby=\"t\">\n"
		     "<header>\n<h1 id=\"t\">"));
	xml_text(b, title);
	buf_add(b, S("</h1>\n"));
	if (first)
		write_byline(b, e, article);
	buf_add(b, S("</header>\n"));
}

/* ---- the foot ---- */

static void write_also(struct buf *b, const struct epub *e, const struct article *article)
{
	struct buf names = BUF(b->arena);
	for (size_t i = 0; i < article->also_count; i++) {
		buf_add(&names, i ? word(e->words, WORD_NAME_JOINT) : S(""));
		buf_add(&names, xml_visible(article->also[i], S("")));
	}
	if (!names.n)
		return;
	buf_add(b, S("<p class=\"also\""));
	if (!str_eq(article_lang(e, article), book_lang(e)))
		xml_attr_lang(b, book_lang(e));
	buf_add_char(b, '>');
	xml_text(b, words_fill(b->arena, e->words, WORD_ALSO, buf_str(&names)));
	buf_add(b, S("</p>\n"));
}

static void write_original(struct buf *b, const struct epub *e, const struct article *article)
{
	struct str url = url_clean(b->arena, article->link);
	if (!url.n)
		return;
	buf_add(b, S("<p class=\"original\""));
	if (!str_eq(article_lang(e, article), book_lang(e)))
		xml_attr_lang(b, book_lang(e));
	buf_add(b, S("><a"));
	xml_attr(b, "href", url);
	buf_add_char(b, '>');
	xml_text(b, word(e->words, WORD_ORIGINAL));
	buf_add(b, S("</a> <span class=\"host\">"));
	xml_text(b, url_host(url));
	buf_add(b, S("</span></p>\n"));
}

static void write_more(struct buf *b, const struct epub *e, size_t article, size_t next, size_t count)
{
	struct str label = part_label(b->arena, next, count);
	buf_add(b, S("<p class=\"more\"><a"));
	xml_attr(b, "href", name_chapter(b->arena, article, next));
	buf_add_char(b, '>');
	xml_text(b, words_fill(b->arena, e->words, WORD_MORE, label));
	buf_add(b, S("</a></p>\n"));
}

/* ---- a file ---- */

static struct bar bar_of(const struct epub *e, size_t article)
{
	return (struct bar){
		.article = article,
		.previous = article ? article - 1 : NO_ARTICLE,
		.next = article + 1 < e->issue->article_count ? article + 1 : NO_ARTICLE,
	};
}

static void write_part(struct buf *b, const struct epub *e, size_t article, const struct body *body,
		       size_t part, struct bars *bars)
{
	const struct article *at = e->issue->articles[article];
	struct str lang = article_lang(e, at);
	struct bar bar = bar_of(e, article);
	struct str title = part_title(b->arena, e, article, part, body->parts.n);
	xhtml_begin(b, e, lang, title, "article");
	bars->head = b->n;
	bar_write(b, e, &bar, lang);
	bars->head_end = b->n;
	write_head(b, e, article, title, part == 0);
	buf_add(b, body->parts.v[part]);
	if (part + 1 < body->parts.n) {
		write_more(b, e, article, part + 1, body->parts.n);
	} else {
		write_also(b, e, at);
		write_original(b, e, at);
	}
	buf_add(b, S("</section>\n"));
	bars->foot = b->n;
	bar.foot = true;
	bar_write(b, e, &bar, lang);
	bars->foot_end = b->n;
	xhtml_end(b);
}

/* What is outside the body's text: head, bars and the frame. */
#define FRAME_BYTES 4096

static void write_parts(const struct epub *e, struct workspace *w, size_t article, const struct body *body,
			struct chapter *c)
{
	c->part_count = body->parts.n;
	c->parts = ARENA_ARRAY(&w->keep, body->parts.n, struct part);
	c->bars = ARENA_ARRAY(&w->keep, body->parts.n, struct bars);
	for (size_t i = 0; i < body->parts.n; i++) {
		struct buf page = BUF(&w->scratch);
		buf_reserve(&page, body->parts.v[i].n + FRAME_BYTES);
		write_part(&page, e, article, body, i, &c->bars[i]);
		c->parts[i] = part_deflate(&w->keep, &w->scratch, w->compressor,
					   name_chapter(&w->keep, article, i), buf_str(&page));
		c->parts[i].spine = true;
		/* In text it would be "&lt;math". */
		if (body->math && str_find(body->parts.v[i], S("<math "), 0) != STR_NONE)
			c->parts[i].properties = "mathml";
	}
}

/* ---- the article ---- */

static void keep_facts(struct workspace *w, const struct body *body, struct chapter *c)
{
	c->mention_count = body->mentions.n;
	c->mentions = ARENA_ARRAY(&w->keep, body->mentions.n, size_t);
	c->picture_count = body->pictures.n;
	c->pictures = ARENA_ARRAY(&w->keep, body->pictures.n, const struct picture *);
	for (size_t i = 0; i < body->mentions.n; i++)
		c->mentions[i] = body->mentions.v[i];
	for (size_t i = 0; i < body->pictures.n; i++) {
		c->pictures[i] = body->pictures.v[i];
		c->moves |= picture_moves(c->pictures[i]);
	}
	c->undescribed = body->undescribed;
	c->ruby = body->ruby;
	c->math = body->math;
}

static size_t excerpt_length(struct str lang)
{
	static const char *const cjk[] = {"zh", "ja", "ko"};
	for (size_t i = 0; i < sizeof cjk / sizeof cjk[0]; i++)
		if (str_starts_nocase(lang, str_from(cjk[i])))
			return EXCERPT_CJK;
	return EXCERPT_LATIN;
}

void chapter_write(const struct epub *e, struct workspace *w, size_t article, struct chapter *c)
{
	const struct article *at = e->issue->articles[article];
	const struct document *d = at->document;
	size_t excerpt = excerpt_length(article_lang(e, at));
	struct setting setting = {
		.links = e->links,
		.words = e->words,
		.profile = &e->options.profile,
		.article = article,
		.vertical = lang_vertical(e, article_lang(e, at)),
	};
	struct body body = {0};
	body_write(&w->scratch, d, &setting, XHTML_SPLIT_BYTES, &body);
	c->minutes = words_minutes(e->words, d->words);
	c->characters = d->characters;
	c->excerpt = arena_str(&w->keep, document_excerpt(&w->scratch, d, excerpt));
	keep_facts(w, &body, c);
	write_parts(e, w, article, &body, c);
	arena_clear(&w->scratch);
}
