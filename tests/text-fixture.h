/* What the tests of text/ share: fonts, a shaper, and one piece of text shaped. */
#ifndef WENZHAI_TESTS_TEXT_FIXTURE_H
#define WENZHAI_TESTS_TEXT_FIXTURE_H

#include "text/shape.h"

#include <glib.h>

struct text_fixture {
	struct arena arena;
	struct diags diags;
	struct fonts *fonts;
	struct shaper *shaper;
	struct piece piece; /* what text_shape takes; body, 10 pt, mainland Chinese */
	struct paragraph_text paragraph;
	struct shaped shaped; /* of the last text_shape */
};

static inline void text_fixture_init(struct text_fixture *t)
{
	arena_init(&t->arena);
	diags_init(&t->diags, &t->arena, S("test"));
	t->fonts = fonts_new("fonts", &t->diags);
	g_assert_nonnull(t->fonts);
	t->shaper = shaper_new(t->fonts);
	t->piece = (struct piece){.role = ROLE_BODY, .lang = FONT_SC, .size = PT(10), .object = PT(30)};
	t->paragraph = (struct paragraph_text){.count = 1, .lang = S("zh-Hans"), .hyphenate = true};
}

static inline void text_fixture_clear(struct text_fixture *t)
{
	shaper_free(t->shaper);
	fonts_free(t->fonts);
	arena_clear(&t->arena);
}

static inline const struct shaped *text_shape_str(struct text_fixture *t, struct str text)
{
	t->piece.text = text;
	t->paragraph.pieces = &t->piece;
	shape_paragraph(t->shaper, &t->arena, &t->paragraph, &t->shaped);
	return &t->shaped;
}

static inline const struct shaped *text_shape(struct text_fixture *t, const char *text)
{
	return text_shape_str(t, str_from(text));
}

/* The n-th cluster that begins with this text. */
static inline const struct cluster *text_cluster(const struct shaped *s, const char *text, int n)
{
	for (size_t i = 0; i < s->count; i++)
		if (str_starts(str_from_offset(s->text, s->clusters[i].text), str_from(text)) && n-- == 0)
			return &s->clusters[i];
	g_assert_not_reached();
}

/* The text with what may be done at each place: | a break, - a hyphen, = a hyphen by
 * guess, ^ a joint of an address, ~ the last resort, ! a line's end. */
static inline const char *text_breaks(const struct shaped *s, bool last)
{
	static const char signs[] = {
		[BREAK_NEVER] = 0, [BREAK_ALLOWED] = '|', [BREAK_HYPHEN] = '-', [BREAK_GUESSED] = '=',
		[BREAK_URL] = '^', [BREAK_LAST] = '~',    [BREAK_FORCED] = '!'};
	static GString *out;

	if (!out)
		out = g_string_new(NULL);
	g_string_set_size(out, 0);
	for (size_t i = 0; i < s->count; i++) {
		const struct cluster *c = &s->clusters[i];
		if (signs[c->before] && (last || c->before != BREAK_LAST))
			g_string_append_c(out, signs[c->before]);
		g_string_append_len(out, s->text.s + c->text, c->length);
	}
	return out->str;
}

/* Everything that must hold of any result. */
static inline void text_check(const struct text_fixture *t)
{
	const struct shaped *s = &t->shaped;
	size_t text = 0, glyphs = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct cluster *c = &s->clusters[i];
		g_assert_cmpuint(c->text, ==, text);
		g_assert_cmpuint(c->length, >, 0);
		g_assert_cmpuint(c->glyph, ==, glyphs);
		g_assert_cmpuint(c->face, <, s->face_count);
		g_assert_cmpuint(c->klass, <, CLASS_COUNT);
		g_assert_cmpint(c->advance, >=, 0);
		text += c->length;
		glyphs += c->glyphs;
	}
	g_assert_cmpuint(text, ==, s->text.n);
	g_assert_cmpuint(glyphs, ==, s->glyph_count);
}

#endif
