/* The setter: what setting an article's blocks needs at every step, and the
 * functions that blocks share.  One per article, on one thread.
 *
 * Text, from spans to paints:
 *   inline.c    spans to pieces of text and their looks
 *   text.c      pieces to lines on a sheet; widths; single lines
 *   line.c      one line to runs of glyphs, rules, pictures and links
 *   order.c     where its atoms stand
 *   ruby.c      annotations above a line's text
 *   across.c    a short text across vertical lines
 *
 * Blocks, each in a frame (frame.h) that is a part of a column:
 *   blocks.c    which block is set by what, and the plain ones
 *   lists.c     lists and definitions; markers, which notes have, too
 *   notes.c     footnotes: their numbers, and their lines for the pages' feet
 *   tables.c    tables (table.h)
 *   code.c      code
 *   figures.c   pictures and captions
 *   article.c   the head of an article, and the whole of it to a galley
 */
#ifndef WENZHAI_LAYOUT_SETTER_H
#define WENZHAI_LAYOUT_SETTER_H

#include "layout/frame.h"
#include "layout/layout.h"
#include "layout/paragraph.h"
#include "layout/sheet.h"
#include "model/document.h"

struct setter {
	const struct page_style *style;
	struct shaper *shaper;
	struct arena *a;         /* what stays */
	struct arena *scratch;   /* what is dropped when a block is done */
	struct article *article; /* NULL for covers and contents */
	size_t index;            /* of the article, for names of destinations */
	struct str lang;         /* BCP 47, of the article */
	struct footnotes *foot;  /* NULL: covers and contents have none */
	bool tight;              /* space is wanted: fewer lines, smaller pictures */
	struct str alt;          /* of the last missing picture: not worth saying again */
	size_t frame_end;        /* number of strips after its frame */
	coord page_height;       /* of the text block: bounds pictures and rows */
	VEC(uint32_t) missing;   /* code points that no font has, each once */
};

/* ---- inline.c ---- */

/* How a piece of text looks beyond what shaping needs; parallel to the pieces. */
struct look {
	uint32_t ink;
	unsigned style;          /* STYLE_ bits that are drawn: DEL, UNDERLINE, MARK, DOTS */
	coord rise;              /* of the baseline: sub, sup */
	const struct link *link; /* NULL: none */
	struct str dest;         /* inside link, name in display.dests */
	uint32_t note;           /* number of the footnote that it calls; 0: none */
	struct str ruby;
	const struct picture *picture;
	coord picture_height;
};

struct anchor {
	uint32_t piece; /* stands before this piece */
	struct str name;
};

struct inline_text {
	VEC(struct piece) pieces;
	VEC(struct look) looks;
	VEC(struct anchor) anchors;
};

/* Appends; strings may point into the spans or the arenas. */
void inline_add_spans(struct setter *st, const struct frame *f, const struct span *spans, size_t n,
		      struct inline_text *out);
void inline_add_text(struct setter *st, const struct frame *f, struct str text, struct inline_text *out);
/* An address that leads where it says. */
void inline_add_link(struct setter *st, const struct frame *f, const struct link *link,
		     struct inline_text *out);
/* The number of the footnote that has the link's address. */
void inline_add_link_mark(struct setter *st, const struct frame *f, const struct link *link,
			  struct inline_text *out);
/* A piece that looks as the frame says. */
struct piece frame_piece(const struct frame *f, struct str text);
struct look frame_look(const struct frame *f);
struct str anchor_name(struct setter *st, struct str id); /* "a12-id" */

/* ---- line.c ---- */

/* What a line is painted with; grows in scratch. */
struct line_out {
	VEC(struct paint) paints;
	VEC(struct area) areas;
};

/* Glyphs with an annotation above them (ruby.c). */
struct ruby {
	size_t first, end; /* atoms */
	coord base;        /* width of the base */
	coord width;       /* of the annotation */
	const struct shaped *shaped;
	coord size;
};

struct line_job {
	struct setter *st;
	const struct atoms *atoms;
	const struct look *looks;
	const struct ruby *rubies; /* all of the paragraph, in order */
	size_t ruby_count;
	struct line_break line;
	const struct line_note *note; /* NULL: a label, a number */
	const coord *gaps;            /* before each atom of the line */
	coord inl;                    /* where the line begins */
	coord blk;                    /* its baseline */
	coord leading;
	bool artifact;
};

void line_paint(const struct line_job *job, struct line_out *out);

/* ---- order.c ---- */

struct placed {
	uint32_t atom;
	coord at;  /* ink square's start, from the line's start */
	coord gap; /* where the gap before it, in reading order, begins */
	uint8_t level;
	bool is_gap; /* while they are put in order: not the atom, but the gap before it */
};

/* The line's atoms as they are seen, from its start on; in scratch. */
struct placed *line_order(const struct line_job *job);

/* ---- ruby.c ---- */

/* Shapes the annotations and widens bases that are narrower. */
size_t ruby_prepare(struct setter *st, struct atoms *t, const struct look *looks, struct ruby **rubies);
/* Bases at the line's edges stand at them; once for each line, before it is painted. */
void ruby_align(struct atoms *t, const struct ruby *rubies, size_t count, struct line_break line);
void ruby_paint(const struct line_job *job, const coord *at, struct line_out *out);
/* Glyphs of a shaped text as one run a face, from (inl, blk) on; for annotations.
 * `whole`: what they stand for; NULL: their own clusters, with boxes where a font has none. */
void shaped_paint(struct setter *st, const struct shaped *s, const struct str *whole, coord size,
		  uint32_t ink, bool artifact, coord inl, coord blk, struct line_out *out);

/* ---- text.c ---- */

struct text_options {
	coord indent, hang; /* as struct fit */
	bool ragged, balanced;
	bool runs_on;                   /* an end of the page may come anywhere: no widows in running lists */
	bool keep;                      /* all lines on one page */
	bool heading;                   /* text must follow on its page */
	const struct line_out *wrapped; /* set before lines that go on (code); NULL: nothing */
	const struct paint *bar;        /* drawn behind every line, as high as it (code); NULL: none */
	enum block_align align;
};

/* Breaks the text and adds its lines to the frame's sheet.  Returns their number. */
size_t text_set(struct setter *st, const struct frame *f, const struct inline_text *text,
		const struct text_options *options);
/* One line as paints, relative to its start and baseline; for markers, heads and
 * page numbers.  What is wider than `most` ends in "…".  Returns its width. */
coord text_line(struct setter *st, const struct frame *f, struct str text, coord most, bool artifact,
		struct line_out *out);
/* The same on vertical pages, upright and in one piece across the line (across.c): an em
 * of the line long, in its middle.  Returns how wide it is across. */
coord text_across(struct setter *st, const struct frame *f, struct str text, bool artifact,
		  struct line_out *out);
/* Least and most width of the text, for columns of tables. */
void text_widths(struct setter *st, const struct frame *f, const struct inline_text *text, coord *least,
		 coord *most);

/* Remembers what no font has, for the article's diagnostic. */
void note_missing(struct setter *st, const struct shaped *s);

/* ---- blocks.c ---- */

/* Around a block whose lines do not stand on the grid (code, a list, a picture): the
 * same space above and below, so that with them it takes whole lines and the text
 * goes on where the grid is.  begin returns what end wants. */
size_t block_begin(const struct frame *f);
void block_end(const struct frame *f, size_t begin);
void blocks_set(struct setter *st, const struct frame *f, const struct block *parent);
void block_set(struct setter *st, const struct frame *f, const struct block *b);
void paragraph_set(struct setter *st, const struct frame *f, const struct block *b);
void rule_set(struct setter *st, const struct frame *f, coord inl, coord width, coord thick);

/* ---- notes.c ---- */

/* The rule above notes, at a page's foot or where they stand. */
#define NOTES_RULE       5 /* a fifth of the measure wide */
#define NOTES_RULE_THICK PT(0.4)

/* Around the setting of an article. */
void footnotes_begin(struct setter *st);
void footnotes_end(struct setter *st);
/* The number under which a text calls the note or the address; 0: there is none. */
uint32_t footnote_of_note(struct setter *st, struct str id);
/* Is the link a note's mark ("[2]")?  In code a call stays text and a link. */
bool footnote_mark(struct str text);
uint32_t footnote_of_link(struct setter *st, const struct link *link);
struct str footnote_dest(const struct setter *st, uint32_t number); /* name in display.dests */
/* Is a note being set?  Then addresses stand beside their links. */
bool footnote_inside(const struct setter *st);
/* Sets all that the strips of the frame's sheet call, and tells each strip how many
 * strips of `notes` are its own. */
void footnotes_set(struct setter *st, const struct frame *f, struct sheet *notes);

/* ---- lists.c ---- */

/* A marker stands where the text behind it begins to be read.  Where that is on the right `inner`,
 * which steps in from `f` at its start, is made to step in at its end, and `f` says so. */
void marker_side(struct setter *st, struct frame *f, struct frame *inner, const struct block *item);
/* A marker before the next line of text in `inner`; flush: on a line of its own, when
 * no text came (a picture, or nothing). */
void marker_hang(struct setter *st, const struct frame *f, const struct frame *inner, struct str text);
void marker_flush(const struct frame *f);
/* A number as a marker: "12.", from the right ".12", in vertical text "12". */
struct str marker_number(struct arena *a, const struct frame *f, struct str number);
/* 1999 as "mcmxcix"; thousands are as many m. */
struct str number_roman(struct arena *a, int32_t value, bool upper);

/* ---- one file each ---- */
void list_set(struct setter *st, const struct frame *f, const struct block *b);
void definitions_set(struct setter *st, const struct frame *f, const struct block *b);
void table_set(struct setter *st, const struct frame *f, const struct block *b);
void code_set(struct setter *st, const struct frame *f, const struct block *b);
void figure_set(struct setter *st, const struct frame *f, const struct block *b);
void picture_set(struct setter *st, const struct frame *f, const struct block *b);
void caption_set(struct setter *st, const struct frame *f, const struct block *b);
void heading_set(struct setter *st, const struct frame *f, const struct block *b);
void notes_set(struct setter *st, const struct frame *f, const struct block *b);
void article_head_set(struct setter *st, const struct frame *f);

#endif
