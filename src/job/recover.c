#include "job/recover.h"

#include "base/file.h"
#include "base/stream.h"
#include "job/make.h"

#include <dirent.h>
#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct recovery {
	const struct jobs *jobs;
	struct state *state;
	struct posts *posts; /* NULL: not there */
	struct arena *arena;
	struct diags *diags;
};

static const char *path_of(struct arena *a, const struct job *job, struct str name)
{
	return arena_printf(a, "%.*s/%.*s", STR_FMT(job->output), STR_FMT(name)).s;
}

struct job job_then(struct arena *a, const struct jobs *jobs, const struct job *job,
		    const struct state_issue *issue)
{
	const struct record *r = &issue->record;
	return job_at(a, jobs, job, issue->folder, r->file_count ? r->files[0].name : S(""));
}

struct cursor recover_cursor(struct posts *posts, const struct ticket *t)
{
	struct cursor known = {0};
	if (posts)
		known = posts_cursor(posts, t->job, t->key);
	if (known.any && known.now == t->now)
		return known;
	return (struct cursor){.any = true, .to = t->to, .now = t->now};
}

static void publish(const struct recovery *r, int64_t id, const struct job *job, const struct ticket *t,
		    const struct record *record)
{
	struct cursor at = recover_cursor(r->posts, t);
	struct record measured = *record;
	record_find_cover(job, &measured, r->arena);
	if (record_measure(job, &measured, r->arena, r->diags))
		state_publish(r->state, id, t, &measured, &at, &job->deliveries);
}

/* ---- intentions ---- */

static bool is_of(struct arena *a, const char *path, const struct ticket *t, struct ticket *found)
{
	return ticket_of_file(a, path, found) && ticket_same(t, found);
}

/* Is the issue that was being made anew still as it was?  Where none was published, or `keep` has
 * removed it, there is nothing to be torn. */
static bool old_stands(const struct recovery *r, const struct job *job, const struct ticket *t)
{
	struct state_issues all = {0};
	state_issues(r->state, t->job, 0, false, r->arena, &all);
	for (size_t i = 0; i < all.list.n; i++) {
		const struct state_issue *old = &all.list.v[i];
		const struct ticket was = {.job = t->job,
					   .key = old->key,
					   .number = old->record.number,
					   .from = old->record.from,
					   .to = old->record.to,
					   .now = old->record.made};
		const struct job then = job_then(r->arena, r->jobs, job, old);
		struct ticket found;
		for (size_t k = 0; k < old->record.file_count && str_eq(old->key, t->key) && !old->removed;
		     k++)
			if (!is_of(r->arena, path_of(r->arena, &then, old->record.files[k].name), &was,
				   &found))
				return false;
	}
	return true;
}

static void clear_up(const struct recovery *r, const struct state_issue *issue, const struct job *job,
		     const struct ticket *t)
{
	size_t there = 0, wanted = issue->record.file_count;
	struct ticket found = {0}, whole = {0};
	for (size_t i = 0; i < wanted; i++)
		if (is_of(r->arena, path_of(r->arena, job, issue->record.files[i].name), t, &found)) {
			whole = found;
			there++;
		}
	if (wanted && there == wanted) {
		struct record record = record_of(job, &whole, r->arena);
		record.files = issue->record.files;
		record.file_count = wanted;
		publish(r, issue->id, job, &whole, &record);
		return;
	}
	if (!old_stands(r, job, t))
		return; /* it is made to its end, for there is no way back */
	for (size_t i = 0; i < wanted; i++) {
		const char *path = path_of(r->arena, job, issue->record.files[i].name);
		if (is_of(r->arena, path, t, &found))
			unlink(path);
	}
	state_drop(r->state, issue->id);
}

void recover_intentions(const struct jobs *jobs, struct state *s, struct posts *posts, struct arena *a,
			struct diags *diags)
{
	const struct recovery r = {jobs, s, posts, a, diags};
	struct state_issues left = {0};
	state_intentions(s, a, &left);
	for (size_t i = 0; i < left.list.n; i++) {
		struct ticket t;
		const struct job *job = job_lookup(jobs, left.list.v[i].record.job);
		if (job && ticket_read(a, left.list.v[i].ticket, &t)) {
			const struct job then = job_then(a, jobs, job, &left.list.v[i]);
			clear_up(&r, &left.list.v[i], &then, &t);
		} else {
			state_drop(s, left.list.v[i].id);
		}
	}
}

/* ---- tickets in folders ---- */

struct found_issue {
	struct ticket ticket;
	const struct job *job;
	VEC(struct record_file) files;
	bool expected; /* its files have the names that the job gives them */
	bool removed;  /* only its ticket was kept */
};
struct found_issues {
	VEC(struct found_issue) list;
	size_t looked_at;
};

static bool is_known(const struct found_issues *all, const struct ticket *t)
{
	for (size_t i = 0; i < all->list.n; i++)
		if (str_eq(all->list.v[i].ticket.job, t->job) && str_eq(all->list.v[i].ticket.key, t->key))
			return true;
	return false;
}

/* A later attempt takes the place of an earlier one, and one that has files that of one without. */
static struct found_issue *issue_for(const struct recovery *r, struct found_issues *all,
				     const struct ticket *t)
{
	for (size_t i = 0; i < all->list.n; i++) {
		struct found_issue *f = &all->list.v[i];
		if (!str_eq(f->ticket.job, t->job) || !str_eq(f->ticket.key, t->key))
			continue;
		if (ticket_same(&f->ticket, t))
			return f;
		if (f->ticket.now > t->now && f->files.n)
			return NULL;
		*f = (struct found_issue){.ticket = *t, .job = f->job};
		return f;
	}
	const struct job *job = job_lookup(r->jobs, t->job);
	if (!job)
		return NULL;
	VEC_PUSH(r->arena, &all->list, (struct found_issue){.ticket = *t, .job = job});
	return &all->list.v[all->list.n - 1];
}

static bool is_expected(const struct recovery *r, const struct job *job, const struct ticket *t,
			struct str name)
{
	struct record record = record_of(job, t, r->arena);
	for (size_t i = 0; i < record.file_count; i++)
		if (str_eq(record.files[i].name, name))
			return true;
	return false;
}

/* Copies and renamed files count only where none has the right name. */
static void on_file(const struct recovery *r, struct found_issues *all, struct str output, struct str name,
		    enum output_format format)
{
	struct ticket t;
	const char *path = arena_printf(r->arena, "%.*s/%.*s", STR_FMT(output), STR_FMT(name)).s;
	if (!ticket_of_file(r->arena, path, &t))
		return;
	const struct job *job = job_lookup(r->jobs, t.job);
	bool here = job && str_eq(job->output, output);
	/* A copy elsewhere tells that the issue was published, and nothing of where its files are. */
	struct found_issue *f = here || !is_known(all, &t) ? issue_for(r, all, &t) : NULL;
	if (f && !here)
		f->removed = true;
	if (!f || !here)
		return;
	bool expected = is_expected(r, f->job, &t, name);
	if (f->expected && !expected)
		return;
	if (expected && !f->expected)
		f->files.n = 0;
	f->expected = expected;
	f->removed = false;
	VEC_PUSH(r->arena, &f->files,
		 (struct record_file){.name = name,
				      .format = format == OUTPUT_PDF ? RECORD_PDF : RECORD_EPUB});
}

struct folder {
	struct str name; /* below the output folder; empty: itself */
	unsigned depth;
};
struct folders {
	VEC(struct folder) list;
};

static void on_entry(const struct recovery *r, struct found_issues *all, struct str output,
		     const struct folder *in, struct str entry, struct folders *folders)
{
	enum output_format format;
	struct stat st;
	struct str name = in->name.n ? arena_printf(r->arena, "%.*s/%.*s", STR_FMT(in->name), STR_FMT(entry))
				     : arena_str(r->arena, entry);
	/* A link is the `latest` of something that has its own name. */
	if (entry.s[0] == '.' ||
	    lstat(arena_printf(r->arena, "%.*s/%.*s", STR_FMT(output), STR_FMT(name)).s, &st) != 0)
		return;
	if (S_ISDIR(st.st_mode) && in->depth < FILENAME_DEPTH_MAX)
		VEC_PUSH(r->arena, &folders->list, (struct folder){name, in->depth + 1});
	else if (S_ISREG(st.st_mode) && format_of_name(name, &format))
		on_file(r, all, output, name, format);
}

static void walk_output(const struct recovery *r, struct found_issues *all, struct str output)
{
	struct folders folders = {0};
	VEC_PUSH(r->arena, &folders.list, (struct folder){S(""), 0});
	while (folders.list.n) {
		struct folder in = folders.list.v[--folders.list.n];
		DIR *dir = opendir(arena_printf(r->arena, "%.*s/%.*s", STR_FMT(output), STR_FMT(in.name)).s);
		const struct dirent *entry;
		while (dir && (entry = readdir(dir)) && all->looked_at++ < RECOVER_FILES_MAX)
			on_entry(r, all, output, &in, str_from(entry->d_name), &folders);
		if (dir)
			closedir(dir);
	}
}

static void walk_outputs(const struct recovery *r, struct found_issues *all)
{
	for (size_t i = 0; i < r->jobs->count; i++) {
		bool walked = false;
		for (size_t k = 0; k < i && !walked; k++)
			walked = str_eq(r->jobs->list[k].output, r->jobs->list[i].output);
		if (!walked)
			walk_output(r, all, r->jobs->list[i].output);
	}
}

static void walk_tickets(const struct recovery *r, struct found_issues *all)
{
	struct str folder = tickets_folder(r->arena, r->jobs);
	DIR *dir = opendir(arena_cstr(r->arena, folder));
	const struct dirent *entry;
	while (dir && (entry = readdir(dir)) && all->looked_at++ < RECOVER_FILES_MAX) {
		struct str text;
		struct ticket t;
		const char *path = arena_printf(r->arena, "%.*s/%s", STR_FMT(folder), entry->d_name).s;
		if (file_read(r->arena, path, TICKET_BYTES_MAX, &text) != 0 ||
		    !ticket_read(r->arena, text, &t))
			continue;
		struct found_issue *f = issue_for(r, all, &t);
		if (f && !f->files.n)
			f->removed = true;
	}
	if (dir)
		closedir(dir);
}

static int by_day(const void *x, const void *y)
{
	const struct found_issue *a = x, *b = y;
	if (a->ticket.to != b->ticket.to)
		return a->ticket.to < b->ticket.to ? -1 : 1;
	return a->ticket.number - b->ticket.number;
}

static bool enter(const struct recovery *r, struct found_issue *f)
{
	if (state_has(r->state, f->ticket.job, f->ticket.key))
		return false;
	struct record record = record_of(f->job, &f->ticket, r->arena);
	struct cursor at = recover_cursor(r->posts, &f->ticket);
	record.files = f->files.v;
	record.file_count = f->files.n;
	record_find_cover(f->job, &record, r->arena);
	if (!record_measure(f->job, &record, r->arena, r->diags))
		return false;
	int64_t id = state_intend(r->state, &f->ticket, S(""), &record, job_place(r->arena, r->jobs, f->job));
	/* Whether it was delivered nobody knows, and twice is worse than not. */
	state_publish(r->state, id, &f->ticket, &record, &at, NULL);
	if (f->removed)
		state_removed(r->state, id);
	return true;
}

size_t recover_issues(const struct jobs *jobs, struct state *s, struct posts *posts, struct arena *a,
		      struct diags *diags)
{
	const struct recovery r = {jobs, s, posts, a, diags};
	struct found_issues all = {0};
	size_t entered = 0;
	walk_outputs(&r, &all);
	walk_tickets(&r, &all);
	if (all.list.n)
		qsort(all.list.v, all.list.n, sizeof *all.list.v, by_day);
	for (size_t i = 0; i < all.list.n; i++)
		entered += enter(&r, &all.list.v[i]);
	return entered;
}

/* ---- a whole state ---- */

/* Jobs whose articles wait for a first issue: the index knows when they began. */
static void recover_beginnings(const struct jobs *jobs, struct state *s, struct posts *posts)
{
	for (size_t i = 0; i < jobs->count && posts; i++) {
		struct cursor at = posts_cursor(posts, jobs->list[i].name, S(POSTS_BEGINNING));
		if (at.any)
			state_begin_job(s, jobs->list[i].name, &at);
	}
}

/* A log of the old file would be taken for the new one's. */
static void remove_with_logs(struct arena *a, const char *path, bool logs_alone)
{
	if (!logs_alone)
		unlink(path);
	unlink(arena_printf(a, "%s-wal", path).s);
	unlink(arena_printf(a, "%s-shm", path).s);
}

static bool take_place(const char *fresh, const char *path, struct arena *a, struct diags *diags)
{
	const char *damaged = arena_printf(a, "%s.damaged", path).s;
	unlink(damaged);
	(void)!link(path, damaged); /* a file system without links loses what could not be read anyway */
	remove_with_logs(a, path, true);
	if (rename(fresh, path) == 0)
		return true;
	diag_add_file(diags, DIAG_STATE_FAILED, str_from(path), 0, "the state cannot be made anew: %s",
		      g_strerror(errno));
	return false;
}

bool recover_state(const struct jobs *jobs, struct posts *posts, struct arena *a, struct diags *diags,
		   size_t *entered)
{
	const char *path = arena_cstr(a, jobs->state);
	const char *fresh = arena_printf(a, "%s.new", path).s;
	bool damaged;
	remove_with_logs(a, fresh, false);
	struct state *s = state_open(fresh, STATE_WRITE, diags, &damaged);
	if (!s)
		return false;
	*entered = recover_issues(jobs, s, posts, a, diags);
	recover_beginnings(jobs, s, posts);
	bool sound = state_sound(s, diags);
	state_close(s);
	return sound && take_place(fresh, path, a, diags);
}

struct str tickets_folder(struct arena *a, const struct jobs *jobs)
{
	return arena_printf(a, "%.*s.tickets", STR_FMT(jobs->state));
}

struct str plan_folder(struct arena *a, const struct jobs *jobs)
{
	return arena_printf(a, "%.*s.plan", STR_FMT(jobs->state));
}

struct str ticket_keep(struct arena *a, struct str folder, const struct ticket *t, struct diags *diags)
{
	const char *dir = arena_cstr(a, folder);
	const char *name = arena_printf(a, "%s/%.*s-%.*s.ticket", dir, STR_FMT(t->job), STR_FMT(t->key)).s;
	size_t failed;
	int error = g_mkdir_with_parents(dir, 0777) == 0 ? 0 : errno;
	struct stream *out = error ? NULL : stream_open_file(name, &error);
	if (out) {
		stream_puts(out, ticket_write(a, t));
		error = stream_commit_all(&out, 1, &failed);
	}
	if (!error)
		return str_from(name);
	diag_add_file(diags, DIAG_CANNOT_WRITE, str_from(name), 0, "cannot write: %s", g_strerror(error));
	return S("");
}
