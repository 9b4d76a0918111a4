/* JSON, written piece by piece (RFC 8259): strings escaped, bytes that are not
 * UTF-8 replaced.  Commas are the object's business, not the caller's. */
#ifndef WENZHAI_CLI_JSON_H
#define WENZHAI_CLI_JSON_H

#include "base/str.h"

#include <stdio.h>

#define JSON_DEPTH_MAX 8

struct json {
	FILE *out;
	int depth;
	bool more[JSON_DEPTH_MAX + 1]; /* a comma is due at this depth */
};

/* `key` NULL: inside a list, or at the top. */
void json_open(struct json *j, const char *key, char bracket); /* '{' or '[' */
void json_close(struct json *j, char bracket);                 /* '}' or ']' */
void json_text(struct json *j, const char *key, struct str value);
void json_number(struct json *j, const char *key, uint64_t value);
void json_seconds(struct json *j, const char *key, double value); /* two decimals */
void json_null(struct json *j, const char *key);
void json_line(struct json *j); /* ends the line */

#endif
