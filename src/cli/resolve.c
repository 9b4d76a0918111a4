/* settings_resolve: the options that depend on one another, on the clock, the
 * environment or standard input. */
#include "cli/settings.h"

#include "base/file.h"
#include "build/assets.h"
#include "image/image.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NAMES_BYTES_MAX ((size_t)256 << 20) /* a list of names on standard input */

static bool resolve_zone(struct settings *s, struct str *message)
{
	if (!s->timezone.n) {
		s->zone = zone_new_local();
		return true;
	}
	const char *name = arena_cstr(s->arena, s->timezone);
	s->zone = zone_new(name);
	if (s->zone)
		return true;
	struct str near = zone_suggest(s->arena, name);
	*message = arena_printf(s->arena, "--timezone: there is no time zone \"%s\"%s%.*s", name,
				near.n ? "; near it: " : " (names are like Asia/Shanghai or +08:00)",
				STR_FMT(near));
	return false;
}

/* --now, else SOURCE_DATE_EPOCH (reproducible-builds.org), else the clock. */
static bool resolve_now(struct settings *s, struct str *message)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	if (s->now.n) {
		if (parse_now(s->arena, s->now, s->zone, &s->now_at, message))
			return true;
		*message = arena_printf(s->arena, "--now: %.*s", STR_FMT(*message));
		return false;
	}
	s->now_at = (instant)time(NULL);
	if (!epoch || !*epoch)
		return true;
	uint32_t seconds;
	bool ok = str_to_uint(str_from(epoch), &seconds);
	s->now_at = seconds;
	if (!ok)
		*message = arena_printf(s->arena, "SOURCE_DATE_EPOCH: \"%s\" is no number of seconds", epoch);
	return ok;
}

/* ---- the range ---- */

static bool blame(struct settings *s, const char *option, struct str *message)
{
	*message = arena_printf(s->arena, "--%s: %.*s", option, STR_FMT(*message));
	return false;
}

static bool range_from_to(struct settings *s, struct selection *sel, struct str *message)
{
	sel->from = INT32_MIN;
	sel->to = INT32_MAX;
	if (s->from.n && !parse_day(s->arena, s->from, &sel->from, message))
		return blame(s, "from", message);
	if (s->to.n && !parse_day(s->arena, s->to, &sel->to, message))
		return blame(s, "to", message);
	if (!s->to.n)
		sel->to = zone_day(s->zone, s->now_at) > sel->from ? zone_day(s->zone, s->now_at) : sel->from;
	if (sel->from <= sel->to)
		return true;
	*message = arena_printf(s->arena, "%.*s is after --to %.*s", STR_FMT(s->from), STR_FMT(s->to));
	return blame(s, "from", message);
}

static bool range_day(struct settings *s, struct selection *sel, struct str *message)
{
	bool ok = parse_day(s->arena, s->day, &sel->from, message);
	sel->to = sel->from;
	return ok || blame(s, "day", message);
}

static bool range_week(struct settings *s, struct selection *sel, struct str *message)
{
	return parse_week(s->arena, s->week, &sel->from, &sel->to, message) || blame(s, "week", message);
}

static bool range_month(struct settings *s, struct selection *sel, struct str *message)
{
	return parse_month(s->arena, s->month, &sel->from, &sel->to, message) || blame(s, "month", message);
}

static bool range_last(struct settings *s, struct selection *sel, struct str *message)
{
	return parse_last(s->arena, s->last, s->now_at, s->zone, &sel->from, &sel->to, message) ||
	       blame(s, "last", message);
}

static bool resolve_range(struct settings *s, struct str *message)
{
	const struct {
		bool given;
		const char *name;
		bool (*read)(struct settings *s, struct selection *sel, struct str *message);
	} ways[] = {
		{s->from.n || s->to.n, s->from.n ? "from" : "to", range_from_to},
		{s->day.n, "day", range_day},
		{s->week.n, "week", range_week},
		{s->month.n, "month", range_month},
		{s->last.n, "last", range_last},
	};
	const char *taken = NULL;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		if (!ways[i].given)
			continue;
		if (taken) {
			*message = arena_printf(s->arena, "--%s and --%s cannot both say the range", taken,
						ways[i].name);
			return false;
		}
		taken = ways[i].name;
		if (!ways[i].read(s, &s->selection, message))
			return false;
	}
	s->selection.ranged = taken != NULL;
	return true;
}

/* ---- profile, style, outputs ---- */

static bool resolve_profile(struct settings *s, struct profile *profile, struct str *message)
{
	struct str name = s->profile.n ? s->profile : S(PROFILE_DEFAULT);
	if (profile_lookup(name, profile))
		return true;
	if (g_ascii_isdigit(name.s[0]))
		*message = arena_printf(s->arena,
					"--profile: \"%.*s\" is no size: write it as 148x210mm or 420x595pt, "
					"each side from 36 mm to 1058 mm",
					STR_FMT(name));
	else
		*message = arena_printf(s->arena, "--profile: there is no profile \"%.*s\"; there are %.*s",
					STR_FMT(name), STR_FMT(profile_names(s->arena)));
	return false;
}

static bool is_style(struct settings *s, const char *dir)
{
	static const char *const files[] = {"epub.css", "page.yaml", "clutter.yaml"};
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		if (file_exists(arena_printf(s->arena, "%s/%s", dir, files[i]).s))
			return true;
	return false;
}

static bool check_style(struct settings *s, struct str data_dir, struct str *message)
{
	const char *dir = style_find(s->arena, data_dir, s->style);
	if (dir && is_style(s, dir))
		return true;
	if (dir)
		*message = arena_printf(s->arena,
					"--style: the folder \"%s\" holds no style: neither epub.css nor "
					"page.yaml nor clutter.yaml",
					dir);
	else
		*message = arena_printf(s->arena,
					"--style: there is no style \"%.*s\"; there are %.*s, or a folder's "
					"path with a slash, as ./mine",
					STR_FMT(s->style), STR_FMT(style_names(s->arena, data_dir)));
	return false;
}

/* A store that is not there would cost every picture, quietly. */
static bool check_images(struct settings *s, struct str *message)
{
	bool fetches = s->command == COMMAND_FETCH; /* makes it */
	if (fetches && !s->images_dir.n)
		*message = S("--images DIR is missing: where the pictures are to be kept");
	if (fetches)
		return s->images_dir.n > 0;
	if (!s->images_dir.n || dir_exists(arena_cstr(s->arena, s->images_dir)))
		return true;
	*message = arena_printf(s->arena, "--images: there is no folder \"%.*s\"", STR_FMT(s->images_dir));
	return false;
}

/* Wider or higher than this times the other side, a picture is no cover (and its size on a page no number).
 */
#define COVER_SHAPE_MAX 4

static bool read_cover(struct settings *s, struct build_options *b, struct str *message)
{
	struct picture *p = ARENA_NEW(s->arena, struct picture);
	if (!s->cover.n)
		return true;
	*p = (struct picture){.src = s->cover};
	int error = file_read(s->arena, arena_cstr(s->arena, s->cover), PICTURE_BYTES_MAX, &p->bytes);
	if (error) {
		*message = arena_printf(s->arena, "--cover: cannot read \"%.*s\": %s", STR_FMT(s->cover),
					file_error_text(error));
		return false;
	}
	p->type = image_sniff(p->bytes, &p->px_width, &p->px_height, &p->components);
	if (p->type == PICTURE_NONE)
		*message = arena_printf(s->arena, "--cover: \"%.*s\" is no whole JPEG or PNG",
					STR_FMT(s->cover));
	else if (p->px_width / COVER_SHAPE_MAX > p->px_height || p->px_height / COVER_SHAPE_MAX > p->px_width)
		*message = arena_printf(
			s->arena, "--cover: \"%.*s\" is %u × %u px: one side is over %d times the other",
			STR_FMT(s->cover), p->px_width, p->px_height, COVER_SHAPE_MAX);
	b->cover = p;
	return !message->n;
}

static bool ends_nocase(struct str path, struct str ending)
{
	return path.n > ending.n && str_eq_nocase(str_from_offset(path, path.n - ending.n), ending);
}

static bool output_format(struct settings *s, struct str path, enum output_format *format,
			  struct str *message)
{
	if (ends_nocase(path, S(".epub")))
		*format = OUTPUT_EPUB;
	else if (ends_nocase(path, S(".pdf")))
		*format = OUTPUT_PDF;
	else
		*message = arena_printf(s->arena, "--output: \"%.*s\" ends neither in .epub nor in .pdf",
					STR_FMT(path));
	return !message->n;
}

/* "a.epub" and "./a.epub" are one file. */
static struct str whole_path(struct arena *a, struct str path)
{
	char *whole = g_canonicalize_filename(arena_cstr(a, path), NULL);
	struct str copy = arena_str(a, str_from(whole));
	g_free(whole);
	return copy;
}

static bool twice(const struct settings *s, size_t i)
{
	struct str path = whole_path(s->arena, s->outputs.v[i]);
	for (size_t j = 0; j < i; j++)
		if (str_eq(path, whole_path(s->arena, s->outputs.v[j])))
			return true;
	return false;
}

static struct output output_of(const struct settings *s, const struct profile *profile, const char *path)
{
	return (struct output){
		.path = path,
		.format = OUTPUT_EPUB,
		.profile = *profile,
		.style = s->style,
		.bytes_most = s->max_size ? s->max_size : profile_budget(profile),
	};
}

static bool resolve_outputs(struct settings *s, const struct profile *profile, struct build_options *b,
			    struct str *message)
{
	size_t n = s->outputs.n ? s->outputs.n : 1;
	b->outputs = ARENA_ARRAY(s->arena, n, struct output);
	for (size_t i = 0; i < s->outputs.n; i++) {
		struct output *o = &b->outputs[i];
		*o = output_of(s, profile, arena_cstr(s->arena, s->outputs.v[i]));
		if (!output_format(s, s->outputs.v[i], &o->format, message))
			return false;
		if (twice(s, i)) {
			*message = arena_printf(s->arena, "--output: \"%s\" is named twice", o->path);
			return false;
		}
	}
	b->output_count = s->outputs.n;
	if (s->dump && s->outputs.n) {
		*message = S("--dump prints instead of writing: leave out --output");
		return false;
	}
	if (s->dump || s->command != COMMAND_BUILD) {
		b->outputs[0] = output_of(s, profile, "");
		b->output_count = 1;
	}
	if (!b->output_count)
		*message = S("an output is missing: -o FILE.epub or -o FILE.pdf");
	return b->output_count > 0;
}

/* ---- paths ---- */

/* Names end in newlines; where there is a NUL, in NULs (find -print0). */
static bool read_names(struct settings *s, struct str *message)
{
	struct buf b = BUF(s->arena);
	size_t got;
	do {
		buf_reserve(&b, 65536);
		got = fread(b.s + b.n, 1, 65536, stdin);
		b.n += got;
	} while (got && b.n <= NAMES_BYTES_MAX);
	if (ferror(stdin))
		*message = arena_printf(s->arena, "cannot read names from standard input: %s",
					g_strerror(errno));
	else if (b.n > NAMES_BYTES_MAX)
		*message = S("the list of names on standard input is over 256 MB");
	if (message->n)
		return false;
	struct str rest = buf_str(&b);
	char end = str_find_char(rest, '\0', 0) == STR_NONE ? '\n' : '\0';
	while (rest.s) {
		struct str name = str_cut(&rest, end);
		if (name.n)
			VEC_PUSH(s->arena, &s->paths, name);
	}
	return true;
}

static bool check_path(struct settings *s, struct str path, struct str *message)
{
	if (access(arena_cstr(s->arena, path), F_OK) == 0)
		return true;
	*message = arena_printf(s->arena, "cannot read \"%.*s\": %s", STR_FMT(path), g_strerror(errno));
	return false;
}

static bool resolve_paths(struct settings *s, struct str *message)
{
	size_t given = s->paths.n;
	bool names = false;
	if (!given && s->command != COMMAND_DOCTOR && !s->fetch.prune) {
		*message =
			S("a PATH is missing: a folder, a file, or - for a list of names on standard input");
		return false;
	}
	for (size_t i = 0; i < given; i++) {
		bool dash = str_eq(s->paths.v[i], S("-"));
		if (dash ? !names && !read_names(s, message) : !check_path(s, s->paths.v[i], message))
			return false;
		names |= dash;
	}
	size_t kept = 0;
	for (size_t i = 0; i < s->paths.n; i++)
		if (i >= given || !str_eq(s->paths.v[i], S("-")))
			s->paths.v[kept++] = s->paths.v[i];
	s->paths.n = kept;
	return true;
}

/* ---- fetch ---- */

static bool check_fetch(struct settings *s, struct str *message)
{
	bool bounds = s->fetch.older_than.n || s->fetch.max_size;
	if (s->command != COMMAND_FETCH || bounds == s->fetch.prune)
		return true;
	*message = bounds ? S("--older-than and --max-size go with --prune")
			  : S("--prune wants --older-than SPAN, --max-size SIZE or both");
	return false;
}

static void fill_selection(struct settings *s)
{
	struct selection *sel = &s->selection;
	sel->include = s->include.v;
	sel->include_count = s->include.n;
	sel->exclude = s->exclude.v;
	sel->exclude_count = s->exclude.n;
	sel->tags = s->tags.v;
	sel->tag_count = s->tags.n;
	sel->authors = s->authors.v;
	sel->author_count = s->authors.n;
}

/* A jobs file says the rest itself. */
static bool resolve_jobs(struct settings *s, struct build_options *b, struct str *message)
{
	static const char *const modes[] = {"--check",  "--dry-run", "--plan",
					    "--ticket", "--adopt",   "--print-systemd"};
	const bool given[] = {s->check, s->dry_run, s->plan, s->ticket.n > 0, s->adopt, s->print_systemd};
	const char *first = NULL;
	if (s->paths.n != 1) {
		*message = S("name one jobs file");
		return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		if (given[i] && first) {
			*message = arena_printf(s->arena, "%s and %s exclude each other", first, modes[i]);
			return false;
		}
		first = given[i] ? modes[i] : first;
	}
	b->jobs = s->jobs;
	return resolve_zone(s, message) && resolve_now(s, message);
}

bool settings_resolve(struct settings *s, const char *data_dir, struct build_options *b, struct str *message)
{
	struct profile profile;
	*b = (struct build_options){.data_dir = str_from(data_dir)};
	if (s->command == COMMAND_RUN || s->command == COMMAND_STATUS)
		return resolve_jobs(s, b, message);
	if (!resolve_zone(s, message) || !resolve_now(s, message) || !resolve_range(s, message) ||
	    !resolve_profile(s, &profile, message) || !check_style(s, b->data_dir, message) ||
	    !check_images(s, message) || !read_cover(s, b, message) ||
	    !resolve_outputs(s, &profile, b, message) || !check_fetch(s, message) ||
	    !resolve_paths(s, message))
		return false;
	fill_selection(s);
	b->collect = (struct collect_options){
		.paths = s->paths.v,
		.path_count = s->paths.n,
		.selection = s->selection,
		.zone = s->zone,
		.now = s->now_at,
		.jobs = s->jobs,
	};
	b->title = s->title;
	b->creator = s->creator;
	b->number = (int)s->issue;
	b->language = s->language;
	b->images_dir = s->images_dir;
	b->no_images = s->no_images;
	b->embed_fonts = s->embed_fonts;
	b->strict = s->strict;
	b->jobs = s->jobs;
	b->dump = s->dump;
	return true;
}
