/* PNG's structure, chunk by chunk (PNG specification, third edition, sections 5 and 11). */
#include "base/bytes.h"
#include "image/probe.h"

#include <libdeflate.h>

#define SIGNATURE_SIZE 8
#define CHUNK_EXTRA    12 /* length, type and CRC */
#define IHDR_SIZE      13
#define PALETTE_MAX    (256 * 3)
/* iCCP: the profile itself is deflated, only its name can be read. */
#define PROFILE_NAME_MAX 79

enum colour_type { GREY = 0, RGB = 2, PALETTE = 3, GREY_ALPHA = 4, RGB_ALPHA = 6, COLOUR_TYPES };

/* Bit b is set where a depth of b bits is allowed (table 11.1). */
static const struct {
	uint32_t depths;
	uint8_t components;
} colour_types[COLOUR_TYPES + 1] = {
	[GREY] = {1u << 1 | 1u << 2 | 1u << 4 | 1u << 8 | 1u << 16, 1},
	[RGB] = {1u << 8 | 1u << 16, 3},
	[PALETTE] = {1u << 1 | 1u << 2 | 1u << 4 | 1u << 8, 3},
	[GREY_ALPHA] = {1u << 8 | 1u << 16, 1},
	[RGB_ALPHA] = {1u << 8 | 1u << 16, 3},
};

struct chunk {
	struct str type; /* four letters */
	struct str data;
	uint32_t crc;
};

/* What has been seen so far. */
struct walk {
	struct probe *probe;
	uint8_t colour;
	bool header, palette, data, data_over, end;
};

static bool is_letters(struct str type)
{
	for (size_t i = 0; i < type.n; i++) {
		char lower = (char)(type.s[i] | 0x20);
		if (lower < 'a' || lower > 'z')
			return false;
	}
	return true;
}

/* NULL, or why there is no whole chunk at the start of `rest`. */
static const char *chunk_read(struct str rest, struct chunk *c)
{
	if (rest.n < CHUNK_EXTRA)
		return "it is cut off";
	uint32_t length = bytes_big(rest.s, 4);
	c->type = (struct str){rest.s + 4, 4};
	if (!is_letters(c->type))
		return "a chunk is damaged";
	if (length > rest.n - CHUNK_EXTRA)
		return "it is cut off";
	c->data = (struct str){rest.s + 8, length};
	c->crc = bytes_big(rest.s + 8 + length, 4);
	return NULL;
}

/* Ancillary chunks (a small first letter) may be damaged: nobody needs them. */
static bool chunk_critical(const struct chunk *c)
{
	return !(c->type.s[0] & 0x20);
}

static bool chunk_crc_right(const struct chunk *c)
{
	return libdeflate_crc32(0, c->type.s, 4 + c->data.n) == c->crc;
}

static const char *take_header(struct walk *w, struct str data)
{
	if (data.n != IHDR_SIZE)
		return "its header is damaged";
	const unsigned char *h = (const unsigned char *)data.s;
	unsigned depth = h[8];
	w->colour = h[9];
	if (w->colour > RGB_ALPHA || depth > 16 || !(colour_types[w->colour].depths >> depth & 1))
		return "its header names a colour type that does not exist";
	if (h[10] || h[11] || h[12] > 1)
		return "its header names a method that does not exist";
	w->header = true;
	w->probe->components = colour_types[w->colour].components;
	w->probe->coarse = depth > 8;
	w->probe->interlaced = h[12] == 1;
	w->probe->alpha = w->colour == GREY_ALPHA || w->colour == RGB_ALPHA;
	return probe_set_size(w->probe, bytes_big(data.s, 4), bytes_big(data.s + 4, 4)) ? NULL
											: w->probe->fault;
}

static const char *take_palette(struct walk *w, struct str data)
{
	if (w->palette || w->data || !data.n || data.n > PALETTE_MAX || data.n % 3 || w->colour == GREY ||
	    w->colour == GREY_ALPHA)
		return "its palette is damaged";
	w->palette = true;
	return NULL;
}

static const char *take_data(struct walk *w, struct str data)
{
	(void)data; /* an empty IDAT is legal */
	if (w->colour == PALETTE && !w->palette)
		return "it has no palette";
	if (w->data_over)
		return "its pixel data is torn apart";
	w->data = true;
	return NULL;
}

static const char *take_end(struct walk *w, struct str data)
{
	if (!w->data || data.n)
		return "it has no pixel data";
	w->end = true;
	return NULL;
}

static const struct {
	struct str type;
	const char *(*take)(struct walk *w, struct str data);
} critical[] = {
	{{"IHDR", 4}, take_header},
	{{"PLTE", 4}, take_palette},
	{{"IDAT", 4}, take_data},
	{{"IEND", 4}, take_end},
};

static const char *take_critical(struct walk *w, const struct chunk *c)
{
	if (!chunk_crc_right(c))
		return "a checksum is wrong";
	/* IHDR is the first chunk, and only the first. */
	if (str_eq(c->type, S("IHDR")) == w->header)
		return "its header is not where it should be";
	for (size_t i = 0; i < sizeof critical / sizeof critical[0]; i++)
		if (str_eq(c->type, critical[i].type))
			return critical[i].take(w, c->data);
	return "it needs a critical chunk that nobody knows";
}

/* What an ancillary chunk says; all but eXIf stand before the pixels. */
static void take_ancillary(struct walk *w, const struct chunk *c)
{
	if (str_eq(c->type, S("tRNS")))
		w->probe->alpha = true;
	else if (str_eq(c->type, S("acTL")))
		w->probe->animated = true;
	else if (str_eq(c->type, S("iCCP")) && !probe_says_srgb(str_head(c->data, PROFILE_NAME_MAX)))
		w->probe->colours = COLOURS_PROFILE;
	else if (str_eq(c->type, S("eXIf")))
		w->probe->orientation = probe_orientation(c->data);
}

static const char *take_chunk(struct walk *w, const struct chunk *c)
{
	if (w->data && !str_eq(c->type, S("IDAT")))
		w->data_over = true;
	if (chunk_critical(c))
		return take_critical(w, c);
	take_ancillary(w, c);
	return w->header ? NULL : "its header is not where it should be";
}

void probe_png(struct str bytes, struct probe *p)
{
	struct walk w = {.probe = p};
	size_t at = SIGNATURE_SIZE;
	while (!w.end && !p->fault) {
		struct chunk c;
		p->fault = chunk_read(str_from_offset(bytes, at), &c);
		if (!p->fault)
			p->fault = take_chunk(&w, &c);
		if (!p->fault)
			at += CHUNK_EXTRA + c.data.n;
	}
	p->size = at;
}
