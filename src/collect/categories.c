#include "collect/categories.h"

#include "collect/collect.h"
#include "collect/field.h"

struct paths {
	VEC(struct category) list;
	bool cut;
};

struct names {
	VEC(struct str) list;
	bool cut;
};

static struct str name_of(struct article *article, struct str text)
{
	return field_line(&article->arena, text);
}

static void add_level(struct paths *paths, struct category *path, struct str name)
{
	if (name.n == 0)
		return;
	if (path->n == CATEGORY_LEVELS_MAX)
		paths->cut = true;
	else
		path->level[path->n++] = name;
}

static void add_path(struct article *article, struct paths *paths, const struct category *path)
{
	if (path->n == 0)
		return;
	if (paths->list.n == CATEGORIES_MAX)
		paths->cut = true;
	else
		VEC_PUSH(&article->arena, &paths->list, *path);
}

static void add_single(struct article *article, struct paths *paths, struct str text)
{
	struct category path = {0};

	add_level(paths, &path, name_of(article, text));
	add_path(article, paths, &path);
}

/* Jekyll splits a text at its spaces. */
static void add_words(struct article *article, struct paths *paths, struct str text)
{
	struct category path = {0};
	struct str rest = name_of(article, text);

	while (rest.s)
		add_level(paths, &path, str_cut(&rest, ' '));
	add_path(article, paths, &path);
}

static void add_list(struct article *article, struct paths *paths, const struct yaml *list)
{
	struct category path = {0};

	for (const struct yaml *item = list->first; item; item = item->next) {
		if (item->kind == YAML_SCALAR)
			add_level(paths, &path, name_of(article, item->text));
	}
	add_path(article, paths, &path);
}

/* A list one of whose items is a list holds paths, each item one. */
static bool holds_lists(const struct yaml *list)
{
	for (const struct yaml *item = list->first; item; item = item->next) {
		if (item->kind == YAML_LIST)
			return true;
	}
	return false;
}

static void add_lists(struct article *article, struct paths *paths, const struct yaml *list)
{
	for (const struct yaml *item = list->first; item; item = item->next) {
		if (item->kind == YAML_LIST)
			add_list(article, paths, item);
		else if (item->kind == YAML_SCALAR)
			add_single(article, paths, item->text);
	}
}

void categories_read(struct article *article, const struct yaml *entry, enum dialect dialect)
{
	struct paths paths = {0};

	if (!entry)
		return;
	if (entry->kind == YAML_SCALAR && dialect == DIALECT_JEKYLL)
		add_words(article, &paths, entry->text);
	else if (entry->kind == YAML_SCALAR)
		add_single(article, &paths, entry->text);
	else if (entry->kind == YAML_LIST && (dialect == DIALECT_HUGO || holds_lists(entry)))
		add_lists(article, &paths, entry);
	else if (entry->kind == YAML_LIST)
		add_list(article, &paths, entry);
	article->categories = paths.list.v;
	article->category_count = paths.list.n;
	if (paths.cut)
		diag_add(&article->diags, DIAG_HEAD_LIMIT, entry->line,
			 "over %u categories or %d levels, the rest left out", CATEGORIES_MAX,
			 CATEGORY_LEVELS_MAX);
}

static void add_name(struct article *article, struct names *names, struct str text)
{
	struct str name = name_of(article, text);

	if (name.n == 0)
		return;
	if (names->list.n == TAGS_MAX)
		names->cut = true;
	else
		VEC_PUSH(&article->arena, &names->list, name);
}

void tags_read(struct article *article, const struct yaml *entry, enum dialect dialect)
{
	struct names names = {0};
	struct str rest = yaml_text(entry, (struct str){0});

	if (!entry)
		return;
	while (dialect == DIALECT_JEKYLL && rest.s)
		add_name(article, &names, str_cut(&rest, ' '));
	if (dialect != DIALECT_JEKYLL && entry->kind == YAML_SCALAR)
		add_name(article, &names, entry->text);
	for (const struct yaml *item = entry->first; item && entry->kind == YAML_LIST; item = item->next) {
		if (item->kind == YAML_SCALAR)
			add_name(article, &names, item->text);
	}
	article->tags = names.list.v;
	article->tag_count = names.list.n;
	if (names.cut)
		diag_add(&article->diags, DIAG_HEAD_LIMIT, entry->line, "over %u tags, the rest left out",
			 TAGS_MAX);
}

/* ---- as users write them ---- */

/* "金融/雪球"; a name's own slash is written "\/". */
bool parse_category(struct arena *a, struct str text, struct category *category)
{
	size_t from = 0;

	*category = (struct category){0};
	while (from <= text.n) {
		struct buf name = BUF(a);
		struct str trimmed;

		for (; from < text.n && text.s[from] != '/'; from++) {
			if (text.s[from] == '\\' && from + 1 < text.n)
				from++;
			buf_add_char(&name, text.s[from]);
		}
		from++;
		trimmed = str_trim_wide(buf_str(&name));
		if (trimmed.n == 0)
			continue; /* "金融/" and "/金融" mean 金融 */
		if (category->n == CATEGORY_LEVELS_MAX)
			return false;
		category->level[category->n++] = trimmed;
	}
	return category->n > 0;
}

/* Behind dashes, bars, dots and spaces at its beginning. */
static struct str bare_name(struct str name)
{
	size_t at = 0;

	while (at < name.n) {
		size_t next = at;
		uint32_t c = utf8_next(name, &next);

		if (c != '-' && c != '|' && c != 0x2013 && c != 0x2014 && c != 0xB7 && c != 0xFF5C &&
		    !char_is_space(c))
			break;
		at = next;
	}
	return at < name.n ? str_from_offset(name, at) : name;
}

bool category_has_prefix(const struct category *path, const struct category *prefix)
{
	if (prefix->n > path->n)
		return false;
	for (size_t i = 0; i < prefix->n; i++) {
		if (!str_eq_nocase(bare_name(path->level[i]), bare_name(prefix->level[i])))
			return false;
	}
	return true;
}
