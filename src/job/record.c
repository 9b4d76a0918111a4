#include "job/record.h"

static const struct {
	const char *name, *type;
} formats[RECORD_FORMAT_COUNT] = {
	[RECORD_EPUB] = {"epub", "application/epub+zip"},
	[RECORD_PDF] = {"pdf", "application/pdf"},
};

const char *record_format_type(enum record_format format)
{
	return formats[format].type;
}

const char *record_format_name(enum record_format format)
{
	return formats[format].name;
}

struct str record_cover_name(struct arena *a, struct str file)
{
	return arena_printf(a, "covers/%.*s.jpg", STR_FMT(file));
}

struct str record_thumbnail_name(struct arena *a, struct str cover)
{
	struct str extension = S(".jpg");
	if (str_ends(cover, extension))
		cover = str_head(cover, cover.n - extension.n);
	return arena_printf(a, "%.*s.small.jpg", STR_FMT(cover));
}
