#include "base/arena.h"

#include <glib.h>
#include <stdalign.h>
#include <stdio.h>

/* Larger requests get a chunk of their own. */
#define CHUNK_FIRST ((size_t)4 << 10)
#define CHUNK_MOST  ((size_t)1 << 20)
/* What is kept grows by a fifth, for ten thousand articles end somewhere in their last chunk;
 * what is scratch doubles, for it is soon full again. */
#define CHUNK_SHARE 5
#define ALIGNMENT   (alignof(max_align_t))

struct arena_chunk {
	struct arena_chunk *older;
	size_t size; /* of data */
	size_t used;
	alignas(max_align_t) char data[];
};

void arena_init(struct arena *a)
{
	*a = (struct arena){0};
}

/* Scratch is filled and emptied ten thousand times: one chunk of it stays. */
static void chunk_drop(struct arena *a, struct arena_chunk *c)
{
	a->reused = true;
	bool keep = c->size <= CHUNK_MOST && (!a->spare || c->size > a->spare->size);
	g_free(keep ? a->spare : c);
	if (keep)
		a->spare = c;
}

static void drop_until(struct arena *a, const struct arena_chunk *stop)
{
	while (a->head != stop) {
		struct arena_chunk *c = a->head;
		a->head = c->older;
		chunk_drop(a, c);
	}
}

void arena_clear(struct arena *a)
{
	drop_until(a, NULL);
	g_clear_pointer(&a->spare, g_free);
	a->used = 0;
}

static struct arena_chunk *chunk_new(const struct arena *a, size_t need)
{
	size_t size = a->reused && a->head ? a->head->size * 2 : a->used / CHUNK_SHARE;
	if (size < CHUNK_FIRST)
		size = CHUNK_FIRST;
	if (size > CHUNK_MOST)
		size = CHUNK_MOST;
	if (size < need)
		size = need;
	if (size > SIZE_MAX - sizeof(struct arena_chunk))
		g_error("arena: %zu bytes asked for at once", need);
	struct arena_chunk *c = g_malloc(sizeof *c + size);
	c->size = size;
	return c;
}

static struct arena_chunk *chunk_push(struct arena *a, size_t need)
{
	struct arena_chunk *c = a->spare;
	if (c && c->size >= need)
		a->spare = NULL;
	else
		c = chunk_new(a, need);
	c->older = a->head;
	c->used = 0;
	a->head = c;
	return c;
}

static size_t round_up(size_t size)
{
	if (size > SIZE_MAX - ALIGNMENT)
		g_error("arena: %zu bytes asked for at once", size);
	return (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

void *arena_take(struct arena *a, size_t size)
{
	size = round_up(size ? size : 1);
	struct arena_chunk *c = a->head;
	if (!c || c->size - c->used < size)
		c = chunk_push(a, size);
	void *p = c->data + c->used;
	c->used += size;
	a->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_take(a, size), 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes))
		g_error("arena: %zu objects of %zu bytes asked for", count, size);
	return arena_alloc(a, bytes);
}

/* Is [p, p + size) the newest allocation of the newest chunk? */
static bool is_newest(const struct arena *a, const char *p, size_t size)
{
	return a->head && p && p + round_up(size ? size : 1) == a->head->data + a->head->used;
}

/* Extends the newest allocation where it stands; false when it does not fit. */
static bool extend(struct arena *a, const char *p, size_t old_size, size_t new_size)
{
	if (!is_newest(a, p, old_size))
		return false;
	size_t more = round_up(new_size ? new_size : 1) - round_up(old_size ? old_size : 1);
	if (a->head->size - a->head->used < more)
		return false;
	a->head->used += more;
	a->used += more;
	return true;
}

void *arena_stretch(struct arena *a, void *old, size_t old_count, size_t new_count, size_t size)
{
	size_t old_bytes = old_count * size, new_bytes;
	if (__builtin_mul_overflow(new_count, size, &new_bytes) || new_bytes < old_bytes)
		g_error("arena: %zu objects of %zu bytes asked for", new_count, size);
	char *p = old;
	if (!extend(a, p, old_bytes, new_bytes)) {
		p = arena_take(a, new_bytes);
		if (old_bytes)
			memcpy(p, old, old_bytes);
	}
	return p;
}

void *arena_grow(struct arena *a, void *old, size_t old_count, size_t new_count, size_t size)
{
	char *p = arena_stretch(a, old, old_count, new_count, size);
	memset(p + old_count * size, 0, (new_count - old_count) * size);
	return p;
}

char *arena_cstr(struct arena *a, struct str text)
{
	char *p = arena_take(a, text.n + 1);
	if (text.n)
		memcpy(p, text.s, text.n);
	p[text.n] = '\0';
	return p;
}

struct str arena_str(struct arena *a, struct str text)
{
	return (struct str){arena_cstr(a, text), text.n};
}

struct str arena_concat(struct arena *a, struct str x, struct str y)
{
	char *p = arena_take(a, x.n + y.n + 1);
	if (x.n)
		memcpy(p, x.s, x.n);
	if (y.n)
		memcpy(p + x.n, y.s, y.n);
	p[x.n + y.n] = '\0';
	return (struct str){p, x.n + y.n};
}

struct str arena_vprintf(struct arena *a, const char *format, va_list args)
{
	struct buf b = BUF(a);
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0)
		return S("");
	buf_reserve(&b, (size_t)n + 1);
	vsnprintf(b.s, (size_t)n + 1, format, args);
	return (struct str){b.s, (size_t)n};
}

struct str arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct str text = arena_vprintf(a, format, args);
	va_end(args);
	return text;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){a->head, a->head ? a->head->used : 0, a->used};
}

void arena_reset(struct arena *a, struct arena_mark mark)
{
	drop_until(a, mark.head);
	if (a->head)
		a->head->used = mark.chunk_used;
	a->used = mark.used;
}

void arena_adopt(struct arena *into, struct arena *from)
{
	g_clear_pointer(&from->spare, g_free);
	if (!from->head)
		return;
	struct arena_chunk *oldest = from->head;
	while (oldest->older)
		oldest = oldest->older;
	oldest->older = into->head;
	into->head = from->head;
	into->used += from->used;
	*from = (struct arena){0};
}

/* ---- growing text ---- */

void buf_reserve(struct buf *b, size_t more)
{
	if (b->cap - b->n >= more)
		return;
	size_t cap = b->cap ? b->cap * 2 : 64;
	if (cap < b->n + more)
		cap = b->n + more;
	if (extend(b->arena, b->s, b->cap, cap)) {
		b->cap = cap;
		return;
	}
	char *p = arena_take(b->arena, cap);
	if (b->n)
		memcpy(p, b->s, b->n);
	b->s = p;
	b->cap = cap;
}

void buf_add(struct buf *b, struct str text)
{
	if (!text.n)
		return;
	buf_reserve(b, text.n);
	memcpy(b->s + b->n, text.s, text.n);
	b->n += text.n;
}

void buf_add_char(struct buf *b, char c)
{
	buf_reserve(b, 1);
	b->s[b->n++] = c;
}

void buf_add_code_point(struct buf *b, uint32_t c)
{
	buf_reserve(b, 4);
	b->n += utf8_encode(c, b->s + b->n);
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n <= 0)
		return;
	buf_reserve(b, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(b->s + b->n, (size_t)n + 1, format, args);
	va_end(args);
	b->n += (size_t)n;
}

struct str buf_str(const struct buf *b)
{
	return (struct str){b->n ? b->s : "", b->n};
}

char *buf_cstr(struct buf *b)
{
	buf_reserve(b, 1);
	b->s[b->n] = '\0';
	return b->s;
}
