/* Starting a program. */
#ifndef WENZHAI_BASE_PROCESS_H
#define WENZHAI_BASE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct process_start {
	const char *file;         /* with a slash, or found by PATH */
	char *const *argv;        /* ends in NULL */
	char *const *environment; /* likewise; NULL: ours */
	int in, out, err;         /* descriptors; -1: /dev/null */
	bool session;             /* of its own, without a terminal; else only a group */
};

/* In a group of its own, so that what interrupts us at a terminal does not end it; with all signals as they
 * are by default, and no other file of ours open, libraries' own not either.  errno's number, or 0. */
int process_start(const struct process_start *p, pid_t *pid);

#endif
