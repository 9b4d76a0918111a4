/* Delivery: what becomes of an issue's files once they are in the output folder.
 *
 * A delivery is described by plain data, read from an entry of `deliver:`:
 *
 *   copy   the files go to a folder, each whole or not at all; `latest.epub` and
 *          `latest.pdf` there follow the newest issue
 *   mail   the files are attached to messages, over SMTP with TLS
 *   run    a program is started with each file, without a shell
 *   shell  a line for /bin/sh, which finds the issue in environment variables
 *
 * The rule of repetition.  What became of each delivery of each issue is a
 * delivery_state, which the caller stores under the issue and the delivery's key
 * before and after the attempt, and whenever context.keep asks for it; where it
 * cannot be stored, nothing more is delivered in that run.  In every run, deliver_issue is called
 * for each delivery of each issue whose state is not over; so a failed one is tried again in the next run,
 * and where it stopped: `parts` counts the files mailed or programs run, which are not repeated.  A kill
 * between a message and its count doubles that message, with the same Message-ID.  It is over when it is
 * done, when it can never succeed (a file over the size that mail takes), or DELIVERY_DAYS after its first
 * attempt; the last two are reported [delivery-failed] once more as given up.  `keep` leaves the files of an
 * issue until all its deliveries are over.
 *
 * Nothing here is read from the environment or the clock but what the context
 * brings.  Passwords are read when a message is sent, wiped afterwards, and are in
 * no diagnostic, argument or state.  Deliveries may run in any threads.
 */
#ifndef WENZHAI_JOB_DELIVER_H
#define WENZHAI_JOB_DELIVER_H

#include "base/diag.h"
#include "base/parallel.h"
#include "base/yaml.h"
#include "job/record.h"

enum delivery_kind { DELIVERY_COPY, DELIVERY_MAIL, DELIVERY_RUN, DELIVERY_SHELL };

/* Amazon's limits for Send to Kindle, which no mail gateway exceeds by much. */
#define MAIL_BYTES_MAX       (50u << 20) /* attachments of one message, before base64 */
#define MAIL_ATTACHMENTS_MAX 25u

#define DELIVERY_DAYS        14 /* a failing delivery is tried for so long */
#define DELIVERIES_MAX       64 /* of one job: a list that a mistake made is not mailed round */
#define DELIVERY_SECONDS_MAX 3600u
#define DELIVERY_TRIES_MAX   10u
#define MAIL_WAIT_MAX        600u

struct mail {
	struct str to, from;        /* addresses, ASCII; from empty: the user's name, else `to` */
	struct str server;          /* "smtps://mail.example.com", "smtp://mail.example.com:587" */
	bool plain;                 /* smtp:// without STARTTLS (`tls: none`); else STARTTLS or nothing */
	struct str authority;       /* a file of certificates to trust; empty: the system's */
	struct str credentials;     /* a file, mode 0600 or stricter, "name:password"; empty: none */
	struct str credentials_env; /* or a variable with the same; empty: none */
	struct str subject;         /* template; empty: "{title} {dates}" */
	struct str text;            /* template of the message's text; empty: the list of articles */
	uint64_t bytes_max;         /* of attachments in one message */
	unsigned attachments_max;
	unsigned tries;        /* in one run, of what may pass: a refusal for now, a silent server */
	unsigned wait_seconds; /* before the second try; each further wait is three times as long */
};

struct delivery {
	enum delivery_kind kind;
	unsigned line;     /* in the jobs file */
	struct str key;    /* of its state: the same as long as kind, target and formats are */
	unsigned formats;  /* bits 1 << record_format */
	unsigned seconds;  /* time-out of one message or program */
	struct str folder; /* copy */
	struct str latest; /* copy: "latest" keeps latest.epub and latest.pdf there; empty: no links */
	struct mail mail;  /* mail */
	struct str *words; /* run: the program and its arguments, with {file} and the like */
	size_t word_count;
	struct str script; /* shell */
};

/* ---- reading ---- */

struct delivery_source {
	struct str folder;   /* relative paths begin here; empty: the working directory */
	struct yaml *mail;   /* keys that each mail takes unless it says otherwise; NULL: none */
	struct arena *arena; /* of what is read */
	struct diags *diags; /* its file is the jobs file; mistakes are [bad-jobs] with their line */
};
struct deliveries {
	VEC(struct delivery) list;
};
/* Reads the value of `deliver:`, a map or a list of maps, and appends to the list:
 * a mail to several addresses is a delivery each.  False when there was a mistake;
 * all are reported. */
bool deliveries_read(struct deliveries *into, const struct delivery_source *source, struct yaml *node);
/* "copy to /srv/library", "mail to reader@example.com": for plans and messages. */
struct str delivery_describe(struct arena *a, const struct delivery *d);

/* ---- delivering ---- */

enum delivery_progress {
	DELIVERY_PENDING, /* not tried yet, or failed: to be tried in this run */
	DELIVERY_DONE,
	DELIVERY_GIVEN_UP,
};

struct delivery_state {
	enum delivery_progress progress;
	unsigned failures; /* runs in which it failed */
	unsigned parts;    /* files mailed or programs run, not to be repeated */
	instant since;     /* of the first attempt; 0: none yet */
	struct str error;  /* of the last failure: one line; in the context's arena */
};

struct delivery_context {
	struct str folder;        /* the output folder, in which the files of the record are */
	struct str jobs_file;     /* for diagnostics */
	bool newest;              /* its job's newest issue: `latest` links may follow it */
	instant now;              /* of the run: `since`, the date of a message */
	const struct zone *zone;  /* of the date of a message */
	char *const *environment; /* "NAME=value", NULL at its end: programs get it */
	const struct cancel *cancel;
	struct arena *arena; /* of state.error */
	/* Stores the state after each part, so that a kill repeats none; may be NULL. */
	void (*keep)(void *keep_context, const struct delivery_state *state);
	void *keep_context;
	struct diags *diags;
};

/* Attempts one delivery of one issue and brings its state up to date.  A failure is
 * reported once, [delivery-failed], and makes the run's status 5.  True when done. */
bool deliver_issue(const struct delivery *d, const struct record *issue, const struct delivery_context *c,
		   struct delivery_state *state);

/* STEM.epub and STEM.pdf ("latest", or "finance-latest" where jobs share a folder) in the
 * output folder follow this issue's first file of each format: relative links where the
 * file system has them, else copies.  Called for a job's newest issue.  False: reported. */
bool deliver_latest(const struct record *issue, const struct delivery_context *c, struct str stem);

#endif
