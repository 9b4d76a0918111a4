#include "collect/select.h"

#include "collect/categories.h"
#include "collect/text-hash.h"

#include <glib.h>

/* ---- one head ---- */

static bool any_has_prefix(const struct article *article, const struct category *prefixes, size_t count,
			   size_t *which)
{
	for (size_t p = 0; p < count; p++) {
		for (size_t i = 0; i < article->category_count; i++) {
			if (category_has_prefix(&article->categories[i], &prefixes[p])) {
				*which = i;
				return true;
			}
		}
	}
	return false;
}

static bool is_one_of(struct str text, const struct str *wanted, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_eq_nocase(text, wanted[i]))
			return true;
	}
	return false;
}

static bool has_tag(const struct article *article, const struct selection *selection)
{
	for (size_t i = 0; i < article->tag_count; i++) {
		if (is_one_of(article->tags[i], selection->tags, selection->tag_count))
			return true;
	}
	return false;
}

static void stand_under(struct article *article, size_t which)
{
	struct category path = article->categories[which];

	memmove(&article->categories[1], &article->categories[0], which * sizeof path);
	article->categories[0] = path;
}

/* The date comes last: that it is missing is worth a word only if all else fits. */
enum skip select_article(const struct selection *s, struct article *article)
{
	size_t which = 0;

	if (any_has_prefix(article, s->exclude, s->exclude_count, &which))
		return SKIP_EXCLUDED;
	if (s->include_count > 0) {
		if (!any_has_prefix(article, s->include, s->include_count, &which))
			return SKIP_CATEGORY;
		stand_under(article, which);
	}
	if (s->tag_count > 0 && !has_tag(article, s))
		return SKIP_TAG;
	if (s->author_count > 0 && !is_one_of(article->author, s->authors, s->author_count))
		return SKIP_AUTHOR;
	if (!s->ranged)
		return SKIP_NONE;
	if (!article->dated)
		return SKIP_NO_DATE;
	return article->day >= s->from && article->day <= s->to ? SKIP_NONE : SKIP_DATE;
}

/* ---- all that passed ---- */

struct entry {
	struct article *article;
	size_t index;
};

/* Earliest first; no date is later than any. */
static int compare_entries(const void *x, const void *y)
{
	const struct article *a = ((const struct entry *)x)->article;
	const struct article *b = ((const struct entry *)y)->article;

	if (a->dated != b->dated)
		return a->dated ? -1 : 1;
	if (a->dated && a->date != b->date)
		return a->date < b->date ? -1 : 1;
	return str_cmp(a->path, b->path);
}

/* Of those that are there; *n of them. */
static struct entry *entries_by_date(struct article *const *articles, size_t count, size_t *n)
{
	struct entry *entries = g_new(struct entry, count);

	*n = 0;
	for (size_t i = 0; i < count; i++) {
		if (articles[i])
			entries[(*n)++] = (struct entry){articles[i], i};
	}
	if (*n > 0)
		qsort(entries, *n, sizeof *entries, compare_entries);
	return entries;
}

static guint title_hash(gconstpointer key)
{
	const struct article *article = key;

	return (guint)(str_hash(article->title) ^ str_hash(article->author) * 31);
}

static gboolean title_equal(gconstpointer x, gconstpointer y)
{
	const struct article *a = x, *b = y;

	return str_eq(a->title, b->title) && str_eq(a->author, b->author);
}

static guint body_hash(gconstpointer key)
{
	return (guint)((const struct article *)key)->text_hash;
}

/* "分享图片", "如题": a text as short as that says nothing of what the post is about. */
#define SAME_TEXT_MIN 20 /* characters */

/* Equal hashes are not believed: one could be made to hide another's article. */
static gboolean body_equal(gconstpointer x, gconstpointer y)
{
	const struct article *a = x, *b = y;

	return a->text_hash == b->text_hash && text_equal(a->body, b->body);
}

/* So much of a text is not the same by chance. */
#define SAME_OPENING 80 /* characters */

/* A column has one title every day; what is posted again begins as it did. */
static bool same_post(const struct article *a, const struct article *b)
{
	bool undated = !a->dated && !b->dated;
	return undated || (a->dated && b->dated && a->day == b->day) ||
	       text_opens_alike(a->body, b->body, SAME_OPENING);
}

static const struct article *same_text(GHashTable *texts, const struct article *article)
{
	const struct article *first = g_hash_table_lookup(texts, article);

	return first && text_reaches(article->body, SAME_TEXT_MIN) ? first : NULL;
}

size_t drop_duplicates(struct article **articles, size_t count, struct aside *asides)
{
	size_t n, dropped = 0;
	struct entry *entries = entries_by_date(articles, count, &n);
	GHashTable *titles = g_hash_table_new(title_hash, title_equal);
	GHashTable *texts = g_hash_table_new(body_hash, body_equal);

	for (size_t i = 0; i < n; i++) {
		struct article *article = entries[i].article;
		const struct article *first = g_hash_table_lookup(titles, article);

		if (first && !same_post(first, article))
			first = NULL;
		if (!first && article->text_hash)
			first = same_text(texts, article);
		if (first) {
			articles[entries[i].index] = NULL;
			asides[dropped++] = (struct aside){entries[i].index, SKIP_DUPLICATE, first};
			continue;
		}
		g_hash_table_replace(titles, article, article); /* the latest of a column */
		if (article->text_hash)
			g_hash_table_add(texts, article);
	}
	g_hash_table_destroy(titles);
	g_hash_table_destroy(texts);
	g_free(entries);
	return dropped;
}

/* Newest first, those without a date at the end. */
static int compare_newest(const void *x, const void *y)
{
	const struct article *a = ((const struct entry *)x)->article;
	const struct article *b = ((const struct entry *)y)->article;

	if (a->dated && b->dated && a->date != b->date)
		return a->date < b->date ? 1 : -1;
	return compare_entries(x, y);
}

size_t drop_beyond(struct article **articles, size_t count, size_t limit, struct aside *asides)
{
	size_t n, dropped = 0;
	struct entry *entries = entries_by_date(articles, count, &n);

	if (n > 0)
		qsort(entries, n, sizeof *entries, compare_newest);
	for (size_t i = limit; i < n; i++) {
		articles[entries[i].index] = NULL;
		asides[dropped++] = (struct aside){entries[i].index, SKIP_LIMIT, NULL};
	}
	g_free(entries);
	return dropped;
}
