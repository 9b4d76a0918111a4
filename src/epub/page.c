#include "epub/page.h"

#include "epub/escape.h"
#include "epub/names.h"

/* Shown for a title of which nothing can be seen. */
#define NAMELESS S("—")

struct str book_lang(const struct epub *e)
{
	struct str lang = xml_lang(e->issue->language);
	return lang.n ? lang : S("und");
}

struct str article_lang(const struct epub *e, const struct article *article)
{
	struct str lang = xml_lang(article->lang);
	return lang.n ? lang : book_lang(e);
}

bool lang_vertical(const struct epub *e, struct str lang)
{
	return e->options.vertical && (str_starts_nocase(lang, S("zh")) || str_starts_nocase(lang, S("ja")));
}

struct str article_title(const struct article *article)
{
	return xml_visible(article->title, NAMELESS);
}

struct str section_title(const struct section *section)
{
	return xml_visible(section->name, NAMELESS);
}

/* ---- by whom, when, how long ---- */

static void add_joint(struct buf *b)
{
	if (b->n)
		buf_add(b, S(" · "));
}

/* Midnight on the dot is a date without a time. */
static void add_clock(struct buf *b, const struct issue *issue, instant date)
{
	struct civil c = zone_civil(issue->zone, date);
	if (c.hour || c.minute || c.second)
		buf_printf(b, " %02d:%02d", c.hour, c.minute);
}

/* "— ", "－": what stands before the part of a category's name that is its own. */
static struct str without_joint(struct str name)
{
	size_t i = 0, at = 0;
	while (at < name.n) {
		uint32_t c = utf8_next(name, &at);
		if (c != '-' && c != 0xFF0D && c != 0x2013 && c != 0x2014 && c != '|' && c != 0xB7 &&
		    c != '/' && c != ' ' && c != 0x3000)
			break;
		i = at;
	}
	return str_from_offset(name, i);
}

/* The levels of the category that neither the section's title nor the author says: "海岸财经－产业"
 * of 海岸财经 is 产业. */
static void add_category(struct buf *b, const struct epub *e, size_t index)
{
	const struct article *article = e->issue->articles[index];
	struct str said = section_title(&e->issue->sections[e->section_of[index]]);
	struct str before = article->author;
	const struct category *c = article->categories;
	for (size_t i = 0; article->category_count && i < c->n; i++) {
		struct str name = str_trim_wide(c->level[i]);
		if (before.n && str_starts(name, before))
			name = without_joint(str_from_offset(name, before.n));
		name = xml_visible(without_joint(name), S(""));
		if (!name.n || str_eq(name, said) || str_eq(name, article->author))
			continue;
		add_joint(b);
		buf_add(b, name);
		before = c->level[i];
	}
}

struct str issue_line(struct arena *a, const struct epub *e)
{
	struct buf b = BUF(a);
	if (e->issue->number > 0)
		buf_add(&b, words_number(a, e->words, WORD_ISSUE, (size_t)e->issue->number));
	if (e->issue->dates.n) {
		add_joint(&b);
		buf_add(&b, e->issue->dates);
	}
	return buf_str(&b);
}

struct str article_byline(struct arena *a, const struct epub *e, size_t index, bool clock)
{
	const struct article *article = e->issue->articles[index];
	struct buf b = BUF(a);
	buf_add(&b, xml_visible(article->author, S("")));
	add_category(&b, e, index);
	if (article->dated) {
		add_joint(&b);
		buf_add(&b, words_day(a, e->words, article->day));
		if (clock)
			add_clock(&b, e->issue, article->date);
	}
	add_joint(&b);
	buf_add(&b, words_number(a, e->words, WORD_LENGTH, e->chapters[index].characters));
	add_joint(&b);
	buf_add(&b, words_number(a, e->words, WORD_MINUTES, e->chapters[index].minutes));
	return buf_str(&b);
}

/* ---- the frame ---- */

void xhtml_begin(struct buf *b, const struct epub *e, struct str lang, struct str title, const char *kind)
{
	/* The declaration with its encoding: Kindle's converter guesses wrongly without. */
	buf_add(b, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n"
		     "<html xmlns=\"http://www.w3.org/1999/xhtml\" "
		     "xmlns:epub=\"http://www.idpf.org/2007/ops\""));
	xml_attr_lang(b, lang.n ? lang : book_lang(e));
	if (lang_vertical(e, lang.n ? lang : book_lang(e)) && strcmp(kind, "cover") != 0)
		xml_attr(b, "class", S("vertical"));
	buf_add(b, S(">\n<head>\n<meta charset=\"UTF-8\"/>\n<title>"));
	xml_text(b, title);
	buf_add(b, S("</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"" NAME_STYLE "\"/>\n"
		     "</head>\n<body"));
	xml_attr(b, "class", str_from(kind));
	buf_add(b, S(">\n"));
}

void xhtml_end(struct buf *b)
{
	buf_add(b, S("</body>\n</html>\n"));
}

/* ---- the bar ---- */

static void bar_link(struct buf *b, struct str href, struct str text, const char *rel)
{
	buf_add(b, S("<a"));
	if (rel)
		xml_attr(b, "rel", str_from(rel));
	xml_attr(b, "href", href);
	buf_add_char(b, '>');
	xml_text(b, text);
	buf_add(b, S("</a>"));
}

void bar_write(struct buf *b, const struct epub *e, const struct bar *bar, struct str page_lang)
{
	struct arena *a = b->arena;
	size_t section = e->section_of[bar->article];
	buf_add(b, S("<nav class=\"bar\""));
	xml_attr(b, "aria-label", word(e->words, bar->foot ? WORD_BAR_FOOT : WORD_BAR_HEAD));
	if (!str_eq(page_lang, book_lang(e)))
		xml_attr_lang(b, book_lang(e));
	buf_add(b, S("><p>"));
	if (bar->previous != NO_ARTICLE) {
		bar_link(b, name_chapter(a, bar->previous, 0), word(e->words, WORD_PREVIOUS), "prev");
		buf_add(b, S(" · "));
	}
	bar_link(b, name_section(a, section), section_title(&e->issue->sections[section]), NULL);
	buf_add(b, S(" · "));
	bar_link(b, S(NAME_CONTENTS), word(e->words, WORD_CONTENTS), NULL);
	if (bar->next != NO_ARTICLE) {
		buf_add(b, S(" · "));
		bar_link(b, name_chapter(a, bar->next, 0), word(e->words, WORD_NEXT), "next");
	}
	buf_add(b, S("</p></nav>\n"));
}
