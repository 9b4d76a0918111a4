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

/* Without its extension: a dot that stands in a folder's name or begins a name is none. */
static struct str stem(struct str name)
{
	for (size_t i = name.n; i-- > 1 && name.s[i] != '/';)
		if (name.s[i] == '.' && name.s[i - 1] != '/')
			return str_head(name, i);
	return name;
}

struct str record_cover_name(struct arena *a, struct str file)
{
	return arena_printf(a, "covers/%.*s.jpg", STR_FMT(stem(file)));
}

struct str record_thumbnail_name(struct arena *a, struct str cover)
{
	return arena_printf(a, "%.*s-small.jpg", STR_FMT(stem(cover)));
}
