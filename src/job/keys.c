/* The table of keys, and the function that takes each one's value. */
#include "job/reader.h"

#include <glib.h>

/* ---- texts and paths ---- */

static void take_name(struct reader *r, struct yaml *node, struct job *job)
{
	struct str name;
	if (!read_text(r, node, &name))
		return;
	job->name = name;
	if (name.n > JOB_NAME_MAX)
		mistake(r, node, "over %u bytes", JOB_NAME_MAX);
	for (size_t at = 0; at < name.n;) {
		uint32_t c = utf8_next(name, &at);
		if (c < 0x20 || c == 0x7F || (c < 0x80 && strchr("/\\:*?\"<>|,", (int)c))) {
			mistake(r, node, "names hold none of / \\ : * ? \" < > | and no comma");
			return;
		}
	}
}

#define TAKE_TEXT(field)                                                               \
	static void take_##field(struct reader *r, struct yaml *node, struct job *job) \
	{                                                                              \
		read_text(r, node, &job->field);                                       \
	}
#define TAKE_FLAG(field)                                                               \
	static void take_##field(struct reader *r, struct yaml *node, struct job *job) \
	{                                                                              \
		read_flag(r, node, &job->field);                                       \
	}
#define TAKE_PATH(field)                                                               \
	static void take_##field(struct reader *r, struct yaml *node, struct job *job) \
	{                                                                              \
		if (read_text(r, node, &job->field))                                   \
			job->field = resolve_path(r, job->field);                      \
	}
TAKE_TEXT(title)
TAKE_TEXT(creator)
TAKE_TEXT(language)
TAKE_TEXT(profile_name)
TAKE_PATH(images)
TAKE_PATH(output)
TAKE_FLAG(no_images)
TAKE_FLAG(strict)

/* A name, or a folder's path with a slash. */
static void take_style(struct reader *r, struct yaml *node, struct job *job)
{
	if (read_text(r, node, &job->style) && str_find_char(job->style, '/', 0) != STR_NONE)
		job->style = resolve_path(r, job->style);
}

static void take_posts(struct reader *r, struct yaml *node, struct job *job)
{
	if (!read_list(r, node, &job->posts, &job->post_count))
		return;
	for (size_t i = 0; i < job->post_count; i++)
		job->posts[i] = place_settle(r->arena, r->jobs->folder, resolve_path(r, job->posts[i]));
	if (!job->post_count)
		mistake(r, node, "no folder is named");
}

static void take_state(struct reader *r, struct yaml *node, struct job *job)
{
	(void)job;
	if (read_text(r, node, &r->jobs->state))
		r->jobs->state = resolve_path(r, r->jobs->state);
}

static void take_timezone(struct reader *r, struct yaml *node, struct job *job)
{
	struct str name;
	if (!read_text(r, node, &name))
		return;
	for (size_t i = 0; i < r->jobs->zones.n; i++)
		if (str_eq(name, str_from(zone_name(r->jobs->zones.v[i])))) {
			job->zone = r->jobs->zones.v[i];
			return;
		}
	const char *text = arena_cstr(r->arena, name);
	struct zone *zone = zone_new(text);
	if (zone) {
		VEC_PUSH(r->arena, &r->jobs->zones, zone);
		job->zone = zone;
		return;
	}
	struct str near = zone_suggest(r->arena, text);
	mistake(r, node, "there is no time zone \"%s\"%s%.*s", text,
		near.n ? "; near it: " : " (names are like Asia/Shanghai or +08:00)", STR_FMT(near));
}

/* ---- selection ---- */

static void read_categories(struct reader *r, struct yaml *node, struct category **list, size_t *count)
{
	struct str *names;
	size_t n;
	if (!read_list(r, node, &names, &n))
		return;
	*list = ARENA_ARRAY(r->arena, n, struct category);
	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (!parse_category(r->arena, names[i], &(*list)[(*count)++]))
			mistake(r, node, "\"%.*s\" is no category: write it as 金融/新浪财经",
				STR_FMT(names[i]));
}

static void take_categories(struct reader *r, struct yaml *node, struct job *job)
{
	read_categories(r, node, &job->selection.include, &job->selection.include_count);
}

static void take_exclude(struct reader *r, struct yaml *node, struct job *job)
{
	read_categories(r, node, &job->selection.exclude, &job->selection.exclude_count);
}

static void take_tags(struct reader *r, struct yaml *node, struct job *job)
{
	read_list(r, node, &job->selection.tags, &job->selection.tag_count);
}

static void take_authors(struct reader *r, struct yaml *node, struct job *job)
{
	read_list(r, node, &job->selection.authors, &job->selection.author_count);
}

static void take_sort(struct reader *r, struct yaml *node, struct job *job)
{
	int i = 0;
	if (read_word(r, node, "date -date title source", &i))
		job->selection.sort = (enum sort_key)i;
}

static void take_group(struct reader *r, struct yaml *node, struct job *job)
{
	int i = 0;
	if (read_word(r, node, "category source day none", &i))
		job->selection.group = (enum group_key)i;
}

static void take_min(struct reader *r, struct yaml *node, struct job *job)
{
	read_number(r, node, 0, JOB_ISSUE_MAX, &job->min);
}

static void take_max(struct reader *r, struct yaml *node, struct job *job)
{
	read_number(r, node, 1, JOB_ISSUE_MAX, &job->max);
}

static void take_updated(struct reader *r, struct yaml *node, struct job *job)
{
	int i = 0;
	if (read_word(r, node, "skip again", &i))
		job->updated = (enum when_updated)i;
}

static void take_duplicates(struct reader *r, struct yaml *node, struct job *job)
{
	int i = 0;
	if (read_word(r, node, "merge keep", &i))
		job->merge = i == 0;
}

/* ---- time ---- */

static void take_period(struct reader *r, struct yaml *node, struct job *job)
{
	static const char *const words[] = {"daily", "weekly", "monthly", "since-last", "every 3 days"};
	struct str text;
	if (!read_text(r, node, &text) || period_parse(text, &job->schedule))
		return;
	struct str near = suggestion(r->arena, text, words, G_N_ELEMENTS(words));
	mistake(r, node, "\"%.*s\" is none of daily, weekly, monthly, every N days (1 to %d), since-last%.*s",
		STR_FMT(str_head(text, 40)), PERIOD_DAYS_MAX, STR_FMT(near));
}

static void take_week_starts(struct reader *r, struct yaml *node, struct job *job)
{
	struct str text;
	if (read_text(r, node, &text) && !weekday_parse(text, &job->schedule.week_starts))
		mistake(r, node, "\"%.*s\" is no day of the week: monday to sunday",
			STR_FMT(str_head(text, 40)));
}

static void take_starts(struct reader *r, struct yaml *node, struct job *job)
{
	struct str text, message = S("");
	if (!read_text(r, node, &text))
		return;
	if (!parse_day(r->arena, text, &job->starts, &message)) {
		mistake(r, node, "%.*s", STR_FMT(message));
		return;
	}
	job->starts_given = true;
	job->schedule.anchor = job->starts;
}

static void take_due(struct reader *r, struct yaml *node, struct job *job)
{
	struct str text;
	if (read_text(r, node, &text) && !due_parse(text, &job->schedule.due))
		mistake(r, node, "\"%.*s\" is no time of day: write \"07:00\"", STR_FMT(str_head(text, 40)));
}

static void take_catch_up(struct reader *r, struct yaml *node, struct job *job)
{
	read_number(r, node, 1, CATCH_UP_MAX, &job->catch_up);
}

/* ---- issues ---- */

static void take_keep(struct reader *r, struct yaml *node, struct job *job)
{
	if (str_eq_nocase(yaml_text(node, S("")), S("all")))
		job->keep = 0;
	else
		read_number(r, node, 1, JOB_ISSUE_MAX, &job->keep);
}

static void take_when_empty(struct reader *r, struct yaml *node, struct job *job)
{
	struct str text, rest;
	if (!read_text(r, node, &text))
		return;
	if (str_starts(text, S("alarm after "))) {
		rest = str_trim(str_from_offset(text, 12));
		job->when_empty = EMPTY_ALARM;
		if (!str_to_uint(rest, &job->alarm_after) || job->alarm_after < 1 || job->alarm_after > 1000)
			mistake(r, node, "\"%.*s\" is no number from 1 to 1000", STR_FMT(str_head(rest, 40)));
		return;
	}
	static const enum when_empty meanings[] = {EMPTY_SKIP, EMPTY_MAKE, EMPTY_MAKE, EMPTY_ALARM};
	int i = 0;
	if (read_word(r, node, "skip make empty alarm", &i))
		job->when_empty = meanings[i];
	if (meanings[i] == EMPTY_ALARM)
		mistake(r, node, "write how many are too many: alarm after 3");
}

/* ---- delivery ---- */

static void take_deliver(struct reader *r, struct yaml *node, struct job *job)
{
	struct delivery_source source = {
		.folder = r->jobs->folder, .mail = r->jobs->mail, .arena = r->arena, .diags = r->diags};
	job->deliveries = (struct deliveries){0};
	deliveries_read(&job->deliveries, &source, node);
}

static void take_latest(struct reader *r, struct yaml *node, struct job *job)
{
	bool wanted;
	if (yaml_bool(node, &wanted))
		job->latest = wanted ? S("latest") : S("");
	else if (read_text(r, node, &job->latest) && str_find_char(job->latest, '/', 0) != STR_NONE)
		mistake(r, node, "yes, no or a name without folders is wanted");
}

static void take_catalogue(struct reader *r, struct yaml *node, struct job *job)
{
	catalogue_read(node, r->arena, &job->catalogue, r->diags);
}

static void take_metrics(struct reader *r, struct yaml *node, struct job *job)
{
	(void)job;
	if (read_text(r, node, &r->jobs->metrics))
		r->jobs->metrics = resolve_path(r, r->jobs->metrics);
}

static void take_mail(struct reader *r, struct yaml *node, struct job *job)
{
	(void)r, (void)node, (void)job; /* read before all others: deliveries take their defaults from it */
}

static void take_jobs(struct reader *r, struct yaml *node, struct job *job)
{
	(void)r, (void)node, (void)job; /* read after all others, which are their defaults */
}

/* ---- the table ---- */

static const struct key {
	const char *name;
	unsigned scopes;
	void (*take)(struct reader *r, struct yaml *node, struct job *job);
} keys[] = {
	{"authors", KEYS_TOP | KEYS_JOB, take_authors},
	{"catalogue", KEYS_TOP | KEYS_JOB, take_catalogue},
	{"catch-up", KEYS_TOP | KEYS_JOB, take_catch_up},
	{"categories", KEYS_TOP | KEYS_JOB, take_categories},
	{"creator", KEYS_TOP | KEYS_JOB, take_creator},
	{"deliver", KEYS_TOP | KEYS_JOB, take_deliver},
	{"due", KEYS_TOP | KEYS_JOB, take_due},
	{"duplicates", KEYS_TOP | KEYS_JOB, take_duplicates},
	{"exclude", KEYS_TOP | KEYS_JOB, take_exclude},
	{"formats", KEYS_TOP | KEYS_JOB, formats_read},
	{"group", KEYS_TOP | KEYS_JOB, take_group},
	{"images", KEYS_TOP | KEYS_JOB, take_images},
	{"jobs", KEYS_TOP, take_jobs},
	{"keep", KEYS_TOP | KEYS_JOB, take_keep},
	{"language", KEYS_TOP | KEYS_JOB, take_language},
	{"latest", KEYS_TOP | KEYS_JOB, take_latest},
	{"mail", KEYS_TOP, take_mail},
	{"max", KEYS_TOP | KEYS_JOB, take_max},
	{"metrics", KEYS_TOP, take_metrics},
	{"min", KEYS_TOP | KEYS_JOB, take_min},
	{"name", KEYS_JOB, take_name},
	{"no-images", KEYS_TOP | KEYS_JOB, take_no_images},
	{"output", KEYS_TOP | KEYS_JOB, take_output},
	{"period", KEYS_TOP | KEYS_JOB, take_period},
	{"posts", KEYS_TOP | KEYS_JOB, take_posts},
	{"profile", KEYS_TOP | KEYS_JOB, take_profile_name},
	{"sort", KEYS_TOP | KEYS_JOB, take_sort},
	{"starts", KEYS_TOP | KEYS_JOB, take_starts},
	{"state", KEYS_TOP, take_state},
	{"strict", KEYS_TOP | KEYS_JOB, take_strict},
	{"style", KEYS_TOP | KEYS_JOB, take_style},
	{"tags", KEYS_TOP | KEYS_JOB, take_tags},
	{"timezone", KEYS_TOP | KEYS_JOB, take_timezone},
	{"title", KEYS_TOP | KEYS_JOB, take_title},
	{"updated", KEYS_TOP | KEYS_JOB, take_updated},
	{"week-starts", KEYS_TOP | KEYS_JOB, take_week_starts},
	{"when-empty", KEYS_TOP | KEYS_JOB, take_when_empty},
};

static const struct key *key_lookup(struct str name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (str_eq(name, str_from(keys[i].name)))
			return &keys[i];
	return NULL;
}

static void unknown_key(struct reader *r, const struct yaml *node, enum key_scope scope)
{
	const char *words[G_N_ELEMENTS(keys)];
	size_t count = 0;
	const struct key *elsewhere = key_lookup(node->key);
	struct yaml unnamed = *node;
	unnamed.key = S("");
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i].scopes & scope)
			words[count++] = keys[i].name;
	if (elsewhere)
		mistake(r, &unnamed, "the key \"%s\" belongs %s", elsewhere->name,
			scope == KEYS_TOP ? "to a job" : "to the top of the file");
	else
		mistake(r, &unnamed, "unknown key \"%.*s\"%.*s", STR_FMT(str_head(node->key, 60)),
			STR_FMT(suggestion(r->arena, node->key, words, count)));
}

static bool given_before(const struct yaml *map, const struct yaml *node)
{
	for (const struct yaml *at = map->first; at != node; at = at->next)
		if (str_eq(at->key, node->key))
			return true;
	return false;
}

void keys_read(struct reader *r, struct yaml *map, struct job *job, enum key_scope scope)
{
	for (struct yaml *node = map->first; node; node = node->next) {
		const struct key *key = key_lookup(node->key);
		if (!key || !(key->scopes & scope))
			unknown_key(r, node, scope);
		else if (given_before(map, node))
			mistake(r, node, "given twice");
		else
			key->take(r, node, job);
	}
}
