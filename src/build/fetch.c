#include "build/fetch.h"

#include "base/str-table.h"
#include "clean/links.h"
#include "image/url.h"

#include <glib.h>

/* How much of a URL stands in a message. */
#define URL_SHOWN 200

/* Where an item was named first. */
struct place {
	struct str file;
	unsigned line;
};

struct gathering {
	struct arena *arena;
	GHashTable *seen; /* struct str *: URLs without fragments */
	VEC(struct fetch_item) items;
	VEC(struct place) places;
};

static void add(struct gathering *g, struct fetch_item item, struct place place)
{
	item.url = str_head(item.url, str_find_char(item.url, '#', 0));
	if (url_scheme(item.url) != URL_REMOTE || g_hash_table_contains(g->seen, &item.url))
		return;
	struct str *key = ARENA_NEW(g->arena, struct str);
	*key = item.url;
	g_hash_table_add(g->seen, key);
	VEC_PUSH(g->arena, &g->items, item);
	VEC_PUSH(g->arena, &g->places, place);
}

static void gather_article(struct gathering *g, const struct article *article)
{
	struct fetch_item head = {.url = link_picture(g->arena, article->headimg)};
	if (article->headimg.n)
		add(g, head, (struct place){article->path, 0});
	for (size_t i = 0; i < article->document->pictures.n; i++) {
		const struct picture *p = article->document->pictures.v[i];
		struct fetch_item item = {str_trim(p->src), p->others, p->other_count, FETCH_WAITING, {0}};
		add(g, item, (struct place){article->path, p->line});
	}
}

static void report(const struct gathering *g, struct diags *diags)
{
	for (size_t i = 0; i < g->items.n; i++) {
		const struct fetch_item *item = &g->items.v[i];
		const struct place *at = &g->places.v[i];
		struct str url = str_head(item->url, URL_SHOWN);
		const char *more = url.n < item->url.n ? "…" : "";
		if (item->state == FETCH_FAILED)
			diag_add_file(diags, DIAG_FETCH_FAILED, at->file, at->line,
				      "picture not fetched, %.*s: %.*s%s", STR_FMT(item->reason),
				      STR_FMT(url), more);
		if (item->state == FETCH_LATER)
			diag_add_file(diags, DIAG_FETCH_LATER, at->file, at->line,
				      "picture not asked for again yet, %.*s: %.*s%s", STR_FMT(item->reason),
				      STR_FMT(url), more);
	}
}

enum build_status build_fetch(const struct build_options *options, const struct fetch_options *fetch,
			      struct store *store, struct arena *a, struct diags *diags,
			      struct build_result *result, struct build_fetched *fetched)
{
	struct gathering g = {.arena = a};
	struct build_options documents = *options;
	documents.no_images = true; /* what is on disk is none of fetch's affair */
	*fetched = (struct build_fetched){0};
	enum build_status status = build_list(&documents, true, a, diags, result);
	if (status != BUILD_DONE)
		return status;
	g.seen = str_table_new();
	for (size_t i = 0; i < result->issue->article_count; i++)
		gather_article(&g, result->issue->articles[i]);
	bool done = fetch_pictures(fetch, store, g.items.v, g.items.n, a, &fetched->result, diags);
	report(&g, diags);
	g_hash_table_destroy(g.seen);
	fetched->items = g.items.v;
	fetched->item_count = g.items.n;
	return done ? BUILD_DONE : BUILD_FAILED;
}
