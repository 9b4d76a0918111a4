/* What is said on standard error: diagnostics, the summary, the progress bar. */
#ifndef WENZHAI_CLI_REPORT_H
#define WENZHAI_CLI_REPORT_H

#include "build/build.h"
#include "cli/settings.h"

/* FILE:LINE: warning|error: text [code]; notes with -v only, warnings not with -q
 * (but where --strict made them the reason of a failure). */
void report_diags(const struct settings *s, const struct diags *diags, enum build_status status);
/* The last line of standard error: how it ended, what was read and made. */
void report_summary(const struct settings *s, const struct build_result *result, enum build_status status,
		    double seconds);
/* Before it, when nothing matched: how many posts were left out for which reason. */
void report_left_out(const struct settings *s, const struct issue *issue);
void report_usage_error(const struct settings *s, struct str message);

/* ---- progress: build_options.progress and its context ---- */
struct progress;
/* NULL where no bar is wanted (not a terminal, or never). */
struct progress *progress_new(const struct settings *s);
void progress_show(void *progress, const char *stage, size_t done, size_t total);
/* fetch_options.progress: one thread. */
void progress_show_bytes(void *progress, size_t done, size_t total, uint64_t bytes);
void progress_free(struct progress *p); /* wipes the bar away; NULL is nothing */

#endif
