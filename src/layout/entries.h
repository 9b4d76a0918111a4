/* Entries: a title that leads to its article, with leader and page number, and the
 * article's first lines.  Contents, section pages and mastheads are made of them.
 * The numbers are slots: they are filled in when all pages are there. */
#ifndef WENZHAI_LAYOUT_ENTRIES_H
#define WENZHAI_LAYOUT_ENTRIES_H

#include "layout/front.h"

#define ENTRY_SIZE  950 /* 1/1000 em */
#define ENTRY_PITCH 1700

/* A line or two that lead to `dest`, and its page number at the end of the last. */
void entry_set(struct setter *st, const struct frame *f, struct str title, struct str dest, bool leader);
/* About so many lines of the article's beginning, kept with what is above. */
void excerpt_set(struct setter *st, const struct frame *f, const struct article *article, int lines);
/* A text that is no paragraph: a heading, a date. */
void line_set(struct setter *st, const struct frame *f, struct str text);
void full_rule_set(struct setter *st, const struct frame *f, coord thick);
/* The full width of a page. */
struct frame page_frame(struct setter *st, const struct geometry *g, struct sheet *sheet);
struct str article_dest(struct setter *st, size_t index);
struct str articles_text(struct setter *st, size_t n); /* "12 篇" */
struct str issue_text(struct setter *st, int number);  /* "第 3 期"; empty below 1 */

#endif
