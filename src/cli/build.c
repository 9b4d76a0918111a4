#include "cli/commands.h"
#include "cli/report.h"

#include "base/file.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <unistd.h>

static void print_dump(const struct build_options *b)
{
	struct str text = stream_bytes(b->dump_to);
	fwrite(text.s, 1, text.n, stdout);
}

/* ---- outputs, looked at before ten thousand posts are ---- */

static struct str folder_of(struct str path)
{
	size_t n = path.n;
	while (n && path.s[n - 1] != '/')
		n--;
	return n > 1 ? str_head(path, n - 1) : n ? S("/") : S(".");
}

/* NULL, or what stands in the way of a file there. */
static const char *obstacle(struct arena *a, const char *path)
{
	struct str folder = folder_of(str_from(path));
	const char *dir = arena_cstr(a, folder);
	if (dir_exists(path))
		return "it is a folder";
	if (!dir_exists(dir))
		return arena_printf(a, "there is no folder \"%s\"", dir).s;
	if (access(dir, W_OK | X_OK) != 0)
		return arena_printf(a, "no file can be made in \"%s\": %s", dir, g_strerror(errno)).s;
	return NULL;
}

static bool outputs_possible(const struct build_options *b, struct arena *a, struct diags *diags)
{
	for (size_t i = 0; i < b->output_count && !b->dump; i++) {
		const char *why = obstacle(a, b->outputs[i].path);
		if (why)
			diag_add_file(diags, DIAG_CANNOT_WRITE, str_from(b->outputs[i].path), 0,
				      "cannot write: %s", why);
	}
	return !diags_reach(diags, DIAG_FATAL);
}

static enum build_status build_with_progress(const struct settings *s, struct build_options *b,
					     struct diags *diags, struct build_result *result)
{
	struct progress *progress = progress_new(s);
	b->progress = progress ? progress_show : NULL;
	b->progress_context = progress;
	enum build_status status = build_issue(b, s->arena, diags, result);
	progress_free(progress);
	return status;
}

int command_build(const struct settings *s, struct build_options *b)
{
	struct diags diags;
	struct build_result result = {0};
	enum build_status status = BUILD_FAILED;
	gint64 begun = g_get_monotonic_time();
	diags_init(&diags, s->arena, S(""));
	b->dump_to = b->dump ? stream_open_memory() : NULL;
	if (outputs_possible(b, s->arena, &diags))
		status = build_with_progress(s, b, &diags, &result);
	if (b->dump && status == BUILD_DONE)
		print_dump(b);
	stream_abandon(b->dump_to);
	report_diags(s, &diags, status);
	if (status == BUILD_EMPTY)
		report_left_out(s, result.issue);
	report_summary(s, &result, status, (double)(g_get_monotonic_time() - begun) / G_USEC_PER_SEC);
	if (result.issue)
		issue_clear(result.issue);
	return (int)status;
}
