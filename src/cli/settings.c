#include "cli/settings.h"

#include "base/suggest.h"

#include <getopt.h>
#include <glib.h>

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

static struct str unknown_letter(struct settings *s, int letter)
{
	const char *command = command_rows[s->command].name;
	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].letter == letter)
			return arena_printf(s->arena, "option -%c belongs to wenzhai %s, not to %s", letter,
					    command_with(&option_rows[i]), command);
	return arena_printf(s->arena, "unknown option -%c (wenzhai %s --help lists them)", letter, command);
}

/* "--tag, --timezone": what an abbreviation may stand for; empty when only one or none. */
static struct str options_beginning(struct settings *s, struct str typed)
{
	struct buf names = BUF(s->arena);
	size_t count = 0;
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		if (!applies(row, s->command) || !str_starts(str_from(row->name), typed))
			continue;
		buf_printf(&names, "%s--%s", count ? ", " : "", row->name);
		count++;
	}
	return count > 1 ? buf_str(&names) : S("");
}

/* A word that getopt does not know: an option of another command, or a slip. */
static struct str unknown_option(struct settings *s, const char *word)
{
	const char *command = command_rows[s->command].name;
	if (!g_str_has_prefix(word, "--"))
		return unknown_letter(s, optopt);
	struct str rest = str_from(word + 2), typed = str_cut(&rest, '=');
	for (size_t i = 0; i < option_row_count; i++) {
		if (!str_eq(typed, str_from(option_rows[i].name)))
			continue;
		if (applies(&option_rows[i], s->command)) /* --flag=value */
			return arena_printf(s->arena, "option --%s takes no value", option_rows[i].name);
		return arena_printf(s->arena, "option --%s belongs to wenzhai %s, not to %s",
				    option_rows[i].name, command_with(&option_rows[i]), command);
	}
	struct str several = options_beginning(s, typed);
	if (several.n)
		return arena_printf(s->arena, "option --%.*s is short for several: %.*s", STR_FMT(typed),
				    STR_FMT(several));
	struct str hint = nearest_option(s, typed);
	if (!hint.n)
		hint = arena_printf(s->arena, " (wenzhai %s --help lists them)", command);
	return arena_printf(s->arena, "unknown option --%.*s%.*s", STR_FMT(typed), STR_FMT(hint));
}

/* An empty value is a shell's variable that was never set: --week "$WEEK" must not
 * mean every week.  Names of files are bytes, anything else is text. */
static bool check_value(struct settings *s, const struct option_row *row, struct str value,
			struct str *message)
{
	bool named = row->completes == COMPLETES_FILE || row->completes == COMPLETES_DIR;
	if (!row->argument)
		return true;
	if (!value.n)
		*message = arena_printf(s->arena, "the value is empty, %s is wanted", row->argument);
	else if (!named && utf8_valid_prefix(value) < value.n)
		*message = arena_printf(s->arena, "\"%.*s\" is not UTF-8", STR_FMT(value));
	return !message->n;
}

static bool take_option(struct settings *s, const struct option_row *row, const char *word,
			struct str *message)
{
	struct str value = str_from(word);
	if (check_value(s, row, value, message) && row->take(s, value, message))
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

/* ---- the command ---- */

/* "build, list, doctor, completion" */
static struct str command_names(struct arena *a)
{
	struct buf names = BUF(a);
	for (size_t c = 0; c < COMMAND_COUNT; c++)
		buf_printf(&names, "%s%s", c ? ", " : "", command_rows[c].name);
	return buf_str(&names);
}

static struct str unknown_command(struct settings *s, struct str word)
{
	static const char *const others[] = {"--help", "--version"};
	const char *nearest = NULL;
	size_t best = STR_NONE;
	for (size_t i = 0; i < COMMAND_COUNT + G_N_ELEMENTS(others); i++) {
		const char *name = i < COMMAND_COUNT ? command_rows[i].name : others[i - COMMAND_COUNT];
		size_t d = suggest_distance(word, str_from(name));
		if (d < best) {
			best = d;
			nearest = name;
		}
	}
	if (nearest && suggest_close(word, best))
		return arena_printf(s->arena, "there is no command \"%.*s\": did you mean %s?", STR_FMT(word),
				    nearest);
	if (str_starts(word, S("-")))
		return arena_printf(s->arena, "the command comes before its options: %.*s",
				    STR_FMT(command_names(s->arena)));
	return arena_printf(s->arena, "there is no command \"%.*s\" (there are %.*s)", STR_FMT(word),
			    STR_FMT(command_names(s->arena)));
}

static bool find_command(struct settings *s, struct str word, struct str *message)
{
	for (size_t c = 0; c < COMMAND_COUNT; c++)
		if (str_eq(word, str_from(command_rows[c].name))) {
			s->command = (enum command)c;
			return true;
		}
	*message = unknown_command(s, word);
	return false;
}

bool settings_parse(struct settings *s, int argc, char **argv, struct str *message)
{
	s->jobs = parallel_cores();
	s->command = COMMAND_COUNT;
	if (argc < 2) {
		*message = arena_printf(s->arena, "a command is missing: %.*s (wenzhai --help)",
					STR_FMT(command_names(s->arena)));
		return false;
	}
	struct str word = str_from(argv[1]);
	if (str_eq(word, S("--help")) || str_eq(word, S("-h")) || str_eq(word, S("help"))) {
		s->help = true;
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
