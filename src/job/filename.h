/* File names of issues, from templates: "{name}-{year}-W{week}.epub".
 *
 * A name made so is safe on every file system that an output folder or a reader's
 * card may have: no control character and none of \ : * ? " < > |, no dot or space
 * at the end, none of Windows' devices (CON, NUL, COM1), NFC, at most
 * FILENAME_BYTES_MAX bytes.  Slashes of the template itself make folders; those of
 * values do not.
 */
#ifndef WENZHAI_JOB_FILENAME_H
#define WENZHAI_JOB_FILENAME_H

#include "job/schedule.h"

#define FILENAME_BYTES_MAX 200 /* ext4 and exFAT take 255; sync programs add their own to them */
#define FILENAME_DEPTH_MAX 8   /* folders in a template */

/* What the fields stand for. */
struct filename_values {
	struct str name;     /* {name}: the job's */
	struct str title;    /* {title} */
	int issue;           /* {issue} */
	day_number from, to; /* {from} {to}; {date} is the last day.  {week} is the ISO week that most
				days are of, {year} the year of that week where the template has {week}, else,
				as {month} and {day}, of the last day */
};

/* Is it a template?  Fills *message when it is not. */
bool filename_check(struct arena *a, struct str template, struct str *message);
/* The name: below the output folder, never beginning with '/' nor with "..". */
struct str filename_expand(struct arena *a, struct str template, const struct filename_values *v);

#endif
