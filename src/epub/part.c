#include "epub/part.h"

#include <glib.h>

struct part part_deflate(struct arena *keep, struct arena *scratch, struct libdeflate_compressor *compressor,
			 struct str name, struct str content)
{
	struct arena_mark mark = arena_mark(scratch);
	size_t bound = libdeflate_deflate_compress_bound(compressor, content.n);
	struct buf room = BUF(scratch);
	buf_reserve(&room, bound);
	size_t n = libdeflate_deflate_compress(compressor, content.s, content.n, room.s, bound);
	struct part p = {
		.name = name,
		.bytes = arena_str(keep, (struct str){room.s, n}),
		.size = (uint32_t)content.n,
		.crc = libdeflate_crc32(0, content.s, content.n),
		.deflated = true,
		.media_type = MEDIA_XHTML,
	};
	arena_reset(scratch, mark);
	return p;
}

struct str part_inflate(struct arena *a, const struct part *p)
{
	if (!p->deflated)
		return p->bytes;
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	if (!d)
		g_error("out of memory");
	char *room = arena_alloc(a, p->size);
	size_t n = 0;
	libdeflate_deflate_decompress(d, p->bytes.s, p->bytes.n, room, p->size, &n);
	libdeflate_free_decompressor(d);
	return (struct str){room, n};
}

struct part part_store(struct str name, struct str bytes)
{
	return (struct part){
		.name = name,
		.bytes = bytes,
		.size = (uint32_t)bytes.n,
		.crc = libdeflate_crc32(0, bytes.s, bytes.n),
	};
}

struct part part_picture(struct str name, const struct picture *picture)
{
	return (struct part){.name = name, .size = (uint32_t)picture_file_size(picture), .picture = picture};
}
