#include "cli/commands.h"
#include "cli/json.h"
#include "cli/print.h"
#include "cli/report.h"

#include "job/run.h"
#include "job/systemd.h"

#include <glib.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- one line for each issue ---- */

static const char *const kind_words[] = {
	[OUTCOME_MADE] = "made",
	[OUTCOME_EMPTY] = "empty",
	[OUTCOME_FAILED] = "failed",
	[OUTCOME_WOULD] = "would-be-made",
};

static void put_name(FILE *out, const struct outcome *o)
{
	print_name(out, o->job->name);
	if (o->key.n) {
		fputc(' ', out);
		print_name(out, o->key);
	}
}

static void put_files(FILE *out, const struct outcome *o)
{
	for (size_t i = 0; i < o->record.file_count; i++) {
		fputs(i ? ", " : ": ", out);
		print_name(out, o->job->output);
		fputc('/', out);
		print_name(out, o->record.files[i].name);
	}
}

static void say_outcome(const struct outcome *o)
{
	fputs("wenzhai: ", stderr);
	put_name(stderr, o);
	if (o->kind == OUTCOME_MADE) {
		fprintf(stderr, ", no. %d, %zu article%s", o->number, o->articles,
			o->articles == 1 ? "" : "s");
		put_files(stderr, o);
	} else if (o->kind == OUTCOME_EMPTY) {
		fprintf(stderr, ": %zu new article%s, too few for an issue", o->articles,
			o->articles == 1 ? "" : "s");
	} else {
		fputs(": failed", stderr);
	}
	fputc('\n', stderr);
}

static void json_outcome(FILE *out, const struct outcome *o)
{
	struct json j = {.out = out};
	json_open(&j, NULL, '{');
	json_text(&j, "job", o->job->name);
	json_text(&j, "issue", o->key);
	json_text(&j, "status", str_from(kind_words[o->kind]));
	json_number(&j, "number", (uint64_t)(o->kind == OUTCOME_FAILED ? 0 : o->number));
	json_number(&j, "articles", o->articles);
	json_open(&j, "files", '[');
	for (size_t i = 0; i < o->record.file_count; i++)
		json_text(&j, NULL, o->record.files[i].name);
	json_close(&j, ']');
	if (o->kind == OUTCOME_FAILED)
		json_text(&j, "error", o->error);
	json_close(&j, '}');
	json_line(&j);
}

/* cron mails whatever is printed: unless somebody looks on, good news is no news. */
static bool talks(const struct settings *s)
{
	return !s->quiet && (s->verbose || isatty(STDERR_FILENO));
}

static void report_outcomes(const struct settings *s, const struct run_result *result)
{
	for (size_t i = 0; i < result->list.n; i++) {
		if (s->log_json)
			json_outcome(stderr, &result->list.v[i]);
		else if (talks(s) && !s->dry_run && !s->plan)
			say_outcome(&result->list.v[i]);
	}
}

/* ---- --dry-run ---- */

static void print_story(const struct outcome *o, const struct story *story)
{
	if (story->also) {
		printf("      also: ");
	} else if (story->dated) {
		struct civil c = zone_civil(o->job->zone, story->date);
		printf("  %04d-%02d-%02d %02d:%02d  ", c.year, c.month, c.day, c.hour, c.minute);
	} else {
		printf("  %-16s  ", "no date");
	}
	print_text(stdout, story->title);
	if (story->source.n) {
		printf(" — ");
		print_text(stdout, story->source);
	}
	printf("  (");
	print_name(stdout, story->path);
	puts(")");
}

static void print_outcome(const struct outcome *o)
{
	put_name(stdout, o);
	if (o->kind == OUTCOME_FAILED) {
		puts(": failed");
		return;
	}
	if (o->kind == OUTCOME_EMPTY)
		printf(": %zu new article%s, too few for an issue", o->articles, o->articles == 1 ? "" : "s");
	else
		printf(", no. %d, %zu article%s", o->number, o->articles, o->articles == 1 ? "" : "s");
	put_files(stdout, o);
	putchar('\n');
	for (size_t i = 0; i < o->ticket.stories.n; i++)
		print_story(o, &o->ticket.stories.v[i]);
	if (o->left.n)
		printf("  left out (%zu)\n", o->left.n);
	for (size_t i = 0; i < o->left.n; i++) {
		printf("    ");
		print_name(stdout, o->left.v[i].path);
		printf(": ");
		print_name(stdout, o->left.v[i].reason);
		putchar('\n');
	}
}

/* ---- --plan ---- */

/* A word for sh: in single quotes unless it is plain. */
static void print_word(struct str word)
{
	bool plain = word.n > 0;
	for (size_t i = 0; i < word.n && plain; i++)
		plain = g_ascii_isalnum(word.s[i]) || strchr("/._-+=:@%", word.s[i]);
	if (!plain)
		putchar('\'');
	for (size_t i = 0; i < word.n; i++)
		if (word.s[i] == '\'')
			fputs("'\\''", stdout);
		else
			putchar(word.s[i]);
	if (!plain)
		putchar('\'');
}

static void print_command(const struct settings *s, const struct outcome *o)
{
	if (!o->ticket_file.n)
		return;
	printf("wenzhai run --ticket ");
	print_word(o->ticket_file);
	putchar(' ');
	print_word(s->paths.v[0]);
	putchar('\n');
}

/* ---- the command ---- */

static bool names_exist(const struct settings *s, const struct jobs *jobs)
{
	for (size_t i = 0; i < s->job_names.n; i++) {
		if (job_lookup(jobs, s->job_names.v[i]))
			continue;
		struct buf b = BUF(s->arena);
		for (size_t k = 0; k < jobs->count; k++)
			buf_printf(&b, "%s%.*s", k ? ", " : "", STR_FMT(jobs->list[k].name));
		report_usage_error(s,
				   arena_printf(s->arena, "--job: there is no job \"%.*s\"; there are %.*s",
						STR_FMT(s->job_names.v[i]), STR_FMT(buf_str(&b))));
		return false;
	}
	return true;
}

static struct run_options options_of(const struct settings *s, const struct build_options *b,
				     const struct jobs *jobs)
{
	return (struct run_options){
		.jobs = jobs,
		.data_dir = b->data_dir,
		.mode = s->dry_run    ? RUN_DRY
			: s->plan     ? RUN_PLAN
			: s->ticket.n ? RUN_TICKET
			: s->adopt    ? RUN_ADOPT
				      : RUN_MAKE,
		.names = s->job_names.v,
		.name_count = s->job_names.n,
		.ticket = s->ticket,
		.due =
			{
				.now = s->now_at,
				.catch_up = s->catch_up,
				.force = s->force,
				.backfill = s->backfill,
				.from = s->backfill_from,
				.to = s->backfill_to,
			},
		.threads = s->jobs,
		.environment = environ,
		.cancel = b->cancel,
	};
}

static int run(const struct settings *s, const struct build_options *b, const struct jobs *jobs,
	       struct diags *diags)
{
	struct run_result result;
	struct run_options options = options_of(s, b, jobs);
	struct progress *progress = progress_new(s);
	options.progress = progress ? progress_show : NULL;
	options.progress_context = progress;
	bool begun = run_jobs(&options, s->arena, diags, &result);
	progress_free(progress);
	for (size_t i = 0; i < result.list.n; i++) {
		if (s->dry_run)
			print_outcome(&result.list.v[i]);
		else if (s->plan)
			print_command(s, &result.list.v[i]);
	}
	fflush(stdout);
	report_outcomes(s, &result);
	if (s->adopt && talks(s))
		fprintf(stderr, "wenzhai: %zu issue%s adopted\n", result.adopted,
			result.adopted == 1 ? "" : "s");
	return result.failed || !begun ? EXIT_SOME_FAILED : EXIT_SUCCESS;
}

/* Warnings are each post's own business, and told by -v: an operator is not woken for a picture. */
static void report_run(const struct settings *s, const struct diags *diags)
{
	struct settings terse = *s;
	terse.quiet = !s->verbose;
	report_diags(&terse, diags, BUILD_DONE);
}

/* ---- --print-systemd ---- */

/* The program as it was started: where it is now, it will be then. */
static struct str program_path(struct arena *a)
{
	char *path = g_file_read_link("/proc/self/exe", NULL);
	struct str kept = arena_str(a, path ? str_from(path) : S("/usr/local/bin/wenzhai"));
	g_free(path);
	return kept;
}

static int print_systemd(const struct settings *s, const struct jobs *jobs)
{
	char *folder = g_get_current_dir();
	const struct systemd systemd = {
		.jobs = jobs,
		.program = program_path(s->arena),
		.folder = str_from(folder),
		.user = geteuid() ? str_from(g_get_user_name()) : S(""),
	};
	struct str units = systemd_units(s->arena, &systemd);
	fwrite(units.s, 1, units.n, stdout);
	g_free(folder);
	return EXIT_SUCCESS;
}

static int act(const struct settings *s, const struct build_options *b, const struct jobs *jobs,
	       struct diags *diags)
{
	if (s->check)
		return EXIT_SUCCESS;
	return s->print_systemd ? print_systemd(s, jobs) : run(s, b, jobs, diags);
}

int command_run(const struct settings *s, struct build_options *b)
{
	struct jobs jobs;
	struct diags diags;
	int status = EXIT_USAGE;
	diags_init(&diags, s->arena, S(""));
	bool good = jobs_read(&jobs, s->paths.v[0], b->data_dir, s->arena, &diags);
	if (good && names_exist(s, &jobs))
		status = act(s, b, &jobs, &diags);
	if (good && s->check && talks(s))
		fprintf(stderr, "wenzhai: %zu job%s, no mistakes\n", jobs.count, jobs.count == 1 ? "" : "s");
	report_run(s, &diags);
	jobs_clear(&jobs);
	return status;
}
