#include "model/document.h"

/* ---- excerpt ---- */

/* Only what reads on as prose: no headings, code, captions, tables, notes. */
static bool in_running_text(const struct block *b)
{
	if (b->kind != BLOCK_PARAGRAPH)
		return false;
	for (const struct block *up = b->parent; up; up = up->parent)
		if (up->kind == BLOCK_TABLE || up->kind == BLOCK_NOTES || up->kind == BLOCK_FIGURE)
			return false;
	return true;
}

/* Appends white-space-folded text; false once `left` characters are used up. */
static bool add_excerpt(struct buf *out, struct str text, size_t *left)
{
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		bool space = char_is_space(c);
		if (space && (!*left || !out->n || out->s[out->n - 1] == ' '))
			continue;
		if (!*left)
			return false;
		buf_add_code_point(out, space ? ' ' : c);
		--*left;
	}
	return true;
}

static bool add_paragraph(struct buf *out, const struct block *b, size_t *left)
{
	for (size_t i = 0; i < b->spans.n; i++) {
		const struct span *s = &b->spans.v[i];
		bool read = s->kind == SPAN_TEXT || (s->kind == SPAN_MATH && !(s->style & STYLE_CODE));
		struct str text = s->kind == SPAN_BREAK ? S(" ") : read ? s->text : S("");
		if (!add_excerpt(out, text, left))
			return false;
	}
	return true;
}

/* Between two paragraphs a space is wanted only where both sides are Latin. */
static void add_joint(struct buf *out)
{
	size_t at = out->n;
	if (at && !char_is_cjk(utf8_prev(buf_str(out), &at)))
		buf_add_char(out, ' ');
}

struct str document_excerpt(struct arena *a, const struct document *d, size_t most)
{
	struct buf out = BUF(a);
	size_t left = most;
	for (const struct block *b = d->root; b; b = block_after(b, d->root)) {
		if (!in_running_text(b))
			continue;
		add_joint(&out);
		if (!add_paragraph(&out, b, &left)) {
			buf_add(&out, S("…"));
			break;
		}
	}
	return arena_str(a, str_trim_wide(buf_str(&out)));
}

/* ---- counting ---- */

/* Letters and digits of every script but CJK: what makes up a "word". */
static bool is_word_char(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	return (c >= 0xC0 && c < 0x1100 && c != 0xD7 && c != 0xF7) || (c >= 0x1200 && c < 0x2000) ||
	       (c >= 0x2C00 && c < 0x2E00);
}

/* CJK marks are no characters in an editor's count. */
static bool is_cjk_letter(uint32_t c)
{
	return char_is_cjk(c) && !(c >= 0x3000 && c <= 0x3004) && !(c >= 0x3008 && c <= 0x3020) &&
	       c != 0x3030 && c != 0x30FB && !(c >= 0xFE30 && c <= 0xFE4F) && !(c >= 0xFF01 && c <= 0xFF0F) &&
	       !(c >= 0xFF1A && c <= 0xFF20) && !(c >= 0xFF3B && c <= 0xFF40) &&
	       !(c >= 0xFF5B && c <= 0xFF65);
}

static void count_text(struct document *d, struct str text, bool *in_word)
{
	size_t letters = 0, words = 0;
	bool inside = *in_word;
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		bool ideograph = c >= 0x4E00 && c <= 0x9FFF; /* most are: no more questions */
		bool cjk = ideograph || (c >= 0x1100 && is_cjk_letter(c));
		bool word = !cjk && is_word_char(c);
		letters += cjk || word;
		words += cjk || (word && !inside);
		inside = word;
	}
	d->characters += letters;
	d->words += words;
	*in_word = inside;
}

void document_count(struct document *d)
{
	d->characters = d->words = 0;
	for (const struct block *b = d->root; b; b = block_after(b, d->root)) {
		bool in_word = false;
		for (size_t i = 0; i < b->spans.n; i++) {
			const struct span *s = &b->spans.v[i];
			if (s->kind == SPAN_TEXT || s->kind == SPAN_TEX || s->kind == SPAN_MATH)
				count_text(d, s->text, &in_word);
			else
				in_word = false;
		}
	}
}
