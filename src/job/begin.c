/* The beginning of a run: the lock, the state, made anew where it is missing or damaged, the index. */
#include "base/file.h"
#include "job/recover.h"
#include "job/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

/* The state knows readers' addresses: a hidden folder is its owner's alone, those above it are not. */
static int make_folder(const char *path)
{
	char *dir = g_path_get_dirname(path), *above = g_path_get_dirname(dir),
	     *name = g_path_get_basename(dir);
	bool hidden = name[0] == '.' && name[1] && strcmp(name, "..") != 0;
	int failed = hidden ? g_mkdir_with_parents(above, 0777) : 0;
	if (!failed)
		failed = g_mkdir_with_parents(dir, hidden ? 0700 : 0777);
	int error = failed ? errno : 0;
	g_free(name);
	g_free(above);
	g_free(dir);
	return error;
}

static bool lock_state(struct runner *r)
{
	const char *path = arena_printf(r->arena, "%.*s.lock", STR_FMT(r->options->jobs->state)).s;
	int error = make_folder(path);
	r->lock_file = error ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	r->locked = r->lock_file >= 0 && flock(r->lock_file, LOCK_EX | LOCK_NB) == 0;
	if (r->locked)
		return true;
	error = error ? error : errno;
	if (r->lock_file >= 0 && error == EWOULDBLOCK)
		diag_add_file(r->diags, DIAG_LOCKED, str_from(path), 0,
			      "another run is at work, this one leaves");
	else
		diag_add_file(r->diags, DIAG_STATE_FAILED, str_from(path), 0, "the lock cannot be taken: %s",
			      g_strerror(error));
	return false;
}

bool runner_posts(struct runner *r)
{
	struct str path = posts_file(r->arena, r->options->jobs);
	if (!r->posts)
		r->posts = posts_open(arena_cstr(r->arena, path), r->options->jobs->folder, r->diags);
	return r->posts != NULL;
}

/* Of the issues' own tickets, and what the index knows. */
bool runner_rebuild(struct runner *r, bool damaged)
{
	const struct jobs *jobs = r->options->jobs;
	size_t found = 0;
	if (r->options->mode == RUN_DRY || r->options->mode == RUN_PLAN) {
		diag_add_file(r->diags, DIAG_STATE_FAILED, jobs->state, 0,
			      "the state is damaged; wenzhai run makes it anew");
		return false;
	}
	if (!runner_posts(r) || !recover_state(jobs, r->posts, r->arena, r->diags, &found))
		return false;
	r->result->adopted += found;
	if (damaged)
		diag_add_file(
			r->diags, DIAG_STATE_DAMAGED, jobs->state, 0,
			"the state was damaged: put aside as %.*s.damaged and made anew of %zu issues, which "
			"are not delivered again",
			STR_FMT(str_after_last(jobs->state, '/')), found);
	else if (found && r->options->mode != RUN_ADOPT)
		diag_add_file(
			r->diags, DIAG_STATE_DAMAGED, jobs->state, 0,
			"the state was missing, and was made anew of %zu issues, which are not delivered "
			"again",
			found);
	r->state = state_open(arena_cstr(r->arena, jobs->state), STATE_WRITE, r->diags, &damaged);
	return r->state != NULL;
}

static bool open_state(struct runner *r)
{
	const char *path = arena_cstr(r->arena, r->options->jobs->state);
	bool writes = r->options->mode == RUN_MAKE || r->options->mode == RUN_ADOPT;
	bool damaged;
	if (writes && !file_exists(path))
		return runner_rebuild(r, false);
	r->state = state_open(path, writes ? STATE_WRITE : STATE_READ, r->diags, &damaged);
	return r->state || (damaged && runner_rebuild(r, true));
}

bool runner_begin(struct runner *r)
{
	return lock_state(r) && open_state(r);
}
