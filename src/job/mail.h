/* One message over SMTP, by libcurl (base/curl.h).
 *
 * smtps:// is TLS from the first byte; smtp:// begins with STARTTLS and goes on
 * with nothing less, unless the caller says so.  Certificates are always checked.
 * Proxies and .netrc are not looked at.
 */
#ifndef WENZHAI_JOB_MAIL_H
#define WENZHAI_JOB_MAIL_H

#include "base/arena.h"
#include "base/parallel.h"

/* Who logs in.  Wiped by secret_clear; never copied into an arena. */
#define SECRET_MAX 512u
struct secret {
	char name[SECRET_MAX], password[SECRET_MAX]; /* end in NUL; both empty: nobody */
};
/* From "name:password", on one line.  False: it is not of that form. */
bool secret_parse(struct str text, struct secret *s);
/* From a file that nobody else can read; a sentence why not, or NULL. */
const char *secret_read(const char *path, struct secret *s);
void secret_clear(struct secret *s);

struct letter_part {
	const char *path;               /* file; read while it is sent */
	const char *type, *disposition; /* headers, folded (message.h) */
};

struct letter {
	const char *server;    /* "smtps://…", "smtp://…" */
	const char *authority; /* file of certificates; NULL: the system's */
	bool plain;
	const struct secret *secret; /* NULL: nobody logs in */
	const char *from, *to;       /* bare addresses */
	const char *const *headers;  /* of the message, folded; NULL at the end */
	struct str text;             /* UTF-8 */
	const struct letter_part *parts;
	size_t part_count;
	unsigned seconds; /* for all of it */
	const struct cancel *cancel;
};

enum letter_fate {
	LETTER_SENT,
	LETTER_LATER,   /* refused for now, or the server is silent: the same may pass soon */
	LETTER_REFUSED, /* not before somebody changes something */
};

/* *error is one line in the arena, with the server's words, and without them if
 * they hold of the password, or of what was sent to log in, more than a few letters. */
enum letter_fate letter_send(const struct letter *l, struct arena *a, struct str *error);

#endif
