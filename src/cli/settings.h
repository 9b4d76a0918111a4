/* What the user asked for: the command line as data.
 *
 * One table (options.c) holds every option: its name, its argument, what it does,
 * for which commands, and the function that takes it.  Parsing, --help, shell
 * completion and the test of the manual page all read that table.
 */
#ifndef WENZHAI_CLI_SETTINGS_H
#define WENZHAI_CLI_SETTINGS_H

#include "build/build.h"
#include "image/fetch.h"

enum command {
	COMMAND_BUILD,
	COMMAND_LIST,
	COMMAND_FETCH,
	COMMAND_RUN,
	COMMAND_STATUS,
	COMMAND_DOCTOR,
	COMMAND_COMPLETION,
	COMMAND_COUNT
};

enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct fetch_settings {
	bool dry, again, allow_private, prune;
	struct str refresh, older_than, user_agent;
	unsigned connections, per_host, seconds; /* 0: the default */
	uint64_t max_size;                       /* bytes; 0: none */
	VEC(struct fetch_referer) referers;
};

struct settings {
	struct arena *arena;
	enum command command;
	bool help, version;

	/* As written; settings_resolve reads those that depend on one another. */
	struct str from, to, day, week, month, last, now, timezone, profile, style;
	VEC(struct category) include;
	VEC(struct category) exclude;
	VEC(struct str) tags;
	VEC(struct str) authors;
	VEC(struct str) outputs;
	VEC(struct str) paths;

	/* run */
	VEC(struct str) job_names;
	struct str ticket;
	bool check, dry_run, force, plan, adopt, backfill, print_systemd;
	day_number backfill_from, backfill_to;
	uint32_t catch_up;

	struct selection selection;
	struct str title, creator, language, images_dir, cover;
	bool no_images, embed_fonts, strict, quiet, verbose, json, log_json;
	struct fetch_settings fetch;
	enum progress_mode progress;
	enum dump_stage dump;
	unsigned jobs;
	uint64_t max_size; /* bytes; 0: not given */
	uint32_t issue;    /* its number; 0: not given */

	struct zone *zone;
	instant now_at;
};

/* Under which heading --help shows an option; the table is in this order. */
enum option_group { GROUP_SELECTION, GROUP_JOBS, GROUP_OUTPUT, GROUP_FETCH, GROUP_RUN };

/* How an option's argument can be completed by a shell. */
enum completes { COMPLETES_NOTHING, COMPLETES_FILE, COMPLETES_DIR, COMPLETES_WORDS };

struct option_row {
	enum option_group group;
	char letter; /* 0: none */
	const char *name;
	const char *argument; /* NULL: takes none */
	const char *help;
	unsigned commands; /* bits 1 << enum command */
	enum completes completes;
	const char *words; /* COMPLETES_WORDS, or COMPLETES_DIR besides: separated by spaces */
	/* False with *message filled when the value is no good. */
	bool (*take)(struct settings *s, struct str value, struct str *message);
};

extern const struct option_row option_rows[];
extern const size_t option_row_count;

struct command_row {
	const char *name, *arguments, *help;
};
extern const struct command_row command_rows[COMMAND_COUNT];

/* Reads the command line.  False with *message filled: a usage error (exit 2). */
bool settings_parse(struct settings *s, int argc, char **argv, struct str *message);
/* Reads what depends on several options: zone, now, range, profile, outputs, list of
 * paths from standard input.  `data_dir` holds styles/.  False: as above. */
bool settings_resolve(struct settings *s, const char *data_dir, struct build_options *build,
		      struct str *message);
void settings_clear(struct settings *s);

#endif
