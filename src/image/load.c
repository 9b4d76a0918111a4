/* Pictures of one article: where each was found, or why it was not. */
#include "image/image.h"

#include "base/file.h"
#include "base/str-table.h"
#include "image/probe.h"
#include "image/site.h"
#include "image/source.h"
#include "image/url.h"

#include <errno.h>
#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

/* How much of a src stands in a message: a data: URL may have megabytes. */
#define SHOWN_MAX 80

struct complaint {
	enum diag_id id;
	const char *why; /* as long as the loader's scratch */
};

/* In the article's arena. */
struct seen_file {
	struct file_id id;
	const struct picture *picture; /* the first that named it */
	struct complaint bad;          /* where that has no source */
};

struct loader {
	struct article *article;
	struct store *store;  /* may be NULL */
	struct codec *codec;  /* NULL: sizes of what must be decoded are not asked for */
	struct arena scratch; /* paths and messages; reset after each picture */
	struct site site;
	GHashTable *by_src;  /* struct str * to struct picture *: each src is looked for once */
	GHashTable *by_file; /* struct file_id * to struct seen_file *: each is read once, a bad one too */
	size_t bytes;        /* of all so far */
	struct complaint last;
};

/* ---- the two tables ---- */

static bool file_same(const struct file_id *a, const struct file_id *b)
{
	return a->inode == b->inode && a->device == b->device && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static guint file_hash(gconstpointer key)
{
	const struct file_id *id = key;
	return (guint)(id->inode * 31 + id->device);
}

static gboolean file_equal(gconstpointer x, gconstpointer y)
{
	const struct file_id *a = x, *b = y;
	return file_same(a, b);
}

static void copy_content(struct picture *to, const struct picture *from)
{
	to->type = from->type;
	to->source = from->source;
	to->remote = from->remote;
	to->bytes = from->bytes;
	to->content = from->content;
	to->px_width = from->px_width;
	to->px_height = from->px_height;
	to->components = from->components;
	to->hash = from->hash;
}

/* ---- reporting ---- */

struct str image_shown(struct arena *a, struct str src)
{
	struct buf b = BUF(a);
	for (size_t at = 0; at < src.n && at < SHOWN_MAX;) {
		uint32_t c = utf8_next(src, &at);
		buf_add_code_point(&b, c < 0x20 || (c >= 0x7f && c < 0xa0) ? UTF8_BAD : c);
	}
	if (src.n > SHOWN_MAX)
		buf_add(&b, S("…"));
	return buf_str(&b);
}

static void report(struct loader *l, enum diag_id id, const struct picture *p, const char *why)
{
	struct str src = image_shown(&l->scratch, p->src);
	l->last = (struct complaint){id, why};
	diag_add(&l->article->diags, id, p->line, "picture left out, %s: %.*s", why, STR_FMT(src));
}

static void report_file(struct loader *l, const struct picture *p, const struct site_file *f)
{
	switch (f->result) {
	case SITE_MISSING:
		report(l, DIAG_NO_PICTURE, p, "no such file");
		break;
	case SITE_OUTSIDE:
		report(l, DIAG_PICTURE_OUTSIDE, p,
		       f->error == EXDEV ? "a link leads out of the site" : "its name leads out of the site");
		break;
	default:
		report(l, DIAG_BAD_PICTURE, p, file_error_text(f->error));
	}
}

static void report_kind(struct loader *l, const struct picture *p, const struct probe *probe)
{
	enum diag_id id = DIAG_BAD_PICTURE;
	struct str why = S("not a picture");
	if (probe->fault) {
		why = arena_printf(&l->scratch, "a bad %s file, %s", probe->name, probe->fault);
	} else if (probe->kind == PROBE_OTHER) {
		id = DIAG_PICTURE_TYPE;
		why = arena_printf(&l->scratch, "%s is not supported", probe->name);
	} else if (probe->kind == PROBE_TEXT) {
		why = arena_printf(&l->scratch, "not a picture but %s", probe->name);
	}
	report(l, id, p, arena_cstr(&l->scratch, why));
}

/* ---- content ---- */

/* The size as a reader sees it, which for most types libvips must be asked for. */
static bool measure(struct loader *l, const struct picture *p, struct probe *probe, struct str bytes,
		    struct codec_size *natural)
{
	*natural = (struct codec_size){probe->width, probe->height};
	if (probe->orientation > 4) /* Exif: lying on its side */
		*natural = (struct codec_size){probe->height, probe->width};
	if (probe->width || !l->codec)
		return true;
	if (probe->kind != PROBE_BMP && !codec_reads(l->codec, probe->kind)) {
		const char *why = codec_fault(l->codec);
		struct str text = arena_printf(&l->scratch, "%s cannot be read: %s", probe->name,
					       why ? why : "libvips was built without it");
		report(l, DIAG_PICTURE_TYPE, p, arena_cstr(&l->scratch, text));
		return false;
	}
	probe->fault = codec_measure(l->codec, probe, bytes, natural);
	if (probe->fault)
		report_kind(l, p, probe);
	return !probe->fault;
}

/* The picture is had. */
static void take(struct loader *l, struct picture *p, const struct facts *seen)
{
	struct picture_source *source = ARENA_NEW(&l->article->document_arena, struct picture_source);
	*source = (struct picture_source){.article = l->article, .first = p, .seen = *seen};
	p->source = source;
	p->type = seen->probe.kind == PROBE_JPEG ? PICTURE_JPEG : PICTURE_PNG;
	p->px_width = seen->natural.width;
	p->px_height = seen->natural.height;
	l->bytes += seen->probe.size;
}

static bool too_large_together(struct loader *l, const struct picture *p, size_t size)
{
	if (size <= ARTICLE_PICTURES_MAX - l->bytes)
		return false;
	report(l, DIAG_BAD_PICTURE, p, "the article's pictures are too large together");
	return true;
}

/* Sets the picture's source when `bytes` are a picture.  What is kept is copied: a small picture
 * may be followed by megabytes of rubbish. */
static void take_bytes(struct loader *l, struct picture *p, struct str bytes)
{
	struct facts seen = {.probe = probe_picture(bytes)};
	struct probe *probe = &seen.probe;
	if (!bytes.n) {
		report(l, DIAG_BAD_PICTURE, p, "it is empty");
	} else if (!probe_usable(probe)) {
		report_kind(l, p, probe);
	} else if (!too_large_together(l, p, probe->size) &&
		   measure(l, p, probe, str_head(bytes, probe->size), &seen.natural)) {
		seen.hash = content_hash(str_head(bytes, probe->size));
		take(l, p, &seen);
	}
	if (!p->source || probe->size > SOURCE_KEPT_MAX)
		return;
	p->source->bytes = arena_str(&l->article->document_arena, str_head(bytes, probe->size));
	if (probe->kind == PROBE_PNG || probe->kind == PROBE_JPEG) { /* already something to show */
		p->bytes = p->source->bytes;
		p->components = probe->components;
		p->hash = seen.hash;
	}
}

/* 0 or an errno value.  A file that shrinks meanwhile gives what is there. */
static int read_open(struct arena *a, int fd, const struct stat *st, struct str *bytes)
{
	if (!S_ISREG(st->st_mode))
		return EINVAL;
	if (st->st_size > PICTURE_BYTES_MAX)
		return EFBIG;
	struct buf b = BUF(a);
	buf_reserve(&b, (size_t)st->st_size + 1);
	while (b.n < (size_t)st->st_size) {
		ssize_t got = read(fd, b.s + b.n, (size_t)st->st_size - b.n);
		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			return errno;
		b.n += got > 0 ? (size_t)got : 0;
	}
	*bytes = buf_str(&b);
	return 0;
}

static struct file_id file_id_of(const struct stat *st)
{
	return (struct file_id){st->st_dev, st->st_ino, st->st_size, st->st_mtim};
}

/* Diagnostics may live in the article's arena, so bytes that will be thrown away are read into
 * an arena of their own. */
static void take_new_file(struct loader *l, struct picture *p, struct site_file *f, const struct stat *st)
{
	struct arena content;
	arena_init(&content);
	struct str bytes = {0};
	f->error = read_open(&content, f->fd, st, &bytes);
	if (f->error) {
		f->result = SITE_UNREADABLE;
		report_file(l, p, f);
	} else {
		take_bytes(l, p, bytes);
	}
	if (p->source) {
		p->source->is_file = true;
		p->source->file = file_id_of(st);
	}
	arena_clear(&content);
}

static void remember_file(struct loader *l, const struct picture *p, struct file_id id)
{
	struct seen_file *seen = ARENA_NEW(&l->article->document_arena, struct seen_file);
	*seen = (struct seen_file){.id = id, .picture = p};
	if (!p->source) {
		seen->bad.id = l->last.id;
		seen->bad.why = arena_cstr(&l->article->document_arena, str_from(l->last.why));
	}
	g_hash_table_insert(l->by_file, &seen->id, seen);
}

static void take_file(struct loader *l, struct picture *p, struct site_file *f)
{
	struct stat st;
	if (fstat(f->fd, &st) != 0)
		st = (struct stat){0};
	struct file_id id = file_id_of(&st);
	struct seen_file *seen = g_hash_table_lookup(l->by_file, &id);
	if (seen) {
		copy_content(p, seen->picture);
		if (!p->source) /* a further name of what is bad */
			report(l, seen->bad.id, p, seen->bad.why);
	} else {
		take_new_file(l, p, f, &st);
		remember_file(l, p, id);
	}
	close(f->fd);
}

static void take_data(struct loader *l, struct picture *p)
{
	struct arena content;
	arena_init(&content);
	struct str bytes;
	if (!url_decode_data(&content, p->src, PICTURE_BYTES_MAX, &bytes))
		report(l, DIAG_BAD_PICTURE, p, "its data: URL cannot be read");
	else
		take_bytes(l, p, bytes);
	arena_clear(&content);
}

/* ---- the four ways a src may go ---- */

static void load_local(struct loader *l, struct picture *p)
{
	struct site_file f = site_open_local(&l->site, p->src);
	if (f.result == SITE_FOUND)
		take_file(l, p, &f);
	else
		report_file(l, p, &f);
}

/* From the store: what was seen of it before, else its bytes.  False: not there, or damaged. */
static bool take_stored(struct loader *l, struct picture *p, struct str url)
{
	struct stored stored;
	struct facts seen;
	if (!store_find(l->store, url, &stored))
		return false;
	if (facts_read(l->store, stored.sha, &seen)) {
		if (!too_large_together(l, p, seen.probe.size))
			take(l, p, &seen);
	} else {
		struct arena content;
		struct str bytes;
		arena_init(&content);
		bool whole = store_read(l->store, &stored, &content, &bytes);
		if (whole)
			take_bytes(l, p, bytes);
		arena_clear(&content);
		if (!whole)
			return false;
		if (p->source && p->px_width)
			facts_write(l->store, stored.sha, &p->source->seen);
	}
	if (p->source)
		p->source->stored = stored;
	return true;
}

static void load_remote(struct loader *l, struct picture *p)
{
	bool stored = take_stored(l, p, p->src);
	for (size_t i = 0; i < p->other_count && !stored; i++)
		stored = take_stored(l, p, p->others[i]);
	if (stored)
		return;
	struct site_file f = site_open_remote(&l->site, p->src);
	if (f.result == SITE_FOUND)
		take_file(l, p, &f);
	else if (f.result == SITE_UNREADABLE)
		report_file(l, p, &f);
	else
		report(l, DIAG_REMOTE_PICTURE, p, "it is on the network");
	p->remote = true;
}

static void load_file_url(struct loader *l, struct picture *p)
{
	report(l, DIAG_PICTURE_OUTSIDE, p, "a file: URL names another machine's file");
}

static void (*const load_by_scheme[])(struct loader *l, struct picture *p) = {
	[URL_LOCAL] = load_local,
	[URL_REMOTE] = load_remote,
	[URL_DATA] = take_data,
	[URL_FILE] = load_file_url,
};

static void load_picture(struct loader *l, struct picture *p)
{
	p->src = str_trim(p->src); /* HTML: white space round a URL is no part of it */
	const struct picture *same = g_hash_table_lookup(l->by_src, &p->src);
	if (same) {
		copy_content(p, same);
		return;
	}
	struct arena_mark mark = arena_mark(&l->scratch);
	load_by_scheme[url_scheme(p->src)](l, p);
	arena_reset(&l->scratch, mark);
	g_hash_table_insert(l->by_src, &p->src, p);
}

void image_load(struct article *article, const struct image_options *options)
{
	if (options->none || !article->document || !article->document->pictures.n)
		return;
	struct loader l = {.article = article, .codec = options->codec, .store = options->store};
	arena_init(&l.scratch);
	l.by_src = str_table_new();
	l.by_file = g_hash_table_new(file_hash, file_equal);
	site_init(&l.site, &l.scratch, article->path, article->root, options->images_dir);
	for (size_t i = 0; i < article->document->pictures.n; i++)
		load_picture(&l, article->document->pictures.v[i]);
	codes_find(article, options);
	struct judged out = image_judge(article->document);
	if (out.nothing)
		diag_add(&article->diags, DIAG_CLUTTER, 0, "%zu picture%s of a few pixels left out",
			 out.nothing, out.nothing == 1 ? "" : "s");
	if (out.codes)
		diag_add(&article->diags, DIAG_CLUTTER, 0, "%zu QR code%s left out", out.codes,
			 out.codes == 1 ? "" : "s");
	g_hash_table_destroy(l.by_src);
	g_hash_table_destroy(l.by_file);
	site_clear(&l.site);
	arena_clear(&l.scratch);
}

/* ---- once more ---- */

/* False also when the file is another one meanwhile. */
static bool read_again(struct site *site, const struct picture_source *s, struct arena *a, struct str *bytes)
{
	enum url_scheme scheme = url_scheme(s->first->src);
	if (scheme == URL_DATA)
		return url_decode_data(a, s->first->src, PICTURE_BYTES_MAX, bytes);
	struct site_file f = scheme == URL_REMOTE ? site_open_remote(site, s->first->src)
						  : site_open_local(site, s->first->src);
	struct stat st;
	if (f.result != SITE_FOUND)
		return false;
	bool ok = fstat(f.fd, &st) == 0 && read_open(a, f.fd, &st, bytes) == 0;
	close(f.fd);
	return ok;
}

static bool unchanged(const struct picture_source *s, struct str *bytes)
{
	*bytes = str_head(*bytes, s->seen.probe.size);
	return bytes->n == s->seen.probe.size && content_hash(*bytes) == s->seen.hash;
}

bool source_read(const struct picture_source *s, const struct image_options *options, struct arena *a,
		 struct str *bytes)
{
	if (s->bytes.n) {
		*bytes = s->bytes;
		return true;
	}
	if (s->stored.sha[0] && s->stored.size == s->seen.probe.size)
		return store_read_known(options->store, &s->stored, s->seen.hash, a, bytes);
	if (s->stored.sha[0])
		return store_read(options->store, &s->stored, a, bytes) && unchanged(s, bytes);
	struct arena scratch;
	struct site site;
	arena_init(&scratch);
	site_init(&site, &scratch, s->article->path, s->article->root, options->images_dir);
	bool ok = read_again(&site, s, a, bytes);
	site_clear(&site);
	arena_clear(&scratch);
	return ok && unchanged(s, bytes);
}
