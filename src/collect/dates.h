/* Dates as posts write them.  parse_date itself is in collect.h. */
#ifndef WENZHAI_COLLECT_DATES_H
#define WENZHAI_COLLECT_DATES_H

#include "collect/collect.h"

/* Jekyll's "2021-07-12-title.md": the day, and what follows it ("title.md").
 * False when the name has another form. */
bool date_in_file_name(struct str name, struct civil *date, struct str *rest);

#endif
