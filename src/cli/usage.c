#include "cli/usage.h"

#include <glib.h>
#include <stdio.h>

static void print_program(void)
{
	puts("wenzhai makes an EPUB or a printed PDF of a folder of articles.\n");
	puts("usage: wenzhai COMMAND [option]... PATH...\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		printf("  %-12s %s\n", command_rows[i].name, command_rows[i].help);
	puts("\nA PATH is a folder (walked), a file, or - for a list of names on standard input.\n"
	     "wenzhai COMMAND --help shows a command's options; wenzhai --version the version.\n"
	     "\n"
	     "  wenzhai build --last 7d -o week.epub -o week.pdf source/_posts");
}

static void print_option(const struct option_row *row)
{
	char left[64];
	char letter[8] = "   ";
	if (row->letter)
		snprintf(letter, sizeof letter, "-%c,", row->letter);
	snprintf(left, sizeof left, "%s --%s%s%s", letter, row->name, row->argument ? " " : "",
		 row->argument ? row->argument : "");
	printf("  %-26s %s\n", left, row->help);
}

#define STATUSES \
	"\nexit status: 0 done, 1 failed, 2 usage, 3 nothing matched, 4 --strict and something was wrong"
static const char *const statuses[COMMAND_COUNT] = {
	[COMMAND_BUILD] = STATUSES ";\nwith any but 0 nothing was written.",
	[COMMAND_LIST] = STATUSES ".",
	[COMMAND_FETCH] = "\nexit status: 0 all pictures are in the store, 1 none, or it failed, 2 usage,\n"
			  "3 nothing matched, 5 some are and some are not.",
	[COMMAND_RUN] =
		"\nexit status: 0 all due jobs are done or none was due, 2 usage or a mistake in the\n"
		"jobs file, 5 some job failed or nothing could be begun.",
	[COMMAND_STATUS] =
		"\nexit status: 0 shown, 1 the state cannot be read, 2 usage or a mistake in the jobs file.",
	[COMMAND_DOCTOR] =
		"\nexit status: 0 all is well, 1 something is to be mended, 2 usage, 3 nothing matched.",
};

static void print_options(enum command command)
{
	static const char *const headings[] = {
		[GROUP_SELECTION] = "which posts", [GROUP_JOBS] = "scheduled jobs",
		[GROUP_OUTPUT] = "what is made",   [GROUP_FETCH] = "what is downloaded, and how",
		[GROUP_RUN] = "how it runs",
	};
	size_t under = G_N_ELEMENTS(headings); /* none yet */
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		if (!(row->commands & 1u << command))
			continue;
		if (row->group != under)
			printf("\n%s\n", headings[row->group]);
		under = row->group;
		print_option(row);
	}
}

void usage_print(enum command command)
{
	if (command == COMMAND_COUNT) {
		print_program();
		return;
	}
	const struct command_row *c = &command_rows[command];
	printf("usage: wenzhai %s [option]... %s\n\n%s\n", c->name, c->arguments, c->help);
	print_options(command);
	if (statuses[command])
		puts(statuses[command]);
}
