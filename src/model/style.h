/* Names shared by text/, layout/ and the writers of pages: faces by role, and
 * what a style or profile decides. */
#ifndef WENZHAI_MODEL_STYLE_H
#define WENZHAI_MODEL_STYLE_H

#include "base/str.h"
#include "base/unit.h"

enum font_role {
	ROLE_BODY,    /* 宋 / 明朝 / serif */
	ROLE_HEADING, /* 黑 / ゴシック / sans, bold */
	ROLE_QUOTE,   /* 楷: quotations, captions, em */
	ROLE_CODE,    /* monospaced */
	ROLE_COUNT
};

enum font_lang { FONT_SC, FONT_TC, FONT_HK, FONT_JP, FONT_KR, FONT_LATIN, FONT_LANG_COUNT };

/* From a BCP 47 tag: zh-Hant-HK, ja, …; empty gives FONT_SC, any other language FONT_LATIN. */
enum font_lang font_lang_from_tag(struct str tag);
const char *font_lang_tag(enum font_lang lang); /* "zh-Hans", for HarfBuzz and ICU */

/* A device or sheet (EBOOKS.md's table). */
struct profile {
	struct str name;
	coord width, height; /* PDF page */
	int columns;         /* 1 or 2 */
	uint16_t px_width;   /* EPUB pictures and cover: the screen's box */
	uint16_t px_height;
	bool grey;
	uint32_t budget_mb; /* 0: none */
	uint8_t ems;        /* of an EPUB's line, about, at the reader's usual size */
};

#endif
