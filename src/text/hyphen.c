#include "text/hyphen.h"

#include <glib.h>
#include <hyphen.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unistd.h>

struct hyphenator {
	HyphenDict *dict;
	uint32_t high[128]; /* code points of the bytes from 0x80 on, where the charset has one byte a letter
			     */
};

/* ---- files ---- */

struct str hyphen_language(struct str lang)
{
	static const char *const squares[] = {"zh", "ja", "ko", "yue"};
	struct str rest = lang, primary = str_cut(&rest, '-');

	for (size_t i = 0; i < G_N_ELEMENTS(squares); i++)
		if (str_eq_nocase(primary, str_from(squares[i])))
			return S("en-US");
	return primary.n ? lang : S("en-US");
}

/* "de-AT" gives "hyph_de_AT.dic"; without a region, "hyph_de.dic". */
static void file_name(struct str primary, struct str region, char name[HYPHEN_PATH_MAX])
{
	char *low = g_ascii_strdown(primary.s, (gssize)primary.n);
	char *high = g_ascii_strup(region.n ? region.s : "", (gssize)region.n);

	g_snprintf(name, HYPHEN_PATH_MAX, "hyph_%s%s%s.dic", low, region.n ? "_" : "", high);
	g_free(low);
	g_free(high);
}

static bool is_tag(struct str part)
{
	for (size_t i = 0; i < part.n; i++)
		if (!g_ascii_isalnum(part.s[i]))
			return false;
	return part.n > 0 && part.n <= 8;
}

/* The part of a tag that is a region: two letters behind the language and a script. */
static struct str region_of(struct str rest)
{
	while (rest.s) {
		struct str part = str_cut(&rest, '-');
		if (part.n == 2 && is_tag(part))
			return part;
	}
	return (struct str){0};
}

static bool is_readable(const char *dir, const char *name, char path[HYPHEN_PATH_MAX])
{
	return g_snprintf(path, HYPHEN_PATH_MAX, "%s/%s", dir, name) < (int)HYPHEN_PATH_MAX &&
	       access(path, R_OK) == 0;
}

static bool any_region(const char *dir, struct str primary, char path[HYPHEN_PATH_MAX])
{
	char prefix[HYPHEN_PATH_MAX], best[HYPHEN_PATH_MAX] = "";
	GDir *list = g_dir_open(dir, 0, NULL);

	file_name(primary, (struct str){0}, prefix);
	prefix[strlen(prefix) - strlen(".dic")] = '_';
	prefix[strlen(prefix) - strlen("dic")] = 0;
	for (const char *name; list && (name = g_dir_read_name(list));)
		if (g_str_has_prefix(name, prefix) && g_str_has_suffix(name, ".dic") &&
		    (!best[0] || strcmp(name, best) < 0))
			g_strlcpy(best, name, sizeof best);
	if (list)
		g_dir_close(list);
	return best[0] && is_readable(dir, best, path);
}

bool hyphen_file(const char *dir, struct str lang, char path[HYPHEN_PATH_MAX])
{
	struct str rest = lang, primary = str_cut(&rest, '-'), region = region_of(rest);
	char name[HYPHEN_PATH_MAX];

	if (!is_tag(primary))
		return false;
	file_name(primary, region, name);
	if (region.n && is_readable(dir, name, path))
		return true;
	file_name(primary, (struct str){0}, name);
	return is_readable(dir, name, path) || any_region(dir, primary, path);
}

/* ---- one dictionary ---- */

static void read_charset(struct hyphenator *h)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(h->high); i++) {
		char byte = (char)(0x80 + i);
		gsize n = 0;
		char *utf8 = g_convert(&byte, 1, "UTF-8", h->dict->cset, NULL, &n, NULL);
		size_t at = 0;
		h->high[i] = utf8 && n ? utf8_next((struct str){utf8, n}, &at) : 0;
		g_free(utf8);
	}
}

struct hyphenator *hyphenator_new(const char *file)
{
	struct hyphenator *h;
	HyphenDict *dict = access(file, R_OK) == 0 ? hnj_hyphen_load(file) : NULL;

	if (!dict)
		return NULL;
	h = g_new0(struct hyphenator, 1);
	h->dict = dict;
	if (!dict->utf8)
		read_charset(h);
	return h;
}

void hyphenator_free(struct hyphenator *h)
{
	if (!h)
		return;
	hnj_hyphen_free(h->dict);
	g_free(h);
}

/* The byte that stands for the letter in the dictionary's charset; 0: none. */
static char byte_of(const struct hyphenator *h, uint32_t c)
{
	for (unsigned i = 0; c >= 0x80 && i < G_N_ELEMENTS(h->high); i++)
		if (h->high[i] == c)
			return (char)(0x80 + i);
	return c < 0x80 ? (char)c : 0;
}

/* A word as the patterns have it: in lower case and their charset. */
struct folded {
	char text[HYPHEN_WORD_MAX * 2 + 1]; /* the library is given the length, but looks for a NUL too */
	size_t n;
	uint8_t ends[HYPHEN_WORD_MAX]; /* of each letter, in the word as it was given */
	size_t letters;
};

/* False when it is not a word of theirs. */
static bool fold(const struct hyphenator *h, struct str word, struct folded *f)
{
	*f = (struct folded){.n = 0};
	for (size_t at = 0; at < word.n;) {
		uint32_t c = utf8_next(word, &at), low = (uint32_t)u_tolower((UChar32)c);
		if ((low != c && f->letters) || !u_isalpha((UChar32)low))
			return false;
		if (h->dict->utf8) {
			f->n += utf8_encode(low, f->text + f->n);
		} else {
			f->text[f->n] = byte_of(h, low);
			if (!f->text[f->n++])
				return false;
		}
		f->ends[f->letters++] = (uint8_t)(at - 1);
	}
	return f->letters >= HYPHEN_WORD_MIN;
}

/* Patterns of some languages change letters at a break (Zucker, Zuk-ker): a
 * dictionary that wants it is not followed there. */
static void free_replacements(char **replace, int *at, int *cut, size_t n, char *marks)
{
	for (size_t i = 0; replace && i < n; i++) {
		if (replace[i]) {
			marks[i] = '0';
			free(replace[i]);
		}
	}
	free(replace);
	free(at);
	free(cut);
}

static size_t at_least(unsigned bound, int wanted)
{
	return wanted > (int)bound ? (size_t)wanted : bound;
}

bool hyphenate(const struct hyphenator *h, struct str word, bool *points)
{
	struct folded f;
	char marks[HYPHEN_WORD_MAX * 2 + 8] = "";
	char **replace = NULL;
	int *at = NULL, *cut = NULL;
	size_t left = at_least(HYPHEN_LEFT_MIN, h->dict->lhmin), right;
	bool any = false;

	right = at_least(HYPHEN_RIGHT_MIN, h->dict->rhmin);
	memset(points, 0, word.n * sizeof *points);
	if (word.n > HYPHEN_WORD_MAX || !fold(h, word, &f))
		return false;
	if (hnj_hyphen_hyphenate2(h->dict, f.text, (int)f.n, marks, NULL, &replace, &at, &cut))
		return false;
	free_replacements(replace, at, cut, f.letters, marks);
	for (size_t i = left - 1; i + right < f.letters; i++) {
		points[f.ends[i]] = (marks[i] - '0') & 1;
		any = any || points[f.ends[i]];
	}
	return any;
}

/* ---- those that are loaded ---- */

struct loaded {
	char lang[16];
	struct hyphenator *hyphenator; /* NULL: there is no file */
};

struct hyphens {
	char *dir;
	struct loaded loaded[HYPHEN_LANGUAGES_MAX];
	size_t n;
};

struct hyphens *hyphens_new(const char *dir)
{
	struct hyphens *h = g_new0(struct hyphens, 1);

	h->dir = g_strdup(dir);
	return h;
}

void hyphens_free(struct hyphens *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < h->n; i++)
		hyphenator_free(h->loaded[i].hyphenator);
	g_free(h->dir);
	g_free(h);
}

const struct hyphenator *hyphens_lookup(struct hyphens *h, struct str lang)
{
	char path[HYPHEN_PATH_MAX];
	struct loaded *l = h->loaded;

	lang = hyphen_language(lang);
	for (; l < h->loaded + h->n; l++)
		if (str_eq_nocase(str_from(l->lang), lang))
			return l->hyphenator;
	if (h->n == HYPHEN_LANGUAGES_MAX || lang.n >= sizeof l->lang)
		return NULL;
	h->n++;
	memcpy(l->lang, lang.s, lang.n);
	l->lang[lang.n] = 0;
	if (hyphen_file(h->dir, lang, path))
		l->hyphenator = hyphenator_new(path);
	return l->hyphenator;
}
