/* The pictures of an issue, fetched into the store: what `wenzhai fetch` does.
 *
 * Posts are selected and cleaned as for a build, by the same rules and profile, so that
 * exactly what a build would show is fetched: no tracking pixel, no QR code that is
 * dropped, of several sizes the one that the profile wants; and the heads' pictures. */
#ifndef WENZHAI_BUILD_FETCH_H
#define WENZHAI_BUILD_FETCH_H

#include "build/build.h"
#include "image/fetch.h"

struct build_fetched {
	struct fetch_item *items; /* each URL once, in the order of the articles */
	size_t item_count;
	struct fetch_result result;
};

/* What failed is reported [fetch-failed] in the order of the articles.  BUILD_DONE also when
 * pictures failed; BUILD_FAILED when all had to stop.  `store` NULL: only with fetch->dry. */
enum build_status build_fetch(const struct build_options *options, const struct fetch_options *fetch,
			      struct store *store, struct arena *a, struct diags *diags,
			      struct build_result *result, struct build_fetched *fetched);

#endif
