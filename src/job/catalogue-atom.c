/* A feed of the newest issues, for feed readers (RFC 4287): files are enclosures. */
#include "epub/escape.h"
#include "job/catalogue-parts.h"

static void add_file(struct buf *b, const char *rel, const struct record_file *file)
{
	buf_printf(b, "<link rel=\"%s\"", rel);
	add_href(b, "href", file->name, 0);
	buf_printf(b, " type=\"%s\" length=\"%llu\"/>\n", record_format_type(file->format),
		   (unsigned long long)file->bytes);
}

static void add_entry(struct buf *b, const struct shown *s)
{
	const struct record *r = s->record;
	buf_add(b, S("<entry>\n"));
	add_element(b, "id", r->identifier);
	add_element(b, "title", s->title);
	add_element(b, "updated", instant_iso(b->arena, r->made));
	buf_add(b, S("<author>"));
	add_element(b, "name", s->author);
	buf_add(b, S("</author>\n"));
	for (size_t i = 0; i < r->file_count; i++)
		add_file(b, i ? "enclosure" : "alternate", &r->files[i]);
	if (r->file_count)
		add_file(b, "enclosure", &r->files[0]);
	struct str articles = catalogue_articles(b->arena, r);
	add_element(b, "content", articles.n ? articles : r->summary);
	buf_add(b, S("</entry>\n"));
}

void catalogue_atom(struct library *l)
{
	struct buf b = BUF(l->arena);
	buf_printf(&b,
		   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		   "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n",
		   l->words->lang);
	/* Another feed than the catalogue's root, so another name. */
	add_element(&b, "id", name_uuid(l->arena, arena_concat(l->arena, l->id, S("/atom"))));
	add_element(&b, "title", l->title);
	add_element(&b, "updated", catalogue_updated(l->arena, &l->all));
	buf_add(&b, S("<author><name>wenzhai</name></author>\n" ATOM_MARK "\n"
		      "<link rel=\"self\" type=\"application/atom+xml\" href=\"" ATOM_FEED "\"/>\n"
		      "<link rel=\"alternate\" type=\"text/html\" href=\"" INDEX_PAGE "\"/>\n"));
	for (size_t i = 0; i < l->count && i < CATALOGUE_NEWEST; i++)
		add_entry(&b, &l->issues[i]);
	buf_add(&b, S("</feed>\n"));
	library_add(l, S(ATOM_FEED), buf_str(&b));
}
