#include "image/fetch-queue.h"

#include "base/str-table.h"
#include "base/stream.h"
#include "image/url.h"

void queue_init(struct fetch_queue *q, unsigned per_host)
{
	*q = (struct fetch_queue){.per_host = per_host};
	q->by_name = str_table_new();
	q->hosts = g_ptr_array_new();
}

void queue_clear(struct fetch_queue *q)
{
	for (guint i = 0; i < q->hosts->len; i++)
		for (struct fetch_job *job; (job = queue_drain(q, q->hosts->pdata[i]));)
			fetch_job_free(job);
	g_hash_table_destroy(q->by_name);
	g_ptr_array_free(q->hosts, TRUE);
	arena_clear(&q->arena);
}

struct fetch_host *queue_host(struct fetch_queue *q, struct str url)
{
	struct arena scratch = {0};
	struct str name, path;
	url_split_remote(&scratch, url, &name, &path);
	struct fetch_host *host = g_hash_table_lookup(q->by_name, &name);
	if (!host) {
		host = ARENA_NEW(&q->arena, struct fetch_host);
		host->name = arena_str(&q->arena, name);
		g_hash_table_insert(q->by_name, &host->name, host);
		g_ptr_array_add(q->hosts, host);
	}
	arena_clear(&scratch);
	return host;
}

static gint by_time(gconstpointer x, gconstpointer y, gpointer unused)
{
	const struct fetch_job *a = x, *b = y;
	(void)unused;
	return (a->not_before > b->not_before) - (a->not_before < b->not_before);
}

void queue_put(struct fetch_queue *q, struct fetch_job *job)
{
	job->host = queue_host(q, job->url);
	if (job->not_before)
		g_queue_insert_sorted(&job->host->again, job, by_time, NULL);
	else
		g_queue_push_tail(&job->host->fresh, job);
	q->waiting++;
}

static struct fetch_job *take_from(struct fetch_queue *q, struct fetch_host *host, gint64 now)
{
	if (host->in_flight >= q->per_host || host->not_before > now)
		return NULL;
	struct fetch_job *again = g_queue_peek_head(&host->again);
	bool due = again && again->not_before <= now;
	return g_queue_pop_head(due ? &host->again : &host->fresh);
}

struct fetch_job *queue_take(struct fetch_queue *q, gint64 now)
{
	for (guint i = 0; i < q->hosts->len && q->waiting; i++) {
		struct fetch_host *host = q->hosts->pdata[(q->turn + i) % q->hosts->len];
		struct fetch_job *job = take_from(q, host, now);
		if (!job)
			continue;
		q->turn = (q->turn + i + 1) % q->hosts->len;
		q->waiting--;
		host->in_flight++;
		return job;
	}
	return NULL;
}

gint64 queue_wait(const struct fetch_queue *q, gint64 now, gint64 most)
{
	gint64 wait = most;
	for (guint i = 0; i < q->hosts->len && q->waiting; i++) {
		struct fetch_host *host = q->hosts->pdata[i];
		struct fetch_job *again = g_queue_peek_head(&host->again);
		if (host->in_flight >= q->per_host || (!again && g_queue_is_empty(&host->fresh)))
			continue;
		gint64 at = host->not_before;
		if (again && g_queue_is_empty(&host->fresh) && again->not_before > at)
			at = again->not_before;
		wait = MIN(wait, at - now);
	}
	return MAX(wait, 0);
}

struct fetch_job *queue_drain(struct fetch_queue *q, struct fetch_host *host)
{
	struct fetch_job *job =
		g_queue_pop_head(g_queue_is_empty(&host->again) ? &host->fresh : &host->again);
	q->waiting -= job != NULL;
	return job;
}

struct fetch_job *fetch_job_new(struct fetch_item *item)
{
	struct fetch_job *job = g_new0(struct fetch_job, 1);
	job->item = item;
	job->key = job->url = item->url;
	job->request.arena = &job->arena;
	job->request.owner = job;
	return job;
}

void fetch_job_free(struct fetch_job *job)
{
	stream_abandon(job->request.to);
	arena_clear(&job->arena);
	g_free(job);
}
