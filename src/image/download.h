/* Downloads: many HTTP requests at once over libcurl, each into a stream of its own.
 *
 * One request is one hop: redirects are handed back, so that whoever follows them judges
 * each place anew.  Every request ends: within `seconds`, `most` bytes, a bounded head.
 * Addresses that are not public (address.h) are refused as sockets are opened, after all
 * resolving, unless a proxy stands between or allow_private is set.  HTTP/2 where offered,
 * connections used again; no cookies, no Referer but what is asked for, no netrc.
 * One thread.
 */
#ifndef WENZHAI_IMAGE_DOWNLOAD_H
#define WENZHAI_IMAGE_DOWNLOAD_H

#include "base/arena.h"
#include "image/store.h"

struct stream;
struct downloads;

/* A host that wants to be left alone until the sun is cold. */
#define DOWNLOAD_RETRY_AFTER_MAX (366 * 86400)

struct download_options {
	const char *user_agent;
	const char *ca_file, *ca_dir; /* of certificates to believe; NULL: the system's */
	unsigned connections;         /* at once, and to one host */
	unsigned per_host;
	unsigned seconds; /* for a request, whatever happens */
	uint64_t most;    /* bytes of a body */
	bool allow_private;
};

enum download_end {
	DOWNLOAD_ANSWERED, /* there is a status, whichever; the body is kept of a 200 alone */
	DOWNLOAD_NO_HOST,  /* no name, no connection, no trust: the host's fault */
	DOWNLOAD_SLOW,     /* not done within the time; likewise */
	DOWNLOAD_BROKEN,   /* ended too early, or not to be understood */
	DOWNLOAD_REFUSED,  /* its address is not public */
	DOWNLOAD_TOO_LARGE,
	DOWNLOAD_DISK, /* the stream takes no more */
	DOWNLOAD_BAD,  /* no URL that can be asked for */
};

struct download {
	/* The request: borrowed until it has ended. */
	const char *url;           /* http or https */
	struct str etag, modified; /* of what is there already; may be empty */
	const char *referer;       /* NULL: none */
	const char *proxy;         /* NULL: none */
	struct stream *to;
	void *owner;

	/* How it ended.  Texts live as long as `arena`. */
	struct arena *arena;
	enum download_end end;
	const char *why;      /* one line, unless ANSWERED */
	long status;          /* ANSWERED: HTTP's */
	const char *location; /* of a redirect, absolute; NULL: none */
	int64_t retry_after;  /* seconds, at most DOWNLOAD_RETRY_AFTER_MAX; 0: not said */
	struct str new_etag, new_modified;
	uint64_t size;           /* bytes in `to` */
	char sha[STORE_SHA + 1]; /* of them */
};

/* NULL with a line for the user when libcurl cannot be had. */
struct downloads *downloads_new(const struct download_options *options, const char **fault);
/* Precondition: all requests have ended or been given up. */
void downloads_free(struct downloads *d);

void downloads_begin(struct downloads *d, struct download *request);
/* One that has ended, or NULL when none did within `milliseconds`. */
struct download *downloads_next(struct downloads *d, int milliseconds);
/* One that has not ended, ended by this; NULL: none is left. */
struct download *downloads_give_up(struct downloads *d);
/* Bytes that came so far, of all. */
uint64_t downloads_bytes(const struct downloads *d);

#endif
