/* page.yaml to struct page_style.  A table of keys: what kind of value, where it
 * goes, within what bounds. */
#include "layout/style.h"

#include "base/yaml.h"
#include "layout/geometry.h"

#include <stddef.h>

#define PRINT_SIZE     PT(10.5) /* 五号 */
#define SMALL_SIZE     PT(9)    /* two columns */
#define SCREEN_SIZE    PT(12)
#define LEADING        1700 /* 1/1000 em */
#define COLUMN_GAP     4100 /* 1/1000 em: with the free halves of marks at both edges still three ems */
#define SCREEN_WIDE_PT 330  /* e-ink sheets narrower than this have small margins */

enum value_kind { VALUE_LENGTH, VALUE_EMS, VALUE_BOOL, VALUE_COLOUR, VALUE_COUNT, VALUE_DESIGN };

struct key {
	const char *name;
	enum value_kind kind;
	size_t offset;
	double least, most;
};

#define KEY(name, kind, field, least, most)                                         \
	{                                                                           \
		name, VALUE_##kind, offsetof(struct page_style, field), least, most \
	}

/* Lengths in pt, or with a unit: pt mm cm in em; bounds in pt.  The least size is
 * what a page can still be broken at; the most keep sums of a page in 31 bits. */
static const struct key keys[] = {
	KEY("article-on-new-page", BOOL, article_on_new_page, 0, 0),
	KEY("column-gap", LENGTH, column_gap, 0, 200),
	KEY("columns", COUNT, profile.columns, 1, 2),
	KEY("contents", BOOL, contents, 0, 0),
	KEY("cover", BOOL, cover, 0, 0),
	KEY("cover-design", DESIGN, cover_design, 0, 0),
	KEY("hang-marks", BOOL, hang_marks, 0, 0),
	KEY("indent", EMS, indent, 0, 8),
	KEY("ink", COLOUR, ink, 0, 0),
	KEY("ink-link", COLOUR, ink_link, 0, 0),
	KEY("ink-rule", COLOUR, ink_rule, 0, 0),
	KEY("ink-soft", COLOUR, ink_soft, 0, 0),
	KEY("leading", LENGTH, leading, 4, 120),
	KEY("link-footnotes", BOOL, link_footnotes, 0, 0),
	KEY("margin-bottom", LENGTH, margin_bottom, 0, 1000),
	KEY("margin-inner", LENGTH, margin_inner, 0, 1000),
	KEY("margin-outer", LENGTH, margin_outer, 0, 1000),
	KEY("margin-top", LENGTH, margin_top, 0, 1000),
	KEY("masthead", BOOL, masthead, 0, 0),
	KEY("mirrored", BOOL, mirrored, 0, 0),
	KEY("running-heads", BOOL, running_heads, 0, 0),
	KEY("section-page", BOOL, section_page, 0, 0),
	KEY("short-articles-run-on", BOOL, short_articles_run_on, 0, 0),
	KEY("size", LENGTH, size, 4, 60),
	KEY("total-fit", BOOL, total_fit, 0, 0),
	KEY("vertical", BOOL, vertical, 0, 0),
};

/* "10.5", "10.5pt", "2em": digits and one point, then letters; no locale. */
static bool read_number(struct str text, double *number, struct str *unit)
{
	double value = 0, place = 0;
	size_t i = 0;

	for (; i < text.n && i < 12; i++) {
		char c = text.s[i];
		if (c == '.' && place == 0) {
			place = 1;
		} else if (c >= '0' && c <= '9') {
			value = value * 10 + (c - '0');
			place *= 10;
		} else {
			break;
		}
	}
	*number = place > 1 ? value / place : value;
	*unit = str_trim(str_from_offset(text, i));
	return i > 0 && text.s[0] != '.';
}

static bool unit_points(struct str unit, double em, double *points)
{
	static const struct {
		const char *name;
		double points;
	} units[] = {{"", 1}, {"pt", 1}, {"mm", 72 / 25.4}, {"cm", 72 / 2.54}, {"in", 72}};

	if (str_eq(unit, S("em"))) {
		*points = em;
		return true;
	}
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (str_eq(unit, str_from(units[i].name))) {
			*points = units[i].points;
			return true;
		}
	}
	return false;
}

static bool read_length(const struct key *k, struct str text, coord em, coord *out)
{
	double number, points;
	struct str unit;

	if (!read_number(text, &number, &unit) || !unit_points(unit, em / 1024.0, &points))
		return false;
	number *= points;
	if (number < k->least || number > k->most)
		return false;
	*out = (coord)(number * 1024 + 0.5);
	return true;
}

static bool read_scaled(const struct key *k, struct str text, double scale, int *out)
{
	double number;
	struct str unit;

	if (!read_number(text, &number, &unit) || number < k->least || number > k->most)
		return false;
	if (unit.n && !(k->kind == VALUE_EMS && str_eq(unit, S("em"))))
		return false;
	*out = (int)(number * scale + 0.5);
	return true;
}

static bool read_colour(struct str text, uint32_t *out)
{
	uint32_t value = 0;

	if (text.n != 7 || text.s[0] != '#')
		return false;
	for (size_t i = 1; i < 7; i++) {
		unsigned c = (unsigned char)text.s[i] | 0x20;
		if (c >= '0' && c <= '9')
			value = value << 4 | (c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (c - 'a' + 10);
		else
			return false;
	}
	*out = value;
	return true;
}

static bool read_design(struct str text, enum cover_design *design)
{
	static const char *const names[] = {
		[COVER_PLAIN] = "plain", [COVER_PICTURE] = "picture", [COVER_BAND] = "band"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (str_eq(text, str_from(names[i]))) {
			*design = (enum cover_design)i;
			return true;
		}
	}
	return false;
}

static bool read_value(struct page_style *style, const struct key *k, const struct yaml *node)
{
	void *field = (char *)style + k->offset;
	struct str text = str_trim(yaml_text(node, (struct str){0}));

	switch (k->kind) {
	case VALUE_LENGTH:
		return read_length(k, text, style->size, field);
	case VALUE_EMS:
		return read_scaled(k, text, 1000, field);
	case VALUE_COUNT:
		return read_scaled(k, text, 1, field);
	case VALUE_BOOL:
		return yaml_bool(node, field);
	case VALUE_COLOUR:
		return read_colour(text, field);
	case VALUE_DESIGN:
		return read_design(text, field);
	}
	return false;
}

static const struct key *key_lookup(struct str name)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_eq(name, str_from(keys[i].name)))
			return &keys[i];
	return NULL;
}

/* ---- defaults ---- */

static coord part(coord length, int permille)
{
	return coord_scale(length, permille, 1000);
}

static void set_defaults(struct page_style *s, const struct profile *p)
{
	bool screen = p->grey || p->width < PT(SCREEN_WIDE_PT);

	*s = (struct page_style){
		.profile = *p,
		.size = screen           ? SCREEN_SIZE
			: p->columns > 1 ? SMALL_SIZE
					 : PRINT_SIZE,
		.margin_top = part(p->height, screen ? 65 : 95),
		.margin_bottom = part(p->height, screen ? 65 : 95),
		.margin_inner = part(p->width, screen ? 55 : 110),
		.margin_outer = part(p->width, screen ? 55 : 110),
		.indent = 2000,
		.mirrored = false,
		.total_fit = true,
		.cover = true,
		.cover_design = COVER_PICTURE,
		.contents = true,
		.article_on_new_page = true,
		.short_articles_run_on = true,
		.section_page = true,
		.running_heads = true,
		.ink = 0x000000,
		.ink_soft = 0x555555,
		.ink_link = p->grey ? 0x000000 : 0x1F4E79,
		.ink_rule = 0x999999,
	};
	s->leading = coord_scale(s->size, LEADING, 1000);
	s->column_gap = coord_scale(s->size, COLUMN_GAP, 1000);
	if (p->columns > 1) {
		s->margin_inner = s->margin_outer = part(p->width, 75);
		s->margin_top = s->margin_bottom = part(p->height, 80);
	}
}

/* A measure under six ems, or a page under four lines, cannot be set: margins
 * give way, then the size. */
static bool page_has_room(const struct page_style *s)
{
	struct geometry g = geometry_of(s);

	return g.measure >= 6 * s->size && g.height >= 4 * s->leading && s->leading >= s->size;
}

static void make_room(struct page_style *s, const struct profile *profile, struct str file,
		      struct diags *diags)
{
	struct page_style plain;

	if (page_has_room(s))
		return;
	diag_add_file(diags, DIAG_BAD_STYLE, file, 0,
		      "margins, size and leading leave no room on a page; the defaults were taken");
	set_defaults(&plain, profile);
	plain.vertical = s->vertical;
	s->profile.columns = page_has_room(&plain) ? profile->columns : 1;
	s->size = plain.size;
	s->leading = plain.leading;
	s->column_gap = plain.column_gap;
	s->margin_top = plain.margin_top;
	s->margin_bottom = plain.margin_bottom;
	s->margin_inner = plain.margin_inner;
	s->margin_outer = plain.margin_outer;
}

static void bad_value(const struct yaml *node, struct str file, struct diags *diags)
{
	diag_add_file(diags, DIAG_BAD_STYLE, file, node->line, "bad value of \"%.*s\"; the default was taken",
		      STR_FMT(node->key));
}

/* Before all others: what they give in ems follows it. Its own em is the default's. */
static void read_size_first(struct page_style *style, struct yaml *map, struct str file, struct diags *diags)
{
	const struct yaml *node = yaml_find(map, "size");
	coord size = style->size, leading = style->leading;

	if (!node)
		return;
	if (!read_value(style, key_lookup(S("size")), node)) {
		bad_value(node, file, diags);
		return;
	}
	style->leading = coord_scale(leading, style->size, size);
	style->column_gap = coord_scale(style->column_gap, style->size, size);
}

static void read_keys(struct page_style *style, struct yaml *map, struct str file, struct diags *diags)
{
	for (struct yaml *node = map->first; node; node = node->next) {
		const struct key *k = key_lookup(node->key);

		if (node->used || str_eq(node->key, S("extends")))
			continue; /* the size; the style that this one adds to was read before */
		if (!k)
			diag_add_file(diags, DIAG_BAD_STYLE, file, node->line, "unknown key \"%.*s\"",
				      STR_FMT(str_head(node->key, 60)));
		else if (!read_value(style, k, node))
			bad_value(node, file, diags);
	}
}

static void read_text(struct page_style *style, struct str text, struct str file, struct diags *diags)
{
	struct arena scratch;
	struct yaml_error error;
	struct yaml *map;

	arena_init(&scratch);
	map = yaml_parse(&scratch, text, &error);
	if (!map) {
		diag_add_file(diags, DIAG_BAD_STYLE, file, error.line, "%.*s; all defaults were taken",
			      STR_FMT(error.text));
	} else if (map->kind != YAML_MAP) {
		diag_add_file(diags, DIAG_BAD_STYLE, file, map->line,
			      "not a list of keys; all defaults were taken");
	} else {
		read_size_first(style, map, file, diags);
		read_keys(style, map, file, diags);
	}
	arena_clear(&scratch);
}

void page_style_read(struct page_style *style, const struct profile *profile, struct str text,
		     struct str file, struct diags *diags)
{
	set_defaults(style, profile);
	page_style_add(style, profile, text, file, diags);
}

void page_style_add(struct page_style *style, const struct profile *profile, struct str text, struct str file,
		    struct diags *diags)
{
	read_text(style, text, file, diags);
	make_room(style, profile, file, diags);
}
