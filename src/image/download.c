#include "image/download.h"

#include "base/curl.h"
#include "base/stream.h"
#include "image/address.h"

#include <errno.h>
#include <glib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A server that speaks of itself for ever. */
#define HEAD_BYTES_MAX 65536
/* A validator is an opaque word, not a place to keep things. */
#define VALIDATOR_MAX 512
/* Of an answer that is no picture: read so far, so that its connection can be used again. */
#define USELESS_BYTES_MAX 65536
/* Of one that says where the picture is, which libcurl tells only once it has ended. */
#define REDIRECT_BYTES_MAX (1 << 20)
/* Slower than this for STALL_SECONDS is no download: a byte a second would hold a place for hours. */
#define STALL_BYTES     200
#define STALL_SECONDS   20
#define CONNECT_SECONDS 15

struct transfer {
	struct downloads *all;
	struct download *request;
	CURL *easy;
	struct curl_slist *headers;
	GChecksum *sum;
	size_t head, useless;
	bool refused, too_large, done_with; /* done_with: the rest of an answer is of no use */
	char error[CURL_ERROR_SIZE];
};

struct downloads {
	struct download_options options;
	struct curl_library curl;
	CURLM *multi;
	GHashTable *running; /* struct transfer *, as a set */
	uint64_t bytes;
};

/* ---- as bytes come ---- */

static long status_of(const struct transfer *t)
{
	long status = 0;
	t->all->curl.curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	struct download *r = t->request;
	long status = status_of(t);
	n *= size;
	if (status != 200) {
		t->useless += n;
		t->done_with = t->useless > (status / 100 == 3 ? REDIRECT_BYTES_MAX : USELESS_BYTES_MAX);
		return t->done_with ? 0 : n;
	}
	if (n > t->all->options.most - r->size) {
		t->too_large = true;
		return 0;
	}
	r->size += n;
	t->all->bytes += n;
	g_checksum_update(t->sum, (const guchar *)bytes, (gssize)n);
	stream_write(r->to, bytes, n);
	return stream_error(r->to) ? 0 : n;
}

/* Only what can be sent back as it came. */
static struct str validator(struct arena *a, struct str value)
{
	value = str_trim(value);
	for (size_t i = 0; i < value.n; i++)
		if (value.s[i] < 0x20 || value.s[i] > 0x7e)
			return S("");
	return value.n <= VALIDATOR_MAX ? arena_str(a, value) : S("");
}

static size_t on_head(char *bytes, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	struct download *r = t->request;
	struct str line = {bytes, size * n};
	t->head += line.n;
	if (t->head > HEAD_BYTES_MAX)
		return 0;
	if (str_starts(line, S("HTTP/"))) /* 103 Early Hints, a proxy's answer: not yet the answer */
		r->new_etag = r->new_modified = S("");
	struct str value = line, name = str_cut(&value, ':');
	if (value.s && str_eq_nocase(name, S("etag")))
		r->new_etag = validator(r->arena, value);
	if (value.s && str_eq_nocase(name, S("last-modified")))
		r->new_modified = validator(r->arena, value);
	return line.n;
}

/* The address is the one that is connected to, whatever names and redirects said; behind
 * a proxy it is the proxy's, which the operator chose. */
static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = context;
	bool allowed =
		t->all->options.allow_private || t->request->proxy || address_is_public(&address->addr);
	if (purpose != CURLSOCKTYPE_IPCXN || !allowed) {
		t->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- beginning ---- */

static void add_header(struct transfer *t, const char *name, struct str value)
{
	char *line = g_strdup_printf("%s: %.*s", name, STR_FMT(value));
	t->headers = t->all->curl.curl_slist_append(t->headers, line);
	g_free(line);
}

static void set_request(struct transfer *t)
{
	const struct curl_library *c = &t->all->curl;
	const struct download *r = t->request;
	CURL *e = t->easy;
	/* What needs no conversion first; but any type that can be had is taken. */
	add_header(t, "Accept",
		   S("image/jpeg,image/png,image/webp,image/avif;q=0.9,image/*;q=0.8,*/*;q=0.5"));
	if (r->etag.n)
		add_header(t, "If-None-Match", r->etag);
	if (r->modified.n)
		add_header(t, "If-Modified-Since", r->modified);
	c->curl_easy_setopt(e, CURLOPT_URL, r->url);
	c->curl_easy_setopt(e, CURLOPT_HTTPHEADER, t->headers);
	c->curl_easy_setopt(e, CURLOPT_REFERER, r->referer);
	c->curl_easy_setopt(e, CURLOPT_PROXY, r->proxy ? r->proxy : "");
	c->curl_easy_setopt(e, CURLOPT_NOPROXY, ""); /* who needs no proxy was decided before */
	c->curl_easy_setopt(e, CURLOPT_USERAGENT, t->all->options.user_agent);
	c->curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	c->curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	c->curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	/* Without TLS there is no HTTP/2, and waiting for one to share would be for the first answer. */
	c->curl_easy_setopt(e, CURLOPT_PIPEWAIT, str_starts_nocase(str_from(r->url), S("https:")) ? 1L : 0L);
	c->curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	if (t->all->options.ca_file)
		c->curl_easy_setopt(e, CURLOPT_CAINFO, t->all->options.ca_file);
	if (t->all->options.ca_dir)
		c->curl_easy_setopt(e, CURLOPT_CAPATH, t->all->options.ca_dir);
}

static void set_limits(struct transfer *t)
{
	const struct curl_library *c = &t->all->curl;
	CURL *e = t->easy;
	long seconds = (long)t->all->options.seconds;
	c->curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	c->curl_easy_setopt(e, CURLOPT_TIMEOUT, seconds);
	c->curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT, seconds < CONNECT_SECONDS ? seconds : CONNECT_SECONDS);
	c->curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES);
	c->curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)STALL_SECONDS);
	c->curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->all->options.most);
}

static void set_callbacks(struct transfer *t)
{
	const struct curl_library *c = &t->all->curl;
	CURL *e = t->easy;
	c->curl_easy_setopt(e, CURLOPT_PRIVATE, t);
	c->curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->error);
	c->curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	c->curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
	c->curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_head);
	c->curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
	c->curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	c->curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, t);
}

void downloads_begin(struct downloads *d, struct download *request)
{
	struct transfer *t = g_new0(struct transfer, 1);
	t->all = d;
	t->request = request;
	t->easy = d->curl.curl_easy_init();
	t->sum = g_checksum_new(G_CHECKSUM_SHA256);
	request->size = 0;
	set_request(t);
	set_limits(t);
	set_callbacks(t);
	g_hash_table_add(d->running, t);
	d->curl.curl_multi_add_handle(d->multi, t->easy);
}

struct downloads *downloads_new(const struct download_options *options, const char **fault)
{
	struct downloads *d = g_new0(struct downloads, 1);
	d->options = *options;
	if (!curl_library_load(&d->curl, fault)) {
		g_free(d);
		return NULL;
	}
	d->running = g_hash_table_new(NULL, NULL);
	d->multi = d->curl.curl_multi_init();
	d->curl.curl_multi_setopt(d->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)options->connections);
	d->curl.curl_multi_setopt(d->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)options->per_host);
	return d;
}

/* ---- ending ---- */

static const struct {
	CURLcode code;
	enum download_end end;
	const char *why; /* NULL: as libcurl puts it */
} ends[] = {
	{CURLE_OK, DOWNLOAD_ANSWERED, ""},
	{CURLE_UNSUPPORTED_PROTOCOL, DOWNLOAD_BROKEN, "its host answers something else than HTTP"},
	{CURLE_URL_MALFORMAT, DOWNLOAD_BAD, "no URL"},
	{CURLE_COULDNT_RESOLVE_PROXY, DOWNLOAD_NO_HOST, "the proxy is not known"},
	{CURLE_PROXY, DOWNLOAD_NO_HOST, "the proxy refuses"},
	{CURLE_COULDNT_RESOLVE_HOST, DOWNLOAD_NO_HOST, "its host is not known"},
	{CURLE_COULDNT_CONNECT, DOWNLOAD_NO_HOST, "its host cannot be reached"},
	{CURLE_SSL_CONNECT_ERROR, DOWNLOAD_NO_HOST, NULL},
	{CURLE_PEER_FAILED_VERIFICATION, DOWNLOAD_NO_HOST, "its host's certificate is not trusted"},
	{CURLE_SSL_CACERT_BADFILE, DOWNLOAD_NO_HOST, "the file of trusted certificates cannot be read"},
	{CURLE_OPERATION_TIMEDOUT, DOWNLOAD_SLOW, "its host takes too long"},
	{CURLE_FILESIZE_EXCEEDED, DOWNLOAD_TOO_LARGE, "it is too large"},
	{CURLE_PARTIAL_FILE, DOWNLOAD_BROKEN, "it ended too early"},
	{CURLE_GOT_NOTHING, DOWNLOAD_BROKEN, "its host answers nothing"},
	{CURLE_RECV_ERROR, DOWNLOAD_BROKEN, "the connection broke"},
	{CURLE_SEND_ERROR, DOWNLOAD_BROKEN, "the connection broke"},
	{CURLE_BAD_CONTENT_ENCODING, DOWNLOAD_BROKEN, "its compression is damaged"},
};

static void say_end(struct download *r, enum download_end end, const char *why)
{
	r->end = end;
	r->why = why;
}

/* What our own callbacks stopped says more than libcurl's code. */
static void judge_end(struct transfer *t, CURLcode code)
{
	struct download *r = t->request;
	if (t->refused && code != CURLE_OK)
		say_end(r, DOWNLOAD_REFUSED, "its address is not public");
	else if (t->too_large)
		say_end(r, DOWNLOAD_TOO_LARGE, "it is too large");
	else if (stream_error(r->to))
		say_end(r, DOWNLOAD_DISK, g_strerror(stream_error(r->to)));
	else if (t->head > HEAD_BYTES_MAX)
		say_end(r, DOWNLOAD_BROKEN, "its head does not end");
	else if (t->done_with)
		say_end(r, DOWNLOAD_ANSWERED, "");
	else {
		const char *text = t->error[0] ? t->error : t->all->curl.curl_easy_strerror(code);
		say_end(r, DOWNLOAD_BROKEN, arena_str(r->arena, str_from(text)).s);
		for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
			if (ends[i].code == code)
				say_end(r, ends[i].end, ends[i].why ? ends[i].why : r->why);
	}
}

static void read_answer(struct transfer *t)
{
	const struct curl_library *c = &t->all->curl;
	struct download *r = t->request;
	char *location = NULL;
	curl_off_t wait = 0;
	c->curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &r->status);
	c->curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &location);
	c->curl_easy_getinfo(t->easy, CURLINFO_RETRY_AFTER, &wait);
	r->location = location ? arena_str(r->arena, str_from(location)).s : NULL;
	r->retry_after = CLAMP(wait, 0, DOWNLOAD_RETRY_AFTER_MAX);
	g_strlcpy(r->sha, g_checksum_get_string(t->sum), sizeof r->sha);
}

static void transfer_free(struct transfer *t)
{
	const struct curl_library *c = &t->all->curl;
	c->curl_multi_remove_handle(t->all->multi, t->easy);
	c->curl_easy_cleanup(t->easy);
	c->curl_slist_free_all(t->headers);
	g_checksum_free(t->sum);
	g_free(t);
}

static struct download *finished(struct downloads *d)
{
	int left;
	for (CURLMsg *m; (m = d->curl.curl_multi_info_read(d->multi, &left));) {
		struct transfer *t = NULL;
		if (m->msg != CURLMSG_DONE)
			continue;
		CURLcode code = m->data.result; /* gone with the handle */
		d->curl.curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&t);
		struct download *r = t->request;
		judge_end(t, code);
		read_answer(t);
		g_hash_table_remove(d->running, t);
		transfer_free(t);
		return r;
	}
	return NULL;
}

struct download *downloads_next(struct downloads *d, int milliseconds)
{
	int running;
	d->curl.curl_multi_perform(d->multi, &running);
	struct download *r = finished(d);
	if (r)
		return r;
	d->curl.curl_multi_poll(d->multi, NULL, 0, milliseconds, NULL);
	d->curl.curl_multi_perform(d->multi, &running);
	return finished(d);
}

struct download *downloads_give_up(struct downloads *d)
{
	GHashTableIter each;
	gpointer transfer;
	g_hash_table_iter_init(&each, d->running);
	if (!g_hash_table_iter_next(&each, &transfer, NULL))
		return NULL;
	struct download *r = ((struct transfer *)transfer)->request;
	g_hash_table_iter_remove(&each);
	transfer_free(transfer);
	return r;
}

uint64_t downloads_bytes(const struct downloads *d)
{
	return d->bytes;
}

void downloads_free(struct downloads *d)
{
	if (!d)
		return;
	g_hash_table_destroy(d->running);
	d->curl.curl_multi_cleanup(d->multi);
	curl_library_unload(&d->curl);
	g_free(d);
}
