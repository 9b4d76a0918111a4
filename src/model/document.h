/* The document: what cleaning makes of an article's body, and all that the
 * writers (EPUB and PDF) ever see of it.
 *
 * A tree of blocks; the leaves hold spans, a flat list of styled pieces of
 * text.  No HTML, no classes, no colours: meaning only.  All of it lives in the
 * article's document_arena and is immutable once clean/ is done, but for the pictures,
 * which image/ fills in.
 *
 *   document
 *     block LIST ─ block ITEM ─ block PARAGRAPH ─ spans
 *     block TABLE ─ block ROW ─ block CELL ─ block PARAGRAPH ─ spans
 *     block FIGURE ─ block PICTURE, block CAPTION ─ spans
 */
#ifndef WENZHAI_MODEL_DOCUMENT_H
#define WENZHAI_MODEL_DOCUMENT_H

#include "base/arena.h"
#include "base/stream.h"
#include "model/math.h"
#include "model/picture.h"

/* Cleaning never nests blocks deeper; what is deeper is flattened into the
 * deepest level, with a diagnostic. */
#define DOCUMENT_DEPTH_MAX 24

enum block_kind {
	/* leaves: hold spans, no children */
	BLOCK_PARAGRAPH,
	BLOCK_HEADING, /* level 1..5 below the article's own title */
	BLOCK_CODE,    /* preformatted: one span list, lines ended by '\n' in the text */
	BLOCK_CAPTION, /* of a FIGURE or TABLE: its first or last child */
	BLOCK_TERM,    /* dt */
	BLOCK_SUMMARY, /* first child of DETAILS */
	/* leaves without spans */
	BLOCK_PICTURE, /* picture */
	BLOCK_RULE,    /* hr */
	/* containers: hold children, no spans */
	BLOCK_DOCUMENT,    /* the root */
	BLOCK_QUOTE,       /* blockquote */
	BLOCK_LIST,        /* children: ITEM */
	BLOCK_ITEM,        /* children: blocks */
	BLOCK_DEFINITIONS, /* children: TERM, DEFINITION */
	BLOCK_DEFINITION,  /* dd */
	BLOCK_FIGURE,      /* children: PICTUREs, CAPTION */
	BLOCK_TABLE,       /* children: CAPTION?, ROW */
	BLOCK_ROW,         /* children: CELL */
	BLOCK_CELL,        /* children: blocks */
	BLOCK_DETAILS,     /* children: SUMMARY, blocks */
	BLOCK_NOTES,       /* footnotes; children: NOTE */
	BLOCK_NOTE,        /* id is what SPAN_NOTE refers to; children: blocks */
	BLOCK_KIND_COUNT
};

enum block_align { ALIGN_DEFAULT, ALIGN_START, ALIGN_CENTER, ALIGN_END };

enum span_kind {
	SPAN_TEXT,    /* text; never holds '\n' but in BLOCK_CODE */
	SPAN_BREAK,   /* a forced line end (br) */
	SPAN_PICTURE, /* a small picture in the line; has alt */
	SPAN_ANCHOR,  /* an empty place that links lead to: id */
	SPAN_NOTE,    /* a footnote's mark: text is the mark, id the NOTE's id */
	SPAN_TEX,     /* TeX source, shown as code */
	SPAN_MATH, /* a formula: math; text says it without, and is never empty: TeX (with STYLE_CODE) or its
		      signs */
};

/* Bits of span.style. */
enum {
	STYLE_STRONG = 1 << 0,
	STYLE_EM = 1 << 1,
	STYLE_CODE = 1 << 2,
	STYLE_SUB = 1 << 3,
	STYLE_SUP = 1 << 4,
	STYLE_DEL = 1 << 5,
	STYLE_UNDERLINE = 1 << 6,
	STYLE_MARK = 1 << 7,
	STYLE_SMALL = 1 << 8,
	STYLE_KBD = 1 << 9,
	STYLE_CITE = 1 << 10,
	STYLE_DOTS = 1 << 11, /* text-emphasis */
};
#define STYLE_COUNT 12

/* A link's target.  Spans of one <a> share one struct link (compare pointers). */
struct link {
	struct str url;   /* absolute http(s) or mailto, escaped for a URL attribute as RFC 3986 wants;
			     or empty when the target is inside this article */
	struct str id;    /* anchor inside this article (when url is empty) */
	struct str page;  /* of a span's, when both are empty: "/2021/07/12/slug/", a page of the site that
			     the post is from, decoded.  It leads somewhere where that is an article of
			     the same issue, and else is no link */
	struct str title; /* may be empty */
};

struct span {
	enum span_kind kind;
	unsigned style;          /* STYLE_ bits */
	struct str text;         /* valid UTF-8 without the control characters that XML forbids */
	struct str ruby;         /* annotation over text; empty: none */
	struct str lang;         /* BCP 47 where it differs from the block's; else empty */
	struct str id;           /* SPAN_ANCHOR, SPAN_NOTE */
	const struct link *link; /* NULL: none */
	struct picture *picture; /* SPAN_PICTURE */
	const struct math *math; /* SPAN_MATH */
};

struct block {
	enum block_kind kind;
	struct block *parent, *prev, *next, *first, *last;
	unsigned line;   /* in the post's file; 0 unknown */
	struct str id;   /* anchor; unique in the document, an NCName; or empty */
	struct str lang; /* BCP 47 where it differs from the parent's; else empty */
	enum block_align align;

	VEC(struct span) spans; /* leaves */

	/* By kind; the rest are zero. */
	int level;               /* HEADING: 1..5 */
	bool ordered;            /* LIST */
	int32_t start;           /* LIST, ordered: number of the first item */
	int32_t value;           /* ITEM of an ordered list: its number, always filled in */
	char numbering;          /* LIST, ordered: one of "1aAiI" */
	struct str code_lang;    /* CODE: "yaml", …; empty when not known */
	bool verse;              /* PARAGRAPH: its line ends are meant (poem, address) */
	bool head;               /* ROW: in thead; CELL: th */
	bool row_scope;          /* CELL with head: heads its row, not its column */
	uint16_t colspan;        /* CELL: 1..TABLE_SPAN_MAX */
	uint16_t rowspan;        /* CELL: 1..TABLE_SPAN_MAX, never past the table's end */
	uint16_t columns;        /* TABLE: width of its grid */
	struct picture *picture; /* PICTURE */
	const struct link *link; /* PICTURE: where it led, out of the article; NULL: nowhere */
};

/* "colspan=1000000000" must not allocate a grid. */
#define TABLE_SPAN_MAX    1000
#define TABLE_COLUMNS_MAX 1000

struct document {
	struct block *root;             /* BLOCK_DOCUMENT, never NULL */
	VEC(struct picture *) pictures; /* in reading order; each once per place */
	size_t characters; /* CJK characters and Latin letters and digits of the text; no spaces, no marks */
	size_t words; /* CJK characters plus runs of other letters and digits: what reading time counts */
};

struct block *block_new(struct arena *a, enum block_kind kind, struct block *parent); /* appended */
void block_append(struct block *parent, struct block *child); /* child must be unlinked */
void block_insert_before(struct block *at, struct block *child);
void block_unlink(struct block *b);
/* The next block in document order below `root`, or NULL: walks without recursion. */
struct block *block_after(const struct block *b, const struct block *root);
/* The next in document order that is not inside b. */
struct block *block_skip(const struct block *b, const struct block *root);

bool block_kind_is_leaf(enum block_kind kind);     /* holds spans */
const char *block_kind_name(enum block_kind kind); /* "paragraph" */
struct str block_text(struct arena *a,
		      const struct block *b); /* its spans' text, or its leaves', joined by '\n' */

/* The first `most` characters of running text (paragraphs, items, quotations; no
 * headings), for section pages and headlines; ends in "…" when cut. */
struct str document_excerpt(struct arena *a, const struct document *d, size_t most);

void document_count(struct document *d); /* fills characters and words from the tree */

/* Asserts every invariant written above; for tests and debug builds. */
void document_check(const struct document *d);
/* Stable text, a line per block or span, indented: --dump=doc. */
void document_dump(const struct document *d, struct stream *out);

#endif
