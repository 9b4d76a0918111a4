#include "base/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

static void give(posix_spawn_file_actions_t *files, int ours, int theirs)
{
	if (ours < 0)
		posix_spawn_file_actions_addopen(files, theirs, "/dev/null",
						 theirs == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0);
	else
		posix_spawn_file_actions_adddup2(files, ours, theirs);
}

int process_start(const struct process_start *p, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t all, none;
	short group = p->session ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
	sigfillset(&all);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	give(&files, p->in, STDIN_FILENO);
	give(&files, p->out, STDOUT_FILENO);
	give(&files, p->err, STDERR_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes,
				 (short)(group | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setsigmask(&attributes, &none);
	int error = posix_spawnp(pid, p->file, &files, &attributes, p->argv,
				 p->environment ? p->environment : environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return error;
}
