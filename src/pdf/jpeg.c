#include "pdf/jpeg.h"

/* T.81 table B.1. */
enum {
	MARKER_SOF0 = 0xC0, /* baseline */
	MARKER_SOF2 = 0xC2, /* progressive */
	MARKER_SOI = 0xD8,
	MARKER_EOI = 0xD9,
	MARKER_SOS = 0xDA,
	MARKER_APP14 = 0xEE,
	MARKER_TEM = 0x01,
	MARKER_RST0 = 0xD0,
};

static unsigned byte_at(struct str s, size_t i)
{
	return (unsigned char)s.s[i];
}

static unsigned word_at(struct str s, size_t i)
{
	return byte_at(s, i) << 8 | byte_at(s, i + 1);
}

static bool stands_alone(unsigned marker)
{
	return marker == MARKER_TEM || (marker >= MARKER_RST0 && marker <= MARKER_SOI);
}

static bool read_frame(struct jpeg *jpeg, struct str segment)
{
	if (segment.n < 6 || byte_at(segment, 0) != 8)
		return false;
	jpeg->height = word_at(segment, 1);
	jpeg->width = word_at(segment, 3);
	jpeg->components = byte_at(segment, 5);
	return jpeg->width && jpeg->height &&
	       (jpeg->components == 1 || jpeg->components == 3 || jpeg->components == 4);
}

bool jpeg_open(struct str file, struct jpeg *jpeg)
{
	*jpeg = (struct jpeg){0};
	bool frame = false;
	size_t at = 2;
	if (!str_starts(file, S("\xFF\xD8")))
		return false;
	while (at + 4 <= file.n && byte_at(file, at) == 0xFF) {
		unsigned marker = byte_at(file, at + 1);
		if (marker == 0xFF || stands_alone(marker)) {
			at += marker == 0xFF ? 1 : 2;
			continue;
		}
		if (marker == MARKER_SOS || marker == MARKER_EOI)
			return frame;
		size_t length = word_at(file, at + 2);
		if (length < 2 || length > file.n - at - 2)
			return false;
		struct str segment = {file.s + at + 4, length - 2};
		if (marker >= MARKER_SOF0 && marker <= MARKER_SOF2)
			frame = read_frame(jpeg, segment);
		else if (marker == MARKER_APP14 && str_starts(segment, S("Adobe")))
			jpeg->adobe = true;
		at += 2 + length;
	}
	return false;
}
