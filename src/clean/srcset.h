/* The sizes in which a source offers a picture (HTML, 4.8.4.3: srcset), and which of
 * them to take.  The same choice for fetching and for building: both ask clean/.
 * Pure; any thread. */
#ifndef WENZHAI_CLEAN_SRCSET_H
#define WENZHAI_CLEAN_SRCSET_H

#include "base/str.h"

/* A set of a hundred thousand would be sorted and kept for each picture. */
#define SRCSET_CANDIDATES_MAX 32
/* A wider candidate is for walls: taken only where there is no other. */
#define SRCSET_WIDTH_MAX 2600
/* How wide "1x" is, where nothing says it. */
#define SRCSET_WIDTH_ASSUMED 720

struct srcset_candidate {
	struct str url; /* as written; borrowed */
	uint32_t width; /* px; 0: its descriptor is nonsense */
};

/* Reads at most SRCSET_CANDIDATES_MAX; returns how many.  `natural`: the width of the
 * picture at 1x, in px; 0: unknown. */
size_t srcset_read(struct str set, uint32_t natural, struct srcset_candidate *candidates);

/* Sorts, the best first: the narrowest that is wide enough (nine tenths of `wanted` px are),
 * wider ones, then narrower ones, the widest of these first. */
void srcset_sort(struct srcset_candidate *candidates, size_t n, uint32_t wanted);

#endif
