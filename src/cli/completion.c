/* Completion scripts for bash, zsh and fish. */
#include "cli/usage.h"

#include <stdio.h>

static bool of_command(const struct option_row *row, size_t command)
{
	return row->commands & 1u << command;
}

/* ---- bash ---- */

static void bash_arguments(void)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		if (!row->argument)
			continue;
		printf("\t--%s", row->name);
		if (row->letter)
			printf(" | -%c", row->letter);
		printf(") ");
		if (row->completes == COMPLETES_WORDS)
			printf("args=(-W '%s')", row->words);
		else if (row->completes == COMPLETES_DIR && row->words)
			printf("args=(-d -W '%s')", row->words);
		else if (row->completes == COMPLETES_DIR)
			printf("args=(-d)");
		else if (row->completes == COMPLETES_FILE)
			printf("args=(-f)");
		else
			printf("return");
		puts(" ;;");
	}
}

static void bash_commands(void)
{
	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		printf("\t\t%s) words='", command_rows[c].name);
		for (size_t i = 0; i < option_row_count; i++)
			if (of_command(&option_rows[i], c))
				printf("--%s ", option_rows[i].name);
		puts("' ;;");
	}
}

/* "--profile=ki" comes as three words, "=" the second.  compgen gives a line a name:
 * mapfile keeps the spaces in it. */
static void print_bash(void)
{
	puts("# bash completion for wenzhai\n_wenzhai()\n{");
	puts("\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words args=(-f)");
	puts("\tif [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi");
	puts("\tif [[ $cur == '=' ]]; then cur=; fi");
	puts("\tcase $prev in");
	bash_arguments();
	puts("\t*)\n\t\tcase ${COMP_WORDS[1]} in");
	bash_commands();
	puts("\t\tesac");
	puts("\t\tif [[ ${COMP_WORDS[1]} == completion ]]; then args=(-W 'bash zsh fish'); fi");
	puts("\t\tif [[ $cur == -* ]]; then args=(-W \"$words\"); fi");
	printf("\t\tif ((COMP_CWORD == 1)); then args=(-W '");
	for (size_t c = 0; c < COMMAND_COUNT; c++)
		printf("%s ", command_rows[c].name);
	puts("--help --version'); fi\n\tesac");
	puts("\tmapfile -t COMPREPLY < <(compgen \"${args[@]}\" -- \"$cur\")\n}");
	puts("complete -o filenames -F _wenzhai wenzhai");
}

/* ---- zsh ---- */

/* Inside '...[help]...': no quote, no closing bracket, no colon. */
static void zsh_text(const char *text)
{
	for (; *text; text++)
		if (*text == '[' || *text == ']' || *text == ':')
			printf("\\%c", *text);
		else if (*text == '\'')
			printf("'\\''");
		else
			putchar(*text);
}

static void zsh_spec(const struct option_row *row)
{
	static const char *const actions[] = {
		[COMPLETES_NOTHING] = " ", [COMPLETES_FILE] = "_files", [COMPLETES_DIR] = "_files -/"};
	printf("[");
	zsh_text(row->help);
	printf("]");
	if (row->argument) {
		printf(":");
		zsh_text(row->argument);
		if (row->completes == COMPLETES_WORDS)
			printf(":(%s)", row->words);
		else if (row->words)
			printf(":{compadd %s; _files -/}", row->words);
		else
			printf(":%s", actions[row->completes]);
	}
	puts("' \\");
}

/* "--name=" takes its value behind the sign or as the next word, "-n+" likewise. */
static void zsh_option(const struct option_row *row)
{
	printf("\t\t\t'*--%s%s", row->name, row->argument ? "=" : "");
	zsh_spec(row);
	if (!row->letter)
		return;
	printf("\t\t\t'*-%c%s", row->letter, row->argument ? "+" : "");
	zsh_spec(row);
}

static void print_zsh(void)
{
	puts("#compdef wenzhai\n# zsh completion for wenzhai");
	puts("_wenzhai() {\n\tif ((CURRENT == 2)); then\n\t\tlocal -a commands=(");
	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		printf("\t\t\t'%s:", command_rows[c].name);
		zsh_text(command_rows[c].help);
		puts("'");
	}
	puts("\t\t\t'--help:show the commands'\n\t\t\t'--version:show the version'");
	puts("\t\t)\n\t\t_describe command commands\n\t\treturn\n\tfi");
	puts("\tlocal command=$words[2]\n\tshift words\n\t((CURRENT--))\n\tcase $command in");
	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		printf("\t%s)\n\t\t_arguments -s \\\n", command_rows[c].name);
		for (size_t i = 0; i < option_row_count; i++)
			if (of_command(&option_rows[i], c))
				zsh_option(&option_rows[i]);
		puts(c == COMMAND_COMPLETION ? "\t\t\t'1:shell:(bash zsh fish)'" : "\t\t\t'*:path:_files'");
		puts("\t\t;;");
	}
	puts("\tesac\n}");
	/* As a file of fpath the function is the file's text and is called; sourced, it is bound. */
	puts("if [[ $funcstack[1] == _wenzhai ]]; then\n\t_wenzhai \"$@\"\nelse\n\tcompdef _wenzhai "
	     "wenzhai\nfi");
}

/* ---- fish ---- */

static void fish_quoted(const char *text)
{
	putchar('\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('\'');
}

static void fish_option(const struct option_row *row)
{
	printf("complete -c wenzhai -n '__fish_seen_subcommand_from");
	for (size_t c = 0; c < COMMAND_COUNT; c++)
		if (of_command(row, c))
			printf(" %s", command_rows[c].name);
	printf("' -l %s", row->name);
	if (row->letter)
		printf(" -s %c", row->letter);
	if (row->argument)
		printf(row->completes == COMPLETES_FILE || row->completes == COMPLETES_DIR ? " -r -F"
											   : " -x");
	if (row->words)
		printf(" -a '%s'", row->words);
	printf(" -d ");
	fish_quoted(row->help);
	putchar('\n');
}

static void print_fish(void)
{
	puts("# fish completion for wenzhai");
	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		printf("complete -c wenzhai -n __fish_use_subcommand -f -a %s -d ", command_rows[c].name);
		fish_quoted(command_rows[c].help);
		putchar('\n');
	}
	puts("complete -c wenzhai -n __fish_use_subcommand -f -l help -s h -d 'show the commands'");
	puts("complete -c wenzhai -n __fish_use_subcommand -f -l version -d 'show the version'");
	puts("complete -c wenzhai -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'");
	for (size_t i = 0; i < option_row_count; i++)
		fish_option(&option_rows[i]);
}

bool completion_print(struct str shell)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
		if (str_eq(shell, str_from(shells[i].name))) {
			shells[i].print();
			return true;
		}
	return false;
}
