/* The feet of a page: footnotes of its columns, below a short rule. */
#include "layout/compose.h"

static coord strip_height(const struct foot_strip *s, bool first)
{
	const struct strip *strip = &s->sheet->strips.v[s->strip];

	return strip->height + (first ? 0 : strip->before);
}

void foot_add(struct composer *c, int column, const struct sheet *sheet, size_t strip)
{
	struct foot *foot = &c->feet[column];
	struct foot_strip s = {sheet, strip};

	if (!foot->list.n)
		foot->height = notes_gap(c->st->style);
	foot->height += strip_height(&s, !foot->list.n);
	VEC_PUSH(c->a, &foot->list, s);
}

/* The rule stands nearer to the notes than to the text. */
static void put_rule(struct composer *c, struct spot at, coord gap)
{
	struct page *page = &c->display->pages.v[at.page];
	struct paint rule = {.kind = PAINT_RECT, .inl = at.inl, .blk = at.blk + gap * 3 / 5};

	rule.rect.inl_size = c->g.measure / NOTES_RULE;
	rule.rect.blk_size = NOTES_RULE_THICK;
	rule.rect.ink = c->st->style->ink_rule;
	VEC_PUSH(c->a, &page->paints, rule);
}

static void put_notes(struct composer *c, const struct foot *foot, struct spot at)
{
	coord gap = notes_gap(c->st->style);

	put_rule(c, at, gap);
	at.blk += gap;
	for (size_t i = 0; i < foot->list.n; i++) {
		const struct foot_strip *s = &foot->list.v[i];
		coord height = s->sheet->strips.v[s->strip].height;

		at.blk += strip_height(s, i == 0) - height;
		compose_strip(c, s->sheet, s->strip, at);
		at.blk += height;
	}
}

void foot_close(struct composer *c)
{
	uint32_t page = (uint32_t)c->display->pages.n - 1;

	for (int i = 0; i < FIRST_COLUMNS_MAX; i++) {
		struct foot *foot = &c->feet[i];
		struct spot at = {page, geometry_inl(&c->g, page) + i * c->g.column_step,
				  geometry_blk(&c->g, page) + c->g.height - foot->height};

		if (foot->list.n)
			put_notes(c, foot, at);
		foot->list.n = 0;
		foot->height = 0;
	}
}
