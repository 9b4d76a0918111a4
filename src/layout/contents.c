/* The contents, and the opening of a section. */
#include "layout/entries.h"
#include "layout/words.h"

#define HEADING_SIZE    1800 /* 1/1000 em */
#define HEADING_PITCH   1400
#define SECTION_SIZE    1100
#define SECTION_PITCH   1600
#define OPENING_SIZE    2400
#define OPENING_EXCERPT 3 /* lines of each article, where there is room */

static void contents_section(struct setter *st, const struct frame *f, const struct issue *issue,
			     size_t section, size_t first, struct galley *const *galleys)
{
	const struct section *s = &issue->sections[section];
	struct frame head = frame_sized(f, ROLE_HEADING, true, SECTION_SIZE, SECTION_PITCH);
	struct frame entry = frame_sized(f, ROLE_BODY, false, ENTRY_SIZE, ENTRY_PITCH);

	head.measure = f->measure;
	entry.measure = f->measure;
	sheet_space(f->sheet, f->leading / 2);
	entry_set(st, &head, s->name, arena_printf(st->a, "s%zu", section), false);
	sheet_keep(f->sheet, 1);
	for (size_t i = 0; i < s->count; i++)
		if (galleys[first + i])
			entry_set(st, &entry, s->articles[i]->title, article_dest(st, first + i), true);
}

void contents_set(struct setter *st, const struct geometry *g, const struct issue *issue,
		  struct galley *const *galleys, struct sheet *sheet)
{
	struct frame f = page_frame(st, g, sheet);
	struct frame head = frame_sized(&f, ROLE_HEADING, true, HEADING_SIZE, HEADING_PITCH);
	size_t first = 0;

	sheet_dest(sheet, S("toc"));
	line_set(st, &head, str_from(words_for(font_lang_from_tag(st->lang))->contents));
	sheet_keep(sheet, 3);
	sheet_space(sheet, f.leading / 2);
	full_rule_set(st, &f, PT(0.5));
	for (size_t i = 0; i < issue->section_count; i++) {
		struct arena_mark mark = arena_mark(st->scratch);
		contents_section(st, &f, issue, i, first, galleys);
		first += issue->sections[i].count;
		arena_reset(st->scratch, mark);
	}
}

static size_t galley_count(const struct section *s, size_t first, struct galley *const *galleys)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		n += galleys[first + i] != NULL;
	return n;
}

/* A few titles on an empty page look lost: then each has its first lines below it. */
static bool has_room(const struct geometry *g, const struct frame *f, size_t articles)
{
	return (int64_t)articles * (OPENING_EXCERPT + 2) * f->leading < g->height * INT64_C(2) / 3;
}

static void opening_entries(struct setter *st, const struct frame *f, const struct section *s, size_t first,
			    struct galley *const *galleys, bool excerpts)
{
	for (size_t i = 0; i < s->count; i++) {
		if (!galleys[first + i])
			continue;
		entry_set(st, f, s->articles[i]->title, article_dest(st, first + i), true);
		if (excerpts)
			excerpt_set(st, f, s->articles[i], OPENING_EXCERPT);
		if (excerpts)
			sheet_space(f->sheet, f->leading / 2);
	}
}

/* On a page of its own: the name, a rule, the list. */
static void opening_set(struct setter *st, const struct geometry *g, const struct issue *issue,
			size_t section, size_t first, struct galley *const *galleys, struct sheet *sheet)
{
	const struct section *s = &issue->sections[section];
	struct frame f = page_frame(st, g, sheet);
	struct frame name = frame_sized(&f, ROLE_HEADING, true, OPENING_SIZE, HEADING_PITCH);
	struct frame small = frame_sized(&f, ROLE_BODY, false, ENTRY_SIZE, ENTRY_PITCH);
	size_t count = galley_count(s, first, galleys);
	bool excerpts = has_room(g, &f, count);

	small.measure = f.measure;
	sheet_add(sheet, (struct strip){.height = g->height / (excerpts ? 4 : 6)});
	sheet_keep(sheet, 4);
	line_set(st, &name, s->name);
	small.ink = st->style->ink_soft;
	line_set(st, &small, articles_text(st, issue->blank ? 0 : count));
	small.ink = st->style->ink;
	sheet_space(sheet, f.leading / 2);
	full_rule_set(st, &f, PT(1));
	sheet_space(sheet, f.leading / 2);
	opening_entries(st, &small, s, first, galleys, excerpts);
}

/* Between articles: a rule over the full width, the name, space.  `below_rule`: a masthead
 * has just ended in one. */
static void run_in_set(struct setter *st, const struct geometry *g, const struct section *s, bool below_rule,
		       struct sheet *sheet)
{
	struct frame f = page_frame(st, g, sheet);
	struct frame name = frame_sized(&f, ROLE_HEADING, true, HEADING_SIZE, HEADING_PITCH);

	if (!below_rule) {
		sheet_space(sheet, f.leading);
		full_rule_set(st, &f, PT(1.5));
		sheet_keep(sheet, 2);
		sheet_space(sheet, f.leading / 4);
	}
	line_set(st, &name, s->name);
	sheet_keep(sheet, 1);
	sheet_add(sheet, (struct strip){.height = f.leading / 2});
}

void section_set(struct setter *st, const struct geometry *g, const struct issue *issue, size_t section,
		 size_t first, struct galley *const *galleys, bool listed, struct sheet *sheet)
{
	sheet_dest(sheet, arena_printf(st->a, "s%zu", section));
	if (listed)
		opening_set(st, g, issue, section, first, galleys, sheet);
	else
		run_in_set(st, g, &issue->sections[section], st->style->masthead && first == 0, sheet);
}
