/* Fetching: the pictures that are not in the store yet are brought there, politely.
 *
 * So many connections at once and no more, fewer still to one host; what a host asks
 * for (429 or 503 with Retry-After) is done; a host that fails again and again is set
 * aside with all that would be asked of it; what failed for a passing reason is tried
 * TRIES_MAX times, ever later, and else remembered and not asked for again for a day.
 * Each picture is kept as soon as it is whole: a run that is cut off has lost only what
 * was under way, and the next one goes on from there.
 *
 * One thread calls; checking what is there already uses `jobs`.
 */
#ifndef WENZHAI_IMAGE_FETCH_H
#define WENZHAI_IMAGE_FETCH_H

#include "base/parallel.h"
#include "image/proxy.h"
#include "image/store.h"

/* Pictures whose host wants to be told from which page: FETCH_REFERERS and the caller's. */
struct fetch_referer {
	struct str host; /* and those below it */
	struct str page;
};

struct fetch_options {
	instant now;
	unsigned connections, per_host; /* at once */
	unsigned seconds;               /* for one request */
	uint64_t most;                  /* bytes of one picture */
	bool allow_private;             /* addresses of intranets and of this machine too */
	bool again;                     /* also what failed within the last day */
	instant refresh;                /* what the server last confirmed before: asked whether it changed */
	bool dry;                       /* nothing is asked for and nothing written */
	const struct fetch_referer *referers;
	size_t referer_count;
	struct proxies proxies;
	const char *user_agent, *ca_file, *ca_dir;
	unsigned jobs;
	const struct cancel *cancel;
	/* Called now and then; may be NULL. */
	void (*progress)(void *context, size_t done, size_t total, uint64_t bytes);
	void *progress_context;
};

enum fetch_state {
	FETCH_WAITING,   /* to be fetched: what a dry run and a cancelled one leave */
	FETCH_STORED,    /* was there */
	FETCH_UNCHANGED, /* was there, and the server says that it still is the same */
	FETCH_FETCHED,
	FETCH_FAILED,
	FETCH_LATER, /* failed within the last day: not asked for */
	FETCH_STATES,
};

struct fetch_item {
	struct str url;           /* as clean/ made it */
	const struct str *others; /* the same picture in other sizes, the best first: where `url` fails */
	size_t other_count;
	/* Filled. */
	enum fetch_state state;
	struct str reason; /* FAILED, LATER: one line */
};

struct fetch_result {
	size_t count[FETCH_STATES]; /* items */
	uint64_t bytes;             /* of the pictures that were fetched */
};

/* Items are each another URL; texts live in `a`.  `s` may be NULL for a dry run.  False after
 * a failure that stops all, reported in `diags`: no libcurl [no-network], a full disk or a
 * broken index [cannot-write]; also when cancelled, which is not reported. */
bool fetch_pictures(const struct fetch_options *o, struct store *s, struct fetch_item *items, size_t n,
		    struct arena *a, struct fetch_result *result, struct diags *diags);

/* The page to name as Referer, or empty. */
struct str fetch_referer(const struct fetch_options *o, struct str url);

/* Seconds, "Retry-After" and the like. */
#define FETCH_TRIES_MAX     3
#define FETCH_BACKOFF       1     /* before the second try; doubled for each further */
#define FETCH_WAIT_MAX      60    /* a host that wants to be left alone for longer is set aside */
#define FETCH_REMEMBERED    86400 /* a failure */
#define FETCH_HOST_FAULTS   3     /* in a row: the host is set aside */
#define FETCH_REDIRECTS_MAX 5     /* round and round */

#endif
