/* Pictures of one article: where each was found, or why it was not. */
#include "image/image.h"

#include "base/file.h"
#include "image/probe.h"
#include "image/site.h"
#include "image/url.h"

#include <errno.h>
#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

/* How much of a src stands in a message: a data: URL may have megabytes. */
#define SHOWN_MAX 80

struct file_id {
	dev_t device;
	ino_t inode;
};

struct loader {
	struct article *article;
	struct arena scratch; /* paths and messages; reset after each picture */
	struct site site;
	GHashTable *by_src; /* struct str * to struct picture *: each src is looked for once */
	GHashTable *
		by_file; /* struct file_id * to struct picture *: and each file is read once, a bad one too */
	size_t bytes;    /* kept so far */
};

/* ---- the two tables ---- */

static guint src_hash(gconstpointer key)
{
	return (guint)str_hash(*(const struct str *)key);
}

static gboolean src_equal(gconstpointer x, gconstpointer y)
{
	return str_eq(*(const struct str *)x, *(const struct str *)y);
}

static guint file_hash(gconstpointer key)
{
	const struct file_id *id = key;
	return (guint)(id->inode * 31 + id->device);
}

static gboolean file_equal(gconstpointer x, gconstpointer y)
{
	const struct file_id *a = x, *b = y;
	return a->inode == b->inode && a->device == b->device;
}

static void copy_content(struct picture *to, const struct picture *from)
{
	to->type = from->type;
	to->bytes = from->bytes;
	to->px_width = from->px_width;
	to->px_height = from->px_height;
	to->components = from->components;
	to->hash = from->hash;
}

/* ---- reporting ---- */

/* The src as a message may show it: short, and without bytes that break a line. */
static struct str shown(struct loader *l, struct str src)
{
	struct buf b = BUF(&l->scratch);
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
	struct str src = shown(l, p->src);
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
		why = arena_printf(&l->scratch, "%s is not supported yet", probe->name);
	} else if (probe->kind == PROBE_TEXT) {
		why = arena_printf(&l->scratch, "not a picture but %s", probe->name);
	}
	report(l, id, p, arena_cstr(&l->scratch, why));
}

/* ---- content ---- */

/* Keeps `bytes` (in the article's arena) when they are a picture. */
static bool take_bytes(struct loader *l, struct picture *p, struct str bytes)
{
	struct probe probe = probe_picture(bytes);
	bool usable = !probe.fault && (probe.kind == PROBE_PNG || probe.kind == PROBE_JPEG);
	if (!bytes.n) {
		report(l, DIAG_BAD_PICTURE, p, "it is empty");
	} else if (!usable) {
		report_kind(l, p, &probe);
	} else if (probe.size > ARTICLE_PICTURES_MAX - l->bytes) {
		report(l, DIAG_BAD_PICTURE, p, "the article's pictures are too large together");
	} else {
		p->type = probe.kind == PROBE_PNG ? PICTURE_PNG : PICTURE_JPEG;
		p->bytes = str_head(bytes, probe.size);
		p->px_width = probe.width;
		p->px_height = probe.height;
		p->components = probe.components;
		p->hash = str_hash(p->bytes);
		l->bytes += p->bytes.n;
	}
	return p->type != PICTURE_NONE;
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

/* Diagnostics may live in the article's arena, so bytes that will perhaps be thrown
 * away are read into an arena of their own, which is adopted with the picture. */
static void take_new_file(struct loader *l, struct picture *p, struct site_file *f, const struct stat *st)
{
	struct arena content;
	arena_init(&content);
	struct str bytes = {0};
	f->error = read_open(&content, f->fd, st, &bytes);
	if (f->error) {
		f->result = SITE_UNREADABLE;
		report_file(l, p, f);
	} else if (take_bytes(l, p, bytes)) {
		arena_adopt(&l->article->document_arena, &content);
	}
	arena_clear(&content);
}

static void take_file(struct loader *l, struct picture *p, struct site_file *f)
{
	struct stat st;
	if (fstat(f->fd, &st) != 0)
		st = (struct stat){0};
	struct file_id *id = ARENA_NEW(&l->article->document_arena, struct file_id);
	*id = (struct file_id){st.st_dev, st.st_ino};
	const struct picture *same = g_hash_table_lookup(l->by_file, id);
	if (same) {
		copy_content(p, same);
	} else {
		take_new_file(l, p, f, &st);
		g_hash_table_insert(l->by_file, id, p);
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
	else if (take_bytes(l, p, bytes))
		arena_adopt(&l->article->document_arena, &content);
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

static void load_remote(struct loader *l, struct picture *p)
{
	struct site_file f = site_open_remote(&l->site, p->src);
	if (f.result == SITE_FOUND)
		take_file(l, p, &f);
	else if (f.result == SITE_UNREADABLE)
		report_file(l, p, &f);
	else
		report(l, DIAG_REMOTE_PICTURE, p, "it is on the network");
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
	struct loader l = {.article = article};
	arena_init(&l.scratch);
	l.by_src = g_hash_table_new(src_hash, src_equal);
	l.by_file = g_hash_table_new(file_hash, file_equal);
	site_init(&l.site, &l.scratch, article->path, article->root, options->images_dir);
	for (size_t i = 0; i < article->document->pictures.n; i++)
		load_picture(&l, article->document->pictures.v[i]);
	g_hash_table_destroy(l.by_src);
	g_hash_table_destroy(l.by_file);
	site_clear(&l.site);
	arena_clear(&l.scratch);
}
