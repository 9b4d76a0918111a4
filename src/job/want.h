/* Posts that a job wants for a period, with what tells them apart from others. */
#ifndef WENZHAI_JOB_WANT_H
#define WENZHAI_JOB_WANT_H

#include "job/choose.h"

struct candidate {
	struct known *post;
	struct story story;
	day_number day; /* local, as it counts; valid when story.dated */
	bool misdated;  /* dated after the file was written */
};
struct candidates {
	VEC(struct candidate) list; /* by path; all have their signatures */
};

struct wanting {
	const struct chooser *c;
	const struct job *job;
	const struct period *period;
	const struct cursor *cursor;
	bool past;
	struct arena *scratch, *arena; /* of the candidates; of what is chosen */
	struct chosen *chosen;
};

/* What is not wanted goes to chosen->left.  False: cancelled, or posts could not be read. */
bool want(const struct wanting *w, struct candidates *wanted);

/* Copies all into `a`, if it is explained. */
void leave(struct chosen *chosen, struct arena *a, struct str path, struct str code, struct str reason);

#endif
