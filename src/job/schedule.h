/* Periods and due times: which issue of a job is due when.
 *
 * A period is a run of whole days in the job's zone; its issue is due at the due
 * hour of the first day after it.  Periods of one schedule never overlap and leave
 * no day out.  All functions are pure.
 */
#ifndef WENZHAI_JOB_SCHEDULE_H
#define WENZHAI_JOB_SCHEDULE_H

#include "base/calendar.h"

enum period_kind {
	PERIOD_DAILY,
	PERIOD_WEEKLY,     /* from `week_starts` on */
	PERIOD_MONTHLY,    /* calendar months */
	PERIOD_DAYS,       /* every `days` days, counted from `anchor` */
	PERIOD_SINCE_LAST, /* ends today, begins after the last issue: one a day at most */
};

#define PERIOD_DAYS_MAX 366

struct schedule {
	enum period_kind kind;
	int week_starts; /* 1 Monday .. 7 Sunday */
	int days;        /* PERIOD_DAYS: 1..PERIOD_DAYS_MAX */
	day_number anchor;
	int due; /* minutes after midnight, 0..1439 */
};

/* Days before the first of these belong to no schedule's arithmetic: 1970-01-05, a Monday. */
#define SCHEDULE_ANCHOR 4

struct period {
	day_number from, to; /* inclusive */
	instant due;         /* SINCE_LAST: due at that hour of `to` itself */
};

/* The period that holds the day.  SINCE_LAST: that day alone. */
struct period period_of(const struct schedule *s, const struct zone *zone, day_number day);
struct period period_next(const struct schedule *s, const struct zone *zone, const struct period *p);
/* The newest period whose issue is due at `now`.  A due hour that a clock change skips
 * comes when the change is over; of an hour that comes twice the first counts. */
struct period period_latest(const struct schedule *s, const struct zone *zone, instant now);

/* What the period is called: 2021-07-12, 2021-W28, 2021-07; else its days,
 * 2021-07-12..2021-07-14.  Different for each period of a schedule. */
struct str period_key(struct arena *a, const struct schedule *s, const struct period *p);

/* "daily", "weekly", "monthly", "every 3 days", "since-last"; false: none of them. */
bool period_parse(struct str text, struct schedule *s);
/* "07:00", "7:05"; minutes after midnight. */
bool due_parse(struct str text, int *minutes);
/* "monday", "mon", "Sunday", "周日"; 1..7 */
bool weekday_parse(struct str text, int *weekday);

#endif
