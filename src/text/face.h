/* Faces: font files found through the stacks in fonts/ and fontconfig.
 *
 * `struct fonts` is made once per run and shared by all threads: a face is
 * immutable once it can be seen.  Faces found later as fallbacks are added under
 * a lock inside text/; which face a cluster gets depends on the cluster, role,
 * language and weight alone, never on the order in which threads ask.
 */
#ifndef WENZHAI_TEXT_FACE_H
#define WENZHAI_TEXT_FACE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/unit.h"
#include "model/style.h"

struct fonts;
struct face;

/* Where the em box of an ideograph stands by the baseline of Latin beside it, in 1/1000 em (the BASE
 * tables of Noto CJK, and by and large any face's).  Vertical lines run through its middle. */
#define EM_ABOVE  880
#define EM_BELOW  120
#define EM_MIDDLE ((EM_ABOVE - EM_BELOW) / 2) /* above the baseline */

/* `dir`: the folder with stacks.yaml and, perhaps, font files of the user's,
 * which come before the system's.  NULL (reported as no-fonts) when not even a
 * body face is found.  A role and language of whose own families none is
 * installed is a note [no-family]; what is wrong in the file, a warning [bad-stacks]. */
struct fonts *fonts_new(const char *dir, struct diags *diags);
void fonts_free(struct fonts *f);
/* The face turned out to be damaged: from now on it is as if its file were not installed.  It
 * stays readable.  No other thread may use `f` meanwhile, nor any shaper made before be used
 * afterwards.  False when not even a body face is left. */
bool fonts_reject(struct fonts *f, const struct face *face);

/* The first face of the stack: what gives a paragraph its metrics. Never NULL. */
const struct face *fonts_primary(struct fonts *f, enum font_role role, enum font_lang lang, bool bold);
/* The face for one grapheme cluster: the first of the stack that has every
 * character, else fontconfig's choice; NULL when no font has it. */
const struct face *fonts_for_cluster(struct fonts *f, enum font_role role, enum font_lang lang, bool bold,
				     struct str cluster);

/* Stack order and what was found for each family, for `wenzhai doctor`. */
struct font_entry {
	enum font_role role;
	enum font_lang lang;
	bool bold;
	struct str family; /* as the stack says */
	struct str file;   /* empty: not found */
	struct str name;   /* PostScript name */
};
size_t fonts_list(struct fonts *f, struct arena *a, struct font_entry **entries);

/* ---- one face ---- */

enum outline_kind { OUTLINE_CFF, OUTLINE_TRUETYPE };

unsigned face_id(const struct face *f); /* small, unique in its fonts, but not stable: never output it */
struct str face_postscript_name(const struct face *f); /* ASCII, without spaces */
struct str face_file(const struct face *f);
unsigned face_index(const struct face *f); /* in a collection; a variable font's named instance above
					      bit 16, as FT_New_Memory_Face takes it */
enum outline_kind face_outline_kind(const struct face *f);
bool face_cid_keyed(const struct face *f); /* CFF with a ROS: a page's codes are CIDs, kept by the subset */
uint16_t face_cid(const struct face *f, uint16_t gid); /* of a CID-keyed face; in Noto CJK it equals gid */
unsigned face_upem(const struct face *f);
bool face_serif(const struct face *f);
bool face_monospaced(const struct face *f);
bool face_bold(const struct face *f);

/* All in font units; y upwards. */
struct face_metrics {
	int ascent, descent; /* descent is negative */
	int cap_height, x_height;
	int bbox[4];      /* xMin yMin xMax yMax */
	int italic_angle; /* degrees */
	int underline_position, underline_thickness;
};
struct face_metrics face_metrics(const struct face *f);
int face_advance(const struct face *f, uint16_t gid);          /* horizontal, font units */
int face_advance_vertical(const struct face *f, uint16_t gid); /* downwards, positive, font units */
int face_origin_vertical(const struct face *f, uint16_t gid);  /* of downward lines, above the baseline */
uint16_t face_glyph(const struct face *f, uint32_t c);         /* the cmap's; 0 when missing */

/* A subset with exactly the glyphs `gids` (sorted, unique; 0 is always in it, and
 * so are the parts of composite TrueType glyphs): for OUTLINE_CFF the bare `CFF `
 * table, for TrueType a whole font file.  new_gids[i] is the code by which a page
 * under Identity-H names gids[i] in it: the CID (face_cid) when the face is
 * CID-keyed, else the glyph's id in the subset (which is new; for TrueType the
 * CIDToGIDMap is then Identity).  Bytes live in `a`; false when the face cannot be
 * subset.  Deterministic.  Any thread. */
bool face_subset(const struct face *f, struct arena *a, const uint16_t *gids, size_t n, struct str *bytes,
		 uint16_t *new_gids);

/* A full-width mark at a line's edge, without its free half: what is drawn of it
 * begins `start` into its square. */
struct trimmed_mark {
	uint16_t gid;
	int16_t start, width; /* em/1000 */
};
/* Glyphs of the predefined charset of CFF; no text has so many different marks. */
#define TRIMMED_MARKS_MAX 200u
/* A bare `CFF ` table, not CID-keyed, in which glyph i + 1 is marks[i], `width` wide.
 * Any face, any thread; deterministic. */
struct str face_trimmed(const struct face *f, struct arena *a, const struct trimmed_mark *marks, size_t n);

/* May the face be embedded (OS/2 fsType)? */
bool face_embeddable(const struct face *f);
/* ... and less than all of it? */
bool face_may_subset(const struct face *f);
/* A font file with these characters, for whoever shapes by himself: cmap, names and layout features stay.
 * Bytes live in `a`; false when the face cannot be subset.  Deterministic.  Any thread. */
bool face_subset_file(const struct face *f, struct arena *a, const uint32_t *points, size_t n,
		      struct str *bytes);
/* On what terms it may be used, as it says itself: a sentence, an address or nothing.  In `a`. */
struct str face_licence(const struct face *f, struct arena *a);

/* The font file's bytes, mapped for the life of `fonts` (raster/ opens it with freetype). */
struct str face_bytes(const struct face *f);

#endif
