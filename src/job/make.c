#include "job/make.h"

#include "base/file.h"
#include "build/identity.h"
#include "job/choose.h"

#include <errno.h>
#include <glib.h>

#define SUMMARY_HEADLINES 5
#define FOLDER_MODE       0777 /* less the user's umask */

/* ---- records ---- */

static struct str dates_text(struct arena *a, day_number from, day_number to)
{
	struct str first = day_iso(a, from), last = day_iso(a, to);
	return from == to ? first : arena_printf(a, "%.*s – %.*s", STR_FMT(first), STR_FMT(last));
}

static struct str headlines(struct arena *a, const struct ticket *t)
{
	struct buf b = BUF(a);
	size_t n = 0;
	for (size_t i = 0; i < t->stories.n && n < SUMMARY_HEADLINES; i++)
		if (!t->stories.v[i].also) {
			buf_add(&b, n++ ? S("；") : S(""));
			buf_add(&b, t->stories.v[i].title);
		}
	return buf_str(&b);
}

static void name_files(struct record *r, const struct job *job, const struct ticket *t, struct arena *a)
{
	const struct filename_values v = {job->name, job->title, t->number, t->from, t->to};
	r->files = ARENA_ARRAY(a, job->format_count, struct record_file);
	r->file_count = job->format_count;
	for (size_t i = 0; i < job->format_count; i++)
		r->files[i] = (struct record_file){
			.name = filename_expand(a, job->formats[i].file, &v),
			.format = job->formats[i].format == OUTPUT_PDF ? RECORD_PDF : RECORD_EPUB,
		};
}

static void list_articles(struct record *r, const struct ticket *t, struct arena *a)
{
	struct record_article *articles = ARENA_ARRAY(a, t->stories.n, struct record_article);
	for (size_t i = 0; i < t->stories.n; i++)
		if (!t->stories.v[i].also)
			articles[r->article_count++] =
				(struct record_article){t->stories.v[i].title, t->stories.v[i].source,
							t->stories.v[i].path, t->stories.v[i].link};
	r->articles = articles;
}

static struct str identity_of(const struct job *job, const struct ticket *t, struct arena *a)
{
	return arena_printf(a, "%.*s\n%.*s\n", STR_FMT(job->name), STR_FMT(t->key));
}

struct record record_of(const struct job *job, const struct ticket *t, struct arena *a)
{
	struct record r = {
		.job = job->name,
		.title = job->title,
		.dates = dates_text(a, t->from, t->to),
		.creator = job->creator,
		.language = job->language.n ? job->language : S("zh-Hans"),
		.identifier = name_uuid(a, identity_of(job, t, a)),
		.summary = headlines(a, t),
		.number = t->number,
		.ranged = true,
		.from = t->from,
		.to = t->to,
		.made = t->now,
	};
	name_files(&r, job, t, a);
	list_articles(&r, t, a);
	return r;
}

/* ---- measuring ---- */

static bool measure_file(const char *path, struct record_file *f, struct arena *a)
{
	GMappedFile *file = g_mapped_file_new(path, FALSE, NULL);
	if (!file)
		return false;
	f->bytes = g_mapped_file_get_length(file);
	char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
						(const guchar *)g_mapped_file_get_contents(file), f->bytes);
	f->sha256 = arena_str(a, str_from(sum));
	g_free(sum);
	g_mapped_file_unref(file);
	return true;
}

static const char *path_of(struct arena *a, const struct job *job, struct str name)
{
	return arena_printf(a, "%.*s/%.*s", STR_FMT(job->output), STR_FMT(name)).s;
}

void record_find_cover(const struct job *job, struct record *record, struct arena *a)
{
	if (!record->file_count)
		return;
	struct str cover = record_cover_name(a, record->files[0].name);
	if (file_exists(path_of(a, job, cover)))
		record->cover = cover;
}

bool record_measure(const struct job *job, struct record *record, struct arena *a, struct diags *diags)
{
	for (size_t i = 0; i < record->file_count; i++) {
		const char *path = path_of(a, job, record->files[i].name);
		if (measure_file(path, &record->files[i], a))
			continue;
		diag_add_file(diags, DIAG_CANNOT_WRITE, str_from(path), 0, "cannot be read back: %s",
			      g_strerror(errno));
		return false;
	}
	return true;
}

/* ---- posts ---- */

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const struct pick *)x)->path, ((const struct pick *)y)->path);
}

/* "also: 澎湃新闻, 新浪财经": each once, without the article's own. */
static void name_others(const struct ticket *t, size_t first, struct pick *pick, struct arena *a)
{
	VEC(struct str) names = {0};
	for (size_t i = first + 1; i < t->stories.n && t->stories.v[i].also; i++) {
		struct str name = t->stories.v[i].source;
		bool known = !name.n || str_eq(name, t->stories.v[first].source);
		for (size_t k = 0; k < names.n && !known; k++)
			known = str_eq(names.v[k], name);
		if (!known)
			VEC_PUSH(a, &names, name);
	}
	pick->also = names.v;
	pick->also_count = names.n;
}

struct picks {
	VEC(struct pick) list;
};

static void pick_posts(const struct jobs *jobs, const struct job *job, const struct ticket *t,
		       struct arena *a, struct picks *picks)
{
	for (size_t i = 0; i < t->stories.n; i++) {
		if (t->stories.v[i].also)
			continue;
		struct pick pick = {.path = place_outside(a, jobs->folder, t->stories.v[i].path),
				    .root = root_of(jobs, job, t->stories.v[i].path)};
		name_others(t, i, &pick, a);
		VEC_PUSH(a, &picks->list, pick);
	}
	if (picks->list.n)
		qsort(picks->list.v, picks->list.n, sizeof *picks->list.v, by_path);
}

/* ---- the issue, once its articles are settled ---- */

struct settling {
	const struct making_options *m;
	const struct job *job;
	const struct ticket *planned;
	struct arena *arena;
	struct ticket *ticket;
};

/* Those that had to be given up are not said to be published. */
static void list_stories(struct settling *s, const struct issue *issue)
{
	const struct ticket *from = s->planned;
	GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);
	for (size_t i = 0; i < from->stories.n; i++)
		if (!from->stories.v[i].also)
			g_hash_table_insert(index, arena_cstr(s->arena, from->stories.v[i].path),
					    GSIZE_TO_POINTER(i + 1));
	for (size_t i = 0; i < issue->article_count; i++) {
		struct str path = place_inside(s->m->jobs->folder, issue->articles[i]->path);
		size_t at = GPOINTER_TO_SIZE(g_hash_table_lookup(index, arena_cstr(s->arena, path)));
		if (!at)
			continue;
		VEC_PUSH(s->arena, &s->ticket->stories, from->stories.v[at - 1]);
		for (; at < from->stories.n && from->stories.v[at].also; at++)
			VEC_PUSH(s->arena, &s->ticket->stories, from->stories.v[at]);
	}
	g_hash_table_unref(index);
}

static void settle(void *context, struct issue *issue)
{
	struct settling *s = context;
	const struct ticket *t = s->planned;
	*s->ticket = *t;
	memset(&s->ticket->stories, 0, sizeof s->ticket->stories);
	list_stories(s, issue);
	issue_enrol(issue, identity_of(s->job, t, s->arena), t->number, t->from, t->to);
	issue->ticket = ticket_write(issue->arena, s->ticket);
}

/* ---- making ---- */

static bool make_folder(const char *file, struct diags *diags)
{
	char *dir = g_path_get_dirname(file);
	int error = g_mkdir_with_parents(dir, FOLDER_MODE) == 0 ? 0 : errno;
	if (error)
		diag_add_file(diags, DIAG_CANNOT_WRITE, str_from(dir), 0, "the folder cannot be made: %s",
			      g_strerror(error));
	g_free(dir);
	return !error;
}

/* The issue's files and, for the catalogue, its cover. */
static struct output *outputs_of(const struct job *job, const struct record *r, struct arena *a,
				 size_t *count)
{
	struct output *outputs = ARENA_ARRAY(a, r->file_count + 1, struct output);
	for (size_t i = 0; i < r->file_count; i++)
		outputs[i] = (struct output){
			.path = path_of(a, job, r->files[i].name),
			.format = job->formats[i].format,
			.profile = job->formats[i].profile,
			.style = job->formats[i].style,
			.bytes_most = profile_budget(&job->formats[i].profile),
		};
	*count = r->file_count;
	if (job->catalogue.wanted)
		outputs[(*count)++] = catalogue_cover(path_of(a, job, record_cover_name(a, r->files[0].name)),
						      job->formats[0].style);
	return outputs;
}

static bool make_folders(const struct build_options *options, struct diags *diags)
{
	for (size_t i = 0; i < options->output_count; i++)
		if (!make_folder(options->outputs[i].path, diags))
			return false;
	return true;
}

static struct build_options options_of(const struct making_options *m, const struct job *job,
				       const struct ticket *t, const struct picks *picks)
{
	static const struct pick none;
	return (struct build_options){
		.collect =
			{
				/* NULL would be no picks but a walk. */
				.picks = picks->list.n ? picks->list.v : &none,
				.pick_count = picks->list.n,
				.selection = job->selection,
				.zone = job->zone,
				.now = t->now,
				.jobs = m->threads,
				.cancel = m->cancel,
			},
		.title = job->title,
		.creator = job->creator,
		.language = job->language,
		.data_dir = m->data_dir,
		.images_dir = job->images,
		.no_images = job->no_images,
		.blank = !picks->list.n,
		.strict = job->strict,
		.jobs = m->threads,
		.cancel = m->cancel,
		.progress = m->progress,
		.progress_context = m->progress_context,
	};
}

static void list_unread(const struct making_options *m, const struct issue *issue, struct arena *a,
			struct made *made)
{
	for (size_t i = 0; i < issue->skipped_count; i++)
		if (str_eq(issue->skipped[i].code, S("unreadable")))
			VEC_PUSH(a, &made->unread,
				 arena_str(a, place_inside(m->jobs->folder, issue->skipped[i].path)));
}

void make_issue(const struct making_options *m, const struct job *job, const struct ticket *t,
		struct arena *a, struct diags *diags, struct made *made)
{
	struct picks picks = {0};
	struct build_result result = {0};
	struct settling settling = {m, job, t, a, &made->ticket};
	*made = (struct made){.status = BUILD_FAILED};
	struct record planned = record_of(job, t, a);
	pick_posts(m->jobs, job, t, a, &picks);
	struct build_options options = options_of(m, job, t, &picks);
	options.outputs = outputs_of(job, &planned, a, &options.output_count);
	if (!make_folders(&options, diags))
		return;
	options.settle = settle;
	options.settle_context = &settling;
	made->status = build_issue(&options, a, diags, &result);
	if (made->status == BUILD_DONE) {
		made->record = record_of(job, &made->ticket, a);
		made->record.language = arena_str(a, result.issue->language);
		record_find_cover(job, &made->record, a);
		if (!record_measure(job, &made->record, a, diags))
			made->status = BUILD_FAILED;
	}
	made->pages = result.pages;
	made->chapters = result.chapters;
	made->characters = result.characters;
	if (result.issue) {
		list_unread(m, result.issue, a, made);
		issue_clear(result.issue);
	}
}
