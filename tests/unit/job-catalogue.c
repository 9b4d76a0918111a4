/* The catalogue's pages.
 *
 * With --drive FOLDER ROOT COUNT it writes the catalogue of two jobs, with COUNT issues of
 * the first, and their files and covers: what tests/suites/catalogue.py starts. */
#include "job/catalogue-parts.h"
#include "job/json-text.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- tools ---- */

static void test_href(void)
{
	static const struct {
		const char *name;
		int depth;
		const char *want;
	} rows[] = {
		{"week.epub", 0, "week.epub"},
		{"week.epub", 1, "../week.epub"},
		{"2021/28.pdf", 1, "../2021/28.pdf"},
		{"catalogue/all.xml", 0, "catalogue/all.xml"},
		{"catalogue/all.xml", 1, "all.xml"},
		{"javascript:alert(1)", 0, "javascript%3Aalert%281%29"},
		{"财.epub", 0, "%E8%B4%A2.epub"},
		{"a b?c#d&e\"f%41.epub", 0, "a%20b%3Fc%23d%26e%22f%2541.epub"},
	};
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct str have = catalogue_href(&a, str_from(rows[i].name), rows[i].depth);
		g_assert_cmpstr(arena_cstr(&a, have), ==, rows[i].want);
	}
	arena_clear(&a);
}

static void test_words(void)
{
	struct arena a;
	arena_init(&a);
	g_assert_cmpstr(catalogue_words_for(S("zh-Hans"))->home, ==, "首页");
	g_assert_cmpstr(catalogue_words_for(S("zh-Hant"))->home, ==, "首頁");
	g_assert_cmpstr(catalogue_words_for(S("ja"))->lang, ==, "ja");
	g_assert_cmpstr(catalogue_words_for(S("fr"))->lang, ==, "en");
	g_assert_cmpstr(catalogue_count(&a, "All {} issues", 12).s, ==, "All 12 issues");
	arena_clear(&a);
}

/* RFC 9562, 5.5; Python's uuid.uuid5 gave this one. */
static void test_id(void)
{
	struct arena a;
	arena_init(&a);
	struct str id = name_uuid(&a, S("http://www.example.com/"));
	g_assert_cmpstr(arena_cstr(&a, id), ==, "urn:uuid:597b9b08-5940-5cfc-aa21-9fd23d9dbd9c");
	arena_clear(&a);
}

static void test_json(void)
{
	struct arena a;
	arena_init(&a);
	struct json_text j = {.b = BUF(&a)};
	json_text_open(&j, NULL, '{');
	json_text_string(&j, "a\"", S("\\ \n\x7F\xFF"));
	json_text_open(&j, "l", '[');
	json_text_number(&j, NULL, 1);
	json_text_number(&j, NULL, 18446744073709551615u);
	json_text_close(&j, ']');
	json_text_close(&j, '}');
	g_assert_cmpstr(
		buf_cstr(&j.b), ==,
		"{\n\"a\\\"\":\"\\\\ \\u000a\\u007f\xEF\xBF\xBD\",\n\"l\":[\n1,\n18446744073709551615]}");
	arena_clear(&a);
}

static void test_pictures(void)
{
	struct arena a;
	arena_init(&a);
	struct str blank = catalogue_blank(&a);
	g_assert_cmpuint(blank.n, >, 100);
	g_assert_cmpuint(catalogue_thumbnail(&a, blank).n, >, 100);
	g_assert_cmpuint(catalogue_thumbnail(&a, S("no picture")).n, ==, 0);
	g_assert_cmpuint(catalogue_thumbnail(&a, str_head(blank, blank.n / 2)).n, ==, 0);
	arena_clear(&a);
}

static void test_option(void)
{
	static const struct {
		const char *text;
		bool ok, wanted;
		const char *title;
	} rows[] = {
		{"{}", true, true, ""},
		{"catalogue: no", true, false, ""},
		{"catalogue: yes", true, true, ""},
		{"catalogue: {title: 书架}", true, true, "书架"},
		{"catalogue: perhaps", false, true, ""},
		{"catalogue: {titel: x}", false, true, ""},
	};
	struct arena a;
	struct diags diags;
	arena_init(&a);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct yaml_error error;
		struct catalogue_options options;
		diags_init(&diags, &a, S("jobs.yaml"));
		struct yaml *root = yaml_parse(&a, str_from(rows[i].text), &error);
		g_assert_true(catalogue_read(yaml_find(root, "catalogue"), &a, &options, &diags) ==
			      rows[i].ok);
		g_assert_cmpuint(diags.list.n, ==, rows[i].ok ? 0 : 1);
		g_assert_true(options.wanted == rows[i].wanted);
		g_assert_true(str_eq(options.title, str_from(rows[i].title)));
	}
	arena_clear(&a);
}

/* ---- the driver ---- */

static bool draw_cover(struct arena *a, const char *path, const char *root, struct diags *diags)
{
	struct str posts = arena_printf(a, "%s/tests/posts", root);
	struct output output = catalogue_cover(path, S(""));
	struct build_result result;
	struct zone *zone = zone_new("Asia/Shanghai");
	struct build_options options = {
		.outputs = &output, .output_count = 1, .title = S("科学周刊"), .jobs = 1};
	options.data_dir = str_from(root);
	options.collect =
		(struct collect_options){.paths = &posts, .path_count = 1, .zone = zone, .now = 1, .jobs = 1};
	bool ok = build_issue(&options, a, diags, &result) == BUILD_DONE;
	if (result.issue)
		issue_clear(result.issue);
	zone_free(zone);
	return ok;
}

static void put_file(const char *folder, struct str name, struct str bytes)
{
	char *path = g_strdup_printf("%s/%s", folder, name.s), *dir = g_path_get_dirname(path);
	g_mkdir_with_parents(dir, 0777);
	g_assert_true(g_file_set_contents(path, bytes.s, (gssize)bytes.n, NULL));
	g_free(dir);
	g_free(path);
}

/* What a title may hold, and a control character that XML does not take. */
#define NASTY "科学 <b>&amp; \"weekly\" ]]> \x0B{title}"

static struct record make_record(struct arena *a, const char *folder, int number, bool nasty,
				 struct str cover)
{
	static const struct record_article articles[] = {
		{.title = {"一篇 <script>alert(1)</script>", 34}, .source = {"甲 & 乙", 9}},
		{.title = {"另一篇", 9}},
	};
	struct record r = {.job = nasty ? S("nasty") : S("science"),
			   .title = nasty ? S(NASTY) : S("科学周刊"),
			   .language = S("zh-Hans"),
			   .number = number,
			   .ranged = true,
			   .articles = articles,
			   .article_count = 2,
			   .file_count = nasty ? 1 : 2};
	r.from = day_from_civil(2021, 1, 4) + 7 * number;
	r.to = r.from + 6;
	r.made = (instant)(r.to + 1) * SECONDS_PER_DAY;
	r.dates = arena_printf(a, "%.*s – %.*s", STR_FMT(day_iso(a, r.from)), STR_FMT(day_iso(a, r.to)));
	r.identifier = name_uuid(a, arena_printf(a, "%d%d", nasty, number));
	r.files = ARENA_ARRAY(a, 2, struct record_file);
	for (size_t i = 0; i < r.file_count; i++) {
		const char *ending = i || nasty ? "pdf" : "epub";
		r.files[i] = (struct record_file){.format = i || nasty ? RECORD_PDF : RECORD_EPUB,
						  .bytes = 1234567};
		r.files[i].name = arena_printf(a, nasty ? "坏 &名/%d.%s" : "science-%d.%s", number, ending);
		put_file(folder, r.files[i].name, S("content"));
	}
	if (cover.n && number % 5 != 4) {
		r.cover = record_cover_name(a, r.files[0].name);
		put_file(folder, r.cover, cover);
	}
	return r;
}

static int drive(const char *folder, const char *root, int count)
{
	struct arena a;
	struct diags diags;
	struct str cover = {0};
	arena_init(&a);
	diags_init(&diags, &a, S(""));
	const char *path = arena_printf(&a, "%s/cover.jpg", folder).s;
	if (!g_file_test(path, G_FILE_TEST_EXISTS) && !draw_cover(&a, path, root, &diags))
		return 1;
	gsize n = 0;
	gchar *bytes = NULL;
	g_file_get_contents(path, &bytes, &n, NULL);
	cover = (struct str){bytes, n};
	struct record *records = ARENA_ARRAY(&a, (size_t)count + 2, struct record);
	for (int i = 0; i < count; i++)
		records[i] = make_record(&a, folder, i + 1, false, cover);
	if (count)
		for (int i = 0; i < 2; i++)
			records[count++] = make_record(&a, folder, i + 1, true, cover);
	struct catalogue c = {.folder = str_from(folder), .issues = records, .count = (size_t)count};
	bool ok = catalogue_write(&c, &diags);
	for (size_t i = 0; i < diags.list.n; i++)
		fprintf(stderr, "%.*s: %.*s [%s]\n", STR_FMT(diags.list.v[i].file),
			STR_FMT(diags.list.v[i].text), diag_id_code(diags.list.v[i].id));
	g_free(bytes);
	arena_clear(&a);
	return !ok;
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "--drive") == 0)
		return drive(argv[2], argv[3], atoi(argv[4]));
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/href", test_href);
	g_test_add_func("/words", test_words);
	g_test_add_func("/id", test_id);
	g_test_add_func("/json", test_json);
	g_test_add_func("/pictures", test_pictures);
	g_test_add_func("/option", test_option);
	return g_test_run();
}
