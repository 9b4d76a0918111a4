/* Names, addresses, texts. */
#include "epub/escape.h"
#include "job/catalogue-parts.h"

#include <glib.h>

void library_add(struct library *l, struct str name, struct str bytes)
{
	VEC_PUSH(l->arena, &l->leaves, (struct leaf){name, bytes, false});
}

/* ---- shelves ---- */

size_t shelf_pages(const struct shelf *s)
{
	return s->issues.n ? (s->issues.n + CATALOGUE_PAGE - 1) / CATALOGUE_PAGE : 1;
}

struct str shelf_page(struct arena *a, const struct shelf *s, size_t page, const char *extension)
{
	if (!page)
		return arena_printf(a, PAGES_FOLDER "/%.*s.%s", STR_FMT(s->name), extension);
	return arena_printf(a, PAGES_FOLDER "/%.*s,%zu.%s", STR_FMT(s->name), page + 1, extension);
}

struct span_of_issues shelf_issues(const struct shelf *s, size_t page)
{
	size_t from = page * CATALOGUE_PAGE, to = from + CATALOGUE_PAGE;
	return (struct span_of_issues){from, to < s->issues.n ? to : s->issues.n};
}

void shelf_each_page(struct library *l, const struct shelf *s, add_page *add)
{
	for (size_t page = shelf_pages(s); page-- > 0;)
		add(l, s, page);
}

void library_each_page(struct library *l, add_page *add)
{
	shelf_each_page(l, &l->all, add);
	for (size_t i = 0; i < l->job_count; i++)
		shelf_each_page(l, &l->jobs[i], add);
}

size_t shelf_page_links(struct arena *a, const struct shelf *s, size_t page, const char *root,
			const char *extension, struct page_link links[PAGE_LINKS_MAX])
{
	size_t pages = shelf_pages(s), n = 0;
	links[n++] = (struct page_link){"self", shelf_page(a, s, page, extension), false};
	links[n++] = (struct page_link){"start", str_from(root), true};
	links[n++] = (struct page_link){"up", str_from(root), true};
	if (pages == 1)
		return n;
	links[n++] = (struct page_link){"first", shelf_page(a, s, 0, extension), false};
	if (page)
		links[n++] = (struct page_link){"previous", shelf_page(a, s, page - 1, extension), false};
	if (page + 1 < pages)
		links[n++] = (struct page_link){"next", shelf_page(a, s, page + 1, extension), false};
	links[n++] = (struct page_link){"last", shelf_page(a, s, pages - 1, extension), false};
	return n;
}

/* ---- addresses ---- */

/* RFC 3986, 2.3, the slash and the comma; a colon in a first part would make it a scheme. */
static bool is_plain(char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~' || c == '/' || c == ',';
}

static void add_path(struct buf *b, struct str path)
{
	for (size_t i = 0; i < path.n; i++)
		if (is_plain(path.s[i]))
			buf_add_char(b, path.s[i]);
		else
			buf_printf(b, "%%%02X", (unsigned)(unsigned char)path.s[i]);
}

struct str catalogue_href(struct arena *a, struct str name, int depth)
{
	struct buf b = BUF(a);
	struct str pages = S(PAGES_FOLDER "/");
	if (depth && str_starts(name, pages))
		name = str_from_offset(name, pages.n);
	else if (depth)
		buf_add(&b, S("../"));
	add_path(&b, name);
	return buf_str(&b);
}

void add_href(struct buf *b, const char *name, struct str path, int depth)
{
	xml_attr(b, name, catalogue_href(b->arena, path, depth));
}

void add_element(struct buf *b, const char *name, struct str text)
{
	buf_printf(b, "<%s>", name);
	xml_text(b, text);
	buf_printf(b, "</%s>\n", name);
}

/* ---- texts ---- */

struct str catalogue_updated(struct arena *a, const struct shelf *s)
{
	instant newest = 0;
	for (size_t i = 0; i < s->issues.n; i++)
		newest = s->issues.v[i]->record->made > newest ? s->issues.v[i]->record->made : newest;
	return instant_iso(a, newest);
}

struct str catalogue_articles(struct arena *a, const struct record *r)
{
	struct buf b = BUF(a);
	for (size_t i = 0; i < r->article_count && i < CATALOGUE_LISTED; i++) {
		const struct record_article *article = &r->articles[i];
		buf_printf(&b, "%zu. %.*s%s%.*s\n", i + 1, STR_FMT(article->title),
			   article->source.n ? " — " : "", STR_FMT(article->source));
	}
	if (r->article_count > CATALOGUE_LISTED)
		buf_add(&b, S("…\n"));
	return str_trim(buf_str(&b));
}
