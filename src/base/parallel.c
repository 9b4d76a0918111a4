#include "base/parallel.h"

#include <glib.h>
#include <sched.h>

struct run {
	size_t count;
	parallel_work *work;
	void *context;
	const struct cancel *cancel;
	atomic_size_t next;
};

struct worker {
	struct run *run;
	unsigned number;
	GThread *thread;
};

bool cancel_requested(const struct cancel *c)
{
	return c && atomic_load_explicit(&c->requested, memory_order_relaxed);
}

static void *work_on(void *data)
{
	struct worker *me = data;
	struct run *run = me->run;
	while (!cancel_requested(run->cancel)) {
		size_t i = atomic_fetch_add(&run->next, 1);
		if (i >= run->count)
			break;
		run->work(run->context, i, me->number);
	}
	return NULL;
}

static unsigned clamp_jobs(unsigned jobs, size_t count)
{
	if (jobs > PARALLEL_JOBS_MAX)
		jobs = PARALLEL_JOBS_MAX;
	if (jobs > count)
		jobs = (unsigned)count;
	return jobs ? jobs : 1;
}

bool parallel_for(size_t count, unsigned jobs, parallel_work *work, void *context,
		  const struct cancel *cancel)
{
	struct run run = {.count = count, .work = work, .context = context, .cancel = cancel};
	struct worker workers[PARALLEL_JOBS_MAX] = {0};
	jobs = clamp_jobs(jobs, count);
	for (unsigned i = 0; i < jobs; i++)
		workers[i] = (struct worker){.run = &run, .number = i};
	/* A thread that cannot be had leaves its share to the others. */
	for (unsigned i = 1; i < jobs; i++)
		workers[i].thread = g_thread_try_new("work", work_on, &workers[i], NULL);
	work_on(&workers[0]);
	for (unsigned i = 1; i < jobs; i++)
		if (workers[i].thread)
			g_thread_join(workers[i].thread);
	return !cancel_requested(cancel);
}

unsigned parallel_cores(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return g_get_num_processors();
	int n = CPU_COUNT(&set);
	return n > 0 ? (unsigned)n : 1;
}
