/* All galleys, cover and contents to pages. */
#include "layout/front.h"
#include "layout/galley.h"
#include "layout/words.h"

#define SHORT_GAP 3 /* lines between an article and a short one that follows on its page */

struct book {
	struct composer c;
	struct setter *st;
	const struct page_style *style;
	const struct issue *issue;
	struct galley *const *galleys;
};

static void outline_add(struct book *b, struct str title, int level, struct str name)
{
	VEC_PUSH(b->c.a, &b->c.display->outline,
		 (struct outline_entry){title, level, compose_dest_index(&b->c, name)});
}

static void add_cover(struct book *b)
{
	struct display *d = b->c.display;
	coord width = d->vertical ? d->height : d->width, height = d->vertical ? d->width : d->height;

	if (b->style->cover)
		cover_paint(b->st, compose_blank(&b->c), b->issue, width, height);
}

static void add_contents(struct book *b)
{
	struct sheet sheet;

	if (!b->style->contents)
		return;
	sheet_init(&sheet, b->c.a);
	contents_set(b->st, &b->c.g, b->issue, b->galleys, &sheet);
	b->c.section = str_from(words_for(font_lang_from_tag(b->issue->language))->contents);
	compose_new_page(&b->c);
	compose_full(&b->c, &sheet);
}

/* Galleys of a section's articles, without those that were given up. */
static size_t section_galleys(struct book *b, const struct section *s, size_t first,
			      const struct galley **galleys)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct galley *g = b->galleys[first + i];
		if (g && g->sheet.strips.n)
			galleys[n++] = g;
	}
	return n;
}

/* Articles that follow one another: three lines apart, the title kept together. */
static void run_on(struct book *b, const struct galley *const *galleys, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (galleys[i]->sheet.strips.v[0].before < 2 * b->style->leading)
			galleys[i]->sheet.strips.v[0].before = 2 * b->style->leading;
}

static int64_t galley_height(const struct book *b, const struct galley *g)
{
	size_t notes = g->notes.strips.n;

	return sheet_height(&g->sheet) +
	       (notes ? notes_height(g->notes.strips.v, 0, notes) + notes_gap(b->style) : 0);
}

/* A flash of news may stand below the article before it, where all of it fits. */
static bool runs_on(const struct book *b, const struct galley *g)
{
	int64_t height = galley_height(b, g), gap = SHORT_GAP * (int64_t)b->style->leading;

	return b->style->short_articles_run_on && b->c.g.columns == 1 && b->c.open &&
	       height * 3 < b->c.g.height && gap + height <= compose_room(&b->c);
}

static void add_articles(struct book *b, const struct section *s, size_t first)
{
	const struct galley **galleys = ARENA_ARRAY(b->st->scratch, s->count + 1, const struct galley *);
	size_t n = section_galleys(b, s, first, galleys);

	if (!b->style->article_on_new_page) {
		run_on(b, galleys, n);
		compose_columns(&b->c, galleys, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && runs_on(b, galleys[i]))
			b->c.y += SHORT_GAP * b->style->leading;
		else if (i > 0)
			compose_new_page(&b->c);
		compose_columns(&b->c, galleys + i, 1);
	}
}

/* The height of what must stand together at a galley's beginning: its head and first lines. */
static int64_t opening_height(const struct book *b, const struct galley *g)
{
	const struct strip *v = g->sheet.strips.v;
	coord y = 0, pitch = b->style->leading;
	size_t notes = 0, i = 0;

	do {
		y = strip_top(&v[i], y, i == 0, pitch) + v[i].height;
		notes += v[i].notes;
		i++;
	} while (i < g->sheet.strips.n && v[i].penalty >= PENALTY_KEEP && y < b->c.g.height);
	return y + (notes ? notes_gap(b->style) + notes_height(g->notes.strips.v, 0, notes) : 0);
}

/* ... and what compose_columns will ask for: some lines, or room for all of it. */
static int64_t room_wanted(const struct book *b, const struct galley *g)
{
	int64_t opening = opening_height(b, g), all = galley_height(b, g);
	int64_t worth = LINES_WORTH_IT * (int64_t)b->style->leading;

	if (worth > all)
		worth = all;
	return opening > worth ? opening : worth;
}

/* The name of a section never ends a page: its first article begins below it. */
static bool head_fits(const struct book *b, const struct section *s, size_t first, const struct sheet *head)
{
	int64_t height = sheet_height(head) + head->strips.v[0].before;

	for (size_t i = 0; i < s->count; i++) {
		const struct galley *g = b->galleys[first + i];
		if (g && g->sheet.strips.n) {
			height += room_wanted(b, g);
			break;
		}
	}
	return height + b->style->leading <= compose_room(&b->c);
}

static void add_section(struct book *b, size_t index, size_t first)
{
	const struct section *s = &b->issue->sections[index];
	struct sheet sheet;

	sheet_init(&sheet, b->c.a);
	b->c.section = s->name;
	section_set(b->st, &b->c.g, b->issue, index, first, b->galleys, b->style->section_page, &sheet);
	if (b->style->section_page || b->style->article_on_new_page || !head_fits(b, s, first, &sheet))
		compose_new_page(&b->c);
	compose_full(&b->c, &sheet);
	if (b->style->section_page)
		compose_new_page(&b->c);
	add_articles(b, s, first);
}

static void add_masthead(struct book *b)
{
	struct sheet sheet;

	if (!b->style->masthead)
		return;
	sheet_init(&sheet, b->c.a);
	masthead_set(b->st, &b->c.g, b->issue, b->galleys, &sheet);
	compose_full(&b->c, &sheet);
}

static bool section_is_empty(const struct book *b, size_t index, size_t first)
{
	const struct section *s = &b->issue->sections[index];

	for (size_t i = 0; i < s->count; i++)
		if (b->galleys[first + i])
			return false;
	return true;
}

static void add_body(struct book *b)
{
	size_t first = 0;

	compose_new_page(&b->c);
	add_masthead(b);
	for (size_t i = 0; i < b->issue->section_count; i++) {
		struct arena_mark mark = arena_mark(b->st->scratch);

		if (!section_is_empty(b, i, first))
			add_section(b, i, first);
		first += b->issue->sections[i].count;
		arena_reset(b->st->scratch, mark);
	}
}

static void add_outline(struct book *b)
{
	size_t first = 0;

	for (size_t i = 0; i < b->issue->section_count; i++) {
		const struct section *s = &b->issue->sections[i];

		if (!section_is_empty(b, i, first))
			outline_add(b, s->name, 1, arena_printf(b->c.a, "s%zu", i));
		for (size_t k = 0; k < s->count; k++)
			if (b->galleys[first + k])
				outline_add(b, s->articles[k]->title, 2,
					    arena_printf(b->c.a, "a%zu", first + k));
		first += s->count;
	}
}

struct display *layout_issue(const struct page_style *style, struct shaper *shaper, struct arena *a,
			     const struct issue *issue, struct galley *const *galleys)
{
	struct display *d = ARENA_NEW(a, struct display);
	struct arena scratch;
	struct setter st = {
		.style = style, .shaper = shaper, .a = a, .scratch = &scratch, .lang = issue->language};
	struct book b = {.st = &st, .style = style, .issue = issue, .galleys = galleys};
	uint32_t front;

	arena_init(&scratch);
	*d = (struct display){.arena = a, .vertical = style->vertical};
	d->width = style->profile.width;
	d->height = style->profile.height;
	composer_init(&b.c, &st, d);
	st.page_height = b.c.g.height;
	add_cover(&b);
	add_contents(&b);
	if (style->mirrored && d->pages.n % 2)
		compose_blank(&b.c); /* the body begins on a right-hand page */
	front = (uint32_t)d->pages.n;
	add_body(&b);
	if (d->pages.n == 0)
		compose_blank(&b.c);
	compose_finish(&b.c, front);
	add_outline(&b);
	arena_clear(&scratch);
	return d;
}
