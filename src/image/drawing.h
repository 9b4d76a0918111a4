/* Drawing in a process of its own: librsvg draws, and even reads, an SVG in one go that nothing
 * can stop, and a few kilobytes can keep it busy for hours (filters, references to
 * references, long outlines), or take all memory.  What cannot be interrupted can be killed.
 *
 *   if (drawing_serve(argc, argv)) return 0;     first of all in main()
 *   struct drawings *d = drawings_new();         starts nothing yet
 *   drawings_measure(d, bytes, &limits, &size);  any thread
 *   drawings_draw(d, bytes, &box, &limits, &pixels);
 *   drawings_free(d);                            ends the processes
 *
 * The processes are this very program, started anew under another name, so that no lock and
 * no thread of this one is in them.  Each takes one drawing after another, and so many are there
 * as threads draw at once; one that has used up its time or its memory, or that
 * crashes, costs its drawing and is replaced.
 */
#ifndef WENZHAI_IMAGE_DRAWING_H
#define WENZHAI_IMAGE_DRAWING_H

#include "image/codec.h"

/* For one drawing: seconds of processor time, whatever else the machine does; what drawing
 * programs write, up to SVG_BYTES_MAX, takes one at most. */
#define DRAWING_SECONDS_MAX 5u
/* And bytes beyond what the process has from its start. */
#define DRAWING_BYTES_MAX ((uint64_t)768 << 20)

struct drawing_limits {
	const struct cancel *cancel; /* may be NULL */
	int64_t until;               /* g_get_monotonic_time's: no longer whatever happens */
};

struct drawings *drawings_new(void);
void drawings_free(struct drawings *d); /* NULL is nothing */

/* NULL, or a phrase why not. */
const char *drawings_measure(struct drawings *d, struct str bytes, const struct drawing_limits *limits,
			     struct codec_size *size);
const char *drawings_draw(struct drawings *d, struct str bytes, const struct codec_box *box,
			  const struct drawing_limits *limits, struct pixels *out);

/* Was this process started for drawing?  Then it has drawn until nobody wanted more. */
bool drawing_serve(int argc, char **argv);

#endif
