/* The queues of a fetch: per host, in the order of the posts; hosts take turns. */
#ifndef WENZHAI_IMAGE_FETCH_QUEUE_H
#define WENZHAI_IMAGE_FETCH_QUEUE_H

#include "image/download.h"
#include "image/fetch.h"

#include <glib.h>

/* Times are g_get_monotonic_time's: microseconds. */

struct fetch_host {
	struct str name;     /* "example.com:8080" */
	GQueue fresh, again; /* of struct fetch_job; `again` by not_before */
	unsigned in_flight;
	unsigned faults;   /* in a row */
	gint64 not_before; /* it asked to be left alone until then */
	bool aside;        /* given up for this run */
	struct str why;    /* aside: for what */
	instant retry;     /* aside: when its pictures may be asked for again */
};

struct fetch_job {
	struct fetch_item *item;
	size_t other;   /* 0: item->url; else item->others[other - 1] */
	struct str key; /* what it is kept as */
	struct str url; /* where it is asked for: redirects change it */
	unsigned redirects, tries;
	gint64 not_before; /* a further try */
	bool conditional;  /* in the store already: 304 will do */
	struct fetch_host *host;
	struct arena arena; /* owns the job's texts */
	struct download request;
};

struct fetch_queue {
	struct arena arena;
	GHashTable *by_name; /* struct str * to struct fetch_host * */
	GPtrArray *hosts;
	size_t turn;
	unsigned per_host;
	size_t waiting; /* jobs in all queues */
};

void queue_init(struct fetch_queue *q, unsigned per_host);
void queue_clear(struct fetch_queue *q); /* jobs that still wait are freed */

struct fetch_host *queue_host(struct fetch_queue *q, struct str url);
/* Behind the host's others; where job->not_before is set, among those that wait. */
void queue_put(struct fetch_queue *q, struct fetch_job *job);
/* A job that may begin now, taken out and counted as in flight; NULL: none. */
struct fetch_job *queue_take(struct fetch_queue *q, gint64 now);
/* Microseconds until one may; at most `most`. */
gint64 queue_wait(const struct fetch_queue *q, gint64 now, gint64 most);
/* Any job of a host's queues, taken out; NULL: none. */
struct fetch_job *queue_drain(struct fetch_queue *q, struct fetch_host *host);

struct fetch_job *fetch_job_new(struct fetch_item *item);
void fetch_job_free(struct fetch_job *job);

#endif
