/* Issues built by hand, for the tests of epub/.
 *
 * The documents are made with model/'s functions and pass document_check; only
 * what a test wants hostile is hostile.
 */
#ifndef WENZHAI_TESTS_EPUB_FIXTURE_H
#define WENZHAI_TESTS_EPUB_FIXTURE_H

#include "epub/epub.h"

#include <glib.h>

struct fixture {
	struct arena arena;
	struct issue issue;
	struct epub_options options;
	struct str cover_jpeg;
	struct diags diags;
};

static inline struct block *fixture_leaf(struct arena *a, struct block *parent, enum block_kind kind,
					 const char *text)
{
	struct block *b = block_new(a, kind, parent);
	if (kind == BLOCK_HEADING)
		b->level = 1;
	VEC_PUSH(a, &b->spans, (struct span){.kind = SPAN_TEXT, .text = arena_str(a, str_from(text))});
	return b;
}

static inline struct block *fixture_paragraph(struct arena *a, struct block *parent, const char *text)
{
	return fixture_leaf(a, parent, BLOCK_PARAGRAPH, text);
}

static inline struct document *fixture_document(struct arena *a)
{
	struct document *d = ARENA_NEW(a, struct document);
	d->root = block_new(a, BLOCK_DOCUMENT, NULL);
	return d;
}

/* An issue of `articles` empty documents in sections of at most `per_section`. */
static inline void fixture_init(struct fixture *f, size_t articles, size_t per_section)
{
	*f = (struct fixture){0};
	struct arena *a = &f->arena;
	struct issue *issue = &f->issue;
	size_t sections = articles ? (articles + per_section - 1) / per_section : 0;
	diags_init(&f->diags, a, S(""));
	*issue = (struct issue){
		.arena = a,
		.title = S("样刊周报"),
		.dates = S("2021-07-12 – 2021-07-18"),
		.language = S("zh-Hans"),
		.identifier = S("urn:uuid:5a3f6a0e-6d6c-5b1e-9c1f-0a1b2c3d4e5f"),
		.now = 1626652800,
		.zone = zone_new("Asia/Shanghai"),
		.article_count = articles,
		.section_count = sections,
	};
	issue->articles = ARENA_ARRAY(a, articles, struct article *);
	issue->sections = ARENA_ARRAY(a, sections, struct section);
	for (size_t i = 0; i < articles; i++) {
		struct article *at = ARENA_NEW(a, struct article);
		at->title = arena_printf(a, "第 %zu 篇：河岸的早晨", i + 1);
		at->author = i % 2 ? S("河岸日报") : S("山城晚报");
		at->link = arena_printf(a, "https://example.com/%zu.html", i + 1);
		at->dated = true;
		at->day = 18820 + (day_number)(i % 7);
		at->date = (instant)at->day * 86400 + 3600;
		at->document = fixture_document(a);
		issue->articles[i] = at;
	}
	for (size_t i = 0; i < sections; i++) {
		struct section *s = &issue->sections[i];
		s->name = arena_printf(a, "栏目 %zu", i + 1);
		s->articles = issue->articles + i * per_section;
		s->count =
			articles - i * per_section < per_section ? articles - i * per_section : per_section;
	}
}

static inline void fixture_clear(struct fixture *f)
{
	zone_free((struct zone *)(uintptr_t)f->issue.zone);
	arena_clear(&f->arena);
}

/* The whole book, as bytes; the caller frees the stream. */
static inline struct stream *fixture_book(struct fixture *f)
{
	struct epub *e = epub_new(&f->issue, &f->options);
	struct stream *out = stream_open_memory();
	for (size_t i = 0; i < f->issue.article_count; i++) {
		if (f->issue.articles[i]->document) {
			document_count(f->issue.articles[i]->document);
			document_check(f->issue.articles[i]->document);
		}
		epub_add_article(e, i);
	}
	epub_cover(e, f->cover_jpeg);
	g_assert_true(epub_finish(e, out, &f->diags));
	g_assert_cmpint(stream_error(out), ==, 0);
	epub_free(e);
	return out;
}

static inline struct str fixture_xhtml(struct fixture *f, size_t index)
{
	struct stream *out = stream_open_memory();
	epub_dump_article(&f->issue, index, out);
	struct str text = arena_str(&f->arena, stream_bytes(out));
	stream_abandon(out);
	return text;
}

/* A PNG or JPEG by its first bytes: what epub/ never looks behind. */
static inline struct picture *fixture_picture(struct arena *a, const char *alt)
{
	static const unsigned char png[] = {0x89, 'P', 'N',  'G',  '\r', '\n', 0x1A, '\n', 0,    0, 0, 13,
					    'I',  'H', 'D',  'R',  0,    0,    0,    1,    0,    0, 0, 1,
					    8,    0,   0,    0,    0,    0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0,
					    10,   'I', 'D',  'A',  'T',  0x78, 0x9C, 0x63, 0x68, 0, 0, 0,
					    0x82, 0,   0x81, 0x77, 0xCD, 0x72, 0xB6, 0,    0,    0, 0, 'I',
					    'E',  'N', 'D',  0xAE, 0x42, 0x60, 0x82};
	struct picture *p = ARENA_NEW(a, struct picture);
	p->src = S("a.png");
	p->alt = arena_str(a, str_from(alt));
	p->alt_stated = *alt != '\0';
	p->type = PICTURE_PNG;
	p->bytes = (struct str){(const char *)png, sizeof png};
	p->px_width = p->px_height = 1;
	p->components = 1;
	p->hash = str_hash(p->bytes);
	return p;
}

#endif
