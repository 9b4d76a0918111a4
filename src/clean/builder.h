/* The builder: the document while it is made.  Internal to clean/.
 *
 * The walk (walk.c) meets elements and texts in order and says what they are;
 * the builder keeps a current container and at most one open leaf, and knows
 * where paragraphs begin and end.  A leaf is opened by the first thing that
 * shows, so empty paragraphs never come into being.
 *
 * State that belongs to the line (style, link, language, alignment) is apart
 * from the blocks: a link around three paragraphs is a link in each.
 */
#ifndef WENZHAI_CLEAN_BUILDER_H
#define WENZHAI_CLEAN_BUILDER_H

#include "clean/clutter.h"
#include "clean/fold.h"
#include "clean/survey.h"

/* What holds for everything below an element. */
struct manner {
	unsigned style; /* STYLE_ bits */
	const struct link *link;
	struct str lang;
	enum block_align align;
	enum block_kind leaf; /* what text becomes: PARAGRAPH, HEADING, CAPTION, TERM, SUMMARY, CODE */
	int level;            /* of HEADING */
	bool fixed;           /* the leaf is the element's: what would end it is a line's end */
	bool lines;           /* white-space: pre-line: newlines are line ends */
	bool drawing;         /* in svg: only <text> shows */
	bool head;            /* in thead */
};

/* White space that was met and is not yet decided upon. */
struct gap {
	bool space;      /* any ASCII white space */
	bool newline;    /* of which a newline */
	unsigned nbsp;   /* U+00A0 */
	unsigned wide;   /* U+3000 */
	unsigned breaks; /* br */
};

struct builder {
	struct arena *arena; /* the document's: what is kept */
	struct arena *scratch;
	struct article *article;
	struct document *document;
	const struct survey *survey;
	struct clutter_view *view;
	const struct folds *folds;
	size_t bytes; /* of the body, repaired */
	bool veiled;  /* most of the body is invisible until a script shows it */
	struct manner in;

	unsigned denied; /* STYLE_ bits that the element's own attributes take away */

	struct block *container; /* where blocks go */
	int depth;               /* of the container */
	struct block *leaf;      /* open, or NULL */
	VEC(struct span) spans;  /* of the open leaf; in scratch */
	struct buf run;          /* text not yet made a span */
	struct manner run_in;    /* its manner */
	struct gap gap;
	uint32_t last;                  /* code point before the run; 0 at a line's start */
	unsigned line;                  /* in the post's file, of what is met now */
	VEC(struct str) anchors;        /* ids waiting for the next place */
	VEC(struct picture *) deferred; /* pictures met where no block may stand */

	/* The open ruby's base began at this span; text of rt goes to `ruby`. */
	bool in_ruby, in_rt;
	size_t ruby_from;
	struct block *ruby_leaf;
	struct buf ruby;

	int figures;        /* open figure elements */
	int figure_serial;  /* which of them: ties captions to what they belong to */
	bool heading_spent; /* an unclosed heading got its text: the rest of it is flow */
	int quoted;         /* open q elements */
	bool code_newline;  /* a br ended the code line: the newline behind it is the same one */
	size_t flattened;
};

static inline bool build_in_code(const struct builder *b)
{
	return b->in.leaf == BLOCK_CODE;
}

/* Where no block may begin: in a caption, a term, code. */
static inline bool build_no_blocks(const struct builder *b)
{
	return b->in.fixed || build_in_code(b);
}

/* ---- blocks.c ---- */

/* Ends the open leaf, if what comes is not part of it. */
void build_boundary(struct builder *b);
void build_leaf_open(struct builder *b);
void build_leaf_close(struct builder *b);
/* May `levels` more be nested below the container?  False: counted as flattened. */
bool build_fits(struct builder *b, int levels);
/* Opens a container; false when it is too deep (the content then flows on). */
bool build_push(struct builder *b, enum block_kind kind);
/* Back to the container that was current when something was pushed. */
void build_pop(struct builder *b, struct block *container, int depth);
/* The container, or what must stand between it and a leaf: an ITEM in a LIST. */
struct block *build_place(struct builder *b);
void build_rule(struct builder *b);
void build_picture(struct builder *b, struct picture *picture);
void build_deferred(struct builder *b);

/* ---- leaf.c ---- */

/* Puts the finished spans into the leaf: line ends, verse, paragraphs by line. */
void leaf_finish(struct builder *b, struct block *leaf);

/* ---- spans.c ---- */

void build_text(struct builder *b, struct str text);  /* white space folded */
void build_exact(struct builder *b, struct str text); /* as it is */
void build_break(struct builder *b);
void build_span(struct builder *b, struct span span); /* style and link are filled in */
void build_anchor(struct builder *b, struct str id, bool here);
void build_flush(struct builder *b);
bool has_cjk(struct str text);
bool build_at_start(const struct builder *b); /* nothing shows in the leaf yet */
/* One line of text for an attribute or an annotation, without what XML forbids. */
struct str build_label(struct arena *a, struct str text);
void build_ruby_begin(struct builder *b);
void build_ruby_text_end(struct builder *b);
void build_ruby_end(struct builder *b);

/* ---- code.c ---- */

void build_code_text(struct builder *b, struct str text);
void build_code_break(struct builder *b);
void build_code_boundary(struct builder *b);
void build_code_trim(struct builder *b);
/* The language that an element's classes name, or the empty str. */
struct str code_language(struct arena *a, const GumboNode *node);

/* ---- tables.c ---- */

bool table_is_layout(const GumboNode *table);
void table_cell(struct builder *b, struct block *cell, const GumboNode *node);
/* Spans, columns, heads, caption; takes a table without cells out. */
void table_finish(struct builder *b, struct block *table);

/* ---- media.c ---- */

/* The picture that an img shows, or NULL (placeholder, tracking pixel, hidden). */
struct picture *picture_read(struct builder *b, const GumboNode *img);
bool picture_has_source(const struct builder *b, const GumboNode *img);
bool picture_is_small(const struct picture *p, const GumboNode *img);
void build_img(struct builder *b, const GumboNode *img);
void build_media(struct builder *b, const GumboNode *node);

/* ---- walk.c ---- */

void walk(struct builder *b, const GumboNode *root);

/* ---- tidy.c ---- */

/* Captions to their pictures, empty containers out, headings without gaps,
 * numbers of items, links within the article. */
void tidy(struct builder *b);

#endif
