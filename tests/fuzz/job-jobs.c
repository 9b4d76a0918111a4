/* Any bytes as a jobs file: mistakes have lines, and of a file without mistakes every
 * job has periods, safe file names and systemd units. */
#include "job/jobs.h"
#include "job/systemd.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define NOW ((instant)1627257600)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_name(struct str name)
{
	struct str rest = name;
	if (!name.n || name.s[0] == '/')
		abort();
	while (rest.s) {
		struct str part = str_cut(&rest, '/');
		if (!part.n || part.n > FILENAME_BYTES_MAX || str_eq(part, S("..")) ||
		    str_find_char(part, '\n', 0) != STR_NONE)
			abort();
	}
}

static void use(struct arena *a, const struct job *job)
{
	struct period latest = period_latest(&job->schedule, job->zone, NOW);
	struct period next = period_next(&job->schedule, job->zone, &latest);
	const struct filename_values v = {job->name, job->title, 1, latest.from, latest.to};
	if (!job->name.n || !job->format_count || !job->post_count || latest.from > latest.to ||
	    latest.due > NOW || next.from != latest.to + 1)
		abort();
	for (size_t i = 0; i < job->format_count; i++)
		require_name(filename_expand(a, job->formats[i].file, &v));
	for (size_t i = 0; i < job->deliveries.list.n; i++)
		delivery_describe(a, &job->deliveries.list.v[i]);
	period_key(a, &job->schedule, &latest);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct diags diags;
	struct jobs jobs;
	arena_init(&a);
	diags_init(&diags, &a, S(""));
	int file = memfd_create("jobs", MFD_CLOEXEC);
	if (file < 0 || write(file, data, size) != (ssize_t)size)
		abort();
	bool good = jobs_read(&jobs, arena_printf(&a, "/proc/self/fd/%d", file), S("."), &a, &diags);
	if (!good && !diags_reach(&diags, DIAG_FATAL))
		abort();
	for (size_t i = 0; good && i < jobs.count; i++)
		use(&a, &jobs.list[i]);
	if (good)
		systemd_units(&a, &(struct systemd){&jobs, S("/usr/bin/wenzhai"), S("/srv"), S("reader")});
	jobs_clear(&jobs);
	close(file);
	arena_clear(&a);
	return 0;
}
