/* Parallel for: independent work over an index range, on up to `jobs` threads.
 *
 * Indices are handed out in increasing order; results must be stored by index,
 * so that they do not depend on the threads.  The calling thread works too.
 */
#ifndef WENZHAI_BASE_PARALLEL_H
#define WENZHAI_BASE_PARALLEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define PARALLEL_JOBS_MAX 256u

/* Set by a signal handler; looked at by every stage between two pieces of work. */
struct cancel {
	atomic_bool requested;
};
bool cancel_requested(const struct cancel *c); /* NULL: never */

/* Calls work(context, index, worker) for each index in [0, count); worker is
 * in [0, jobs), no two calls run at once with the same worker, so that it can
 * index scratch space.  jobs is clamped to 1..PARALLEL_JOBS_MAX.  Stops early
 * and returns false when `cancel` (may be NULL) is requested. */
typedef void parallel_work(void *context, size_t index, unsigned worker);
bool parallel_for(size_t count, unsigned jobs, parallel_work *work, void *context,
		  const struct cancel *cancel);

unsigned parallel_cores(void); /* cores this process may use, at least 1 */

#endif
