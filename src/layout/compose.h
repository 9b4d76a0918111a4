/* The composer: puts sheets on pages, one under another, and keeps what is only
 * known at the end: page numbers, running heads, links inside. */
#ifndef WENZHAI_LAYOUT_COMPOSE_H
#define WENZHAI_LAYOUT_COMPOSE_H

#include "layout/galley.h"
#include "layout/geometry.h"
#include "layout/pages.h"
#include "layout/setter.h"

/* What a page needs besides its text, once all pages are there. */
struct page_note {
	struct str section, article; /* for the running head: what the page begins with */
	bool opening;                /* begins a section or article: no running head */
	bool bare;                   /* cover, blank: neither head nor number */
};

struct placed_slot {
	uint32_t page;
	coord inl_end, blk, size;
	struct str dest;
};

/* Footnotes of a column of the last page.  They are put at its foot when the page is
 * full: what follows on the page may add to them. */
struct foot {
	VEC(struct foot_strip {
		const struct sheet *sheet;
		size_t strip;
	})
	list;
	coord height; /* with the rule and the space above it; 0: none */
};

struct composer {
	struct setter *st;
	struct geometry g;
	struct display *display;
	struct arena *a;
	VEC(struct page_note) notes; /* one a page */
	VEC(struct placed_slot) slots;
	struct str section;          /* being composed */
	coord y;                     /* used of the last page: a whole number of lines */
	const struct dest **by_name; /* all destinations, sorted; made by compose_finish */
	bool open;                   /* is there a page to go on with? */
	struct foot feet[FIRST_COLUMNS_MAX];
};

/* Fewer free lines than this at a page's foot: what follows begins a new page, unless all of
 * it fits. */
#define LINES_WORTH_IT 8

/* Where something stands. */
struct spot {
	uint32_t page;
	coord inl, blk;
};

void composer_init(struct composer *c, struct setter *st, struct display *display);
/* What comes next begins a page. */
void compose_new_page(struct composer *c);
struct page *compose_blank(struct composer *c);
/* How much of the last page is free, over its full width; 0 when there is none to go on with. */
coord compose_room(const struct composer *c);
/* A sheet over the full width. */
void compose_full(struct composer *c, const struct sheet *sheet);
/* Galleys in columns, one after another; columns are balanced at the end when
 * there are several. */
void compose_columns(struct composer *c, const struct galley *const *galleys, size_t n);
void compose_dest(struct composer *c, struct str name, uint32_t page, coord blk);
/* A strip of a sheet on a page: what it is painted with, its links, and the names and
 * slots that stand on it. */
void compose_strip(struct composer *c, const struct sheet *sheet, size_t strip, struct spot at);
/* Index in display.dests; 0 when there is none.  After compose_finish. */
uint32_t compose_dest_index(struct composer *c, struct str name);
/* Numbers, running heads, labels; drops links that lead nowhere. `front`: pages
 * before the body. */
void compose_finish(struct composer *c, uint32_t front);

/* ---- foot.c ---- */

/* A note more for the foot of column `column` of the last page. */
void foot_add(struct composer *c, int column, const struct sheet *sheet, size_t strip);
/* Puts the last page's notes at its feet: nothing more will come on it. */
void foot_close(struct composer *c);

#endif
