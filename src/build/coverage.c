#include "build/coverage.h"

#define CODE_POINTS 0x110000u

/* What is known of a character: 0 not met yet, 1 covered, else 2 + its index in `missing`. */
typedef uint32_t verdict;
enum { UNSEEN, COVERED, MISSING };

struct look {
	struct fonts *fonts;
	struct arena *arena;
	verdict *verdicts;
	VEC(struct uncovered) missing;
	size_t distinct;
};

static bool needs_glyph(uint32_t c)
{
	return c >= 0x20 && !char_is_space(c) && c != 0x200C && c != 0x200D && !(c >= 0xFE00 && c <= 0xFE0F);
}

static verdict judge(struct look *l, uint32_t c, const struct article *article)
{
	char bytes[4];
	struct str cluster = {bytes, utf8_encode(c, bytes)};
	l->distinct++;
	if (fonts_for_cluster(l->fonts, ROLE_BODY, font_lang_from_tag(article->lang), false, cluster))
		return COVERED;
	VEC_PUSH(l->arena, &l->missing, (struct uncovered){.c = c, .path = article->path});
	return MISSING + (verdict)l->missing.n - 1;
}

static void look_at_text(struct look *l, struct str text, const struct article *article)
{
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		if (!needs_glyph(c))
			continue;
		if (l->verdicts[c] == UNSEEN)
			l->verdicts[c] = judge(l, c, article);
		if (l->verdicts[c] >= MISSING)
			l->missing.v[l->verdicts[c] - MISSING].count++;
	}
}

static void look_at_article(struct look *l, const struct article *article)
{
	const struct block *root = article->document->root;
	look_at_text(l, article->title, article);
	for (const struct block *b = root; b; b = block_after(b, root))
		for (size_t i = 0; i < b->spans.n; i++) {
			look_at_text(l, b->spans.v[i].text, article);
			look_at_text(l, b->spans.v[i].ruby, article);
		}
}

struct coverage coverage_of(const struct issue *issue, struct fonts *fonts, struct arena *a)
{
	struct look l = {.fonts = fonts, .arena = a, .verdicts = ARENA_ARRAY(a, CODE_POINTS, verdict)};
	for (size_t i = 0; i < issue->article_count; i++)
		look_at_article(&l, issue->articles[i]);
	return (struct coverage){l.distinct, l.missing.v, l.missing.n};
}
