/* The language of a text, from the characters that only it uses. */
#ifndef WENZHAI_CLEAN_LANGUAGE_H
#define WENZHAI_CLEAN_LANGUAGE_H

#include "clean/clean.h"

/* So much of a text is looked at. */
#define LANGUAGE_BYTES_MAX (32u << 10)

struct str language_of_document(const struct document *d);

#endif
