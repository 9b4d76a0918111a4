/* The table of options, and the function that takes each one's value. */
#include "cli/settings.h"

#include <glib.h>

#define BIT(command) (1u << COMMAND_##command)
#define SELECTING    (BIT(BUILD) | BIT(LIST) | BIT(FETCH) | BIT(DOCTOR))
#define SCHEDULED    (BIT(RUN) | BIT(STATUS))
#define ALL          (SELECTING | SCHEDULED | BIT(COMPLETION))

const struct command_row command_rows[COMMAND_COUNT] = {
	[COMMAND_BUILD] = {"build", "-o FILE PATH...", "make one issue, as EPUB or PDF"},
	[COMMAND_LIST] = {"list", "PATH...", "show what would be in it, and why the rest would not"},
	[COMMAND_FETCH] = {"fetch", "--images DIR PATH...", "download the posts' pictures into a store"},
	[COMMAND_RUN] = {"run", "JOBS.yaml", "make every issue of scheduled jobs that is due"},
	[COMMAND_STATUS] = {"status", "JOBS.yaml", "show each job's last issue, next due time and failures"},
	[COMMAND_DOCTOR] = {"doctor", "[PATH...]", "check fonts, their coverage of posts, and libraries"},
	[COMMAND_COMPLETION] = {"completion", "bash|zsh|fish", "print a completion script for a shell"},
};

/* ---- takers ---- */

#define TAKE_STR(field)                                                                     \
	static bool take_##field(struct settings *s, struct str value, struct str *message) \
	{                                                                                   \
		(void)message;                                                              \
		s->field = value;                                                           \
		return true;                                                                \
	}
#define TAKE_FLAG(field)                                                                    \
	static bool take_##field(struct settings *s, struct str value, struct str *message) \
	{                                                                                   \
		(void)value, (void)message;                                                 \
		s->field = true;                                                            \
		return true;                                                                \
	}
#define TAKE_LIST(field)                                                                    \
	static bool take_##field(struct settings *s, struct str value, struct str *message) \
	{                                                                                   \
		(void)message;                                                              \
		VEC_PUSH(s->arena, &s->field, value);                                       \
		return true;                                                                \
	}

#define TAKE_FETCH_STR(field)                                                               \
	static bool take_##field(struct settings *s, struct str value, struct str *message) \
	{                                                                                   \
		(void)message;                                                              \
		s->fetch.field = value;                                                     \
		return true;                                                                \
	}
#define TAKE_FETCH_FLAG(field)                                                              \
	static bool take_##field(struct settings *s, struct str value, struct str *message) \
	{                                                                                   \
		(void)value, (void)message;                                                 \
		s->fetch.field = true;                                                      \
		return true;                                                                \
	}

TAKE_STR(from)
TAKE_STR(to)
TAKE_STR(day)
TAKE_STR(week)
TAKE_STR(month)
TAKE_STR(last)
TAKE_STR(now)
TAKE_STR(timezone)
TAKE_STR(profile)
TAKE_STR(style)
TAKE_STR(title)
TAKE_STR(creator)
TAKE_STR(images_dir)
TAKE_STR(cover)
TAKE_FLAG(no_images)
TAKE_FLAG(embed_fonts)
TAKE_FLAG(strict)
TAKE_FLAG(quiet)
TAKE_FLAG(verbose)
TAKE_FLAG(json)
TAKE_FLAG(help)
TAKE_FLAG(version)
TAKE_FETCH_FLAG(dry)
TAKE_FETCH_FLAG(prune)
TAKE_FETCH_FLAG(again)
TAKE_FETCH_FLAG(allow_private)
TAKE_FETCH_STR(refresh)
TAKE_FETCH_STR(older_than)
TAKE_LIST(tags)
TAKE_LIST(authors)
TAKE_LIST(outputs)
TAKE_LIST(job_names)
TAKE_STR(ticket)
TAKE_FLAG(check)
TAKE_FLAG(dry_run)
TAKE_FLAG(force)
TAKE_FLAG(plan)
TAKE_FLAG(print_systemd)
TAKE_FLAG(adopt)

static bool take_keep_duplicates(struct settings *s, struct str value, struct str *message)
{
	(void)value, (void)message;
	s->selection.keep_duplicates = true;
	return true;
}

static bool take_category(struct settings *s, struct str value, struct str *message, bool exclude)
{
	struct category c;
	if (!parse_category(s->arena, value, &c)) {
		*message = arena_printf(s->arena, "\"%.*s\" is no category: write it as 金融/新浪财经",
					STR_FMT(value));
		return false;
	}
	if (exclude)
		VEC_PUSH(s->arena, &s->exclude, c);
	else
		VEC_PUSH(s->arena, &s->include, c);
	return true;
}

static bool take_include(struct settings *s, struct str value, struct str *message)
{
	return take_category(s, value, message, false);
}

static bool take_exclude(struct settings *s, struct str value, struct str *message)
{
	return take_category(s, value, message, true);
}

/* "date, -date, title, source" */
static struct str with_commas(struct arena *a, const char *words)
{
	struct buf b = BUF(a);
	struct str rest = str_from(words);
	while (rest.s) {
		buf_add(&b, b.n ? S(", ") : S(""));
		buf_add(&b, str_cut(&rest, ' '));
	}
	return buf_str(&b);
}

/* Index of the value among space-separated words; fills the message otherwise. */
static bool take_word(struct settings *s, struct str value, const char *words, int *index,
		      struct str *message)
{
	struct str rest = str_from(words);
	for (int i = 0; rest.s; i++)
		if (str_eq(str_cut(&rest, ' '), value)) {
			*index = i;
			return true;
		}
	*message = arena_printf(s->arena, "\"%.*s\" is none of %.*s", STR_FMT(value),
				STR_FMT(with_commas(s->arena, words)));
	return false;
}

/* A longer number would not fit a cover's line. */
#define ISSUE_NUMBER_MAX 999999

#define SORT_WORDS     "date -date title source"
#define GROUP_WORDS    "category source day none"
#define PROGRESS_WORDS "auto always never"
#define LOG_WORDS      "text json"
#define DUMP_WORDS     "doc lines paint xhtml check"
#define STYLE_WORDS    "classic briefing vertical"
#define PROFILE_WORDS  "a4 a4-2col a5 b5 letter eink6 eink7 eink8 eink10 phone kindle kobo remarkable2 boox"

static bool take_sort(struct settings *s, struct str value, struct str *message)
{
	int i = 0;
	bool ok = take_word(s, value, SORT_WORDS, &i, message);
	s->selection.sort = (enum sort_key)i;
	return ok;
}

static bool take_group(struct settings *s, struct str value, struct str *message)
{
	int i = 0;
	bool ok = take_word(s, value, GROUP_WORDS, &i, message);
	s->selection.group = (enum group_key)i;
	return ok;
}

static bool take_progress(struct settings *s, struct str value, struct str *message)
{
	int i = 0;
	bool ok = take_word(s, value, PROGRESS_WORDS, &i, message);
	s->progress = (enum progress_mode)i;
	return ok;
}

static bool take_log(struct settings *s, struct str value, struct str *message)
{
	int i = 0;
	bool ok = take_word(s, value, LOG_WORDS, &i, message);
	s->log_json = i == 1;
	return ok;
}

static bool take_dump(struct settings *s, struct str value, struct str *message)
{
	int i = 0;
	bool ok = take_word(s, value, DUMP_WORDS, &i, message);
	s->dump = (enum dump_stage)(DUMP_DOC + i);
	return ok;
}

static bool take_number(struct settings *s, struct str value, uint32_t most, uint32_t *number,
			struct str *message)
{
	if (str_to_uint(value, number) && *number >= 1 && *number <= most)
		return true;
	*message = arena_printf(s->arena, "\"%.*s\" is no number from 1 to %u", STR_FMT(value), most);
	return false;
}

static bool take_limit(struct settings *s, struct str value, struct str *message)
{
	uint32_t n = 0;
	bool ok = take_number(s, value, 1000000, &n, message);
	s->selection.limit = n;
	return ok;
}

static bool take_issue(struct settings *s, struct str value, struct str *message)
{
	return take_number(s, value, ISSUE_NUMBER_MAX, &s->issue, message);
}

/* "2G", "500M", "64K" or bytes; K, M, G, T are powers of 1024. */
static bool take_size(struct settings *s, struct str value, uint64_t *size, struct str *message)
{
	static const char units[] = "KMGT";
	const char *unit = value.n ? strchr(units, g_ascii_toupper(value.s[value.n - 1])) : NULL;
	uint32_t n = 0;
	bool suffixed = unit && *unit;
	if (str_to_uint(str_head(value, value.n - suffixed), &n) && n) {
		*size = (uint64_t)n << (suffixed ? 10 * (unit - units + 1) : 0);
		return true;
	}
	*message = arena_printf(s->arena, "\"%.*s\" is no size: write it as 2G, 500M or 64K", STR_FMT(value));
	return false;
}

/* Of each output, or of the store that is pruned. */
static bool take_max_size(struct settings *s, struct str value, struct str *message)
{
	return take_size(s, value, s->command == COMMAND_FETCH ? &s->fetch.max_size : &s->max_size, message);
}

static bool take_catch_up(struct settings *s, struct str value, struct str *message)
{
	return take_number(s, value, 1000, &s->catch_up, message);
}

/* 2021-01-01..2021-12-31 */
static bool take_backfill(struct settings *s, struct str value, struct str *message)
{
	size_t dots = str_find(value, S(".."), 0);
	s->backfill = true;
	if (dots == STR_NONE) {
		*message = arena_printf(s->arena, "\"%.*s\" is no span: write 2021-01-01..2021-12-31",
					STR_FMT(value));
		return false;
	}
	if (!parse_day(s->arena, str_head(value, dots), &s->backfill_from, message) ||
	    !parse_day(s->arena, str_from_offset(value, dots + 2), &s->backfill_to, message))
		return false;
	if (s->backfill_from > s->backfill_to)
		*message = arena_printf(s->arena, "\"%.*s\" ends before it begins", STR_FMT(value));
	return s->backfill_from <= s->backfill_to;
}

static bool take_jobs(struct settings *s, struct str value, struct str *message)
{
	return take_number(s, value, PARALLEL_JOBS_MAX, &s->jobs, message);
}

/* ---- of fetch ---- */

static bool take_connections(struct settings *s, struct str value, struct str *message)
{
	return take_number(s, value, 256, &s->fetch.connections, message);
}

static bool take_per_host(struct settings *s, struct str value, struct str *message)
{
	return take_number(s, value, 64, &s->fetch.per_host, message);
}

static bool take_timeout(struct settings *s, struct str value, struct str *message)
{
	return take_number(s, value, 3600, &s->fetch.seconds, message);
}

/* HOST=URL */
static bool take_referer(struct settings *s, struct str value, struct str *message)
{
	struct str page = value, host = str_cut(&page, '=');
	if (host.n && (str_starts(page, S("http://")) || str_starts(page, S("https://")))) {
		VEC_PUSH(s->arena, &s->fetch.referers, (struct fetch_referer){host, page});
		return true;
	}
	*message =
		arena_printf(s->arena, "\"%.*s\" is no rule: write it as HOST=https://PAGE", STR_FMT(value));
	return false;
}

static bool take_user_agent(struct settings *s, struct str value, struct str *message)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.s[i] < 0x20 || value.s[i] > 0x7e)
			*message = S("only ASCII can be sent");
	s->fetch.user_agent = value;
	return !message->n;
}

/* BCP 47, roughly: letters and digits in parts of 1 to 8, the first of letters. */
static bool is_language_tag(struct str tag)
{
	size_t part = 0, parts = 1;
	for (size_t i = 0; i < tag.n; i++) {
		bool letter = g_ascii_isalpha(tag.s[i]), digit = g_ascii_isdigit(tag.s[i]);
		if (tag.s[i] == '-' && part) {
			part = 0;
			parts++;
		} else if (letter || (digit && parts > 1)) {
			part++;
		} else {
			return false;
		}
		if (part > 8)
			return false;
	}
	return part > 0 && tag.n >= 2;
}

static bool take_language(struct settings *s, struct str value, struct str *message)
{
	s->language = value;
	if (is_language_tag(value))
		return true;
	*message = arena_printf(s->arena, "\"%.*s\" is no language tag: write zh-Hans, zh-Hant, ja, en, …",
				STR_FMT(value));
	return false;
}

/* ---- the table ---- */

const struct option_row option_rows[] = {
	{GROUP_SELECTION, 'c', "category", "A/B/C", "only posts of this category and below; may be repeated",
	 SELECTING, COMPLETES_NOTHING, NULL, take_include},
	{GROUP_SELECTION, 'x', "exclude", "A/B", "no posts of this category; may be repeated", SELECTING,
	 COMPLETES_NOTHING, NULL, take_exclude},
	{GROUP_SELECTION, 0, "tag", "TAG", "only posts with this tag; may be repeated", SELECTING,
	 COMPLETES_NOTHING, NULL, take_tags},
	{GROUP_SELECTION, 0, "author", "NAME", "only posts of this author or source; may be repeated",
	 SELECTING, COMPLETES_NOTHING, NULL, take_authors},
	{GROUP_SELECTION, 0, "from", "DATE", "first day, as 2021-07-12", SELECTING, COMPLETES_NOTHING, NULL,
	 take_from},
	{GROUP_SELECTION, 0, "to", "DATE", "last day", SELECTING, COMPLETES_NOTHING, NULL, take_to},
	{GROUP_SELECTION, 0, "day", "DATE", "one day", SELECTING, COMPLETES_NOTHING, NULL, take_day},
	{GROUP_SELECTION, 0, "week", "WEEK", "one ISO week, as 2021-W28", SELECTING, COMPLETES_NOTHING, NULL,
	 take_week},
	{GROUP_SELECTION, 0, "month", "MONTH", "one month, as 2021-07", SELECTING, COMPLETES_NOTHING, NULL,
	 take_month},
	{GROUP_SELECTION, 0, "last", "SPAN", "the days up to today: 7d, 2w, 1m, or 12h", SELECTING,
	 COMPLETES_NOTHING, NULL, take_last},
	{GROUP_SELECTION, 0, "now", "TIME", "what --last, due times and the file's dates take as now",
	 SELECTING | SCHEDULED, COMPLETES_NOTHING, NULL, take_now},
	{GROUP_SELECTION, 0, "timezone", "ZONE", "zone of days and of dates without one, as Asia/Shanghai",
	 SELECTING, COMPLETES_NOTHING, NULL, take_timezone},
	{GROUP_SELECTION, 0, "limit", "N", "at most N articles", SELECTING, COMPLETES_NOTHING, NULL,
	 take_limit},
	{GROUP_SELECTION, 0, "sort", "KEY", "date, -date, title or source", SELECTING, COMPLETES_WORDS,
	 SORT_WORDS, take_sort},
	{GROUP_SELECTION, 0, "group", "KEY", "sections by category, source, day or none", SELECTING,
	 COMPLETES_WORDS, GROUP_WORDS, take_group},
	{GROUP_SELECTION, 0, "no-dedupe", NULL, "keep posts that say the same", SELECTING, COMPLETES_NOTHING,
	 NULL, take_keep_duplicates},
	{GROUP_JOBS, 0, "job", "NAME", "only this job; may be repeated", SCHEDULED, COMPLETES_NOTHING, NULL,
	 take_job_names},
	{GROUP_JOBS, 0, "check", NULL, "look for mistakes in the jobs file, and stop", BIT(RUN),
	 COMPLETES_NOTHING, NULL, take_check},
	{GROUP_JOBS, 0, "dry-run", NULL, "show what would be made, of which articles, and why of no others",
	 BIT(RUN), COMPLETES_NOTHING, NULL, take_dry_run},
	{GROUP_JOBS, 0, "force", NULL, "make the last issue also when it is there or had too few articles",
	 BIT(RUN), COMPLETES_NOTHING, NULL, take_force},
	{GROUP_JOBS, 0, "catch-up", "N", "at most N missed issues of a job", BIT(RUN), COMPLETES_NOTHING,
	 NULL, take_catch_up},
	{GROUP_JOBS, 0, "backfill", "A..B", "make past issues: of whole periods between two days", BIT(RUN),
	 COMPLETES_NOTHING, NULL, take_backfill},
	{GROUP_JOBS, 0, "plan", NULL, "print a command line for each issue, for other machines", BIT(RUN),
	 COMPLETES_NOTHING, NULL, take_plan},
	{GROUP_JOBS, 0, "print-systemd", NULL, "print a systemd service and timer, and a line for cron",
	 BIT(RUN), COMPLETES_NOTHING, NULL, take_print_systemd},
	{GROUP_JOBS, 0, "ticket", "FILE", "make the issue of a plan's ticket", BIT(RUN), COMPLETES_FILE, NULL,
	 take_ticket},
	{GROUP_JOBS, 0, "adopt", NULL, "remember issues that were made of a plan", BIT(RUN),
	 COMPLETES_NOTHING, NULL, take_adopt},
	{GROUP_OUTPUT, 'o', "output", "FILE", "an .epub or .pdf to write; may be repeated", BIT(BUILD),
	 COMPLETES_FILE, NULL, take_outputs},
	{GROUP_OUTPUT, 0, "title", "TEXT", "title of the issue", BIT(BUILD), COMPLETES_NOTHING, NULL,
	 take_title},
	{GROUP_OUTPUT, 0, "issue", "N", "number of the issue in its series, for cover and shelf", BIT(BUILD),
	 COMPLETES_NOTHING, NULL, take_issue},
	{GROUP_OUTPUT, 0, "creator", "TEXT", "who made the issue", BIT(BUILD), COMPLETES_NOTHING, NULL,
	 take_creator},
	{GROUP_OUTPUT, 0, "language", "TAG", "language of the issue, as zh-Hans", BIT(BUILD),
	 COMPLETES_NOTHING, NULL, take_language},
	{GROUP_OUTPUT, 0, "style", "NAME|DIR", "look of the issue: classic, briefing, vertical or a folder",
	 BIT(BUILD) | BIT(FETCH) | BIT(DOCTOR), COMPLETES_DIR, STYLE_WORDS, take_style},
	{GROUP_OUTPUT, 0, "profile", "NAME", "device or sheet: a5, a4-2col, kindle, eink10, 148x210mm, …",
	 BIT(BUILD) | BIT(FETCH) | BIT(DOCTOR), COMPLETES_WORDS, PROFILE_WORDS, take_profile},
	{GROUP_OUTPUT, 0, "cover", "FILE", "a JPEG or PNG to be the cover instead of a drawn one", BIT(BUILD),
	 COMPLETES_FILE, NULL, take_cover},
	{GROUP_OUTPUT, 0, "embed-fonts", NULL,
	 "put the style's fonts into an EPUB, with the issue's characters", BIT(BUILD), COMPLETES_NOTHING,
	 NULL, take_embed_fonts},
	{GROUP_OUTPUT, 0, "images", "DIR", "store of pictures brought from the network, or a folder of them",
	 SELECTING, COMPLETES_DIR, NULL, take_images_dir},
	{GROUP_OUTPUT, 0, "no-images", NULL, "leave pictures out", BIT(BUILD), COMPLETES_NOTHING, NULL,
	 take_no_images},
	{GROUP_OUTPUT, 0, "max-size", "SIZE",
	 "make pictures smaller until each file has at most so much: 25M; with fetch --prune, the store",
	 BIT(BUILD) | BIT(FETCH), COMPLETES_NOTHING, NULL, take_max_size},
	{GROUP_OUTPUT, 0, "strict", NULL, "write nothing when anything was wrong", BIT(BUILD) | BIT(LIST),
	 COMPLETES_NOTHING, NULL, take_strict},
	{GROUP_OUTPUT, 0, "json", NULL, "print the list or table as JSON", BIT(LIST) | BIT(STATUS),
	 COMPLETES_NOTHING, NULL, take_json},
	{GROUP_OUTPUT, 0, "dump", "STAGE", "print a stage instead: doc, lines, paint, xhtml or check",
	 BIT(BUILD), COMPLETES_WORDS, DUMP_WORDS, take_dump},
	{GROUP_FETCH, 0, "dry-run", NULL, "print what would be fetched, and fetch nothing", BIT(FETCH),
	 COMPLETES_NOTHING, NULL, take_dry},
	{GROUP_FETCH, 0, "retry", NULL, "ask also for what failed within the last day", BIT(FETCH),
	 COMPLETES_NOTHING, NULL, take_again},
	{GROUP_FETCH, 0, "refresh", "SPAN",
	 "ask whether pictures have changed that were last asked for before", BIT(FETCH), COMPLETES_NOTHING,
	 NULL, take_refresh},
	{GROUP_FETCH, 0, "connections", "N", "at most N at once; default: 16", BIT(FETCH), COMPLETES_NOTHING,
	 NULL, take_connections},
	{GROUP_FETCH, 0, "per-host", "N", "at most N to one host; default: 4", BIT(FETCH), COMPLETES_NOTHING,
	 NULL, take_per_host},
	{GROUP_FETCH, 0, "timeout", "SECONDS", "for one picture; default: 60", BIT(FETCH), COMPLETES_NOTHING,
	 NULL, take_timeout},
	{GROUP_FETCH, 0, "referer", "HOST=URL", "the page that a host wants to be told; may be repeated",
	 BIT(FETCH), COMPLETES_NOTHING, NULL, take_referer},
	{GROUP_FETCH, 0, "user-agent", "TEXT", "what to call oneself", BIT(FETCH), COMPLETES_NOTHING, NULL,
	 take_user_agent},
	{GROUP_FETCH, 0, "allow-private", NULL, "also addresses of this machine and its networks", BIT(FETCH),
	 COMPLETES_NOTHING, NULL, take_allow_private},
	{GROUP_FETCH, 0, "prune", NULL, "remove pictures from the store, as the next two say", BIT(FETCH),
	 COMPLETES_NOTHING, NULL, take_prune},
	{GROUP_FETCH, 0, "older-than", "SPAN", "those that no post named for so long, as 90d", BIT(FETCH),
	 COMPLETES_NOTHING, NULL, take_older_than},
	{GROUP_RUN, 'j', "jobs", "N", "threads; default: one per core", SELECTING | BIT(RUN),
	 COMPLETES_NOTHING, NULL, take_jobs},
	{GROUP_RUN, 'q', "quiet", NULL, "say only what went wrong for good: no warnings, no summary",
	 SELECTING | BIT(RUN), COMPLETES_NOTHING, NULL, take_quiet},
	{GROUP_RUN, 'v', "verbose", NULL, "say also what was mended without loss", SELECTING | BIT(RUN),
	 COMPLETES_NOTHING, NULL, take_verbose},
	{GROUP_RUN, 0, "log", "FORMAT", "diagnostics as text or json", SELECTING | BIT(RUN), COMPLETES_WORDS,
	 LOG_WORDS, take_log},
	{GROUP_RUN, 0, "progress", "WHEN", "progress bar: auto, always or never", SELECTING | BIT(RUN),
	 COMPLETES_WORDS, PROGRESS_WORDS, take_progress},
	{GROUP_RUN, 'h', "help", NULL, "show this help", ALL, COMPLETES_NOTHING, NULL, take_help},
	{GROUP_RUN, 0, "version", NULL, "show the version", ALL, COMPLETES_NOTHING, NULL, take_version},
};
const size_t option_row_count = sizeof option_rows / sizeof *option_rows;
