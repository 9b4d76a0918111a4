#include "image/fetch.h"

#include "base/stream.h"
#include "image/address.h"
#include "image/fetch-queue.h"
#include "image/url.h"

#define POLL_MICROSECONDS (200 * 1000) /* a cancel is seen so late at most */

struct fetch {
	const struct fetch_options *options;
	struct store *store;
	struct arena *arena; /* of reasons */
	struct fetch_result *result;
	struct diags *diags;
	struct fetch_queue queue;
	struct downloads *downloads;
	unsigned in_flight;
	size_t done, total; /* of those that were to be fetched */
	gint64 begun;
	bool broken; /* the disk takes no more */
};

/* ---- hosts that want to know from where ---- */

/* Without it they answer 403; most others check it, and none is the best they can get. */
static const struct fetch_referer known_referers[] = {
	{{"sinaimg.cn", 10}, {"https://weibo.com/", 18}},
	{{"pximg.net", 9}, {"https://www.pixiv.net/", 22}},
	{{"doubanio.com", 12}, {"https://www.douban.com/", 23}},
};

static struct str find_referer(const struct fetch_referer *rules, size_t n, struct str host)
{
	for (size_t i = 0; i < n; i++)
		if (url_host_is_below(host, rules[i].host))
			return rules[i].page;
	return S("");
}

struct str fetch_referer(const struct fetch_options *o, struct str url)
{
	struct str host = url_host_name(url_authority(url));
	struct str page = find_referer(o->referers, o->referer_count, host);
	return page.n ? page : find_referer(known_referers, G_N_ELEMENTS(known_referers), host);
}

/* ---- how an item ends ---- */

static instant now_of(const struct fetch *f)
{
	return f->options->now + (g_get_monotonic_time() - f->begun) / G_USEC_PER_SEC;
}

static void settle(struct fetch *f, struct fetch_item *item, enum fetch_state state, struct str reason)
{
	item->state = state;
	item->reason = arena_str(f->arena, reason);
	f->done++;
}

static bool may_begin(struct fetch *f, struct fetch_job *job, struct str *why);
static void fail(struct fetch *f, struct fetch_job *job, struct str why, instant retry);

/* Into a queue; or, where that is no use, the end of it. */
static void put(struct fetch *f, struct fetch_job *job)
{
	struct str why;
	struct fetch_host *host = queue_host(&f->queue, job->url);
	if (host->aside)
		fail(f, job, host->why, host->retry);
	else if (may_begin(f, job, &why))
		queue_put(&f->queue, job);
	else
		fail(f, job, why, now_of(f) + FETCH_REMEMBERED);
}

/* The same picture in another size, where the source names one that is worth asking for. */
static bool try_other(struct fetch *f, struct fetch_job *job)
{
	while (job->other < job->item->other_count) {
		struct str url = job->item->others[job->other++];
		struct store_source known = store_source(f->store, url, f->arena);
		if (known.stored && store_intact(f->store, &known.content)) {
			settle(f, job->item, FETCH_STORED, S(""));
			fetch_job_free(job);
			return true;
		}
		if (url_scheme(url) != URL_REMOTE || (known.retry > now_of(f) && !f->options->again))
			continue;
		job->key = job->url = url;
		job->redirects = job->tries = 0;
		job->not_before = 0;
		job->conditional = false;
		put(f, job);
		return true;
	}
	return false;
}

/* The job is gone afterwards.  Remembered, also when another size is tried. */
static void fail(struct fetch *f, struct fetch_job *job, struct str why, instant retry)
{
	struct str kept = arena_str(f->arena, why);
	bool had = job->conditional; /* what is in the store stays: only its renewal failed */
	store_failed(f->store, job->key, kept.s, now_of(f), retry);
	if (!had && try_other(f, job))
		return;
	settle(f, job->item, had ? FETCH_STORED : FETCH_FAILED, kept);
	fetch_job_free(job);
}

/* ---- beginning ---- */

static bool is_web(struct str url)
{
	return str_starts_nocase(url, S("http://")) || str_starts_nocase(url, S("https://"));
}

/* What the text of a URL shows already; its address is judged as it is connected to. */
static bool may_begin(struct fetch *f, struct fetch_job *job, struct str *why)
{
	*why = S("neither http nor https");
	if (!is_web(job->url))
		return false;
	*why = S("its address is not public");
	return f->options->allow_private || address_host_is_public(url_host_name(url_authority(job->url)));
}

/* Not the picture's fault: nothing of it is remembered, and nothing more is asked for. */
static void disk_fails(struct fetch *f, struct fetch_job *job, const char *why)
{
	if (!f->broken)
		diag_add_file(f->diags, DIAG_CANNOT_WRITE, S(""), 0,
			      "cannot write into the picture store: %s", why);
	f->broken = true;
	fetch_job_free(job);
}

static void begin(struct fetch *f, struct fetch_job *job)
{
	int error = 0;
	struct download *r = &job->request;
	struct store_source known = {0};
	struct str page = fetch_referer(f->options, job->url);
	if (job->conditional)
		known = store_source(f->store, job->key, &job->arena);
	*r = (struct download){.arena = &job->arena, .owner = job};
	r->url = arena_cstr(&job->arena, job->url);
	r->etag = known.etag;
	r->modified = known.modified;
	r->referer = page.n ? arena_cstr(&job->arena, page) : NULL;
	r->proxy = proxy_for(&f->options->proxies, job->url);
	r->to = store_incoming(f->store, &error);
	f->in_flight++;
	if (r->to) {
		downloads_begin(f->downloads, r);
		return;
	}
	f->in_flight--;
	job->host->in_flight--;
	disk_fails(f, job, g_strerror(error));
}

/* ---- ending ---- */

static gint64 backoff(unsigned tries)
{
	return (gint64)FETCH_BACKOFF * G_USEC_PER_SEC << (tries - 1);
}

/* From its beginning: where it was redirected to may not be where it is now. */
static void try_again(struct fetch *f, struct fetch_job *job, struct str why)
{
	if (job->host->aside || ++job->tries >= FETCH_TRIES_MAX) {
		fail(f, job, why, now_of(f) + FETCH_REMEMBERED);
		return;
	}
	job->url = job->key;
	job->redirects = 0;
	job->not_before = g_get_monotonic_time() + backoff(job->tries);
	put(f, job);
}

/* With all that would be asked of it: a hundred pictures of a host that is down would
 * each wait for it. */
static void set_aside(struct fetch *f, struct fetch_host *host, struct str why, instant retry)
{
	if (host->aside)
		return;
	host->aside = true;
	host->why = arena_printf(f->arena, "its host was set aside: %.*s", STR_FMT(why));
	host->retry = retry;
	for (struct fetch_job *job; (job = queue_drain(&f->queue, host));)
		fail(f, job, host->why, retry);
}

static void blame_host(struct fetch *f, struct fetch_job *job, struct str why)
{
	struct fetch_host *host = job->host;
	if (++host->faults >= FETCH_HOST_FAULTS)
		set_aside(f, host, why, now_of(f) + FETCH_REMEMBERED);
	try_again(f, job, why);
}

/* 429 Too Many Requests, 503 Service Unavailable: the whole host is left alone. */
static void wait_for_host(struct fetch *f, struct fetch_job *job, struct str why)
{
	int64_t seconds = job->request.retry_after;
	if (seconds > FETCH_WAIT_MAX) {
		instant retry = now_of(f) + MAX(seconds, FETCH_REMEMBERED);
		set_aside(f, job->host, why, MIN(retry, now_of(f) + 7 * FETCH_REMEMBERED));
		fail(f, job, why, job->host->retry);
		return;
	}
	gint64 until =
		g_get_monotonic_time() + (seconds > 0 ? seconds * G_USEC_PER_SEC : backoff(job->tries + 1));
	job->host->not_before = MAX(job->host->not_before, until);
	try_again(f, job, why);
}

static void follow(struct fetch *f, struct fetch_job *job)
{
	struct str to = str_from(job->request.location);
	if (++job->redirects > FETCH_REDIRECTS_MAX) {
		fail(f, job, S("it is redirected round and round"), now_of(f) + FETCH_REMEMBERED);
		return;
	}
	job->url = to;
	job->not_before = 0;
	put(f, job);
}

/* Why the bytes are no picture that is wanted; empty when they are one. */
static struct str fault_of(struct fetch *f, const struct probe *p, uint64_t size)
{
	if (!size)
		return S("it is empty");
	if (p->fault)
		return arena_printf(f->arena, "a bad %s file, %s", p->name, p->fault);
	if (p->kind == PROBE_TEXT)
		return arena_printf(f->arena, "not a picture but %s", p->name);
	if (p->kind == PROBE_OTHER)
		return arena_printf(f->arena, "%s is not supported", p->name);
	return probe_usable(p) ? S("") : S("not a picture");
}

static void drop_bytes(struct fetch_job *job)
{
	stream_abandon(job->request.to);
	job->request.to = NULL;
}

static void keep(struct fetch *f, struct fetch_job *job)
{
	struct arena scratch = {0};
	struct download *r = &job->request;
	char *bytes = arena_take(&scratch, (size_t)r->size + 1);
	size_t n = stream_read_back(r->to, 0, bytes, (size_t)r->size);
	struct probe p = probe_picture((struct str){bytes, n});
	struct str why = fault_of(f, &p, n);
	arena_clear(&scratch);
	if (why.n) {
		drop_bytes(job);
		fail(f, job, why, now_of(f) + FETCH_REMEMBERED);
		return;
	}
	struct store_arrival arrival = {.url = job->key, .etag = r->new_etag, .modified = r->new_modified};
	arrival.now = now_of(f);
	arrival.content =
		(struct stored){.kind = p.kind, .width = p.width, .height = p.height, .size = r->size};
	arrival.content.components = p.components;
	memcpy(arrival.content.sha, r->sha, sizeof r->sha);
	f->broken = !store_keep(f->store, &arrival, r->to);
	r->to = NULL;
	if (!f->broken) {
		f->result->bytes += r->size;
		settle(f, job->item, FETCH_FETCHED, S(""));
	}
	fetch_job_free(job);
}

static void unchanged(struct fetch *f, struct fetch_job *job)
{
	store_unchanged(f->store, job->key, now_of(f));
	settle(f, job->item, FETCH_UNCHANGED, S(""));
	fetch_job_free(job);
}

static bool is_redirect(const struct download *r)
{
	static const long codes[] = {301, 302, 303, 307, 308};
	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
		if (r->status == codes[i])
			return r->location != NULL;
	return false;
}

static void answered(struct fetch *f, struct fetch_job *job)
{
	struct download *r = &job->request;
	struct str why = arena_printf(&job->arena, "HTTP %ld", r->status);
	bool passing = r->status == 408 || r->status == 425 || r->status >= 500;
	job->host->faults = 0;
	if (r->status == 200)
		keep(f, job);
	else if (r->status == 304 && job->conditional)
		unchanged(f, job);
	else if (is_redirect(r))
		follow(f, job);
	else if (r->status == 429 || r->status == 503)
		wait_for_host(f, job, why);
	else if (passing)
		try_again(f, job, why);
	else
		fail(f, job, why, now_of(f) + FETCH_REMEMBERED);
}

static void ended(struct fetch *f, struct fetch_job *job)
{
	struct download *r = &job->request;
	struct str why = str_from(r->why);
	job->host->in_flight--;
	f->in_flight--;
	if (r->end != DOWNLOAD_ANSWERED || r->status != 200)
		drop_bytes(job);
	if (r->end == DOWNLOAD_ANSWERED)
		answered(f, job);
	else if (r->end == DOWNLOAD_NO_HOST || r->end == DOWNLOAD_SLOW)
		blame_host(f, job, why);
	else if (r->end == DOWNLOAD_BROKEN)
		try_again(f, job, why);
	else if (r->end == DOWNLOAD_DISK)
		disk_fails(f, job, r->why);
	else
		fail(f, job, why, now_of(f) + FETCH_REMEMBERED);
}

/* ---- what is to be done ---- */

struct check {
	struct store *store;
	const struct store_source *known;
	bool *intact;
};

static void check_one(void *context, size_t i, unsigned worker)
{
	struct check *c = context;
	(void)worker;
	c->intact[i] = c->known[i].stored && store_intact(c->store, &c->known[i].content);
}

/* A later size of it that is there will do where the first one failed of late. */
static bool has_other(struct fetch *f, const struct fetch_item *item)
{
	for (size_t i = 0; i < item->other_count; i++) {
		struct stored other;
		if (store_find(f->store, item->others[i], &other) && store_intact(f->store, &other))
			return true;
	}
	return false;
}

/* True when it is to be asked for; else the item's state says why not. */
static bool is_wanted(struct fetch *f, struct fetch_item *item, const struct store_source *known, bool intact)
{
	const struct fetch_options *o = f->options;
	bool remembered = known->retry > o->now && !o->again;
	if (known->stored && !intact && !o->dry)
		store_forget(f->store, known->content.sha);
	if (!remembered && !(intact && known->checked >= o->refresh))
		return true;
	item->state = intact || has_other(f, item) ? FETCH_STORED : FETCH_LATER;
	item->reason = known->reason;
	return false;
}

static void want_all(struct fetch *f, const struct fetch_item *items, size_t n)
{
	VEC(struct str) urls = {0};
	struct arena scratch = {0};
	for (size_t i = 0; i < n; i++) {
		VEC_PUSH(&scratch, &urls, items[i].url);
		for (size_t j = 0; j < items[i].other_count; j++)
			VEC_PUSH(&scratch, &urls, items[i].others[j]);
	}
	store_want(f->store, urls.v, urls.n, f->options->now);
	arena_clear(&scratch);
}

/* False when cancelled. */
static bool look_through(struct fetch *f, struct fetch_item *items, size_t n)
{
	struct arena scratch = {0};
	struct store_source *known = ARENA_ARRAY(f->arena, n, struct store_source);
	struct check c = {f->store, known, ARENA_ARRAY(&scratch, n, bool)};
	for (size_t i = 0; i < n; i++)
		known[i] = store_source(f->store, items[i].url, f->arena);
	bool ok = parallel_for(n, f->options->jobs, check_one, &c, f->options->cancel);
	for (size_t i = 0; i < n && ok; i++) {
		items[i].state = FETCH_WAITING;
		if (!is_wanted(f, &items[i], &known[i], c.intact[i]))
			continue;
		f->total++;
		if (f->options->dry)
			continue;
		struct fetch_job *job = fetch_job_new(&items[i]);
		job->conditional = c.intact[i];
		put(f, job);
	}
	arena_clear(&scratch);
	return ok;
}

static void give_up(struct fetch *f)
{
	for (struct download *r; (r = downloads_give_up(f->downloads));)
		fetch_job_free(r->owner);
}

static void show(const struct fetch *f)
{
	if (f->options->progress)
		f->options->progress(f->options->progress_context, f->done, f->total,
				     downloads_bytes(f->downloads));
}

static void run(struct fetch *f)
{
	while ((f->queue.waiting || f->in_flight) && !f->broken && !cancel_requested(f->options->cancel)) {
		gint64 now = g_get_monotonic_time();
		struct fetch_job *job = NULL;
		while (f->in_flight < f->options->connections && !f->broken &&
		       (job = queue_take(&f->queue, now)))
			begin(f, job);
		gint64 wait = POLL_MICROSECONDS;
		if (f->in_flight < f->options->connections)
			wait = queue_wait(&f->queue, now, wait);
		struct download *r = downloads_next(f->downloads, (int)(wait / 1000) + 1);
		for (; r; r = f->broken ? NULL : downloads_next(f->downloads, 0))
			ended(f, r->owner);
		show(f);
	}
}

static bool report_broken(struct fetch *f)
{
	struct str why = S("");
	if (f->store && !store_sound(f->store, &why))
		diag_add_file(f->diags, DIAG_CANNOT_WRITE, S(""), 0,
			      "cannot write into the picture store: %.*s", STR_FMT(why));
	return !why.n && !f->broken && !cancel_requested(f->options->cancel);
}

static bool open_network(struct fetch *f)
{
	const struct fetch_options *o = f->options;
	const struct download_options d = {
		.user_agent = o->user_agent,
		.ca_file = o->ca_file,
		.ca_dir = o->ca_dir,
		.connections = o->connections,
		.per_host = o->per_host,
		.seconds = o->seconds,
		.most = o->most,
		.allow_private = o->allow_private,
	};
	const char *fault;
	f->downloads = downloads_new(&d, &fault);
	if (!f->downloads)
		diag_add_file(f->diags, DIAG_NO_NETWORK, S(""), 0, "no picture can be fetched: %s", fault);
	return f->downloads != NULL;
}

static void count(struct fetch_result *r, const struct fetch_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		r->count[items[i].state]++;
}

bool fetch_pictures(const struct fetch_options *o, struct store *s, struct fetch_item *items, size_t n,
		    struct arena *a, struct fetch_result *result, struct diags *diags)
{
	struct fetch f = {.options = o, .store = s, .arena = a, .result = result, .diags = diags};
	*result = (struct fetch_result){0};
	f.begun = g_get_monotonic_time();
	queue_init(&f.queue, o->per_host);
	if (!o->dry)
		want_all(&f, items, n);
	bool ok = look_through(&f, items, n) && (!f.queue.waiting || open_network(&f));
	if (ok && f.downloads) {
		run(&f);
		give_up(&f);
		downloads_free(f.downloads);
	}
	queue_clear(&f.queue);
	count(result, items, n);
	return report_broken(&f) && ok;
}
