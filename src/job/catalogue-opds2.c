/* OPDS 2.0: JSON feeds, and a document of its own for each issue, which the feeds' entries
 * name as their `self` (OPDS 2.0, Publications). */
#include "job/catalogue-parts.h"
#include "job/json-text.h"

static void add_link(struct json_text *j, const char *rel, struct str path, int depth, const char *type)
{
	json_text_open(j, NULL, '{');
	json_text_string(j, "rel", str_from(rel));
	json_text_string(j, "href", catalogue_href(j->b.arena, path, depth));
	json_text_string(j, "type", str_from(type));
	json_text_close(j, '}');
}

static void finish(struct library *l, struct json_text *j, struct str name)
{
	json_text_close(j, '}');
	buf_add_char(&j->b, '\n');
	library_add(l, name, buf_str(&j->b));
}

/* ---- an issue ---- */

static void add_series(struct json_text *j, const struct record *r)
{
	json_text_open(j, "belongsTo", '{');
	json_text_open(j, "series", '{');
	json_text_string(j, "name", r->title);
	if (r->number > 0)
		json_text_number(j, "position", (uint64_t)r->number);
	json_text_close(j, '}');
	json_text_close(j, '}');
}

static void add_metadata(struct json_text *j, const struct shown *s)
{
	const struct record *r = s->record;
	struct arena *a = j->b.arena;
	json_text_open(j, "metadata", '{');
	json_text_string(j, "@type", S("http://schema.org/PublicationIssue"));
	json_text_string(j, "identifier", r->identifier);
	json_text_string(j, "title", s->title);
	json_text_string(j, "author", s->author);
	json_text_string(j, "language", r->language);
	json_text_string(j, "published", day_iso(a, s->day));
	json_text_string(j, "modified", instant_iso(a, r->made));
	struct str articles = catalogue_articles(a, r);
	if (r->summary.n || articles.n)
		json_text_string(j, "description", r->summary.n ? r->summary : articles);
	add_series(j, r);
	json_text_close(j, '}');
}

static void add_image(struct json_text *j, struct str name)
{
	json_text_open(j, NULL, '{');
	json_text_string(j, "href", catalogue_href(j->b.arena, name, 1));
	json_text_string(j, "type", S(TYPE_JPEG));
	json_text_close(j, '}');
}

static void add_publication(struct json_text *j, const struct shown *s)
{
	const struct record *r = s->record;
	json_text_open(j, NULL, '{');
	add_metadata(j, s);
	json_text_open(j, "links", '[');
	add_link(j, "self", s->page, 1, TYPE_OPDS2_PUB);
	for (size_t i = 0; i < r->file_count; i++)
		add_link(j, REL_OPEN, r->files[i].name, 1, record_format_type(r->files[i].format));
	json_text_close(j, ']');
	json_text_open(j, "images", '[');
	add_image(j, s->cover.n ? s->cover : S(NO_COVER));
	if (s->thumbnail.n && !str_eq(s->thumbnail, s->cover))
		add_image(j, s->thumbnail);
	json_text_close(j, ']');
	json_text_close(j, '}');
}

static void add_document(struct library *l, const struct shown *s)
{
	struct json_text j = {.b = BUF(l->arena)};
	add_publication(&j, s);
	buf_add_char(&j.b, '\n');
	library_add(l, s->page, buf_str(&j.b));
}

/* ---- a page of issues ---- */

static void add_page_links(struct json_text *j, const struct shelf *s, size_t page)
{
	struct page_link links[PAGE_LINKS_MAX];
	size_t n = shelf_page_links(j->b.arena, s, page, OPDS2_ROOT, "json", links);
	for (size_t i = 0; i < n; i++)
		add_link(j, links[i].rel, links[i].path, 1, TYPE_OPDS2);
}

static void add_shelf_page(struct library *l, const struct shelf *s, size_t page)
{
	struct json_text j = {.b = BUF(l->arena)};
	json_text_open(&j, NULL, '{');
	json_text_open(&j, "metadata", '{');
	json_text_string(&j, "title", s->title);
	json_text_string(&j, "modified", catalogue_updated(l->arena, s));
	json_text_number(&j, "numberOfItems", s->issues.n);
	json_text_number(&j, "itemsPerPage", CATALOGUE_PAGE);
	json_text_number(&j, "currentPage", page + 1);
	json_text_close(&j, '}');
	json_text_open(&j, "links", '[');
	add_page_links(&j, s, page);
	json_text_close(&j, ']');
	json_text_open(&j, "publications", '[');
	struct span_of_issues span = shelf_issues(s, page);
	for (size_t i = span.from; i < span.to; i++)
		add_publication(&j, s->issues.v[i]);
	json_text_close(&j, ']');
	finish(l, &j, shelf_page(l->arena, s, page, "json"));
}

/* ---- the root ---- */

static void add_way(struct json_text *j, const struct shelf *s, const char *rel)
{
	json_text_open(j, NULL, '{');
	json_text_string(j, "title", s->title);
	json_text_string(j, "rel", str_from(rel));
	json_text_string(j, "href", catalogue_href(j->b.arena, shelf_page(j->b.arena, s, 0, "json"), 0));
	json_text_string(j, "type", S(TYPE_OPDS2));
	json_text_close(j, '}');
}

void catalogue_opds2(struct library *l)
{
	struct json_text j = {.b = BUF(l->arena)};
	for (size_t i = 0; i < l->count; i++)
		add_document(l, &l->issues[i]);
	library_each_page(l, add_shelf_page);
	json_text_open(&j, NULL, '{');
	json_text_open(&j, "metadata", '{');
	json_text_string(&j, "title", l->title);
	json_text_string(&j, "identifier", l->id);
	json_text_string(&j, "modified", catalogue_updated(l->arena, &l->all));
	json_text_close(&j, '}');
	json_text_open(&j, "links", '[');
	add_link(&j, "self", S(OPDS2_ROOT), 0, TYPE_OPDS2);
	add_link(&j, "alternate", S(INDEX_PAGE), 0, "text/html");
	json_text_close(&j, ']');
	json_text_open(&j, "navigation", '[');
	add_way(&j, &l->all, REL_NEW);
	for (size_t i = 0; i < l->job_count; i++)
		add_way(&j, &l->jobs[i], "subsection");
	json_text_close(&j, ']');
	finish(l, &j, S(OPDS2_ROOT));
}
