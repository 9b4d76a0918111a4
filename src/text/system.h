/* Inside text/: which font files there are, as fontconfig knows them.
 *
 * Only families' exact names count: fontconfig's own matching always answers
 * something, which is how a page ends in the wrong face without a word.
 * Immutable once made (but for files that are dropped), but fontconfig's patterns are read under the lock of
 * `struct fonts` all the same.
 */
#ifndef WENZHAI_TEXT_SYSTEM_H
#define WENZHAI_TEXT_SYSTEM_H

#include "base/arena.h"
#include "base/str.h"

struct system_fonts;

struct font_place {
	const char *path; /* as long as the system_fonts */
	unsigned index;   /* as face_index */
};

/* `dir` (may be NULL) holds font files of the user's; they come first. */
struct system_fonts *system_fonts_new(const char *dir);
void system_fonts_free(struct system_fonts *s);
/* From now on as if the file were not there. */
void system_drop_file(struct system_fonts *s, const char *path);

/* The family's upright face of normal width whose weight is nearest. */
bool system_find_family(const struct system_fonts *s, struct str family, bool bold, struct font_place *place);

/* Faces that have all of chars[0..n), best first, at most `most`; returns how many. */
size_t system_find_covering(struct system_fonts *s, const uint32_t *chars, size_t n, bool bold,
			    struct font_place *places, size_t most);

#endif
