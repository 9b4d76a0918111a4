/* The text of a body, without markup and spaces, hashed and compared: two feeds carry
 * one article with other markup around it. */
#ifndef WENZHAI_COLLECT_TEXT_HASH_H
#define WENZHAI_COLLECT_TEXT_HASH_H

#include "base/str.h"

/* 0 of no text; equal texts (markup and spaces apart) have equal hashes. */
uint64_t text_hash(struct str html);
bool text_equal(struct str html, struct str other);
/* Has it at least so many characters? */
bool text_reaches(struct str html, size_t characters);

/* Past the tag, comment, style or script that begins at `at`, where there is a '<'; or
 * `at` itself when that is one of the text's. */
size_t markup_end(struct str html, size_t at);

#endif
