/* The command line: what is taken, what is refused, and with which words. */
#include "cli/settings.h"

#include "model/profile.h"

#include <glib.h>

#define WORDS_MAX 8u

static struct arena arena;

static bool parse(struct settings *s, const char *const *words, struct str *message)
{
	char *argv[WORDS_MAX + 2] = {arena_cstr(&arena, S("wenzhai"))};
	int argc = 1;
	*s = (struct settings){.arena = &arena};
	*message = S("");
	for (size_t i = 0; i < WORDS_MAX && words[i]; i++)
		argv[argc++] = arena_cstr(&arena, str_from(words[i]));
	return settings_parse(s, argc, argv, message);
}

/* ---- refused ---- */

static const struct {
	const char *words[WORDS_MAX];
	const char *said; /* part of the message */
} refused[] = {
	{{NULL}, "build, list, fetch, run, status, doctor, completion"},
	{{"buidl"}, "did you mean build?"},
	{{"version"}, "did you mean --version?"},
	{{"sideways"}, "there are build, list, fetch, run, status, doctor, completion"},
	{{"-o", "a.epub", "build"}, "comes before its options"},
	{{"help", "nothing"}, "\"nothing\""},
	{{"build", "--catgory", "a"}, "did you mean --category?"},
	{{"build", "--xyzzy"}, "wenzhai build --help"},
	{{"build", "--ti", "a"}, "--timezone, --title"},
	{{"build", "--json"}, "belongs to wenzhai list"},
	{{"list", "-o", "a.epub"}, "belongs to wenzhai build"},
	{{"list", "-qZ"}, "unknown option -Z"},
	{{"build", "--strict=yes"}, "takes no value"},
	{{"build", "posts", "-o"}, "--output needs a value: FILE"},
	{{"build", "--week", ""}, "--week: the value is empty"},
	{{"build", "--week="}, "--week: the value is empty"},
	{{"build", "-o", ""}, "--output: the value is empty"},
	{{"build", "--title", "\xff"}, "is not UTF-8"},
	{{"build", "-c", "/"}, "is no category"},
	{{"build", "--limit", "0"}, "from 1 to"},
	{{"build", "--limit", "-3"}, "from 1 to"},
	{{"build", "--sort", "dates"}, "date, -date, title, source"},
	{{"build", "--language", "中文"}, "zh-Hans"},
};

static void test_refused(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		struct settings s;
		struct str message;
		g_assert_false(parse(&s, refused[i].words, &message));
		if (str_find(message, str_from(refused[i].said), 0) == STR_NONE)
			g_error("\"%.*s\" does not say \"%s\"", STR_FMT(message), refused[i].said);
	}
}

/* ---- taken ---- */

static void test_taken(void)
{
	static const char *const words[] = {"build",    "posts",           "-qj2", "-oa.epub", "-o",
					    "\xff.pdf", "--week=2021-W28", NULL};
	struct settings s;
	struct str message;
	g_assert_true(parse(&s, words, &message));
	g_assert_cmpint(s.command, ==, COMMAND_BUILD);
	g_assert_true(s.quiet);
	g_assert_cmpuint(s.jobs, ==, 2);
	g_assert_cmpuint(s.outputs.n, ==, 2);
	g_assert_true(str_eq(s.outputs.v[0], S("a.epub")));
	g_assert_true(str_eq(s.outputs.v[1], S("\xff.pdf"))); /* a file's name is bytes */
	g_assert_true(str_eq(s.week, S("2021-W28")));
	g_assert_cmpuint(s.paths.n, ==, 1);
}

static void test_dashes(void)
{
	static const char *const words[] = {"list", "--", "-x", "-", NULL};
	struct settings s;
	struct str message;
	g_assert_true(parse(&s, words, &message));
	g_assert_cmpuint(s.exclude.n, ==, 0);
	g_assert_cmpuint(s.paths.n, ==, 2);
	g_assert_true(str_eq(s.paths.v[0], S("-x")));
}

static void test_help(void)
{
	static const char *const program[] = {"--help", NULL}, *const command[] = {"help", "list", NULL};
	struct settings s;
	struct str message;
	g_assert_true(parse(&s, program, &message));
	g_assert_true(s.help);
	g_assert_cmpint(s.command, ==, COMMAND_COUNT);
	g_assert_true(parse(&s, command, &message));
	g_assert_cmpint(s.command, ==, COMMAND_LIST);
}

/* ---- the table ---- */

static const struct option_row *row_named(const char *name)
{
	for (size_t i = 0; i < option_row_count; i++)
		if (strcmp(option_rows[i].name, name) == 0)
			return &option_rows[i];
	g_error("no option --%s", name);
}

/* --help's headings come once each; words to complete are there where they are promised. */
static void test_table(void)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		g_assert_true(i == 0 || option_rows[i - 1].group <= row->group);
		g_assert_true(row->completes == COMPLETES_DIR ||
			      (row->completes == COMPLETES_WORDS) == (row->words != NULL));
		g_assert_true(row->argument || row->completes == COMPLETES_NOTHING);
		for (size_t j = 0; j < i; j++) {
			/* A name may be two options, each of commands of its own. */
			if (option_rows[j].commands & row->commands)
				g_assert_cmpstr(option_rows[j].name, !=, row->name);
			g_assert_true(!row->letter || option_rows[j].letter != row->letter);
		}
	}
}

/* What shells complete behind --profile is what there is. */
static void test_profiles(void)
{
	struct str rest = str_from(row_named("profile")->words);
	struct buf list = BUF(&arena);
	while (rest.s) {
		struct profile profile;
		struct str name = str_cut(&rest, ' ');
		g_assert_true(profile_lookup(name, &profile));
		buf_add(&list, list.n ? S(", ") : S(""));
		buf_add(&list, name);
	}
	g_assert_true(str_starts(profile_names(&arena), buf_str(&list)));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cli/settings/refused", test_refused);
	g_test_add_func("/cli/settings/taken", test_taken);
	g_test_add_func("/cli/settings/dashes", test_dashes);
	g_test_add_func("/cli/settings/help", test_help);
	g_test_add_func("/cli/settings/table", test_table);
	g_test_add_func("/cli/settings/profiles", test_profiles);
	int failed = g_test_run();
	arena_clear(&arena);
	return failed;
}
