#include "epub/epub.h"

#include "epub/book.h"
#include "epub/escape.h"
#include "epub/fonts.h"
#include "epub/names.h"
#include "epub/package.h"
#include "epub/pages.h"
#include "epub/pictures.h"
#include "epub/xhtml.h"
#include "epub/zip.h"

#include <glib.h>

/* libdeflate's own default; 9 gains two in a hundred and takes twice the time. */
#define DEFLATE_LEVEL 6

/* ---- workspaces: one to each thread that asks, kept for the next ---- */

static struct workspace *workspace_new(void)
{
	struct workspace *w = g_new0(struct workspace, 1);
	w->compressor = libdeflate_alloc_compressor(DEFLATE_LEVEL);
	if (!w->compressor)
		g_error("out of memory");
	return w;
}

static void workspace_free(struct workspace *w)
{
	if (!w)
		return;
	libdeflate_free_compressor(w->compressor);
	arena_clear(&w->keep);
	arena_clear(&w->scratch);
	g_free(w);
}

static struct workspace *workspace_take(struct epub *e)
{
	for (size_t i = 0; i < PARALLEL_JOBS_MAX; i++) {
		struct workspace *w = atomic_load(&e->workspaces[i]);
		if (w && atomic_compare_exchange_strong(&e->workspaces[i], &w, NULL))
			return w;
	}
	return workspace_new();
}

/* There are as many places as threads, so one is empty. */
static void workspace_give(struct epub *e, struct workspace *w)
{
	for (size_t i = 0;; i = (i + 1) % PARALLEL_JOBS_MAX) {
		struct workspace *none = NULL;
		if (atomic_compare_exchange_strong(&e->workspaces[i], &none, w))
			return;
	}
}

/* ---- life ---- */

static struct str full_title(struct arena *a, const struct issue *issue, const struct words *words)
{
	struct str title = xml_visible(issue->title, word(words, WORD_MAKER));
	return issue->dates.n ? arena_printf(a, "%.*s %.*s", STR_FMT(title), STR_FMT(issue->dates)) : title;
}

static void number_sections(struct epub *e)
{
	size_t article = 0;
	for (size_t s = 0; s < e->issue->section_count; s++) {
		e->section_first[s] = article;
		for (size_t i = 0; i < e->issue->sections[s].count && article < e->issue->article_count; i++)
			e->section_of[article++] = s;
	}
}

struct epub *epub_new(const struct issue *issue, const struct epub_options *options)
{
	struct epub *e = g_new0(struct epub, 1);
	e->issue = issue;
	e->options = *options;
	e->words = words_lookup(issue->language);
	e->title = full_title(&e->arena, issue, e->words);
	e->links = links_new(issue);
	e->chapters = ARENA_ARRAY(&e->arena, issue->article_count, struct chapter);
	e->section_of = ARENA_ARRAY(&e->arena, issue->article_count, size_t);
	e->section_first = ARENA_ARRAY(&e->arena, issue->section_count, size_t);
	number_sections(e);
	return e;
}

void epub_free(struct epub *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < PARALLEL_JOBS_MAX; i++)
		workspace_free(atomic_load(&e->workspaces[i]));
	links_free(e->links);
	arena_clear(&e->arena);
	g_free(e);
}

void epub_cover(struct epub *e, struct str jpeg)
{
	e->cover_jpeg = jpeg;
}

void epub_add_article(struct epub *e, size_t index)
{
	if (!e->issue->articles[index]->document)
		return;
	struct workspace *w = workspace_take(e);
	chapter_write(e, w, index, &e->chapters[index]);
	workspace_give(e, w);
}

size_t epub_chapters(const struct epub *e)
{
	return e->files;
}

/* ---- the book ---- */

struct binder {
	const struct epub *e;
	struct workspace *w;
	struct package package;
};

static struct part *bind_part(struct binder *b, struct part part)
{
	VEC_PUSH(b->package.arena, &b->package.parts, part);
	return &b->package.parts.v[b->package.parts.n - 1];
}

/* Deflates what was written into scratch, and empties that. */
static struct part *bind_text(struct binder *b, struct str name, const struct buf *text)
{
	struct part part = part_deflate(&b->w->keep, &b->w->scratch, b->w->compressor, name, buf_str(text));
	arena_clear(&b->w->scratch);
	return bind_part(b, part);
}

static void bind_page(struct binder *b, struct str name, void (*write)(struct buf *, const struct epub *))
{
	struct buf text = BUF(&b->w->scratch);
	write(&text, b->e);
	bind_text(b, name, &text)->spine = true;
}

static void bind_section(struct binder *b, size_t section)
{
	const struct epub *e = b->e;
	if (!section_articles(e, section))
		return;
	struct buf text = BUF(&b->w->scratch);
	section_write(&text, e, section);
	bind_text(b, name_section(&b->w->keep, section), &text)->spine = true;
	size_t first = e->section_first[section];
	for (size_t i = first; i < first + e->issue->sections[section].count; i++)
		for (size_t k = 0; k < e->chapters[i].part_count; k++)
			bind_part(b, e->chapters[i].parts[k]);
}

static void bind_spine(struct binder *b)
{
	bind_page(b, S(NAME_COVER), cover_write);
	bind_page(b, S(NAME_CONTENTS), contents_write);
	b->package.parts.v[b->package.parts.n - 1].properties = "nav";
	for (size_t i = 0; i < b->e->issue->section_count; i++)
		bind_section(b, i);
	bind_page(b, S(NAME_COLOPHON), colophon_write);
}

static void bind_pictures(struct binder *b, struct diags *diags)
{
	struct pictures *pictures = pictures_new(b->package.arena);
	for (size_t i = 0; i < b->e->issue->article_count; i++)
		for (size_t k = 0; k < b->e->chapters[i].picture_count; k++)
			pictures_add(pictures, b->e->chapters[i].pictures[k], &b->package, diags);
	pictures_free(pictures);
}

static void bind_rest(struct binder *b, struct diags *diags)
{
	const struct epub_options *o = &b->e->options;
	struct buf css = BUF(&b->w->scratch);
	buf_add(&css, fonts_css(&b->w->scratch, o->css, o->fonts, o->font_count,
				font_lang_from_tag(book_lang(b->e))));
	bind_text(b, S(NAME_STYLE), &css)->media_type = "text/css";
	if (b->e->cover_jpeg.n) {
		struct part *cover = bind_part(b, part_store(S(NAME_COVER_IMAGE), b->e->cover_jpeg));
		cover->media_type = "image/jpeg";
		cover->properties = "cover-image";
	}
	for (size_t i = 0; i < o->font_count; i++)
		bind_part(b, part_store(font_file_name(b->package.arena, &o->fonts[i]), o->fonts[i].bytes))
			->media_type = o->fonts[i].truetype ? "font/ttf" : "font/otf";
	bind_pictures(b, diags);
	struct buf ncx = BUF(&b->w->scratch);
	ncx_write(&ncx, b->e);
	bind_text(b, S(NAME_NCX), &ncx)->media_type = "application/x-dtbncx+xml";
}

static size_t spine_length(const struct package *package)
{
	size_t n = 0;
	for (size_t i = 0; i < package->parts.n; i++)
		n += package->parts.v[i].spine;
	return n;
}

bool epub_finish(struct epub *e, struct stream *out, struct diags *diags)
{
	struct workspace *w = workspace_take(e);
	struct binder b = {.e = e, .w = w, .package = {.arena = &e->arena, .ticket = e->issue->ticket}};
	for (size_t i = 0; i < e->issue->article_count; i++)
		chapter_mend(e, w, i);
	bind_spine(&b);
	bind_rest(&b, diags);
	e->files = spine_length(&b.package);
	struct buf text = BUF(&w->scratch);
	opf_write(&text, e, &b.package);
	struct part opf = part_deflate(&w->keep, &w->scratch, w->compressor, S(NAME_PACKAGE), buf_str(&text));
	arena_clear(&w->scratch);
	bool good = container_write(&b.package, &opf, e->issue->now, out, diags);
	workspace_give(e, w);
	return good;
}

/* ---- for tests ---- */

void epub_dump_article(const struct issue *issue, size_t index, struct stream *out)
{
	struct epub_options options = {0};
	struct epub *e = epub_new(issue, &options);
	struct setting setting = {
		.links = e->links, .words = e->words, .profile = &e->options.profile, .article = index};
	struct body body = {0};
	if (issue->articles[index]->document)
		body_write(&e->arena, issue->articles[index]->document, &setting, XHTML_SPLIT_BYTES, &body);
	for (size_t i = 0; i < body.parts.n; i++)
		stream_puts(out, body.parts.v[i]);
	epub_free(e);
}
