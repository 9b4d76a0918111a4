#include "job/catalogue.h"

#include "base/file.h"
#include "base/stream.h"
#include "job/catalogue-parts.h"

#include <dirent.h>
#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEAF_BYTES_MAX  (64u << 20) /* a page larger than any of ours is not read to be compared */
#define COVER_BYTES_MAX (16u << 20)

/* ---- the jobs file ---- */

static bool bad(struct diags *d, unsigned line, const char *text)
{
	diag_add(d, DIAG_BAD_JOBS, line, "%s", text);
	return false;
}

bool catalogue_read(struct yaml *node, struct arena *a, struct catalogue_options *options, struct diags *d)
{
	*options = (struct catalogue_options){.wanted = true};
	if (!node || yaml_bool(node, &options->wanted))
		return true;
	if (node->kind != YAML_MAP)
		return bad(d, node->line, "'catalogue' wants yes, no or a map with 'title'");
	for (struct yaml *n = node->first; n; n = n->next) {
		if (!str_eq(n->key, S("title")) || n->kind != YAML_SCALAR)
			return bad(d, n->line, "'catalogue' has the one key 'title', a text");
		options->title = arena_str(a, n->text);
	}
	return true;
}

struct output catalogue_cover(const char *path, struct str style)
{
	struct output output = {.path = path, .format = OUTPUT_COVER, .style = style};
	profile_lookup(S(PROFILE_DEFAULT), &output.profile);
	output.profile.px_width = CATALOGUE_COVER_PX;
	output.profile.px_height = CATALOGUE_COVER_PX * 4 / 3;
	return output;
}

/* ---- the issues, worked out ---- */

static const char *below(const struct library *l, struct str name)
{
	return arena_printf(l->arena, "%.*s/%.*s", STR_FMT(l->folder), STR_FMT(name)).s;
}

/* Newest first; of one day, by job, then by number, so that the order is always the same. */
static int by_age(const void *x, const void *y)
{
	const struct shown *a = x, *b = y;
	if (a->day != b->day)
		return a->day > b->day ? -1 : 1;
	int order = str_cmp(a->record->job, b->record->job);
	if (order)
		return order;
	if (a->record->number != b->record->number)
		return a->record->number > b->record->number ? -1 : 1;
	return str_cmp(a->record->identifier, b->record->identifier);
}

static day_number day_of(const struct record *r)
{
	struct civil c = civil_from_instant(r->made);
	return r->ranged ? r->to : day_from_civil(c.year, c.month, c.day);
}

/* Its own file for each issue, whatever an identifier holds. */
static struct str page_of(struct arena *a, const struct record *r)
{
	struct str id = str_after_last(name_uuid(a, arena_concat(a, S("issue "), r->identifier)), ':');
	return arena_printf(a, PAGES_FOLDER "/issue-%.*s.json", STR_FMT(id));
}

static struct shown show(struct library *l, const struct record *r)
{
	struct arena *a = l->arena;
	struct shown s = {.record = r, .day = day_of(r), .page = page_of(a, r)};
	s.words = catalogue_words_for(r->language);
	s.title = r->dates.n ? arena_printf(a, "%.*s %.*s", STR_FMT(r->title), STR_FMT(r->dates)) : r->title;
	s.author = r->creator.n ? r->creator : S("wenzhai");
	s.cover = r->cover.n && file_exists(below(l, r->cover)) ? r->cover : S("");
	return s;
}

static void show_all(struct library *l, const struct catalogue *c)
{
	l->issues = ARENA_ARRAY(l->arena, c->count, struct shown);
	l->count = c->count;
	for (size_t i = 0; i < c->count; i++)
		l->issues[i] = show(l, &c->issues[i]);
	if (c->count)
		qsort(l->issues, c->count, sizeof *l->issues, by_age);
}

/* ---- shelves ---- */

static struct shelf *shelf_of(struct library *l, struct str job)
{
	struct str name = arena_concat(l->arena, S("job-"), job);
	for (size_t i = 0; i < l->job_count; i++)
		if (str_eq(l->jobs[i].name, name))
			return &l->jobs[i];
	l->jobs[l->job_count].name = name;
	return &l->jobs[l->job_count++];
}

static int by_title(const void *x, const void *y)
{
	const struct shelf *a = x, *b = y;
	int order = str_cmp(a->title, b->title);
	return order ? order : str_cmp(a->name, b->name);
}

static size_t count_jobs(const struct library *l)
{
	size_t most = 0;
	GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
	for (size_t i = 0; i < l->count; i++)
		g_hash_table_add(names, arena_cstr(l->arena, l->issues[i].record->job));
	most = g_hash_table_size(names);
	g_hash_table_unref(names);
	return most;
}

static void fill_shelves(struct library *l)
{
	l->jobs = ARENA_ARRAY(l->arena, count_jobs(l), struct shelf);
	for (size_t i = 0; i < l->count; i++) {
		VEC_PUSH(l->arena, &l->all.issues, &l->issues[i]);
		VEC_PUSH(l->arena, &shelf_of(l, l->issues[i].record->job)->issues, &l->issues[i]);
	}
	for (size_t i = 0; i < l->job_count; i++) {
		l->jobs[i].title =
			l->jobs[i].issues.v[0]->record->title; /* the newest's: titles may change */
		l->jobs[i].id = name_uuid(l->arena, arena_concat(l->arena, l->id, l->jobs[i].name));
	}
	if (l->job_count)
		qsort(l->jobs, l->job_count, sizeof *l->jobs, by_title);
}

/* The catalogue is known by its title: readers keep it apart from another one by that. */
static void name_library(struct library *l, struct str title)
{
	l->words = catalogue_words_for(l->count ? l->issues[0].record->language : S("zh"));
	l->title = title;
	if (!title.n)
		l->title = count_jobs(l) == 1 ? l->issues[0].record->title : str_from(l->words->digest);
	l->id = name_uuid(l->arena, arena_concat(l->arena, S("catalogue "), l->title));
	l->all.name = S("all");
	l->all.title = str_from(l->words->newest);
	l->all.id = name_uuid(l->arena, arena_concat(l->arena, l->id, S("all")));
}

/* ---- thumbnails ---- */

static bool is_newer(const char *x, const char *y)
{
	struct stat a, b;
	if (stat(x, &a) != 0 || stat(y, &b) != 0)
		return false;
	return a.st_mtim.tv_sec != b.st_mtim.tv_sec ? a.st_mtim.tv_sec > b.st_mtim.tv_sec
						    : a.st_mtim.tv_nsec > b.st_mtim.tv_nsec;
}

/* Made once for each cover.  A cover that is no picture is not shown. */
static void add_thumbnail(struct library *l, struct shown *s)
{
	struct str name = record_thumbnail_name(l->arena, s->cover), jpeg = {0};
	const char *path = below(l, s->cover), *small = below(l, name);
	s->thumbnail = name;
	if (file_exists(small) && !is_newer(path, small))
		return;
	if (file_read(l->arena, path, COVER_BYTES_MAX, &jpeg) == 0)
		jpeg = catalogue_thumbnail(l->arena, jpeg);
	if (jpeg.n)
		VEC_PUSH(l->arena, &l->leaves, (struct leaf){name, jpeg, true});
	else
		s->cover = s->thumbnail = S("");
}

static void add_pictures(struct library *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->issues[i].cover.n)
			add_thumbnail(l, &l->issues[i]);
	library_add(l, S(NO_COVER), catalogue_blank(l->arena));
}

/* ---- writing ---- */

/* What changed alone is written: a run in which nothing is due touches nothing. */
static bool is_there(struct library *l, const struct leaf *leaf)
{
	struct str have;
	struct arena_mark mark = arena_mark(l->arena);
	bool same = file_read(l->arena, below(l, leaf->name), LEAF_BYTES_MAX, &have) == 0 &&
		    str_eq(have, leaf->bytes);
	arena_reset(l->arena, mark);
	return same;
}

/* Somebody's own front page or feed (a site generator's atom.xml) is not overwritten. */
static bool is_foreign(struct library *l, const struct leaf *leaf)
{
	/* By what ours are known. */
	static const struct {
		const char *name, *mark;
	} fronts[] = {{INDEX_PAGE, CATALOGUE_MARK},
		      {ATOM_FEED, ATOM_MARK},
		      {OPDS_ROOT, PAGES_FOLDER "/all.xml"},
		      {OPDS2_ROOT, PAGES_FOLDER "/all.json"}};
	struct str have;
	size_t i = 0;
	while (i < G_N_ELEMENTS(fronts) && !str_eq(leaf->name, str_from(fronts[i].name)))
		i++;
	if (i == G_N_ELEMENTS(fronts))
		return false;
	int error = file_read(l->arena, below(l, leaf->name), LEAF_BYTES_MAX, &have);
	return error != ENOENT && (error || str_find(have, str_from(fronts[i].mark), 0) == STR_NONE);
}

static bool blame(struct library *l, struct diags *d, const struct leaf *leaf, int error)
{
	diag_add_file(d, DIAG_CANNOT_WRITE, str_from(below(l, leaf->name)), 0, "cannot write: %s",
		      g_strerror(error));
	return false;
}

/* One at a time, in order: what leads somewhere comes after where it leads. */
static bool write_leaf(struct library *l, const struct leaf *leaf, struct diags *d)
{
	int error;
	size_t failed;
	struct stream *out = stream_open_file(below(l, leaf->name), &error);
	if (!out)
		return blame(l, d, leaf, error);
	stream_puts(out, leaf->bytes);
	error = stream_commit_all(&out, 1, &failed);
	return !error || blame(l, d, leaf, error);
}

static bool write_leaves(struct library *l, struct diags *d)
{
	for (size_t i = 0; i < l->leaves.n; i++) {
		const struct leaf *leaf = &l->leaves.v[i];
		if (!leaf->anew && is_there(l, leaf))
			continue;
		if (is_foreign(l, leaf))
			diag_add_file(d, DIAG_FOREIGN_INDEX, str_from(below(l, leaf->name)), 0,
				      "was not made by wenzhai and is left as it is");
		else if (!write_leaf(l, leaf, d))
			return false;
	}
	return true;
}

/* ---- what is gone ---- */

static bool is_ours(struct str name)
{
	bool kind = str_ends(name, S(".json")) || str_ends(name, S(".xml")) || str_ends(name, S(".html"));
	bool whose = str_starts(name, S("all.")) || str_starts(name, S("all,")) ||
		     str_starts(name, S("job-")) || str_starts(name, S("issue-"));
	return kind && whose;
}

static void remove_stale(struct library *l)
{
	GHashTable *kept = g_hash_table_new(g_str_hash, g_str_equal);
	DIR *dir = opendir(below(l, S(PAGES_FOLDER)));
	for (size_t i = 0; i < l->leaves.n; i++)
		g_hash_table_add(kept, arena_cstr(l->arena, l->leaves.v[i].name));
	for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
		struct str name = arena_printf(l->arena, PAGES_FOLDER "/%s", e->d_name);
		if (is_ours(str_from(e->d_name)) && !g_hash_table_contains(kept, name.s))
			unlink(below(l, name));
	}
	if (dir)
		closedir(dir);
	g_hash_table_unref(kept);
}

static bool make_folder(struct library *l, struct diags *d)
{
	const char *path = below(l, S(PAGES_FOLDER));
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return true;
	diag_add_file(d, DIAG_CANNOT_WRITE, str_from(path), 0, "cannot make the folder: %s",
		      g_strerror(errno));
	return false;
}

bool catalogue_exists(struct str folder)
{
	struct arena a;
	arena_init(&a);
	bool there = file_exists(arena_printf(&a, "%.*s/" OPDS_ROOT, STR_FMT(folder)).s);
	arena_clear(&a);
	return there;
}

bool catalogue_write(const struct catalogue *c, struct diags *d)
{
	struct arena arena;
	struct library l = {.arena = &arena, .folder = c->folder};
	arena_init(&arena);
	show_all(&l, c);
	name_library(&l, c->title);
	fill_shelves(&l);
	bool ok = make_folder(&l, d);
	if (ok) {
		add_pictures(&l);
		catalogue_opds1(&l);
		catalogue_opds2(&l);
		catalogue_atom(&l);
		catalogue_html(&l);
		ok = write_leaves(&l, d);
	}
	if (ok)
		remove_stale(&l);
	arena_clear(&arena);
	return ok;
}
