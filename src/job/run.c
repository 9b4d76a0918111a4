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

static struct str first_error(const struct track *t)
{
	for (int level = DIAG_FATAL; level >= DIAG_ERROR; level--)
		for (size_t i = 0; i < t->diags.list.n; i++)
			if ((int)diag_id_level(t->diags.list.v[i].id) == level)
				return t->diags.list.v[i].text;
	return S("no reason was given");
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
		      "job %.*s, issue %.*s: %.*s", STR_FMT(t->job->name),
		      STR_FMT(t->chosen.ticket.key.n ? t->chosen.ticket.key : S("-")), STR_FMT(error));
}

/* ---- which jobs ---- */

struct tracks {
	VEC(struct track) list;
};

static bool is_named(const struct run_options *o, const struct job *job)
{
	for (size_t i = 0; i < o->name_count; i++)
		if (str_eq(o->names[i], job->name))
			return true;
	return o->name_count == 0;
}

static void find_tracks(struct runner *r, struct tracks *tracks)
{
	const struct jobs *jobs = r->options->jobs;
	for (size_t i = 0; i < jobs->count; i++) {
		struct track t = {.runner = r, .job = &jobs->list[i]};
		if (!is_named(r->options, t.job))
			continue;
		due_find(r->state, t.job, &r->options->due, r->arena, &t.due);
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

/* Where the job stands; a new one begins here. */
static void begin_track(struct track *t)
{
	struct runner *r = t->runner;
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

/* ---- choosing ---- */

/* An issue that is made anew: its own articles are no hindrance, its number stays. */
static void exclude_old(struct track *t, struct str key)
{
	struct runner *r = t->runner;
	struct state_issues issues = {0};
	t->replaces = 0;
	state_exclude(r->state, 0);
	state_issues(r->state, t->job->name, 0, false, r->arena, &issues);
	for (size_t i = 0; i < issues.list.n; i++)
		if (str_eq(issues.list.v[i].key, key)) {
			t->replaces = issues.list.v[i].id;
			t->number = issues.list.v[i].record.number - 1;
		}
	state_exclude(r->state, t->replaces);
	t->cursor = state_standing(r->state, t->job->name, r->arena).cursor;
	if (!t->cursor.any)
		t->cursor = t->due.begin;
}

static bool name_is_free(struct track *t)
{
	struct runner *r = t->runner;
	struct record record = record_of(t->job, &t->chosen.ticket, &t->arena);
	struct str job, key;
	for (size_t i = 0; i < record.file_count; i++) {
		const struct job *other;
		if (!state_owner(r->state, record.files[i].name, t->job->name, t->chosen.ticket.key,
				 &t->arena, &job, &key) ||
		    !(other = job_lookup(r->options->jobs, job)) || !str_eq(other->output, t->job->output))
			continue;
		diag_add_file(&t->diags, DIAG_CANNOT_WRITE, record.files[i].name, 0,
			      "it is the file of %.*s %.*s", STR_FMT(job), STR_FMT(key));
		return false;
	}
	return true;
}

static bool choose_next(struct track *t, const struct due *due)
{
	struct runner *r = t->runner;
	const struct chooser chooser = {
		.jobs = r->options->jobs,
		.posts = r->posts,
		.state = r->state,
		.data_dir = r->options->data_dir,
		.threads = r->options->threads,
		.cancel = r->options->cancel,
		.planned = &t->planned,
	};
	if (due->again)
		exclude_old(t, period_key(r->arena, &t->job->schedule, &due->period));
	bool whole = choose(&chooser, t->job, &due->period, &t->cursor, due->past, r->arena, &t->diags,
			    &t->chosen);
	state_exclude(r->state, 0);
	t->chosen.ticket.number = t->number + 1;
	t->chosen.ticket.now = due->again || t->job->schedule.kind == PERIOD_SINCE_LAST ? r->options->due.now
											: due->period.due;
	return whole;
}

/* ---- too few articles ---- */

static void on_empty(struct track *t, const struct due *due)
{
	struct runner *r = t->runner;
	outcome_add(r, t, OUTCOME_EMPTY);
	if (r->options->mode != RUN_MAKE || due->past || due->again)
		return;
	state_skip(r->state, t->job->name, due->period.to, r->options->due.now);
	unsigned empty = state_standing(r->state, t->job->name, &t->arena).empty;
	if (t->job->when_empty != EMPTY_ALARM || empty < t->job->alarm_after)
		return;
	diag_add_file(&t->diags, DIAG_ISSUES_EMPTY, r->options->jobs->file, t->job->line,
		      "job %.*s: %u issues on end had too few articles, the last of %.*s",
		      STR_FMT(t->job->name), empty, STR_FMT(t->chosen.ticket.key));
	r->result->failed = true;
}

static bool is_empty(const struct track *t)
{
	size_t least = t->job->min ? t->job->min : 1;
	return t->job->when_empty != EMPTY_MAKE && t->chosen.articles < least;
}

/* ---- an issue ---- */

/* After the issue at work. */
static struct cursor cursor_after(const struct track *t)
{
	return (struct cursor){true, t->chosen.ticket.to, t->chosen.ticket.now,
			       posts_generation(t->runner->posts), posts_identity(t->runner->posts)};
}

static void keep_cursor(struct track *t)
{
	struct cursor at = cursor_after(t);
	posts_keep_cursor(t->runner->posts, t->job->name, t->chosen.ticket.key, &at);
}

static void plan_next(struct track *t)
{
	struct runner *r = t->runner;
	struct str file = S("");
	if (r->options->mode == RUN_PLAN) {
		file = ticket_keep(r->arena, plan_folder(r->arena, r->options->jobs), &t->chosen.ticket,
				   &t->diags);
		keep_cursor(t);
		r->result->failed |= !file.n;
	}
	outcome_add(r, t, OUTCOME_WOULD);
	r->result->list.v[r->result->list.n - 1].ticket_file = file;
	for (size_t i = 0; i < t->chosen.ticket.stories.n; i++)
		VEC_PUSH(r->arena, &t->planned.list,
			 (struct published){0, t->chosen.ticket.key, t->chosen.ticket.stories.v[i]});
}

static void advance(struct track *t, const struct due *due)
{
	t->number = t->chosen.ticket.number;
	if (due->past && due->period.to <= t->cursor.to)
		return;
	t->cursor = cursor_after(t);
}

/* Before anything is written: what is about to be made, and its files' names. */
static bool intend(struct track *t)
{
	struct runner *r = t->runner;
	struct record record = record_of(t->job, &t->chosen.ticket, &t->arena);
	if (!name_is_free(t))
		return false;
	keep_cursor(t);
	t->intention = state_intend(r->state, &t->chosen.ticket, ticket_write(&t->arena, &t->chosen.ticket),
				    &record);
	return state_sound(r->state, &t->diags) && t->intention;
}

/* Goes through the job's periods until one is to be made: true, and it is intended. */
static bool prepare(struct track *t)
{
	struct runner *r = t->runner;
	while (t->next < t->due.list.n && !t->stopped && !cancel_requested(r->options->cancel)) {
		const struct due *due = &t->due.list.v[t->next++];
		bool whole = choose_next(t, due);
		/* What a damaged index or state gave is not all that there is. */
		bool sound = whole && posts_commit(r->posts, &t->diags) && state_sound(r->state, &t->diags);
		if (!whole) {
			t->stopped = true;
		} else if (sound && is_empty(t)) {
			on_empty(t, due);
		} else if (sound && r->options->mode != RUN_MAKE) {
			plan_next(t);
			advance(t, due);
		} else if (sound && intend(t)) {
			return true;
		} else {
			track_fail(t);
		}
	}
	return false;
}

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
		struct cursor at = cursor_after(t);
		t->published = state_publish(r->state, t->intention, &t->made.ticket, &t->made.record, &at);
		publish_enter(r, t->job, t->intention);
	} else {
		state_drop(r->state, t->intention);
	}
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

static void finish(struct track *t)
{
	struct runner *r = t->runner;
	if (t->published) {
		keep_made(t);
		outcome_add(r, t, OUTCOME_MADE);
		advance(t, &t->due.list.v[t->next - 1]);
		state_ran(r->state, t->job->name, r->options->due.now);
		publish_retire(r, t->job);
	} else {
		track_fail(t);
	}
	diags_append(r->diags, &t->diags);
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
			if (prepare(&tracks->list.v[i]))
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
	if (!runner_posts(r) || !update_posts(r, &tracks)) {
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
	if (anything_due(r)) {
		if (!state_is_whole(r) || !runner_posts(r))
			return false;
		recover_intentions(r->options->jobs, r->state, r->posts, r->arena, r->diags);
		if (!state_sound(r->state, r->diags))
			return false;
		run_due(r);
	}
	if (!cancel_requested(r->options->cancel)) {
		publish_pending(r);
		publish_finish(r);
	}
	return state_sound(r->state, r->diags);
}

static bool run_adopt(struct runner *r)
{
	if (!state_is_whole(r) || !runner_posts(r))
		return false;
	r->result->adopted += recover_issues(r->options->jobs, r->state, r->posts, r->arena, r->diags);
	publish_finish(r);
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
	diags_append(r->diags, &t.diags);
	arena_clear(&t.arena);
	return true;
}

static bool run_with_state(struct runner *r)
{
	if (!runner_begin(r))
		return false;
	if (r->options->mode == RUN_ADOPT)
		return run_adopt(r);
	if (r->options->mode == RUN_MAKE)
		return run_make(r);
	run_due(r);
	return true;
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
