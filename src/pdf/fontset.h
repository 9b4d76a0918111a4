/* The fonts of one file: which glyphs of each face are used and what text each
 * stands for, the subsets, and the objects.
 *
 *   fontset_collect   walks the display (one thread)
 *   fontset_subset    makes one font's file and ToUnicode map (any thread, each
 *                     font once); the page codes of its glyphs are known then
 *   fontset_write     adds the objects (libharu's thread)
 *
 * Between collecting and writing, lookups may be made from any thread.
 */
#ifndef WENZHAI_PDF_FONTSET_H
#define WENZHAI_PDF_FONTSET_H

#include "layout/display.h"
#include "pdf/object.h"

/* What is known of one glyph of a face. */
struct glyph_use {
	uint32_t text; /* glyph_text: 0 not used, a code point, GLYPH_NO_TEXT, or an index over GLYPH_TEXTS */
	uint16_t code; /* what the page's strings say: a CID */
	int16_t width; /* advance in em/1000, as /W says */
};

#define GLYPH_NO_TEXT 0x110000u /* used, but all its text is at other glyphs */
#define GLYPH_TEXTS   0x200000u /* plus the index in font.texts: more than one character */

#define GLYPH_BLOCK 256

/* A bfchar target holds 512 bytes (Adobe TN 5014); a glyph of a longer text, which
 * only piled-up combining marks have, says it at each place instead. */
#define GLYPH_TEXT_BYTES_MAX 128

/* Upright glyphs of vertical text (/W2), in em/1000: where the pen stands from the
 * glyph's horizontal origin, and how far it moves.  The pen is at the foot of the em
 * box and on the baseline of turned text beside it.  Custom has it at the middle of the
 * head (/DW2 [880 -1000]), but poppler takes a vertical pen for the character's end and its place
 * across the column for a baseline: 中 and a turned Latin word beside it would be of two
 * lines, and the text of a page be read in the wrong order. */
#define UPRIGHT_PEN_X   (500 - EM_MIDDLE)
#define UPRIGHT_PEN_Y   (-EM_BELOW)
#define UPRIGHT_ADVANCE 1000

struct font {
	const struct face *face;
	struct font *trimmed; /* the same face's marks at the edges of lines; NULL: none */
	/* Of such a font: all its glyphs.  Empty: it is the face's own. */
	VEC(struct trimmed_mark) marks;
	struct glyph_use *blocks[65536 / GLYPH_BLOCK]; /* by glyph id; NULL where none is used */
	VEC(struct str) texts;
	size_t used;
	uint16_t space_gid;  /* glyph that stands for a space between words; 0: none needed or had */
	uint32_t index;      /* its place in fontset.fonts */
	bool along, upright; /* used with horizontal and with vertical codes */

	/* Filled by fontset_subset. */
	bool failed;
	struct arena arena;    /* what follows lives here */
	struct str file;       /* deflated */
	size_t file_size;      /* before */
	struct str to_unicode; /* deflated */
	struct str name;       /* "ABCDEF+Name" */
	struct str widths;     /* the elements of /W */
};

struct fontset {
	struct arena *arena;
	VEC(struct font *) fonts; /* in order of first use: names in the file come from it */
	VEC(struct font *) by_id; /* by face_id; NULL: not used */
};

void fontset_collect(struct fontset *set, struct arena *a, const struct display *display);
/* The font of a run that was collected; `vertical`: the display's. */
const struct font *fontset_lookup(const struct fontset *set, const struct glyph_run *run, bool vertical);
/* How far into its square what is shown of the run's glyphs begins, in em/1000. */
int fontset_trim(const struct font *font, const struct glyph_run *run);

const struct glyph_use *font_glyph(const struct font *font, uint16_t gid); /* a used one */
/* Does the glyph's map say just this text? */
bool font_glyph_says(const struct font *font, uint16_t gid, struct str text);

/* fontfile.c */
void fontset_subset(struct font *font);
/* The first face that could not be subset, or NULL. */
const struct face *fontset_damaged(const struct fontset *set);
/* Adds all objects; returns that of the pages' /Font dictionary, in which font i is
 * /Fi with horizontal and /Vi with vertical codes.  Fonts that may not be embedded are
 * reported [font-restricted]. */
unsigned fontset_write(const struct fontset *set, struct pdf *pdf, struct diags *diags);
void fontset_clear(struct fontset *set);

/* tounicode.c: the CMap's text. */
struct str to_unicode_map(struct arena *a, const struct font *font);

#endif
