/* index.html, and a page for each job.
 *
 * Readable in whatever an e-reader calls a browser: one column of plain blocks that
 * newer ones set side by side, no scripts, nothing from elsewhere. */
#include "epub/escape.h"
#include "job/catalogue-parts.h"

static const char style[] =
	":root{color-scheme:light dark}\n"
	"body{max-width:66em;margin:0 auto;padding:0 1em 2em;font:1em/1.5 "
	"sans-serif;background:#fff;color:#111}\n"
	"a{color:#00458b}\n"
	"h1{font-size:1.6em;margin:1em 0 .5em}\n"
	"h2{font-size:1.2em;margin:1.5em 0 .5em;border-top:1px solid #999;padding-top:.75em;clear:both}\n"
	"ul{list-style:none;margin:0 -.5em;padding:0}\n"
	"li{display:inline-block;vertical-align:top;width:9.5em;margin:.5em;word-wrap:break-word}\n"
	"li a.cover{display:block;height:12.6em;background:#eee;border:1px solid #bbb;text-align:center;"
	"text-decoration:none;overflow:hidden}\n"
	"li img{display:block;width:100%;height:100%;object-fit:contain;border:0}\n"
	"li .words{display:block;padding:3em .75em;font-size:1.1em}\n"
	"li b{display:block;margin-top:.4em;font-size:.95em;line-height:1.35}\n"
	"li i{font-style:normal;white-space:nowrap}\n"
	"li span,p.small{font-size:.85em;color:#555}\n"
	"li .files a{display:inline-block;padding:.45em 0;margin-right:.8em}\n"
	"nav a,nav b{display:inline-block;padding:.5em .8em .5em 0}\n"
	"@media(max-width:26em){li{width:44%;margin:2.5%}li a.cover{height:auto}li img{height:auto}}\n"
	"@media(prefers-color-scheme:dark){body{background:#121212;color:#e6e6e6}a{color:#8ab8ff}"
	"li a.cover{background:#2a2a2a;border-color:#555}li span,p.small{color:#aaa}}\n";

static void begin_page(struct buf *b, const struct library *l, struct str title, int depth)
{
	buf_printf(b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
		   l->words->lang);
	buf_add(b,
		S("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" CATALOGUE_MARK
		  "\n<meta name=\"color-scheme\" content=\"light dark\">\n"));
	add_element(b, "title", title);
	buf_add(b, S("<link rel=\"alternate\" type=\"application/atom+xml\""));
	add_href(b, "href", S(ATOM_FEED), depth);
	buf_add(b, S(">\n<link rel=\"alternate\" type=\"" TYPE_NAVIGATE "\""));
	add_href(b, "href", S(OPDS_ROOT), depth);
	buf_add(b, S(">\n<link rel=\"alternate\" type=\"" TYPE_OPDS2 "\""));
	add_href(b, "href", S(OPDS2_ROOT), depth);
	buf_printf(b, ">\n<style>\n%s</style>\n</head>\n<body>\n", style);
	add_element(b, "h1", title);
}

/* ---- an issue ---- */

/* "870 kB", "1.2 MB": as a phone shows it before it loads. */
static void add_size(struct buf *b, uint64_t bytes)
{
	if (bytes < 1000000)
		buf_printf(b, " %llu kB", (unsigned long long)((bytes + 999) / 1000));
	else
		buf_printf(b, " %llu.%llu MB", (unsigned long long)(bytes / 1000000),
			   (unsigned long long)(bytes / 100000 % 10));
}

static void add_files(struct buf *b, const struct record *r, int depth)
{
	buf_add(b, S("<span class=\"files\">"));
	for (size_t i = 0; i < r->file_count; i++) {
		buf_add(b, S("<a"));
		add_href(b, "href", r->files[i].name, depth);
		buf_printf(b, " type=\"%s\">%s", record_format_type(r->files[i].format),
			   r->files[i].format == RECORD_EPUB ? "EPUB" : "PDF");
		add_size(b, r->files[i].bytes);
		buf_add(b, S("</a>\n"));
	}
	buf_add(b, S("</span>"));
}

static void add_cover(struct buf *b, const struct shown *s, int depth)
{
	const struct record *r = s->record;
	buf_add(b, S("<a class=\"cover\""));
	if (r->file_count)
		add_href(b, "href", r->files[0].name, depth);
	buf_add(b, S(">"));
	if (s->thumbnail.n) {
		buf_add(b, S("<img loading=\"lazy\" width=\"240\" height=\"320\""));
		xml_attr(b, "alt", s->title);
		add_href(b, "src", s->thumbnail, depth);
		buf_add(b, S(">"));
	} else {
		buf_add(b, S("<span class=\"words\">"));
		xml_text(b, r->title);
		buf_add(b, S("</span>"));
	}
	buf_add(b, S("</a>\n"));
}

/* A day is not torn at its hyphens. */
static void add_days(struct buf *b, struct str text)
{
	for (bool first = true; text.s; first = false) {
		struct str word = str_cut(&text, ' ');
		if (!first)
			buf_add_char(b, ' ');
		buf_add(b, S("<i>"));
		xml_text(b, word);
		buf_add(b, S("</i>"));
	}
}

static void add_issue(struct buf *b, const struct shown *s, int depth)
{
	const struct record *r = s->record;
	buf_add(b, S("<li>"));
	add_cover(b, s, depth);
	buf_add(b, S("<b>"));
	if (r->dates.n)
		add_days(b, r->dates); /* the heading is its title */
	else
		xml_text(b, r->title);
	buf_add(b, S("</b>\n"));
	add_element(b, "span", catalogue_count(b->arena, s->words->articles, r->article_count));
	buf_add(b, S("<br>\n"));
	add_files(b, r, depth);
	buf_add(b, S("</li>\n"));
}

static void add_issues(struct buf *b, const struct shelf *s, struct span_of_issues span, int depth)
{
	buf_add(b, S("<ul>\n"));
	for (size_t i = span.from; i < span.to && i < s->issues.n; i++)
		add_issue(b, s->issues.v[i], depth);
	buf_add(b, S("</ul>\n"));
}

static void add_way(struct buf *b, struct str text, struct str path, int depth)
{
	buf_add(b, S("<a"));
	add_href(b, "href", path, depth);
	buf_add(b, S(">"));
	xml_text(b, text);
	buf_add(b, S("</a>\n"));
}

/* ---- pages of a job ---- */

static void add_numbers(struct buf *b, const struct shelf *s, size_t page)
{
	for (size_t i = 0; i < shelf_pages(s); i++) {
		struct str number = arena_printf(b->arena, "%zu", i + 1);
		if (i == page)
			add_element(b, "b", number);
		else
			add_way(b, number, shelf_page(b->arena, s, i, "html"), 1);
	}
}

static void add_job_page(struct library *l, const struct shelf *s, size_t page)
{
	struct buf b = BUF(l->arena);
	begin_page(&b, l, s->title, 1);
	buf_add(&b, S("<nav>"));
	add_way(&b, str_from(l->words->home), S(INDEX_PAGE), 1);
	if (shelf_pages(s) > 1)
		add_numbers(&b, s, page);
	buf_add(&b, S("</nav>\n"));
	add_issues(&b, s, shelf_issues(s, page), 1);
	buf_add(&b, S("</body>\n</html>\n"));
	library_add(l, shelf_page(l->arena, s, page, "html"), buf_str(&b));
}

/* ---- the front page ---- */

static void add_job(struct library *l, struct buf *b, const struct shelf *s)
{
	if (l->job_count > 1 || !str_eq(s->title, l->title))
		add_element(b, "h2", s->title);
	add_issues(b, s, (struct span_of_issues){0, CATALOGUE_FRONT}, 0);
	if (s->issues.n <= CATALOGUE_FRONT)
		return;
	shelf_each_page(l, s, add_job_page);
	buf_add(b, S("<p>"));
	add_way(b, catalogue_count(b->arena, l->words->all, s->issues.n), shelf_page(b->arena, s, 0, "html"),
		0);
	buf_add(b, S("</p>\n"));
}

void catalogue_html(struct library *l)
{
	struct buf b = BUF(l->arena);
	begin_page(&b, l, l->title, 0);
	for (size_t i = 0; i < l->job_count; i++)
		add_job(l, &b, &l->jobs[i]);
	if (!l->count)
		add_element(&b, "p", str_from(l->words->none));
	buf_add(&b, S("<hr>\n<p class=\"small\">"));
	xml_text(&b, str_from(l->words->readers));
	add_way(&b, S("OPDS 1.2"), S(OPDS_ROOT), 0);
	buf_add(&b, S("· "));
	add_way(&b, S("OPDS 2.0"), S(OPDS2_ROOT), 0);
	buf_add(&b, S("· "));
	add_way(&b, str_from(l->words->feed), S(ATOM_FEED), 0);
	buf_add(&b, S("</p>\n</body>\n</html>\n"));
	library_add(l, S(INDEX_PAGE), buf_str(&b));
}
