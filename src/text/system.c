#include "text/system.h"

#include <fontconfig/fontconfig.h>
#include <glib.h>
#include <sys/stat.h>

/* A folder with a million font files would be read for hours. */
#define USER_FONTS_MAX 256u

struct candidate {
	FcPattern *pattern; /* borrowed from the config */
	struct font_place place;
	FcCharSet *chars;
	bool system;   /* not from the user's folder */
	bool variable; /* an instance of a variable font */
	bool dropped;  /* system_drop_file */
	bool italic, condensed;
	int weight;
};

struct system_fonts {
	FcConfig *config;
	GArray *candidates;   /* struct candidate, in order of path and index */
	GHashTable *families; /* folded name → GArray of indexes */
	FcCharSet *all;       /* what any of them has; NULL until asked for */
};

static const char *const extensions[] = {".otf", ".ttf", ".ttc", ".otc"};

static bool has_font_extension(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(extensions); i++)
		if (g_str_has_suffix(name, extensions[i]))
			return true;
	return false;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Only regular files: opening a fifo would wait for ever. */
static void add_user_fonts(FcConfig *config, const char *dir)
{
	GDir *handle = dir ? g_dir_open(dir, 0, NULL) : NULL;
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (handle && (name = g_dir_read_name(handle)) && paths->len < USER_FONTS_MAX)
		if (has_font_extension(name))
			g_ptr_array_add(paths, g_build_filename(dir, name, NULL));
	g_ptr_array_sort(paths, compare_names);
	for (guint i = 0; i < paths->len; i++) {
		struct stat st;
		if (stat(paths->pdata[i], &st) == 0 && S_ISREG(st.st_mode))
			FcConfigAppFontAddFile(config, paths->pdata[i]);
	}
	g_ptr_array_free(paths, TRUE);
	if (handle)
		g_dir_close(handle);
}

static int pattern_int(FcPattern *p, const char *object, int otherwise)
{
	int value;

	return FcPatternGetInteger(p, object, 0, &value) == FcResultMatch ? value : otherwise;
}

static bool pattern_bool(FcPattern *p, const char *object)
{
	FcBool value = FcFalse;

	return FcPatternGetBool(p, object, 0, &value) == FcResultMatch && value;
}

/* Can it be embedded as outlines?  Bitmaps and Type 1 cannot; the pattern that
 * stands for all of a variable font at once has its instances beside it. */
static bool usable(FcPattern *p)
{
	FcChar8 *format = NULL;

	if (FcPatternGetString(p, FC_FONTFORMAT, 0, &format) != FcResultMatch)
		return false;
	return pattern_bool(p, FC_OUTLINE) && pattern_int(p, FC_VARIABLE, FcFalse) != FcTrue &&
	       !pattern_bool(p, FC_VARIABLE) &&
	       (!strcmp((char *)format, "TrueType") || !strcmp((char *)format, "CFF"));
}

static void add_candidate(struct system_fonts *s, FcPattern *p, bool system)
{
	struct candidate c = {.pattern = p, .system = system};
	FcChar8 *path = NULL;

	if (!usable(p) || FcPatternGetString(p, FC_FILE, 0, &path) != FcResultMatch ||
	    FcPatternGetCharSet(p, FC_CHARSET, 0, &c.chars) != FcResultMatch)
		return;
	c.place = (struct font_place){(const char *)path, (unsigned)pattern_int(p, FC_INDEX, 0)};
	c.variable = c.place.index >> 16;
	c.italic = pattern_int(p, FC_SLANT, FC_SLANT_ROMAN) != FC_SLANT_ROMAN;
	c.condensed = pattern_int(p, FC_WIDTH, FC_WIDTH_NORMAL) != FC_WIDTH_NORMAL;
	c.weight = pattern_int(p, FC_WEIGHT, FC_WEIGHT_REGULAR);
	g_array_append_val(s->candidates, c);
}

static void add_set(struct system_fonts *s, FcSetName set, bool system)
{
	FcFontSet *fonts = FcConfigGetFonts(s->config, set);

	for (int i = 0; fonts && i < fonts->nfont; i++)
		add_candidate(s, fonts->fonts[i], system);
}

/* fontconfig lists files as the folder holds them; a run must not depend on that. */
static int compare_places(gconstpointer x, gconstpointer y)
{
	const struct candidate *a = x, *b = y;
	int order = strcmp(a->place.path, b->place.path);

	if (a->system != b->system)
		return a->system ? 1 : -1;
	if (order)
		return order;
	return (a->place.index > b->place.index) - (a->place.index < b->place.index);
}

static void index_family(struct system_fonts *s, const char *family, guint candidate)
{
	char *key = g_ascii_strdown(family, -1);
	GArray *list = g_hash_table_lookup(s->families, key);

	if (!list) {
		list = g_array_new(FALSE, FALSE, sizeof(guint));
		g_hash_table_insert(s->families, key, list);
	} else {
		g_free(key);
	}
	g_array_append_val(list, candidate);
}

static void index_families(struct system_fonts *s)
{
	for (guint i = 0; i < s->candidates->len; i++) {
		FcPattern *p = g_array_index(s->candidates, struct candidate, i).pattern;
		FcChar8 *family;
		for (int n = 0; FcPatternGetString(p, FC_FAMILY, n, &family) == FcResultMatch; n++)
			index_family(s, (const char *)family, i);
	}
}

static void free_list(gpointer list)
{
	g_array_free(list, TRUE);
}

struct system_fonts *system_fonts_new(const char *dir)
{
	struct system_fonts *s = g_new0(struct system_fonts, 1);

	s->config = FcInitLoadConfigAndFonts();
	s->candidates = g_array_new(FALSE, FALSE, sizeof(struct candidate));
	s->families = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_list);
	if (s->config) {
		add_user_fonts(s->config, dir);
		add_set(s, FcSetApplication, false);
		add_set(s, FcSetSystem, true);
	}
	g_array_sort(s->candidates, compare_places);
	index_families(s);
	return s;
}

void system_fonts_free(struct system_fonts *s)
{
	if (!s)
		return;
	if (s->all)
		FcCharSetDestroy(s->all);
	g_hash_table_destroy(s->families);
	g_array_free(s->candidates, TRUE);
	if (s->config)
		FcConfigDestroy(s->config);
	g_free(s);
}

void system_drop_file(struct system_fonts *s, const char *path)
{
	for (guint i = 0; i < s->candidates->len; i++) {
		struct candidate *c = &g_array_index(s->candidates, struct candidate, i);
		c->dropped = c->dropped || !strcmp(c->place.path, path);
	}
	g_clear_pointer(&s->all, FcCharSetDestroy);
}

/* Smaller is better.  A weight too light costs less than one too heavy for text,
 * and the other way round for bold. */
static unsigned penalty(const struct candidate *c, bool bold)
{
	int wanted = bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR;
	int off = c->weight > wanted ? c->weight - wanted : wanted - c->weight;
	bool wrong_side = bold ? c->weight < wanted : c->weight > wanted;

	return (c->italic ? 1u << 20 : 0) + (c->condensed ? 1u << 16 : 0) + (unsigned)off * 4 +
	       (wrong_side ? 2 : 0) + (c->variable ? 1 : 0);
}

/* Does a come before b?  Equal ones keep the order of their paths. */
static bool better(const struct candidate *a, const struct candidate *b, bool bold)
{
	if (a->system != b->system)
		return !a->system;
	return penalty(a, bold) < penalty(b, bold);
}

bool system_find_family(const struct system_fonts *s, struct str family, bool bold, struct font_place *place)
{
	char *key = g_ascii_strdown(family.s, (gssize)family.n);
	GArray *list = g_hash_table_lookup(s->families, key);
	const struct candidate *best = NULL;

	g_free(key);
	for (guint i = 0; list && i < list->len; i++) {
		const struct candidate *c =
			&g_array_index(s->candidates, struct candidate, g_array_index(list, guint, i));
		if (!c->dropped && (!best || better(c, best, bold)))
			best = c;
	}
	if (best)
		*place = best->place;
	return best != NULL;
}

static bool has_all(const FcCharSet *set, const uint32_t *chars, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!FcCharSetHasChar(set, chars[i]))
			return false;
	return true;
}

/* The union answers at once for characters that nothing has: a text of a
 * million of those must not search every font for each. */
static const FcCharSet *all_chars(struct system_fonts *s)
{
	if (s->all)
		return s->all;
	s->all = FcCharSetCreate();
	for (guint i = 0; i < s->candidates->len; i++) {
		const struct candidate *c = &g_array_index(s->candidates, struct candidate, i);
		if (!c->dropped)
			FcCharSetMerge(s->all, c->chars, NULL);
	}
	return s->all;
}

size_t system_find_covering(struct system_fonts *s, const uint32_t *chars, size_t n, bool bold,
			    struct font_place *places, size_t most)
{
	const struct candidate *best[8];
	size_t count = 0;

	most = MIN(most, G_N_ELEMENTS(best));
	if (!has_all(all_chars(s), chars, n))
		return 0;
	for (guint i = 0; i < s->candidates->len; i++) {
		const struct candidate *c = &g_array_index(s->candidates, struct candidate, i);
		size_t at = count;
		if (c->dropped || !has_all(c->chars, chars, n))
			continue;
		while (at > 0 && better(c, best[at - 1], bold))
			at--;
		if (at >= most)
			continue;
		count = MIN(count + 1, most);
		memmove(&best[at + 1], &best[at], (count - at - 1) * sizeof *best);
		best[at] = c;
	}
	for (size_t i = 0; i < count; i++)
		places[i] = best[i]->place;
	return count;
}
