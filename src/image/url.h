/* The few things about URLs that finding a picture needs.  Text in, text out; any thread. */
#ifndef WENZHAI_IMAGE_URL_H
#define WENZHAI_IMAGE_URL_H

#include "base/arena.h"

enum url_scheme {
	URL_LOCAL,  /* no scheme, or one that no picture has: taken as a file's name */
	URL_REMOTE, /* http:, https:, //host/… */
	URL_DATA,
	URL_FILE, /* file: names a place on the machine that the post was written on */
};
enum url_scheme url_scheme(struct str url);

/* %41 becomes A; an escape that is none stays as it is. */
struct str url_unescape(struct arena *a, struct str text);
/* Without "?query" and "#fragment". */
struct str url_strip_query(struct str url);

/* "https://me:secret@Host:81/a/b?c" gives "Host:81".  Precondition: URL_REMOTE. */
struct str url_authority(struct str url);
/* That in small letters, and "/a/b?c". */
void url_split_remote(struct arena *a, struct str url, struct str *host, struct str *path);

/* Without ":81". */
struct str url_host_name(struct str authority);
/* "a.example.com" is below "example.com", and so is "example.com" itself. */
bool url_host_is_below(struct str host, struct str name);

/* The bytes of a data: URL (RFC 2397), read as browsers do: white space skipped,
 * the type not believed.  False when there is no comma, or when more than
 * `most` bytes would come out. */
bool url_decode_data(struct arena *a, struct str url, size_t most, struct str *bytes);

#endif
