/* Shaping: a paragraph's pieces of text become clusters with glyphs, advances,
 * classes and break opportunities.  Everything a line breaker needs to know
 * about text is in the clusters; it never looks at characters again.
 *
 * A shaper holds HarfBuzz buffers, ICU iterators and caches, and belongs to one
 * thread at a time.
 */
#ifndef WENZHAI_TEXT_SHAPE_H
#define WENZHAI_TEXT_SHAPE_H

#include "base/arena.h"
#include "text/classes.h"
#include "text/face.h"

struct shaper;
struct shaper *shaper_new(struct fonts *fonts);
void shaper_free(struct shaper *s);

/* A piece: text of one look. */
struct piece {
	struct str text; /* valid UTF-8; '\n' forces a line end; U+FFFC stands for an object */
	enum font_role role;
	enum font_lang lang;
	bool bold;
	bool nowrap;     /* no break inside (but at the last resort) */
	bool verbatim;   /* code: spaces kept and unstretchable, no squeezing, breaks anywhere as last resort */
	bool url;        /* break at the joints of a URL, without hyphen */
	coord size;      /* em, > 0 */
	coord object;    /* advance of each U+FFFC in it */
};

struct paragraph_text {
	const struct piece *pieces;
	size_t count;
	struct str lang;    /* BCP 47: for hyphenation and ICU */
	bool hyphenate;
	bool vertical;      /* vert/vrt2 forms and vertical advances */
};

enum break_kind {
	BREAK_NEVER,    /* forbidden before this cluster */
	BREAK_ALLOWED,  /* free */
	BREAK_HYPHEN,   /* inside a word: a hyphen is set before the break */
	BREAK_URL,      /* at a joint of a URL: nothing is added */
	BREAK_LAST,     /* only where a line would overflow otherwise (between letters of a word) */
	BREAK_FORCED,   /* a line ends here ('\n') */
};

/* A grapheme cluster or a part of a ligature that cannot be split. */
struct cluster {
	uint32_t text;       /* byte offset in shaped.text */
	uint16_t length;     /* bytes */
	uint16_t piece;      /* index */
	uint32_t glyph;      /* first of its glyphs in shaped.glyphs */
	uint16_t glyphs;     /* may be 0 (a space, a newline, a joined cluster) */
	uint8_t klass;       /* enum char_class */
	uint8_t before;      /* enum break_kind: may a line break before this cluster? */
	uint8_t level;       /* bidi embedding level */
	uint8_t missing;     /* no font has it: drawn as a box, `advance` wide, with its code */
	uint16_t face;       /* index in shaped.faces */
	coord advance;       /* natural, unsqueezed: a full-width mark has one em */
};

struct shaped_glyph {
	coord advance;  /* along the line */
	coord offset;   /* along the line, from the pen */
	coord rise;     /* across the line, towards the line before (up, or right in vertical text) */
	uint16_t gid;
	bool turned;    /* vertical text: set sideways */
};

struct shaped {
	struct str text;            /* all pieces joined */
	struct cluster *clusters;   /* in logical order */
	size_t count;
	struct shaped_glyph *glyphs; /* in the visual order of its cluster */
	size_t glyph_count;
	const struct face **faces;
	size_t face_count;
	bool bidi;                  /* some level is not 0 */
	uint32_t *missing;          /* code points that no font has; each once, in order */
	size_t missing_count;
};

/* Everything in the result lives in `a`. Linear in the text's length; text of any
 * length is taken (over 2^31 bytes is cut). */
void shape_paragraph(struct shaper *s, struct arena *a, const struct paragraph_text *p, struct shaped *out);

/* A hyphen in the face of cluster `i`, for a line that ends in BREAK_HYPHEN. */
struct shaped_glyph shape_hyphen(struct shaper *s, const struct shaped *t, size_t i, coord size);

#endif
