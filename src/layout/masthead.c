/* The head of a briefing's first page: title, issue and date, and what is in it. */
#include "layout/entries.h"

#define TITLE_SIZE    2600 /* 1/1000 em */
#define TITLE_PITCH   1400
#define HEADLINE_SIZE 1100
#define HEADLINES     12 /* at most: the first page is for reading too */
#define LEADS         4  /* of them are larger, with more of their first lines below */
#define LEAD_LINES    2

static struct str issue_line(struct setter *st, const struct issue *issue)
{
	struct buf b = BUF(st->scratch);
	struct str parts[] = {issue_text(st, issue->number), issue->dates, issue->creator,
			      articles_text(st, issue_articles(issue))};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (b.n && parts[i].n)
			buf_add(&b, S(" · "));
		buf_add(&b, parts[i]);
	}
	return buf_str(&b);
}

/* How many articles of each section are headlines: every section has its share. */
static size_t share(const struct issue *issue)
{
	size_t n = issue->section_count ? HEADLINES / issue->section_count : 0;

	return issue->article_count <= HEADLINES ? HEADLINES : n ? n : 1;
}

static void headline_set(struct setter *st, const struct frame *f, const struct issue *issue, size_t index,
			 bool lead)
{
	struct frame head =
		frame_sized(f, ROLE_HEADING, true, lead ? HEADLINE_SIZE : ENTRY_SIZE, ENTRY_PITCH);

	head.measure = f->measure;
	head.bold = lead;
	head.role = lead ? ROLE_HEADING : ROLE_BODY;
	entry_set(st, &head, issue->articles[index]->title, article_dest(st, index), true);
	excerpt_set(st, &head, issue->articles[index], lead ? LEAD_LINES : 1);
	sheet_space(f->sheet, lead ? f->leading / 3 : f->leading / 6);
}

static void headlines_set(struct setter *st, const struct frame *f, const struct issue *issue,
			  struct galley *const *galleys)
{
	size_t first = 0, shown = 0, most = share(issue);

	for (size_t i = 0; i < issue->section_count; i++) {
		size_t here = 0;
		for (size_t k = 0; k < issue->sections[i].count && here < most && shown < HEADLINES; k++) {
			if (!galleys[first + k])
				continue;
			headline_set(st, f, issue, first + k, shown < LEADS);
			here++;
			shown++;
		}
		first += issue->sections[i].count;
	}
}

void masthead_set(struct setter *st, const struct geometry *g, const struct issue *issue,
		  struct galley *const *galleys, struct sheet *sheet)
{
	struct frame f = page_frame(st, g, sheet);
	struct frame title = frame_sized(&f, ROLE_HEADING, true, TITLE_SIZE, TITLE_PITCH);
	struct frame small = frame_sized(&f, ROLE_BODY, false, ENTRY_SIZE, ENTRY_PITCH);

	small.measure = f.measure;
	small.ink = st->style->ink_soft;
	if (!st->style->contents)
		sheet_dest(sheet, S("toc"));
	full_rule_set(st, &f, PT(3));
	sheet_space(sheet, f.leading / 2);
	line_set(st, &title, issue->title);
	line_set(st, &small, issue_line(st, issue));
	sheet_space(sheet, f.leading / 3);
	full_rule_set(st, &f, PT(0.5));
	sheet_space(sheet, f.leading / 3);
	headlines_set(st, &f, issue, galleys);
	sheet_space(sheet, f.leading / 2);
	full_rule_set(st, &f, PT(0.5));
	sheet_add(sheet, (struct strip){.height = f.leading / 2});
}
