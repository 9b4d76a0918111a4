/* The package document, EPUB 3.3 with what readers of EPUB 2 look for. */
#include "epub/escape.h"
#include "epub/names.h"
#include "epub/package.h"
#include "epub/pages.h"

#include <glib.h>

#define SUBJECTS_MOST  24 /* shops and shelves show a handful */
#define HEADLINES_MOST 10 /* in the description */

static void element(struct buf *b, const char *open, struct str text, const char *close)
{
	buf_add(b, str_from(open));
	xml_text(b, text);
	buf_add(b, str_from(close));
}

/* ---- titles, names, dates ---- */

/* Readers tell issues apart by it: a text of another form, or none, is hashed into one. */
struct str book_identifier(const struct epub *e)
{
	return xml_visible(e->issue->identifier, S("urn:uuid:00000000-0000-5000-8000-000000000000"));
}

/* An issue that names no creator and has one source is that source's. */
static struct str creator(const struct epub *e)
{
	const struct issue *issue = e->issue;
	struct str only = {0};
	if (xml_visible(issue->creator, only).n)
		return issue->creator;
	for (size_t i = 0; i < issue->article_count; i++) {
		struct str author = xml_visible(issue->articles[i]->author, S(""));
		if (!author.n || (only.n && !str_eq(only, author)))
			return word(e->words, WORD_MAKER);
		only = author;
	}
	return only.n ? only : word(e->words, WORD_MAKER);
}

/* The last day of the issue, or the day on which it was made. */
static void write_date(struct buf *b, const struct epub *e)
{
	const struct issue *issue = e->issue;
	day_number day = issue->ranged ? issue->to : zone_day(issue->zone, issue->now);
	buf_printf(b, "<dc:date>%.*s</dc:date>\n", STR_FMT(day_iso(b->arena, day)));
}

static void write_subjects_of(struct buf *b, const struct article *article, GHashTable *seen)
{
	for (size_t i = 0; i < article->category_count; i++) {
		const struct category *c = &article->categories[i];
		for (size_t k = 0; k < c->n && g_hash_table_size(seen) < SUBJECTS_MOST; k++) {
			struct str name = xml_visible(c->level[k], S(""));
			if (name.n && g_hash_table_add(seen, arena_cstr(b->arena, name)))
				element(b, "<dc:subject>", name, "</dc:subject>\n");
		}
	}
}

static void write_subjects(struct buf *b, const struct epub *e)
{
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (size_t i = 0; i < e->issue->article_count && g_hash_table_size(seen) < SUBJECTS_MOST; i++)
		if (chapter_exists(e, i))
			write_subjects_of(b, e->issue->articles[i], seen);
	g_hash_table_unref(seen);
}

static void write_description(struct buf *b, const struct epub *e)
{
	struct buf text = BUF(b->arena);
	size_t n = 0;
	for (size_t i = 0; i < e->issue->article_count && n < HEADLINES_MOST; i++) {
		if (!chapter_exists(e, i))
			continue;
		if (n++)
			buf_add(&text, word(e->words, WORD_LIST_JOINT));
		buf_add(&text, article_title(e->issue->articles[i]));
	}
	if (n)
		element(b, "<dc:description>", buf_str(&text), "</dc:description>\n");
}

/* The book's language, then those of articles that are in another. */
static void write_languages(struct buf *b, const struct epub *e)
{
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	element(b, "<dc:language>", book_lang(e), "</dc:language>\n");
	g_hash_table_add(seen, arena_cstr(b->arena, book_lang(e)));
	for (size_t i = 0; i < e->issue->article_count; i++) {
		if (!chapter_exists(e, i))
			continue;
		struct str lang = article_lang(e, e->issue->articles[i]);
		if (!g_hash_table_contains(seen, arena_cstr(b->arena, lang))) {
			g_hash_table_add(seen, arena_cstr(b->arena, lang));
			element(b, "<dc:language>", lang, "</dc:language>\n");
		}
	}
	g_hash_table_unref(seen);
}

static void write_dublin_core(struct buf *b, const struct epub *e)
{
	element(b, "<dc:identifier id=\"uid\">", book_identifier(e), "</dc:identifier>\n");
	element(b, "<dc:title>", e->title, "</dc:title>\n");
	write_languages(b, e);
	element(b, "<dc:creator id=\"creator\">", creator(e), "</dc:creator>\n");
	buf_add(b, S("<meta refines=\"#creator\" property=\"role\" scheme=\"marc:relators\">edt</meta>\n"
		     "<dc:publisher>wenzhai</dc:publisher>\n"));
	write_date(b, e);
	write_subjects(b, e);
	write_description(b, e);
	element(b, "<meta property=\"dcterms:modified\">", instant_iso(b->arena, e->issue->now), "</meta>\n");
}

/* Where the issue stands in its series: its number; without one the last of its days, as 20210718, so
 * that weeks and months made one by one still stand in order.  0: nowhere. */
static int series_position(const struct issue *issue)
{
	int y, m, d;
	if (issue->number > 0 || !issue->ranged)
		return issue->number;
	civil_from_day(issue->to, &y, &m, &d);
	return y >= 1 && y <= 9999 ? y * 10000 + m * 100 + d : 0;
}

/* The issues of a series stand together, in order: EPUB 3's way and calibre's. */
static void write_series(struct buf *b, const struct epub *e)
{
	const struct issue *issue = e->issue;
	if (!xml_visible(issue->series, S("")).n)
		return;
	element(b, "<meta property=\"belongs-to-collection\" id=\"series\">", issue->series, "</meta>\n");
	buf_add(b, S("<meta refines=\"#series\" property=\"collection-type\">series</meta>\n"
		     "<meta name=\"calibre:series\""));
	xml_attr(b, "content", issue->series);
	buf_add(b, S("/>\n"));
	int position = series_position(issue);
	if (position <= 0)
		return;
	buf_printf(b, "<meta refines=\"#series\" property=\"group-position\">%d</meta>\n", position);
	buf_printf(b, "<meta name=\"calibre:series_index\" content=\"%d\"/>\n", position);
}

/* ---- accessibility: nothing that is not true of this issue ---- */

struct nature {
	bool pictures, undescribed, ruby, math, moves;
};

static struct nature book_nature(const struct epub *e)
{
	struct nature n = {.pictures = e->cover_jpeg.n > 0};
	for (size_t i = 0; i < e->issue->article_count; i++) {
		const struct chapter *c = &e->chapters[i];
		n.pictures |= c->picture_count > 0;
		n.undescribed |= c->undescribed;
		n.ruby |= c->ruby;
		n.math |= c->math;
		n.moves |= c->moves;
	}
	return n;
}

static void schema(struct buf *b, const char *property, const char *value)
{
	buf_printf(b, "<meta property=\"schema:%s\">%s</meta>\n", property, value);
}

static void write_accessibility(struct buf *b, const struct epub *e)
{
	struct nature n = book_nature(e);
	schema(b, "accessMode", "textual");
	if (n.pictures)
		schema(b, "accessMode", "visual");
	schema(b, "accessModeSufficient", n.undescribed ? "textual,visual" : "textual");
	schema(b, "accessibilityFeature", "tableOfContents");
	schema(b, "accessibilityFeature", "readingOrder");
	schema(b, "accessibilityFeature", "structuralNavigation");
	schema(b, "accessibilityFeature", "displayTransformability");
	if (n.pictures && !n.undescribed)
		schema(b, "accessibilityFeature", "alternativeText");
	if (n.ruby)
		schema(b, "accessibilityFeature", "rubyAnnotations");
	if (n.math)
		schema(b, "accessibilityFeature", "MathML");
	schema(b, "accessibilityHazard", n.moves ? "unknown" : "none");
	enum word summary = !n.pictures      ? WORD_SUMMARY_PLAIN
			    : !n.undescribed ? WORD_SUMMARY_PICTURES
					     : WORD_SUMMARY_SOME;
	element(b, "<meta property=\"schema:accessibilitySummary\">", word(e->words, summary), "</meta>\n");
}

/* ---- manifest and spine ---- */

/* Some readers (Nook's) find a cover by this id alone. */
#define COVER_ID "cover"

/* File names begin with a letter and hold nothing that an id may not. */
static void write_item(struct buf *b, const struct part *p)
{
	buf_add(b, S("<item"));
	xml_attr(b, "id", str_eq(p->name, S(NAME_COVER_IMAGE)) ? S(COVER_ID) : p->name);
	xml_attr(b, "href", p->name);
	xml_attr(b, "media-type", str_from(p->media_type));
	xml_attr_some(b, "properties", str_from(p->properties));
	buf_add(b, S("/>\n"));
}

static void write_manifest(struct buf *b, const struct package *package)
{
	buf_add(b, S("<manifest>\n"));
	for (size_t i = 0; i < package->parts.n; i++)
		write_item(b, &package->parts.v[i]);
	buf_add(b, S("</manifest>\n"));
}

static void write_spine(struct buf *b, const struct epub *e, const struct package *package)
{
	buf_add(b, S("<spine toc=\"" NAME_NCX "\""));
	if (e->options.vertical)
		buf_add(b, S(" page-progression-direction=\"rtl\""));
	buf_add(b, S(">\n"));
	for (size_t i = 0; i < package->parts.n; i++) {
		if (!package->parts.v[i].spine)
			continue;
		buf_add(b, S("<itemref"));
		xml_attr(b, "idref", package->parts.v[i].name);
		buf_add(b, S("/>\n"));
	}
	buf_add(b, S("</spine>\n"));
}

/* EPUB 2's landmarks: what Kindle's converter looks for first. */
static void write_guide(struct buf *b, const struct epub *e)
{
	buf_add(b, S("<guide>\n<reference type=\"cover\" href=\"" NAME_COVER "\""));
	xml_attr(b, "title", word(e->words, WORD_COVER));
	buf_add(b, S("/>\n<reference type=\"toc\" href=\"" NAME_CONTENTS "\""));
	xml_attr(b, "title", word(e->words, WORD_CONTENTS));
	buf_add(b, S("/>\n</guide>\n"));
}

void opf_write(struct buf *b, const struct epub *e, const struct package *package)
{
	buf_add(b, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		     "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" "
		     "unique-identifier=\"uid\""));
	xml_attr(b, "xml:lang", book_lang(e));
	buf_add(b, S(">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"));
	write_dublin_core(b, e);
	write_series(b, e);
	if (e->cover_jpeg.n)
		buf_add(b, S("<meta name=\"cover\" content=\"" COVER_ID "\"/>\n"));
	if (e->options.vertical) /* Kindle's converter looks here, not into the style sheet */
		buf_add(b, S("<meta name=\"primary-writing-mode\" content=\"vertical-rl\"/>\n"));
	write_accessibility(b, e);
	buf_add(b, S("</metadata>\n"));
	write_manifest(b, package);
	write_spine(b, e, package);
	write_guide(b, e);
	buf_add(b, S("</package>\n"));
}
