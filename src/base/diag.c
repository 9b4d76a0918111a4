#include "base/diag.h"

static const struct {
	const char *code;
	enum diag_level level;
	const char *meaning;
} ids[DIAG_ID_COUNT] = {
#define DIAG_ROW(name, code, level, meaning) [DIAG_##name] = {code, level, meaning},
	DIAG_IDS(DIAG_ROW)
#undef DIAG_ROW
};

static const char *const level_names[] = {"note", "warning", "error", "fatal"};

void diags_init(struct diags *d, struct arena *arena, struct str file)
{
	*d = (struct diags){.arena = arena, .file = file};
}

/* The last diagnostic of this id when, with those before it about the same file, there are
 * DIAGS_MAX of them; else NULL.  Not all are looked at: a list of names on standard input
 * can bring a million about a million files. */
static struct diag *last_of_many(struct diags *d, enum diag_id id, struct str file)
{
	struct diag *last = NULL;
	size_t n = 0, most = id == DIAG_BAD_JOBS ? DIAGS_MAX_JOBS : DIAGS_MAX;
	for (size_t i = d->list.n; i-- > 0 && str_eq(d->list.v[i].file, file);) {
		if (d->list.v[i].id != id)
			continue;
		last = last ? last : &d->list.v[i];
		if (++n == most)
			return last;
	}
	return NULL;
}

/* One line: a name or a text of the source's may hold anything. */
static struct str flatten(struct arena *a, struct str text)
{
	struct buf b = BUF(a);
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029)
			c = c == '\n' || c == '\t' ? ' ' : UTF8_BAD;
		buf_add_code_point(&b, c);
	}
	return buf_str(&b);
}

static bool is_said(const struct diags *d, const struct diag *new)
{
	for (size_t i = d->list.n; i-- > 0 && str_eq(d->list.v[i].file, new->file);) {
		const struct diag *old = &d->list.v[i];
		if (old->id == new->id && old->line == new->line &&str_eq(old->text, new->text))
			return true;
	}
	return false;
}

static void add(struct diags *d, enum diag_id id, struct str file, unsigned line, const char *format,
		va_list args)
{
	struct diag *last = last_of_many(d, id, file);
	if (last) {
		d->count[ids[id].level]++;
		last->more++;
		return;
	}
	struct diag new = {.id = id, .line = line, .file = file};
	new.text = flatten(d->arena, arena_vprintf(d->arena, format, args));
	if (is_said(d, &new))
		return;
	d->count[ids[id].level]++;
	VEC_PUSH(d->arena, &d->list, new);
}

void diag_add(struct diags *d, enum diag_id id, unsigned line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add(d, id, d->file, line, format, args);
	va_end(args);
}

void diag_add_file(struct diags *d, enum diag_id id, struct str file, unsigned line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add(d, id, arena_str(d->arena, file), line, format, args);
	va_end(args);
}

void diags_append(struct diags *into, const struct diags *from)
{
	for (size_t i = 0; i < from->list.n; i++) {
		struct diag copy = from->list.v[i];
		copy.file = arena_str(into->arena, copy.file);
		copy.text = arena_str(into->arena, copy.text);
		VEC_PUSH(into->arena, &into->list, copy);
	}
	for (size_t level = 0; level <= DIAG_FATAL; level++)
		into->count[level] += from->count[level];
}

bool diags_reach(const struct diags *d, enum diag_level level)
{
	for (size_t l = level; l <= DIAG_FATAL; l++)
		if (d->count[l])
			return true;
	return false;
}

enum diag_level diag_id_level(enum diag_id id)
{
	return ids[id].level;
}

const char *diag_id_code(enum diag_id id)
{
	return ids[id].code;
}

const char *diag_id_meaning(enum diag_id id)
{
	return ids[id].meaning;
}

const char *diag_level_name(enum diag_level l)
{
	return level_names[l];
}
