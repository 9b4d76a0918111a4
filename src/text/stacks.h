/* Inside text/: fonts/stacks.yaml read into plain data: for each role and
 * language the families to try, in order. */
#ifndef WENZHAI_TEXT_STACKS_H
#define WENZHAI_TEXT_STACKS_H

#include "base/arena.h"
#include "base/diag.h"
#include "model/style.h"

/* A stack is walked for each cluster that its first face lacks. */
#define STACK_FAMILIES_MAX 32u
#define STACKS_FILE        "stacks.yaml"

struct stack {
	struct str families[STACK_FAMILIES_MAX];
	size_t count;
	size_t own; /* how many of them the file gives to this role and language */
};

struct stacks {
	struct stack by_role[ROLE_COUNT][FONT_LANG_COUNT]; /* each ends with the fallback families */
};

/* Everything lives in `a`.  False when the file cannot be read at all (reported
 * as no-fonts); what is wrong inside is a warning [bad-stacks]. */
bool stacks_read(struct stacks *s, struct arena *a, const char *dir, struct diags *diags);

const char *stacks_role_key(enum font_role role); /* "body" */

#endif
