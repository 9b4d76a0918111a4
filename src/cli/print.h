/* Text of unknown origin, printed so that it can do a terminal no harm. */
#ifndef WENZHAI_CLI_PRINT_H
#define WENZHAI_CLI_PRINT_H

#include "base/str.h"

#include <stdio.h>

void print_code_point(FILE *out, uint32_t c); /* as UTF-8 */
/* Control characters as U+FFFD. */
void print_text(FILE *out, struct str text);
/* A file's name on one line: control characters and bytes that are not UTF-8 as \xNN. */
void print_name(FILE *out, struct str name);

#endif
