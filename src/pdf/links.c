#include "base/str-table.h"
#include "pdf/navigation.h"
#include "pdf/place.h"

#include <glib.h>

/* ISO 32000-1 12.5.3: shown on paper too (PDF/A asks for it); a link has no look. */
#define FLAG_PRINT 4

void links_init(struct links *links, const struct display *d, const unsigned *pages)
{
	*links = (struct links){.display = d, .pages = pages, .dests = str_table_new()};
	for (size_t i = 0; i < d->dests.n; i++)
		g_hash_table_insert(links->dests, &d->dests.v[i].name, &d->dests.v[i]);
}

void links_clear(struct links *links)
{
	g_hash_table_destroy(links->dests);
}

/* ISO 32000-1 12.6.4.7: a URI is 7-bit ASCII.  What clean/ lets through is escaped
 * already; this holds for whatever else comes. */
static struct str ascii_uri(struct arena *a, struct str url)
{
	struct buf b = BUF(a);
	for (size_t i = 0; i < url.n; i++) {
		unsigned char c = (unsigned char)url.s[i];
		if (c <= 0x20 || c >= 0x7f)
			buf_printf(&b, "%%%02X", (unsigned)c);
		else
			buf_add_char(&b, (char)c);
	}
	return buf_str(&b);
}

/* Appends where the area leads; false when nowhere. */
static bool put_target(const struct links *links, const struct area *area, struct buf *b)
{
	if (area->url.n) {
		buf_add(b, S(" /A << /S /URI /URI "));
		put_literal(b, ascii_uri(b->arena, area->url));
		buf_add(b, S(" >>"));
		return true;
	}
	const struct dest *dest = g_hash_table_lookup(links->dests, &area->dest);
	if (!dest)
		return false;
	buf_add(b, S(" /Dest "));
	put_destination(b, links->display, dest, links->pages);
	return true;
}

static void put_rectangle(struct buf *b, struct box box)
{
	const milli corners[] = {box.x, box.y, box.x + box.width, box.y + box.height};
	for (size_t i = 0; i < 4; i++) {
		buf_add_char(b, i ? ' ' : '[');
		put_milli(b, corners[i]);
	}
	buf_add_char(b, ']');
}

void links_write(const struct links *links, const struct page *page, struct pdf *pdf, struct arena *a,
		 struct buf *refs)
{
	for (size_t i = 0; i < page->areas.n; i++) {
		const struct area *area = &page->areas.v[i];
		struct buf b = BUF(a);
		buf_add(&b, S("/Type /Annot /Subtype /Link /Border [0 0 0] /Rect "));
		put_rectangle(
			&b, place_box(links->display, area->inl, area->blk, area->inl_size, area->blk_size));
		buf_printf(&b, " /F %d", FLAG_PRINT);
		if (!put_target(links, area, &b))
			continue;
		buf_add_char(refs, ' ');
		put_ref(refs, pdf_add(pdf, buf_str(&b)));
	}
}
