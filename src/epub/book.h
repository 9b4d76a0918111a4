/* What epub.h's struct epub holds, for the files of this folder that write
 * chapters and pages.
 *
 * Until epub_finish each chapter belongs to the thread that writes it and the
 * rest is immutable, but for the workspaces, which are claimed atomically.
 */
#ifndef WENZHAI_EPUB_BOOK_H
#define WENZHAI_EPUB_BOOK_H

#include "base/parallel.h"
#include "epub/epub.h"
#include "epub/links.h"
#include "epub/part.h"
#include "epub/words.h"

/* Where the two bars stand in a chapter's XHTML, so that they can be replaced. */
struct bars {
	size_t head, head_end, foot, foot_end;
};

/* What is kept of an article: its files, and what the pages around it tell of it.
 * In the arena of the workspace that wrote it. */
struct chapter {
	struct part *parts;
	struct bars *bars; /* of each part */
	size_t part_count; /* 0: the article was given up */
	size_t *mentions;  /* articles that its links lead to */
	size_t mention_count;
	const struct picture **pictures;
	size_t picture_count;
	struct str excerpt;
	size_t minutes, characters;
	bool undescribed, ruby, math, moves;
};

/* What a thread needs to write a chapter; none is used by two at once. */
struct workspace {
	struct arena keep;    /* what lasts as long as the book */
	struct arena scratch; /* empty between two chapters */
	struct libdeflate_compressor *compressor;
};

struct epub {
	struct arena arena;
	const struct issue *issue;
	struct epub_options options;
	struct str cover_jpeg; /* may be empty */
	const struct words *words;
	struct links *links;
	struct chapter *chapters;                                  /* by article */
	struct str title;                                          /* with its dates */
	size_t *section_of;                                        /* by article */
	size_t *section_first;                                     /* by section: its first article */
	size_t files;                                              /* in the spine; known once finished */
	_Atomic(struct workspace *) workspaces[PARALLEL_JOBS_MAX]; /* idle ones */
};

/* Languages and labels: never empty, always well-formed. */
struct str book_lang(const struct epub *e);
struct str article_lang(const struct epub *e, const struct article *article);
/* Is a page in this language set in columns?  Only Chinese and Japanese are, in a vertical book. */
bool lang_vertical(const struct epub *e, struct str lang);
struct str article_title(const struct article *article);
struct str section_title(const struct section *section);
/* "第 28 期 · 2021-07-12 – 2021-07-18", either alone, or empty. */
struct str issue_line(struct arena *a, const struct epub *e);
/* "新浪财经 · 国内 · 2021年7月12日 14:28 · 2034 字 · 约 5 分钟"; `clock`: with the time of day. */
struct str article_byline(struct arena *a, const struct epub *e, size_t article, bool clock);

/* chapter.c */
void chapter_write(const struct epub *e, struct workspace *w, size_t article, struct chapter *chapter);
/* Articles were given up after this one was written: links to them are turned
 * outward or to the nearest article that is there.  Nothing to do for most. */
void chapter_mend(const struct epub *e, struct workspace *w, size_t article);
bool chapter_exists(const struct epub *e, size_t article);

#endif
