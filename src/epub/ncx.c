#include "epub/escape.h"
#include "epub/names.h"
#include "epub/package.h"
#include "epub/pages.h"

/* Opens a navPoint: nested ones may follow before its "</navPoint>". */
static void open_point(struct buf *b, size_t *order, struct str label, struct str target)
{
	++*order;
	buf_printf(b, "<navPoint id=\"n%zu\" playOrder=\"%zu\"><navLabel><text>", *order, *order);
	xml_text(b, label);
	buf_add(b, S("</text></navLabel><content"));
	xml_attr(b, "src", target);
	buf_add(b, S("/>"));
}

static void write_section(struct buf *b, const struct epub *e, size_t section, size_t *order)
{
	const struct section *s = &e->issue->sections[section];
	size_t first = e->section_first[section];
	open_point(b, order, section_title(s), name_section(b->arena, section));
	buf_add_char(b, '\n');
	for (size_t i = first; i < first + s->count; i++) {
		if (!chapter_exists(e, i))
			continue;
		open_point(b, order, article_title(e->issue->articles[i]), name_chapter(b->arena, i, 0));
		buf_add(b, S("</navPoint>\n"));
	}
	buf_add(b, S("</navPoint>\n"));
}

static void write_head(struct buf *b, const struct epub *e)
{
	buf_add(b, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		     "<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\""));
	xml_attr(b, "xml:lang", book_lang(e));
	buf_add(b, S(">\n<head>\n<meta name=\"dtb:uid\""));
	xml_attr(b, "content", book_identifier(e));
	buf_add(b, S("/>\n<meta name=\"dtb:depth\" content=\"2\"/>\n"
		     "<meta name=\"dtb:totalPageCount\" content=\"0\"/>\n"
		     "<meta name=\"dtb:maxPageNumber\" content=\"0\"/>\n</head>\n<docTitle><text>"));
	xml_text(b, e->title);
	buf_add(b, S("</text></docTitle>\n"));
}

void ncx_write(struct buf *b, const struct epub *e)
{
	size_t order = 0;
	write_head(b, e);
	buf_add(b, S("<navMap>\n"));
	for (size_t i = 0; i < e->issue->section_count; i++)
		if (section_articles(e, i))
			write_section(b, e, i, &order);
	open_point(b, &order, word(e->words, WORD_COLOPHON), S(NAME_COLOPHON));
	buf_add(b, S("</navPoint>\n</navMap>\n</ncx>\n"));
}
