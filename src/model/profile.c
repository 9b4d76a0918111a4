#include "model/profile.h"

#define SIDE_LEAST    100 /* pt: under it no line of text fits */
#define SIDE_MOST     3000
#define PX_PAPER      1448 /* EPUB pictures where no screen is named */
#define PX_PAPER_HIGH 1931 /* 3:4 */
#define EMS_PAPER     21   /* as a screen of six inches: who names a sheet of paper may read anywhere */

struct row {
	const char *name;
	uint16_t width, height; /* pt */
	uint8_t columns;
	uint16_t px_width, px_height;
	bool grey;
	uint16_t budget_mb;
	uint8_t ems;
};

/* EBOOKS.md, "Sheets and screens". */
static const struct row rows[] = {
	{"a4", 595, 842, 1, PX_PAPER, PX_PAPER_HIGH, false, 0, 21},
	{"a4-2col", 595, 842, 2, PX_PAPER, PX_PAPER_HIGH, false, 0, 21},
	{"a5", 420, 595, 1, PX_PAPER, PX_PAPER_HIGH, false, 0, 21},
	{"b5", 516, 729, 1, PX_PAPER, PX_PAPER_HIGH, false, 0, 21},
	{"letter", 612, 792, 1, PX_PAPER, PX_PAPER_HIGH, false, 0, 21},
	{"eink6", 257, 347, 1, 1072, 1448, true, 0, 21},
	{"eink7", 303, 403, 1, 1264, 1680, true, 0, 24},
	{"eink8", 346, 461, 1, 1440, 1920, true, 0, 27},
	{"eink10", 446, 594, 1, 1404, 1872, true, 0, 35},
	{"phone", 212, 459, 1, 1080, 1440, false, 0, 20},
	{"kindle", 303, 403, 1, 1264, 1680, true, 25, 24}, /* mail gateways stop at 25 MB */
	{"kobo", 303, 403, 1, 1264, 1680, true, 0, 24},
	{"remarkable2", 446, 594, 1, 1404, 1872, true, 0, 35},
	{"boox", 446, 594, 1, 1404, 1872, true, 0, 35},
};
#define ROW_COUNT (sizeof rows / sizeof *rows)

static void from_row(const struct row *r, struct profile *p)
{
	*p = (struct profile){
		.name = str_from(r->name),
		.width = r->width * 1024,
		.height = r->height * 1024,
		.columns = r->columns,
		.px_width = r->px_width,
		.px_height = r->px_height,
		.grey = r->grey,
		.budget_mb = r->budget_mb,
		.ems = r->ems,
	};
}

/* mm to 1/1024 pt: 72/25.4 = 360/127. */
static bool parse_side(struct str text, bool mm, coord *side)
{
	uint32_t value;
	if (text.n > 5 || !str_to_uint(text, &value))
		return false;
	*side = mm ? coord_scale((coord)value * 1024, 360, 127) : (coord)value * 1024;
	return *side >= SIDE_LEAST * 1024 && *side <= SIDE_MOST * 1024;
}

/* "148x210mm", "420x595pt" */
static bool parse_size(struct str name, struct profile *p)
{
	bool mm = str_ends(name, S("mm"));
	if (!mm && !str_ends(name, S("pt")))
		return false;
	struct str rest = str_head(name, name.n - 2), width = str_cut(&rest, 'x');
	*p = (struct profile){.name = name,
			      .columns = 1,
			      .px_width = PX_PAPER,
			      .px_height = PX_PAPER_HIGH,
			      .ems = EMS_PAPER};
	return rest.s && parse_side(width, mm, &p->width) && parse_side(rest, mm, &p->height);
}

bool profile_lookup(struct str name, struct profile *profile)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (str_eq(name, str_from(rows[i].name))) {
			from_row(&rows[i], profile);
			return true;
		}
	return parse_size(name, profile);
}

struct str profile_names(struct arena *a)
{
	struct buf b = BUF(a);
	for (size_t i = 0; i < ROW_COUNT; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", rows[i].name);
	buf_add(&b, S(", or a size such as 148x210mm or 420x595pt"));
	return buf_str(&b);
}

uint64_t profile_budget(const struct profile *profile)
{
	return (uint64_t)profile->budget_mb << 20;
}
