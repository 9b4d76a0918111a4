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
	struct str language; /* BCP 47, where it is another than the paragraph's */
	bool bold;
	bool nowrap;   /* no break inside (but at the last resort) */
	bool verbatim; /* code: spaces kept and unstretchable, no squeezing, breaks anywhere as last resort */
	bool url;      /* break at the joints of a URL, without hyphen */
	bool script;   /* below or above the line: a part of what it stands behind */
	coord size;    /* em, > 0 */
	coord object;  /* advance of each U+FFFC in it */
};

struct paragraph_text {
	const struct piece *pieces;
	size_t count;
	struct str lang; /* BCP 47: for hyphenation and ICU */
	bool hyphenate;
	bool words;    /* of a language without spaces, too, are told apart: titles */
	bool vertical; /* vert/vrt2 forms and vertical advances */
};

/* A word of so many humps and letters is a program's (AbstractBeanDefinitionReader): it is torn
 * without a hyphen, which would be read as part of it; JavaScript and OpenStreetMap take one. */
#define PROGRAM_HUMPS         2
#define PROGRAM_LETTERS_LEAST 16

enum break_kind {
	BREAK_NEVER,   /* forbidden before this cluster */
	BREAK_ALLOWED, /* free */
	BREAK_INSIDE,  /* free, but between two characters of a word (发布): rather not in a title */
	BREAK_HYPHEN,  /* inside a word: a hyphen is set before the break */
	BREAK_GUESSED, /* ... where no dictionary says so: only where a line would have holes otherwise */
	BREAK_URL,     /* at a joint of a URL: nothing is added */
	BREAK_LAST,    /* only where a line would overflow otherwise (between letters of a word) */
	BREAK_FORCED,  /* a line ends here ('\n') */
};

/* How a line is put together.  Clusters of CLASS_NONE have no width and are not
 * there for spacing: neighbours below are the nearest clusters of other classes.
 * With sides = class_sides(klass), all in 1/1000 of piece.size, the ink square of a
 * cluster is   advance - (sides.start + sides.end) * size / 1000   and a line is
 *
 *   square, gap, square, gap, …, square
 *
 * where gap = spacing_between(style, klass before, klass after), in 1/1000 of the
 * larger of the two sizes, style = mark_style_of(piece.lang) of the later cluster.  A gap
 * replaces the sides that face each other and is never added to them.  When painting, a
 * cluster's glyphs start sides.start * size / 1000 before its ink square.
 *
 * - The first square of a line has no side before it, the last none after it:
 *   an opening mark at the head loses its leading half, a closing one at the end its trailing, in
 *   every line and before any glue gives.
 * - CLASS_SPACE has no sides and its gaps are 0 but beside marks: it is glue itself, as wide as its
 *   advance, and gives what spacing_of_space says of that advance.  At a line's
 *   head and end it vanishes, and so does the gap beside it.
 * - A space typed between Han and Latin or beside a full-width mark has become CLASS_NONE
 *   here: the gap of its neighbours stands in its place.
 * - CLASS_FIXED and CLASS_OBJECT are their advance, nothing else.
 * - In a verbatim piece squares, marks and spaces are all CLASS_FIXED.
 * - `before` is asked of the cluster that would begin the new line; the gap
 *   before it and CLASS_SPACE clusters before it then vanish.  A '\n' is a cluster of
 *   CLASS_NONE with BREAK_FORCED: it ends its line, the cluster after it begins the
 *   next (and has BREAK_NEVER, as the first of all has).
 * - A hyphen (BREAK_HYPHEN) is shape_hyphen(cluster before the break), part of the last square.
 *
 * Vertical: the pen runs down the middle of the line.  Upright glyphs have their `rise` and
 * `offset` to the glyph's own horizontal origin, turned ones lie on their side with
 * the baseline shifted so that their em box is centred.
 */

/* A grapheme cluster or a part of a ligature that cannot be split. */
struct cluster {
	uint32_t text;   /* byte offset in shaped.text */
	uint16_t length; /* bytes */
	uint16_t piece;  /* index */
	uint32_t glyph;  /* first of its glyphs in shaped.glyphs */
	uint16_t glyphs; /* may be 0 (a space, a newline, a joined cluster) */
	uint8_t klass;   /* enum char_class */
	uint8_t before;  /* enum break_kind: may a line break before this cluster? */
	uint8_t level;   /* bidi embedding level */
	uint8_t missing; /* no font has it: drawn as a box, `advance` wide, with its code */
	uint16_t face;   /* index in shaped.faces */
	coord advance;   /* natural, unsqueezed: a full-width mark has one em */
};

struct shaped_glyph {
	coord advance; /* along the line */
	coord offset;  /* along the line, from the pen */
	coord rise;    /* across the line, towards the line before (up, or right in vertical text) */
	uint16_t gid;
	bool turned; /* vertical text: set sideways */
};

struct shaped {
	struct str text;          /* all pieces joined */
	struct cluster *clusters; /* in logical order */
	size_t count;
	struct shaped_glyph *glyphs; /* in the visual order of its cluster */
	size_t glyph_count;
	const struct face **faces;
	size_t face_count;
	bool vertical;
	bool bidi;         /* some level is not 0 */
	uint32_t *missing; /* code points that no font has; each once, in order */
	size_t missing_count;
};

/* Is a paragraph of this text, in a language (BCP 47), read from right to left?  Then its levels
 * are odd, and it begins at the other side. */
bool reads_right_to_left(struct str text, struct str lang);

/* Everything in the result lives in `a`. Linear in the text's length; text of any
 * length is taken (over 2^31 bytes is cut). */
void shape_paragraph(struct shaper *s, struct arena *a, const struct paragraph_text *p, struct shaped *out);

/* A hyphen in the face of cluster `i`, for a line that ends in BREAK_HYPHEN or
 * BREAK_GUESSED. */
struct shaped_glyph shape_hyphen(const struct shaped *t, size_t i, coord size);

#endif
