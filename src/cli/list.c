#include "cli/commands.h"
#include "cli/json.h"
#include "cli/print.h"
#include "cli/report.h"

#include <glib.h>

/* ---- JSON ---- */

static struct str local_date(const struct settings *s, const struct article *article)
{
	struct civil c = zone_civil(s->zone, article->date);
	int64_t offset = (int64_t)day_from_civil(c.year, c.month, c.day) * 86400 + c.hour * 3600 +
			 c.minute * 60 + c.second - article->date;
	char sign = offset < 0 ? '-' : '+';
	int minutes = (int)((offset < 0 ? -offset : offset) / 60);
	return arena_printf(s->arena, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", c.year, c.month, c.day,
			    c.hour, c.minute, c.second, sign, minutes / 60, minutes % 60);
}

static void json_categories(struct json *j, const struct article *article)
{
	json_open(j, "categories", '[');
	for (size_t i = 0; i < article->category_count; i++) {
		json_open(j, NULL, '[');
		for (size_t l = 0; l < article->categories[i].n; l++)
			json_text(j, NULL, article->categories[i].level[l]);
		json_close(j, ']');
	}
	json_close(j, ']');
}

static void json_article(struct json *j, const struct settings *s, const struct article *article)
{
	json_open(j, NULL, '{');
	json_text(j, "path", article->path);
	json_text(j, "title", article->title);
	json_text(j, "author", article->author);
	if (article->dated)
		json_text(j, "date", local_date(s, article));
	else
		json_null(j, "date");
	json_categories(j, article);
	json_number(j, "characters", article->characters);
	json_number(j, "words", article->words);
	json_number(j, "pictures", article->pictures);
	json_close(j, '}');
}

static void print_json(const struct settings *s, const struct issue *issue)
{
	struct json j = {.out = stdout};
	json_open(&j, NULL, '{');
	json_open(&j, "articles", '[');
	for (size_t i = 0; i < issue->article_count; i++)
		json_article(&j, s, issue->articles[i]);
	json_close(&j, ']');
	json_open(&j, "skipped", '[');
	for (size_t i = 0; i < issue->skipped_count; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "path", issue->skipped[i].path);
		json_text(&j, "code", issue->skipped[i].code);
		json_text(&j, "reason", issue->skipped[i].reason);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	json_line(&j);
}

/* ---- text ---- */

static void print_article(const struct settings *s, const struct article *article)
{
	if (article->dated) {
		struct civil c = zone_civil(s->zone, article->date);
		printf("  %04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
	} else {
		printf("  %-16s", "no date");
	}
	printf("  %6zu  ", article->characters);
	print_text(stdout, article->title);
	if (article->author.n) {
		printf(" — ");
		print_text(stdout, article->author);
	}
	putchar('\n');
}

static void print_section(const struct settings *s, const struct section *section)
{
	size_t characters = 0;
	for (size_t i = 0; i < section->count; i++)
		characters += section->articles[i]->characters;
	print_text(stdout, section->name);
	printf(" (%zu article%s, %zu characters)\n", section->count, section->count == 1 ? "" : "s",
	       characters);
	for (size_t i = 0; i < section->count; i++)
		print_article(s, section->articles[i]);
}

static void print_skipped(const struct skipped *skipped)
{
	printf("  ");
	print_name(stdout, skipped->path);
	printf(": ");
	print_name(stdout, skipped->reason);
	putchar('\n');
}

/* What was left out comes first: of ten thousand posts that are not of this week the
 * last lines on a terminal are those that are. */
static void print_issue(const struct settings *s, const struct issue *issue)
{
	if (issue->skipped_count)
		printf("left out (%zu)\n", issue->skipped_count);
	for (size_t i = 0; i < issue->skipped_count; i++)
		print_skipped(&issue->skipped[i]);
	if (issue->ranged) /* a day is one thing in Shanghai, another in UTC */
		printf("%.*s, %s\n", STR_FMT(issue->dates), zone_name(s->zone));
	for (size_t i = 0; i < issue->section_count; i++)
		print_section(s, &issue->sections[i]);
}

int command_list(const struct settings *s, struct build_options *b)
{
	struct diags diags;
	struct build_result result;
	gint64 begun = g_get_monotonic_time();
	diags_init(&diags, s->arena, S(""));
	enum build_status status = build_list(b, false, s->arena, &diags, &result);
	if (status != BUILD_FAILED && s->json)
		print_json(s, result.issue);
	else if (status != BUILD_FAILED)
		print_issue(s, result.issue);
	if (status == BUILD_DONE && s->strict && diags_reach(&diags, DIAG_WARNING))
		status = BUILD_STRICT;
	fflush(stdout);
	report_diags(s, &diags, status);
	if (status == BUILD_EMPTY)
		report_left_out(s, result.issue);
	report_summary(s, &result, status, (double)(g_get_monotonic_time() - begun) / G_USEC_PER_SEC);
	if (result.issue)
		issue_clear(result.issue);
	return (int)status;
}
