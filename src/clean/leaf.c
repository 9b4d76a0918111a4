/* What the spans of a finished leaf say about it. */
#include "clean/builder.h"

/* Line ends that are paragraphs: old sites end each with one br. */
#define LINE_PARAGRAPH_MIN 40 /* characters, on the average */
/* Verse, addresses: at least three line ends, no line longer than this. */
#define VERSE_LINE_MAX   24 /* characters */
#define VERSE_BREAKS_MIN 3

struct lines {
	size_t breaks, characters, longest;
	bool sentences; /* every line that a break ends is a sentence's end */
};

static bool ends_line(struct str text)
{
	size_t end = text.n;
	uint32_t c = end ? utf8_prev(text, &end) : 0;
	return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x2026 || c == 0x201D || c == 0x300D ||
	       c == '.' || c == '!' || c == '?';
}

static struct lines measure(const struct span *spans, size_t count)
{
	struct lines l = {.sentences = true};
	size_t line = 0;
	for (size_t i = 0; i < count; i++) {
		if (spans[i].kind == SPAN_BREAK) {
			l.breaks++;
			l.sentences &= i && ends_line(spans[i - 1].text);
			line = 0;
			continue;
		}
		size_t n = utf8_count(spans[i].text);
		l.characters += n;
		line += n;
		l.longest = line > l.longest ? line : l.longest;
	}
	return l;
}

/* Spans at either end that show nothing; anchors at the end stay. */
static void trim(struct builder *b)
{
	size_t n = b->spans.n, kept = 0;
	while (n && b->spans.v[n - 1].kind == SPAN_BREAK)
		n--;
	bool begun = false;
	for (size_t i = 0; i < n; i++) {
		struct span *s = &b->spans.v[i];
		if (!begun && s->kind == SPAN_BREAK)
			continue;
		begun |= s->kind != SPAN_ANCHOR;
		b->spans.v[kept++] = *s;
	}
	b->spans.n = kept;
}

static void put(struct builder *b, struct block *leaf, size_t from, size_t to)
{
	/* An anchor at the very start is the block's own id. */
	if (from < to && b->spans.v[from].kind == SPAN_ANCHOR && !leaf->id.n)
		leaf->id = b->spans.v[from++].id;
	size_t n = to - from;
	leaf->spans.v = ARENA_ARRAY(b->arena, n ? n : 1, struct span);
	leaf->spans.n = leaf->spans.cap = n;
	if (n)
		memcpy(leaf->spans.v, b->spans.v + from, n * sizeof(struct span));
}

static void split(struct builder *b, struct block *leaf)
{
	size_t from = 0;
	for (size_t i = 0; i <= b->spans.n; i++) {
		if (i < b->spans.n && b->spans.v[i].kind != SPAN_BREAK)
			continue;
		if (i > from) {
			struct block *next = from ? block_new(b->arena, BLOCK_PARAGRAPH, leaf->parent) : leaf;
			next->align = leaf->align;
			next->lang = leaf->lang;
			next->line = leaf->line;
			put(b, next, from, i);
		}
		from = i + 1;
	}
}

static bool has_breaks(const struct builder *b)
{
	for (size_t i = 0; i < b->spans.n; i++)
		if (b->spans.v[i].kind == SPAN_BREAK)
			return true;
	return false;
}

/* Word marks Chinese paragraphs as lang="EN-US". */
static void doubt_lang(const struct builder *b, struct block *leaf)
{
	if (!str_starts_nocase(leaf->lang, S("en")))
		return;
	for (size_t i = 0; i < b->spans.n; i++)
		if (!b->spans.v[i].lang.n && has_cjk(b->spans.v[i].text))
			leaf->lang = (struct str){0};
}

void leaf_finish(struct builder *b, struct block *leaf)
{
	trim(b);
	doubt_lang(b, leaf);
	if (leaf->kind == BLOCK_PARAGRAPH && has_breaks(b)) {
		struct lines l = measure(b->spans.v, b->spans.n);
		if (l.sentences && l.characters / (l.breaks + 1) >= LINE_PARAGRAPH_MIN) {
			split(b, leaf);
			return;
		}
		leaf->verse = l.breaks >= VERSE_BREAKS_MIN && l.longest <= VERSE_LINE_MAX;
	}
	put(b, leaf, 0, b->spans.n);
}
