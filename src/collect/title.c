#include "collect/title.h"

#include "collect/dates.h"
#include "collect/field.h"
#include "collect/text-hash.h"

#include <glib.h>

#define TITLE_MOST   200u  /* characters of a heading: a paragraph in <h1> is no title */
#define ELEMENT_MOST 4096u /* how far an element's end is looked for: each of a million may lack one */
#define TITLES_MAX   8u    /* of <title>, likewise */

/* ---- in the body ---- */

struct headings {
	struct str title; /* <title>'s content */
	struct str h1;
	size_t h1_count;
	struct str first; /* a heading of any level before all text */
	bool seen;        /* a heading was looked at for that */
	size_t titles;    /* that were looked at */
	bool drawing;     /* in a <svg>, which has titles of its own */
};

/* What stands between the tag that ends at `at` and </name. */
static struct str content_of(struct str html, size_t at, const char *name)
{
	struct str rest = str_head(str_from_offset(html, at), ELEMENT_MOST);

	for (size_t i = 0; (i = str_find(rest, S("</"), i)) != STR_NONE; i += 2) {
		if (str_starts_nocase(str_from_offset(rest, i + 2), str_from(name)))
			return str_head(rest, i);
	}
	return S("");
}

static bool is_tag(struct str tag, const char *name)
{
	size_t n = strlen(name);

	return str_starts_nocase(tag, str_from(name)) && tag.n > n && !g_ascii_isalnum(tag.s[n]);
}

/* `tag` is what follows the '<' at `at`; the tag ends at `end`. */
static void look_at(struct headings *h, struct str html, size_t at, size_t end)
{
	static const char *const names[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
	struct str tag = str_slice(html.s + at + 1, html.s + end);

	h->drawing = h->drawing || is_tag(tag, "svg");
	if (h->title.n == 0 && !h->drawing && is_tag(tag, "title") && h->titles++ < TITLES_MAX)
		h->title = content_of(html, end, "title");
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (!is_tag(tag, names[i]))
			continue;
		if (i == 0 && h->h1_count++ == 0)
			h->h1 = content_of(html, end, names[i]);
		if (!h->seen && text_hash(str_head(html, at)) == 0)
			h->first = content_of(html, end, names[i]);
		h->seen = true;
	}
}

/* A heading is the title where nothing stands before it, or it is the only <h1>. */
static struct str title_from_body(struct article *article, struct str html)
{
	struct headings h = {0};
	struct markup markup = {.html = html};
	struct str from[3];

	for (size_t at = 0; (at = str_find_char(html, '<', at)) != STR_NONE;) {
		size_t end = markup_end(&markup, at);

		if (end > at)
			look_at(&h, html, at, end);
		at = end > at ? end : at + 1;
	}
	from[0] = h.title;
	from[1] = h.h1_count == 1 ? h.h1 : S("");
	from[2] = h.first;
	for (size_t i = 0; i < G_N_ELEMENTS(from); i++) {
		struct str text = field_plain(&article->arena, from[i], TITLE_MOST);

		if (text.n > 0)
			return text;
	}
	return S("");
}

/* ---- in the file's name ---- */

/* "2021-07-12-two-words.md" -> "two words"; "标题.md" -> "标题" */
static struct str title_from_path(struct article *article)
{
	struct str name = str_after_last(article->path, '/'), slug;
	size_t ending = str_after_last(name, '.').n;
	struct civil day;

	if (ending + 1 < name.n)
		name = str_head(name, name.n - ending - 1);
	if (date_in_file_name(name, &day, &slug)) {
		char *words = arena_cstr(&article->arena, slug);

		for (size_t i = 0; i < slug.n; i++)
			words[i] = words[i] == '-' ? ' ' : words[i];
		name = (struct str){words, slug.n};
	}
	name = field_line(&article->arena, name);
	return name.n > 0 ? name : S("无题");
}

void title_complete(struct article *article, struct str body, unsigned line)
{
	if (article->title.n > 0)
		return;
	article->title = title_from_body(article, body);
	if (article->title.n > 0) {
		diag_add(&article->diags, DIAG_NO_TITLE, line, "no title, that of the text taken");
		return;
	}
	article->title = title_from_path(article);
	diag_add(&article->diags, DIAG_NO_TITLE, line, "no title, the file's name taken");
}
