#include "pdf/deflate.h"

#include <glib.h>
#include <libdeflate.h>

struct libdeflate_compressor *deflate_new(int level)
{
	struct libdeflate_compressor *z = libdeflate_alloc_compressor(level);
	if (!z)
		g_error("deflate: out of memory"); /* as arenas end */
	return z;
}

void deflate_free(struct libdeflate_compressor *z)
{
	libdeflate_free_compressor(z);
}

bool inflate_check(struct str deflated, size_t expected)
{
	struct libdeflate_decompressor *z = libdeflate_alloc_decompressor();
	char *room = g_try_malloc(expected ? expected : 1);
	bool good = z && room &&
		    libdeflate_zlib_decompress(z, deflated.s, deflated.n, room, expected, NULL) ==
			    LIBDEFLATE_SUCCESS;
	g_free(room);
	libdeflate_free_decompressor(z);
	return good;
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
