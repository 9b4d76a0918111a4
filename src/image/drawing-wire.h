/* What the two ends of drawing.h say to each other: structs as they are, for both are the same
 * program; after a question the drawing's bytes, after an answer without fault its pixels. */
#ifndef WENZHAI_IMAGE_DRAWING_WIRE_H
#define WENZHAI_IMAGE_DRAWING_WIRE_H

#include "image/drawing.h"

/* argv[0] of a process that draws; its standard input is the socket. */
#define DRAWING_NAME "wenzhai-drawing"

struct drawing_question {
	size_t bytes;
	bool draw; /* else it is measured */
	struct codec_box box;
};

#define DRAWING_FAULT_MAX 64

struct drawing_answer {
	char fault[DRAWING_FAULT_MAX]; /* empty: none */
	struct codec_size size;        /* measured, or of the pixels */
	unsigned bands;
};

#endif
