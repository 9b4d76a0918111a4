/* Decoding, turning, colours and shrinking: libvips, loaded when the first picture needs it.
 *
 *   struct codec *c = codec_new(&options);    nothing is loaded yet
 *   codec_measure(c, &probe, bytes, &size);   any thread
 *   codec_decode(c, &probe, bytes, &box, &pixels);  any thread; pixels_clear afterwards
 *   codec_free(c);
 *
 * Why not linked: libvips brings a hundred libraries with it (ImageMagick and poppler
 * among them), which cost each start of the program 20 ms and more, and its own
 * start another 60 to 100; most starts meet no picture that must be decoded.  So its
 * functions are looked up by name in libvips.so.42, once, by the first thread that
 * wants one, and the program runs without it too: then PNG and JPEG are passed on as
 * they are, and codec_fault says what is missing.
 *
 * How it is held: of its loaders those for the types of probe.h alone may run (not
 * ImageMagick, poppler, OpenSlide …, and nothing that libvips itself calls
 * untrusted, but for SVG, which probe_svg has looked at and which is read and drawn by a
 * process of its own, drawing.h); its caches are off; a
 * picture is decoded by the thread that asks and one helper; its vector code is off, because that
 * rounds differently from processor to processor.  A picture's size is looked at
 * before any pixel is decoded, so that memory is bounded by the number of threads.
 */
#ifndef WENZHAI_IMAGE_CODEC_H
#define WENZHAI_IMAGE_CODEC_H

#include "base/parallel.h"
#include "image/probe.h"

/* Of what is decoded whole before it can be shrunk, which is all but baseline JPEG of one scan and PNG
 * without interlacing; of these, some hundred rows.  At most so many bytes of pixels, for each thread;
 * what the libraries keep of a JPEG of several scans or a PNG with transparency is at most twice as much. */
#define CODEC_FRAME_BYTES_MAX ((uint64_t)160 << 20)

struct codec; /* immutable once loaded; shared by all threads */

/* Texts live as long as the codec; a copy is taken. */
struct codec_options {
	const struct cancel *cancel; /* may be NULL; seen within a tenth of a second or so */
	unsigned milliseconds;       /* for decoding one picture; 0: CODEC_MS_MAX */
	bool draws;                  /* SVG here and now: this process is there for it (drawing.h) */
};
#define CODEC_MS_MAX 60000u /* what is within the other bounds takes five seconds */

struct codec *codec_new(const struct codec_options *options); /* NULL: none of them */
void codec_free(struct codec *c);                             /* NULL is nothing */
/* NULL when libvips is there (loads it), or a phrase: "libvips is not installed". */
const char *codec_fault(struct codec *c);
/* "8.14.1", or empty; for doctor.  Valid as long as the codec. */
const char *codec_version(struct codec *c);
/* Can it read pictures of this kind? */
bool codec_reads(struct codec *c, enum probe_kind kind);
/* At the very end of a process: lets libvips put its things away, if it was loaded. */
void codec_shutdown(void);

struct codec_size {
	uint32_t width, height; /* px, upright: after Exif's turning */
};
/* NULL, or a phrase why it cannot be decoded.  Decodes no pixel. */
const char *codec_measure(struct codec *c, const struct probe *p, struct str bytes, struct codec_size *size);

struct codec_box {
	uint32_t width, height; /* px: the result fits inside; only an SVG is enlarged to it */
	bool grey;
	bool keep_alpha; /* else laid on white */
};

/* 8 bits a sample, sRGB or grey. */
struct pixels {
	uint8_t *data; /* height rows of width * bands; owned, malloc'ed by GLib */
	uint32_t width, height;
	unsigned bands; /* 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha */
};
/* NULL, or a phrase why not; also when it takes too long or all is cancelled. */
const char *codec_decode(struct codec *c, const struct probe *p, struct str bytes,
			 const struct codec_box *box, struct pixels *out);
void pixels_clear(struct pixels *p);

/* BMP, which libvips would leave to ImageMagick: uncompressed, 1 to 32 bits; to RGB or
 * RGBA.  The caller frees as above. */
const char *bmp_measure(struct str bytes, struct codec_size *size);
const char *bmp_decode(struct str bytes, struct pixels *out);

/* The same GIF with a canvas that is its first frame's, when that is smaller and has no transparent
 * pixels; g_malloc'ed, of as many bytes.  NULL: it can be taken as it is. */
char *gif_of_first_frame(struct str bytes);

#endif
