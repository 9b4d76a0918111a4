/* What builds made: a file each, behind a head that says whether it is whole. */
#include "base/file.h"
#include "base/stream.h"
#include "image/image.h"
#include "image/store-files.h"

#include <glib.h>
#include <libdeflate.h>
#include <unistd.h>

/* A hash would take longer than reading the file: these are ours, and only damage,
 * never malice, is to be found. */
struct head {
	char mark[4];
	uint32_t crc;  /* of the bytes, in the machine's order: made files do not travel */
	uint64_t size; /* bytes that follow */
};

static const char mark[4] = {'W', 'Z', 'v', '1'};

static struct head head_of(struct str bytes)
{
	struct head h = {.crc = libdeflate_crc32(0, bytes.s, bytes.n), .size = bytes.n};
	memcpy(h.mark, mark, sizeof mark);
	return h;
}

static char *variant_path(const struct store *s, const char *sha, struct str variant)
{
	struct str name = {0};
	char suffix[STORE_VARIANT_MAX + 2] = ".";
	if (variant.n > STORE_VARIANT_MAX || !variant.n)
		return NULL;
	for (size_t i = 0; i < variant.n; i++)
		if (!g_ascii_isalnum(variant.s[i]) && !strchr("-_.", variant.s[i]))
			return NULL;
	memcpy(suffix + 1, variant.s, variant.n);
	name = (struct str){suffix, variant.n + 1};
	return store_path(s, STORE_MADE, sha, name);
}

static bool read_whole(const char *path, struct arena *a, struct str *bytes)
{
	struct str file;
	struct head have;
	if (file_read(a, path, PICTURE_BYTES_MAX + sizeof have, &file) != 0 || file.n < sizeof have)
		return false;
	memcpy(&have, file.s, sizeof have);
	*bytes = str_from_offset(file, sizeof have);
	struct head want = head_of(*bytes);
	return memcmp(&have, &want, sizeof want) == 0;
}

bool store_variant_read(struct store *s, const char *sha, struct str variant, struct arena *a,
			struct str *bytes)
{
	char *path = s ? variant_path(s, sha, variant) : NULL;
	struct arena content = {0};
	bool whole = path && read_whole(path, &content, bytes);
	if (whole)
		arena_adopt(a, &content);
	arena_clear(&content);
	g_free(path);
	return whole;
}

static bool write_file(const char *path, struct str bytes)
{
	int error;
	size_t failed;
	struct head h = head_of(bytes);
	struct stream *out = stream_open_file(path, &error);
	if (!out)
		return false;
	stream_hurry(out);
	stream_write(out, &h, sizeof h);
	stream_puts(out, bytes);
	return stream_commit_all(&out, 1, &failed) == 0;
}

void store_variant_write(struct store *s, const char *sha, struct str variant, struct str bytes)
{
	char *path = s && !atomic_load(&s->variants_fail) ? variant_path(s, sha, variant) : NULL;
	if (path && (!store_make_folders(s, STORE_MADE, sha) || !write_file(path, bytes)))
		atomic_store(&s->variants_fail, true);
	g_free(path);
}
