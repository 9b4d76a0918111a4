#include "pdf/metadata.h"

#include "pdf/syntax.h"

#include <hpdf.h>

/* Title and dates tell one week's issue from the next in a library. */
static struct str full_title(const struct issue *issue, struct arena *a)
{
	if (!issue->dates.n)
		return issue->title;
	return arena_printf(a, "%.*s %.*s", STR_FMT(issue->title), STR_FMT(issue->dates));
}

static struct str producer(struct arena *a)
{
	return arena_printf(a, "libharu %s", HPDF_GetVersion());
}

#define CREATOR S("wenzhai " WENZHAI_VERSION)

/* ---- times ---- */

struct local_time {
	struct civil civil;
	int offset; /* minutes east of Greenwich */
};

static struct local_time local_time(const struct issue *issue)
{
	struct civil utc, c;
	int64_t days = issue->now / 86400 - (issue->now % 86400 < 0);
	int seconds = (int)(issue->now - days * 86400);
	civil_from_day((day_number)days, &utc.year, &utc.month, &utc.day);
	utc.hour = seconds / 3600;
	utc.minute = seconds / 60 % 60;
	utc.second = seconds % 60;
	if (!issue->zone)
		return (struct local_time){.civil = utc};
	c = zone_civil(issue->zone, issue->now);
	int apart = day_from_civil(c.year, c.month, c.day) - (int)days;
	return (struct local_time){c, (apart * 24 + c.hour - utc.hour) * 60 + c.minute - utc.minute};
}

/* D:20210719070000+08'00' */
static struct str info_date(struct arena *a, const struct local_time *t)
{
	int offset = t->offset < 0 ? -t->offset : t->offset;
	return arena_printf(a, "(D:%04d%02d%02d%02d%02d%02d%c%02d'%02d')", t->civil.year, t->civil.month,
			    t->civil.day, t->civil.hour, t->civil.minute, t->civil.second,
			    t->offset < 0 ? '-' : '+', offset / 60, offset % 60);
}

/* 2021-07-19T07:00:00+08:00 */
static struct str xmp_date(struct arena *a, const struct local_time *t)
{
	int offset = t->offset < 0 ? -t->offset : t->offset;
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", t->civil.year, t->civil.month,
			    t->civil.day, t->civil.hour, t->civil.minute, t->civil.second,
			    t->offset < 0 ? '-' : '+', offset / 60, offset % 60);
}

/* ---- /Info ---- */

static void put_entry(struct buf *b, struct str key, struct str text)
{
	if (!text.n)
		return;
	buf_add(b, key);
	put_text(b, text);
	buf_add_char(b, '\n');
}

static void write_info(const struct issue *issue, struct pdf *pdf, struct arena *a,
		       const struct local_time *now)
{
	struct buf b = BUF(a);
	struct str date = info_date(a, now);
	put_entry(&b, S("/Title "), full_title(issue, a));
	put_entry(&b, S("/Author "), issue->creator);
	buf_add(&b, S("/Creator "));
	put_literal(&b, CREATOR);
	buf_add(&b, S("\n/Producer "));
	put_literal(&b, producer(a));
	buf_printf(&b, "\n/CreationDate %.*s /ModDate %.*s", STR_FMT(date), STR_FMT(date));
	pdf_fill(pdf, pdf_info(pdf), buf_str(&b));
}

/* ---- XMP ---- */

static void put_xml(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.s[i];
		if (c == '&')
			buf_add(b, S("&amp;"));
		else if (c == '<')
			buf_add(b, S("&lt;"));
		else if (c == '>')
			buf_add(b, S("&gt;"));
		else if ((unsigned char)c >= 0x20) /* XML forbids the rest */
			buf_add_char(b, c);
	}
}

/* A property whose value stands in an array of one item. */
static void put_item(struct buf *b, const char *property, const char *array, const char *attribute,
		     struct str text)
{
	if (!text.n)
		return;
	buf_printf(b, "<%s><rdf:%s><rdf:li%s>", property, array, attribute);
	put_xml(b, text);
	buf_printf(b, "</rdf:li></rdf:%s></%s>\n", array, property);
}

static void put_property(struct buf *b, const char *property, struct str text)
{
	buf_printf(b, "<%s>", property);
	put_xml(b, text);
	buf_printf(b, "</%s>\n", property);
}

static struct str xmp_packet(const struct issue *issue, struct arena *a, const struct local_time *now)
{
	struct buf b = BUF(a);
	struct str date = xmp_date(a, now);
	buf_add(&b,
		S("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
		  "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
		  "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
		  "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
		  " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
		  "<dc:format>application/pdf</dc:format>\n"));
	put_item(&b, "dc:title", "Alt", " xml:lang=\"x-default\"", full_title(issue, a));
	put_item(&b, "dc:creator", "Seq", "", issue->creator);
	put_item(&b, "dc:language", "Bag", "", issue->language);
	put_property(&b, "dc:identifier", issue->identifier);
	put_property(&b, "xmp:CreatorTool", CREATOR);
	put_property(&b, "xmp:CreateDate", date);
	put_property(&b, "xmp:ModifyDate", date);
	put_property(&b, "pdf:Producer", producer(a));
	buf_add(&b, S("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>"));
	return buf_str(&b);
}

struct str piece_info(const struct issue *issue, struct pdf *pdf, struct arena *a)
{
	if (!issue->ticket.n)
		return S("");
	struct local_time now = local_time(issue);
	unsigned ticket = pdf_add_stream(pdf, S(""), issue->ticket);
	return arena_printf(a, "<< /wenzhai << /LastModified %.*s /Private %u 0 R >> >>",
			    STR_FMT(info_date(a, &now)), ticket);
}

unsigned metadata_write(const struct issue *issue, struct pdf *pdf, struct arena *a)
{
	struct local_time now = local_time(issue);
	write_info(issue, pdf, a, &now);
	/* Not deflated: XMP is meant to be found by programs that know nothing of PDF. */
	return pdf_add_stream(pdf, S("/Type /Metadata /Subtype /XML"), xmp_packet(issue, a, &now));
}
