/* The state: which issues were made, of which articles, and what became of them.
 *
 * SQLite, durable.  An issue is entered twice: before it is made, with its ticket (an
 * intention), and when its files are in place.  An intention that a run finds was left by
 * one that died: state_intentions gives it, and the files tell by their own tickets
 * whether the issue was finished.
 *
 * One thread at a time: run.c holds a lock around it.
 */
#ifndef WENZHAI_JOB_STATE_H
#define WENZHAI_JOB_STATE_H

#include "base/diag.h"
#include "job/deliver.h"
#include "job/ticket.h"

struct state;

enum state_mode {
	STATE_READ,  /* status, plans: never writes; an empty state where there is none */
	STATE_WRITE, /* made where there is none */
};

/* *damaged: the file is broken, and NULL is returned; nothing was reported.  Else NULL: reported
 * [state-failed].  The folder must exist. */
struct state *state_open(const char *path, enum state_mode mode, struct diags *diags, bool *damaged);
void state_close(struct state *s); /* NULL is nothing */
/* Reads all of it: false when any of it is broken. */
bool state_whole(struct state *s);
/* Did everything since the last call succeed?  False: reported, and what was not committed is undone. */
bool state_sound(struct state *s, struct diags *diags);

/* From now on questions are answered as if this issue had not been made, for it is made anew;
 * 0: none. */
void state_exclude(struct state *s, int64_t id);

/* ---- where a job stands ---- */

/* What came before the next issue: the last one's end, or where the job began. */
struct cursor {
	bool any;           /* false: the job has never been looked at */
	day_number to;      /* posts up to this day were considered ... */
	instant now;        /* ... as they were at this time ... */
	int64_t generation; /* ... in this generation of that index; 0: not known */
	int64_t index;
};
struct standing {
	struct cursor cursor;
	bool skipped;
	day_number skipped_to; /* periods up to this day had too few articles */
	int number;            /* of the last issue by number; 0: none yet */
	unsigned empty;        /* periods skipped on end */
	unsigned failures;     /* runs in which it failed, on end */
	struct str error;      /* of the last failure */
	instant failed, run;   /* when it last failed; when it was last looked at; 0: never */
};
struct standing state_standing(struct state *s, struct str job, struct arena *a);
/* The latest generation of that index that any job or issue knows; 0: none. */
int64_t state_generation(struct state *s, int64_t index);
void state_begin_job(struct state *s, struct str job, const struct cursor *at); /* once */
void state_skip(struct state *s, struct str job, day_number to, instant now);
void state_fail(struct state *s, struct str job, struct str error, instant now);
void state_ran(struct state *s, struct str job, instant now); /* without failure */

/* ---- issues ---- */

struct state_issue {
	int64_t id;
	struct str key;
	struct record record; /* articles: only where they are asked for */
	struct str ticket;    /* of an intention */
	struct str folder;    /* that has its files; empty: not known, the job's */
	bool removed;         /* `keep` has taken its files */
};
struct state_issues {
	VEC(struct state_issue) list;
};

/* Enters an intention, with the names of the files that will be written in `folder`; replaces the
 * intention of the same job and key.  Returns its id, 0 after a failure. */
int64_t state_intend(struct state *s, const struct ticket *t, struct str ticket, const struct record *record,
		     struct str folder);
/* Its files are in place: the record is complete, the ticket's stories are published, and the
 * deliveries are to be done (NULL: none), all in one moment.  It takes the place of an issue of the
 * same job and key.  False: it is an intention still. */
bool state_publish(struct state *s, int64_t id, const struct ticket *t, const struct record *record,
		   const struct cursor *at, const struct deliveries *deliveries);
void state_drop(struct state *s, int64_t id); /* an intention that came to nothing */
void state_removed(struct state *s, int64_t id);

bool state_has(struct state *s, struct str job, struct str key); /* a published one */
void state_intentions(struct state *s, struct arena *a, struct state_issues *into);
size_t state_count(struct state *s, struct str job); /* published, and their files stand */
/* Published, newest first by days; most 0: all.  `articles`: with what is in them. */
void state_issues(struct state *s, struct str job, size_t most, bool articles, struct arena *a,
		  struct state_issues *into);
/* One issue, with what is in it. */
void state_issue(struct state *s, int64_t id, struct arena *a, struct state_issues *into);
/* The stories of a published issue, those beneath others too. */
void state_ticket(struct state *s, int64_t id, struct arena *a, struct ticket *into);
/* The issues, but for that of this job and key, whose files stand and have this name, in whatever
 * folder.  In the issue are its id, key, folder, and the record's job. */
void state_owners(struct state *s, struct str name, struct str job, struct str key, struct arena *a,
		  struct state_issues *into);

/* ---- what was published before ---- */

struct published {
	int64_t issue;
	struct str key; /* of that issue */
	struct story story;
};
struct published_list {
	VEC(struct published) list;
};
/* All that a job has published in issues that end on `from` or later. */
void state_published(struct state *s, struct str job, day_number from, struct arena *a,
		     struct published_list *into);
#define FIND_MAX 16 /* a name that is used anew each day for years */
/* Of any age: those that have the story's text, path, link or title with source, of each the FIND_MAX
 * that were published last. */
void state_find(struct state *s, struct str job, const struct story *story, struct arena *a,
		struct published_list *into);

/* ---- deliveries ---- */

struct delivery_row {
	struct str key;
	struct delivery_state state;
};
struct delivery_rows {
	VEC(struct delivery_row) list; /* by key */
};
/* What an issue was to be delivered to when it was published, or since. */
void state_deliveries(struct state *s, int64_t issue, struct arena *a, struct delivery_rows *into);
/* Issues with a delivery that is neither done nor given up. */
void state_pending(struct state *s, struct arena *a, struct state_issues *into);
bool state_is_pending(struct state *s, int64_t issue);
void state_keep_delivery(struct state *s, int64_t issue, struct str key, const struct delivery_state *d);
void state_drop_delivery(struct state *s, int64_t issue, struct str key);

/* ---- for the catalogue ---- */

/* Changes whenever an issue is published, made anew or removed. */
struct str state_mark(struct state *s, struct arena *a);
/* A text kept under a name; empty when there is none. */
struct str state_note(struct state *s, struct str name, struct arena *a);
void state_keep_note(struct state *s, struct str name, struct str text);

#endif
