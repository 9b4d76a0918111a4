/* The stage as a whole: walk, read in parallel, select, arrange. */
#include "collect/collect.h"

#include "collect/arrange.h"
#include "collect/post.h"
#include "collect/select.h"
#include "collect/walk.h"

struct run {
	const struct collect_options *options;
	const struct walk *walk;
	struct post *posts;       /* by index into the walk */
	struct article *articles; /* storage, the same */
	struct arena *scratch;    /* one per worker */
};

static void read_one(void *context, size_t index, unsigned worker)
{
	struct run *run = context;
	const struct found *found = &run->walk->files.v[index];

	if (found->skip == SKIP_NONE)
		post_read(&run->posts[index], found, run->options, &run->articles[index],
			  &run->scratch[worker]);
}

static unsigned jobs_of(const struct collect_options *options)
{
	return options->jobs < 1 ? 1 : options->jobs > PARALLEL_JOBS_MAX ? PARALLEL_JOBS_MAX : options->jobs;
}

static bool read_all(struct run *run, struct arena *a)
{
	unsigned jobs = jobs_of(run->options);
	bool done;

	run->scratch = ARENA_ARRAY(a, jobs, struct arena);
	for (unsigned i = 0; i < jobs; i++)
		arena_init(&run->scratch[i]);
	done = parallel_for(run->walk->files.n, jobs, read_one, run, run->options->cancel);
	for (unsigned i = 0; i < jobs; i++)
		arena_clear(&run->scratch[i]);
	return done;
}

static void free_article(struct article *article)
{
	arena_clear(&article->body_arena);
	arena_clear(&article->document_arena);
	arena_clear(&article->arena);
}

/* The picks in place of a walk's finds. */
static void take_picks(const struct collect_options *options, struct arena *a, struct walk *walk)
{
	for (size_t i = 0; i < options->pick_count; i++)
		VEC_PUSH(a, &walk->files,
			 (struct found){.path = options->picks[i].path, .root = options->picks[i].root});
}

static void name_others(const struct run *run, size_t index)
{
	const struct pick *pick = &run->options->picks[index];

	run->articles[index].also = pick->also;
	run->articles[index].also_count = pick->also_count;
}

/* What became of each file, in path order: `selected` gets the articles that pass, by
 * index into the walk; `skipped`, likewise, the others. */
static void gather(struct run *run, struct arena *a, struct article **selected, struct skipped *skipped,
		   struct diags *diags)
{
	for (size_t i = 0; i < run->walk->files.n; i++) {
		const struct found *found = &run->walk->files.v[i];
		struct post *post = &run->posts[i];
		bool unread = found->skip != SKIP_NONE;

		selected[i] = post->article;
		if (run->options->picks)
			name_others(run, i);
		if (!post->article)
			skipped[i] = skip_entry(a, unread ? found->skip : post->skip, found->path,
						arena_str(a, unread ? found->detail : post->detail));
		diags_append(diags, &post->diags);
		arena_clear(&post->arena);
	}
}

/* Articles that others put out of the issue. */
static void set_aside(struct run *run, struct arena *a, const struct aside *asides, size_t count,
		      struct skipped *skipped, struct diags *diags)
{
	for (size_t i = 0; i < count; i++) {
		struct str path = run->walk->files.v[asides[i].index].path;
		struct str other = asides[i].of ? asides[i].of->path : S("");

		skipped[asides[i].index] = skip_entry(a, asides[i].why, path, other);
		if (asides[i].why == SKIP_DUPLICATE)
			diag_add_file(diags, DIAG_DUPLICATE, path, 0, "duplicate of %.*s, set aside",
				      STR_FMT(other));
	}
	for (size_t i = 0; i < count; i++)
		free_article(&run->articles[asides[i].index]);
}

static void keep_skipped(struct issue *issue, struct skipped *skipped, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (skipped[i].code.n > 0)
			skipped[issue->skipped_count++] = skipped[i];
	}
	issue->skipped = skipped;
}

static struct issue *issue_new(const struct collect_options *options, struct arena *a)
{
	struct issue *issue = ARENA_NEW(a, struct issue);

	issue->arena = a;
	issue->now = options->now;
	issue->zone = options->zone;
	issue->ranged = options->selection.ranged;
	issue->from = options->selection.from;
	issue->to = options->selection.to;
	return issue;
}

/* Everything after reading: on one thread, in an order that the files' names give. */
static struct issue *make_issue(struct run *run, struct arena *a, struct diags *diags)
{
	const struct selection *selection = &run->options->selection;
	size_t count = run->walk->files.n;
	struct issue *issue = issue_new(run->options, a);
	struct article **selected = ARENA_ARRAY(a, count, struct article *);
	struct skipped *skipped = ARENA_ARRAY(a, count, struct skipped);
	struct aside *asides = ARENA_ARRAY(a, count, struct aside);
	size_t dropped;

	gather(run, a, selected, skipped, diags);
	if (!selection->keep_duplicates) {
		dropped = drop_duplicates(selected, count, asides);
		set_aside(run, a, asides, dropped, skipped, diags);
	}
	if (selection->limit > 0) {
		dropped = drop_beyond(selected, count, selection->limit, asides);
		set_aside(run, a, asides, dropped, skipped, diags);
	}
	arrange(issue, selected, count, selection);
	keep_skipped(issue, skipped, count);
	return issue;
}

/* Cancelled: nothing of what was read stays. */
static void give_up(struct run *run)
{
	for (size_t i = 0; i < run->walk->files.n; i++) {
		arena_clear(&run->posts[i].arena);
		free_article(&run->articles[i]);
	}
}

struct issue *collect(const struct collect_options *options, struct arena *a, struct diags *diags)
{
	struct walk walk = {0};
	struct run run = {.options = options, .walk = &walk};

	if (options->picks)
		take_picks(options, a, &walk);
	else if (!walk_paths(options->paths, options->path_count, a, diags, options->cancel, &walk))
		return NULL;
	run.posts = ARENA_ARRAY(a, walk.files.n, struct post);
	run.articles = ARENA_ARRAY(a, walk.files.n, struct article);
	if (!read_all(&run, a)) {
		give_up(&run);
		return NULL;
	}
	return make_issue(&run, a, diags);
}

void issue_clear(struct issue *issue)
{
	for (size_t i = 0; i < issue->article_count; i++)
		free_article(issue->articles[i]);
	issue->article_count = 0;
}
