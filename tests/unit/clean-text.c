/* Nothing of an article's own text may be lost: the letters that the HTML shows,
 * found by a plain scan that knows nothing of the cleaner, are compared with the
 * document's, minus what the rules dropped by name. */
#include "clean-kit.h"

/* ---- the plain extraction ---- */

struct plain {
	struct str html;
	size_t at;
	struct buf out;
};

static bool letter(uint32_t c)
{
	return g_unichar_isalnum(c);
}

static void add_letters(struct buf *out, struct str text)
{
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		if (letter(c))
			buf_add_code_point(out, c);
	}
}

static const struct {
	const char *name;
	uint32_t c;
} entities[] = {{"amp", '&'},     {"lt", '<'},        {"gt", '>'},   {"quot", '"'}, {"nbsp", 0xA0},
		{"emsp", 0x2003}, {"thinsp", 0x2009}, {"#39", '\''}, {"#x27", '\''}};

static void add_entity(struct plain *p)
{
	size_t end = str_find_char(str_head(str_from_offset(p->html, p->at), 10), ';', 0);
	struct str name =
		end == STR_NONE ? (struct str){0} : str_head(str_from_offset(p->html, p->at + 1), end - 1);
	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++)
		if (str_eq(name, str_from(entities[i].name))) {
			p->at += end + 1;
			return; /* none of them is a letter */
		}
	p->at++;
}

static bool starts_nocase(const struct plain *p, const char *text)
{
	return str_starts_nocase(str_from_offset(p->html, p->at), str_from(text));
}

static void skip_past(struct plain *p, const char *mark)
{
	size_t found = p->at;
	while (found < p->html.n && !str_starts_nocase(str_from_offset(p->html, found), str_from(mark)))
		found++;
	p->at = found < p->html.n ? found + strlen(mark) : p->html.n;
}

/* Names of all elements that the samples use: anything else in <> was text. */
static bool is_tag(struct str name)
{
	static const char known[] =
		" a abbr article audio b blockquote body br button caption center cite "
		"code col colgroup dd del details "
		"div dl dt em embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 "
		"head header hr html i iframe "
		"img input ins kbd label li main mark math mi mo mn mrow msup annotation "
		"semantics meta nav noscript "
		"object ol option p param picture pre q rb rp rt ruby s samp script section "
		"select small source span strike "
		"strong style sub summary sup svg table tbody td textarea tfoot th thead "
		"tr u ul var video wbr tt xmp ";
	char wanted[32];
	if (name.n > sizeof wanted - 3)
		return false;
	g_snprintf(wanted, sizeof wanted, " %.*s ", STR_FMT(name));
	char *lower = g_ascii_strdown(wanted, -1);
	bool found = strstr(known, lower) != NULL;
	g_free(lower);
	return found;
}

static struct str tag_name(const struct plain *p, size_t from)
{
	size_t end = from;
	while (end < p->html.n && g_ascii_isalnum(p->html.s[end]))
		end++;
	bool whole = end == p->html.n || strchr(" \t\r\n/>", p->html.s[end]);
	return whole ? (struct str){p->html.s + from, end - from} : (struct str){0};
}

static void skip_tag(struct plain *p)
{
	size_t slash = p->html.s[p->at + 1] == '/';
	struct str name = tag_name(p, p->at + 1 + slash);
	if (!name.n || !is_tag(name)) {
		p->at++; /* text */
		return;
	}
	char quote = 0;
	for (; p->at < p->html.n; p->at++) {
		char c = p->html.s[p->at];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if ((c == '"' || c == '\'') && p->html.s[p->at - 1] == '=')
			quote = c;
		else if (c == '>')
			break;
	}
	p->at++;
}

/* What is never shown. */
static bool skip_hidden(struct plain *p)
{
	static const struct {
		const char *start, *end;
	} hidden[] = {{"<!--", "-->"},          {"<style", "</style>"},   {"<script", "</script>"},
		      {"<svg", "</svg>"},       {"<button", "</button>"}, {"<rp>", "</rp>"},
		      {"<select", "</select>"}, {"<iframe", "</iframe>"}, {"<video", "</video>"}};
	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
		if (starts_nocase(p, hidden[i].start)) {
			skip_past(p, hidden[i].end);
			return true;
		}
	return false;
}

static struct str plain_letters(struct arena *a, struct str html)
{
	struct plain p = {.html = html, .out = BUF(a)};
	while (p.at < html.n) {
		char c = html.s[p.at];
		if (c == '<' && p.at + 1 < html.n &&
		    (g_ascii_isalpha(html.s[p.at + 1]) || strchr("/!", html.s[p.at + 1]))) {
			if (!skip_hidden(&p))
				skip_tag(&p);
			continue;
		}
		if (c == '&') {
			add_entity(&p);
			continue;
		}
		size_t from = p.at;
		utf8_next(html, &p.at);
		add_letters(&p.out, (struct str){html.s + from, p.at - from});
	}
	return buf_str(&p.out);
}

/* ---- the document's ---- */

static struct str document_letters(struct arena *a, const struct document *d)
{
	struct buf out = BUF(a);
	for (const struct block *b = d->root; b; b = block_after(b, d->root))
		for (size_t i = 0; i < b->spans.n; i++) {
			add_letters(&out, b->spans.v[i].text);
			add_letters(&out, b->spans.v[i].ruby);
		}
	return buf_str(&out);
}

/* ---- comparing: by how often each letter occurs ---- */

static GHashTable *count_letters(struct str text)
{
	GHashTable *t = g_hash_table_new(g_direct_hash, g_direct_equal);
	for (size_t at = 0; at < text.n;) {
		gpointer key = GUINT_TO_POINTER(utf8_next(text, &at));
		g_hash_table_insert(t, key,
				    GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(t, key)) + 1));
	}
	return t;
}

/* The letters of `text` that `within` has too few of. */
static struct str missing_letters(struct arena *a, struct str text, struct str within)
{
	struct buf out = BUF(a);
	GHashTable *have = count_letters(within);
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		int left = GPOINTER_TO_INT(g_hash_table_lookup(have, GUINT_TO_POINTER(c)));
		if (left > 0)
			g_hash_table_insert(have, GUINT_TO_POINTER(c), GINT_TO_POINTER(left - 1));
		else
			buf_add_code_point(&out, c);
	}
	g_hash_table_unref(have);
	return buf_str(&out);
}

static void check_post(const char *path, const struct clutter *rules)
{
	struct kit k;
	kit_init(&k, path);
	struct str html = k.article.body, plain = plain_letters(&k.arena, html);
	struct clean_report report = {.arena = &k.arena};
	g_assert_true(clean_article_report(&k.article, rules, &k.scratch, &report));
	struct buf have = BUF(&k.arena);
	buf_add(&have, document_letters(&k.arena, k.article.document));
	for (size_t i = 0; i < report.dropped.n; i++)
		add_letters(&have, report.dropped.v[i]);
	struct str lost = missing_letters(&k.arena, plain, buf_str(&have));
	if (lost.n)
		g_test_message("%s lost: %.*s", path, STR_FMT(lost));
	g_assert_cmpuint(lost.n, ==, 0);
	document_check(k.article.document);
	kit_clear(&k);
}

static void check_folder(const char *folder, const char *suffix, const struct clutter *rules, int depth)
{
	GDir *dir = depth < 6 ? g_dir_open(folder, 0, NULL) : NULL;
	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		char *path = g_build_filename(folder, name, NULL);
		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			check_folder(path, suffix, rules, depth + 1);
		else if (g_str_has_suffix(name, suffix) && !g_str_has_prefix(name, "hidden"))
			check_post(path, rules);
		g_free(path);
	}
	g_clear_pointer(&dir, g_dir_close);
}

static void test_corpus(void)
{
	if (!g_file_test("../shared/corpus/posts", G_FILE_TEST_IS_DIR)) {
		g_test_skip("no corpus");
		return;
	}
	struct clutter *rules = kit_rules();
	check_folder("../shared/corpus/posts", ".md", rules, 0);
	check_folder("../shared/corpus/posts", ".md", NULL, 0);
	clutter_free(rules);
}

static void test_samples(void)
{
	struct clutter *rules = kit_rules();
	check_folder("tests/golden/clean", ".html", rules, 0);
	clutter_free(rules);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clean/text/corpus", test_corpus);
	g_test_add_func("/clean/text/samples", test_samples);
	return g_test_run();
}
