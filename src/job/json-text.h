/* JSON into a buffer (RFC 8259): commas are its business, not the caller's. */
#ifndef WENZHAI_JOB_JSON_TEXT_H
#define WENZHAI_JOB_JSON_TEXT_H

#include "base/arena.h"

#define JSON_TEXT_DEPTH_MAX 12

struct json_text {
	struct buf b;
	int depth;
	bool more[JSON_TEXT_DEPTH_MAX + 1]; /* a comma is due at this depth */
};

/* `key` NULL: inside a list, or at the top. */
void json_text_open(struct json_text *j, const char *key, char bracket);
void json_text_close(struct json_text *j, char bracket);
/* Bytes that are not UTF-8 are replaced. */
void json_text_string(struct json_text *j, const char *key, struct str value);
void json_text_number(struct json_text *j, const char *key, uint64_t value);

#endif
