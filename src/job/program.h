/* A program run to its end, with a bound on its time and on what is kept of its words.
 *
 * Not through a shell.  It gets no standard input, a session of its own, and the
 * signals' default actions; nothing else that is open here reaches it.  Past its time
 * it and what it started are told to end, and killed two seconds later.
 */
#ifndef WENZHAI_JOB_PROGRAM_H
#define WENZHAI_JOB_PROGRAM_H

#include "base/arena.h"
#include "base/parallel.h"

#define PROGRAM_WORDS_MAX 256u
/* Of what it prints, on either stream; a program that talks without end fills no memory. */
#define PROGRAM_OUTPUT_KEPT ((size_t)2048)

struct program {
	char *const *argv;        /* looked for in PATH; NULL at the end */
	char *const *environment; /* NULL at the end */
	unsigned seconds;
	const struct cancel *cancel; /* looked at several times a second */
};

enum program_end {
	PROGRAM_EXITED,
	PROGRAM_KILLED,
	PROGRAM_TIMED_OUT,
	PROGRAM_CANCELLED,
	PROGRAM_NOT_STARTED
};

struct program_result {
	enum program_end end;
	int status;        /* exit status, signal, or errno value */
	struct str output; /* the last of it, in the arena */
};

void program_run(const struct program *p, struct arena *a, struct program_result *result);

#endif
