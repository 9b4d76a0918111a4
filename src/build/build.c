#include "build/build.h"

#include "build/assets.h"
#include "build/identity.h"
#include "build/notice.h"
#include "build/output.h"
#include "image/album.h"
#include "image/store.h"

#include <glib.h>
#include <string.h>

/* ---- cleaning, in parallel over articles ---- */

struct clean_work {
	const struct build_options *options;
	const struct issue *issue;
	const struct clutter *clutter;
	bool facts_only; /* nothing is made of the documents */
	struct image_options images;
	struct arena *scratch; /* one per worker */
	atomic_size_t done;
};

/* The widest screen decides: a picture that is too large for another is shrunk for it. */
static uint16_t widest_screen(const struct build_options *options)
{
	uint16_t px = 0;
	for (size_t i = 0; i < options->output_count; i++)
		px = MAX(px, options->outputs[i].profile.px_width);
	return px;
}

static void count_missing(struct article *article)
{
	const struct document *d = article->document;
	article->pictures_missing = article->pictures_remote = 0;
	for (size_t i = 0; i < d->pictures.n; i++) {
		bool missing = d->pictures.v[i]->type == PICTURE_NONE;
		article->pictures_missing += missing;
		article->pictures_remote += missing && d->pictures.v[i]->remote;
	}
}

/* What was to be known of it is known: a list of 50,000 posts must not hold 50,000 documents. */
static void forget_document(struct article *article)
{
	arena_clear(&article->document_arena);
	article->document = ARENA_NEW(&article->arena, struct document);
	article->document->root = block_new(&article->arena, BLOCK_DOCUMENT, NULL);
}

static void look_for_pictures(const struct clean_work *w, struct article *article)
{
	image_load(article, &w->images);
	count_missing(article);
	if (w->facts_only)
		forget_document(article);
}

static void clean_one(void *context, size_t index, unsigned worker)
{
	struct clean_work *w = context;
	struct article *article = w->issue->articles[index];
	article->picture_px = widest_screen(w->options);
	if (clean_article(article, w->clutter, &w->scratch[worker]))
		look_for_pictures(w, article);
	else
		article->document = NULL;
	size_t done = atomic_fetch_add(&w->done, 1) + 1;
	if (w->options->progress)
		w->options->progress(w->options->progress_context, "articles", done, w->issue->article_count);
}

static struct str *styles_of(const struct build_options *options, struct arena *a)
{
	struct str *styles = ARENA_ARRAY(a, options->output_count, struct str);
	for (size_t i = 0; i < options->output_count; i++)
		styles[i] = options->outputs[i].style;
	return styles;
}

static bool clean_all(const struct build_options *options, const struct image_options *images,
		      struct issue *issue, bool facts_only, struct arena *a, struct diags *diags)
{
	struct clutter *clutter =
		clutter_load(a, options->data_dir, styles_of(options, a), options->output_count, diags);
	struct clean_work work = {
		.options = options,
		.issue = issue,
		.clutter = clutter,
		.facts_only = facts_only,
		.images = *images,
	};
	work.scratch = ARENA_ARRAY(a, options->jobs, struct arena);
	bool ok = parallel_for(issue->article_count, options->jobs, clean_one, &work, options->cancel);
	for (unsigned i = 0; i < options->jobs; i++)
		arena_clear(&work.scratch[i]);
	clutter_free(clutter);
	return ok;
}

/* ---- articles that had to be given up leave the issue ---- */

static size_t count_given_up(const struct issue *issue)
{
	size_t n = 0;
	for (size_t i = 0; i < issue->article_count; i++)
		n += !issue->articles[i]->document;
	return n;
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const struct skipped *)x)->path, ((const struct skipped *)y)->path);
}

static void list_given_up(struct issue *issue, size_t n)
{
	struct skipped *all = ARENA_ARRAY(issue->arena, issue->skipped_count + n, struct skipped);
	if (issue->skipped_count)
		memcpy(all, issue->skipped, issue->skipped_count * sizeof *all);
	for (size_t i = 0; i < issue->article_count; i++)
		if (!issue->articles[i]->document)
			all[issue->skipped_count++] = (struct skipped){
				.path = issue->articles[i]->path,
				.reason = S("its body cannot be used"),
				.code = S("body"),
				.fault = true,
			};
	qsort(all, issue->skipped_count, sizeof *all, by_path);
	issue->skipped = all;
}

static size_t keep_documents(struct article **articles, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (articles[i]->document)
			articles[kept++] = articles[i];
	return kept;
}

/* Sections may share the issue's array or have their own: each is squeezed by itself. */
static void drop_given_up(struct issue *issue, struct diags *diags)
{
	size_t n = count_given_up(issue), kept = 0;
	if (!n)
		return;
	list_given_up(issue, n);
	for (size_t i = 0; i < issue->article_count; i++)
		if (!issue->articles[i]->document)
			diags_append(diags, &issue->articles[i]->diags);
	struct article **articles = ARENA_ARRAY(issue->arena, issue->article_count, struct article *);
	memcpy(articles, issue->articles, issue->article_count * sizeof(struct article *));
	for (size_t i = 0; i < issue->section_count; i++) {
		struct section s = issue->sections[i];
		s.count = keep_documents(s.articles, s.count);
		if (s.count)
			issue->sections[kept++] = s;
	}
	issue->section_count = kept;
	issue->article_count = keep_documents(articles, issue->article_count);
	issue->articles = articles;
}

/* ---- results ---- */

static void fill_result(struct build_result *result, struct issue *issue)
{
	result->issue = issue;
	result->articles = issue->article_count;
	for (size_t i = 0; i < issue->skipped_count; i++)
		result->skipped += issue->skipped[i].fault;
	for (size_t i = 0; i < issue->article_count; i++) {
		result->characters += issue->articles[i]->characters;
		result->pictures_missing += issue->articles[i]->pictures_missing;
		result->pictures_remote += issue->articles[i]->pictures_remote;
	}
}

/* Some are found to be damaged only when they are decoded. */
static void count_again(struct build_result *result, const struct issue *issue)
{
	result->pictures_missing = result->pictures_remote = 0;
	for (size_t i = 0; i < issue->article_count; i++) {
		count_missing(issue->articles[i]);
		result->pictures_missing += issue->articles[i]->pictures_missing;
		result->pictures_remote += issue->articles[i]->pictures_remote;
	}
}

static void fold_diags(struct diags *diags, const struct issue *issue)
{
	for (size_t i = 0; i < issue->article_count; i++)
		diags_append(diags, &issue->articles[i]->diags);
}

static enum build_status interrupted(struct diags *diags)
{
	diag_add_file(diags, DIAG_INTERRUPTED, S(""), 0, "interrupted; nothing was written");
	return BUILD_FAILED;
}

/* Where pictures are looked for; no codec yet. */
static struct image_options images_open(const struct build_options *options, struct diags *diags)
{
	struct image_options images = {.images_dir = options->images_dir, .none = options->no_images};
	if (images.images_dir.n && !images.none)
		images.store = store_open(images.images_dir, STORE_READ, diags);
	return images;
}

static void images_close(struct image_options *images, struct diags *diags)
{
	store_report(images->store, diags);
	store_close(images->store);
	codec_free(images->codec);
}

/* Collects, cleans, finds pictures: everything up to the documents.  Without a codec those
 * that must be decoded are not looked into. */
static enum build_status prepare(const struct build_options *options, const struct image_options *images,
				 bool facts_only, struct arena *a, struct diags *diags,
				 struct build_result *result)
{
	struct issue *issue = collect(&options->collect, a, diags);
	if (!issue || !clean_all(options, images, issue, facts_only, a, diags)) {
		result->issue = issue;
		return interrupted(diags);
	}
	drop_given_up(issue, diags);
	issue->number = options->number;
	issue_identify(issue, options->title, options->creator, options->language);
	issue->cover = options->cover;
	issue->picture = issue_picture(issue);
	fill_result(result, issue);
	if (options->blank && !issue->article_count)
		issue_say_nothing(issue);
	return issue->article_count ? BUILD_DONE : BUILD_EMPTY;
}

enum build_status build_list(const struct build_options *options, bool documents, struct arena *a,
			     struct diags *diags, struct build_result *result)
{
	*result = (struct build_result){0};
	struct image_options images = images_open(options, diags);
	enum build_status status = prepare(options, &images, !documents, a, diags, result);
	images_close(&images, diags);
	if (status != BUILD_FAILED)
		fold_diags(diags, result->issue);
	return status;
}

/* ---- outputs ---- */

typedef bool make_output(struct making *m, const struct output *output, const struct style_files *style,
			 struct stream *out);
static make_output *const makers[] = {
	[OUTPUT_EPUB] = output_epub, [OUTPUT_PDF] = output_pdf, [OUTPUT_COVER] = output_cover};

static bool blame(struct making *m, const struct output *output, int error)
{
	diag_add_file(m->diags, DIAG_CANNOT_WRITE, str_from(output->path), 0, "cannot write: %s",
		      g_strerror(error));
	return false;
}

/* A cover that could not be drawn is no file of no bytes. */
static void drop_empty(const struct output *output, struct stream **out)
{
	if (output->format != OUTPUT_COVER || stream_error(*out) || stream_size(*out))
		return;
	stream_abandon(*out);
	*out = NULL;
}

static bool make_one(struct making *m, const struct output *output, struct stream **out)
{
	struct style_files style;
	int error;
	if (!style_read(m->arena, m->options->data_dir, output->style, &style, m->diags))
		return false;
	album_reset(m->album);
	if (m->options->dump)
		return output_dump(m, output, &style);
	*out = stream_open_file(output->path, &error);
	if (!*out)
		return blame(m, output, error);
	if (!makers[output->format](m, output, &style, *out))
		return false;
	drop_empty(output, out);
	return true;
}

static enum build_status commit(struct making *m, struct stream **streams)
{
	size_t failed = 0, n = m->options->dump ? 0 : m->options->output_count;
	if (m->options->strict && diags_reach(m->diags, DIAG_WARNING))
		return BUILD_STRICT;
	int error = stream_commit_all(streams, n, &failed);
	memset(streams, 0, n * sizeof(struct stream *));
	if (error)
		blame(m, &m->options->outputs[failed], error);
	return error ? BUILD_FAILED : BUILD_DONE;
}

static void report_pictures(struct making *m)
{
	struct album_count c = album_count(m->album);
	if (c.pictures)
		diag_add_file(m->diags, DIAG_PICTURES, S(""), 0,
			      "%zu pictures: %zu decoded, %zu passed on as they are", c.pictures, c.decoded,
			      c.untouched);
}

static enum build_status make_outputs(struct making *m)
{
	size_t n = m->options->output_count;
	struct stream **streams = ARENA_ARRAY(m->arena, n, struct stream *);
	bool ok = true;
	for (size_t i = 0; i < n && ok; i++)
		ok = make_one(m, &m->options->outputs[i], &streams[i]);
	count_again(m->result, m->issue);
	report_pictures(m);
	fold_diags(m->diags, m->issue);
	enum build_status status = BUILD_FAILED;
	if (ok && !cancel_requested(m->options->cancel))
		status = commit(m, streams);
	else if (cancel_requested(m->options->cancel))
		interrupted(m->diags);
	for (size_t i = 0; i < n; i++)
		stream_abandon(streams[i]);
	return status;
}

/* ---- fonts: looked for while articles are read, which needs none ---- */

struct font_search {
	const char *dir;
	struct arena arena; /* of the diagnostics */
	struct diags diags;
	struct fonts *fonts; /* NULL: none */
	GThread *thread;     /* NULL: searched at once */
};

static void *search_fonts(void *context)
{
	struct font_search *s = context;
	s->fonts = fonts_new(s->dir, &s->diags);
	return NULL;
}

static void font_search_begin(struct font_search *s, const struct build_options *options)
{
	*s = (struct font_search){0};
	diags_init(&s->diags, &s->arena, (struct str){0});
	s->dir = arena_printf(&s->arena, "%.*s/fonts", STR_FMT(options->data_dir)).s;
	if (options->jobs > 1)
		s->thread = g_thread_try_new("fonts", search_fonts, s, NULL);
	if (!s->thread)
		search_fonts(s);
}

/* Joins; what was found wrong matters only when something is to be set. */
static void font_search_end(struct font_search *s, struct diags *diags, bool report)
{
	if (s->thread)
		g_thread_join(s->thread);
	if (report)
		diags_append(diags, &s->diags);
	arena_clear(&s->arena);
}

enum build_status build_issue(const struct build_options *options, struct arena *a, struct diags *diags,
			      struct build_result *result)
{
	*result = (struct build_result){0};
	struct font_search search;
	struct image_options images = images_open(options, diags);
	images.codec = codec_new(&(struct codec_options){.cancel = options->cancel});
	font_search_begin(&search, options);
	enum build_status status = prepare(options, &images, false, a, diags, result);
	font_search_end(&search, diags, status == BUILD_DONE);
	if (status == BUILD_DONE && options->settle)
		options->settle(options->settle_context, result->issue);
	if (status == BUILD_DONE) {
		struct making m = {
			.options = options,
			.issue = result->issue,
			.album = album_new(result->issue, &images),
			.store = images.store,
			.fonts = search.fonts,
			.arena = a,
			.diags = diags,
			.result = result,
		};
		album_progress(m.album, options->progress, options->progress_context);
		if (options->output_count && !options->dump)
			album_pile(m.album, options->outputs[0].path);
		status = make_outputs(&m);
		album_free(m.album);
	}
	images_close(&images, diags);
	if (search.fonts)
		fonts_free(search.fonts);
	return status;
}
