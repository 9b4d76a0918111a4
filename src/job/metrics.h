/* What a monitor asks: a file in Prometheus' text format, as node_exporter's textfile
 * collector reads it (whole or not at all, no times of samples, a line end at its end).
 */
#ifndef WENZHAI_JOB_METRICS_H
#define WENZHAI_JOB_METRICS_H

#include "base/diag.h"
#include "job/record.h"

struct metrics_job {
	struct str name;
	bool any;     /* an issue was made: the next three are known */
	int number;   /* of the last issue */
	instant made; /* when it was due */
	uint64_t bytes;
	instant next;       /* when the next one is due */
	unsigned failures;  /* runs that failed, on end */
	unsigned empty;     /* issues with too few articles, on end */
	size_t undelivered; /* issues with a delivery that is still to be made */
};

struct metrics {
	instant now;
	bool success; /* of the run as a whole */
	uint64_t state_bytes;
	const struct metrics_job *jobs;
	size_t job_count;
};

struct str metrics_text(struct arena *a, const struct metrics *m);
/* False: reported [cannot-write]. */
bool metrics_write(struct str path, const struct metrics *m, struct diags *d);

#endif
