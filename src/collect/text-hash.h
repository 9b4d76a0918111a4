/* The text of a body, without markup and spaces, hashed and compared: two feeds carry
 * one article with other markup around it. */
#ifndef WENZHAI_COLLECT_TEXT_HASH_H
#define WENZHAI_COLLECT_TEXT_HASH_H

#include "base/str.h"

/* 0 of no text; equal texts (markup and spaces apart) have equal hashes. */
uint64_t text_hash(struct str html);
bool text_equal(struct str html, struct str other);
/* Are the first so many characters the same?  Of a shorter text, all of it must be the other's. */
bool text_opens_alike(struct str html, struct str other, size_t characters);
/* Has it at least so many characters? */
bool text_reaches(struct str html, size_t characters);

/* HTML that is read from its beginning to its end: {.html = text}. */
struct markup {
	struct str html;
	bool unended[3]; /* no comment, style, script ends any more */
};
/* Past the tag, comment, style or script that begins at `at`, where there is a '<'; or
 * `at` itself when that is one of the text's.  What never ends hides nothing. */
size_t markup_end(struct markup *m, size_t at);

#endif
