/* Arena: memory that dies together.
 *
 * An article, an issue, a worker each have one; nothing in it is freed alone.
 * Memory comes zeroed.  Running out of memory ends the process (as GLib does):
 * every size that foreign input can choose is bounded before it gets here.
 * An arena belongs to one thread at a time; it may be handed on.
 */
#ifndef WENZHAI_BASE_ARENA_H
#define WENZHAI_BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *head;  /* newest first; NULL when empty */
	struct arena_chunk *spare; /* the largest that a reset has emptied: the next to be filled */
	size_t used;               /* bytes handed out */
	bool reused;               /* a reset has emptied it: it is scratch */
};

void arena_init(struct arena *a);  /* allocates nothing yet */
void arena_clear(struct arena *a); /* frees all; usable again afterwards */

/* Zeroed memory of `size` bytes, aligned for any object.  Never NULL. */
void *arena_alloc(struct arena *a, size_t size);
/* The same, with whatever stood there before: for what is filled at once. */
void *arena_take(struct arena *a, size_t size);
/* `count` objects of `size` bytes; an overflow of the product ends the process. */
void *arena_array(struct arena *a, size_t count, size_t size);
#define ARENA_NEW(a, type)          ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, count, type) ((type *)arena_array((a), (count), sizeof(type)))

/* Grows the array at `old` (old_count objects) to new_count objects; in place
 * when it is the newest allocation.  The added part is zeroed. */
void *arena_grow(struct arena *a, void *old, size_t old_count, size_t new_count, size_t size);
/* The same; the added part holds whatever stood there before. */
void *arena_stretch(struct arena *a, void *old, size_t old_count, size_t new_count, size_t size);

/* A copy that also ends in NUL (not counted in n). */
struct str arena_str(struct arena *a, struct str text);
char *arena_cstr(struct arena *a, struct str text);
struct str arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *a, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
/* a followed by b. */
struct str arena_concat(struct arena *a, struct str x, struct str y);

/* Scratch: everything allocated after the mark is freed by the reset. */
struct arena_mark {
	struct arena_chunk *head;
	size_t chunk_used;
	size_t used;
};
struct arena_mark arena_mark(const struct arena *a);
void arena_reset(struct arena *a, struct arena_mark mark);

/* Everything of `from` becomes `into`'s; `from` is empty afterwards. */
void arena_adopt(struct arena *into, struct arena *from);

/* ---- growing arrays ----
 * VEC(struct block *) blocks = {0};  VEC_PUSH(arena, &blocks, b);
 * The elements live in the arena; growth may move them.  Beyond n they are undefined. */
#define VEC(type)           \
	struct {            \
		type *v;    \
		size_t n;   \
		size_t cap; \
	}
#define VEC_PUSH(a, vec, ...)                                                                            \
	do {                                                                                             \
		if ((vec)->n == (vec)->cap) {                                                            \
			size_t vec_cap_ = (vec)->cap ? (vec)->cap * 2 : 8;                               \
			(vec)->v = arena_stretch((a), (vec)->v, (vec)->cap, vec_cap_, sizeof *(vec)->v); \
			(vec)->cap = vec_cap_;                                                           \
		}                                                                                        \
		(vec)->v[(vec)->n++] = __VA_ARGS__;                                                      \
	} while (0)

/* ---- growing text ---- */
struct buf {
	struct arena *arena;
	char *s; /* NULL while empty */
	size_t n;
	size_t cap;
};
#define BUF(a) ((struct buf){.arena = (a)})
void buf_add(struct buf *b, struct str text);
void buf_add_char(struct buf *b, char c);
void buf_add_code_point(struct buf *b, uint32_t c); /* as UTF-8 */
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_reserve(struct buf *b, size_t more); /* room for `more` bytes beyond n */
struct str buf_str(const struct buf *b);      /* borrowed: valid until the next growth */
char *buf_cstr(struct buf *b);                /* the same, ended by NUL */

#endif
