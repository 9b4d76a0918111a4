/* Numeric character references that overflow gumbo.
 *
 * gumbo 0.10.1 adds up the digits in an int without a bound: `&#77777777777;` gives
 * any number, and bytes that are no UTF-8.  HTML says U+FFFD (13.2.5.80).
 */
#ifndef WENZHAI_CLEAN_REFERENCES_H
#define WENZHAI_CLEAN_REFERENCES_H

#include "base/arena.h"

/* The text with each such reference replaced; `html` itself where there is none. */
struct str references_bound(struct arena *a, struct str html);

#endif
