/* How long something took, whatever else the machine is doing. */
#ifndef WENZHAI_TESTS_CPU_TIME_H
#define WENZHAI_TESTS_CPU_TIME_H

#include <glib.h>
#include <time.h>

/* Microseconds of processor time that the process has had. */
static inline gint64 cpu_time(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (gint64)t.tv_sec * G_USEC_PER_SEC + t.tv_nsec / 1000;
}

#endif
