/* Deflating, each thread with a compressor of its own. */
#ifndef WENZHAI_PDF_DEFLATE_H
#define WENZHAI_PDF_DEFLATE_H

#include "base/arena.h"

/* zlib's default; the page strings of Chinese text gain 1 % from the highest. */
#define DEFLATE_LEVEL 6

struct libdeflate_compressor;
struct libdeflate_compressor *deflate_new(void);
void deflate_free(struct libdeflate_compressor *z);

/* A zlib stream (what /FlateDecode reads) in `a`; `scratch` holds the worst case
 * meanwhile and is given back.  The two must be different arenas. */
struct str deflate_bytes(struct libdeflate_compressor *z, struct arena *a, struct arena *scratch,
			 struct str bytes);

#endif
