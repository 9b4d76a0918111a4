#include "pdf/object.h"

#include "base/file.h"

#include <glib.h>
#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_info.h>
#include <hpdf_objects.h>

#define NUMBER(dict) ((dict)->header.obj_id & 0x00FFFFFFu)

/* libharu's own step of 1,024 makes adding 400,000 objects quadratic. */
#define XREF_STEP 65536

struct pdf {
	struct arena *arena;
	HPDF_Doc doc;
	HPDF_STATUS status; /* the first failure; libharu overwrites its own */
	bool gone;          /* bytes that were to be got */
	struct arena got;   /* of the stream that is being written */
};

/* Bytes that a libharu stream reads from. */
struct source {
	struct pdf *pdf;
	struct pdf_source from; /* load NULL: the bytes are here */
	struct str bytes;
	size_t offset;
};

/* Where the file goes.  libharu writes a byte here, a word there. */
struct sink {
	struct stream *out;
	GChecksum *digest; /* of what went before the /ID; NULL behind it */
	uint64_t total;
	size_t n;
	char pending[1 << 16];
};

static void latch(struct pdf *p, HPDF_STATUS status)
{
	if (p->status == HPDF_OK)
		p->status = status;
}

static void on_error(HPDF_STATUS error, HPDF_STATUS detail, void *pdf)
{
	(void)detail;
	latch(pdf, error);
}

/* ---- dictionaries ---- */

static HPDF_STATUS write_entries(HPDF_Dict dict, HPDF_Stream to)
{
	const struct str *entries = dict->attr;
	if (!entries)
		return HPDF_OK;
	HPDF_STATUS status = HPDF_Stream_Write(to, (const HPDF_BYTE *)entries->s, (HPDF_UINT)entries->n);
	return status == HPDF_OK ? HPDF_Stream_WriteChar(to, '\n') : status;
}

static void set_entries(struct pdf *p, HPDF_Dict dict, struct str entries)
{
	struct str *kept = ARENA_NEW(p->arena, struct str);
	*kept = entries;
	dict->attr = kept;
	dict->write_fn = write_entries;
}

unsigned pdf_reserve(struct pdf *p)
{
	HPDF_Dict dict = HPDF_Dict_New(p->doc->mmgr);
	if (!dict) {
		latch(p, HPDF_FAILD_TO_ALLOC_MEM);
		return 0;
	}
	HPDF_STATUS status = HPDF_Xref_Add(p->doc->xref, dict); /* frees dict when it fails */
	if (status != HPDF_OK) {
		latch(p, status);
		return 0;
	}
	return NUMBER(dict);
}

void pdf_fill(struct pdf *p, unsigned object, struct str entries)
{
	HPDF_XrefEntry entry = object ? HPDF_Xref_GetEntry(p->doc->xref, object) : NULL;
	if (entry && entry->obj)
		set_entries(p, entry->obj, entries);
}

unsigned pdf_add(struct pdf *p, struct str entries)
{
	unsigned object = pdf_reserve(p);
	pdf_fill(p, object, entries);
	return object;
}

/* ---- streams ---- */

static bool source_load(struct source *source)
{
	if (!source->from.load || source->bytes.n)
		return true;
	source->pdf->gone |= !source->from.load(source->from.context, &source->pdf->got, &source->bytes);
	return !source->pdf->gone;
}

static void source_unload(struct source *source)
{
	if (!source->from.load)
		return;
	arena_clear(&source->pdf->got);
	source->bytes = (struct str){0};
	source->offset = 0;
}

static HPDF_STATUS source_read(HPDF_Stream stream, HPDF_BYTE *to, HPDF_UINT *n)
{
	struct source *source = stream->attr;
	if (!source_load(source)) {
		*n = 0;
		return HPDF_FILE_IO_ERROR;
	}
	size_t left = source->bytes.n - source->offset;
	bool end = left <= *n;
	if (end)
		*n = (HPDF_UINT)left;
	if (*n)
		memcpy(to, source->bytes.s + source->offset, *n);
	source->offset += *n;
	if (end)
		source_unload(source);
	return end ? HPDF_STREAM_EOF : HPDF_OK;
}

/* libharu rewinds before it reads, and seeks nowhere else. */
static HPDF_STATUS source_rewind(HPDF_Stream stream, HPDF_INT position, HPDF_WhenceMode mode)
{
	if (position || mode != HPDF_SEEK_SET)
		return HPDF_INVALID_OPERATION;
	((struct source *)stream->attr)->offset = 0;
	return HPDF_OK;
}

static HPDF_INT32 source_tell(HPDF_Stream stream)
{
	return (HPDF_INT32)((struct source *)stream->attr)->offset;
}

static HPDF_UINT32 source_size(HPDF_Stream stream)
{
	return (HPDF_UINT32)((struct source *)stream->attr)->from.size;
}

static unsigned add_source(struct pdf *p, struct str entries, struct str bytes, struct pdf_source from)
{
	if (from.size > PDF_FILE_BYTES_MAX) {
		latch(p, HPDF_STRING_OUT_OF_RANGE);
		return 0;
	}
	struct source *source = ARENA_NEW(p->arena, struct source);
	*source = (struct source){.pdf = p, .from = from, .bytes = bytes};
	HPDF_Stream reader = HPDF_CallbackReader_New(p->doc->mmgr, source_read, source_rewind, source_tell,
						     source_size, source);
	HPDF_Dict dict = reader ? HPDF_DictStream_New(p->doc->mmgr, p->doc->xref) : NULL;
	if (!dict) {
		HPDF_Stream_Free(reader);
		latch(p, HPDF_FAILD_TO_ALLOC_MEM);
		return 0;
	}
	HPDF_Stream_Free(dict->stream); /* an empty memory stream */
	dict->stream = reader;
	dict->filter = HPDF_STREAM_FILTER_NONE; /* the bytes are encoded; `entries` says how */
	set_entries(p, dict, entries);
	return NUMBER(dict);
}

unsigned pdf_add_stream(struct pdf *p, struct str entries, struct str bytes)
{
	return add_source(p, entries, bytes, (struct pdf_source){.size = bytes.n});
}

unsigned pdf_add_source(struct pdf *p, struct str entries, struct pdf_source from)
{
	return add_source(p, entries, (struct str){0}, from);
}

/* ---- the file ---- */

/* A dictionary that HPDF_New has made becomes one of ours: out with its elements
 * and hooks, but for those named in `keep`. */
static void adopt(HPDF_Dict dict, const char *keep)
{
	static const char *const made[] = {"Producer", "Kids", "Count", "Type", "Pages"};
	dict->before_write_fn = NULL;
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (!keep || strcmp(keep, made[i]) != 0)
			HPDF_Dict_RemoveElement(dict, made[i]);
}

struct pdf *pdf_new(struct arena *a)
{
	struct pdf *p = ARENA_NEW(a, struct pdf);
	p->arena = a;
	/* No memory pool: libharu's hands out misaligned pointers. */
	p->doc = HPDF_NewEx(on_error, NULL, NULL, 0, p);
	if (!p->doc) {
		latch(p, HPDF_FAILD_TO_ALLOC_MEM);
		return NULL;
	}
	p->doc->xref->entries->items_per_block = XREF_STEP;
	adopt(p->doc->catalog, "Pages");
	adopt(p->doc->root_pages, NULL);
	adopt(p->doc->info, NULL);
	return p;
}

void pdf_free(struct pdf *p)
{
	if (!p)
		return;
	HPDF_Free(p->doc);
	arena_clear(&p->got);
}

unsigned pdf_catalog(const struct pdf *p)
{
	return NUMBER(p->doc->catalog);
}

unsigned pdf_info(const struct pdf *p)
{
	return NUMBER(p->doc->info);
}

unsigned pdf_page_root(const struct pdf *p)
{
	return NUMBER(p->doc->root_pages);
}

/* ---- writing ---- */

static void sink_flush(struct sink *sink)
{
	if (sink->digest)
		g_checksum_update(sink->digest, (const guchar *)sink->pending, (gssize)sink->n);
	stream_write(sink->out, sink->pending, sink->n);
	sink->n = 0;
}

static HPDF_STATUS sink_write(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT n)
{
	struct sink *sink = stream->attr;
	sink->total += n;
	if (sink->total > PDF_FILE_BYTES_MAX)
		return HPDF_FILE_IO_ERROR;
	while (n) {
		size_t room = sizeof sink->pending - sink->n;
		size_t part = n < room ? n : room;
		memcpy(sink->pending + sink->n, bytes, part);
		sink->n += part;
		bytes += part;
		n -= (HPDF_UINT)part;
		if (sink->n == sizeof sink->pending)
			sink_flush(sink);
	}
	return stream_error(sink->out) ? HPDF_FILE_IO_ERROR : HPDF_OK;
}

/* The trailer's last entry, written when everything before it has been. */
static HPDF_STATUS write_id(HPDF_Dict trailer, HPDF_Stream to)
{
	struct sink *sink = trailer->attr;
	sink_flush(sink);
	const char *hex = g_checksum_get_string(sink->digest);
	char entry[96];
	int n = g_snprintf(entry, sizeof entry, "/ID [<%s> <%s>]\n", hex, hex);
	g_checksum_free(sink->digest);
	sink->digest = NULL;
	return HPDF_Stream_Write(to, (const HPDF_BYTE *)entry, (HPDF_UINT)n);
}

static HPDF_STATUS write_all(struct pdf *p, struct sink *sink, HPDF_Stream to)
{
	/* The comment's bytes over 127 tell mailers and the like that this is binary. */
	static const char head[] = "%PDF-1.7\n%\xE6\x96\x87\xE6\x91\x98\n";
	HPDF_Dict trailer = p->doc->trailer;
	trailer->attr = sink;
	trailer->write_fn = write_id;
	HPDF_STATUS status = HPDF_Stream_Write(to, (const HPDF_BYTE *)head, sizeof head - 1);
	if (status == HPDF_OK)
		status = HPDF_Dict_Add(trailer, "Root", p->doc->catalog);
	if (status == HPDF_OK)
		status = HPDF_Dict_Add(trailer, "Info", p->doc->info);
	if (status == HPDF_OK)
		status = HPDF_Xref_WriteToStream(p->doc->xref, to, NULL);
	return status;
}

static bool report(const struct pdf *p, const struct sink *sink, struct diags *diags)
{
	if (p->gone)
		return false;
	if (stream_error(sink->out))
		diag_add(diags, DIAG_CANNOT_WRITE, 0, "the PDF cannot be written: %s",
			 file_error_text(stream_error(sink->out)));
	else if (sink->total > PDF_FILE_BYTES_MAX)
		diag_add(diags, DIAG_PDF_FAILED, 0, "the PDF would be larger than 2 GB");
	else
		diag_add(diags, DIAG_PDF_FAILED, 0, "the PDF cannot be made: libharu's error 0x%04lX",
			 (unsigned long)p->status);
	return false;
}

bool pdf_save(struct pdf *p, struct stream *out, struct diags *diags)
{
	struct sink *sink = ARENA_NEW(p->arena, struct sink);
	sink->out = out;
	if (p->status != HPDF_OK)
		return report(p, sink, diags);
	HPDF_Stream to = HPDF_CallbackWriter_New(p->doc->mmgr, sink_write, sink);
	if (!to) {
		latch(p, HPDF_FAILD_TO_ALLOC_MEM);
		return report(p, sink, diags);
	}
	sink->digest = g_checksum_new(G_CHECKSUM_MD5);
	latch(p, write_all(p, sink, to));
	sink_flush(sink);
	g_clear_pointer(&sink->digest, g_checksum_free);
	HPDF_Stream_Free(to);
	return (p->status == HPDF_OK && !stream_error(out)) || report(p, sink, diags);
}
