#include "job/want.h"

#include "collect/select.h"

#include <glib.h>

#define PLAUSIBLE_YEAR 2000 /* files that archives unpack with no time of their own are of 1970 or 1980 */

void leave(struct chosen *chosen, struct arena *a, struct str path, struct str code, struct str reason)
{
	if (chosen->explained)
		VEC_PUSH(a, &chosen->left,
			 (struct left_out){arena_str(a, path), arena_str(a, code), arena_str(a, reason)});
}

struct str root_of(const struct jobs *jobs, const struct job *job, struct str path)
{
	struct str best = {0};
	size_t longest = 0;
	for (size_t i = 0; i < job->post_count; i++) {
		struct str root = place_inside(jobs->folder, job->posts[i]);
		size_t length = str_eq(root, S(".")) ? 0 : root.n;
		if (!place_below(root, path) || (best.n && length < longest))
			continue;
		best = job->posts[i];
		longest = length;
	}
	return best;
}

/* ---- heads ---- */

/* The date in the job's zone; one after the file's last change is no date. */
static bool date_of(const struct wanting *w, const struct known *k, struct candidate *c)
{
	c->story.dated = k->date_text.n && parse_date(k->date_text, w->job->zone, &c->story.date);
	if (!c->story.dated)
		return false;
	instant plausible = (instant)day_from_civil(PLAUSIBLE_YEAR, 1, 1) * SECONDS_PER_DAY;
	if (k->modified >= plausible && c->story.date > k->modified + WRITTEN_SLACK) {
		c->misdated = true;
		c->story.date = k->modified;
	}
	c->day = zone_day(w->job->zone, c->story.date);
	return true;
}

static bool knows_index(const struct wanting *w)
{
	return w->cursor->generation && w->cursor->index == posts_identity(w->c->posts);
}

/* It was away when the last issue was chosen: would it have been in one, since it went? */
static bool was_missed(const struct wanting *w, const struct known *k, const struct candidate *c)
{
	if (!k->back || k->went > w->cursor->generation || k->back <= w->cursor->generation)
		return false;
	struct cursor then = posts_cursor_before(w->c->posts, w->job->name, k->went);
	return then.any && (k->generation > then.generation || (c->story.dated && c->day > then.to));
}

static bool came_late(const struct wanting *w, const struct known *k, const struct candidate *c)
{
	if (w->past)
		return false;
	if (knows_index(w))
		return k->generation > w->cursor->generation || was_missed(w, k, c);
	return k->seen > w->cursor->now;
}

/* SKIP_NONE: it is wanted. */
static enum skip timely(const struct wanting *w, const struct known *k, struct candidate *c)
{
	if (!date_of(w, k, c))
		return came_late(w, k, c) ? SKIP_NONE : SKIP_NO_DATE;
	if (c->day > w->period->to)
		return SKIP_DATE;
	day_number first = w->past ? w->period->from : w->cursor->to + 1;
	return c->day >= first || came_late(w, k, c) ? SKIP_NONE : SKIP_DATE;
}

static enum skip selected(const struct wanting *w, const struct known *k)
{
	struct article head = {
		.author = k->source,
		.categories = ARENA_ARRAY(w->scratch, k->category_count, struct category),
		.category_count = k->category_count,
		.tags = k->tags,
		.tag_count = k->tag_count,
	};
	if (k->category_count)
		memcpy(head.categories, k->categories, k->category_count * sizeof *head.categories);
	return select_article(&w->job->selection, &head);
}

static void consider(const struct wanting *w, struct known *k, struct candidates *wanted)
{
	struct candidate c = {.post = k};
	if (!root_of(w->c->jobs, w->job, k->path).n)
		return;
	if (k->skip.n) {
		leave(w->chosen, w->arena, k->path, k->skip,
		      arena_printf(w->scratch, "no article: %.*s", STR_FMT(k->skip)));
		return;
	}
	enum skip why = selected(w, k);
	if (why == SKIP_NONE)
		why = timely(w, k, &c);
	if (why != SKIP_NONE) {
		struct skipped s = skip_entry(w->scratch, why, k->path, S(""));
		leave(w->chosen, w->arena, k->path, s.code, s.reason);
		return;
	}
	c.story.path = k->path;
	c.story.link = k->link;
	c.story.title = k->title;
	c.story.source = k->source;
	c.story.signature = k->signature;
	VEC_PUSH(w->scratch, &wanted->list, c);
}

/* Dates were read in UTC: a zone moves them by less than a day, "CST" by fourteen hours.  All that is
 * dated later is left where it is: of a backfill each period would bring the whole rest of its years. */
static struct posts_query query_of(const struct wanting *w)
{
	day_number first = w->past ? w->period->from : w->cursor->to + 1;
	return (struct posts_query){
		.from = (instant)(first - 2) * SECONDS_PER_DAY,
		.to = w->c->later ? INT64_MAX : (instant)(w->period->to + 3) * SECONDS_PER_DAY,
		.generation = w->past          ? INT64_MAX
			      : knows_index(w) ? w->cursor->generation
					       : 0,
	};
}

/* ---- signatures: of the cleaned text, which costs reading the post ---- */

struct signing {
	const struct wanting *w;
	struct candidates *wanted;
	const struct issue *issue;
	struct signature *signatures; /* by the issue's articles */
	struct arena *scratch;        /* one per worker */
};

static void sign_one(void *context, size_t index, unsigned worker)
{
	struct signing *s = context;
	s->signatures[index] = signature_of(s->issue->articles[index]->document, &s->scratch[worker]);
	arena_clear(&s->scratch[worker]);
}

static int by_path(const void *key, const void *candidate)
{
	return str_cmp(*(const struct str *)key, ((const struct candidate *)candidate)->story.path);
}

static void take_signatures(struct signing *s)
{
	struct candidates *wanted = s->wanted;
	for (size_t i = 0; i < s->issue->article_count; i++) {
		struct str path = place_inside(s->w->c->jobs->folder, s->issue->articles[i]->path);
		struct candidate *c =
			bsearch(&path, wanted->list.v, wanted->list.n, sizeof *wanted->list.v, by_path);
		if (!c)
			continue;
		c->story.signature = s->signatures[i];
		c->post->has_signature = true;
		posts_keep_signature(s->w->c->posts, c->post->id, &s->signatures[i]);
	}
}

static struct build_options reading(const struct wanting *w, struct pick *picks, size_t count,
				    struct output *output)
{
	return (struct build_options){
		.collect =
			{
				.picks = picks,
				.pick_count = count,
				.selection = {.keep_duplicates = true, .group = GROUP_NONE},
				.zone = w->job->zone,
				.jobs = w->c->threads,
				.cancel = w->c->cancel,
			},
		.outputs = output,
		.output_count = 1,
		.data_dir = w->c->data_dir,
		.no_images = true,
		.jobs = w->c->threads,
		.cancel = w->c->cancel,
	};
}

#define SIGNED_AT_ONCE 2000u /* posts whose documents are in memory together */

static bool sign_some(const struct wanting *w, struct candidates *wanted, struct pick *picks, size_t count)
{
	struct arena arena;
	struct diags unheard; /* they are said again when the issue is made */
	struct build_result result;
	struct output output = {.style = w->job->formats[0].style, .profile = w->job->formats[0].profile};
	struct build_options options = reading(w, picks, count, &output);
	arena_init(&arena);
	diags_init(&unheard, &arena, S(""));
	bool whole = build_list(&options, true, &arena, &unheard, &result) != BUILD_FAILED;
	if (whole) {
		struct signing s = {.w = w, .wanted = wanted, .issue = result.issue};
		s.signatures = ARENA_ARRAY(&arena, result.issue->article_count, struct signature);
		s.scratch = ARENA_ARRAY(&arena, w->c->threads, struct arena);
		parallel_for(result.issue->article_count, w->c->threads, sign_one, &s, NULL);
		take_signatures(&s);
	}
	if (result.issue)
		issue_clear(result.issue);
	arena_clear(&arena);
	return whole;
}

static bool sign_all(const struct wanting *w, struct candidates *wanted)
{
	struct pick *picks = ARENA_ARRAY(w->scratch, SIGNED_AT_ONCE, struct pick);
	size_t count = 0;
	for (size_t i = 0; i <= wanted->list.n; i++) {
		bool last = i == wanted->list.n;
		if (count && (last || count == SIGNED_AT_ONCE)) {
			if (!sign_some(w, wanted, picks, count))
				return false;
			count = 0;
		}
		if (last || wanted->list.v[i].post->has_signature)
			continue;
		struct str path = wanted->list.v[i].story.path;
		picks[count++] = (struct pick){
			.path = place_outside(w->scratch, w->c->jobs->folder, path),
			.root = root_of(w->c->jobs, w->job, path),
		};
	}
	return true;
}

bool want(const struct wanting *w, struct candidates *wanted)
{
	struct known_list known = {0};
	struct posts_query query = query_of(w);
	posts_find(w->c->posts, &query, w->scratch, &known);
	for (size_t i = 0; i < known.list.n; i++)
		consider(w, &known.list.v[i], wanted);
	return sign_all(w, wanted);
}
