/* Subsets for embedding: nothing but what draws the glyphs. */
#include "text/face-open.h"

#include <hb-ot.h>
#include <hb-subset.h>

/* A page names glyphs by id, already shaped: what maps, shapes, names or
 * measures vertically is dead weight, and layout tables would pull further
 * glyphs into the subset by closure. */
static const char dropped[][5] = {
	"BASE", "CBDT", "CBLC", "COLR", "CPAL", "DSIG", "EBDT", "EBLC", "EBSC", "GDEF", "GPOS", "GSUB",
	"JSTF", "LTSH", "MATH", "MERG", "OS/2", "PCLT", "SVG ", "VDMX", "VORG", "cmap", "feat", "gasp",
	"hdmx", "kern", "kerx", "mort", "morx", "name", "post", "sbix", "trak", "vhea", "vmtx",
};

static void drop_tables(hb_subset_input_t *input)
{
	hb_set_t *tables = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);

	for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
		hb_set_add(tables, hb_tag_from_string(dropped[i], 4));
}

/* A variable font is embedded as the instance that was shaped. */
static void pin_axes(hb_subset_input_t *input, const struct face *f)
{
	unsigned instance = f->index >> 16, axes = hb_ot_var_get_axis_count(f->face);
	float values[64];
	unsigned n = sizeof values / sizeof *values;

	if (!axes)
		return;
	if (instance)
		hb_ot_var_named_instance_get_design_coords(f->face, instance - 1, &n, values);
	for (unsigned i = 0; i < axes; i++) {
		hb_ot_var_axis_info_t axis;
		unsigned one = 1;
		if (!hb_ot_var_get_axis_infos(f->face, i, &one, &axis) || !one)
			continue;
		if (instance && i < n)
			hb_subset_input_pin_axis_location(input, f->face, axis.tag, values[i]);
		else
			hb_subset_input_pin_axis_to_default(input, f->face, axis.tag);
	}
}

static hb_subset_input_t *subset_input(const struct face *f, const uint16_t *gids, size_t n)
{
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	hb_set_t *glyphs;

	if (!input)
		return NULL;
	glyphs = hb_subset_input_glyph_set(input);
	hb_set_add(glyphs, 0);
	for (size_t i = 0; i < n; i++)
		hb_set_add(glyphs, gids[i]);
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
	drop_tables(input);
	pin_axes(input, f);
	return input;
}

/* CFF goes into a PDF bare, TrueType (and what is to be a file) as a whole font file. */
static bool copy_bytes(hb_face_t *subset, enum outline_kind kind, struct arena *a, struct str *bytes)
{
	hb_blob_t *blob = kind == OUTLINE_CFF ? hb_face_reference_table(subset, HB_TAG('C', 'F', 'F', ' '))
					      : hb_face_reference_blob(subset);
	unsigned n;
	const char *s = hb_blob_get_data(blob, &n);

	if (n)
		*bytes = arena_str(a, (struct str){s, n});
	hb_blob_destroy(blob);
	return n > 0;
}

static bool run_plan(const struct face *f, hb_subset_plan_t *plan, struct arena *a, const uint16_t *gids,
		     size_t n, struct str *bytes, uint16_t *new_gids)
{
	hb_face_t *subset = hb_subset_plan_execute_or_fail(plan);
	const hb_map_t *map;
	bool done;

	if (!subset)
		return false;
	map = hb_subset_plan_old_to_new_glyph_mapping(plan);
	for (size_t i = 0; i < n; i++) {
		hb_codepoint_t gid = hb_map_get(map, gids[i]);
		new_gids[i] = f->cid_keyed                  ? face_cid(f, gids[i])
			      : gid == HB_MAP_VALUE_INVALID ? 0
							    : (uint16_t)gid;
	}
	done = copy_bytes(subset, f->outline, a, bytes);
	hb_face_destroy(subset);
	return done;
}

bool face_subset(const struct face *f, struct arena *a, const uint16_t *gids, size_t n, struct str *bytes,
		 uint16_t *new_gids)
{
	hb_subset_input_t *input = subset_input(f, gids, n);
	hb_subset_plan_t *plan = input ? hb_subset_plan_create_or_fail(f->face, input) : NULL;
	bool done = plan && run_plan(f, plan, a, gids, n, bytes, new_gids);

	hb_subset_plan_destroy(plan);
	hb_subset_input_destroy(input);
	return done;
}

/* ---- a file of its own ---- */

/* The names that say what it is and on what terms (OpenType, name ids 0 to 6, 13, 14). */
static void keep_names(hb_subset_input_t *input)
{
	hb_set_t *names = hb_subset_input_set(input, HB_SUBSET_SETS_NAME_ID);
	hb_set_add(names, 13);
	hb_set_add(names, 14);
}

bool face_subset_file(const struct face *f, struct arena *a, const uint32_t *points, size_t n,
		      struct str *bytes)
{
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	hb_face_t *subset;
	bool done = false;

	if (!input)
		return false;
	for (size_t i = 0; i < n; i++)
		hb_set_add(hb_subset_input_unicode_set(input), points[i]);
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
	keep_names(input);
	pin_axes(input, f);
	subset = hb_subset_or_fail(f->face, input);
	if (subset)
		done = copy_bytes(subset, OUTLINE_TRUETYPE, a, bytes);
	hb_face_destroy(subset);
	hb_subset_input_destroy(input);
	return done;
}
