/* What builds made: a file each, behind a head that says what it is and whether it is whole. */
#include "base/file.h"
#include "base/stream.h"
#include "image/image.h"
#include "image/store-files.h"

#include <fcntl.h>
#include <glib.h>
#include <libdeflate.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the machine's order: made files do not travel. */
struct head {
	char mark[4];
	uint32_t width, height;
	uint8_t type, components, unused[2];
	uint64_t size; /* bytes that follow */
	uint64_t hash; /* of them */
	uint64_t head; /* content_hash of all above */
};

static const char mark[4] = {'W', 'Z', 'v', '2'};

static uint32_t crc_of(struct str bytes)
{
	return libdeflate_crc32(0, bytes.s, bytes.n);
}

/* A cryptographic hash would take longer than reading the file: these are ours, and only
 * damage, never malice, is to be found. */
uint64_t content_hash(struct str bytes)
{
	return (uint64_t)crc_of(bytes) << 32 | libdeflate_adler32(1, bytes.s, bytes.n);
}

static struct str text_of(const struct head *h)
{
	return (struct str){(const char *)h, offsetof(struct head, head)};
}

static struct head head_of(const struct variant *v)
{
	struct head h = {
		.width = v->width,
		.height = v->height,
		.type = v->type,
		.components = v->components,
		.size = v->size,
		.hash = v->hash,
	};
	memcpy(h.mark, mark, sizeof mark);
	h.head = content_hash(text_of(&h));
	return h;
}

static bool read_head(const struct head *h, struct variant *v)
{
	*v = (struct variant){h->size, h->hash, h->width, h->height, h->type, h->components};
	return memcmp(h->mark, mark, sizeof mark) == 0 && h->head == content_hash(text_of(h)) &&
	       h->size <= PICTURE_BYTES_MAX;
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

static bool look(const char *path, struct variant *what)
{
	struct stat st;
	struct head h;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && read(fd, &h, sizeof h) == sizeof h &&
		  read_head(&h, what) && (uint64_t)st.st_size == sizeof h + what->size;
	close(fd);
	return ok;
}

bool store_variant_look(struct store *s, const char *sha, struct str variant, struct variant *what)
{
	char *path = s ? variant_path(s, sha, variant) : NULL;
	bool there = path && look(path, what);
	g_free(path);
	return there;
}

static bool read_whole(const char *path, struct arena *a, struct str *bytes)
{
	struct str file;
	struct head h;
	struct variant v;
	if (file_read(a, path, PICTURE_BYTES_MAX + sizeof h, &file) != 0 || file.n < sizeof h)
		return false;
	memcpy(&h, file.s, sizeof h);
	*bytes = str_from_offset(file, sizeof h);
	/* One of the two checksums will do: each costs a part of what reading does. */
	return read_head(&h, &v) && v.size == bytes->n && v.hash >> 32 == crc_of(*bytes);
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

static bool write_file(const char *path, struct str bytes, const struct variant *what)
{
	int error;
	size_t failed;
	struct head h = head_of(what);
	struct stream *out = stream_open_file(path, &error);
	if (!out)
		return false;
	stream_hurry(out);
	stream_write(out, &h, sizeof h);
	stream_puts(out, bytes);
	return stream_commit_all(&out, 1, &failed) == 0;
}

bool store_variant_write(struct store *s, const char *sha, struct str variant, struct str bytes,
			 struct variant *what)
{
	char *path = s && !atomic_load(&s->variants_fail) ? variant_path(s, sha, variant) : NULL;
	what->size = bytes.n;
	what->hash = content_hash(bytes);
	bool written = path && store_make_folders(s, STORE_MADE, sha) && write_file(path, bytes, what);
	if (path && !written)
		atomic_store(&s->variants_fail, true);
	g_free(path);
	return written;
}
