/* Stable text of galleys and display lists, for golden tests. */
#include "layout/galley.h"

#include <stdlib.h>

/* Lengths as points with three digits: exact enough to see 1/1024, short to read. */
static void put_length(struct stream *out, int64_t length)
{
	int64_t milli = (length < 0 ? -length : length) * 1000 / 1024;

	stream_printf(out, "%s%lld.%03lld", length < 0 ? "-" : "", (long long)(milli / 1000),
		      (long long)(milli % 1000));
}

static void put_two(struct stream *out, const char *name, coord inl, coord blk)
{
	stream_printf(out, " %s ", name);
	put_length(out, inl);
	stream_puts(out, S(","));
	put_length(out, blk);
}

/* On one line, whatever it holds. */
static void put_text(struct stream *out, struct str text)
{
	stream_puts(out, S(" \""));
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.s[i];
		if (c < 0x20 || c == '"' || c == '\\')
			stream_printf(out, "\\x%02x", c);
		else
			stream_write(out, &text.s[i], 1);
	}
	stream_puts(out, S("\""));
}

static void put_run(struct stream *out, const struct glyph_run *run)
{
	struct str face = face_postscript_name(run->face);

	stream_printf(out, " %.*s", STR_FMT(face));
	put_length(out, run->size);
	stream_printf(out, " #%06X%s%s", (unsigned)run->ink, run->turn == TURN_SIDEWAYS ? " turned" : "",
		      run->artifact ? " artifact" : "");
	if (run->trim_start || run->trim_end)
		put_two(out, "trimmed", run->trim_start, run->trim_end);
	put_text(out, run->text);
	for (uint32_t i = 0; i < run->count; i++) {
		stream_printf(out, " %u@", run->glyphs[i].gid);
		put_length(out, run->glyphs[i].at);
		if (run->glyphs[i].rise) {
			stream_puts(out, S("^"));
			put_length(out, run->glyphs[i].rise);
		}
	}
}

static void put_paint(struct stream *out, const struct paint *p)
{
	static const char *const names[] = {"glyphs", "rect", "picture"};

	stream_printf(out, "    %s", names[p->kind]);
	put_two(out, "at", p->inl, p->blk);
	switch (p->kind) {
	case PAINT_GLYPHS:
		put_run(out, p->run);
		break;
	case PAINT_RECT:
		put_two(out, "size", p->rect.inl_size, p->rect.blk_size);
		stream_printf(out, " #%06X", (unsigned)p->rect.ink);
		break;
	case PAINT_PICTURE:
		put_two(out, "size", p->picture.inl_size, p->picture.blk_size);
		put_text(out, p->picture.picture->src);
		break;
	}
	stream_puts(out, S("\n"));
}

static void put_area(struct stream *out, const struct area *area)
{
	stream_puts(out, S("    link"));
	put_two(out, "at", area->inl, area->blk);
	put_two(out, "size", area->inl_size, area->blk_size);
	put_text(out, area->url.n ? area->url : area->dest);
	stream_puts(out, S("\n"));
}

static void put_page(struct stream *out, const struct page *page, size_t index)
{
	stream_printf(out, "  page %zu", index);
	put_text(out, page->label);
	stream_puts(out, S("\n"));
	for (size_t i = 0; i < page->paints.n; i++)
		put_paint(out, &page->paints.v[i]);
	for (size_t i = 0; i < page->areas.n; i++)
		put_area(out, &page->areas.v[i]);
}

void display_dump(const struct display *d, struct stream *out)
{
	stream_puts(out, S("display"));
	put_two(out, "size", d->width, d->height);
	stream_puts(out, d->vertical ? S(" vertical\n") : S("\n"));
	for (size_t i = 0; i < d->pages.n; i++)
		put_page(out, &d->pages.v[i], i);
	for (size_t i = 0; i < d->dests.n; i++) {
		stream_printf(out, "  dest %.*s page %u at ", STR_FMT(d->dests.v[i].name),
			      (unsigned)d->dests.v[i].page);
		put_length(out, d->dests.v[i].blk);
		stream_puts(out, S("\n"));
	}
	for (size_t i = 0; i < d->outline.n; i++) {
		stream_printf(out, "  outline %d dest %u", d->outline.v[i].level,
			      (unsigned)d->outline.v[i].dest);
		put_text(out, d->outline.v[i].title);
		stream_puts(out, S("\n"));
	}
	for (size_t i = 0; i < d->labels.n; i++)
		stream_printf(out, "  labels from %u style %c start %u\n", (unsigned)d->labels.v[i].first,
			      d->labels.v[i].style ? d->labels.v[i].style : '-',
			      (unsigned)d->labels.v[i].start);
}

/* ---- galleys ---- */

static void put_strip_text(struct stream *out, const struct strip *s)
{
	stream_puts(out, S(" \""));
	for (size_t i = 0; i < s->paint_count; i++) {
		const struct paint *p = &s->paints[i];
		if (p->kind == PAINT_GLYPHS && !p->run->artifact)
			stream_puts(out, p->run->text);
	}
	stream_puts(out, S("\""));
}

static void put_penalty(struct stream *out, int32_t penalty)
{
	if (penalty >= PENALTY_NEVER)
		stream_puts(out, S(" never"));
	else if (penalty == PENALTY_KEEP)
		stream_puts(out, S(" keep"));
	else if (penalty)
		stream_printf(out, " penalty %d", (int)penalty);
}

static const char *const rank_names[RANK_COUNT] = {
	[RANK_WORD] = "words",          [RANK_MIDDLE] = "interpuncts",
	[RANK_BRACKET] = "brackets",    [RANK_COMMA] = "commas",
	[RANK_HAN_LATIN] = "han-latin", [RANK_STOP] = "stops",
	[RANK_MARK] = "marks",          [RANK_HAN] = "han",
};

static const char *const end_names[LINE_ENDS] = {
	[END_TEXT] = "text's end", [END_FORCED] = "forced",   [END_FREE] = "free",
	[END_HYPHEN] = "hyphen",   [END_URL] = "url",         [END_JOINT] = "joint",
	[END_HUMP] = "hump",       [END_LETTERS] = "letters", [END_ANYWHERE] = "anywhere",
};

static void put_given(struct stream *out, const char *name, coord given)
{
	if (!given)
		return;
	stream_printf(out, ", %s ", name);
	put_length(out, given);
}

/* What was decided about a line: of its measure, how it ends, within which limits the
 * paragraph was broken (paragraph.h) and at what cost, the adjustment ratio, and which glue
 * gave how much. */
static void put_decisions(struct stream *out, const struct line_note *n)
{
	stream_puts(out, S("    of "));
	put_length(out, n->measure);
	stream_printf(out, ", ends %s, pass %u, cost %lld", end_names[n->end], (unsigned)n->pass,
		      (long long)n->cost);
	if (n->ratio)
		stream_printf(out, ", ratio %s%d.%03d", n->ratio < 0 ? "-" : "", abs(n->ratio) / 1000,
			      abs(n->ratio) % 1000);
	for (unsigned r = 0; r < RANK_COUNT; r++)
		put_given(out, rank_names[r], n->by_rank[r]);
	put_given(out, "reserve", n->reserve);
	put_given(out, "beyond", n->beyond);
	stream_puts(out, n->loose ? S(", too loose: ragged\n") : S("\n"));
}

static void put_strip(struct stream *out, const struct strip *s)
{
	stream_puts(out, s->width ? S("  line") : S("  box"));
	if (s->before) {
		stream_puts(out, S(" after "));
		put_length(out, s->before);
	}
	stream_puts(out, S(" high "));
	put_length(out, s->height);
	put_penalty(out, s->penalty);
	if (s->width) {
		stream_puts(out, S(" wide "));
		put_length(out, s->width);
		stream_puts(out, S(" natural "));
		put_length(out, s->natural);
		stream_puts(out, s->width < s->natural ? S(" ") : S(" +"));
		put_length(out, (int64_t)s->width - s->natural);
	}
	put_strip_text(out, s);
	stream_puts(out, S("\n"));
	if (s->line)
		put_decisions(out, s->line);
}

void galley_dump(const struct galley *g, struct stream *out)
{
	size_t dest = 0;

	stream_printf(out, "galley %zu\n", g->index);
	for (size_t i = 0; i < g->sheet.strips.n; i++) {
		for (; dest < g->sheet.dests.n && g->sheet.dests.v[dest].strip <= i; dest++)
			stream_printf(out, "  dest %.*s\n", STR_FMT(g->sheet.dests.v[dest].name));
		put_strip(out, &g->sheet.strips.v[i]);
	}
}
