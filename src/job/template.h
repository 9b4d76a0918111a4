/* Texts with names in braces: "{title} {dates}".
 *
 * "{{" is a brace.  A brace that opens no known name stands for itself, so that a
 * mistake shows; template_check finds it while the jobs file is read.
 */
#ifndef WENZHAI_JOB_TEMPLATE_H
#define WENZHAI_JOB_TEMPLATE_H

#include "base/arena.h"

struct template_value {
	const char *name; /* "title" */
	struct str value;
};

struct str template_fill(struct arena *a, struct str text, const struct template_value *values, size_t count);
/* Does the text use this name? */
bool template_uses(struct str text, const char *name);
/* The first name in braces that is none of `names` (NULL at its end); empty: all are known. */
struct str template_check(struct str text, const char *const *names);

#endif
