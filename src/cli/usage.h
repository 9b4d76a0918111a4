/* Help and completion scripts, made from the table of options. */
#ifndef WENZHAI_CLI_USAGE_H
#define WENZHAI_CLI_USAGE_H

#include "cli/settings.h"

void usage_print(enum command command);  /* COMMAND_COUNT: of the program */
bool completion_print(struct str shell); /* "bash", "zsh", "fish"; false: another */

#endif
