#include "cli/commands.h"
#include "cli/report.h"

#include <glib.h>
#include <stdio.h>

static void print_dump(const struct build_options *b)
{
	struct str text = stream_bytes(b->dump_to);
	fwrite(text.s, 1, text.n, stdout);
}

/* "nothing matched" alone helps nobody at seven in the morning. */
static void say_empty(const struct settings *s, const struct build_result *result)
{
	size_t skipped = result->issue ? result->issue->skipped_count : 0;
	if (!s->quiet && !s->log_json)
		fprintf(stderr, "wenzhai: nothing matched; %zu post%s left out (wenzhai list tells why)\n",
			skipped, skipped == 1 ? " was" : "s were");
}

int command_build(const struct settings *s, struct build_options *b)
{
	struct diags diags;
	struct build_result result;
	gint64 begun = g_get_monotonic_time();
	diags_init(&diags, s->arena, S(""));
	struct progress *progress = progress_new(s);
	b->progress = progress ? progress_show : NULL;
	b->progress_context = progress;
	b->dump_to = b->dump ? stream_open_memory() : NULL;
	enum build_status status = build_issue(b, s->arena, &diags, &result);
	progress_free(progress);
	if (b->dump && status == BUILD_DONE)
		print_dump(b);
	stream_abandon(b->dump_to);
	report_diags(s, &diags);
	if (status == BUILD_EMPTY)
		say_empty(s, &result);
	report_summary(s, &result, (double)(g_get_monotonic_time() - begun) / G_USEC_PER_SEC);
	if (result.issue)
		issue_clear(result.issue);
	return (int)status;
}
