/* The standard's own cases of line breaking against the breaker's base rules:
 * LineBreakTest.txt of the Unicode Character Database (Debian: unicode-data). */
#include "text/breaks.h"

#include <glib.h>

static const char path[] = "/usr/share/unicode/auxiliary/LineBreakTest.txt";

/* The file has over seven thousand; far fewer means that it was read wrongly. */
#define CASES_LEAST 7000u

struct test_case {
	char text[512];
	size_t n;
	bool breaks[512]; /* may a line break before this byte? */
};

/* A line is "× 0023 × 0308 ÷ 0020 ÷ # …": signs and code points by turns. */
static bool read_case(char *line, struct test_case *c)
{
	char *save = NULL;

	memset(c, 0, sizeof *c);
	line[strcspn(line, "#")] = 0;
	for (char *word = strtok_r(line, " \t\r\n", &save); word; word = strtok_r(NULL, " \t\r\n", &save)) {
		if (!strcmp(word, "÷") || !strcmp(word, "×"))
			c->breaks[c->n] = word[1] == "÷"[1];
		else
			c->n += utf8_encode((uint32_t)strtoul(word, NULL, 16), c->text + c->n);
		g_assert_cmpuint(c->n + 4, <, sizeof c->text);
	}
	return c->n > 0;
}

static void check_case(struct breaker *breaker, const struct test_case *c, size_t number)
{
	uint8_t marks[sizeof c->text + 1] = {0};
	struct str text = {c->text, c->n};

	breaker_lines(breaker, text, FONT_LATIN, marks);
	for (size_t at = 1; at < c->n; at++)
		if (c->breaks[at] != (bool)(marks[at] & AT_BREAK))
			g_error("case %zu, '%.*s': byte %zu %s break", number, STR_FMT(text), at,
				c->breaks[at] ? "must" : "must not");
}

static void test_all(void)
{
	struct breaker *breaker;
	struct test_case c;
	char *content, **lines;
	size_t cases = 0;

	if (!g_file_get_contents(path, &content, NULL, NULL)) {
		if (!g_strcmp0(g_getenv("CI"), "true"))
			g_error("%s is missing: install unicode-data", path);
		g_test_skip("LineBreakTest.txt is not installed (Debian: unicode-data)");
		return;
	}
	breaker = breaker_new();
	lines = g_strsplit(content, "\n", -1);
	for (size_t i = 0; lines[i]; i++)
		if (read_case(lines[i], &c))
			check_case(breaker, &c, ++cases);
	g_test_message("%zu cases", cases);
	g_assert_cmpuint(cases, >=, CASES_LEAST);
	g_strfreev(lines);
	g_free(content);
	breaker_free(breaker);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text/uax14/LineBreakTest", test_all);
	return g_test_run();
}
