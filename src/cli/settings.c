#include "cli/settings.h"

#include "cli/suggest.h"

#include <getopt.h>
#include <glib.h>

#define BIT(command) (1u << COMMAND_##command)
#define SELECTING    (BIT(BUILD) | BIT(LIST) | BIT(DOCTOR))
#define ALL          (SELECTING | BIT(COMPLETION))

const struct command_row command_rows[COMMAND_COUNT] = {
	[COMMAND_BUILD] = {"build", "-o FILE PATH...", "make one issue, as EPUB or PDF"},
	[COMMAND_LIST] = {"list", "PATH...", "show what would be in it, and why the rest would not"},
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
TAKE_FLAG(no_images)
TAKE_FLAG(strict)
TAKE_FLAG(quiet)
TAKE_FLAG(verbose)
TAKE_FLAG(json)
TAKE_FLAG(help)
TAKE_FLAG(version)
TAKE_LIST(tags)
TAKE_LIST(authors)
TAKE_LIST(outputs)

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
		*message = arena_printf(s->arena, "'%.*s' is no category: write it as 金融/新浪财经",
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
	*message = arena_printf(s->arena, "'%.*s' is none of: %s", STR_FMT(value), words);
	return false;
}

#define SORT_WORDS     "date -date title source"
#define GROUP_WORDS    "category source day none"
#define PROGRESS_WORDS "auto always never"
#define LOG_WORDS      "text json"
#define DUMP_WORDS     "doc lines paint xhtml"
#define STYLE_WORDS    "classic briefing"
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
	*message = arena_printf(s->arena, "'%.*s' is no number from 1 to %u", STR_FMT(value), most);
	return false;
}

static bool take_limit(struct settings *s, struct str value, struct str *message)
{
	uint32_t n = 0;
	bool ok = take_number(s, value, 1000000, &n, message);
	s->selection.limit = n;
	return ok;
}

static bool take_jobs(struct settings *s, struct str value, struct str *message)
{
	return take_number(s, value, PARALLEL_JOBS_MAX, &s->jobs, message);
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
	*message = arena_printf(s->arena, "'%.*s' is no language tag: zh-Hans, zh-Hant, ja, en, …",
				STR_FMT(value));
	return false;
}

/* ---- the table ---- */

const struct option_row option_rows[] = {
	{'c', "category", "A/B/C", "only posts of this category and below; may be repeated", SELECTING,
	 COMPLETES_NOTHING, NULL, take_include},
	{'x', "exclude", "A/B", "no posts of this category; may be repeated", SELECTING, COMPLETES_NOTHING,
	 NULL, take_exclude},
	{0, "tag", "TAG", "only posts with this tag; may be repeated", SELECTING, COMPLETES_NOTHING, NULL,
	 take_tags},
	{0, "author", "NAME", "only posts of this author or source; may be repeated", SELECTING,
	 COMPLETES_NOTHING, NULL, take_authors},
	{0, "from", "DATE", "first day, as 2021-07-12", SELECTING, COMPLETES_NOTHING, NULL, take_from},
	{0, "to", "DATE", "last day", SELECTING, COMPLETES_NOTHING, NULL, take_to},
	{0, "day", "DATE", "one day", SELECTING, COMPLETES_NOTHING, NULL, take_day},
	{0, "week", "WEEK", "one ISO week, as 2021-W28", SELECTING, COMPLETES_NOTHING, NULL, take_week},
	{0, "month", "MONTH", "one month, as 2021-07", SELECTING, COMPLETES_NOTHING, NULL, take_month},
	{0, "last", "SPAN", "the days up to now: 7d, 2w, 1m", SELECTING, COMPLETES_NOTHING, NULL, take_last},
	{0, "now", "TIME", "what --last and the file's dates take as now", SELECTING, COMPLETES_NOTHING, NULL,
	 take_now},
	{0, "timezone", "ZONE", "zone of days and of dates without one, as Asia/Shanghai", SELECTING,
	 COMPLETES_NOTHING, NULL, take_timezone},
	{0, "limit", "N", "at most N articles", SELECTING, COMPLETES_NOTHING, NULL, take_limit},
	{0, "sort", "KEY", "date, -date, title or source", SELECTING, COMPLETES_WORDS, SORT_WORDS, take_sort},
	{0, "group", "KEY", "sections by category, source, day or none", SELECTING, COMPLETES_WORDS,
	 GROUP_WORDS, take_group},
	{0, "no-dedupe", NULL, "keep posts that say the same", SELECTING, COMPLETES_NOTHING, NULL,
	 take_keep_duplicates},
	{'o', "output", "FILE", "an .epub or .pdf to write; may be repeated", BIT(BUILD), COMPLETES_FILE,
	 NULL, take_outputs},
	{0, "title", "TEXT", "title of the issue", BIT(BUILD), COMPLETES_NOTHING, NULL, take_title},
	{0, "creator", "TEXT", "who made the issue", BIT(BUILD), COMPLETES_NOTHING, NULL, take_creator},
	{0, "language", "TAG", "language of the issue, as zh-Hans", BIT(BUILD), COMPLETES_NOTHING, NULL,
	 take_language},
	{0, "style", "NAME|DIR", "look of the issue: classic, briefing or a folder", BIT(BUILD) | BIT(DOCTOR),
	 COMPLETES_WORDS, STYLE_WORDS, take_style},
	{0, "profile", "NAME", "device or sheet: a5, a4-2col, kindle, eink10, 148x210mm, …",
	 BIT(BUILD) | BIT(DOCTOR), COMPLETES_WORDS, PROFILE_WORDS, take_profile},
	{0, "images", "DIR", "folder of pictures brought from the network",
	 BIT(BUILD) | BIT(LIST) | BIT(DOCTOR), COMPLETES_DIR, NULL, take_images_dir},
	{0, "no-images", NULL, "leave pictures out", BIT(BUILD), COMPLETES_NOTHING, NULL, take_no_images},
	{0, "strict", NULL, "write nothing when anything was wrong", BIT(BUILD) | BIT(LIST),
	 COMPLETES_NOTHING, NULL, take_strict},
	{0, "json", NULL, "print the list as JSON", BIT(LIST), COMPLETES_NOTHING, NULL, take_json},
	{0, "dump", "STAGE", "print a stage instead: doc, lines, paint or xhtml", BIT(BUILD), COMPLETES_WORDS,
	 DUMP_WORDS, take_dump},
	{'j', "jobs", "N", "threads; default: one per core", SELECTING, COMPLETES_NOTHING, NULL, take_jobs},
	{'q', "quiet", NULL, "say only what went wrong for good: no warnings, no summary", SELECTING,
	 COMPLETES_NOTHING, NULL, take_quiet},
	{'v', "verbose", NULL, "say also what was mended without loss", SELECTING, COMPLETES_NOTHING, NULL,
	 take_verbose},
	{0, "log", "FORMAT", "diagnostics as text or json", SELECTING, COMPLETES_WORDS, LOG_WORDS, take_log},
	{0, "progress", "WHEN", "progress bar: auto, always or never", SELECTING, COMPLETES_WORDS,
	 PROGRESS_WORDS, take_progress},
	{'h', "help", NULL, "show this help", ALL, COMPLETES_NOTHING, NULL, take_help},
	{0, "version", NULL, "show the version", ALL, COMPLETES_NOTHING, NULL, take_version},
};
const size_t option_row_count = sizeof option_rows / sizeof *option_rows;

/* ---- parsing ---- */

static bool applies(const struct option_row *row, enum command command)
{
	return row->commands & 1u << command;
}

/* getopt_long's view of the rows; codes from 256 on are indices of rows. */
static void fill_getopt(struct settings *s, struct option **longs, char **letters)
{
	struct buf b = BUF(s->arena);
	buf_add(&b, S(":")); /* tell a missing argument from an unknown option */
	*longs = ARENA_ARRAY(s->arena, option_row_count + 1, struct option);
	struct option *at = *longs;
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		if (!applies(row, s->command))
			continue;
		*at++ = (struct option){row->name, row->argument ? required_argument : no_argument, NULL,
					256 + (int)i};
		if (row->letter) {
			buf_add_char(&b, row->letter);
			if (row->argument)
				buf_add_char(&b, ':');
		}
	}
	*letters = buf_cstr(&b);
}

static const struct option_row *row_of(int code)
{
	if (code >= 256)
		return &option_rows[code - 256];
	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].letter == code)
			return &option_rows[i];
	return NULL;
}

static struct str nearest_option(struct settings *s, struct str typed)
{
	size_t best = STR_NONE;
	const char *name = NULL;
	for (size_t i = 0; i < option_row_count; i++) {
		if (!applies(&option_rows[i], s->command))
			continue;
		size_t d = suggest_distance(typed, str_from(option_rows[i].name));
		if (d < best) {
			best = d;
			name = option_rows[i].name;
		}
	}
	if (!name || !suggest_close(typed, best))
		return S("");
	return arena_printf(s->arena, ": did you mean --%s?", name);
}

static const char *command_with(const struct option_row *row)
{
	for (size_t c = 0; c < COMMAND_COUNT; c++)
		if (row->commands & 1u << c)
			return command_rows[c].name;
	return "";
}

/* A word that getopt does not know: an option of another command, or a slip. */
static struct str unknown_option(struct settings *s, const char *word)
{
	const char *command = command_rows[s->command].name;
	if (!g_str_has_prefix(word, "--"))
		return arena_printf(s->arena, "unknown option -%c (wenzhai %s --help lists them)", optopt,
				    command);
	struct str rest = str_from(word + 2), typed = str_cut(&rest, '=');
	for (size_t i = 0; i < option_row_count; i++) {
		if (!str_eq(typed, str_from(option_rows[i].name)))
			continue;
		if (applies(&option_rows[i], s->command)) /* --flag=value */
			return arena_printf(s->arena, "option --%s takes no value", option_rows[i].name);
		return arena_printf(s->arena, "option --%s belongs to wenzhai %s, not to %s",
				    option_rows[i].name, command_with(&option_rows[i]), command);
	}
	struct str hint = nearest_option(s, typed);
	if (!hint.n)
		hint = arena_printf(s->arena, " (wenzhai %s --help lists them)", command);
	return arena_printf(s->arena, "unknown option --%.*s%.*s", STR_FMT(typed), STR_FMT(hint));
}

static bool take_option(struct settings *s, const struct option_row *row, const char *value,
			struct str *message)
{
	if (row->take(s, str_from(value), message))
		return true;
	*message = arena_printf(s->arena, "--%s: %.*s", row->name, STR_FMT(*message));
	return false;
}

static bool parse_options(struct settings *s, int argc, char **argv, struct str *message)
{
	struct option *longs;
	char *letters;
	fill_getopt(s, &longs, &letters);
	opterr = 0;
	optind = 1;
	for (;;) {
		const char *word = argv[optind];
		int code = getopt_long(argc, argv, letters, longs, NULL);
		if (code == -1)
			break;
		const struct option_row *row = row_of(code == ':' ? optopt : code);
		if (code == ':')
			*message = arena_printf(s->arena, "option --%s needs a value: %s", row->name,
						row->argument);
		else if (code == '?')
			*message = unknown_option(s, optind > 1 ? argv[optind - 1] : word);
		if (code == ':' || code == '?' || !take_option(s, row, optarg, message))
			return false;
	}
	for (; optind < argc; optind++)
		VEC_PUSH(s->arena, &s->paths, str_from(argv[optind]));
	return true;
}

static bool find_command(struct settings *s, struct str word, struct str *message)
{
	size_t best = STR_NONE, nearest = 0;
	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		size_t d = suggest_distance(word, str_from(command_rows[c].name));
		if (d < best) {
			best = d;
			nearest = c;
		}
	}
	s->command = (enum command)nearest;
	if (best == 0)
		return true;
	if (suggest_close(word, best))
		*message = arena_printf(s->arena, "there is no command '%.*s': did you mean %s?",
					STR_FMT(word), command_rows[nearest].name);
	else
		*message = arena_printf(s->arena, "there is no command '%.*s' (wenzhai --help lists them)",
					STR_FMT(word));
	return false;
}

bool settings_parse(struct settings *s, int argc, char **argv, struct str *message)
{
	s->jobs = parallel_cores();
	if (argc < 2) {
		*message = S("a command is missing: build, list or doctor (wenzhai --help)");
		return false;
	}
	struct str word = str_from(argv[1]);
	if (str_eq(word, S("--help")) || str_eq(word, S("-h")) || str_eq(word, S("help"))) {
		s->help = true;
		s->command = COMMAND_COUNT;
		return argc < 3 || find_command(s, str_from(argv[2]), message);
	}
	if (str_eq(word, S("--version"))) {
		s->version = true;
		return true;
	}
	return find_command(s, word, message) && parse_options(s, argc - 1, argv + 1, message);
}

void settings_clear(struct settings *s)
{
	if (s->zone)
		zone_free(s->zone);
	s->zone = NULL;
}
