#include "collect/fields.h"

#include "collect/categories.h"
#include "collect/dates.h"
#include "collect/field.h"

#include <glib.h>

#define EXCERPT_MOST 400u  /* characters of the head's excerpt that are kept */
#define LANG_MOST    35u   /* RFC 5646, 4.4.1: no tag in use is longer */
#define TITLE_BYTES  1000u /* a title of 60 KB would fill pages, file names, running heads */

/* Keys of the same meaning, the likelier first. */
static const char *const link_keys[] = {"link",       "url",           "source", "original",
					"source_url", "canonical_url", NULL};
static const char *const picture_keys[] = {"headimg", "thumbnail", "cover", "image", "banner", NULL};
static const char *const excerpt_keys[] = {"excerpt", "description", "summary", NULL};
static const char *const lang_keys[] = {"lang", "language", NULL};
static const char *const author_keys[] = {"author", "authors", NULL};
static const char *const category_keys[] = {"categories", "category", NULL};
static const char *const tag_keys[] = {"tags", "tag", NULL};
static const char *const changed_keys[] = {"updated", "lastmod", "last_modified_at", NULL};

static bool has_value(const struct yaml *node)
{
	return node && (node->kind == YAML_SCALAR ? str_trim(node->text).n > 0 : node->first != NULL);
}

static struct yaml *find_any(struct yaml *map, const char *const *keys)
{
	for (; *keys; keys++) {
		struct yaml *node = yaml_find(map, *keys);

		if (has_value(node))
			return node;
	}
	return NULL;
}

/* A text; the first of a list; a map's name or url. */
static struct str text_of(struct yaml *node)
{
	if (node && node->kind == YAML_LIST)
		node = node->first;
	if (node && node->kind == YAML_MAP) {
		struct yaml *name = yaml_find(node, "name");

		node = name ? name : yaml_find(node, "url");
	}
	return yaml_text(node, S(""));
}

static bool is_web_link(struct str text)
{
	return str_starts_nocase(text, S("http://")) || str_starts_nocase(text, S("https://"));
}

static struct str read_link(struct article *article, struct yaml *map)
{
	for (const char *const *key = link_keys; *key; key++) {
		struct str text = field_line(&article->arena, text_of(yaml_find(map, *key)));

		if (is_web_link(text))
			return text;
	}
	return S("");
}

/* YAML reads "[快讯]" as a list, "#话题" as a comment, "!重磅 x" as a tag: as titles
 * they mean themselves. */
static bool is_misread(struct str raw)
{
	return raw.n > 0 && str_find_char(S("[{#!"), raw.s[0], 0) != STR_NONE;
}

static struct str read_title(struct article *article, const struct head *head, struct yaml *map)
{
	struct yaml *node = yaml_find(map, "title");
	struct str raw = head_raw(head, S("title"));
	bool quoted = node && node->kind == YAML_SCALAR && !node->plain;
	struct str text = is_misread(raw) && !quoted ? raw : yaml_text(node, raw);

	return utf8_head(field_line(&article->arena, text), TITLE_BYTES);
}

static struct str read_author(struct article *article, const struct head *head, struct yaml *map)
{
	struct str raw = head_raw(head, S("author"));
	struct yaml *node = find_any(map, author_keys);
	struct str text = text_of(node);

	if (node && node->kind == YAML_LIST && text.n == 0)
		text = raw;
	return utf8_head(field_line(&article->arena, text.n > 0 ? text : raw), TITLE_BYTES);
}

/* A language tag, "zh_CN" too; what cannot be one is no language. */
static struct str read_lang(struct article *article, struct yaml *map)
{
	struct str text = field_line(&article->arena, text_of(find_any(map, lang_keys)));
	char *tag = arena_cstr(&article->arena, text);

	for (size_t i = 0; i < text.n; i++) {
		tag[i] = tag[i] == '_' ? '-' : tag[i];
		if (!g_ascii_isalnum(tag[i]) && (tag[i] != '-' || i < 2))
			return S("");
	}
	return text.n >= 2 && text.n <= LANG_MOST ? (struct str){tag, text.n} : S("");
}

/* ---- dates ---- */

static void set_date(struct article *article, struct str text, instant at, const struct zone *zone)
{
	article->dated = true;
	article->date_text = text;
	article->date = at;
	article->day = zone_day(zone, at);
}

/* Jekyll's, in the file's name: midnight in the run's zone. */
static bool date_from_path(struct article *article, const struct zone *zone)
{
	struct str rest, name = str_after_last(article->path, '/');
	struct civil day;

	if (!date_in_file_name(name, &day, &rest))
		return false;
	set_date(article, str_head(name, name.n - rest.n - 1), zone_instant(zone, &day), zone);
	return true;
}

/* The date; else the file name's; else that of the last change. */
static void read_date(struct article *article, struct yaml *map, const struct zone *zone)
{
	const struct yaml *node = yaml_find(map, "date");
	struct yaml *changed = find_any(map, changed_keys);
	struct str text = field_line(&article->arena, yaml_text(node, S("")));
	instant at;

	if (parse_date(text, zone, &at)) {
		set_date(article, text, at, zone);
		return;
	}
	if (date_from_path(article, zone))
		return;
	struct str last = field_line(&article->arena, yaml_text(changed, S("")));
	if (parse_date(last, zone, &at)) {
		set_date(article, last, at, zone);
		diag_add(&article->diags, DIAG_DATE_GUESSED, changed->line,
			 "no usable date, that of the last change taken");
	} else if (text.n > 0) {
		diag_add(&article->diags, DIAG_BAD_DATE, node->line,
			 "date \"%.*s\" cannot be read, taken as missing", STR_FMT(utf8_head(text, 80)));
	} else {
		diag_add(&article->diags, DIAG_NO_DATE, node ? node->line : 0, "no date");
	}
}

static enum dialect dialect_of(const struct article *article, const struct head *head)
{
	struct str rest;
	struct civil day;

	if (head->kind == HEAD_TOML)
		return DIALECT_HUGO;
	return date_in_file_name(str_after_last(article->path, '/'), &day, &rest) ? DIALECT_JEKYLL
										  : DIALECT_HEXO;
}

struct publication fields_read(struct article *article, const struct head *head, struct yaml *map,
			       const struct zone *zone)
{
	struct arena *a = &article->arena;
	enum dialect dialect = dialect_of(article, head);
	struct publication state = {0};
	bool published = true;

	article->title = read_title(article, head, map);
	article->author = read_author(article, head, map);
	article->link = read_link(article, map);
	article->permalink = utf8_head(field_line(a, text_of(yaml_find(map, "permalink"))), TITLE_BYTES);
	article->lang = read_lang(article, map);
	article->excerpt = field_plain(a, text_of(find_any(map, excerpt_keys)), EXCERPT_MOST);
	article->headimg = field_line(a, text_of(find_any(map, picture_keys)));
	categories_read(article, find_any(map, category_keys), dialect);
	tags_read(article, find_any(map, tag_keys), dialect);
	read_date(article, map, zone);
	yaml_bool(yaml_find(map, "draft"), &state.draft);
	if (yaml_bool(yaml_find(map, "published"), &published))
		state.unpublished = !published;
	return state;
}
