/* A style's page.yaml: what the pages of a PDF look like.  Every key has a
 * default here, so that a style names only what it changes. */
#ifndef WENZHAI_LAYOUT_STYLE_H
#define WENZHAI_LAYOUT_STYLE_H

#include "base/diag.h"
#include "base/unit.h"
#include "model/style.h"
#include "text/classes.h"

/* How a cover is arranged; without a good picture the second is as the first. */
enum cover_design {
	COVER_PLAIN,   /* a rule, the title, the headlines at the foot */
	COVER_PICTURE, /* the title, a picture, the headlines below it */
	COVER_BAND,    /* the title on a dark band from edge to edge, over the picture where there is one */
};

struct page_style {
	struct profile profile; /* page size, columns, grey */
	bool vertical;
	coord size;    /* body em; e-ink profiles have at least 12 pt */
	coord leading; /* line pitch */
	coord margin_top, margin_bottom, margin_inner, margin_outer;
	coord column_gap;
	int indent;      /* first line, in 1/1000 em */
	bool hang_marks; /* 。，、 into the margin */
	bool total_fit;  /* whole paragraphs are weighed; else each line takes what it can */
	bool mirrored;   /* inner and outer margins swap on even pages */
	bool cover, contents;
	enum cover_design cover_design; /* the PDF's and the EPUB's */
	bool masthead;                  /* the first page opens with title and headlines, over all columns */
	bool article_on_new_page;       /* else articles follow one another */
	bool short_articles_run_on;     /* ... but those under a third of a page follow on its page */
	bool section_page;              /* a section opens on a page of its own, with its articles listed */
	bool running_heads;
	bool link_footnotes;                        /* addresses of links as footnotes */
	uint32_t ink, ink_soft, ink_link, ink_rule; /* 0xRRGGBB */
};

/* Fills `style` from the file's text (empty: all defaults) for a profile.
 * `file` names it in diagnostics: unknown keys and bad values are warnings
 * [bad-style], and leave the default. */
void page_style_read(struct page_style *style, const struct profile *profile, struct str text,
		     struct str file, struct diags *diags);
/* What a style that extends another changes in it, `style` being the other's.  Lengths in em
 * follow a new size. */
void page_style_add(struct page_style *style, const struct profile *profile, struct str text, struct str file,
		    struct diags *diags);

#endif
