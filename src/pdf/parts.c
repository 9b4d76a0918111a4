#include "pdf/parts.h"

/* Spaces around a text belong to no glyph: what is between two words is a gap.  A
 * glyph that stands for spaces alone (in code, say) keeps them. */
static void take_spaces(struct part *part)
{
	struct str text = part->text;
	size_t begin = 0, end = text.n;
	if (!end || (text.s[0] != ' ' && text.s[end - 1] != ' '))
		return;
	while (begin < end && text.s[begin] == ' ')
		begin++;
	if (begin == end)
		return;
	while (text.s[end - 1] == ' ')
		end--;
	part->space_before = begin > 0;
	part->space_after = end < text.n;
	part->text = str_slice(text.s + begin, text.s + end);
}

bool part_next(const struct glyph_run *run, struct part_cursor *at, struct part *part)
{
	if (at->glyph >= run->count)
		return false;
	uint32_t end = at->glyph + 1;
	while (end < run->count && !run->glyphs[end].text_bytes)
		end++;
	struct str rest = str_from_offset(run->text, at->text);
	*part = (struct part){
		.first = at->glyph,
		.count = end - at->glyph,
		.text = str_head(rest, run->glyphs[at->glyph].text_bytes),
	};
	at->glyph = end;
	at->text += part->text.n;
	take_spaces(part);
	return true;
}
