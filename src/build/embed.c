#include "build/embed.h"

#include "epub/words.h"

#include <string.h>

/* ---- which characters each face is to have ---- */

#define CODE_POINTS 0x110000u

/* Body text has a bold face too. */
enum { SET_BODY, SET_HEADING, SET_QUOTE, SET_CODE, SET_BODY_BOLD, SET_COUNT };

static const struct {
	enum font_role role;
	bool bold;
} sets[SET_COUNT] = {
	[SET_BODY] = {ROLE_BODY, false},     [SET_HEADING] = {ROLE_HEADING, true},
	[SET_QUOTE] = {ROLE_QUOTE, false},   [SET_CODE] = {ROLE_CODE, false},
	[SET_BODY_BOLD] = {ROLE_BODY, true},
};

struct characters {
	struct arena *arena;
	uint8_t *seen[FONT_LANG_COUNT]; /* a bit for each set; NULL: the issue has no such language */
};

static void add_text(struct characters *c, enum font_lang lang, unsigned bits, struct str text)
{
	if (!c->seen[lang])
		c->seen[lang] = ARENA_ARRAY(c->arena, CODE_POINTS, uint8_t);
	for (size_t at = 0; at < text.n;)
		c->seen[lang][utf8_next(text, &at)] |= (uint8_t)bits;
}

static bool is_quoted(const struct block *b)
{
	for (; b; b = b->parent)
		if (b->kind == BLOCK_QUOTE)
			return true;
	return false;
}

static unsigned bits_of_block(const struct block *b)
{
	switch (b->kind) {
	case BLOCK_HEADING:
	case BLOCK_CAPTION:
		return 1u << SET_HEADING;
	case BLOCK_CODE:
		return 1u << SET_CODE;
	case BLOCK_TERM:
	case BLOCK_SUMMARY:
		return 1u << SET_BODY_BOLD;
	default:
		break;
	}
	bool head = b->parent && b->parent->kind == BLOCK_CELL && b->parent->head;
	return (head ? 1u << SET_HEADING : 1u << SET_BODY) | (is_quoted(b) ? 1u << SET_QUOTE : 0u);
}

static unsigned bits_of_span(const struct span *s)
{
	return (s->style & STYLE_STRONG ? 1u << SET_BODY_BOLD : 0u) |
	       (s->style & (STYLE_EM | STYLE_CITE) ? 1u << SET_QUOTE : 0u) |
	       (s->style & (STYLE_CODE | STYLE_KBD) || s->kind == SPAN_TEX ? 1u << SET_CODE : 0u);
}

static void add_article(struct characters *c, const struct article *article, enum font_lang book)
{
	enum font_lang lang = article->lang.n ? font_lang_from_tag(article->lang) : book;
	const struct block *root = article->document->root;
	for (const struct block *b = root; b; b = block_after(b, root)) {
		unsigned bits = b->spans.n ? bits_of_block(b) : 0;
		for (size_t i = 0; i < b->spans.n; i++) {
			const struct span *s = &b->spans.v[i];
			add_text(c, lang, bits | bits_of_span(s), s->text);
			add_text(c, lang, bits | bits_of_span(s), s->ruby);
		}
	}
	/* On its own page, and in contents and section pages; a section page quotes its first lines. */
	add_text(c, lang, 1u << SET_HEADING, article->title);
	add_text(c, book, 1u << SET_HEADING | 1u << SET_BODY, article->title);
	add_text(c, book, 1u << SET_HEADING | 1u << SET_BODY, article->author);
	add_text(c, book, 1u << SET_BODY, document_excerpt(c->arena, article->document, 200));
	for (size_t i = 0; i < article->category_count; i++)
		for (size_t k = 0; k < article->categories[i].n; k++)
			add_text(c, book, 1u << SET_HEADING, article->categories[i].level[k]);
}

/* Bars, bylines and labels: in the book's language on every page, with ASCII for numbers and hosts. */
static void add_interface(struct characters *c, const struct issue *issue, enum font_lang book)
{
	const struct words *words = words_lookup(issue->language);
	char ascii[0x7F - 0x20];
	for (size_t i = 0; i < sizeof ascii; i++)
		ascii[i] = (char)(0x20 + i);
	for (int lang = 0; lang < FONT_LANG_COUNT; lang++) {
		if (!c->seen[lang])
			continue;
		add_text(c, (enum font_lang)lang, 0xFF, (struct str){ascii, sizeof ascii});
		for (int i = 0; i < WORD_COUNT; i++)
			add_text(c, (enum font_lang)lang, 1u << SET_BODY | 1u << SET_HEADING,
				 word(words, (enum word)i));
		add_text(c, (enum font_lang)lang, 1u << SET_BODY | 1u << SET_HEADING, S("· – —"));
		for (size_t i = 0; i < issue->section_count; i++)
			add_text(c, (enum font_lang)lang, 1u << SET_HEADING, issue->sections[i].name);
	}
	add_text(c, book, 1u << SET_BODY | 1u << SET_HEADING, issue->title);
	add_text(c, book, 1u << SET_BODY, issue->creator);
	for (size_t i = 0; i < issue->skipped_count; i++)
		add_text(c, book, 1u << SET_BODY, str_after_last(issue->skipped[i].path, '/'));
}

/* ---- subsets ---- */

/* A set with nothing but the interface's ASCII is of no use. */
static bool is_needed(const uint8_t *seen, int set)
{
	for (uint32_t c = 0x7F; c < CODE_POINTS; c++)
		if (seen[c] & 1u << set)
			return true;
	return false;
}

static bool make_font(const struct characters *c, struct fonts *fonts, enum font_lang lang, int set,
		      struct epub_font *font, struct diags *diags)
{
	const struct face *face = fonts_primary(fonts, sets[set].role, lang, sets[set].bold);
	uint32_t *points = ARENA_ARRAY(c->arena, 65536, uint32_t); /* as many glyphs as a font may have */
	size_t n = 0;
	for (uint32_t p = 0x20; p < CODE_POINTS && n < 65536; p++)
		if ((c->seen[lang][p] & 1u << set) && face_glyph(face, p))
			points[n++] = p;
	if (!face_embeddable(face) || !face_may_subset(face)) {
		diag_add_file(diags, DIAG_FONT_NOT_EMBEDDED, face_file(face), 0,
			      "%.*s forbids it, the EPUB goes without", STR_FMT(face_postscript_name(face)));
		return false;
	}
	*font = (struct epub_font){
		.role = sets[set].role,
		.lang = lang,
		.bold = set == SET_BODY_BOLD,
		.truetype = face_outline_kind(face) == OUTLINE_TRUETYPE,
		.name = face_postscript_name(face),
		.licence = face_licence(face, c->arena),
	};
	return n && face_subset_file(face, c->arena, points, n, &font->bytes);
}

struct embedded embed_fonts(const struct issue *issue, struct fonts *fonts, struct arena *a,
			    struct diags *diags)
{
	struct characters c = {.arena = a};
	enum font_lang book = font_lang_from_tag(issue->language);
	struct embedded e = {.fonts = ARENA_ARRAY(a, (size_t)FONT_LANG_COUNT * SET_COUNT, struct epub_font)};
	add_text(&c, book, 0, S(""));
	for (size_t i = 0; i < issue->article_count; i++)
		add_article(&c, issue->articles[i], book);
	add_interface(&c, issue, book);
	for (int lang = 0; lang < FONT_LANG_COUNT; lang++)
		for (int set = 0; c.seen[lang] && set < SET_COUNT; set++)
			if (lang == FONT_LATIN || is_needed(c.seen[lang], set))
				e.count += make_font(&c, fonts, (enum font_lang)lang, set, &e.fonts[e.count],
						     diags);
	return e;
}
