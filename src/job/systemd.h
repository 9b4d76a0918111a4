/* A jobs file as a systemd service and timer, and as a line for cron. */
#ifndef WENZHAI_JOB_SYSTEMD_H
#define WENZHAI_JOB_SYSTEMD_H

#include "job/jobs.h"

struct systemd {
	const struct jobs *jobs;
	struct str program; /* absolute */
	struct str folder;  /* absolute: where relative paths begin */
	struct str user;    /* whom it runs as; empty: root */
};

/* Both units, each after a line "# /etc/systemd/system/NAME", then the line for cron in
 * comments.  The service may write where the jobs do, and hardly anything else; the timer
 * wakes it at the hours at which something is due, and hourly for what is late or failed. */
struct str systemd_units(struct arena *a, const struct systemd *s);

#endif
