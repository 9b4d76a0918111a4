/* A file's bytes become UTF-8 with '\n' at line ends.
 *
 * UTF-8 is the rule and costs one pass.  UTF-16 and UTF-32 are known by their mark;
 * the double-byte encodings of East Asia are tried, and the one whose reading looks
 * most like its language is taken. */
#ifndef WENZHAI_COLLECT_CHARSET_H
#define WENZHAI_COLLECT_CHARSET_H

#include "base/arena.h"

struct decoded {
	struct str text;  /* valid UTF-8 without BOM and NUL; borrows from the bytes where it can */
	const char *name; /* what it was when not UTF-8: "GB18030", "UTF-16LE", …; else NULL */
	size_t bad;       /* malformed sequences, each of them now U+FFFD */
	size_t nuls;      /* NUL bytes that were dropped */
};

/* False when the bytes are no text: noise in every encoding, or NUL bytes that are more
 * than a few strays, which a broken editor or download leaves. */
bool charset_decode(struct arena *a, struct str bytes, struct decoded *out);

#endif
