/* `formats:`, and whether their file names tell issues apart. */
#include "job/reader.h"

#include "build/assets.h"

#include <glib.h>

#define PERIODS_COMPARED 800 /* over two years of days: names by month and day come again after one */

bool format_of_name(struct str file, enum output_format *format)
{
	static const struct {
		const char *ending;
		enum output_format format;
	} endings[] = {{".epub", OUTPUT_EPUB}, {".pdf", OUTPUT_PDF}};
	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
		struct str ending = str_from(endings[i].ending);
		if (file.n > ending.n && str_eq_nocase(str_from_offset(file, file.n - ending.n), ending)) {
			*format = endings[i].format;
			return true;
		}
	}
	return false;
}

static void take_file(struct reader *r, const struct yaml *node, struct job_format *f)
{
	struct str message = S("");
	if (!read_text(r, node, &f->file))
		return;
	if (!filename_check(r->arena, f->file, &message))
		mistake(r, node, "%.*s", STR_FMT(message));
	else if (!format_of_name(f->file, &f->format))
		mistake(r, node, "\"%.*s\" ends neither in .epub nor in .pdf", STR_FMT(f->file));
}

static void take_key(struct reader *r, struct yaml *node, struct job_format *f)
{
	static const char *const words[] = {"file", "profile", "style"};
	if (str_eq(node->key, S("file"))) {
		take_file(r, node, f);
	} else if (str_eq(node->key, S("profile"))) {
		read_text(r, node, &f->profile_name);
	} else if (str_eq(node->key, S("style"))) {
		if (read_text(r, node, &f->style) && str_find_char(f->style, '/', 0) != STR_NONE)
			f->style = resolve_path(r, f->style);
	} else {
		struct yaml unnamed = *node;
		unnamed.key = S("");
		mistake(r, &unnamed, "a format has no key \"%.*s\"%.*s", STR_FMT(str_head(node->key, 60)),
			STR_FMT(suggestion(r->arena, node->key, words, G_N_ELEMENTS(words))));
	}
}

static void read_format(struct reader *r, struct yaml *node, struct job_format *f)
{
	f->line = node->line;
	if (node->kind == YAML_SCALAR) {
		take_file(r, node, f);
		return;
	}
	for (struct yaml *at = node->kind == YAML_MAP ? node->first : NULL; at; at = at->next)
		take_key(r, at, f);
	if (node->kind != YAML_MAP || !yaml_find(node, "file"))
		mistake(r, node,
			"a format is {file: NAME, profile: NAME, style: NAME}, the last two perhaps");
}

void formats_read(struct reader *r, struct yaml *node, struct job *job)
{
	size_t n = 0;
	for (const struct yaml *at = node->first; node->kind == YAML_LIST && at; at = at->next)
		n++;
	if (node->kind != YAML_LIST || !n || n > JOB_FORMATS_MAX) {
		mistake(r, node, "a list of 1 to %u formats is wanted", JOB_FORMATS_MAX);
		return;
	}
	job->formats = ARENA_ARRAY(r->arena, n, struct job_format);
	job->format_count = 0;
	for (struct yaml *at = node->first; at; at = at->next)
		read_format(r, at, &job->formats[job->format_count++]);
}

/* ---- what the job decides ---- */

static bool known_style(struct reader *r, struct str style)
{
	return !style.n || style_find(r->arena, r->data_dir, style);
}

static void settle_one(struct reader *r, const struct job *job, struct job_format *f)
{
	struct str name = f->profile_name.n ? f->profile_name : job->profile_name;
	if (!f->style.n)
		f->style = job->style;
	if (!name.n)
		name = S(PROFILE_DEFAULT);
	if (!profile_lookup(name, &f->profile))
		diag_add(r->diags, DIAG_BAD_JOBS, f->line,
			 "profile: there is no profile \"%.*s\"; there are %.*s", STR_FMT(name),
			 STR_FMT(profile_names(r->arena)));
	if (!known_style(r, f->style))
		diag_add(r->diags, DIAG_BAD_JOBS, f->line,
			 "style: there is no style \"%.*s\"; there are %.*s", STR_FMT(f->style),
			 STR_FMT(style_names(r->arena, r->data_dir)));
}

/* Names that differ only in case are one on the file systems of macOS and Windows. */
static char *folded(struct arena *a, struct str name)
{
	char *fold = g_utf8_casefold(name.s, (gssize)name.n);
	char *kept = arena_cstr(a, str_from(fold));
	g_free(fold);
	return kept;
}

static struct str sample_name(struct reader *r, const struct job *job, const struct job_format *f,
			      const struct period *p, int issue)
{
	const struct filename_values v = {job->name, job->title, issue, p->from, p->to};
	return filename_expand(r->arena, f->file, &v);
}

/* Would two of the job's issues have one name? */
static void compare_periods(struct reader *r, const struct job *job, const struct job_format *f)
{
	GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
	struct period p = period_of(&job->schedule, job->zone, day_from_civil(2020, 1, 1));
	for (int i = 1; i <= PERIODS_COMPARED; i++) {
		if (!g_hash_table_add(names, folded(r->arena, sample_name(r, job, f, &p, i)))) {
			diag_add(
				r->diags, DIAG_BAD_JOBS, f->line,
				"file: issues would replace one another as \"%.*s\": put {date}, {week} with "
				"{year}, or {issue} into the name",
				STR_FMT(sample_name(r, job, f, &p, i)));
			break;
		}
		p = period_next(&job->schedule, job->zone, &p);
	}
	g_hash_table_unref(names);
}

void formats_settle(struct reader *r, struct job *job)
{
	if (!job->format_count) {
		job->formats = ARENA_NEW(r->arena, struct job_format);
		job->formats[0] = (struct job_format){.file = S(FILE_DEFAULT), .line = job->line};
		job->format_count = 1;
	} else { /* formats at the top are many jobs': each has its own copy */
		struct job_format *own = ARENA_ARRAY(r->arena, job->format_count, struct job_format);
		memcpy(own, job->formats, job->format_count * sizeof *own);
		job->formats = own;
	}
	for (size_t i = 0; i < job->format_count; i++) {
		settle_one(r, job, &job->formats[i]);
		if (job->formats[i].file.n)
			compare_periods(r, job, &job->formats[i]);
	}
}

/* Of one period, no two files of all jobs may have one name. */
void formats_compare(struct reader *r)
{
	GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
	const struct period p = {day_from_civil(2020, 1, 6), day_from_civil(2020, 1, 12), 0};
	for (size_t i = 0; i < r->jobs->count; i++)
		for (size_t k = 0; k < r->jobs->list[i].format_count; k++) {
			const struct job *job = &r->jobs->list[i];
			struct str name = sample_name(r, job, &job->formats[k], &p, 1);
			struct str whole =
				arena_printf(r->arena, "%.*s/%.*s", STR_FMT(job->output), STR_FMT(name));
			if (name.n && !g_hash_table_add(names, folded(r->arena, whole)))
				diag_add(r->diags, DIAG_BAD_JOBS, job->formats[k].line,
					 "file: \"%.*s\" of %.*s would be written twice: put {name} into it",
					 STR_FMT(name), STR_FMT(job->name));
		}
	g_hash_table_unref(names);
}
