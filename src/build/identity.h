/* What an issue is called: title, dates, language, identifier. */
#ifndef WENZHAI_BUILD_IDENTITY_H
#define WENZHAI_BUILD_IDENTITY_H

#include "model/issue.h"

/* Fills title (unless given: a default in the issue's language), dates (of the range,
 * else of the articles), language (unless given: that of most articles), series (one that
 * has a range or a number is an issue of the series of its title), and the identifier: a
 * name-based UUID (RFC 9562, version 5) of title, dates, number and sections, so that a
 * re-made issue replaces the old one on the shelf (EBOOKS.md, The package). */
void issue_identify(struct issue *issue, struct str title, struct str creator, struct str language);

/* A picture of its articles' that will do on a cover, or NULL: large enough, neither a strip nor a
 * tower; photographs before drawings, then what stands first. */
const struct picture *issue_picture(const struct issue *issue);

/* "urn:uuid:…" of a name (RFC 9562, 5.5), in this program's own namespace: always the same. */
struct str name_uuid(struct arena *a, struct str name);

/* Makes it an issue of a series, after issue_identify: of the days `from` to `to`, whatever
 * its articles' are, known by `name` (the job and its period) however often it is made. */
void issue_enrol(struct issue *issue, struct str name, int number, day_number from, day_number to);

#endif
