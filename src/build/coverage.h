/* Which characters of an issue no font has, for `wenzhai doctor`. */
#ifndef WENZHAI_BUILD_COVERAGE_H
#define WENZHAI_BUILD_COVERAGE_H

#include "model/issue.h"
#include "text/face.h"

struct uncovered {
	uint32_t c;
	size_t count;    /* how often */
	struct str path; /* where first */
};

struct coverage {
	size_t distinct;           /* characters seen */
	struct uncovered *missing; /* in order of first appearance */
	size_t missing_count;
};

/* Looks through every document of the issue.  Lives in `a`. */
struct coverage coverage_of(const struct issue *issue, struct fonts *fonts, struct arena *a);

#endif
