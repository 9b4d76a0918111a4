#include "cli/commands.h"
#include "cli/print.h"
#include "cli/report.h"

#include "build/coverage.h"

#include <link.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- libraries: those that are really loaded, by their files' names ---- */

static int print_library(struct dl_phdr_info *info, size_t size, void *data)
{
	static const char *const told[] = {
		"libzip",   "libhpdf", "libyaml", "libgumbo",   "libfreetype", "libharfbuzz", "libfontconfig",
		"libicuuc", "libglib", "libmd4c", "libdeflate", "libhyphen",   "libjpeg",     "libpng"};
	(void)size, (void)data;
	char *real = info->dlpi_name ? realpath(info->dlpi_name, NULL) : NULL;
	const char *slash = real ? strrchr(real, '/') : NULL;
	for (size_t i = 0; slash && i < sizeof told / sizeof *told; i++)
		if (strncmp(slash + 1, told[i], strlen(told[i])) == 0)
			printf("  %s\n", slash + 1);
	free(real);
	return 0;
}

/* ---- fonts ---- */

static void print_fonts(struct fonts *fonts, struct arena *a)
{
	static const char *const roles[ROLE_COUNT] = {"body", "heading", "quote", "code"};
	struct font_entry *entries;
	size_t n = fonts_list(fonts, a, &entries);
	for (size_t i = 0; i < n; i++) {
		const struct font_entry *e = &entries[i];
		printf("  %-8s %-10s %-4s %.*s: %.*s\n", roles[e->role], font_lang_tag(e->lang),
		       e->bold ? "bold" : "", STR_FMT(e->family),
		       STR_FMT(e->file.n ? e->file : S("not found")));
	}
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
}

static int examine_posts(const struct settings *s, struct build_options *b, struct fonts *fonts,
			 struct diags *diags)
{
	struct build_result result;
	enum build_status status = build_list(b, s->arena, diags, &result);
	if (status == BUILD_DONE && fonts) {
		struct coverage c = coverage_of(result.issue, fonts, s->arena);
		puts("posts");
		print_coverage(&c);
		status = c.missing_count ? BUILD_FAILED : BUILD_DONE;
	}
	if (result.issue)
		issue_clear(result.issue);
	return (int)status;
}

int command_doctor(const struct settings *s, struct build_options *b)
{
	struct diags diags;
	int status = BUILD_DONE;
	diags_init(&diags, s->arena, S(""));
	printf("wenzhai %s\n  styles and fonts: %.*s\n", WENZHAI_VERSION, STR_FMT(b->data_dir));
	puts("libraries");
	dl_iterate_phdr(print_library, NULL);
	struct fonts *fonts = fonts_new(arena_printf(s->arena, "%.*s/fonts", STR_FMT(b->data_dir)).s, &diags);
	puts("fonts");
	if (fonts)
		print_fonts(fonts, s->arena);
	if (s->paths.n)
		status = examine_posts(s, b, fonts, &diags);
	fflush(stdout);
	report_diags(s, &diags);
	if (fonts)
		fonts_free(fonts);
	return fonts ? status : BUILD_FAILED;
}
