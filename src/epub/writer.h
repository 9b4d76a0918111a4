/* The state of writing one body: shared by xhtml.c (blocks), rows.c, slices.c, inline.c (spans),
 * math.c and pictures.c alone. */
#ifndef WENZHAI_EPUB_WRITER_H
#define WENZHAI_EPUB_WRITER_H

#include "epub/places.h"
#include "epub/xhtml.h"

/* The groups of rows of a table that is being written. */
struct rows {
	size_t head; /* rows that stand in its thead */
	size_t done;
	size_t reach;              /* cells of the rows so far reach down to before this one */
	size_t head_from, head_to; /* where its head stands in the part in which the table begins */
	struct str head_text;      /* the same, once a part has ended in the table */
};

/* Where a part may begin: before a block, a piece of a table, a row, or inside a long leaf. */
struct boundary {
	const struct block *block;
	size_t piece;    /* of a table, or of a row's table */
	size_t span, at; /* inside a leaf: before this byte of this span's text */
	size_t offset;   /* in the first writing */
	bool weak;       /* inside a block: taken where there is no better one */
};

/* Where a cell begins in its table's grid. */
struct placed {
	const struct block *cell;
	uint16_t column;
};

/* The outermost table that is being written, in one piece or in several (slices.c). */
struct slices {
	const struct block *table;  /* NULL: none is */
	size_t count, at;           /* pieces, and the present one */
	uint16_t *from;             /* first column of each, and the end of the last */
	bool first;                 /* column 0 is in all of them */
	const bool *narrow;         /* by column: its cells are not to be broken */
	const struct placed *cells; /* of the table, in order */
	size_t cell;                /* the next one to be met */
};

/* What of a cell is in the present piece. */
struct sliced {
	unsigned span; /* columns; 0: it is in another piece */
	bool narrow;
};

struct writer {
	struct arena *arena;
	const struct block *root;
	struct buf out; /* of the present part */
	const struct setting *setting;
	struct places *places;
	struct body *body;

	/* The article is written once to learn the sizes; one that must be split
	 * is written again, with a new part before each block of `cuts`. */
	bool again;
	VEC(struct boundary) cuts;
	VEC(size_t) part_starts; /* offsets in the first writing; part 0 begins at 0 */
	size_t part;
	VEC(struct boundary) boundaries; /* first writing */
	size_t solid;                    /* open blocks in which none may begin */

	const struct link *link; /* the last one looked at, and its URL as it is written */
	struct str link_url;
	int outline[5]; /* levels of the open headings, each deeper than the one before */
	size_t outline_n;
	struct rows rows[DOCUMENT_DEPTH_MAX + 1]; /* open tables, outermost first */
	size_t rows_n;
	struct slices slices;
	struct sliced sliced; /* the cell that is being opened */
};

/* rows.c: a table is entered and left, a row entered. */
void rows_begin(struct writer *w, const struct block *table);
void rows_end(struct writer *w);
void rows_enter(struct writer *w, const struct block *row);
/* May a part end before the row?  Not in the head, and not where a cell reaches over the cut. */
bool rows_may_break(const struct writer *w, const struct block *row);
/* The part ends; the table goes on in the next one, under the same head. */
void rows_break(struct writer *w);
void rows_go_on(struct writer *w);

/* slices.c: before a table is entered; will it be written in pieces? */
void slices_begin(struct writer *w, const struct block *table);
/* Is it a table that is written in several? */
bool slices_many(const struct writer *w, const struct block *table);
/* The next cell in the present piece.  Once for each cell, in order. */
struct sliced slices_cell(struct writer *w, const struct block *cell);
/* After a table: is there a further piece?  Then it is to be entered again. */
bool slices_next(struct writer *w, const struct block *table);

/* xhtml.c: before byte `at` of span `span`, inside a long leaf: is it to be cut here?  Then who has closed
 * its own elements calls leaf_cut, and opens them anew. */
bool leaf_may_end(struct writer *w, const struct block *b, size_t span, size_t at);
void leaf_cut(struct writer *w, const struct block *b);

/* inline.c: a leaf's spans. */
void spans_write(struct writer *w, const struct block *b);
/* ` id="x1"` when something leads to the place of that name. */
void id_write(struct writer *w, struct str id);
/* ` href="#x1"`, or to another file of the article. */
void href_write(struct writer *w, char kind, size_t number, size_t at);
/* Around a picture: the <a>, to be closed by the caller; false: it leads nowhere.  `named`:
 * what is in it has a text. */
bool picture_link_open(struct writer *w, const struct link *link, bool named);

/* math.c */
void math_write(struct writer *w, const struct span *s);

/* pictures.c */
void picture_write(struct writer *w, const struct block *b);
void picture_write_inline(struct writer *w, const struct picture *p);

#endif
