/* One attempt at a delivery, of each kind. */
#ifndef WENZHAI_JOB_DELIVER_KINDS_H
#define WENZHAI_JOB_DELIVER_KINDS_H

#include "job/deliver.h"
#include "job/template.h"

struct attempt {
	const struct delivery *delivery;
	const struct record *issue;
	const struct delivery_context *context;
	struct delivery_state *state; /* parts are counted as they are done */
	struct arena *scratch;        /* dies with the attempt */
	struct str error;             /* why it failed, one line; in scratch */
	bool forever;                 /* it will fail in every run */
};

/* False: `error` is set. */
bool attempt_copy(struct attempt *t);
bool attempt_mail(struct attempt *t);
bool attempt_program(struct attempt *t); /* run, shell */

/* Sets the error and returns false. */
bool attempt_fail(struct attempt *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool attempt_wants(const struct attempt *t, const struct record_file *file); /* by its format */
void attempt_part_done(struct attempt *t, unsigned parts); /* so many are done now, for good */
/* Where a file of the issue is, ended by NUL. */
const char *attempt_path(const struct attempt *t, struct str name);
/* An environment variable's value, or an empty text. */
struct str attempt_variable(const struct attempt *t, struct str name);

/* What templates may name; `file` NULL: of the issue as a whole. */
#define DELIVERY_NAMES_MAX 12
size_t delivery_values(const struct attempt *t, const struct record_file *file,
		       struct template_value values[DELIVERY_NAMES_MAX]);
/* The same values stand in a program's environment, so that a script need not quote:
 * {file} is WENZHAI_FILE. */
struct str delivery_variable(struct arena *a, const char *name);
extern const char *const delivery_names[];       /* all of them; NULL at the end */
extern const char *const delivery_issue_names[]; /* those that need no file */

#endif
