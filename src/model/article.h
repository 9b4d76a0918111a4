/* An article: a post's head and, once cleaned, its document. */
#ifndef WENZHAI_MODEL_ARTICLE_H
#define WENZHAI_MODEL_ARTICLE_H

#include "base/arena.h"
#include "base/calendar.h"
#include "base/diag.h"
#include "model/document.h"

#define CATEGORY_LEVELS_MAX 8

/* One category path: 金融 / 新浪财经 / 国内. */
struct category {
	struct str level[CATEGORY_LEVELS_MAX];
	size_t n; /* 1..CATEGORY_LEVELS_MAX */
};

enum body_kind { BODY_HTML, BODY_MARKDOWN };

struct article {
	struct arena arena; /* owns everything below; the article itself is owned by the arena */
	struct diags diags; /* what was wrong with it, in order of finding */
	struct arena document_arena; /* owns `document` and its pictures: may be cleared before the rest */
	struct arena body_arena;     /* owns `body` alone: cleared once the document is made */

	/* Filled by collect/. */
	struct str path; /* as the user would name it */
	struct str
		root; /* the PATH that led to it, see collect/walk.h: pictures "/img/a.png" may be below it */
	struct str title;  /* one line, never empty (the file's name when there is none) */
	struct str author; /* the source: may be empty */
	struct str link;   /* the original's http(s) URL, or empty */
	struct str
		permalink;  /* the head's own word on its page of the site, as "archives/7.html"; or empty */
	struct str lang;    /* BCP 47 from the head; else empty until clean/ detects it */
	struct str excerpt; /* excerpt/description of the head; may be empty */
	struct str headimg; /* may be empty */
	bool dated;
	instant date;                /* valid when dated */
	struct str date_text;        /* what that was read from, for reading it in another zone */
	day_number day;              /* the local day of `date` in the run's zone; valid when dated */
	struct category *categories; /* at least none */
	size_t category_count;
	struct str *tags;
	size_t tag_count;
	struct str *also; /* other sources that carry the same story, for a word beneath it */
	size_t also_count;
	uint64_t text_hash; /* of the body's text without markup and spaces: finds duplicates */
	enum body_kind body_kind;
	struct str body;    /* valid UTF-8; empty again once body_arena is cleared */
	unsigned body_line; /* line of the file on which the body begins, from 1 */
	/* Numbers for `list`; from the cleaned document once there is one. */
	size_t characters, words, pictures, pictures_missing;
	size_t pictures_remote; /* of the missing ones: on the network, and not in the store */

	/* What clean/ is told: of a picture's several sizes the one for a screen so wide, in px;
	 * 0: PICTURE_PX_DEFAULT. */
	uint16_t picture_px;

	/* Filled by clean/. */
	struct document *document; /* NULL: not cleaned yet, or the article was given up */
};

#endif
