/* Zones by name: the IANA database, read by GLib. */
#include "base/calendar.h"
#include "base/file.h"
#include "base/suggest.h"

#include <glib.h>

/* Not TZDIR: the environment must not decide what a name means. */
#define ZONE_DIR         "/usr/share/zoneinfo/"
#define ZONE_NAME_MAX    64u         /* the longest real one has 32 bytes */
#define ZONE_FILE_MAX    (64u << 10) /* a real one has under 4 KB */
#define ZONE_LIST_MAX    (1u << 20)  /* tzdata.zi has 110 KB */
#define ZONE_SUGGESTIONS 3

struct zone {
	GTimeZone *tz;
	char *name;
};

static int64_t offset_at(const struct zone *z, instant at)
{
	int interval = g_time_zone_find_interval(z->tz, G_TIME_TYPE_UNIVERSAL, at);

	return g_time_zone_get_offset(z->tz, interval);
}

instant zone_instant(const struct zone *z, const struct civil *local)
{
	int64_t wall = (int64_t)day_from_civil(local->year, local->month, local->day) * SECONDS_PER_DAY +
		       local->hour * 3600 + local->minute * 60 + local->second;
	/* No zone changes its clock twice within two days. */
	int64_t before = offset_at(z, wall - SECONDS_PER_DAY);
	int64_t after = offset_at(z, wall + SECONDS_PER_DAY);

	if (offset_at(z, wall - before) == before) {
		/* Both hold at a doubled time: the larger offset is the earlier instant. */
		return after > before && offset_at(z, wall - after) == after ? wall - after : wall - before;
	}
	if (offset_at(z, wall - after) == after)
		return wall - after;
	return wall - before; /* a skipped time */
}

struct civil zone_civil(const struct zone *z, instant at)
{
	return civil_from_instant(at + offset_at(z, at));
}

day_number zone_day(const struct zone *z, instant at)
{
	struct civil c = zone_civil(z, at);

	return day_from_civil(c.year, c.month, c.day);
}

static struct zone *zone_wrap(GTimeZone *tz, const char *name)
{
	struct zone *z;

	if (!tz)
		return NULL;
	z = g_new0(struct zone, 1);
	z->tz = tz;
	z->name = g_strdup(name);
	return z;
}

/* "+08:00", "+0800", "+8", also behind "UTC" or "GMT", which people write. */
static bool parse_offset(struct str text, int32_t *seconds)
{
	uint32_t hours, minutes = 0;
	struct str rest;
	bool west;

	if (str_starts_nocase(text, S("UTC")) || str_starts_nocase(text, S("GMT")))
		text = str_from_offset(text, 3);
	if (text.n < 2 || (text.s[0] != '+' && text.s[0] != '-'))
		return false;
	west = text.s[0] == '-';
	rest = str_from_offset(text, 1);
	if (str_find_char(rest, ':', 0) != STR_NONE) {
		struct str hour = str_cut(&rest, ':');

		if (rest.n != 2 || hour.n > 2 || !str_to_uint(hour, &hours) || !str_to_uint(rest, &minutes))
			return false;
	} else if (rest.n == 4) {
		if (!str_to_uint(str_head(rest, 2), &hours) ||
		    !str_to_uint(str_from_offset(rest, 2), &minutes))
			return false;
	} else if (rest.n > 2 || !str_to_uint(rest, &hours)) {
		return false;
	}
	if (hours > 14 || minutes > 59)
		return false;
	*seconds = (int32_t)(hours * 3600 + minutes * 60);
	if (west)
		*seconds = -*seconds;
	return true;
}

/* Letters, digits and "_+-/", beginning with a capital as all zones do: keeps
 * "../../etc/passwd", "localtime" and the directory's other files out. */
static bool zone_name_plausible(const char *name)
{
	size_t n = strlen(name);

	if (n == 0 || n >= ZONE_NAME_MAX || !g_ascii_isupper(name[0]))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!g_ascii_isalnum(name[i]) && !strchr("_+-/", name[i]))
			return false;
	}
	return true;
}

/* GLib would take a POSIX rule ("XYZ-3") for a name that has no file, and
 * complain on standard error about a file that holds something else. */
static GTimeZone *load_zone(const char *name)
{
	struct arena scratch;
	struct str path, content;
	GTimeZone *tz = NULL;

	arena_init(&scratch);
	path = arena_concat(&scratch, S(ZONE_DIR), str_from(name));
	if (file_read(&scratch, arena_cstr(&scratch, path), ZONE_FILE_MAX, &content) == 0 &&
	    content.n >= 44 && str_starts(content, S("TZif")))
		tz = g_time_zone_new_identifier(arena_cstr(&scratch, path));
	arena_clear(&scratch);
	return tz;
}

struct zone *zone_new(const char *name)
{
	struct str text = str_trim(str_from(name));
	int32_t seconds = 0;

	if (str_eq_nocase(text, S("UTC")) || str_eq_nocase(text, S("GMT")) || str_eq(text, S("Z")))
		return zone_wrap(g_time_zone_new_utc(), "UTC");
	if (parse_offset(text, &seconds))
		return zone_wrap(g_time_zone_new_offset(seconds), name);
	if (!name || !zone_name_plausible(name))
		return NULL;
	return zone_wrap(load_zone(name), name);
}

struct zone *zone_new_local(void)
{
	GTimeZone *tz = g_time_zone_new_local();

	return zone_wrap(tz, g_time_zone_get_identifier(tz));
}

void zone_free(struct zone *z)
{
	if (!z)
		return;
	g_time_zone_unref(z->tz);
	g_free(z->name);
	g_free(z);
}

const char *zone_name(const struct zone *z)
{
	return z->name;
}

/* ---- names like that one ---- */

/* Cities that people name, which the database does not. */
static const struct {
	const char *said, *zone;
} zone_nicknames[] = {
	{"beijing", "Asia/Shanghai"},   {"peking", "Asia/Shanghai"}, {"shenzhen", "Asia/Shanghai"},
	{"guangzhou", "Asia/Shanghai"}, {"china", "Asia/Shanghai"},  {"cst", "Asia/Shanghai"},
	{"北京", "Asia/Shanghai"},      {"上海", "Asia/Shanghai"},   {"香港", "Asia/Hong_Kong"},
	{"台北", "Asia/Taipei"},        {"臺北", "Asia/Taipei"},     {"osaka", "Asia/Tokyo"},
	{"jst", "Asia/Tokyo"},          {"东京", "Asia/Tokyo"},      {"東京", "Asia/Tokyo"},
	{"kst", "Asia/Seoul"},
};

struct suggestion {
	struct str name;
	size_t distance;
};

/* "Shanghai" of "Asia/Shanghai". */
static struct str zone_city(struct str name)
{
	size_t at = name.n;

	while (at > 0 && name.s[at - 1] != '/')
		at--;
	return str_from_offset(name, at);
}

/* To the whole name, or to its city alone. */
static size_t zone_distance(struct str wanted, struct str name)
{
	size_t whole = suggest_distance(wanted, name);
	size_t city = suggest_distance(wanted, zone_city(name));

	return MIN(whole, city);
}

/* Keeps the nearest, in order; of equals the first. */
static void consider(struct suggestion best[ZONE_SUGGESTIONS], struct str name, size_t distance)
{
	size_t at = ZONE_SUGGESTIONS;

	while (at > 0 && (best[at - 1].name.n == 0 || best[at - 1].distance > distance))
		at--;
	if (at == ZONE_SUGGESTIONS)
		return;
	memmove(&best[at + 1], &best[at], (ZONE_SUGGESTIONS - at - 1) * sizeof *best);
	best[at] = (struct suggestion){name, distance};
}

/* "Z Asia/Shanghai 8:5:43 - LMT 1901" names a zone, "L Asia/Shanghai PRC" another name of it. */
static struct str zone_of_line(struct str line)
{
	struct str kind = str_cut(&line, ' ');
	struct str first = str_cut(&line, ' ');

	if (str_eq(kind, S("Z")))
		return first;
	return str_eq(kind, S("L")) ? line : S("");
}

struct str zone_suggest(struct arena *a, const char *name)
{
	struct str wanted = str_head(str_trim(str_from(name)), ZONE_NAME_MAX - 1);
	struct suggestion best[ZONE_SUGGESTIONS] = {{{0}, 0}};
	struct str list = {0};
	struct buf text = BUF(a);

	for (size_t i = 0; i < G_N_ELEMENTS(zone_nicknames); i++) {
		if (str_eq_nocase(zone_city(wanted), str_from(zone_nicknames[i].said)))
			return str_from(zone_nicknames[i].zone);
	}
	if (file_read(a, ZONE_DIR "tzdata.zi", ZONE_LIST_MAX, &list) != 0)
		return S("");
	while (list.s) {
		struct str known = zone_of_line(str_cut(&list, '\n'));

		if (known.n > 0 && known.n < ZONE_NAME_MAX) {
			size_t distance = zone_distance(wanted, known);

			if (distance <= MAX((size_t)2, wanted.n / 3))
				consider(best, known, distance);
		}
	}
	for (size_t i = 0; i < ZONE_SUGGESTIONS && best[i].name.n > 0; i++) {
		if (i > 0)
			buf_add(&text, S(", "));
		buf_add(&text, best[i].name);
	}
	return buf_str(&text);
}
