/* The closing page: what this issue is made of, and what is not in it and why. */
#include "epub/escape.h"
#include "epub/names.h"
#include "epub/page.h"
#include "epub/pages.h"

#include <glib.h>

/* A folder of ten thousand bad posts must not become a book of their names. */
#define LEFT_OUT_MOST 200
#define SOURCES_MOST  100

static void text(struct buf *b, const char *open, struct str content, const char *close)
{
	buf_add(b, str_from(open));
	xml_text(b, content);
	buf_add(b, str_from(close));
}

static void fact(struct buf *b, const struct epub *e, enum word label, struct str content)
{
	text(b, "<dt>", word(e->words, label), "</dt>\n");
	text(b, "<dd>", content, "</dd>\n");
}

/* ---- sources ---- */

struct source {
	struct str name;
	size_t count, first;
};

static int by_count(const void *x, const void *y)
{
	const struct source *s = x, *t = y;
	if (s->count != t->count)
		return s->count < t->count ? 1 : -1;
	return s->first < t->first ? -1 : 1;
}

static char *source_key(struct arena *a, const struct epub *e, size_t article)
{
	return arena_cstr(a, xml_visible(e->issue->articles[article]->author, word(e->words, WORD_UNSIGNED)));
}

/* Sources with their numbers of articles, the largest first. */
static struct source *count_sources(struct arena *a, const struct epub *e, size_t *count)
{
	struct source *sources = ARENA_ARRAY(a, e->issue->article_count, struct source);
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	*count = 0;
	for (size_t i = 0; i < e->issue->article_count; i++) {
		if (!chapter_exists(e, i))
			continue;
		char *key = source_key(a, e, i);
		struct source *s = g_hash_table_lookup(seen, key);
		if (!s) {
			s = &sources[(*count)++];
			*s = (struct source){.name = str_from(key), .first = i};
			g_hash_table_insert(seen, key, s);
		}
		s->count++;
	}
	g_hash_table_unref(seen);
	if (*count)
		qsort(sources, *count, sizeof *sources, by_count);
	return sources;
}

static void write_sources(struct buf *b, const struct epub *e)
{
	size_t count;
	const struct source *sources = count_sources(b->arena, e, &count);
	if (!count || e->issue->blank)
		return;
	text(b, "<dt>", word(e->words, WORD_LABEL_SOURCES), "</dt>\n");
	for (size_t i = 0; i < count && i < SOURCES_MOST; i++) {
		text(b, "<dd>", sources[i].name, " <span class=\"count\">");
		text(b, "", words_number(b->arena, e->words, WORD_ARTICLES, sources[i].count),
		     "</span></dd>\n");
	}
}

/* ---- fonts that the book brings, and on what terms ---- */

/* Is it the first of its name, or of its licence? */
static bool is_first(const struct epub_options *o, size_t font, bool by_licence)
{
	for (size_t i = 0; i < font; i++)
		if (by_licence ? str_eq(o->fonts[i].licence, o->fonts[font].licence)
			       : str_eq(o->fonts[i].name, o->fonts[font].name))
			return false;
	return true;
}

static void write_fonts(struct buf *b, const struct epub *e)
{
	const struct epub_options *o = &e->options;
	if (o->font_count)
		text(b, "<dt>", word(e->words, WORD_LABEL_FONTS), "</dt>\n");
	for (size_t i = 0; i < o->font_count; i++) {
		if (!is_first(o, i, true))
			continue;
		text(b, "<dd>", xml_visible(o->fonts[i].name, S("—")), "");
		for (size_t k = i + 1; k < o->font_count; k++)
			if (str_eq(o->fonts[k].licence, o->fonts[i].licence) && is_first(o, k, false))
				text(b, ", ", xml_visible(o->fonts[k].name, S("—")), "");
		if (o->fonts[i].licence.n)
			text(b, " <span class=\"why\">", o->fonts[i].licence, "</span>");
		buf_add(b, S("</dd>\n"));
	}
}

/* ---- left out ---- */

static const struct {
	const char *code; /* struct skipped's */
	enum word why;
} reasons[] = {
	{"duplicate", WORD_WHY_DUPLICATE},
	{"unreadable", WORD_WHY_UNREADABLE},
	{"no-date", WORD_WHY_UNDATED},
	{"empty", WORD_WHY_EMPTY},
};

static enum word reason(struct str code)
{
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (str_eq(code, str_from(reasons[i].code)))
			return reasons[i].why;
	return WORD_WHY_BAD;
}

/* Of a path only the file's name: where the folder stood on someone's machine is
 * no part of the book (and the same posts elsewhere must give the same bytes). */
static struct str file_name(struct str path)
{
	return xml_visible(str_after_last(path, '/'), S("—"));
}

/* Not those that were simply not asked for. */
static bool was_left_out(const struct skipped *s)
{
	return s->fault || str_eq(s->code, S("duplicate"));
}

static void write_one_left_out(struct buf *b, const struct epub *e, struct str name, enum word why, size_t *n)
{
	if (!*n)
		text(b, "<dt>", word(e->words, WORD_LABEL_LEFT_OUT), "</dt>\n");
	if ((*n)++ >= LEFT_OUT_MOST)
		return;
	text(b, "<dd>", name, " <span class=\"why\">");
	text(b, "", word(e->words, why), "</span></dd>\n");
}

static void write_left_out(struct buf *b, const struct epub *e)
{
	const struct issue *issue = e->issue;
	size_t n = 0;
	for (size_t i = 0; i < issue->article_count; i++)
		if (!chapter_exists(e, i))
			write_one_left_out(b, e, article_title(issue->articles[i]), WORD_WHY_UNREADABLE, &n);
	for (size_t i = 0; i < issue->skipped_count; i++)
		if (was_left_out(&issue->skipped[i]))
			write_one_left_out(b, e, file_name(issue->skipped[i].path),
					   reason(issue->skipped[i].code), &n);
	if (n > LEFT_OUT_MOST)
		text(b, "<dd>", words_number(b->arena, e->words, WORD_AND_MORE, n - LEFT_OUT_MOST),
		     "</dd>\n");
}

/* ---- the page ---- */

static struct str made_on(struct arena *a, const struct epub *e)
{
	return words_day(a, e->words, zone_day(e->issue->zone, e->issue->now));
}

static void write_facts(struct buf *b, const struct epub *e)
{
	size_t articles = 0, characters = 0;
	for (size_t i = 0; i < issue_articles(e->issue); i++) {
		articles += chapter_exists(e, i);
		characters += e->chapters[i].characters;
	}
	struct str dates = issue_line(b->arena, e);
	if (dates.n)
		fact(b, e, WORD_LABEL_DATES, dates);
	fact(b, e, WORD_LABEL_COUNT, words_number(b->arena, e->words, WORD_ARTICLES, articles));
	fact(b, e, WORD_LABEL_LENGTH, words_number(b->arena, e->words, WORD_LENGTH, characters));
	fact(b, e, WORD_LABEL_MADE, made_on(b->arena, e));
}

void colophon_write(struct buf *b, const struct epub *e)
{
	xhtml_begin(b, e, book_lang(e), word(e->words, WORD_COLOPHON), "colophon");
	buf_add(b, S("<section epub:type=\"colophon\" role=\"doc-colophon\" aria-labelledby=\"t\">\n"));
	text(b, "<h1 id=\"t\">", word(e->words, WORD_COLOPHON), "</h1>\n<dl>\n");
	write_facts(b, e);
	write_sources(b, e);
	write_fonts(b, e);
	write_left_out(b, e);
	text(b, "</dl>\n<p class=\"note\">", word(e->words, WORD_COLOPHON_NOTE), "</p>\n</section>\n");
	xhtml_end(b);
}
