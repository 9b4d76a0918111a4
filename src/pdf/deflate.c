#include "pdf/deflate.h"

#include <glib.h>
#include <libdeflate.h>

struct libdeflate_compressor *deflate_new(void)
{
	struct libdeflate_compressor *z = libdeflate_alloc_compressor(DEFLATE_LEVEL);
	if (!z)
		g_error("deflate: out of memory"); /* as arenas end */
	return z;
}

void deflate_free(struct libdeflate_compressor *z)
{
	libdeflate_free_compressor(z);
}

struct str deflate_bytes(struct libdeflate_compressor *z, struct arena *a, struct arena *scratch,
			 struct str bytes)
{
	struct arena_mark mark = arena_mark(scratch);
	struct buf out = BUF(scratch);
	buf_reserve(&out, libdeflate_zlib_compress_bound(z, bytes.n));
	size_t n = libdeflate_zlib_compress(z, bytes.s, bytes.n, out.s, out.cap);
	struct str result = arena_str(a, (struct str){out.s, n});
	arena_reset(scratch, mark);
	return result;
}
