/* Articles that were given up after others had linked to them.
 *
 * Chapters are written in parallel while articles are still being cleaned, so
 * they take for granted that every article of the issue will be there.  When
 * one is not, its neighbours' bars and the links that lead to it are wrong; that
 * is rare, so those few chapters are inflated, corrected and deflated again,
 * rather than all held back until the last article is known.
 */
#include "epub/book.h"
#include "epub/escape.h"
#include "epub/names.h"
#include "epub/page.h"

static bool needs_mending(const struct epub *e, size_t article)
{
	const struct chapter *c = &e->chapters[article];
	if (article && !chapter_exists(e, article - 1))
		return true;
	if (article + 1 < e->issue->article_count && !chapter_exists(e, article + 1))
		return true;
	for (size_t i = 0; i < c->mention_count; i++)
		if (!chapter_exists(e, c->mentions[i]))
			return true;
	return false;
}

static struct bar bar_as_it_is(const struct epub *e, size_t article)
{
	struct bar bar = {.article = article, .previous = NO_ARTICLE, .next = NO_ARTICLE};
	for (size_t i = article; i-- > 0 && bar.previous == NO_ARTICLE;)
		if (chapter_exists(e, i))
			bar.previous = i;
	for (size_t i = article + 1; i < e->issue->article_count && bar.next == NO_ARTICLE; i++)
		if (chapter_exists(e, i))
			bar.next = i;
	return bar;
}

/* As inline.c writes a link to another article. */
#define INWARD S("<a class=\"inward\" href=\"a")

static void write_outward(struct buf *b, const struct epub *e, size_t article)
{
	struct str url = url_clean(b->arena, e->issue->articles[article]->link);
	buf_add(b, S("<a"));
	xml_attr(b, "href", url.n ? url : S(NAME_CONTENTS));
}

/* Copies `text`, turning links to articles that are not there outward. */
static void turn_links(struct buf *b, const struct epub *e, struct str text)
{
	for (;;) {
		size_t at = str_find(text, INWARD, 0);
		if (at == STR_NONE)
			break;
		struct str rest = str_from_offset(text, at + INWARD.n);
		struct str digits = str_head(rest, str_find_char(rest, '.', 0));
		struct str after = str_from_offset(rest, str_find_char(rest, '"', 0) + 1);
		uint32_t number = 0;
		bool known = str_to_uint(digits, &number) && number && number <= e->issue->article_count;
		buf_add(b, str_head(text, at));
		if (known && !chapter_exists(e, number - 1))
			write_outward(b, e, number - 1);
		else
			buf_add(b, str_slice(text.s + at, after.s));
		text = after;
	}
	buf_add(b, text);
}

static struct str mended(struct arena *a, const struct epub *e, struct bar bar, struct str old,
			 const struct bars *at)
{
	struct str lang = article_lang(e, e->issue->articles[bar.article]);
	struct buf b = BUF(a);
	buf_add(&b, str_head(old, at->head));
	bar_write(&b, e, &bar, lang);
	turn_links(&b, e, str_slice(old.s + at->head_end, old.s + at->foot));
	bar.foot = true;
	bar_write(&b, e, &bar, lang);
	buf_add(&b, str_from_offset(old, at->foot_end));
	return buf_str(&b);
}

void chapter_mend(const struct epub *e, struct workspace *w, size_t article)
{
	struct chapter *c = &e->chapters[article];
	if (!chapter_exists(e, article) || !needs_mending(e, article))
		return;
	struct bar bar = bar_as_it_is(e, article);
	for (size_t i = 0; i < c->part_count; i++) {
		const char *properties = c->parts[i].properties;
		struct str old = part_inflate(&w->scratch, &c->parts[i]);
		struct str text = mended(&w->scratch, e, bar, old, &c->bars[i]);
		c->parts[i] = part_deflate(&w->keep, &w->scratch, w->compressor, c->parts[i].name, text);
		c->parts[i].spine = true;
		c->parts[i].properties = properties;
	}
	arena_clear(&w->scratch);
}
