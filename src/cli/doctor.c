/* wenzhai doctor: what this machine lacks, and what to do about it. */
#include "cli/commands.h"
#include "cli/print.h"
#include "cli/report.h"

#include "base/file.h"
#include "build/assets.h"
#include "build/coverage.h"
#include "image/codec.h"
#include "image/store.h"
#include "layout/style.h"
#include "text/hyphen.h"

#include <glib.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- what is to be mended, and the packages that would ---- */

#define PACKAGES_MAX 8u

struct mending {
	struct arena *arena;
	VEC(struct str) faults;
	const char *packages[PACKAGES_MAX]; /* Debian's names, each once */
	size_t package_count;
};

static void want_package(struct mending *m, const char *package)
{
	for (size_t i = 0; i < m->package_count; i++)
		if (strcmp(m->packages[i], package) == 0)
			return;
	if (m->package_count < PACKAGES_MAX)
		m->packages[m->package_count++] = package;
}

static void add_fault(struct mending *m, struct str fault, const char *package)
{
	VEC_PUSH(m->arena, &m->faults, fault);
	if (package)
		want_package(m, package);
}

static void print_mending(const struct mending *m)
{
	if (!m->faults.n) {
		puts("all is well");
		return;
	}
	puts("to mend");
	for (size_t i = 0; i < m->faults.n; i++)
		printf("  %.*s\n", STR_FMT(m->faults.v[i]));
	if (m->package_count)
		fputs("  on Debian: apt-get install", stdout);
	for (size_t i = 0; i < m->package_count; i++)
		printf(" %s", m->packages[i]);
	if (m->package_count)
		putchar('\n');
}

/* ---- libraries: those that are really loaded, by their files' names ---- */

#define LIBRARIES_A_LINE 5u

static int print_library(struct dl_phdr_info *info, size_t size, void *data)
{
	static const char *const told[] = {"libzip",      "libhpdf",     "libyaml",       "libgumbo",
					   "libfreetype", "libharfbuzz", "libfontconfig", "libicuuc",
					   "libglib",     "libmd4c",     "libdeflate",    "libhyphen",
					   "libjpeg",     "libpng",      "libsqlite3"};
	(void)size;
	unsigned *printed = data;
	char *real = info->dlpi_name ? realpath(info->dlpi_name, NULL) : NULL;
	const char *slash = real ? strrchr(real, '/') : NULL;
	for (size_t i = 0; slash && i < sizeof told / sizeof *told; i++)
		if (strncmp(slash + 1, told[i], strlen(told[i])) == 0)
			printf("%s%s", (*printed)++ % LIBRARIES_A_LINE ? ", " : "\n  ", slash + 1);
	free(real);
	return 0;
}

static void print_program(const struct build_options *b)
{
	unsigned printed = 0;
	printf("wenzhai %s\n  styles and fonts: %.*s\nlibraries", WENZHAI_VERSION, STR_FMT(b->data_dir));
	dl_iterate_phdr(print_library, &printed);
	putchar('\n');
}

/* ---- fonts ---- */

/* What must be set, by which face, and the package that brings one. */
static const struct need {
	const char *what;
	enum font_role role;
	enum font_lang lang;
	const char *sample; /* some face must have it; NULL: the role must not fall to the body's face */
	const char *package;
} needs[] = {
	{"Chinese text has no font", ROLE_BODY, FONT_SC, "直", "fonts-noto-cjk"},
	{"Japanese text has no font", ROLE_BODY, FONT_JP, "あ", "fonts-noto-cjk"},
	{"Korean text has no font", ROLE_BODY, FONT_KR, "가", "fonts-noto-cjk"},
	{"headings have no face of their own", ROLE_HEADING, FONT_SC, NULL, "fonts-noto-cjk"},
	{"code has no face of its own", ROLE_CODE, FONT_SC, NULL, "fonts-noto-cjk"},
	{"quotations have no face of their own", ROLE_QUOTE, FONT_SC, NULL, "fonts-lxgw-wenkai"},
	{"signs and emoji have no font", ROLE_BODY, FONT_SC, "😀", "fonts-symbola"},
};

static bool is_met(struct fonts *fonts, const struct need *n)
{
	if (n->sample)
		return fonts_for_cluster(fonts, n->role, n->lang, false, str_from(n->sample)) != NULL;
	return fonts_primary(fonts, n->role, n->lang, false) !=
	       fonts_primary(fonts, ROLE_BODY, n->lang, false);
}

static void check_fonts(struct fonts *fonts, struct mending *m)
{
	if (!fonts)
		add_fault(m, S("no usable font: no PDF can be made, and no cover"), NULL);
	for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
		if (!fonts)
			want_package(m, needs[i].package);
		else if (!is_met(fonts, &needs[i]))
			add_fault(m, str_from(needs[i].what), needs[i].package);
}

static const char *const roles[ROLE_COUNT] = {"body", "heading", "quote", "code"};

static void print_font(const struct font_entry *e)
{
	printf("  %-8s %-10s %-5s %-24.*s %.*s", roles[e->role], font_lang_tag(e->lang),
	       e->bold ? "bold" : "", STR_FMT(e->family), STR_FMT(e->file.n ? e->file : S("not installed")));
}

static bool same_stack(const struct font_entry *x, const struct font_entry *y)
{
	return x->role == y->role && x->lang == y->lang && x->bold == y->bold;
}

static void print_stack(const struct font_entry *stack, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		print_font(&stack[i]);
		putchar('\n');
	}
}

/* The family that sets the text, and the first one where that is missing.  Bold is a
 * line only where it is of another family.  Returns what was found, or NULL. */
static const struct font_entry *print_choice(const struct font_entry *stack, size_t n,
					     const struct font_entry *regular)
{
	size_t i = 0;
	while (i < n && !stack[i].file.n)
		i++;
	if (i == n)
		return NULL;
	if (stack->bold && regular && str_eq(stack[i].family, regular->family))
		return regular;
	print_font(&stack[i]);
	if (i > 0)
		printf(" (instead of %.*s)", STR_FMT(stack->family));
	putchar('\n');
	return &stack[i];
}

static void print_fonts(struct fonts *fonts, struct arena *a, bool all)
{
	struct font_entry *entries;
	const struct font_entry *found = NULL;
	size_t n = fonts_list(fonts, a, &entries);
	for (size_t begin = 0, end; begin < n; begin = end) {
		for (end = begin; end < n && same_stack(&entries[begin], &entries[end]);)
			end++;
		if (all)
			print_stack(entries + begin, end - begin);
		else
			found = print_choice(entries + begin, end - begin, found);
	}
}

/* ---- styles, and files that are looked for at run time ---- */

static void check_style_files(const struct settings *s, const struct build_options *b, struct str style,
			      struct diags *diags)
{
	struct style_files files;
	struct page_style page;
	printf("  %.*s\n", STR_FMT(style));
	if (style_read(s->arena, b->data_dir, style, &files, diags))
		style_page(&files, &b->outputs[0].profile, &page, diags);
	clutter_free(clutter_load(s->arena, b->data_dir, &style, 1, diags));
}

static void check_styles(const struct settings *s, const struct build_options *b, struct diags *diags,
			 struct mending *m)
{
	struct diags found;
	diags_init(&found, s->arena, S(""));
	puts("styles");
	struct str names = s->style.n ? s->style : style_names(s->arena, b->data_dir);
	while (names.s)
		check_style_files(s, b, str_trim(str_cut(&names, ',')), &found);
	if (diags_reach(&found, DIAG_WARNING))
		add_fault(m, S("a style has faults (standard error names them)"), NULL);
	diags_append(diags, &found);
}

/* ---- hyphenation ---- */

/* Debian's packages are named after the language, some also after a region. */
static const char *const hyphen_packages[] = {
	"af",    "be",    "bg", "ca", "cs", "da", "de", "el", "en-us", "en-gb", "es", "fr",
	"gl",    "hr",    "hu", "id", "is", "it", "lt", "lv", "mn",    "nl",    "no", "pl",
	"pt-pt", "pt-br", "ro", "ru", "sk", "sl", "sr", "sv", "th",    "uk",    "zu",
};

/* The first that is for the language, region or not; NULL: nobody made patterns. */
static const char *hyphen_package(struct str lang)
{
	struct str rest = lang, primary = str_cut(&rest, '-');
	const char *found = NULL;
	for (size_t i = 0; i < sizeof hyphen_packages / sizeof *hyphen_packages; i++) {
		struct str name = str_from(hyphen_packages[i]), region = name;
		if (str_eq_nocase(name, lang))
			return hyphen_packages[i];
		if (!found && str_eq_nocase(str_cut(&region, '-'), primary))
			found = hyphen_packages[i];
	}
	return found;
}

static void check_hyphens(struct mending *m, struct str lang)
{
	char path[HYPHEN_PATH_MAX];
	const char *package = hyphen_package(lang);
	if (!package || hyphen_file(HYPHEN_DIR, lang, path))
		return;
	add_fault(m,
		  arena_printf(m->arena, "words in the language \"%.*s\" are not hyphenated", STR_FMT(lang)),
		  arena_printf(m->arena, "hyphen-%s", package).s);
}

/* Of the articles' languages, each once. */
static void check_languages(struct mending *m, const struct issue *issue)
{
	for (size_t i = 0; i < issue->article_count; i++) {
		struct str lang = hyphen_language(issue->articles[i]->lang);
		bool seen = str_eq_nocase(lang, S("en-US"));
		for (size_t k = 0; k < i && !seen; k++)
			seen = str_eq_nocase(lang, hyphen_language(issue->articles[k]->lang));
		if (!seen)
			check_hyphens(m, lang);
	}
}

static void check_files(struct mending *m)
{
	struct zone *zone = zone_new("Asia/Shanghai");
	if (!zone)
		add_fault(m, S("time zones have no names"), "tzdata");
	else
		zone_free(zone);
	check_hyphens(m, S("en-US"));
}

/* ---- the picture store ---- */

#define MB (1024.0 * 1024)

static void print_store(const struct store_health *h)
{
	printf("  %zu picture%s, %.1f MB; made of them: %.1f MB\n", h->pictures, h->pictures == 1 ? "" : "s",
	       (double)h->bytes / MB, (double)h->bytes_made / MB);
	printf("  %zu address%s, %zu that could not be fetched\n", h->sources, h->sources == 1 ? "" : "es",
	       h->failed);
	if (h->damaged)
		printf("  %zu file%s damaged or gone\n", h->damaged, h->damaged == 1 ? "" : "s");
	if (h->index.n)
		printf("  the index: %.*s\n", STR_FMT(h->index));
}

static void check_store(const struct settings *s, const struct build_options *b, struct diags *diags,
			struct mending *m)
{
	struct store_health h;
	struct diags found;
	if (!s->images_dir.n)
		return;
	diags_init(&found, s->arena, S(""));
	struct store *store = store_open(s->images_dir, STORE_READ, &found);
	puts("picture store");
	if (store && store_examine(store, s->jobs, b->cancel, s->arena, &h)) {
		print_store(&h);
		if (h.damaged)
			add_fault(m, S("pictures of the store are damaged: wenzhai fetch brings them again"),
				  NULL);
		if (h.index.n)
			add_fault(m, S("the store's index is damaged: wenzhai fetch begins a new one"), NULL);
	} else if (!store && !found.list.n) {
		puts("  none: a folder of plain files");
	}
	if (found.list.n)
		add_fault(m, S("the picture store cannot be read (standard error says why)"), NULL);
	store_close(store);
	diags_append(diags, &found);
}

/* ---- pictures: libvips is not linked, so it has not been told yet ---- */

static const struct {
	enum probe_kind kind;
	const char *name;
} picture_kinds[] = {{PROBE_JPEG, "JPEG"}, {PROBE_PNG, "PNG"},   {PROBE_GIF, "GIF"}, {PROBE_WEBP, "WebP"},
		     {PROBE_HEIF, "HEIF"}, {PROBE_TIFF, "TIFF"}, {PROBE_SVG, "SVG"}, {PROBE_BMP, "BMP"}};

static void check_pictures(struct mending *m)
{
	struct codec *codec = codec_new(NULL);
	const char *fault = codec_fault(codec);
	puts("pictures");
	if (fault) {
		printf("  none decoded: %s\n", fault);
		add_fault(m, S("pictures other than small JPEG and PNG are left out"), "libvips42");
	} else {
		printf("  libvips %s:", codec_version(codec));
		for (size_t i = 0; i < sizeof picture_kinds / sizeof *picture_kinds; i++)
			if (codec_reads(codec, picture_kinds[i].kind))
				printf(" %s", picture_kinds[i].name);
		putchar('\n');
	}
	codec_free(codec);
}

/* ---- coverage of posts ---- */

#define MISSING_SHOWN 50

static void print_coverage(const struct coverage *c)
{
	printf("  %zu different characters, %zu without a glyph\n", c->distinct, c->missing_count);
	for (size_t i = 0; i < c->missing_count && i < MISSING_SHOWN; i++) {
		const struct uncovered *m = &c->missing[i];
		printf("  U+%04X ", m->c);
		print_code_point(stdout, m->c);
		printf(", %zu time%s, first in ", m->count, m->count == 1 ? "" : "s");
		print_name(stdout, m->path);
		putchar('\n');
	}
	if (c->missing_count > MISSING_SHOWN)
		printf("  and %zu more\n", c->missing_count - MISSING_SHOWN);
}

static void print_posts(const struct build_result *result)
{
	size_t pictures = 0;
	for (size_t i = 0; i < result->issue->article_count; i++)
		pictures += result->issue->articles[i]->pictures;
	printf("posts\n  %zu article%s, %zu skipped\n  %zu picture%s, %zu missing%s\n", result->articles,
	       result->articles == 1 ? "" : "s", result->skipped, pictures, pictures == 1 ? "" : "s",
	       result->pictures_missing, result->pictures_missing ? " (wenzhai list -v names them)" : "");
}

static enum build_status examine_posts(const struct settings *s, struct build_options *b, struct fonts *fonts,
				       struct diags *diags, struct mending *m)
{
	struct build_result result;
	enum build_status status = build_list(b, true, s->arena, diags, &result);
	if (status == BUILD_DONE) {
		print_posts(&result);
		check_languages(m, result.issue);
	}
	if (status == BUILD_DONE && fonts) {
		struct coverage c = coverage_of(result.issue, fonts, s->arena);
		print_coverage(&c);
		if (c.missing_count)
			add_fault(m,
				  S("characters of the posts have no glyph: put a font that has them into "
				    "fonts/"),
				  NULL);
	}
	if (status == BUILD_EMPTY)
		report_left_out(s, result.issue);
	if (result.issue)
		issue_clear(result.issue);
	return status;
}

int command_doctor(const struct settings *s, struct build_options *b)
{
	struct diags diags;
	struct mending mending = {.arena = s->arena};
	enum build_status status = BUILD_DONE;
	diags_init(&diags, s->arena, S(""));
	print_program(b);
	struct fonts *fonts = fonts_new(arena_printf(s->arena, "%.*s/fonts", STR_FMT(b->data_dir)).s, &diags);
	puts("fonts");
	if (fonts)
		print_fonts(fonts, s->arena, s->verbose);
	else
		puts("  none");
	if (diags_reach(&diags, DIAG_WARNING) && fonts)
		add_fault(&mending, S("fonts/stacks.yaml has faults (standard error names them)"), NULL);
	check_fonts(fonts, &mending);
	check_styles(s, b, &diags, &mending);
	check_files(&mending);
	check_pictures(&mending);
	check_store(s, b, &diags, &mending);
	if (s->paths.n)
		status = examine_posts(s, b, fonts, &diags, &mending);
	print_mending(&mending);
	fflush(stdout);
	report_diags(s, &diags, status);
	if (fonts)
		fonts_free(fonts);
	return mending.faults.n ? BUILD_FAILED : (int)status;
}
