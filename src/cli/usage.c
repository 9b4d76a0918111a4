#include "cli/usage.h"

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

static const char *const statuses =
	"\nexit status: 0 done, 1 failed, 2 usage, 3 nothing matched, 4 --strict and something was wrong;\n"
	"with any but 0 nothing was written.";

void usage_print(enum command command)
{
	if (command == COMMAND_COUNT) {
		print_program();
		return;
	}
	const struct command_row *c = &command_rows[command];
	printf("usage: wenzhai %s [option]... %s\n\n%s\n\n", c->name, c->arguments, c->help);
	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].commands & 1u << command)
			print_option(&option_rows[i]);
	if (command != COMMAND_COMPLETION)
		puts(statuses);
}
