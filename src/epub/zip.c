#include "epub/zip.h"

#include "epub/names.h"

#include <glib.h>
#include <zip.h>

/* ---- where libzip reads: a part's bytes ---- */

struct reader {
	const struct part *part;
	bool *gone;         /* set when a picture's file is */
	struct arena arena; /* of the picture, while it is open */
	struct str bytes;
	size_t at;
};

static zip_int64_t reader_open(struct reader *r)
{
	r->at = 0;
	r->bytes = r->part->bytes;
	if (!r->part->picture || picture_file(r->part->picture, &r->arena, &r->bytes))
		return 0;
	*r->gone = true;
	return -1;
}

static zip_int64_t reader_close(struct reader *r)
{
	arena_clear(&r->arena);
	return 0;
}

static zip_int64_t reader_stat(const struct reader *r, void *data)
{
	zip_stat_t *st = data;
	zip_stat_init(st);
	st->size = r->part->size;
	st->comp_size = r->part->picture ? r->part->size : r->part->bytes.n;
	st->crc = r->part->crc;
	st->comp_method = r->part->deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
	st->encryption_method = ZIP_EM_NONE;
	st->valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
	/* Of what is stored libzip makes the CRC itself, said or not. */
	st->valid |= r->part->picture ? 0 : ZIP_STAT_CRC;
	return sizeof *st;
}

static zip_int64_t reader_read(struct reader *r, void *data, zip_uint64_t length)
{
	struct str rest = str_from_offset(r->bytes, r->at);
	size_t n = rest.n < length ? rest.n : (size_t)length;
	if (n)
		memcpy(data, rest.s, n);
	r->at += n;
	return (zip_int64_t)n;
}

static zip_int64_t read_part(void *context, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
	struct reader *r = context;
	const int error[] = {*r->gone ? ZIP_ER_READ : 0, 0};
	switch (command) {
	case ZIP_SOURCE_OPEN:
		return reader_open(r);
	case ZIP_SOURCE_READ:
		return reader_read(r, data, length);
	case ZIP_SOURCE_STAT:
		return reader_stat(r, data);
	case ZIP_SOURCE_CLOSE:
	case ZIP_SOURCE_FREE:
		return reader_close(r);
	case ZIP_SOURCE_ERROR:
		memcpy(data, error, sizeof error);
		return sizeof error;
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
						      ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
	default:
		return -1;
	}
}

/* ---- where libzip writes: the stream ---- */

/* libzip goes back to an entry's header once its data are written. */
struct writer {
	struct stream *out;
	uint64_t at;
	zip_error_t error;
};

static zip_int64_t writer_write(struct writer *w, const void *data, zip_uint64_t length)
{
	uint64_t size = stream_size(w->out);
	uint64_t over = size - w->at < length ? size - w->at : length;
	if (over)
		stream_patch(w->out, w->at, data, (size_t)over);
	if (length > over)
		stream_write(w->out, (const char *)data + over, (size_t)(length - over));
	w->at += length;
	return (zip_int64_t)length;
}

static zip_int64_t writer_seek(struct writer *w, void *data, zip_uint64_t length)
{
	zip_int64_t to = zip_source_seek_compute_offset(w->at, stream_size(w->out), data, length, &w->error);
	if (to < 0)
		return -1;
	w->at = (uint64_t)to;
	return 0;
}

/* The archive is new: there is nothing to read yet. */
static zip_int64_t writer_stat(void *data)
{
	zip_stat_t *st = data;
	zip_stat_init(st);
	st->size = 0;
	st->valid = ZIP_STAT_SIZE;
	return sizeof *st;
}

static zip_int64_t write_stream(void *context, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
	struct writer *w = context;
	switch (command) {
	case ZIP_SOURCE_OPEN:
	case ZIP_SOURCE_CLOSE:
	case ZIP_SOURCE_FREE:
	case ZIP_SOURCE_BEGIN_WRITE:
	case ZIP_SOURCE_COMMIT_WRITE:
	case ZIP_SOURCE_ROLLBACK_WRITE:
	case ZIP_SOURCE_READ:
		return 0;
	case ZIP_SOURCE_STAT:
		return writer_stat(data);
	case ZIP_SOURCE_WRITE:
		return writer_write(w, data, length);
	case ZIP_SOURCE_SEEK_WRITE:
		return writer_seek(w, data, length);
	case ZIP_SOURCE_TELL_WRITE:
		return (zip_int64_t)w->at;
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&w->error, data, length);
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(
			ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
			ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_BEGIN_WRITE,
			ZIP_SOURCE_COMMIT_WRITE, ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_WRITE,
			ZIP_SOURCE_SEEK_WRITE, ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_REMOVE, -1);
	default:
		zip_error_set(&w->error, ZIP_ER_OPNOTSUPP, 0);
		return -1;
	}
}

/* ---- entries ---- */

struct dos_time {
	zip_uint16_t time, date;
};

/* MS-DOS's form: since 1980, in steps of two seconds. */
static struct dos_time dos_time_from(instant at)
{
	int y, m, d;
	int64_t days = at / 86400, seconds = at % 86400;
	if (days < day_from_civil(1980, 1, 1) || days > day_from_civil(2107, 12, 31))
		return (struct dos_time){.time = 0, .date = 1 << 5 | 1};
	civil_from_day((day_number)days, &y, &m, &d);
	unsigned date = (unsigned)(y - 1980) << 9 | (unsigned)m << 5 | (unsigned)d;
	unsigned time = (unsigned)(seconds / 3600) << 11 | (unsigned)(seconds / 60 % 60) << 5 |
			(unsigned)(seconds % 60 / 2);
	return (struct dos_time){.time = (zip_uint16_t)time, .date = (zip_uint16_t)date};
}

struct container {
	zip_t *zip;
	struct arena *arena;
	struct dos_time time;
	bool gone; /* a picture's file */
};

static bool add(struct container *c, const char *name, const struct part *part)
{
	struct reader *r = ARENA_NEW(c->arena, struct reader);
	r->part = part;
	r->gone = &c->gone;
	zip_source_t *source = zip_source_function(c->zip, read_part, r);
	if (!source)
		return false;
	zip_int64_t index = zip_file_add(c->zip, name, source, ZIP_FL_ENC_UTF_8);
	if (index < 0) {
		zip_source_free(source);
		return false;
	}
	zip_uint64_t i = (zip_uint64_t)index;
	return zip_set_file_compression(c->zip, i, part->deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) == 0 &&
	       zip_file_set_dostime(c->zip, i, c->time.time, c->time.date, 0) == 0;
}

static bool add_part(struct container *c, const struct part *part)
{
	return add(c, arena_cstr(c->arena, arena_concat(c->arena, S("EPUB/"), part->name)), part);
}

#define CONTAINER_XML                                                                             \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                            \
	"<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\" version=\"1.0\">\n" \
	"<rootfiles><rootfile full-path=\"EPUB/package.opf\" "                                    \
	"media-type=\"application/oebps-package+xml\"/></rootfiles>\n</container>\n"

static bool add_all(struct container *c, const struct package *package, const struct part *opf)
{
	struct part *fixed = ARENA_ARRAY(c->arena, 3, struct part);
	fixed[0] = part_store(S("mimetype"), S("application/epub+zip"));
	fixed[1] = part_store(S("container.xml"), S(CONTAINER_XML));
	bool good = add(c, "mimetype", &fixed[0]) && add(c, "META-INF/container.xml", &fixed[1]) &&
		    add_part(c, opf);
	for (size_t i = 0; good && i < package->parts.n; i++)
		good = add_part(c, &package->parts.v[i]);
	/* OCF leaves META-INF/ to whoever has something to say of the container (EPUB 3.3, 4.2.6.3). */
	fixed[2] = part_store(S(""), package->ticket);
	return good && (!package->ticket.n || add(c, NAME_TICKET, &fixed[2]));
}

static bool report(struct diags *diags, zip_error_t *error, const struct stream *out)
{
	if (stream_error(out)) /* a full disk: libzip knows only that its source failed */
		diag_add_file(diags, DIAG_CANNOT_WRITE, (struct str){0}, 0, "the EPUB cannot be written: %s",
			      g_strerror(stream_error(out)));
	else
		diag_add_file(diags, DIAG_EPUB_FAILED, (struct str){0}, 0,
			      "the EPUB's container cannot be written: %s", zip_error_strerror(error));
	return false;
}

bool container_write(const struct package *package, const struct part *opf, instant at, struct stream *out,
		     struct diags *diags)
{
	struct writer w = {.out = out};
	zip_error_t error;
	zip_error_init(&error);
	zip_error_init(&w.error);
	zip_source_t *target = zip_source_function_create(write_stream, &w, &error);
	if (!target)
		return report(diags, &error, out);
	struct container c = {.arena = package->arena, .time = dos_time_from(at)};
	c.zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error);
	if (!c.zip) {
		zip_source_free(target);
		return report(diags, &error, out);
	}
	if (add_all(&c, package, opf) && zip_close(c.zip) == 0)
		return true;
	bool said = !c.gone && report(diags, zip_get_error(c.zip), out);
	zip_discard(c.zip);
	return said;
}
