/* Diagnostics as data.
 *
 * Nothing below cli/ prints.  Whoever cannot do what was asked adds one
 * diagnostic to the list it was given, saying what was wrong and what was done
 * about it, and goes on or returns false.  Each article carries its own list,
 * in its own arena; lists are reported in article order whatever threads did.
 *
 * The line printed is  FILE:LINE: warning|error: text [code]  (the contract).
 */
#ifndef WENZHAI_BASE_DIAG_H
#define WENZHAI_BASE_DIAG_H

#include "base/arena.h"
#include "base/diag-ids.h"

enum diag_level {
	DIAG_NOTE,    /* nothing lost; shown with -v only */
	DIAG_WARNING, /* looks may differ */
	DIAG_ERROR,   /* content was lost: an article or a part of it */
	DIAG_FATAL,   /* no output */
};

enum diag_id {
#define DIAG_ENUM(name, code, level, meaning) DIAG_##name,
	DIAG_IDS(DIAG_ENUM)
#undef DIAG_ENUM
		DIAG_ID_COUNT
};

struct diag {
	enum diag_id id;
	unsigned line;   /* from 1; 0 when no line is meant */
	struct str file; /* as the user would write it; empty when no file is meant */
	struct str text; /* one line, no full stop */
	size_t more;     /* further ones of the id about the file, not kept; see DIAGS_MAX */
};

struct diags {
	struct arena *arena; /* where texts and the list live */
	struct str file;     /* the file that diag_add blames */
	VEC(struct diag) list;
	size_t count[DIAG_FATAL + 1]; /* per level */
};

void diags_init(struct diags *d, struct arena *arena, struct str file);

/* Adds a diagnostic about d->file (line 0: about the file as a whole).  What was said of it
 * before, word for word, is not said again: a second PDF lacks the same glyphs.
 * Of those about one file that follow one another DIAGS_MAX of each id are kept: 100,000
 * bad pictures in one post are no 100,000 lines.  Further ones are counted, in the levels'
 * counts and in the last one's `more`. */
#define DIAGS_MAX      20
#define DIAGS_MAX_JOBS 1000 /* of mistakes in a jobs file, which are mended all at once */
void diag_add(struct diags *d, enum diag_id id, unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* The same about another file, or (empty) about none. */
void diag_add_file(struct diags *d, enum diag_id id, struct str file, unsigned line, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* Copies all of `from` behind `into`'s. */
void diags_append(struct diags *into, const struct diags *from);
/* Is anything at `level` or above in the list? */
bool diags_reach(const struct diags *d, enum diag_level level);

enum diag_level diag_id_level(enum diag_id id);
const char *diag_id_code(enum diag_id id);      /* "no-date" */
const char *diag_id_meaning(enum diag_id id);   /* one line, for the manual */
const char *diag_level_name(enum diag_level l); /* "warning" */

#endif
