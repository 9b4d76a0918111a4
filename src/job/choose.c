#include "job/choose.h"

#include "base/str-table.h"
#include "job/want.h"

#include <glib.h>

/* ---- what was published ---- */

struct memory {
	struct published_list list;                         /* of the last CHOOSE_DAYS, and of plans */
	GHashTable *by_path, *by_link, *by_title, *by_text; /* → struct published */
};

static guint title_key(gconstpointer key)
{
	const struct story *s = key;
	return (guint)(str_hash(s->title) ^ str_hash(s->source) * 31);
}

static gboolean title_same(gconstpointer x, gconstpointer y)
{
	const struct story *a = x, *b = y;
	return str_eq(a->title, b->title) && str_eq(a->source, b->source);
}

static void remember(struct memory *m, struct story *story)
{
	g_hash_table_insert(m->by_path, &story->path, story);
	if (story->link.n)
		g_hash_table_insert(m->by_link, &story->link, story);
	if (story->title.n)
		g_hash_table_insert(m->by_title, story, story);
	if (story->signature.text)
		g_hash_table_insert(m->by_text, &story->signature.text, story);
}

static void memory_init(struct memory *m)
{
	m->by_path = str_table_new();
	m->by_link = str_table_new();
	m->by_title = g_hash_table_new(title_key, title_same);
	m->by_text = g_hash_table_new(g_int64_hash, g_int64_equal);
}

static void memory_clear(struct memory *m)
{
	g_hash_table_unref(m->by_path);
	g_hash_table_unref(m->by_link);
	g_hash_table_unref(m->by_title);
	g_hash_table_unref(m->by_text);
}

/* ---- recognizing ---- */

enum sameness { NOT_SAME, SAME_TEXT, SAME_POST, SAME_STORY };

/* One title of one source within a day is one article, in two editions. */
static bool same_day(const struct story *a, const struct story *b)
{
	if (!a->dated || !b->dated)
		return a->dated == b->dated;
	return a->date - b->date < SECONDS_PER_DAY && b->date - a->date < SECONDS_PER_DAY;
}

static bool textless(const struct story *a, const struct story *b)
{
	return !a->signature.text && !b->signature.text;
}

/* Sites name files and links anew, and use names again: the text must bear it out.  Of one title on
 * other days it must tell the same, number by number: a column has one title every day. */
static bool same_post(const struct story *a, const struct story *b)
{
	bool similar = textless(a, b) || signature_similarity(&a->signature, &b->signature) >= NEAR_EDITION;
	if (str_eq(a->path, b->path) || (a->link.n && str_eq(a->link, b->link)))
		return similar || (a->title.n && str_eq(a->title, b->title));
	return a->title.n && title_same(a, b) &&
	       ((similar && same_day(a, b)) || signature_near(&a->signature, &b->signature));
}

static const struct story *lookup_post(const struct memory *m, const struct story *story)
{
	const struct story *found[] = {
		g_hash_table_lookup(m->by_path, &story->path),
		story->link.n ? g_hash_table_lookup(m->by_link, &story->link) : NULL,
		story->title.n ? g_hash_table_lookup(m->by_title, story) : NULL,
	};
	for (size_t i = 0; i < G_N_ELEMENTS(found); i++)
		if (found[i] && same_post(story, found[i]))
			return found[i];
	return NULL;
}

static enum sameness compare(const struct memory *m, const struct story *story, const struct story **with)
{
	*with = story->signature.text ? g_hash_table_lookup(m->by_text, &story->signature.text) : NULL;
	if (*with)
		return SAME_TEXT;
	*with = lookup_post(m, story);
	return *with ? SAME_POST : NOT_SAME;
}

/* ---- against what was published ---- */

struct choosing {
	const struct chooser *c;
	const struct job *job;
	struct arena *arena; /* scratch */
	struct arena *kept;  /* of what is chosen */
	struct chosen *chosen;
	struct memory published;
};

static struct str key_of(const struct choosing *g, const struct story *story)
{
	for (size_t i = 0; i < g->published.list.list.n; i++)
		if (&g->published.list.list.v[i].story == story)
			return g->published.list.list.v[i].key;
	return S("");
}

static const struct story *near_published(const struct choosing *g, const struct story *story)
{
	for (size_t i = 0; i < g->published.list.list.n; i++)
		if (signature_near(&story->signature, &g->published.list.list.v[i].story.signature))
			return &g->published.list.list.v[i].story;
	return NULL;
}

static void leave_known(struct choosing *g, const struct story *story, enum sameness how, struct str key)
{
	static const struct {
		const char *code, *reason;
	} words[] = {
		[SAME_TEXT] = {"seen", "published in"},
		[SAME_POST] = {"updated", "an earlier version was published in"},
		[SAME_STORY] = {"told", "nearly the same was published in"},
	};
	leave(g->chosen, g->kept, story->path, str_from(words[how].code),
	      arena_printf(g->arena, "%s %.*s", words[how].reason, STR_FMT(key)));
}

/* Older issues are asked one by one, and know no near duplicates. */
static enum sameness ask_older(struct choosing *g, const struct story *story, struct str *key)
{
	struct arena scratch;
	struct published_list old = {0};
	enum sameness how = NOT_SAME;
	arena_init(&scratch);
	state_find(g->c->state, g->job->name, story, &scratch, &old);
	for (size_t i = 0; i < old.list.n && how == NOT_SAME; i++) {
		const struct story *other = &old.list.v[i].story;
		if (story->signature.text && other->signature.text == story->signature.text)
			how = SAME_TEXT;
		else if (same_post(story, other))
			how = SAME_POST;
		if (how != NOT_SAME)
			*key = arena_str(g->arena, old.list.v[i].key);
	}
	arena_clear(&scratch);
	return how;
}

static bool is_new(struct choosing *g, const struct story *story)
{
	const struct story *with;
	struct str key = S("");
	enum sameness how = compare(&g->published, story, &with);
	/* The text says most: of a post whose name has another one now, too. */
	enum sameness older = how == SAME_TEXT ? NOT_SAME : ask_older(g, story, &key);
	if (how == NOT_SAME || older == SAME_TEXT)
		how = older;
	else
		key = S("");
	if (how == NOT_SAME && g->job->merge) {
		with = near_published(g, story);
		how = with ? SAME_STORY : NOT_SAME;
	}
	if (how == NOT_SAME || (how == SAME_POST && g->job->updated == UPDATED_AGAIN))
		return true;
	leave_known(g, story, how, key.n ? key : key_of(g, with));
	return false;
}

static void recall(struct choosing *g, const struct period *period)
{
	struct published_list *list = &g->published.list;
	memory_init(&g->published);
	state_published(g->c->state, g->job->name, period->from - CHOOSE_DAYS, g->arena, list);
	for (size_t i = 0; g->c->planned && i < g->c->planned->list.n; i++)
		VEC_PUSH(g->arena, &list->list, g->c->planned->list.v[i]);
	for (size_t i = 0; i < list->list.n; i++)
		remember(&g->published, &list->list.v[i].story);
}

/* ---- among themselves ---- */

struct group {
	struct story *best; /* the longest */
	VEC(struct story *) others;
};
struct groups {
	VEC(struct group) list;
	GHashTable *of; /* story → index in the list, plus one */
};

static int compare_dates(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	if (a->story.dated != b->story.dated)
		return a->story.dated ? -1 : 1;
	if (a->story.date != b->story.date)
		return a->story.date < b->story.date ? -1 : 1;
	return str_cmp(a->story.path, b->story.path);
}

static size_t near_group(const struct groups *groups, const struct story *story)
{
	size_t n = groups->list.n, first = n > CHOOSE_COMPARED ? n - CHOOSE_COMPARED : 0;
	for (size_t i = n; i-- > first;)
		if (signature_near(&story->signature, &groups->list.v[i].best->signature))
			return i + 1;
	return 0;
}

static size_t group_of(const struct choosing *g, const struct memory *m, const struct groups *groups,
		       const struct story *story)
{
	const struct story *with;
	if (compare(m, story, &with) != NOT_SAME)
		return GPOINTER_TO_SIZE(g_hash_table_lookup(groups->of, with));
	return g->job->merge ? near_group(groups, story) : 0;
}

static void join(struct choosing *g, struct group *group, struct story *story)
{
	if (story->signature.tokens > group->best->signature.tokens) {
		struct story *before = group->best;
		group->best = story;
		story = before;
	}
	VEC_PUSH(g->arena, &group->others, story);
}

static void put_together(struct choosing *g, struct candidate *list, size_t count, struct groups *groups)
{
	struct memory m = {0};
	memory_init(&m);
	groups->of = g_hash_table_new(NULL, NULL);
	for (size_t i = 0; i < count; i++) {
		struct story *story = &list[i].story;
		size_t at = group_of(g, &m, groups, story);
		if (at) {
			join(g, &groups->list.v[at - 1], story);
		} else {
			VEC_PUSH(g->arena, &groups->list, (struct group){.best = story});
			at = groups->list.n;
		}
		g_hash_table_insert(groups->of, story, GSIZE_TO_POINTER(at));
		remember(&m, story);
	}
	g_hash_table_unref(groups->of);
	memory_clear(&m);
}

/* ---- the issue ---- */

static int newest_first(const void *x, const void *y)
{
	const struct story *a = ((const struct group *)x)->best, *b = ((const struct group *)y)->best;
	if (a->dated != b->dated)
		return a->dated ? -1 : 1;
	if (a->date != b->date)
		return a->date > b->date ? -1 : 1;
	return str_cmp(a->path, b->path);
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const struct group *)x)->best->path, ((const struct group *)y)->best->path);
}

static void keep_newest(struct choosing *g, struct groups *groups)
{
	size_t most = g->job->max;
	if (!most || groups->list.n <= most)
		return;
	qsort(groups->list.v, groups->list.n, sizeof *groups->list.v, newest_first);
	for (size_t i = most; i < groups->list.n; i++)
		leave(g->chosen, g->kept, groups->list.v[i].best->path, S("limit"),
		      arena_printf(g->arena, "older than the newest %zu (max)", most));
	groups->list.n = most;
}

static int by_date(const void *x, const void *y)
{
	const struct story *a = *(struct story *const *)x, *b = *(struct story *const *)y;
	if (a->dated != b->dated)
		return a->dated ? -1 : 1;
	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	return str_cmp(a->path, b->path);
}

static void keep_story(struct choosing *g, const struct story *story)
{
	struct story kept = *story;
	kept.path = arena_str(g->kept, story->path);
	kept.link = arena_str(g->kept, story->link);
	kept.title = arena_str(g->kept, story->title);
	kept.source = arena_str(g->kept, story->source);
	VEC_PUSH(g->kept, &g->chosen->ticket.stories, kept);
}

static void write_stories(struct choosing *g, struct groups *groups)
{
	if (groups->list.n)
		qsort(groups->list.v, groups->list.n, sizeof *groups->list.v, by_path);
	for (size_t i = 0; i < groups->list.n; i++) {
		struct group *group = &groups->list.v[i];
		keep_story(g, group->best);
		if (group->others.n)
			qsort(group->others.v, group->others.n, sizeof(struct story *), by_date);
		for (size_t k = 0; k < group->others.n; k++) {
			struct story other = *group->others.v[k];
			other.also = true;
			keep_story(g, &other);
			leave(g->chosen, g->kept, other.path, S("also"),
			      arena_printf(g->arena, "stands beneath %.*s", STR_FMT(group->best->path)));
		}
	}
	g->chosen->articles = groups->list.n;
}

static void report_misdated(const struct choosing *g, const struct candidate *list, size_t count,
			    struct diags *diags)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].misdated)
			diag_add_file(diags, DIAG_LATE_DATE,
				      place_outside(g->arena, g->c->jobs->folder, list[i].story.path), 0,
				      "dated \"%.*s\", after the file was written: counts as of that day",
				      STR_FMT(list[i].post->date_text));
}

static void choose_of(struct choosing *g, const struct wanting *w, struct candidates *wanted,
		      struct diags *diags)
{
	struct groups groups = {0};
	size_t kept = 0;
	recall(g, w->period);
	for (size_t i = 0; i < wanted->list.n; i++)
		if (is_new(g, &wanted->list.v[i].story))
			wanted->list.v[kept++] = wanted->list.v[i];
	report_misdated(g, wanted->list.v, kept, diags);
	if (kept)
		qsort(wanted->list.v, kept, sizeof *wanted->list.v, compare_dates);
	put_together(g, wanted->list.v, kept, &groups);
	memory_clear(&g->published);
	keep_newest(g, &groups);
	write_stories(g, &groups);
}

bool choose(const struct chooser *c, const struct job *job, const struct period *period,
	    const struct cursor *cursor, bool past, struct arena *a, struct diags *diags,
	    struct chosen *chosen)
{
	struct arena scratch;
	struct choosing g = {.c = c, .job = job, .arena = &scratch, .kept = a, .chosen = chosen};
	const struct wanting w = {c, job, period, cursor, past, &scratch, a, chosen};
	struct candidates wanted = {0};
	arena_init(&scratch);
	*chosen = (struct chosen){.ticket = {.job = job->name, .from = period->from, .to = period->to},
				  .explained = c->explain};
	chosen->ticket.key = period_key(a, &job->schedule, period);
	bool whole = want(&w, &wanted);
	if (whole)
		choose_of(&g, &w, &wanted, diags);
	arena_clear(&scratch);
	return whole;
}
