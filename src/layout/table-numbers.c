/* Columns of numbers, which stand flush right: "1,234", "12.5亿", "−3.5%", "￥980". */
#include "layout/table.h"

enum content { CONTENT_NOTHING, CONTENT_NUMBER, CONTENT_WORDS };

static const char SIGNS[] = "+-.,%() −±＋－．，％‰￥¥＄$€£";
static const char SCALES[] = "万萬亿億千百元円";
static const char DASHES[] = "-–—−";

static bool is_digit(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

static enum content content_of(struct str text)
{
	bool digit = false, dashes = true;

	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		dashes = dashes && utf8_listed(DASHES, c);
		if (is_digit(c))
			digit = true;
		else if (!utf8_listed(SIGNS, c) && !(digit && utf8_listed(SCALES, c)) &&
			 !utf8_listed(DASHES, c))
			return CONTENT_WORDS;
	}
	return digit ? CONTENT_NUMBER : dashes ? CONTENT_NOTHING : CONTENT_WORDS;
}

void grid_find_numbers(struct setter *st, struct grid *g)
{
	bool words[TABLE_COLUMNS_SET] = {false};

	for (size_t i = 0; i < g->cell_count; i++) {
		const struct cell *c = &g->cells[i];
		struct arena_mark mark = arena_mark(st->scratch);
		enum content content;

		if (c->row < g->head_rows || c->colspan > 1 || c->column >= TABLE_COLUMNS_SET)
			continue;
		content = content_of(str_trim_wide(block_text(st->scratch, c->block)));
		arena_reset(st->scratch, mark);
		g->numbers[c->column] |= content == CONTENT_NUMBER;
		words[c->column] |= content == CONTENT_WORDS;
	}
	for (size_t i = 0; i < TABLE_COLUMNS_SET; i++)
		g->numbers[i] = g->numbers[i] && !words[i];
}
