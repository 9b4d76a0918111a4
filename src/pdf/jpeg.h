/* What a JPEG's own markers say that PDF must repeat. */
#ifndef WENZHAI_PDF_JPEG_H
#define WENZHAI_PDF_JPEG_H

#include "base/str.h"

struct jpeg {
	uint32_t width, height;
	unsigned components; /* 1 grey, 3 colour, 4 CMYK or YCCK */
	bool adobe;          /* Adobe's marker: CMYK is stored inverted */
};

/* False when there is no frame of a kind that /DCTDecode knows: 8 bits, Huffman,
 * sequential or progressive. */
bool jpeg_open(struct str file, struct jpeg *jpeg);

#endif
