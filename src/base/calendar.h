/* Days, instants and time zones.  No clock and no environment: `now` and the
 * zone are given by the caller. */
#ifndef WENZHAI_BASE_CALENDAR_H
#define WENZHAI_BASE_CALENDAR_H

#include "base/arena.h"

typedef int64_t instant;    /* seconds since 1970-01-01T00:00:00Z, no leap seconds */
typedef int32_t day_number; /* days since 1970-01-01, proleptic Gregorian */

#define SECONDS_PER_DAY 86400

struct civil {
	int year;   /* 1..9999 */
	int month;  /* 1..12 */
	int day;    /* 1..31 */
	int hour;   /* 0..23 */
	int minute; /* 0..59 */
	int second; /* 0..59 (60 is read as 59) */
};

bool civil_valid(const struct civil *c);
day_number day_from_civil(int year, int month, int day); /* a valid date */
void civil_from_day(day_number day, int *year, int *month, int *date);
int day_weekday(day_number day); /* ISO 8601: 1 Monday .. 7 Sunday */

/* ISO 8601 weeks: week 1 holds the year's first Thursday. */
void day_iso_week(day_number day, int *year, int *week);
bool day_from_iso_week(int year, int week, day_number *monday); /* false: no such week */

struct zone; /* an IANA zone; immutable, may be shared by threads */
/* "Asia/Shanghai", "UTC", "+08:00", "UTC+8"; NULL when there is no such zone. */
struct zone *zone_new(const char *name);
struct zone *zone_new_local(void); /* the system's */
void zone_free(struct zone *z);
const char *zone_name(const struct zone *z);
/* At most three names of known zones near to `name`, for a message:
 * "Asia/Tokyo, Asia/Taipei"; empty when none is near. */
struct str zone_suggest(struct arena *a, const char *name);

/* Local time to instant.  A time that a clock change skips is moved forward by
 * the gap; of a doubled time the earlier is meant. */
instant zone_instant(const struct zone *z, const struct civil *local);
struct civil zone_civil(const struct zone *z, instant at);
day_number zone_day(const struct zone *z, instant at);

struct civil civil_from_instant(instant at); /* in UTC */
/* "2021-07-12" */
struct str day_iso(struct arena *a, day_number day);
/* "2021-07-12T06:28:20Z" */
struct str instant_iso(struct arena *a, instant at);

#endif
