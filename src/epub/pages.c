#include "epub/pages.h"

#include "epub/escape.h"
#include "epub/names.h"
#include "epub/page.h"

static void line(struct buf *b, const char *open, struct str text, const char *close)
{
	buf_add(b, str_from(open));
	xml_text(b, text);
	buf_add(b, str_from(close));
}

static void article_link(struct buf *b, const struct epub *e, size_t article)
{
	const struct article *at = e->issue->articles[article];
	buf_add(b, S("<a"));
	xml_attr(b, "href", name_chapter(b->arena, article, 0));
	if (!str_eq(article_lang(e, at), book_lang(e)))
		xml_attr_lang(b, article_lang(e, at));
	line(b, ">", article_title(at), "</a>");
}

size_t section_articles(const struct epub *e, size_t section)
{
	size_t first = e->section_first[section], n = 0;
	for (size_t i = 0; i < e->issue->sections[section].count; i++)
		n += chapter_exists(e, first + i);
	return n;
}

/* ---- cover ---- */

#define COVER_HEADLINES 6

static void write_cover_picture(struct buf *b, const struct epub *e)
{
	struct str alt = words_fill(b->arena, e->words, WORD_COVER_OF, e->title);
	buf_add(b, S("<div class=\"cover-picture\"><img epub:type=\"cover\" role=\"doc-cover\" "
		     "src=\"" NAME_COVER_IMAGE "\""));
	xml_attr(b, "alt", alt);
	buf_add(b, S("/></div>\n"));
}

static void write_headlines(struct buf *b, const struct epub *e)
{
	size_t shown = 0;
	buf_add(b, S("<ul class=\"headlines\">\n"));
	for (size_t i = 0; i < e->issue->article_count && shown < COVER_HEADLINES; i++) {
		if (!chapter_exists(e, i))
			continue;
		line(b, "<li>", article_title(e->issue->articles[i]), "</li>\n");
		shown++;
	}
	if (!shown)
		buf_add(b, S("<li>—</li>\n"));
	buf_add(b, S("</ul>\n"));
}

static void write_cover_text(struct buf *b, const struct epub *e)
{
	const struct issue *issue = e->issue;
	buf_add(b, S("<section epub:type=\"titlepage\" aria-labelledby=\"t\">\n"));
	line(b, "<h1 id=\"t\">", xml_visible(issue->title, word(e->words, WORD_MAKER)), "</h1>\n");
	struct str dates = issue_line(b->arena, e);
	if (dates.n)
		line(b, "<p class=\"dates\">", dates, "</p>\n");
	write_headlines(b, e);
	if (issue->creator.n)
		line(b, "<p class=\"creator\">", issue->creator, "</p>\n");
	buf_add(b, S("</section>\n"));
}

void cover_write(struct buf *b, const struct epub *e)
{
	xhtml_begin(b, e, book_lang(e), e->title, "cover");
	if (e->cover_jpeg.n)
		write_cover_picture(b, e);
	else
		write_cover_text(b, e);
	xhtml_end(b);
}

/* ---- contents ---- */

static void write_toc_section(struct buf *b, const struct epub *e, size_t section)
{
	const struct section *s = &e->issue->sections[section];
	size_t first = e->section_first[section];
	buf_add(b, S("<li><a"));
	xml_attr(b, "href", name_section(b->arena, section));
	line(b, ">", section_title(s), "</a>\n<ol>\n");
	for (size_t i = first; i < first + s->count; i++) {
		if (!chapter_exists(e, i))
			continue;
		buf_add(b, S("<li>"));
		article_link(b, e, i);
		buf_add(b, S("</li>\n"));
	}
	buf_add(b, S("</ol></li>\n"));
}

static void write_toc(struct buf *b, const struct epub *e)
{
	buf_add(b, S("<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\" aria-labelledby=\"t\">\n"));
	line(b, "<h1 id=\"t\">", word(e->words, WORD_CONTENTS), "</h1>\n<ol>\n");
	for (size_t i = 0; i < e->issue->section_count; i++)
		if (section_articles(e, i))
			write_toc_section(b, e, i);
	line(b, "<li><a href=\"" NAME_COLOPHON "\">", word(e->words, WORD_COLOPHON), "</a></li>\n");
	buf_add(b, S("</ol>\n</nav>\n"));
}

static void write_landmark(struct buf *b, const char *type, struct str href, struct str text)
{
	buf_add(b, S("<li><a"));
	xml_attr(b, "epub:type", str_from(type));
	xml_attr(b, "href", href);
	line(b, ">", text, "</a></li>\n");
}

static void write_landmarks(struct buf *b, const struct epub *e)
{
	/* The class: MuPDF shows what is hidden by the attribute alone. */
	buf_add(b, S("<nav epub:type=\"landmarks\" class=\"landmarks\" hidden=\"hidden\" "
		     "aria-label=\"landmarks\">\n<ol>\n"));
	write_landmark(b, "cover", S(NAME_COVER), word(e->words, WORD_COVER));
	write_landmark(b, "toc", S(NAME_CONTENTS), word(e->words, WORD_CONTENTS));
	for (size_t i = 0; i < e->issue->section_count; i++) {
		if (!section_articles(e, i))
			continue;
		write_landmark(b, "bodymatter", name_section(b->arena, i),
			       section_title(&e->issue->sections[i]));
		break;
	}
	buf_add(b, S("</ol>\n</nav>\n"));
}

void contents_write(struct buf *b, const struct epub *e)
{
	xhtml_begin(b, e, book_lang(e), word(e->words, WORD_CONTENTS), "contents");
	write_toc(b, e);
	write_landmarks(b, e);
	xhtml_end(b);
}

/* ---- section ---- */

static void write_digest(struct buf *b, const struct epub *e, size_t article)
{
	const struct chapter *c = &e->chapters[article];
	buf_add(b, S("<li>\n<p class=\"title\">"));
	article_link(b, e, article);
	line(b, "</p>\n<p class=\"by\">", article_byline(b->arena, e, article, false), "</p>\n");
	if (c->excerpt.n) {
		buf_add(b, S("<p class=\"excerpt\""));
		struct str lang = article_lang(e, e->issue->articles[article]);
		if (!str_eq(lang, book_lang(e)))
			xml_attr_lang(b, lang);
		line(b, ">", c->excerpt, "</p>\n");
	}
	buf_add(b, S("</li>\n"));
}

void section_write(struct buf *b, const struct epub *e, size_t section)
{
	const struct section *s = &e->issue->sections[section];
	size_t first = e->section_first[section], count = e->issue->blank ? 0 : section_articles(e, section);
	xhtml_begin(b, e, book_lang(e), section_title(s), "section");
	buf_add(b, S("<section epub:type=\"part\" role=\"doc-part\" aria-labelledby=\"t\">\n"));
	line(b, "<h1 id=\"t\">", section_title(s), "</h1>\n");
	line(b, "<p class=\"count\">", words_number(b->arena, e->words, WORD_ARTICLES, count), "</p>\n");
	buf_add(b, S("<ul class=\"digest\">\n"));
	for (size_t i = first; i < first + s->count; i++)
		if (chapter_exists(e, i))
			write_digest(b, e, i);
	buf_add(b, S("</ul>\n</section>\n"));
	xhtml_end(b);
}
