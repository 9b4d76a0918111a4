/* JPEG's structure, marker by marker (ITU-T T.81, annex B). */
#include "image/probe.h"

enum marker {
	M_SOF0 = 0xc0, /* baseline */
	M_SOF1 = 0xc1, /* extended sequential */
	M_SOF2 = 0xc2, /* progressive */
	M_DHT = 0xc4,
	M_SOF15 = 0xcf,
	M_JPG = 0xc8,
	M_DAC = 0xcc,
	M_RST0 = 0xd0,
	M_RST7 = 0xd7,
	M_SOI = 0xd8,
	M_EOI = 0xd9,
	M_SOS = 0xda,
	M_DQT = 0xdb,
	M_APP1 = 0xe1,
	M_APP2 = 0xe2,
	M_TEM = 0x01,
};

#define FRAME_FIXED     6 /* precision, height, width, component count */
#define FRAME_COMPONENT 3

struct walk {
	struct probe *probe;
	struct str bytes;
	size_t at;
	unsigned scans;
	bool frame, quantized, huffman, end;
};

static unsigned byte_at(const struct walk *w, size_t at)
{
	return (unsigned char)w->bytes.s[at];
}

static const char *take_frame(struct walk *w, unsigned marker, struct str data)
{
	const unsigned char *d = (const unsigned char *)data.s;
	if (marker > M_SOF2)
		return marker >= M_JPG ? "its arithmetic coding is not supported"
				       : "its lossless or layered coding is not supported";
	if (w->frame || data.n < FRAME_FIXED || data.n != FRAME_FIXED + (size_t)d[5] * FRAME_COMPONENT)
		return "its header is damaged";
	if (d[0] != 8)
		return "its samples are not 8 bits deep";
	if (d[5] != 1 && d[5] != 3 && d[5] != 4)
		return "its number of colour components is odd";
	w->frame = true;
	w->probe->components = d[5];
	w->probe->coarse = marker != M_SOF0;
	/* A height of 0, to be told after the first scan (DNL), is read by hardly any decoder. */
	return probe_set_size(w->probe, (uint32_t)d[3] << 8 | d[4], (uint32_t)d[1] << 8 | d[2])
		       ? NULL
		       : w->probe->fault;
}

/* Moves behind the entropy-coded bytes: to the next marker but RSTn, or to the end. */
static void skip_scan(struct walk *w)
{
	size_t at = w->at;
	while ((at = str_find_char(w->bytes, '\xff', at)) != STR_NONE) {
		unsigned next = at + 1 < w->bytes.n ? byte_at(w, at + 1) : M_EOI;
		if (next != 0 && (next < M_RST0 || next > M_RST7))
			break;
		at += 2;
	}
	w->at = at == STR_NONE ? w->bytes.n : at;
}

static const char *take_scan(struct walk *w)
{
	if (!w->frame)
		return "its header is missing";
	if (!w->quantized || !w->huffman)
		return "its tables are missing";
	w->probe->scans = ++w->scans;
	if (w->scans > JPEG_SCANS_MAX ||
	    (uint64_t)w->probe->width * w->probe->height * w->scans > JPEG_SCANNED_PIXELS_MAX)
		return "it has too many scans";
	skip_scan(w);
	return NULL;
}

/* Exif in APP1; a profile in APP2, whose name stands in its first segment. */
static const char *take_application(struct walk *w, unsigned marker, struct str data)
{
	if (marker == M_APP1 && str_starts(data, S("Exif\0\0")))
		w->probe->orientation = probe_orientation(str_from_offset(data, 6));
	else if (marker == M_APP2 && str_starts(data, S("ICC_PROFILE\0\1")) && !probe_says_srgb(data))
		w->probe->colours = COLOURS_PROFILE;
	return NULL;
}

static const char *take_segment(struct walk *w, unsigned marker, struct str data)
{
	switch (marker) {
	case M_APP1:
	case M_APP2:
		return take_application(w, marker, data);
	case M_DQT:
		w->quantized = true;
		return NULL;
	case M_DHT:
		w->huffman = true;
		return NULL;
	case M_DAC:
		return "its arithmetic coding is not supported";
	case M_SOS:
		return take_scan(w);
	default:
		return marker >= M_SOF0 && marker <= M_SOF15 ? take_frame(w, marker, data) : NULL;
	}
}

static const char *read_segment(struct walk *w, unsigned marker)
{
	if (w->bytes.n - w->at < 2)
		return "it is cut off";
	size_t length = byte_at(w, w->at) << 8 | byte_at(w, w->at + 1);
	if (length < 2)
		return "a segment is damaged";
	if (length > w->bytes.n - w->at)
		return "it is cut off";
	struct str data = {w->bytes.s + w->at + 2, length - 2};
	w->at += length;
	return take_segment(w, marker, data);
}

static const char *take_end(struct walk *w)
{
	if (!w->scans)
		return "it has no pixel data";
	w->end = true;
	return NULL;
}

/* Any number of 0xff may stand before a marker (B.1.1.2). */
static const char *read_marker(struct walk *w)
{
	size_t start = w->at;
	while (w->at < w->bytes.n && byte_at(w, w->at) == 0xff)
		w->at++;
	if (w->at == w->bytes.n)
		return "it is cut off";
	if (w->at == start)
		return "there is rubbish between its segments";
	unsigned marker = byte_at(w, w->at++);
	if (marker == M_EOI)
		return take_end(w);
	if (marker == 0 || marker == M_SOI)
		return "there is rubbish between its segments";
	bool bare = marker == M_TEM || (marker >= M_RST0 && marker <= M_RST7);
	return bare ? NULL : read_segment(w, marker);
}

/* ---- Exif ---- */

#define TIFF_HEADER      8u
#define TIFF_ENTRY       12u
#define TIFF_ORIENTATION 0x0112u
#define TIFF_SHORT       3u
#define ORIENTATIONS     8u

static uint32_t number(struct str tiff, size_t at, unsigned bytes, bool little)
{
	uint32_t value = 0;
	for (unsigned i = 0; i < bytes; i++)
		value = value << 8 | (unsigned char)tiff.s[at + (little ? bytes - 1 - i : i)];
	return value;
}

uint8_t probe_orientation(struct str tiff)
{
	bool little = str_starts(tiff, S("II*\0"));
	if (tiff.n < TIFF_HEADER || (!little && !str_starts(tiff, S("MM\0*"))))
		return 1;
	size_t at = number(tiff, 4, 4, little);
	if (at > tiff.n || tiff.n - at < 2)
		return 1;
	size_t entries = number(tiff, at, 2, little);
	for (at += 2; entries > 0 && at + TIFF_ENTRY <= tiff.n; entries--, at += TIFF_ENTRY) {
		if (number(tiff, at, 2, little) != TIFF_ORIENTATION)
			continue;
		uint32_t value = number(tiff, at + 8, 2, little);
		bool known = number(tiff, at + 2, 2, little) == TIFF_SHORT && value >= 1;
		return known && value <= ORIENTATIONS ? (uint8_t)value : 1;
	}
	return 1;
}

void probe_jpeg(struct str bytes, struct probe *p)
{
	struct walk w = {.probe = p, .bytes = bytes, .at = 2};
	while (!w.end && !p->fault)
		p->fault = read_marker(&w);
	p->size = w.at;
}
