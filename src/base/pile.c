#include "base/pile.h"

#include "base/stream.h"

#include <glib.h>
#include <pthread.h>

struct pile {
	char *beside;
	struct stream *file; /* NULL: not begun, or it cannot be */
	bool tried;
	pthread_mutex_t lock; /* not GLib's, which TSan does not see */
};

struct pile *pile_new(const char *beside)
{
	struct pile *p = g_new0(struct pile, 1);
	p->beside = g_strdup(beside);
	pthread_mutex_init(&p->lock, NULL);
	return p;
}

void pile_free(struct pile *p)
{
	if (!p)
		return;
	stream_abandon(p->file);
	pthread_mutex_destroy(&p->lock);
	g_free(p->beside);
	g_free(p);
}

static bool begin(struct pile *p)
{
	int error;
	if (!p->tried && p->beside)
		p->file = stream_open_file(p->beside, &error);
	if (!p->tried && p->file)
		stream_hide(p->file);
	p->tried = true;
	return p->file != NULL;
}

bool pile_put(struct pile *p, struct str bytes, uint64_t *at)
{
	pthread_mutex_lock(&p->lock);
	bool ok = begin(p);
	if (ok) {
		*at = stream_size(p->file);
		stream_puts(p->file, bytes);
		ok = !stream_error(p->file);
	}
	pthread_mutex_unlock(&p->lock);
	return ok;
}

bool pile_read(struct pile *p, uint64_t at, size_t n, struct arena *a, struct str *bytes)
{
	char *room = arena_take(a, n);
	pthread_mutex_lock(&p->lock);
	bool ok = p->file && stream_read_back(p->file, at, room, n) == n;
	pthread_mutex_unlock(&p->lock);
	*bytes = (struct str){room, n};
	return ok;
}

uint64_t pile_size(const struct pile *p)
{
	return p->file ? stream_size(p->file) : 0;
}

void pile_empty(struct pile *p)
{
	if (p->file)
		stream_truncate(p->file, 0);
}
