/* What the parts of the catalogue share. */
#ifndef WENZHAI_JOB_CATALOGUE_PARTS_H
#define WENZHAI_JOB_CATALOGUE_PARTS_H

#include "build/identity.h"
#include "job/catalogue-words.h"
#include "job/catalogue.h"

#define OPDS_ROOT  "opds.xml"
#define OPDS2_ROOT "opds.json"
#define ATOM_FEED  "atom.xml"
#define INDEX_PAGE "index.html"
/* By which an index.html and an atom.xml are known to be ours. */
#define CATALOGUE_MARK "<meta name=\"generator\" content=\"wenzhai\">"
#define ATOM_MARK      "<generator>wenzhai</generator>"
#define PAGES_FOLDER   "catalogue"
#define NO_COVER       PAGES_FOLDER "/no-cover.jpg" /* OPDS 2.0 wants a picture of every publication */
#define TYPE_JPEG      "image/jpeg"
#define TYPE_NAVIGATE  "application/atom+xml;profile=opds-catalog;kind=navigation"
#define TYPE_ACQUIRE   "application/atom+xml;profile=opds-catalog;kind=acquisition"
#define TYPE_OPDS2     "application/opds+json"
#define TYPE_OPDS2_PUB "application/opds-publication+json"
#define REL_OPEN       "http://opds-spec.org/acquisition/open-access"
#define REL_NEW        "http://opds-spec.org/sort/new"

/* One issue, with what several pages want of it worked out. */
struct shown {
	const struct record *record;
	struct str title;     /* "财经周刊 2021-07-12 – 2021-07-18" */
	struct str author;    /* never empty */
	struct str cover;     /* names below the folder; empty: there is none */
	struct str thumbnail; /* may be the cover itself */
	struct str page;      /* its OPDS 2.0 document, below the folder */
	day_number day;       /* of its last day, or on which it was made */
	const struct catalogue_words *words;
};

/* All issues, or those of one job, newest first. */
struct shelf {
	struct str name;  /* "all", "job-finance": of its pages in PAGES_FOLDER */
	struct str title; /* as shown */
	struct str id;    /* "urn:uuid:…" */
	VEC(const struct shown *) issues;
};

/* A file to write. */
struct leaf {
	struct str name; /* below the folder */
	struct str bytes;
	bool anew; /* written even if it is there already: its date counts */
};

struct library {
	struct arena *arena;
	struct str folder;
	struct str title;
	struct str id;
	const struct catalogue_words *words;
	struct shown *issues; /* newest first */
	size_t count;
	struct shelf all;
	struct shelf *jobs; /* by title */
	size_t job_count;
	VEC(struct leaf) leaves; /* in the order in which they are put in place */
};

/* ---- the parts: each adds its pages ---- */
void catalogue_opds1(struct library *l);
void catalogue_opds2(struct library *l);
void catalogue_html(struct library *l);
void catalogue_atom(struct library *l);

/* ---- tools ---- */
void library_add(struct library *l, struct str name, struct str bytes);
/* "catalogue/all.xml", "catalogue/all,2.xml"; page from 0.  No job's name holds a comma. */
struct str shelf_page(struct arena *a, const struct shelf *s, size_t page, const char *extension);
size_t shelf_pages(const struct shelf *s); /* at least 1 */
/* The issues of a page: from..to, not included. */
struct span_of_issues {
	size_t from, to;
};
struct span_of_issues shelf_issues(const struct shelf *s, size_t page);
/* Calls `add` for each page of each shelf, the last page first: none leads to one that is not there. */
typedef void add_page(struct library *l, const struct shelf *s, size_t page);
void shelf_each_page(struct library *l, const struct shelf *s, add_page *add);
void library_each_page(struct library *l, add_page *add);
/* Where a page of a feed leads to: itself, the root twice, and its neighbours. */
struct page_link {
	const char *rel;
	struct str path;
	bool root;
};
#define PAGE_LINKS_MAX 7
size_t shelf_page_links(struct arena *a, const struct shelf *s, size_t page, const char *root,
			const char *extension, struct page_link links[PAGE_LINKS_MAX]);
/* The address of `name` as seen from a page in the folder itself (depth 0) or in
 * PAGES_FOLDER (1), every byte that is not plain written with a percent sign. */
struct str catalogue_href(struct arena *a, struct str name, int depth);
/* When the newest of these issues was made, as RFC 3339. */
struct str catalogue_updated(struct arena *a, const struct shelf *s);
/* ` name="value"` for an address, by catalogue_href. */
void add_href(struct buf *b, const char *name, struct str path, int depth);
void add_element(struct buf *b, const char *name, struct str text);
/* "1. Title — Source", a line each. */
struct str catalogue_articles(struct arena *a, const struct record *r);

/* Pictures: the thumbnail of a JPEG, and the picture that says that there is none. */
struct str catalogue_thumbnail(struct arena *a, struct str jpeg);
struct str catalogue_blank(struct arena *a);

#endif
