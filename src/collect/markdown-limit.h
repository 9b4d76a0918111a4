/* Bounding what md4c 0.4.8 does with a text. */
#ifndef WENZHAI_COLLECT_MARKDOWN_LIMIT_H
#define WENZHAI_COLLECT_MARKDOWN_LIMIT_H

#include "base/arena.h"

/* md4c's work grows quadratically with the brackets, bare addresses and tildes of a
 * paragraph, and with the depth of lists times the blank lines behind them: 2 MB of
 * "[a]" take minutes.  The marks are counted as they would cost at worst, and those
 * beyond the bound get a backslash, so that they are shown as written (in code, the
 * backslash too); *excess says whether there were any.  Lines stay where they are.
 * Borrowed when there is nothing to do. */
#define MARKDOWN_WORK_MAX   ((size_t)1 << 28) /* steps of a nanosecond or two */
#define NESTING_COLUMNS_MAX 200u              /* a list's or quotation's mark further right: a hundred deep */
struct str markdown_limit(struct arena *a, struct str text, bool *excess);

#endif
