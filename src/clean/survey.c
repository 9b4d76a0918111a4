#include "clean/survey.h"

/* Links into the article that are followed; the rest become text. */
#define SURVEY_LINKS_MAX 20000

static struct survey_entry *slot_of(const struct survey *s, struct str id)
{
	size_t i = (size_t)(str_hash(id) >> 11) & s->mask;
	while (s->entries[i].id.n && !str_eq(s->entries[i].id, id))
		i = (i + 1) & s->mask;
	return &s->entries[i];
}

const struct survey_entry *survey_find(const struct survey *s, struct str id)
{
	if (!s->count || !id.n)
		return NULL;
	const struct survey_entry *e = slot_of(s, id);
	return e->id.n ? e : NULL;
}

static struct survey_entry *survey_add(struct survey *s, struct arena *a, struct str id)
{
	if (s->count * 2 >= s->mask) {
		struct survey old = *s;
		s->mask = s->mask ? s->mask * 2 + 1 : 63;
		s->entries = ARENA_ARRAY(a, s->mask + 1, struct survey_entry);
		for (size_t i = 0; old.entries && i <= old.mask; i++)
			if (old.entries[i].id.n)
				*slot_of(s, old.entries[i].id) = old.entries[i];
	}
	struct survey_entry *e = slot_of(s, id);
	s->count += !e->id.n;
	e->id = id;
	return e;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static struct str decode_percent(struct arena *a, struct str text)
{
	if (str_find_char(text, '%', 0) == STR_NONE)
		return text;
	struct buf out = BUF(a);
	for (size_t i = 0; i < text.n; i++) {
		bool escape = text.s[i] == '%' && i + 2 < text.n && hex(text.s[i + 1]) >= 0 &&
			      hex(text.s[i + 2]) >= 0;
		buf_add_char(&out, escape ? (char)(hex(text.s[i + 1]) * 16 + hex(text.s[i + 2])) : text.s[i]);
		i += escape ? 2 : 0;
	}
	return buf_str(&out);
}

bool survey_fragment(struct arena *a, struct str href, struct str article_link, struct str *id)
{
	href = str_trim(href);
	if (article_link.n && str_starts(href, article_link))
		href = str_from_offset(href, article_link.n);
	if (href.n < 2 || href.s[0] != '#')
		return false;
	*id = decode_percent(a, str_from_offset(href, 1));
	return true;
}

/* "[1]", "1", "①", "*", "注1": no more than a few letters. */
static bool looks_like_mark(const GumboNode *link)
{
	if (!node_text_within(link, 8))
		return false;
	for (const GumboNode *up = link; up; up = up->parent) {
		if (node_is(up, GUMBO_TAG_SUP) || node_has_class(up, S("footnote-ref")) ||
		    node_has_class(up, S("footnote-reference")) || node_has_class(up, S("footnote")))
			return true;
		if (up != link && !node_is(up, GUMBO_TAG_SPAN) && !node_is(up, GUMBO_TAG_A))
			break;
	}
	for (const GumboNode *at = link; at; at = node_after(at, link))
		if (node_is(at, GUMBO_TAG_SUP))
			return true;
	return false;
}

static void survey_links(struct survey *s, struct arena *a, const GumboNode *root, struct str article_link)
{
	for (const GumboNode *n = root; n; n = node_after(n, root)) {
		struct str id;
		if (!node_is(n, GUMBO_TAG_A) || s->count >= SURVEY_LINKS_MAX)
			continue;
		if (survey_fragment(a, node_attribute(n, "href"), article_link, &id))
			survey_add(s, a, id)->noted |= looks_like_mark(n);
	}
}

/* ---- places ---- */

static bool is_ncname(struct str id)
{
	for (size_t i = 0; i < id.n; i++) {
		char c = id.s[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		if (!letter && (!i || !((c >= '0' && c <= '9') || c == '-' || c == '.')))
			return false;
	}
	return id.n && id.n <= 64;
}

/* Source ids that are NCNames keep their name; the others get "x.1", "x.2", …,
 * which the source's may not use. */
static struct str name_for(struct arena *a, struct str id, size_t *number)
{
	if (is_ncname(id) && !str_starts(id, S("x.")))
		return arena_str(a, id);
	return arena_printf(a, "x.%zu", ++*number);
}

static void survey_place(struct survey *s, struct arena *a, const GumboNode *n, struct str id, size_t *number)
{
	if (!id.n)
		return;
	struct survey_entry *e = slot_of(s, id);
	if (!e->id.n || e->place)
		return;
	e->place = n;
	e->name = name_for(a, id, number);
}

static void survey_places(struct survey *s, struct arena *a, const GumboNode *root)
{
	size_t number = 0;
	for (const GumboNode *n = root; n; n = node_after(n, root)) {
		if (!node_is_element(n) || !n->v.element.attributes.length)
			continue;
		survey_place(s, a, n, node_attribute(n, "id"), &number);
		if (node_is(n, GUMBO_TAG_A))
			survey_place(s, a, n, node_attribute(n, "name"), &number);
	}
}

/* ---- footnotes ---- */

static const struct survey_entry *item_entry(const struct survey *s, const GumboNode *item)
{
	const struct survey_entry *e = survey_find(s, node_attribute(item, "id"));
	return e && e->place == item ? e : NULL;
}

bool survey_is_notes(const struct survey *s, const GumboNode *list)
{
	size_t items = 0;
	if (!s->count)
		return false;
	for (size_t i = 0; i < node_child_count(list); i++) {
		const GumboNode *child = node_child(list, i);
		if (!node_is_element(child))
			continue;
		const struct survey_entry *e = item_entry(s, child);
		if (!node_is(child, GUMBO_TAG_LI) || !e || !e->noted)
			return false;
		items++;
	}
	return items > 0;
}

static void survey_notes(struct survey *s, const GumboNode *root)
{
	for (const GumboNode *n = root; n; n = node_after(n, root)) {
		if (!(node_is(n, GUMBO_TAG_OL) || node_is(n, GUMBO_TAG_UL)) || !survey_is_notes(s, n))
			continue;
		for (size_t i = 0; i < node_child_count(n); i++)
			if (node_is_element(node_child(n, i)))
				slot_of(s, node_attribute(node_child(n, i), "id"))->note = true;
	}
}

/* The mark's own id: on the link, or on the sup around it. */
static void survey_backs(struct survey *s, struct arena *a, const GumboNode *root, struct str article_link)
{
	for (const GumboNode *n = root; n; n = node_after(n, root)) {
		struct str id;
		if (!node_is(n, GUMBO_TAG_A) ||
		    !survey_fragment(a, node_attribute(n, "href"), article_link, &id))
			continue;
		const struct survey_entry *e = survey_find(s, id);
		if (!e || !e->note)
			continue;
		for (const GumboNode *up = n; up && (up == n || node_is(up, GUMBO_TAG_SUP));
		     up = up->parent) {
			struct survey_entry *own = slot_of(s, node_attribute(up, "id"));
			if (own->id.n)
				own->back = true;
		}
	}
}

void survey_tree(struct survey *s, struct arena *keep, struct arena *a, const GumboNode *root,
		 struct str article_link)
{
	*s = (struct survey){0};
	survey_links(s, a, root, article_link);
	if (!s->count)
		return;
	survey_places(s, keep, root);
	survey_notes(s, root);
	survey_backs(s, a, root, article_link);
}
