/* OPDS 1.2: Atom feeds.  The root leads to acquisition feeds of pages of issues; each
 * entry is complete (OPDS 1.2, 5.1.2), so that none leads further. */
#include "epub/escape.h"
#include "job/catalogue-parts.h"

static void begin_feed(struct buf *b, struct str id, struct str title, struct str updated, const char *lang)
{
	buf_printf(b,
		   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		   "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/terms/\" "
		   "xmlns:opds=\"http://opds-spec.org/2010/catalog\" xml:lang=\"%s\">\n",
		   lang);
	add_element(b, "id", id);
	add_element(b, "title", title);
	add_element(b, "updated", updated);
	buf_add(b, S("<author><name>wenzhai</name></author>\n"));
}

static void add_link(struct buf *b, const char *rel, struct str path, int depth, const char *type)
{
	buf_printf(b, "<link rel=\"%s\"", rel);
	add_href(b, "href", path, depth);
	xml_attr(b, "type", str_from(type));
	buf_add(b, S("/>\n"));
}

/* ---- an issue ---- */

static void add_acquisitions(struct buf *b, const struct record *r)
{
	for (size_t i = 0; i < r->file_count; i++) {
		const struct record_file *file = &r->files[i];
		buf_add(b, S("<link rel=\"" REL_OPEN "\""));
		add_href(b, "href", file->name, 1);
		buf_printf(b, " type=\"%s\" length=\"%llu\"/>\n", record_format_type(file->format),
			   (unsigned long long)file->bytes);
	}
}

static void add_entry(struct buf *b, const struct shown *s)
{
	const struct record *r = s->record;
	struct str articles = catalogue_articles(b->arena, r);
	buf_add(b, S("<entry>\n"));
	add_element(b, "id", r->identifier);
	add_element(b, "title", s->title);
	add_element(b, "updated", instant_iso(b->arena, r->made));
	add_element(b, "published", instant_iso(b->arena, r->made));
	buf_add(b, S("<author>"));
	add_element(b, "name", s->author);
	buf_add(b, S("</author>\n"));
	add_element(b, "dc:language", r->language);
	add_element(b, "dc:issued", day_iso(b->arena, s->day));
	buf_add(b, S("<category"));
	xml_attr(b, "term", r->job);
	xml_attr(b, "label", r->title);
	buf_add(b, S("/>\n"));
	struct str count = catalogue_count(b->arena, s->words->articles, r->article_count);
	add_element(b, "summary", r->summary.n ? r->summary : count);
	if (articles.n)
		add_element(b, "content", articles);
	if (s->cover.n)
		add_link(b, "http://opds-spec.org/image", s->cover, 1, TYPE_JPEG);
	if (s->thumbnail.n)
		add_link(b, "http://opds-spec.org/image/thumbnail", s->thumbnail, 1, TYPE_JPEG);
	add_acquisitions(b, r);
	buf_add(b, S("</entry>\n"));
}

/* ---- a page of issues ---- */

static void add_page_links(struct buf *b, const struct shelf *s, size_t page)
{
	struct page_link links[PAGE_LINKS_MAX];
	size_t n = shelf_page_links(b->arena, s, page, OPDS_ROOT, "xml", links);
	for (size_t i = 0; i < n; i++)
		add_link(b, links[i].rel, links[i].path, 1, links[i].root ? TYPE_NAVIGATE : TYPE_ACQUIRE);
}

static void add_shelf_page(struct library *l, const struct shelf *s, size_t page)
{
	struct buf b = BUF(l->arena);
	struct str id = s->id;
	if (page)
		id = name_uuid(l->arena, arena_printf(l->arena, "%.*s/%zu", STR_FMT(s->id), page));
	begin_feed(&b, id, s->title, catalogue_updated(l->arena, s), l->words->lang);
	add_page_links(&b, s, page);
	struct span_of_issues span = shelf_issues(s, page);
	for (size_t i = span.from; i < span.to; i++)
		add_entry(&b, s->issues.v[i]);
	buf_add(&b, S("</feed>\n"));
	library_add(l, shelf_page(l->arena, s, page, "xml"), buf_str(&b));
}

/* ---- the root ---- */

static void add_way(struct buf *b, const struct shelf *s, const char *rel,
		    const struct catalogue_words *words)
{
	buf_add(b, S("<entry>\n"));
	add_element(b, "id", s->id);
	add_element(b, "title", s->title);
	add_element(b, "updated", catalogue_updated(b->arena, s));
	add_element(b, "content", catalogue_count(b->arena, words->all, s->issues.n));
	add_link(b, rel, shelf_page(b->arena, s, 0, "xml"), 0, TYPE_ACQUIRE);
	buf_add(b, S("</entry>\n"));
}

void catalogue_opds1(struct library *l)
{
	struct buf b = BUF(l->arena);
	library_each_page(l, add_shelf_page);
	begin_feed(&b, l->id, l->title, catalogue_updated(l->arena, &l->all), l->words->lang);
	add_link(&b, "self", S(OPDS_ROOT), 0, TYPE_NAVIGATE);
	add_link(&b, "start", S(OPDS_ROOT), 0, TYPE_NAVIGATE);
	add_link(&b, "alternate", S(INDEX_PAGE), 0, "text/html");
	add_way(&b, &l->all, REL_NEW, l->words);
	for (size_t i = 0; i < l->job_count; i++)
		add_way(&b, &l->jobs[i], "subsection", l->words);
	buf_add(&b, S("</feed>\n"));
	library_add(l, S(OPDS_ROOT), buf_str(&b));
}
