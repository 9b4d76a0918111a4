/* Markdown: telling it from HTML, and making HTML of it. */
#ifndef WENZHAI_COLLECT_MARKDOWN_H
#define WENZHAI_COLLECT_MARKDOWN_H

#include "base/arena.h"

/* Is the body of a .md file Markdown?  HTML from end to end is not, however it is
 * indented; Markdown with some HTML in it is. */
bool body_is_markdown(struct str body);

/* What a rendering lost. */
enum markdown_loss {
	MARKDOWN_WHOLE,   /* nothing */
	MARKDOWN_LITERAL, /* looks: marks beyond a bound are shown as written (markdown-limit.h) */
	MARKDOWN_CUT,     /* text: the HTML passed MARKDOWN_GROWTH times the text and MARKDOWN_EXTRA
			   * bytes; reference links and tables can be made to grow quadratically */
};
#define MARKDOWN_GROWTH 16u
#define MARKDOWN_EXTRA  (64u << 10)

/* CommonMark with tables, strikethrough, task lists, bare links and footnotes, rendered
 * as HTML.  A piece of text stands on the same line of the HTML as in the Markdown
 * wherever that can be, so that lines in diagnostics are right. */
enum markdown_loss markdown_render(struct arena *a, struct str text, struct str *html);

#endif
