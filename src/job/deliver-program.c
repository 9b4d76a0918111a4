/* run and shell: a program for each file, or one for the issue. */
#include "job/deliver-kinds.h"
#include "job/program.h"

#include <glib.h>

struct str delivery_variable(struct arena *a, const char *name)
{
	struct buf b = BUF(a);
	buf_add(&b, S("WENZHAI_"));
	for (const char *c = name; *c; c++)
		buf_add_char(&b, g_ascii_toupper(*c));
	return buf_str(&b);
}

static struct str variable_of(struct arena *a, const struct template_value *v)
{
	struct buf b = BUF(a);
	buf_add(&b, delivery_variable(a, v->name));
	buf_add_char(&b, '=');
	/* A NUL cannot be passed on. */
	for (size_t i = 0; i < v->value.n; i++)
		if (v->value.s[i])
			buf_add_char(&b, v->value.s[i]);
	return buf_str(&b);
}

static char *const *environment_of(struct attempt *t, const struct template_value *values, size_t count)
{
	VEC(char *) list = {0};
	for (char *const *v = t->context->environment; v && *v; v++)
		if (!str_starts(str_from(*v), S("WENZHAI_")))
			VEC_PUSH(t->scratch, &list, *v);
	for (size_t i = 0; i < count; i++)
		VEC_PUSH(t->scratch, &list, arena_cstr(t->scratch, variable_of(t->scratch, &values[i])));
	VEC_PUSH(t->scratch, &list, NULL);
	return list.v;
}

/* Names are replaced inside words: whatever a title holds, it stays in its word. */
static char *const *arguments_of(struct attempt *t, const struct template_value *values, size_t count)
{
	const struct delivery *d = t->delivery;
	VEC(char *) list = {0};
	if (d->kind == DELIVERY_SHELL) {
		VEC_PUSH(t->scratch, &list, arena_cstr(t->scratch, S("/bin/sh")));
		VEC_PUSH(t->scratch, &list, arena_cstr(t->scratch, S("-c")));
		VEC_PUSH(t->scratch, &list, arena_cstr(t->scratch, d->script));
	}
	for (size_t i = 0; i < d->word_count; i++) {
		struct str word = template_fill(t->scratch, d->words[i], values, count);
		VEC_PUSH(t->scratch, &list, arena_cstr(t->scratch, word));
	}
	VEC_PUSH(t->scratch, &list, NULL);
	return list.v;
}

/* ---- how it ended ---- */

static bool judge(struct attempt *t, const struct program_result *r)
{
	struct str said = str_trim(r->output);
	const char *colon = said.n ? ": " : "";
	switch (r->end) {
	case PROGRAM_NOT_STARTED:
		return attempt_fail(t, "cannot be started: %s", g_strerror(r->status));
	case PROGRAM_TIMED_OUT:
		return attempt_fail(t, "stopped after %u seconds%s%.*s", t->delivery->seconds, colon,
				    STR_FMT(said));
	case PROGRAM_CANCELLED:
		return attempt_fail(t, "interrupted");
	case PROGRAM_KILLED:
		return attempt_fail(t, "ended by signal %d%s%.*s", r->status, colon, STR_FMT(said));
	case PROGRAM_EXITED:
		break;
	}
	return !r->status || attempt_fail(t, "exit status %d%s%.*s", r->status, colon, STR_FMT(said));
}

static bool run_one(struct attempt *t, const struct record_file *file)
{
	struct template_value values[DELIVERY_NAMES_MAX];
	struct program_result result;
	size_t count = delivery_values(t, file, values);
	struct program program = {
		.argv = arguments_of(t, values, count),
		.environment = environment_of(t, values, count),
		.seconds = t->delivery->seconds,
		.cancel = t->context->cancel,
	};
	program_run(&program, t->scratch, &result);
	return judge(t, &result);
}

/* One file at a time when the command names what differs between files. */
static bool is_per_file(const struct delivery *d)
{
	bool is = d->kind == DELIVERY_SHELL;
	for (size_t i = 0; i < d->word_count; i++)
		is |= template_uses(d->words[i], "file") || template_uses(d->words[i], "format") ||
		      template_uses(d->words[i], "sha256");
	return is;
}

bool attempt_program(struct attempt *t)
{
	unsigned part = 0;
	if (!is_per_file(t->delivery))
		return run_one(t, NULL);
	for (size_t i = 0; i < t->issue->file_count; i++) {
		if (!attempt_wants(t, &t->issue->files[i]) || part++ < t->state->parts)
			continue;
		if (!run_one(t, &t->issue->files[i]))
			return false;
		attempt_part_done(t, part);
	}
	return true;
}
