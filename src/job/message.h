/* A mail message's headers: ASCII lines of 78 characters at most, folded by CRLF and a
 * space, without their last CRLF.  Whatever a title holds, it starts no header. */
#ifndef WENZHAI_JOB_MESSAGE_H
#define WENZHAI_JOB_MESSAGE_H

#include "base/arena.h"
#include "base/calendar.h"

/* "Subject: =?UTF-8?B?…?=" in as many encoded words as it takes (RFC 2047); plain
 * ASCII stays as it is. */
struct str message_header(struct arena *a, const char *name, struct str text);
/* "From: =?UTF-8?B?…?= <address>"; the name may be empty. */
struct str message_address(struct arena *a, const char *header, struct str name, struct str address);
/* "Date: Mon, 12 Jul 2021 07:00:00 +0800" (RFC 5322, 3.3). */
struct str message_date(struct arena *a, instant at, const struct zone *zone);
/* An attachment's name twice: as encoded words, which old readers look at, and by
 * RFC 2231, in pieces. */
struct str message_type(struct arena *a, const char *type, struct str name);
struct str message_disposition(struct arena *a, struct str name);

/* A name that every file system takes, at most MESSAGE_NAME_MAX bytes with its extension: no control
 * characters, none of \ / : * ? " < > |, no dot or space at either end; "issue" when nothing stays. */
#define MESSAGE_NAME_MAX 180u
struct str message_file_name(struct arena *a, struct str title, const char *extension);

/* local@domain in printable ASCII, as the envelope takes it. */
bool message_address_valid(struct str address);
/* "文摘 <digest@example.com>" or "digest@example.com". */
bool message_mailbox(struct str text, struct str *name, struct str *address);

#endif
