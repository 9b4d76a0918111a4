#include "job/deliver-kinds.h"

/* ---- what an attempt uses ---- */

bool attempt_fail(struct attempt *t, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	t->error = arena_vprintf(t->scratch, format, args);
	va_end(args);
	return false;
}

bool attempt_wants(const struct attempt *t, const struct record_file *file)
{
	return t->delivery->formats & 1u << file->format;
}

void attempt_part_done(struct attempt *t, unsigned parts)
{
	t->state->parts = parts;
	if (t->context->keep)
		t->context->keep(t->context->keep_context, t->state);
}

const char *attempt_path(const struct attempt *t, struct str name)
{
	return arena_printf(t->scratch, "%.*s/%.*s", STR_FMT(t->context->folder), STR_FMT(name)).s;
}

struct str attempt_variable(const struct attempt *t, struct str name)
{
	for (char *const *v = t->context->environment; v && *v; v++) {
		struct str rest = str_from(*v);
		struct str have = str_cut(&rest, '=');
		if (rest.s && str_eq(have, name))
			return rest;
	}
	return S("");
}

/* ---- names in templates ---- */

const char *const delivery_names[] = {"name",  "title", "dates",  "number", "count",
				      "cover", "file",  "format", "sha256", NULL};
const char *const delivery_issue_names[] = {"name", "title", "dates", "number", "count", "cover", NULL};

size_t delivery_values(const struct attempt *t, const struct record_file *file,
		       struct template_value values[DELIVERY_NAMES_MAX])
{
	const struct record *r = t->issue;
	size_t n = 0;
	values[n++] = (struct template_value){"name", r->job};
	values[n++] = (struct template_value){"title", r->title};
	values[n++] = (struct template_value){"dates", r->dates};
	values[n++] = (struct template_value){"number", arena_printf(t->scratch, "%d", r->number)};
	values[n++] = (struct template_value){"count", arena_printf(t->scratch, "%zu", r->article_count)};
	values[n++] =
		(struct template_value){"cover", r->cover.n ? str_from(attempt_path(t, r->cover)) : S("")};
	if (!file)
		return n;
	values[n++] = (struct template_value){"file", str_from(attempt_path(t, file->name))};
	values[n++] = (struct template_value){"format", str_from(record_format_name(file->format))};
	values[n++] = (struct template_value){"sha256", file->sha256};
	return n;
}

/* ---- the attempt and its state ---- */

static bool attempt(struct attempt *t)
{
	static bool (*const kinds[])(struct attempt *) = {
		[DELIVERY_COPY] = attempt_copy,
		[DELIVERY_MAIL] = attempt_mail,
		[DELIVERY_RUN] = attempt_program,
		[DELIVERY_SHELL] = attempt_program,
	};
	return kinds[t->delivery->kind](t);
}

static void note_failure(const struct attempt *t)
{
	const struct delivery_context *c = t->context;
	struct delivery_state *state = t->state;
	bool late = c->now - state->since > (instant)DELIVERY_DAYS * SECONDS_PER_DAY;
	struct str what = delivery_describe(t->scratch, t->delivery);
	state->failures++;
	state->error = arena_str(c->arena, t->error);
	state->progress = t->forever || late ? DELIVERY_GIVEN_UP : DELIVERY_PENDING;
	diag_add_file(c->diags, DIAG_DELIVERY_FAILED, c->jobs_file, t->delivery->line,
		      "%.*s%s%.*s: %.*s: %.*s; %s", STR_FMT(t->issue->job), t->issue->dates.n ? " " : "",
		      STR_FMT(t->issue->dates), STR_FMT(what), STR_FMT(t->error),
		      state->progress == DELIVERY_PENDING ? "the next run tries again" : "given up");
}

bool deliver_issue(const struct delivery *d, const struct record *issue, const struct delivery_context *c,
		   struct delivery_state *state)
{
	struct arena scratch;
	struct attempt t = {.delivery = d, .issue = issue, .context = c, .state = state, .scratch = &scratch};
	arena_init(&scratch);
	if (!state->since)
		state->since = c->now;
	bool ok = attempt(&t);
	if (ok) {
		state->progress = DELIVERY_DONE;
		state->error = (struct str){0};
	} else {
		note_failure(&t);
	}
	arena_clear(&scratch);
	return ok;
}
