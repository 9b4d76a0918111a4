#include "epub/permalinks.h"

#define POSTS_FOLDER S("_posts/")

struct str page_key(struct str page)
{
	while (str_starts(page, S("/")))
		page = str_from_offset(page, 1);
	if (str_ends(page, S("/index.html")))
		page.n -= S("index.html").n;
	if (str_ends(page, S(".html")))
		page.n -= S(".html").n;
	while (str_ends(page, S("/")))
		page.n--;
	return page;
}

/* Hexo's :title. */
static struct str slug(const struct article *article)
{
	struct str path = article->path;
	size_t posts = STR_NONE;
	for (size_t at = 0; (at = str_find(path, POSTS_FOLDER, at)) != STR_NONE; at++)
		if (!at || path.s[at - 1] == '/')
			posts = at;
	if (posts != STR_NONE)
		path = str_from_offset(path, posts + POSTS_FOLDER.n);
	else if (article->root.n < path.n && str_starts(path, article->root))
		path = str_from_offset(path, article->root.n);
	while (str_starts(path, S("/")))
		path = str_from_offset(path, 1);
	size_t ending = str_after_last(str_after_last(path, '/'), '.').n;
	return ending + 1 < path.n ? str_head(path, path.n - ending - 1) : path;
}

/* "2021-07-12-slug", as `new_post_name: :year-:month-:day-:title.md` names files: what stands behind. */
static struct str undated(struct str name)
{
	static const char form[] = "0000-00-00-";
	size_t n = sizeof form - 1;
	for (size_t i = 0; i < n; i++) {
		bool digit = i < name.n && name.s[i] >= '0' && name.s[i] <= '9';
		if (i >= name.n || (form[i] == '0' ? !digit : name.s[i] != form[i]))
			return S("");
	}
	return str_from_offset(name, n);
}

size_t permalinks(struct arena *a, const struct article *article, struct str pages[PERMALINKS_MAX])
{
	/* A pattern (Jekyll's) is not a page, and a URL is no page of the site that the post is in. */
	if (article->permalink.n) {
		pages[0] = article->permalink;
		return str_find_char(article->permalink, ':', 0) == STR_NONE;
	}
	if (!article->dated)
		return 0;
	int year, month, day;
	size_t n = 0;
	struct str title = slug(article), bare = undated(title);
	civil_from_day(article->day, &year, &month, &day);
	if (title.n)
		pages[n++] = arena_printf(a, "/%04d/%02d/%02d/%.*s/", year, month, day, STR_FMT(title));
	if (bare.n)
		pages[n++] = arena_printf(a, "/%04d/%02d/%02d/%.*s/", year, month, day, STR_FMT(bare));
	return n;
}
