/* Embedded fonts: subsets that build/ made, as files of the container, and the style sheet that asks for
 * them.
 *
 * Style sheets name generic families; which embedded family stands for which is said here alone:
 *
 *   serif, and text of no stated family   body (regular and bold)
 *   sans-serif                            headings
 *   monospace                             code
 *   a list with "STKai" in it             quotations and emphasis
 *
 * Each is put before what the sheet says, so that a reader's own fonts show what a subset lacks.
 */
#ifndef WENZHAI_EPUB_FONTS_H
#define WENZHAI_EPUB_FONTS_H

#include "epub/epub.h"

/* "f-body-zh-Hans.otf" */
struct str font_file_name(struct arena *a, const struct epub_font *font);
/* The sheet with @font-face rules, its families, and those of other languages' articles. */
struct str fonts_css(struct arena *a, struct str css, const struct epub_font *fonts, size_t count,
		     enum font_lang book_lang);

#endif
