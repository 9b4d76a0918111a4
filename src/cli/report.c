#include "cli/report.h"

#include "cli/json.h"
#include "cli/print.h"

#include <inttypes.h>

/* The contract knows warnings and errors; that nothing was written the exit status says. */
static const char *level_word(enum diag_level level)
{
	return diag_level_name(level == DIAG_FATAL ? DIAG_ERROR : level);
}

static void put_text(const struct diag *d, struct str text)
{
	if (d->file.n)
		print_name(stderr, d->file);
	else
		fputs("wenzhai", stderr);
	if (d->line)
		fprintf(stderr, ":%u", d->line);
	fprintf(stderr, ": %s: %.*s [%s]\n", level_word(diag_id_level(d->id)), STR_FMT(text),
		diag_id_code(d->id));
}

static void put_json(const struct diag *d, struct str text)
{
	struct json j = {.out = stderr};
	json_open(&j, NULL, '{');
	json_text(&j, "level", str_from(level_word(diag_id_level(d->id))));
	json_text(&j, "code", str_from(diag_id_code(d->id)));
	json_text(&j, "file", d->file);
	json_number(&j, "line", d->line);
	json_text(&j, "text", text);
	json_close(&j, '}');
	json_line(&j);
}

static void put(const struct settings *s, const struct diag *d, struct str text)
{
	if (s->log_json)
		put_json(d, text);
	else
		put_text(d, text);
}

/* What was said often enough is counted. */
static void put_more(const struct settings *s, const struct diag *d)
{
	char text[64];
	struct diag rest = *d;
	rest.line = 0;
	snprintf(text, sizeof text, "and %zu more like the last", d->more);
	put(s, &rest, str_from(text));
}

static void report_between(const struct settings *s, const struct diags *diags, enum diag_level least,
			   enum diag_level most)
{
	for (size_t i = 0; i < diags->list.n; i++) {
		const struct diag *d = &diags->list.v[i];
		enum diag_level level = diag_id_level(d->id);
		if (level < least || level > most)
			continue;
		put(s, d, d->text);
		if (d->more)
			put_more(s, d);
	}
}

/* Why there is no output comes last, where it is seen. */
void report_diags(const struct settings *s, const struct diags *diags, enum build_status status)
{
	enum diag_level least = s->verbose ? DIAG_NOTE : DIAG_WARNING;
	if (s->quiet && status != BUILD_STRICT)
		least = DIAG_ERROR;
	report_between(s, diags, least, DIAG_ERROR);
	report_between(s, diags, DIAG_FATAL, DIAG_FATAL);
}

/* ---- when nothing matched ---- */

#define REASONS_MAX 32u /* "cannot be read: …" has as many forms as the system has errors */

struct tally {
	struct str reason;
	size_t count;
};

static size_t tally_reasons(const struct issue *issue, struct tally *reasons)
{
	size_t n = 0;
	for (size_t i = 0; i < issue->skipped_count; i++) {
		size_t at = 0;
		while (at < n && !str_eq(reasons[at].reason, issue->skipped[i].reason))
			at++;
		if (at == REASONS_MAX)
			continue;
		if (at == n)
			reasons[n++] = (struct tally){.reason = issue->skipped[i].reason};
		reasons[at].count++;
	}
	return n;
}

/* "nothing matched" alone helps nobody at seven in the morning. */
void report_left_out(const struct settings *s, const struct issue *issue)
{
	struct tally reasons[REASONS_MAX];
	if (s->quiet || s->log_json)
		return;
	if (!issue->skipped_count) {
		fputs("wenzhai: no posts were found: files that end in .md, .markdown, .html or .htm\n",
		      stderr);
		return;
	}
	size_t n = tally_reasons(issue, reasons);
	fputs("wenzhai: left out: ", stderr);
	for (size_t i = 0; i < n; i++) {
		fprintf(stderr, "%s%zu ", i ? "; " : "", reasons[i].count);
		print_text(stderr, reasons[i].reason);
	}
	fputs(s->command == COMMAND_LIST ? "\n" : " (wenzhai list names them)\n", stderr);
}

/* ---- the summary ---- */

/* How it ended, for people and for programs. */
static const char *const endings[][2] = {
	[BUILD_DONE] = {"", "done"},
	[BUILD_FAILED] = {"failed", "failed"},
	[BUILD_EMPTY] = {"nothing matched", "nothing-matched"},
	[BUILD_STRICT] = {"something was wrong (--strict)", "strict"},
};

static void summary_json(const struct build_result *r, enum build_status status, double seconds)
{
	struct json j = {.out = stderr};
	json_open(&j, NULL, '{');
	json_open(&j, "summary", '{');
	json_text(&j, "status", str_from(endings[status][1]));
	json_number(&j, "articles", r->articles);
	json_number(&j, "skipped", r->skipped);
	json_number(&j, "characters", r->characters);
	json_number(&j, "pages", r->pages);
	json_number(&j, "chapters", r->chapters);
	json_number(&j, "pictures-missing", r->pictures_missing);
	json_number(&j, "pictures-remote", r->pictures_remote);
	json_seconds(&j, "seconds", seconds);
	json_close(&j, '}');
	json_close(&j, '}');
	json_line(&j);
}

static void put_count(const char *before, uint64_t n, const char *one, const char *many)
{
	fprintf(stderr, "%s%" PRIu64 " %s", before, n, n == 1 ? one : many);
}

void report_summary(const struct settings *s, const struct build_result *r, enum build_status status,
		    double seconds)
{
	if (s->quiet)
		return;
	if (s->log_json) {
		summary_json(r, status, seconds);
		return;
	}
	fprintf(stderr, "wenzhai: %s", endings[status][0]);
	if (status != BUILD_DONE)
		fputs(s->command == COMMAND_BUILD ? ", nothing written; " : "; ", stderr);
	put_count("", r->articles, "article", "articles");
	put_count(", ", r->skipped, "skipped", "skipped");
	put_count(", ", r->characters, "character", "characters");
	if (r->pages)
		put_count(", ", r->pages, "page", "pages");
	if (r->chapters)
		put_count(", ", r->chapters, "chapter", "chapters");
	size_t lost = r->pictures_missing - r->pictures_remote;
	if (lost)
		put_count(", ", lost, "picture missing", "pictures missing");
	if (r->pictures_remote)
		put_count(", ", r->pictures_remote, "picture not in the store: run wenzhai fetch",
			  "pictures not in the store: run wenzhai fetch");
	fprintf(stderr, ", %.2f seconds\n", seconds);
}

void report_usage_error(const struct settings *s, struct str message)
{
	if (s->command < COMMAND_COUNT)
		fprintf(stderr, "wenzhai %s: ", command_rows[s->command].name);
	else
		fputs("wenzhai: ", stderr);
	print_name(stderr, message);
	fputc('\n', stderr);
}
