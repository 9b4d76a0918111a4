#include "job/run.h"

#include "base/file.h"
#include "job/recover.h"
#include "job/runner.h"

#include <errno.h>
#include <unistd.h>

struct str posts_file(struct arena *a, const struct jobs *jobs)
{
	return arena_printf(a, "%.*s.posts", STR_FMT(jobs->state));
}

/* ---- outcomes ---- */

void outcome_add(struct runner *r, struct track *t, enum outcome_kind kind)
{
	const struct ticket *ticket = kind == OUTCOME_MADE ? &t->made.ticket : &t->chosen.ticket;
	struct outcome o = {
		.kind = kind,
		.job = t->job,
		.key = ticket->key,
		.number = ticket->number,
		.from = ticket->from,
		.to = ticket->to,
		.articles = t->chosen.articles,
		.ticket = *ticket,
		.pages = t->made.pages,
		.chapters = t->made.chapters,
	};
	memcpy(&o.left, &t->chosen.left, sizeof o.left);
	if (kind == OUTCOME_MADE)
		o.record = t->made.record;
	else if (kind == OUTCOME_WOULD)
		o.record = record_of(t->job, ticket, r->arena);
	if (kind == OUTCOME_MADE)
		o.articles = o.record.article_count;
	VEC_PUSH(r->arena, &r->result->list, o);
}

static const struct diag *first_of(const struct diags *diags, int least)
{
	for (int level = DIAG_FATAL; level >= least; level--)
		for (size_t i = 0; i < diags->list.n; i++)
			if ((int)diag_id_level(diags->list.v[i].id) == level)
				return &diags->list.v[i];
	return NULL;
}

static struct str first_error(const struct track *t)
{
	bool strict = t->made.status == BUILD_STRICT;
	const struct diag *d = first_of(&t->diags, strict ? DIAG_WARNING : DIAG_ERROR);
	if (d && strict)
		return arena_printf(t->runner->arena, "strict: %.*s%s%.*s", STR_FMT(d->file),
				    d->file.n ? ": " : "", STR_FMT(d->text));
	if (d)
		return d->text;
	return t->made.status == BUILD_EMPTY ? S("none of its posts is an article any more")
					     : S("no reason was given");
}

void track_fail(struct track *t)
{
	struct runner *r = t->runner;
	struct str error = arena_str(r->arena, first_error(t));
	t->stopped = true;
	if (cancel_requested(r->options->cancel))
		return;
	outcome_add(r, t, OUTCOME_FAILED);
	r->result->list.v[r->result->list.n - 1].error = error;
	r->result->failed = true;
	if (r->state && r->options->mode == RUN_MAKE)
		state_fail(r->state, t->job->name, error, r->options->due.now);
	diag_add_file(&t->diags, DIAG_JOB_FAILED, r->options->jobs->file, t->job->line,
		      "job %.*s%s%.*s: %.*s", STR_FMT(t->job->name), t->chosen.ticket.key.n ? ", issue " : "",
		      STR_FMT(t->chosen.ticket.key), STR_FMT(error));
}

/* ---- which jobs ---- */

struct tracks {
	VEC(struct track) list;
};

bool runner_wants(const struct runner *r, const struct job *job)
{
	const struct run_options *o = r->options;
	for (size_t i = 0; i < o->name_count; i++)
		if (str_eq(o->names[i], job->name))
			return true;
	return o->name_count == 0;
}

/* Before anything else of the job: what it holds is not to be chosen again. */
static void add_torn(struct runner *r, struct track *t)
{
	struct state_issues left = {0};
	struct due_list all = {.begin = t->due.begin};
	state_intentions(r->state, r->arena, &left);
	for (size_t i = 0; i < left.list.n; i++)
		if (str_eq(left.list.v[i].record.job, t->job->name))
			VEC_PUSH(r->arena, &all.list, (struct due){.torn = &left.list.v[i]});
	for (size_t i = 0; i < t->due.list.n; i++)
		VEC_PUSH(r->arena, &all.list, t->due.list.v[i]);
	t->due = all;
}

static void find_tracks(struct runner *r, struct tracks *tracks)
{
	const struct jobs *jobs = r->options->jobs;
	for (size_t i = 0; i < jobs->count; i++) {
		struct track t = {.runner = r, .job = &jobs->list[i]};
		if (!runner_wants(r, t.job))
			continue;
		due_find(r->state, t.job, &r->options->due, r->arena, &t.due);
		if (r->options->mode == RUN_MAKE)
			add_torn(r, &t);
		if (t.due.list.n)
			VEC_PUSH(r->arena, &tracks->list, t);
	}
}

static bool posts_stand(struct track *t)
{
	for (size_t i = 0; i < t->job->post_count; i++) {
		const char *path = arena_cstr(t->runner->arena, t->job->posts[i]);
		if (access(path, R_OK) == 0)
			continue;
		diag_add_file(&t->diags, DIAG_CANNOT_READ, str_from(path), 0, "the posts cannot be read: %s",
			      g_strerror(errno));
		return false;
	}
	return true;
}

static bool update_posts(struct runner *r, struct tracks *tracks)
{
	VEC(struct str) roots = {0};
	for (size_t i = 0; i < tracks->list.n; i++) {
		const struct job *job = tracks->list.v[i].job;
		for (size_t k = 0; k < job->post_count && !tracks->list.v[i].stopped; k++) {
			bool known = false;
			for (size_t n = 0; n < roots.n && !known; n++)
				known = str_eq(roots.v[n], job->posts[k]);
			if (!known)
				VEC_PUSH(r->arena, &roots, job->posts[k]);
		}
	}
	const struct posts_update update = {
		.roots = roots.v,
		.root_count = roots.n,
		.now = r->options->due.now,
		.jobs = r->options->threads,
		.cancel = r->options->cancel,
		.progress = r->options->progress,
		.progress_context = r->options->progress_context,
	};
	return posts_update(r->posts, &update, r->diags);
}

/* Where the job stands; a new one begins here, unless it failed: its posts may be still to come. */
static void begin_track(struct track *t)
{
	struct runner *r = t->runner;
	if (t->stopped)
		return;
	struct standing at = state_standing(r->state, t->job->name, r->arena);
	t->number = at.number;
	t->cursor = at.cursor;
	if (at.cursor.any)
		return;
	t->cursor = t->due.begin;
	t->cursor.generation = posts_generation(r->posts);
	t->cursor.index = posts_identity(r->posts);
	if (r->options->mode != RUN_MAKE || r->options->due.backfill)
		return;
	posts_keep_cursor(r->posts, t->job->name, S(POSTS_BEGINNING), &t->cursor);
	state_begin_job(r->state, t->job->name, &t->cursor);
}

/* ---- issues ---- */

static void make_one(struct track *t)
{
	struct runner *r = t->runner;
	const struct making_options m = {
		.jobs = r->options->jobs,
		.data_dir = r->options->data_dir,
		.threads = t->threads,
		.cancel = r->options->cancel,
		.progress = r->options->progress,
		.progress_context = r->options->progress_context,
	};
	make_issue(&m, t->job, &t->chosen.ticket, &t->arena, &t->diags, &t->made);
}

static void make_and_publish(void *context, size_t index, unsigned worker)
{
	struct track *t = ((struct track **)context)[index];
	struct runner *r = t->runner;
	(void)worker;
	make_one(t);
	t->published = false;
	g_mutex_lock(&r->lock);
	if (t->made.status == BUILD_DONE) {
		posts_put_off(r->posts, t->made.unread.v, t->made.unread.n);
		t->published = state_publish(r->state, t->intention, &t->made.ticket, &t->made.record,
					     &t->after, &t->job->deliveries);
	} else if (t->made.status == BUILD_EMPTY ||
		   !state_has(r->state, t->job->name, t->chosen.ticket.key)) {
		state_drop(r->state, t->intention);
	} /* else some of the old issue's files may be replaced: the next run looks (recover.h) */
	/* At once, so that a full disk is this job's failure and no other's success: what the state does
	 * not know as published would be chosen again. */
	t->published &= state_sound(r->state, &t->diags);
	g_mutex_unlock(&r->lock);
}

/* ---- keeping what outlives the issue's arena ---- */

static struct str kept(struct runner *r, struct str text)
{
	return arena_str(r->arena, text);
}

static void keep_made(struct track *t)
{
	struct runner *r = t->runner;
	struct ticket ticket = t->made.ticket; /* its stories' texts are the chosen ones', which stay */
	struct record_file *files = ARENA_ARRAY(r->arena, t->made.record.file_count, struct record_file);
	VEC(struct story) stories = {0};
	for (size_t i = 0; i < ticket.stories.n; i++)
		VEC_PUSH(r->arena, &stories, ticket.stories.v[i]);
	memcpy(&t->made.ticket.stories, &stories, sizeof stories);
	for (size_t i = 0; i < t->made.record.file_count; i++) {
		files[i] = t->made.record.files[i];
		files[i].name = kept(r, files[i].name);
		files[i].sha256 = kept(r, files[i].sha256);
	}
	struct str language = kept(r, t->made.record.language), cover = kept(r, t->made.record.cover);
	t->made.record = record_of(t->job, &t->made.ticket, r->arena);
	t->made.record.language = language;
	t->made.record.cover = cover;
	t->made.record.files = files;
}

/* Of an issue that was dropped half-way the run says that it was interrupted, once for all. */
static void keep_diags(struct track *t)
{
	if (t->made.status == BUILD_DONE || !cancel_requested(t->runner->options->cancel))
		diags_append(t->runner->diags, &t->diags);
}

static void finish(struct track *t)
{
	struct runner *r = t->runner;
	if (t->published) {
		keep_made(t);
		outcome_add(r, t, OUTCOME_MADE);
		if (t->replaced.id)
			publish_drop_replaced(r, t->job, &t->replaced, &t->made.record);
		struct standing at = state_standing(r->state, t->job->name, &t->arena);
		t->cursor = at.cursor;
		t->number = at.number;
		state_ran(r->state, t->job->name, r->options->due.now);
	} else {
		track_fail(t);
	}
	keep_diags(t);
	arena_clear(&t->arena);
	diags_init(&t->diags, &t->arena, S(""));
}

/* Rounds: of each job the next issue, together. */
static void make_all(struct runner *r, struct tracks *tracks)
{
	struct track **batch = ARENA_ARRAY(r->arena, tracks->list.n, struct track *);
	for (;;) {
		size_t n = 0;
		for (size_t i = 0; i < tracks->list.n; i++)
			if (track_prepare(&tracks->list.v[i]))
				batch[n++] = &tracks->list.v[i];
		if (!n)
			break;
		unsigned together = n < r->options->threads ? (unsigned)n : r->options->threads;
		for (size_t i = 0; i < n; i++)
			batch[i]->threads = together ? r->options->threads / together : 1;
		parallel_for(n, together, make_and_publish, batch, NULL);
		for (size_t i = 0; i < n; i++)
			finish(batch[i]);
		if (cancel_requested(r->options->cancel))
			break;
	}
	for (size_t i = 0; i < tracks->list.n; i++) {
		diags_append(r->diags, &tracks->list.v[i].diags);
		arena_clear(&tracks->list.v[i].arena);
	}
}

/* ---- modes ---- */

/* An index that was made anew learns where each job stands, for a state that is lost before the job's first
 * issue.  What the old index counted means nothing to it. */
static void keep_beginnings(struct runner *r)
{
	const struct jobs *jobs = r->options->jobs;
	for (size_t i = 0; i < jobs->count && r->options->mode == RUN_MAKE; i++) {
		struct str name = jobs->list[i].name;
		struct cursor at = state_standing(r->state, name, r->arena).cursor;
		if (!at.any || posts_cursor(r->posts, name, S(POSTS_BEGINNING)).any)
			continue;
		if (at.index != posts_identity(r->posts))
			at.generation = 0;
		posts_keep_cursor(r->posts, name, S(POSTS_BEGINNING), &at);
	}
}

static void run_due(struct runner *r)
{
	struct tracks tracks = {0};
	find_tracks(r, &tracks);
	if (!tracks.list.n)
		return;
	for (size_t i = 0; i < tracks.list.n; i++) {
		struct track *t = &tracks.list.v[i];
		diags_init(&t->diags, &t->arena, S(""));
		if (!posts_stand(t))
			track_fail(t);
	}
	if (runner_posts(r)) {
		posts_follow(r->posts, state_generation(r->state, posts_identity(r->posts)));
		keep_beginnings(r);
	}
	if (!r->posts || !update_posts(r, &tracks)) {
		r->result->failed = true;
		return;
	}
	for (size_t i = 0; i < tracks.list.n; i++)
		begin_track(&tracks.list.v[i]);
	if (!posts_commit(r->posts, r->diags) || !state_sound(r->state, r->diags)) {
		r->result->failed = true;
		return;
	}
	make_all(r, &tracks);
	if (!posts_commit(r->posts, r->diags) || !state_sound(r->state, r->diags))
		r->result->failed = true;
}

/* A broken page may lie where nothing has looked yet: before new issues are entered, all is read. */
static bool state_is_whole(struct runner *r)
{
	if (state_whole(r->state))
		return true;
	state_close(r->state);
	r->state = NULL;
	return runner_rebuild(r, true);
}

/* Else one run with a wrong clock would silence a job for years. */
static void check_clocks(struct runner *r)
{
	const struct jobs *jobs = r->options->jobs;
	for (size_t i = 0; i < jobs->count; i++) {
		const struct job *job = &jobs->list[i];
		day_number to, today = zone_day(job->zone, r->options->due.now);
		if (!runner_wants(r, job) || !due_is_ahead(r->state, job, r->options->due.now, r->arena, &to))
			continue;
		diag_add_file(r->diags, DIAG_JOB_FAILED, jobs->file, job->line,
			      "job %.*s has issues up to %.*s, and today is %.*s: a clock was wrong, or is; "
			      "nothing is made before then, unless those issues and %.*s are deleted, and "
			      "run --adopt is called",
			      STR_FMT(job->name), STR_FMT(day_iso(r->arena, to)),
			      STR_FMT(day_iso(r->arena, today)), STR_FMT(jobs->state));
		r->result->failed = true;
	}
}

static bool anything_due(struct runner *r)
{
	struct tracks tracks = {0};
	struct state_issues left = {0};
	find_tracks(r, &tracks);
	state_intentions(r->state, r->arena, &left);
	return tracks.list.n || left.list.n;
}

static bool run_make(struct runner *r)
{
	check_clocks(r);
	if (anything_due(r)) {
		if (!state_is_whole(r) || !runner_posts(r))
			return false;
		recover_intentions(r->options->jobs, r->state, r->posts, r->arena, r->diags);
		if (!state_sound(r->state, r->diags))
			return false;
		run_due(r);
	}
	if (!cancel_requested(r->options->cancel))
		publish_pending(r);
	if (!cancel_requested(r->options->cancel)) {
		publish_tidy(r);
		finish_catalogues(r);
	}
	return state_sound(r->state, r->diags);
}

static bool run_adopt(struct runner *r)
{
	if (!state_is_whole(r) || !runner_posts(r))
		return false;
	r->result->adopted += recover_issues(r->options->jobs, r->state, r->posts, r->arena, r->diags);
	finish_catalogues(r);
	return state_sound(r->state, r->diags);
}

/* On any machine: without lock, state or index. */
static bool run_ticket(struct runner *r)
{
	struct str text;
	struct track t = {.runner = r, .threads = r->options->threads};
	int error = file_read(r->arena, arena_cstr(r->arena, r->options->ticket), TICKET_BYTES_MAX, &text);
	if (error || !ticket_read(r->arena, text, &t.chosen.ticket)) {
		diag_add_file(r->diags, DIAG_JOB_FAILED, r->options->ticket, 0, "no ticket: %s",
			      error ? file_error_text(error) : "it is damaged, or of another program");
		return false;
	}
	t.job = job_lookup(r->options->jobs, t.chosen.ticket.job);
	if (!t.job) {
		diag_add_file(r->diags, DIAG_JOB_FAILED, r->options->ticket, 0,
			      "the jobs file has no job \"%.*s\"", STR_FMT(t.chosen.ticket.job));
		return false;
	}
	diags_init(&t.diags, &t.arena, S(""));
	make_one(&t);
	if (t.made.status == BUILD_DONE) {
		keep_made(&t);
		outcome_add(r, &t, OUTCOME_MADE);
	} else {
		track_fail(&t);
	}
	keep_diags(&t);
	arena_clear(&t.arena);
	return true;
}

static bool run_with_state(struct runner *r)
{
	bool makes = r->options->mode == RUN_MAKE, adopts = r->options->mode == RUN_ADOPT;
	bool begun = runner_begin(r);
	if (begun && makes)
		begun = run_make(r);
	else if (begun && adopts)
		begun = run_adopt(r);
	else if (begun)
		run_due(r);
	r->result->failed |= !begun;
	if (r->locked && (makes || adopts)) /* else another run writes them */
		finish_metrics(r);
	return begun;
}

bool run_jobs(const struct run_options *options, struct arena *a, struct diags *diags,
	      struct run_result *result)
{
	struct runner r = {.options = options, .arena = a, .diags = diags, .result = result, .lock_file = -1};
	*result = (struct run_result){0};
	g_mutex_init(&r.lock);
	bool begun = options->mode == RUN_TICKET ? run_ticket(&r) : run_with_state(&r);
	result->failed |= !begun;
	posts_close(r.posts);
	state_close(r.state);
	if (r.lock_file >= 0)
		close(r.lock_file);
	g_mutex_clear(&r.lock);
	if (cancel_requested(options->cancel))
		diag_add_file(diags, DIAG_INTERRUPTED, S(""), 0,
			      "interrupted; what was made stays, the rest is due still");
	return begun;
}
