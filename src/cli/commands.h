/* The subcommands: each returns the exit status of the contract. */
#ifndef WENZHAI_CLI_COMMANDS_H
#define WENZHAI_CLI_COMMANDS_H

#include "cli/settings.h"

#define EXIT_USAGE       2
#define EXIT_PARTIAL     5 /* fetch: some pictures came, some did not */
#define EXIT_SOME_FAILED 5 /* run: some job failed */

int command_build(const struct settings *s, struct build_options *b);
int command_list(const struct settings *s, struct build_options *b);
int command_fetch(const struct settings *s, struct build_options *b);
int command_run(const struct settings *s, struct build_options *b);
int command_status(const struct settings *s, struct build_options *b);
int command_doctor(const struct settings *s, struct build_options *b);

#endif
