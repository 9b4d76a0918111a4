#include "base/process.h"
#include "image/drawing-wire.h"

#include <errno.h>
#include <glib.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define TICK_MS 100 /* how often a cancel is looked for */

struct drawer {
	pid_t pid;
	int socket;
};

struct drawings {
	pthread_mutex_t lock; /* not GLib's, into which TSan does not see */
	GQueue idle;          /* of struct drawer * */
	GHashTable *too_long; /* SHA-256 of drawings, hex: the next output need not wait for them again */
};

static const char no_process[] = "no process can be started to draw it";
static const char too_long[] = "it takes too long to draw";
static const char not_drawn[] = "it cannot be decoded";

/* ---- processes ---- */

static struct drawer *drawer_new(void)
{
	int ends[2];
	pid_t pid;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return NULL;
	static char *const argv[] = {(char *)DRAWING_NAME, NULL};
	/* The program that runs, also when its file was replaced meanwhile. */
	const struct process_start start = {
		.file = "/proc/self/exe", .argv = argv, .in = ends[1], .out = -1, .err = -1};
	int error = process_start(&start, &pid);
	close(ends[1]);
	if (error) {
		close(ends[0]);
		return NULL;
	}
	struct drawer *d = g_new(struct drawer, 1);
	*d = (struct drawer){pid, ends[0]};
	return d;
}

/* Returns the signal that had ended it before, or 0. */
static int drawer_free(struct drawer *d)
{
	int status = 0;
	kill(d->pid, SIGKILL);
	close(d->socket);
	while (waitpid(d->pid, &status, 0) < 0 && errno == EINTR)
		;
	g_free(d);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static struct drawer *take(struct drawings *all)
{
	pthread_mutex_lock(&all->lock);
	struct drawer *d = g_queue_pop_head(&all->idle);
	pthread_mutex_unlock(&all->lock);
	return d ? d : drawer_new();
}

static void give_back(struct drawings *all, struct drawer *d)
{
	pthread_mutex_lock(&all->lock);
	g_queue_push_head(&all->idle, d);
	pthread_mutex_unlock(&all->lock);
}

struct drawings *drawings_new(void)
{
	struct drawings *d = g_new0(struct drawings, 1);
	pthread_mutex_init(&d->lock, NULL);
	d->too_long = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return d;
}

void drawings_free(struct drawings *d)
{
	if (!d)
		return;
	for (struct drawer *one; (one = g_queue_pop_head(&d->idle));)
		drawer_free(one);
	g_hash_table_destroy(d->too_long);
	pthread_mutex_destroy(&d->lock);
	g_free(d);
}

/* ---- what took too long before ---- */

static char *sum_of(struct str bytes)
{
	return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes.s, bytes.n);
}

static bool is_known(struct drawings *d, struct str bytes)
{
	pthread_mutex_lock(&d->lock);
	bool any = g_hash_table_size(d->too_long) > 0;
	if (any) {
		char *sum = sum_of(bytes);
		any = g_hash_table_contains(d->too_long, sum);
		g_free(sum);
	}
	pthread_mutex_unlock(&d->lock);
	return any;
}

static void remember(struct drawings *d, struct str bytes)
{
	pthread_mutex_lock(&d->lock);
	g_hash_table_add(d->too_long, sum_of(bytes));
	pthread_mutex_unlock(&d->lock);
}

/* ---- talking ---- */

static const char *over(const struct drawing_limits *l)
{
	if (cancel_requested(l->cancel))
		return "interrupted";
	return g_get_monotonic_time() > l->until ? too_long : NULL;
}

/* NULL once all is sent or received; else why it is not. */
static const char *transfer(const struct drawer *d, char *bytes, size_t n, bool receive,
			    const struct drawing_limits *limits)
{
	while (n) {
		ssize_t moved = receive ? recv(d->socket, bytes, n, MSG_DONTWAIT)
					: send(d->socket, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (moved > 0) {
			bytes += moved;
			n -= (size_t)moved;
			continue;
		}
		if (moved == 0 || (errno != EAGAIN && errno != EINTR))
			return not_drawn;
		const char *why = over(limits);
		if (why)
			return why;
		poll(&(struct pollfd){d->socket, receive ? POLLIN : POLLOUT, 0}, 1, TICK_MS);
	}
	return NULL;
}

/* The phrases that the other end knows (codec.c), as texts of ours. */
static const char *known_fault(const struct drawing_answer *a)
{
	static const char *const phrases[] = {"it has no pixels", "it has too many pixels"};
	for (size_t i = 0; i < G_N_ELEMENTS(phrases); i++)
		if (strncmp(a->fault, phrases[i], sizeof a->fault) == 0)
			return phrases[i];
	return a->fault[0] ? not_drawn : NULL;
}

/* What draws a stranger's bytes may have been turned by them: nothing that it says is believed. */
static bool is_sound(const struct drawing_question *q, const struct drawing_answer *a)
{
	bool fits = a->size.width <= q->box.width && a->size.height <= q->box.height;
	return a->size.width && a->size.height && (!q->draw || (fits && a->bands >= 1 && a->bands <= 4));
}

static const char *receive_pixels(const struct drawer *d, const struct drawing_answer *a,
				  const struct drawing_limits *limits, struct pixels *out)
{
	size_t n = (size_t)a->size.width * a->size.height * a->bands;
	*out = (struct pixels){g_malloc(n), a->size.width, a->size.height, a->bands};
	const char *fault = transfer(d, (char *)out->data, n, true, limits);
	if (fault)
		pixels_clear(out);
	return fault;
}

/* *broken: nothing more can be asked of this one.  Precondition: *a is all zero. */
static const char *ask(const struct drawer *d, struct drawing_question *q, struct str bytes,
		       const struct drawing_limits *limits, struct drawing_answer *a, struct pixels *out,
		       bool *broken)
{
	*broken = true;
	const char *fault = transfer(d, (char *)q, sizeof *q, false, limits);
	if (!fault)
		fault = transfer(d, (char *)bytes.s, bytes.n, false, limits);
	if (!fault)
		fault = transfer(d, (char *)a, sizeof *a, true, limits);
	if (fault)
		return fault;
	fault = known_fault(a);
	*broken = !fault && !is_sound(q, a);
	if (fault || *broken || !q->draw)
		return *broken ? not_drawn : fault;
	fault = receive_pixels(d, a, limits, out);
	*broken = fault != NULL;
	return fault;
}

static const char *ask_any(struct drawings *all, struct drawing_question *q, struct str bytes,
			   const struct drawing_limits *limits, struct drawing_answer *a, struct pixels *out)
{
	bool broken;
	const char *fault = is_known(all, bytes) ? too_long : over(limits);
	if (fault)
		return fault;
	struct drawer *d = take(all);
	if (!d)
		return no_process;
	fault = ask(d, q, bytes, limits, a, out, &broken);
	if (!broken)
		give_back(all, d);
	else if (drawer_free(d) == SIGXCPU)
		fault = too_long;
	if (fault == too_long)
		remember(all, bytes);
	return fault;
}

const char *drawings_measure(struct drawings *d, struct str bytes, const struct drawing_limits *limits,
			     struct codec_size *size)
{
	struct drawing_question q = {.bytes = bytes.n};
	struct drawing_answer a = {.bands = 0};
	struct pixels none;
	const char *fault = ask_any(d, &q, bytes, limits, &a, &none);
	*size = a.size;
	return fault;
}

const char *drawings_draw(struct drawings *d, struct str bytes, const struct codec_box *box,
			  const struct drawing_limits *limits, struct pixels *out)
{
	struct drawing_question q = {bytes.n, true, *box};
	struct drawing_answer a = {.bands = 0};
	return ask_any(d, &q, bytes, limits, &a, out);
}
