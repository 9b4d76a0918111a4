#include "collect/arrange.h"

#include <stdlib.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

#define NAME_OTHERS    S("其他") /* no category, source or day */
#define NAME_ALL       S("文章") /* not grouped */
#define KEY_CHARACTERS 256       /* of a title are compared; the rest never decides in print */

struct item {
	struct article *article;
	struct str section;     /* its name */
	size_t section_rank;    /* place of the category asked for, or after all of them; others last */
	struct str section_key; /* compared bytewise */
	struct str key;         /* title's or source's; else empty */
	int direction;          /* of dates: 1 oldest first, -1 newest first */
};

struct arranger {
	struct arena *arena;
	const struct selection *selection;
	UCollator *collator; /* of Chinese, whatever the locale: the same order everywhere */
};

/* Bytes that compare as the texts do in a Chinese dictionary. */
static struct str collation_key(const struct arranger *r, struct str text)
{
	UChar units[KEY_CHARACTERS * 2];
	int32_t n = 0, size;
	uint8_t *key;

	for (size_t at = 0; at < text.n && n < KEY_CHARACTERS * 2 - 2;) {
		uint32_t c = utf8_next(text, &at);

		if (c >= 0x10000) {
			units[n++] = (UChar)(0xD7C0 + (c >> 10));
			c = 0xDC00 | (c & 0x3FF);
		}
		units[n++] = (UChar)c;
	}
	if (!r->collator)
		return text;
	size = ucol_getSortKey(r->collator, units, n, NULL, 0);
	key = arena_alloc(r->arena, (size_t)size);
	ucol_getSortKey(r->collator, units, n, key, size);
	return (struct str){(char *)key, (size_t)size};
}

static struct str section_name(const struct arranger *r, const struct article *article)
{
	switch (r->selection->group) {
	case GROUP_CATEGORY:
		return article->category_count > 0 ? article->categories[0].level[0] : S("");
	case GROUP_SOURCE:
		return article->author;
	case GROUP_DAY:
		return article->dated ? day_iso(r->arena, article->day) : S("");
	case GROUP_NONE:
		break;
	}
	return NAME_ALL;
}

/* Where among the categories asked for the section's name stands. */
static size_t section_rank(const struct arranger *r, struct str name)
{
	const struct selection *s = r->selection;

	for (size_t i = 0; s->group == GROUP_CATEGORY && i < s->include_count; i++) {
		if (str_eq_nocase(s->include[i].level[0], name))
			return i;
	}
	return s->include_count;
}

static struct item item_of(const struct arranger *r, struct article *article)
{
	struct item item = {.article = article, .section = section_name(r, article)};
	enum sort_key sort = r->selection->sort;

	item.direction = sort == SORT_DATE_DOWN ? -1 : 1;
	if (item.section.n == 0) {
		item.section = NAME_OTHERS;
		item.section_rank = SIZE_MAX;
	} else {
		item.section_rank = section_rank(r, item.section);
	}
	item.section_key = r->selection->group == GROUP_DAY ? item.section : collation_key(r, item.section);
	if (sort == SORT_TITLE)
		item.key = collation_key(r, article->title);
	if (sort == SORT_SOURCE)
		item.key = collation_key(r, article->author);
	return item;
}

static int compare_dates(const struct article *a, const struct article *b, int direction)
{
	if (a->dated != b->dated)
		return a->dated ? -1 : 1;
	if (!a->dated || a->date == b->date)
		return 0;
	return a->date < b->date ? -direction : direction;
}

static int compare_sections(const struct item *a, const struct item *b)
{
	int order;

	if (a->section_rank != b->section_rank)
		return a->section_rank < b->section_rank ? -1 : 1;
	order = str_cmp(a->section_key, b->section_key);
	if (order == 0) /* names that a dictionary holds equal */
		order = str_cmp(a->section, b->section);
	return order;
}

static int compare_items(const void *x, const void *y)
{
	const struct item *a = x, *b = y;
	int order = compare_sections(a, b);

	if (order == 0 && a->article->dated != b->article->dated)
		return a->article->dated ? -1 : 1;
	if (order == 0)
		order = str_cmp(a->key, b->key);
	if (order == 0)
		order = compare_dates(a->article, b->article, a->direction);
	return order ? order : str_cmp(a->article->path, b->article->path);
}

static void cut_sections(struct issue *issue, const struct item *items, size_t count)
{
	VEC(struct section) sections = {0};

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || !str_eq(items[i].section, items[i - 1].section))
			VEC_PUSH(issue->arena, &sections,
				 (struct section){arena_str(issue->arena, items[i].section),
						  &issue->articles[i], 0});
		issue->articles[i] = items[i].article;
		sections.v[sections.n - 1].count++;
	}
	issue->article_count = count;
	issue->sections = sections.v;
	issue->section_count = sections.n;
}

void arrange(struct issue *issue, struct article *const *articles, size_t count,
	     const struct selection *selection)
{
	UErrorCode error = U_ZERO_ERROR;
	struct arranger r = {.arena = issue->arena, .selection = selection};
	struct item *items = ARENA_ARRAY(issue->arena, count, struct item);
	size_t n = 0;

	r.collator = ucol_open("zh", &error);
	if (U_FAILURE(error))
		r.collator = NULL;
	for (size_t i = 0; i < count; i++) {
		if (articles[i])
			items[n++] = item_of(&r, articles[i]);
	}
	if (r.collator)
		ucol_close(r.collator);
	if (n > 0)
		qsort(items, n, sizeof *items, compare_items);
	issue->articles = ARENA_ARRAY(issue->arena, n, struct article *);
	cut_sections(issue, items, n);
}
