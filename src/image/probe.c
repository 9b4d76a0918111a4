/* Magic numbers, and the contract's image_sniff. */
#include "image/probe.h"

#include "image/image.h"

/* How far into a text its root element is looked for (behind comments and a doctype). */
#define TEXT_PROBE_MAX 1024

struct magic {
	enum probe_kind kind;
	unsigned offset;
	struct str bytes;
	const char *name;
};

#define MAGIC(kind, offset, bytes, name)                       \
	{                                                      \
		kind, offset, {bytes, sizeof(bytes) - 1}, name \
	}
static const struct magic magics[] = {
	MAGIC(PROBE_PNG, 0, "\x89PNG\r\n\x1a\n", "PNG"),
	MAGIC(PROBE_JPEG, 0, "\xff\xd8\xff", "JPEG"),
	MAGIC(PROBE_GIF, 0, "GIF87a", "GIF"),
	MAGIC(PROBE_GIF, 0, "GIF89a", "GIF"),
	MAGIC(PROBE_WEBP, 8, "WEBPVP8", "WebP"),
	MAGIC(PROBE_HEIF, 4, "ftypavif", "AVIF"),
	MAGIC(PROBE_HEIF, 4, "ftypavis", "AVIF"),
	MAGIC(PROBE_HEIF, 4, "ftyphei", "HEIF"),
	MAGIC(PROBE_HEIF, 4, "ftyphev", "HEIF"),
	MAGIC(PROBE_HEIF, 4, "ftypmif1", "HEIF"),
	MAGIC(PROBE_HEIF, 4, "ftypmsf1", "HEIF"),
	MAGIC(PROBE_OTHER, 4, "JXL \r\n\x87\n", "JPEG XL"),
	MAGIC(PROBE_OTHER, 0, "\xff\x0a", "JPEG XL"),
	MAGIC(PROBE_OTHER, 4, "jP  \r\n\x87\n", "JPEG 2000"),
	MAGIC(PROBE_TIFF, 0, "II*\0", "TIFF"),
	MAGIC(PROBE_TIFF, 0, "MM\0*", "TIFF"),
	MAGIC(PROBE_BMP, 0, "BM", "BMP"),
	MAGIC(PROBE_OTHER, 0, "\0\0\1\0", "ICO"),
};

/* Of text: what comes first of these, in any case; a page may have drawings in it. */
static const struct magic text_magics[] = {
	MAGIC(PROBE_SVG, 0, "<svg", "SVG"),    MAGIC(PROBE_TEXT, 0, "<!doctype html", "HTML"),
	MAGIC(PROBE_TEXT, 0, "<html", "HTML"), MAGIC(PROBE_TEXT, 0, "<head", "HTML"),
	MAGIC(PROBE_TEXT, 0, "<body", "HTML"),
};
static const struct magic other_xml = MAGIC(PROBE_TEXT, 0, "<?xml", "XML");

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void set_kind(struct probe *p, const struct magic *m)
{
	p->kind = m->kind;
	p->name = m->name;
}

static size_t find_nocase(struct str text, struct str what)
{
	size_t at = str_find_char(text, '<', 0);
	while (at != STR_NONE && !str_starts_nocase(str_from_offset(text, at), what))
		at = str_find_char(text, '<', at + 1);
	return at;
}

static void probe_text(struct str bytes, struct probe *p)
{
	struct str text = str_trim_wide(str_head(bytes, TEXT_PROBE_MAX));
	if (str_starts(text, S("{"))) {
		p->kind = PROBE_TEXT;
		p->name = "JSON";
	}
	if (!str_starts(text, S("<")))
		return;
	size_t first = STR_NONE;
	for (size_t i = 0; i < COUNT(text_magics); i++) {
		size_t at = find_nocase(text, text_magics[i].bytes);
		if (at < first) {
			first = at;
			set_kind(p, &text_magics[i]);
		}
	}
	if (first == STR_NONE && find_nocase(text, other_xml.bytes) != STR_NONE)
		set_kind(p, &other_xml);
}

bool probe_says_srgb(struct str profile)
{
	return str_find(profile, S("sRGB"), 0) != STR_NONE ||
	       str_find(profile, S("s\0R\0G\0B"), 0) != STR_NONE; /* UTF-16, as version 4 has it */
}

bool probe_set_size(struct probe *p, uint32_t width, uint32_t height)
{
	p->width = width;
	p->height = height;
	if (!width || !height)
		p->fault = "it has no pixels";
	else if ((uint64_t)width * height > PICTURE_PIXELS_MAX)
		p->fault = "it has too many pixels";
	return !p->fault;
}

struct probe probe_picture(struct str bytes)
{
	struct probe p = {.kind = PROBE_UNKNOWN, .name = "unknown"};
	for (size_t i = 0; i < COUNT(magics) && p.kind == PROBE_UNKNOWN; i++)
		if (str_starts(str_from_offset(bytes, magics[i].offset), magics[i].bytes))
			set_kind(&p, &magics[i]);
	p.size = bytes.n;
	p.orientation = 1;
	if (p.kind == PROBE_UNKNOWN)
		probe_text(bytes, &p);
	if (p.kind == PROBE_PNG)
		probe_png(bytes, &p);
	else if (p.kind == PROBE_JPEG)
		probe_jpeg(bytes, &p);
	else if (p.kind == PROBE_SVG)
		probe_svg(bytes, &p);
	return p;
}

bool probe_usable(const struct probe *p)
{
	return !p->fault && p->kind >= PROBE_PNG && p->kind <= PROBE_SVG;
}

enum picture_type image_sniff(struct str bytes, uint32_t *width, uint32_t *height, uint8_t *components)
{
	struct probe p = probe_picture(bytes);
	if (p.fault || (p.kind != PROBE_PNG && p.kind != PROBE_JPEG))
		return PICTURE_NONE;
	*width = p.width;
	*height = p.height;
	*components = p.components;
	return p.kind == PROBE_PNG ? PICTURE_PNG : PICTURE_JPEG;
}
