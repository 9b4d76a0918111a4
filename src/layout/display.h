/* The display list: pages of positioned things.  Layout makes it, the PDF
 * writer and the rasterizer consume it; neither measures anything.
 *
 * Axes are logical: `inl` runs along a line, `blk` from line to line, both from
 * the page's start corner.  Horizontal writing maps (inl, blk) to (x, height-y),
 * vertical writing (vertical-rl) to (width-x = blk, height-y = inl).
 */
#ifndef WENZHAI_LAYOUT_DISPLAY_H
#define WENZHAI_LAYOUT_DISPLAY_H

#include "base/arena.h"
#include "base/stream.h"
#include "base/unit.h"
#include "model/picture.h"
#include "text/classes.h"
#include "text/face.h"

/* Why a line ends where it does. */
enum line_end {
	END_TEXT,    /* the text is at its end, or goes on in another window */
	END_FORCED,  /* the text wants it: <br> */
	END_FREE,    /* between words or characters, where any text may break */
	END_HYPHEN,  /* in a word, where a hyphen may stand */
	END_URL,     /* behind a joint of an address */
	END_JOINT,   /* in a name, behind one of its marks */
	END_HUMP,    /* in a name, before a capital */
	END_LETTERS, /* between two letters: nothing else fits */
	END_ANYWHERE /* where the rules forbid it: nothing else fits */
};
#define LINE_ENDS (END_ANYWHERE + 1)

/* What was decided about a line of text: for dumps, and for check.h, which measures
 * whether its glyphs keep to it.  All its runs share one; the line's start and measure
 * are relative to where its first run stood then (`first`). */
struct line_note {
	const struct line_note *before; /* the line before it in the same paragraph; NULL: none */
	coord first;
	coord start;   /* of the measure, the indent taken off */
	coord measure; /* what a justified line is as wide as */
	coord natural, width;
	int32_t ratio; /* 1/1000 of what its glue can give or take; 0 also where nothing is brought to it */
	coord size;    /* the paragraph's em */
	coord by_rank[RANK_COUNT], reserve, beyond; /* struct adjustment */
	int64_t cost;
	uint8_t end; /* enum line_end */
	uint8_t pass;
	bool last;      /* of its paragraph */
	bool short_end; /* ends a paragraph or before a forced end: no need to fill the measure */
	bool justified, loose;
	bool prose; /* running text in the body's size */
	bool heading;
	bool grid;
	bool spaced;   /* the text has a space before it */
	bool code;     /* set solid */
	bool foot;     /* of a footnote */
	bool bidi;     /* some of it runs from right to left */
	bool boxed;    /* some of it is boxes for what no font has */
	bool spread;   /* bases stand apart for their ruby */
	bool runs_on;  /* may stand alone at a page's edge */
	bool hangs;    /* its last mark stands in the margin */
	uint8_t marks; /* enum mark_style */
};

/* One glyph of a run. */
struct glyph {
	coord at;   /* along the line, from the run's origin */
	coord rise; /* across the line, towards the line before */
	uint16_t gid;
	uint16_t text_bytes; /* how much of the run's text it stands for; 0: the glyph before has it all */
};

enum turn {
	TURN_NONE,    /* horizontal, or upright in vertical text */
	TURN_SIDEWAYS /* vertical text: turned clockwise */
};

/* Glyphs of one face and size on one baseline. */
struct glyph_run {
	const struct face *face;
	coord size;
	uint32_t ink; /* 0xRRGGBB */
	enum turn turn;
	bool verbatim;                /* code: solid, whatever its characters */
	bool artifact;                /* running head, page number, leader: no content of its own */
	const struct line_note *line; /* NULL: no line of text (ruby, labels, running heads) */
	/* One full-width mark at a line's edge: so much of its square, before and behind the
	 * ink, is not there (the line ends with the ink).  Glyphs stand where they stood. */
	coord trim_start, trim_end;
	struct str text; /* source text, in the order of the glyphs */
	const struct glyph *glyphs;
	uint32_t count;
};

enum paint_kind { PAINT_GLYPHS, PAINT_RECT, PAINT_PICTURE };

struct paint {
	enum paint_kind kind;
	coord inl, blk; /* GLYPHS: origin on the baseline; others: the start corner.  Within a
			   line relative to the line's start and baseline, on a page absolute */
	union {
		const struct glyph_run *run;
		struct {
			coord inl_size, blk_size;
			uint32_t ink;
		} rect;
		struct {
			const struct picture *picture;
			coord inl_size, blk_size;
		} picture;
	};
};

/* Something to click. */
struct area {
	coord inl, blk, inl_size, blk_size;
	struct str url;  /* outside: or empty */
	struct str dest; /* inside: a name in display.dests */
};

/* A place that links, outline and contents lead to. */
struct dest {
	struct str name; /* unique: "a12" for article 12, "a12-note3" for an anchor in it, "s2", "toc" */
	uint32_t page;   /* index from 0 */
	coord blk;       /* top of what is meant */
};

struct outline_entry {
	struct str title;
	int level;     /* 1 section, 2 article */
	uint32_t dest; /* index in dests */
};

struct page {
	VEC(struct paint) paints; /* in reading order */
	VEC(struct area) areas;
	struct str label; /* "iv", "12"; empty on the cover */
};

/* Pages first..: labels count on from `start` in this style ('r' roman, 'D' arabic, 0 none). */
struct label_range {
	uint32_t first;
	char style;
	uint32_t start;
};

struct display {
	struct arena *arena; /* owns the lists; runs may live in articles' arenas */
	coord width, height; /* of every page, physical */
	bool vertical;       /* writing mode of the pages */
	VEC(struct page) pages;
	VEC(struct dest) dests;
	VEC(struct outline_entry) outline; /* in reading order */
	VEC(struct label_range) labels;
};

/* Stable text, a line per thing: --dump=paint. */
void display_dump(const struct display *d, struct stream *out);

#endif
